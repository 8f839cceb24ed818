import asyncio
import json
from datetime import timedelta

import pytest

from asynclearn.errors import ProgressError
from asynclearn.progress.calibration import Tally
from asynclearn.progress.claims_file import read_claims
from asynclearn.teaching.quiz.choosing import Wish
from asynclearn.teaching.quiz.exam import take_exam
from asynclearn.teaching.quiz.grading import grade
from asynclearn.teaching.quiz.taking import take_quiz

ORDER = ["gamma", "alpha", "beta"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "claims.jsonl"


def exam(desk, file, minutes=None):
    asyncio.run(take_exam(Wish(), 13, desk, file=file, minutes=minutes))


def grades(desk, file):
    return [
        (each.asked.question, each.right) for each in asyncio.run(grade(read_claims(file), desk))
    ]


def test_nothing_is_run_or_told_before_the_end(sit_down, file):
    terminal, desk = sit_down("n", "gamma", "3", "n", "x", "1", "n", "beta", "2", "n", "q")

    exam(desk, file)

    told = [line for line in terminal.seen if line in ("right", "wrong", "report", "Why?")]
    last_question = terminal.seen.index("[3/3] Title of beta, predict, level 1")
    assert all(terminal.seen.index(line) > last_question for line in told)
    assert told == ["wrong", "report"]
    assert "hint 1" not in " ".join(terminal.seen)
    assert terminal.reports[0].tally.right == 2
    assert [each.right for each in desk.progress.attempts()] == [True, False, True]
    assert desk.progress.open_sitting() is None


def test_claims_are_in_the_file_as_they_are_given(sit_down, file):
    _, desk = sit_down("n", "gamma", "3", "n", KeyboardInterrupt)

    with pytest.raises(KeyboardInterrupt):
        exam(desk, file)

    header, claim = map(json.loads, file.read_text().splitlines())
    assert [each["question"] for each in header["questions"]] == ORDER
    assert (claim["question"], claim["claim"], claim["confidence"]) == ("gamma", "gamma", 3)
    assert "right" not in claim
    assert desk.progress.attempts() == ()


def test_an_exam_that_was_broken_off_goes_on(sit_down, file):
    _, desk = sit_down("n", "gamma", "3", "n", EOFError)
    exam(desk, file)
    terminal, desk = sit_down("n", "alpha", "2", "n", "beta", "2")

    exam(desk, file.with_name("another"))

    asked = [line.split(",")[0] for line in terminal.seen if line.startswith("[")]
    assert asked == ["[2/3] Title of alpha", "[3/3] Title of beta"]
    assert terminal.reports[0].tally.right == 3


def test_it_can_be_handed_in_early_and_what_is_missing_is_wrong(sit_down, file):
    terminal, desk = sit_down("n", "gamma", "3", "i", "q")

    exam(desk, file)

    assert grades(desk, file) == [("gamma", True), ("alpha", False), ("beta", False)]
    assert terminal.reports[0].tally == Tally(1, 3)
    assert terminal.reports[0].unanswered == 2


def test_when_the_time_is_up_what_was_not_locked_in_does_not_count(sit_down, file, now):
    terminal, desk = sit_down("n", "gamma", "3", "n", "alpha", "2", "q")
    pick = terminal.pick

    async def slow_pick(question, keys):
        if len(terminal.menus) > 2:
            now.at += timedelta(minutes=20)
        return await pick(question, keys)

    terminal.pick = slow_pick

    exam(desk, file, minutes=10)

    assert "The time is up" in terminal.said()
    assert [each.question for each in desk.progress.attempts()] == ["gamma"]


def test_the_clock_starts_when_the_learner_begins_and_each_question_says_what_is_left(
    sit_down, file, now
):
    terminal, desk = sit_down("n", "gamma", "3", "n", EOFError)
    choose, pick = terminal.choose, terminal.pick

    async def read_slowly(keys):
        if dict(keys).get("n") == "begin":
            now.at += timedelta(minutes=20)
        return await choose(keys)

    async def pick_slowly(question, keys):
        now.at += timedelta(minutes=8.5)
        return await pick(question, keys)

    terminal.choose, terminal.pick = read_slowly, pick_slowly

    exam(desk, file, minutes=10)

    assert terminal.said().startswith(
        "An exam of 3 questions, one try each, without hints. You have 10 minutes from the moment "
        "you begin; what is not locked in by then does not count."
    )
    opened = [line.rpartition(", ")[2] for line in terminal.seen if line.startswith("[")]
    assert opened == ["10 minutes left", "1 minute left"]


@pytest.mark.parametrize("leave", ["q", EOFError])
def test_an_exam_that_was_not_begun_leaves_nothing(sit_down, file, leave):
    terminal, desk = sit_down(leave)

    exam(desk, file, minutes=1)

    assert "You have 1 minute from" in terminal.said()
    assert terminal.seen[-1] == "said: No exam was begun."
    assert not file.exists()
    assert desk.progress.sittings() == ()


def test_when_the_time_is_up_an_exam_is_only_handed_in(sit_down, file, now):
    _, desk = sit_down("n", "gamma", "3", "n", EOFError)
    exam(desk, file, minutes=10)
    now.at += timedelta(minutes=20)
    terminal, desk = sit_down("n", "q")

    exam(desk, file)

    assert "You have begun an exam and not handed it in: the time is up." in terminal.said()
    assert not any(line.startswith("[") for line in terminal.seen)
    assert terminal.reports[0].tally == Tally(1, 3)


def test_an_exam_and_a_quiz_are_open_side_by_side(sit_down, file):
    _, desk = sit_down("n", "gamma", "3", "n", EOFError)
    exam(desk, file)
    _, desk = sit_down("gamma", "3", "2", "q")
    asyncio.run(take_quiz(Wish(), 13, desk))

    _, desk = sit_down("n", "alpha", "2", EOFError)
    exam(desk, file.with_name("another"))
    terminal, desk = sit_down("n", EOFError)
    asyncio.run(take_quiz(Wish(), 13, desk))

    assert len(read_claims(file).given) == 2
    assert "You have begun a quiz and answered 1 of 3 questions." in terminal.said()
    assert "[2/3] Title of alpha, predict, level 1" in terminal.seen


def test_what_was_not_answered_is_shown_with_its_program_output_and_explanation(sit_down, file):
    terminal, desk = sit_down("n", "gamma", "3", "i", "n", "n")

    exam(desk, file)

    begun = terminal.seen.index("said: ✗ Question 2 of 3, Title of alpha (no answer)")
    assert terminal.seen[begun + 1 : begun + 4] == [
        "print('alpha')",
        "outcome: alpha",
        "It prints alpha.",
    ]


def test_what_to_paste_stands_alone(sit_down, file):
    spaced = file.with_name("my claims.jsonl")
    terminal, desk = sit_down("n", "gamma", "3", "i", "q")

    exam(desk, spaced)

    assert f"to copy: {spaced}" in terminal.seen
    assert terminal.seen[-1].endswith(f"quiz --grade '{spaced}'")


@pytest.mark.slow
def test_an_editor_is_interrupted_when_the_time_is_up(sit_down, file):
    terminal, desk = sit_down("n", "q")

    async def think(*_):
        await asyncio.Event().wait()

    terminal.ask_prediction = think

    exam(desk, file, minutes=0.04)

    assert "The time is up" in terminal.said()
    assert desk.progress.attempts() == ()


def test_grading_runs_everything_again_and_trusts_nothing_in_the_file(sit_down, file):
    _, desk = sit_down("n", "wrong", "3", "n", "wrong", "3", "n", "beta", "2", "n", "q")
    exam(desk, file)
    forged = file.read_text().replace('"confidence"', '"right": true, "share": 1, "confidence"')
    file.write_text(forged)

    assert grades(desk, file) == [("gamma", False), ("alpha", False), ("beta", True)]


def test_a_claim_about_another_program_is_not_judged(sit_down, file, folder):
    _, desk = sit_down("n", "gamma", "3", "i", "q")
    exam(desk, file)
    path = folder / "gamma.md"
    path.write_text(path.read_text().replace("print('gamma')", "print('gamma')\nprint('more')"))
    _, desk = sit_down()

    [first, *_] = asyncio.run(grade(read_claims(file), desk))

    assert (first.right, first.remark) == (False, "the program is not the one that was asked about")


def test_a_claim_after_the_time_is_remarked_on(sit_down, file, now):
    _, desk = sit_down("n", "gamma", "3", "i", "q")
    exam(desk, file, minutes=10)
    late = (now.at + timedelta(hours=1)).isoformat()
    header, claim = file.read_text().splitlines()
    file.write_text(f"{header}\n{json.dumps({**json.loads(claim), 'at': late})}\n")

    [first, *_] = asyncio.run(grade(read_claims(file), desk))

    assert first.remark == "by its date it was given after the time was up"


def test_only_the_first_claim_about_a_question_counts(sit_down, file):
    _, desk = sit_down("n", "wrong", "3", "i", EOFError)
    exam(desk, file)
    second = json.loads(file.read_text().splitlines()[1])
    with file.open("a") as lines:
        lines.write(json.dumps({**second, "claim": "gamma"}) + "\n")

    assert grades(desk, file)[0] == ("gamma", False)


def test_a_line_that_was_cut_off_is_no_claim(sit_down, file):
    _, desk = sit_down("n", "gamma", "3", "n", "alpha", "3", "i")
    exam(desk, file)
    file.write_text(file.read_text()[:-9])

    assert grades(desk, file) == [("gamma", True), ("alpha", False), ("beta", False)]


@pytest.mark.parametrize(
    "text",
    ["", "no json\n", "[]\n", '{"format": "other"}\n', '{"format": "asynclearn/claims"}\n', "\x00"],
)
def test_another_file_is_refused(file, text):
    file.write_text(text)

    with pytest.raises(ProgressError, match="not what an exam writes"):
        read_claims(file)


def test_a_file_of_a_newer_version_is_refused(file):
    file.write_text('{"format": "asynclearn/claims", "version": 2}\n')

    with pytest.raises(ProgressError, match="newer asynclearn"):
        read_claims(file)


def test_a_file_that_can_not_be_written_stops_the_exam_before_the_first_question(sit_down, file):
    terminal, desk = sit_down("n")

    with pytest.raises(ProgressError, match="can't be written"):
        exam(desk, file / "below" / "nothing")

    assert not any(line.startswith("[") for line in terminal.seen)
