"""What `asynclearn stats` shows, from results that are made by hand."""

from dataclasses import replace

import pytest

from asynclearn.classroom.results import (
    Asks,
    ClassResults,
    ProgramResult,
    Refusal,
    Result,
    WrongAnswer,
)
from asynclearn.judging.claim import Claim, ClaimedEnding, Finish
from asynclearn.progress.calibration import Tally
from asynclearn.terminal.class_question import show_question
from asynclearn.terminal.class_results import show_results

HANGS = ClaimedEnding(Finish.HANGS)
FENCE = "```output wrong hangs\na line that is rather long, longer than forty columns are\n```\n"
WRONG = (
    WrongAnswer(Claim("said\n"), 9, foreseen=True),
    WrongAnswer(Claim("a line that is rather long, longer than forty columns are\n", HANGS), 4),
    WrongAnswer(Claim("only\tone\n"), 1),
)
RESULT = Result(
    id="early-pages", digest="d", title="Early pages of a very long book", asks=Asks.PREDICTION,
    where="challenges/early-pages.md:13", first=Tally(17, 31), again=Tally(4, 5),
    sure=Tally(3, 10), near_misses=1, hinted=6, doubts=("a typo \x1b[31m",), wrong=WRONG,
    compared=31, discrimination=-0.001,
)  # fmt: skip
EASY = replace(
    RESULT, id="easy", title="Easy", first=Tally(31, 31), sure=Tally(), hinted=0, doubts=(),
    wrong=(), discrimination=Refusal.ALIKE, again=Tally(), near_misses=0,
)  # fmt: skip
FOUND = ClassResults(
    learners=31, joined=2, questions=(RESULT, EASY),
    programs=(ProgramResult("w", "A workshop", Tally(2, 3), 1),), earlier=(("old", 7),),
)  # fmt: skip
FEW = replace(
    FOUND,
    questions=tuple(
        replace(each, discrimination=Refusal.TOO_FEW, compared=12) for each in FOUND.questions
    ),
)


@pytest.fixture
def show(console_of):
    def show(found=FOUND, width=80, most=5, *, plain=False):
        console, out = console_of(width)
        show_results(found, most, console, plain=plain)
        return out.getvalue()

    return show


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("found", [FOUND, FEW])
def test_everything_but_what_is_pasted_fits(show, width, found):
    shown = show(found, width).replace(FENCE, "")

    assert max(map(len, shown.splitlines())) <= width


def test_the_table_has_the_numbers_of_each_question(show):
    lines = [" ".join(line.split()) for line in show().splitlines()]

    assert "31 learners, 2 questions: 48 of 62 right at first (77%)." in lines
    assert "question learners right discr. sure, wrong hints doubts" in lines
    assert "1 Early pages of a very 31 55% 0.00 7 of 10 6 1" in lines
    assert "2 Easy 31 100% –" in lines


def test_columns_that_would_be_empty_are_left_out(show):
    shown = show(replace(FOUND, questions=(EASY, replace(EASY, discrimination=0.5))))

    heads = next(line.split() for line in shown.splitlines() if "question " in line)
    assert heads == ["question", "learners", "right", "discr."]


@pytest.mark.parametrize(("width", "plain"), [(80, False), (40, False), (80, True)])
def test_below_thirty_learners_discrimination_is_refused_in_one_sentence(show, width, plain):
    shown = " ".join(show(FEW, width, plain=plain).split())

    refusal = (
        "Discrimination (do those who do well elsewhere get a question right?) needs 30 learners "
        "who have answered it and another question; here are 12 at most."
    )
    assert shown.count(refusal) == 1
    assert "discr." not in shown
    assert "against share right" not in shown
    assert ("█" in shown) == (not plain)


def test_a_plot_needs_two_questions(show):
    other = replace(RESULT, id="other", discrimination=0.4)

    assert "against share right" not in show()
    assert "  0.4 │" in show(replace(FOUND, questions=(RESULT, other)))


def test_what_stands_out_is_told_with_the_numbers_of_the_questions(show):
    questions = (RESULT, replace(RESULT, discrimination=-0.4), replace(RESULT, discrimination=0.5))
    shown = show(replace(FOUND, questions=questions))

    assert "Most who were sure were wrong: 1 (7 of 10), 2 (7 of 10), and 3 (7 of 10)." in shown
    assert "Those who do well elsewhere do worse than others here: 2." in shown
    assert "Tells little about who does well elsewhere (below 0.2): 1." in shown


@pytest.mark.parametrize("width", [80, 40])
def test_a_wrong_prediction_can_be_pasted_whatever_the_width(show, width):
    shown = show(width=width)

    assert f"challenges/early-pages.md:13\n{FENCE}" in shown
    assert "said" not in shown, "the course has feedback on it"
    said = " ".join(shown.split())
    assert "feedback in the course already; `--question` shows it." in said
    assert "only" not in shown, "one learner is no class"
    assert "```" not in show(width=width, most=0)


def test_plain_says_the_same_in_sentences(show):
    shown = show(plain=True)

    assert (
        "1. Early pages of a very long book: 17 of 31 learners right at first. "
        "4 of 5 later answers right. Discrimination 0.00. 7 of 10 who were sure were wrong. "
        "6 learners read a hint before. "
        "1 wrong answer differs only in case, quotes or spaces. 1 doubt.\n"
    ) in shown
    assert not set(shown) & set("│─┃━▌█░✗✓·\x1b")


def test_the_rest_is_told_below(show):
    shown = " ".join(show().split())

    assert "A workshop: solved by 2 of 3, 1 with hints." in shown
    assert "2 exports are of learners who have another one here; each learner counts once." in shown
    assert "Answers about programs that have been changed since: old (7)." in shown
    assert r"Early pages of a very long book: a typo \x1b[31m" in shown


def test_one_question_in_full(console_of):
    console, out = console_of(80)

    show_question(RESULT, 2, console)

    shown = out.getvalue()
    assert "Early pages of a very long book (early-pages)\nchallenges/early-pages.md:13\n" in shown
    assert "9 learners, and the course has feedback on it.\n```output wrong\nsaid\n```\n" in shown
    assert f"4 learners.\n{FENCE}" in shown
    assert "… and 1 other wrong answer" in shown
    assert shown.count("Below each, add a quote") == 1


def test_a_tab_is_pasted_as_a_tab(console_of):
    console, out = console_of(80)

    show_question(RESULT, 3, console)

    assert "only\tone\n" in out.getvalue()


def test_guesses_are_no_fences(console_of):
    console, out = console_of(80)

    show_question(
        replace(RESULT, asks=Asks.NUMBER, wrong=(WrongAnswer(Claim("10"), 2),)), 5, console
    )

    assert "2 learners.\n10\n" in out.getvalue()
    assert "```" not in out.getvalue()


@pytest.mark.parametrize("plain", [True, False])
def test_a_class_that_only_wrote_programs_has_no_table(show, plain):
    shown = show(replace(FOUND, questions=()), plain=plain)

    assert "no question of a quiz or a lesson was answered" in shown
    assert "question  " not in shown
