"""What holds for every claim and every run."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from asynclearn.judging.claim import Claim, ClaimedEnding, Finish, MatchRule
from asynclearn.judging.judge import is_met, judge, text_lines
from asynclearn.judging.verdict import LineKind, NearMiss, Run
from asynclearn.judging.wording import describe, describe_lines
from asynclearn.sandbox.outcome import Ending, Outcome, RaisedException

ENDINGS = [str(ending) for ending in Ending]
RULES = list(MatchRule)

few_lines = st.lists(st.sampled_from(["a", "b", "c", "A", "", "a b", " a"]), max_size=9)
any_text = st.text() | st.text("ab\n'\" \r\t\f\v\0\u2028\ud800") | few_lines.map("\n".join)
endings = st.builds(
    ClaimedEnding,
    st.sampled_from(Finish),
    exception=st.none() | st.sampled_from(["ValueError", "a.MemoryError", ""]),
    exit_code=st.none() | st.integers(0, 3),
)
runs = st.fixed_dictionaries(
    {
        "stdout": any_text | st.text("ab\n", min_size=150),
        "ending": st.sampled_from([*ENDINGS, "", "odd"]),
        "exception": st.none() | st.sampled_from(["ValueError", "MemoryError", ""]),
        "exit_code": st.none() | st.integers(0, 3),
    }
)


@given(any_text, st.sampled_from(RULES))
def test_the_truth_is_right(run_of, text, rule):
    verdict = judge(Claim(text), run_of(text), rule)

    assert verdict.right
    assert verdict.share == 1.0
    assert verdict.near_miss == ()
    assert describe_lines(verdict) == ()


@given(st.builds(Claim, any_text, endings), runs, st.sampled_from(RULES))
def test_judging_never_raises(run_of, claim, run, rule):
    verdict = judge(claim, run_of(**run), rule)

    assert 0.0 <= verdict.share <= 1.0
    assert all(describe(verdict))
    assert all(describe_lines(verdict))


@given(few_lines, few_lines, st.sampled_from(["finished", "stuck"]))
def test_right_means_that_no_row_differs_and_the_ending_is_right(run_of, claimed, actual, ending):
    verdict = judge(Claim("\n".join(claimed)), run_of("\n".join(actual), ending=ending))

    same = text_lines("\n".join(claimed)) == text_lines("\n".join(actual))
    assert verdict.right == (same and ending == "finished")
    assert same == all(row.kind is LineKind.SAME for row in verdict.lines)


@given(few_lines, st.randoms(use_true_random=False))
def test_a_permutation_is_right_in_content_and_wrong_in_order(run_of, lines, random):
    lines = [f"{line}." for line in lines]
    shuffled = random.sample(lines, len(lines))
    assume(shuffled != lines)

    verdict = judge(Claim("\n".join(shuffled)), run_of("\n".join(lines)))

    assert verdict.content_right
    assert not verdict.order_right
    assert not verdict.right
    assert verdict.near_miss == ()
    assert judge(Claim("\n".join(shuffled)), run_of("\n".join(lines)), MatchRule.UNORDERED).right


@given(few_lines, few_lines, st.sampled_from([MatchRule.EXACT, MatchRule.UNORDERED]))
def test_each_line_stands_in_one_row(run_of, claimed, actual, rule):
    verdict = judge(Claim("\n".join(claimed)), run_of("\n".join(actual)), rule)

    left = [row for row in verdict.lines if row.claimed is not None]
    right = [row for row in verdict.lines if row.actual is not None]
    mine, its = text_lines("\n".join(claimed)), text_lines("\n".join(actual))
    assert [row.claimed for row in left] == mine
    assert [row.claimed_number for row in left] == list(range(1, len(mine) + 1))
    if rule is MatchRule.UNORDERED:
        right.sort(key=lambda row: row.actual_number or 0)
    assert [row.actual for row in right] == its
    assert [row.actual_number for row in right] == list(range(1, len(its) + 1))


@given(few_lines, few_lines)
def test_a_moved_line_says_where_the_same_text_is(run_of, claimed, actual):
    rows = judge(Claim("\n".join(claimed)), run_of("\n".join(actual))).lines

    printed = {row.actual_number: row.actual for row in rows}
    said = {row.claimed_number: row.claimed for row in rows}
    moved = [row for row in rows if row.kind is LineKind.MOVED]
    for row in moved:
        assert row.claimed is None or row.claimed == printed[row.printed_as]
        assert row.actual is None or row.actual == said[row.claimed_as]
    there = sorted(row.printed_as for row in moved if row.printed_as)
    assert there == sorted(row.actual_number for row in moved if row.actual_number)
    assert all(not (row.printed_as or row.claimed_as) for row in rows if row not in moved)


@given(few_lines, few_lines)
def test_as_many_lines_are_right_as_can_be(run_of, claimed, actual):
    verdict = judge(Claim("\n".join(claimed)), run_of("\n".join(actual)))

    same = sum(row.kind is LineKind.SAME for row in verdict.lines)
    assert same <= verdict.right_lines <= verdict.total_lines


@pytest.mark.parametrize(
    ("claimed", "actual", "near"),
    [
        ("Hello", "hello", (NearMiss.CASE,)),
        ("'a'", '"a"', (NearMiss.QUOTES,)),
        ("“a”", "'a'", (NearMiss.QUOTES,)),
        ("[1,2]", "[1, 2]", (NearMiss.SPACES,)),
        ("  a  b", "a b", (NearMiss.SPACES,)),
        ("A 'b'", 'a "b"', (NearMiss.CASE, NearMiss.QUOTES)),
        ("{ 'A' :1}", '{"a": 1}', (NearMiss.CASE, NearMiss.QUOTES, NearMiss.SPACES)),
        ("'a'", "a", (NearMiss.OUTER_QUOTES,)),
        ('"it\'s"\nb', "it's\nb", (NearMiss.OUTER_QUOTES,)),
        ("“a”", "a", (NearMiss.OUTER_QUOTES,)),
        ("'a'\n'b'", "a\n'b'", (NearMiss.OUTER_QUOTES,)),
        ("'A'", "a", (NearMiss.CASE, NearMiss.OUTER_QUOTES)),
        ("'a' 'b'", "a' 'b", ()),
        ("'a', 'b'", "a, b", ()),
        ("'a", "a", ()),
        ("'", "", ()),
        ("A\nx", "a\nX", (NearMiss.CASE,)),
        ("a", "'a'", ()),
        ("ab", "a b", ()),
        ("a\nb", "A", ()),
        ("a", "a", ()),
    ],
)
def test_a_near_miss(run_of, claimed, actual, near):
    assert judge(Claim(claimed), run_of(actual)).near_miss == near
    assert judge(Claim(claimed), run_of(actual), MatchRule.UNORDERED).near_miss == near


def test_a_near_miss_under_contains(run_of):
    verdict = judge(Claim("valueerror"), run_of("ValueError: no"), MatchRule.CONTAINS)

    assert verdict.near_miss == (NearMiss.CASE,)


def test_a_quoted_line_under_contains_is_a_near_miss_too(run_of):
    verdict = judge(Claim("'no'"), run_of("ValueError: no"), MatchRule.CONTAINS)

    assert (verdict.right, verdict.near_miss) == (False, (NearMiss.OUTER_QUOTES,))


def test_a_near_miss_is_not_right(run_of):
    verdict = judge(Claim("'a'"), run_of("a"))

    assert (verdict.right, verdict.right_lines) == (False, 0)


def test_no_near_miss_with_the_wrong_ending(run_of):
    assert judge(Claim("A"), run_of("a", ending="stuck")).near_miss == ()


@pytest.mark.parametrize(
    ("claimed", "met_by"),
    [
        (ClaimedEnding(), "finished"),
        (ClaimedEnding(Finish.HANGS), "stuck endless timed_out too_much_output"),
        (ClaimedEnding(Finish.RAISES, exception="MemoryError"), "raised out_of_memory"),
        (
            ClaimedEnding(Finish.RAISES, exception="builtins.MemoryError"),
            "raised out_of_memory",
        ),
        (ClaimedEnding(Finish.RAISES, exception="ValueError"), ""),
        (ClaimedEnding(Finish.RAISES), ""),
        (ClaimedEnding(Finish.EXITS, exit_code=0), "finished exited"),
        (ClaimedEnding(Finish.EXITS, exit_code=3), ""),
        (ClaimedEnding(Finish.EXITS), ""),
    ],
    ids=str,
)
def test_which_endings_meet_a_claim(run_of, claimed, met_by):
    met = {
        word
        for word in ENDINGS
        if is_met(claimed, run_of(ending=word, exception="MemoryError", exit_code=0))
    }

    assert set(met_by.split()) == met


def test_out_of_memory_is_no_other_exception(run_of):
    claimed = ClaimedEnding(Finish.RAISES, exception="ValueError")

    assert is_met(claimed, run_of(ending="raised", exception="json.ValueError"))
    assert not is_met(claimed, run_of(ending="out_of_memory", exception="ValueError"))


def test_the_outcome_of_the_sandbox_is_a_run():
    outcome: Run = Outcome(
        "a\n", "", Ending.RAISED, 0.1, RaisedException("ValueError", "no", 3), exit_code=1
    )

    verdict = judge(Claim("a", ClaimedEnding(Finish.RAISES, exception="ValueError")), outcome)

    assert verdict.right
    assert verdict.actual_ending.word == "raised"


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("claimed", "actual"),
    [
        ("claimed {}", "printed {}"),
        ("line {} 'A'", 'LINE {}  "a"'),
        ("tick", "tock"),
    ],
)
@pytest.mark.parametrize("ending", ["finished", "endless"])
def test_a_flood_is_judged_in_a_moment(run_of, claimed, actual, ending, rule):
    claim = Claim("\n".join(claimed.format(number) for number in range(10_000)))
    run = run_of("\n".join(actual.format(number) for number in range(9_999)), ending=ending)

    before = time.process_time()
    judge(claim, run, rule)

    assert time.process_time() - before < 1.0


def test_a_shuffled_flood_is_judged_in_a_moment(run_of):
    lines = [f"line {number * 7919 % 10_000}" for number in range(10_000)]

    before = time.process_time()
    verdict = judge(Claim("\n".join(lines)), run_of("\n".join(sorted(lines))))

    assert time.process_time() - before < 1.0
    assert verdict.content_right
