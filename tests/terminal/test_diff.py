import pytest

from asynclearn.judging.claim import Claim
from asynclearn.judging.judge import judge
from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.terminal.diff import diff


@pytest.fixture
def drawn(console_of):
    def draw(claimed, printed, width):
        console, out = console_of(width)
        outcome = Outcome(printed, "", Ending.FINISHED, 0.1, exit_code=0)
        console.print(diff(judge(Claim(claimed), outcome), width))
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines())

    return draw


def test_a_changed_a_missing_and_an_extra_line_stand_side_by_side(drawn):
    assert drawn("one\nTwo\nbye", "one\ntoo\n\nthree\nbye", 60) == (
        "     you said                     it printed\n"
        "   1 one                        1 one\n"
        "≠  2 Two                        2 too\n"
        "+    (you left it out)          3 ⏎\n"
        "+    (you left it out)          4 three\n"
        "   3 bye                        5 bye"
    )


def test_two_lines_that_changed_places_say_where_they_belong(drawn):
    shown = drawn("a\nc\nb\nd", "a\nb\nc\nd", 60)

    assert "↕  2 c  (is 3)                  2 b  (was 3)" in shown


def test_a_narrow_diff_is_stacked_and_names_its_sides(drawn):
    assert drawn("one\nTwo", "one\ntwo", 40) == (
        "   1 both one\n"
        "≠  2 you  Two\n"
        "≠  2 real two  (only the case differs)"
    )  # fmt: skip


def test_no_line_of_a_diff_is_wider_than_the_terminal(drawn):
    long = "word " * 30

    for width in (40, 59, 60, 80):
        shown = drawn(f"{long}\nb\nc", f"{long}x\nc\nb", width)
        assert max(map(len, shown.splitlines())) <= width


def test_a_long_diff_is_cut_so_that_the_verdict_stays_in_sight(drawn):
    shown = drawn("", "\n".join(map(str, range(300))), 60).splitlines()

    assert len(shown) < 50
    assert shown[-1] == "… and 260 lines more"


def test_what_a_program_prints_cannot_draw_on_the_screen(drawn):
    assert "\x1b" not in drawn("one", "\x1b[2Jone", 60)
