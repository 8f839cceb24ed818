"""`asynclearn new` at a terminal: it asks for what is missing, and writes only at the end."""

import pytest

from asynclearn.content.challenge import Kind
from asynclearn.content.library import parse_challenge

pytestmark = pytest.mark.slow  # each is a session in a terminal

CTRL_C, CTRL_D, ENTER = "\x03", "\x04", "\r"


def answer(session, question, text):
    session.wait_for(question)
    session.press(text + ENTER)


def test_what_is_missing_is_asked_for_until_it_can_be_used(in_terminal, course):
    session = in_terminal("--course", str(course), "new", "challenge", "slow-guest")
    answer(session, "Kind: predict, debug, design, estimate [predict]:", "guess")
    answer(session, "`guess` is no kind of challenge", "est")
    answer(session, "Level, from 1 to 3 [1]:", "4")
    answer(session, "`4` is no level; write a number from 1 to 3", "2")
    answer(session, "Lesson [4]:", "")
    answer(session, "Topics, such as queues,cancellation:", "")
    answer(session, "a challenge has a topic or more", "queues, locks")
    answer(session, "Unit of the number, such as ms:", "ms")
    answer(session, "Right within a factor of [2]:", "1.5")
    answer(session, "Title [Slow guest]:", "A slow guest")
    shown = session.wait_for("  asynclearn check ")

    assert session.end() == 0
    assert "5 gaps to fill, marked `TODO:`." in shown
    challenge = parse_challenge(course / "challenges" / "slow-guest.md")
    assert (challenge.kind, challenge.level, challenge.lesson) == (Kind.ESTIMATE, 2, 4)
    assert (challenge.topics, challenge.title) == (("queues", "locks"), "A slow guest")
    assert challenge.estimate is not None
    assert (challenge.estimate.unit, challenge.estimate.within) == ("ms", 1.5)
    assert challenge.snippet.real_clock


def test_what_is_given_is_not_asked_for(in_terminal, course):
    session = in_terminal(
        *("--course", str(course), "new", "part", "loops", "--lesson", "4", "--title", "Loops")
    )

    assert session.end() == 0
    assert (course / "lessons" / "04-small" / "part-2-loops.md").exists()


@pytest.mark.parametrize("keys", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
def test_leaving_a_question_leaves_nothing_behind(in_terminal, course, keys):
    before = sorted(course.rglob("*"))
    session = in_terminal("--course", str(course), "new", "challenge", "guest", "--kind", "debug")
    answer(session, "Level, from 1 to 3 [1]:", "")
    session.wait_for("Lesson [4]:")

    session.press_in_its_sleep(keys)

    session.wait_for("Nothing was written.")
    assert session.end() == 130
    assert sorted(course.rglob("*")) == before


def test_the_other_program_of_a_workshop_is_asked_for(in_terminal, course, tmp_path):
    (tmp_path / "broken.py").write_text("async def answer():\n    return 0\n")
    (tmp_path / "mended.py").write_text("async def answer():\n    return 42\n")
    options = ("--kind", "design", "--level", "1", "--lesson", "4", "--topics", "answers")
    session = in_terminal(
        *("--course", str(course), "new", "challenge", "answer"),
        *(*options, "--from", "broken.py"),
    )
    answer(session, "The solution, such as broken.py:", "none.py")
    answer(session, "`none.py` is no file", "mended.py")
    answer(session, "Title [Answer]:", "")
    session.wait_for("  asynclearn check ")

    assert session.end() == 0
    challenge = parse_challenge(course / "challenges" / "answer.md")
    assert challenge.workshop is not None
    assert "return 42" in challenge.workshop.solutions[0].source
