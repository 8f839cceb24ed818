from hypothesis import given
from hypothesis import strategies as st

from asynclearn.terminal.scatter import scatter


def test_each_number_stands_where_its_point_lies():
    drawn = scatter({"1": (0.0, 0.4), "2": (1.0, 0.0), "3": (0.5, 0.2)}, 0.2, 27)

    assert drawn == [
        "  0.4 │1",
        "      │",
        "  0.2 │··········3·········",
        "      │",
        "  0.0 │                   2",
        "      └────────────────────",
        "       0%       50%    100%",
    ]


def test_points_at_one_place_are_put_beside_each_other_and_then_become_a_dot():
    drawn = scatter({str(number): (0.5, 0.0) for number in range(1, 12)}, 0.2, 40)

    row = next(line for line in drawn if "0.0" in line)
    numbers = row.partition("│")[2].split()
    assert {"1", "2", "3"} <= set(numbers)
    assert len(numbers) < 11


POINTS = st.dictionaries(
    st.integers(1, 99).map(str), st.tuples(st.floats(0, 1), st.floats(-1, 1)), max_size=60
)


@given(POINTS, st.integers(20, 100))
def test_whatever_the_points_it_fits_and_every_label_is_whole(points, width):
    drawn = scatter(points, 0.2, width)

    assert max(map(len, drawn)) <= width
    for line in drawn[:-2]:
        for word in line.partition("│")[2].replace("·", " ").replace("•", " ").split():
            assert word in points
