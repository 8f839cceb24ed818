import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from asynclearn.content.challenge import Kind
from asynclearn.errors import ProgressError, UsageError
from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.sandbox.trace import Trace
from asynclearn.teaching.quiz.choosing import Wish
from asynclearn.teaching.quiz.taking import take_quiz
from tests.teaching.quiz.conftest import echo_run
from tests.teaching.quiz.test_ending import LESSON

WRONG = "nothing at all"
ORDER = ["gamma", "alpha", "beta"]
"""The order that seed 13 gives; a test below holds it."""


def quiz(desk, seed=13, **wish):
    asyncio.run(take_quiz(Wish(**wish), seed, desk))


def answer(name, *, sure="3", why="2", onward="n"):
    """What is typed for a question answered so."""
    return [name, sure, why, onward]


def titles(terminal):
    return [line.split(",")[0] for line in terminal.seen if line.startswith("[")]


def test_a_question_goes_from_the_program_to_the_way_on(sit_down):
    terminal, desk = sit_down(*answer("gamma", onward="q"))

    quiz(desk)

    assert terminal.seen == [
        "[1/3] Title of gamma, predict, level 1",
        "What does it print?",
        "print('gamma')",
        "asked, hint 1 of 2",
        "How sure are you?",
        "right",
        "Why is it so?",
        "choices: By chance. | It says so.",
        "Why?",
        "True: That is what it says.",
        "It prints gamma.",
        "report",
        "said: `asynclearn quiz` goes on with this set.",
    ]


def test_a_wrong_answer_has_its_story(sit_down):
    async def recorded(program, limits):
        return replace(await echo_run(program, limits), trace=Trace() if program.traced else None)

    terminal, desk = sit_down(WRONG, "3", "2", "t", "q")

    quiz(replace(desk, run=recorded))

    assert terminal.menus[-1]["t"] == "why: the story"
    assert any(line.startswith("story: ") for line in terminal.seen)


def test_a_quiz_asks_each_question_once_and_ends_with_a_report(sit_down):
    terminal, desk = sit_down(*answer("gamma"), *answer("alpha"), *answer("beta"))

    quiz(desk)

    assert titles(terminal) == [
        f"[{number}/3] Title of {name}" for number, name in enumerate(ORDER, 1)
    ]
    [report] = terminal.reports
    assert (report.tally.right, report.tally.asked, report.asked) == (3, 3, 3)
    assert "goes on with this set" not in terminal.said()
    assert desk.progress.open_sitting() is None


def test_an_answer_is_recorded_before_its_verdict_is_shown(sit_down):
    terminal, desk = sit_down("gamma", "2")
    recorded = []

    def show_verdict(*_):
        recorded.extend(desk.progress.attempts())
        raise KeyboardInterrupt

    terminal.show_verdict = show_verdict
    with pytest.raises(KeyboardInterrupt):
        quiz(desk)

    assert [(each.question, each.right, each.confidence) for each in recorded] == [
        ("gamma", True, 2)
    ]


def test_the_program_does_not_run_before_the_answer_is_locked(sit_down):
    runs = []

    async def run(program, limits):
        del limits
        runs.append(program)
        return Outcome("gamma\n", "", Ending.FINISHED, 0.01, exit_code=0)

    _, desk = sit_down("gam", "e", "gamma", EOFError, run=run)

    quiz(desk)

    assert runs == []
    assert desk.progress.attempts() == ()


def test_an_answer_can_be_changed_until_it_is_locked(sit_down):
    terminal, desk = sit_down("gam", "e", *answer("gamma", onward="q"))

    quiz(desk)

    assert terminal.drafts == ["", "gam"]
    assert desk.progress.attempts()[0].claim == "gamma"


def test_hints_come_one_by_one_and_are_counted(sit_down):
    terminal, desk = sit_down("gam?", "gamma", "h", *answer("gamma", onward="q"))

    quiz(desk)

    hints = [line for line in terminal.seen if line.startswith("hint")]
    assert hints == ["hint 1 of 2: First hint.", "hint 2 of 2: Second hint."]
    assert terminal.drafts == ["", "gam", "gamma"]
    assert "h" not in terminal.menus[1]
    assert desk.progress.attempts()[0].hints == 2


def test_a_wrong_reason_gets_its_own_feedback_and_the_right_one(sit_down):
    terminal, desk = sit_down(*answer("gamma", why="1", onward="q"))

    quiz(desk)

    assert "False: There is no chance in it. 2, It says so. That is what it says." in terminal.seen
    assert desk.progress.attempts()[0].why is False


def test_a_doubt_about_the_question_is_kept(sit_down):
    terminal, desk = sit_down(*answer(WRONG, onward="d"), " It is unclear. ", "d", EOFError, "q")

    quiz(desk)

    [doubt] = desk.progress.doubts()
    assert (doubt.question, doubt.claim, doubt.note) == ("gamma", WRONG, "It is unclear.")
    assert "What is wrong with this question?" in terminal.seen


def test_a_near_miss_can_be_counted_as_right(sit_down):
    terminal, desk = sit_down(*answer("Gamma", onward="c"), "q")

    quiz(desk)

    assert terminal.menus[2]["c"] == "count it as right"
    assert desk.progress.attempts()[0].accepted
    assert terminal.reports[0].tally.right == 1


@pytest.mark.parametrize("leave", [EOFError, KeyboardInterrupt, asyncio.CancelledError])
@pytest.mark.parametrize("at", ["editor", "sure", "why", "menu"])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_left_at_any_question_it_goes_on_with_the_same_set(sit_down, before, at, leave):
    answers = [each for name in ORDER[:before] for each in answer(name)]
    last = answer(ORDER[before])[: ("editor", "sure", "why", "menu").index(at)]
    terminal, desk = sit_down(*answers, *last, leave)
    try:
        quiz(desk)
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        assert leave is type(error)  # noqa: PT017 - whether it raises depends on the case
    done = before + (at in ("why", "menu"))
    if done < len(ORDER):
        assert "goes on with this set" in terminal.said()

    left = [each for name in ORDER[done:] for each in answer(name)]
    reason = ["2", "n"] if at == "why" else []
    asked = ["n"] if done and (left or reason) else []
    resumed, desk = sit_down(*asked, *reason, *left)
    quiz(desk)

    seen_to_its_end = before + (at == "menu")
    assert titles(resumed) == [
        f"[{number}/3] Title of {name}"
        for number, name in enumerate(ORDER, 1)
        if number > seen_to_its_end
    ]
    questions = [attempt.question for attempt in desk.progress.attempts()]
    assert questions == ORDER
    if left:
        assert resumed.reports[0].tally.asked == 3


@pytest.mark.parametrize("before", [0, 1, 2])
def test_an_explanation_that_was_left_begins_again(sit_down, before):
    answers = [each for name in ORDER[:before] for each in answer(name)]
    name = ORDER[before]
    terminal, desk = sit_down(*answers, *answer(name)[:3])
    terminal.left_at = f"It prints {name}."
    quiz(desk)
    terminal, desk = sit_down("n", "q")

    quiz(desk)

    assert terminal.seen[1:7] == [
        f"[{before + 1}/3] Title of {name}, predict, level 1",
        "What does it print?",
        f"print('{name}')",
        "said: You have answered this; the explanation is still to be read.",
        "right",
        f"It prints {name}.",
    ]
    assert [attempt.question for attempt in desk.progress.attempts()] == ORDER[: before + 1]


def test_an_explanation_that_was_read_is_not_shown_again(sit_down):
    _, desk = sit_down(*answer("gamma", onward="q"))
    quiz(desk)
    terminal, desk = sit_down("n", EOFError)

    quiz(desk)

    assert titles(terminal) == ["[2/3] Title of alpha"]


def test_what_was_typed_and_the_hints_are_there_again(sit_down):
    _, desk = sit_down("?", ("half an ans", EOFError))
    quiz(desk)
    terminal, desk = sit_down(*answer("gamma", onward="q"))

    quiz(desk)

    assert terminal.drafts == ["half an ans"]
    assert "hint 1 of 2: First hint." in terminal.seen
    assert desk.progress.attempts()[0].hints == 1


def test_other_questions_can_be_asked_instead(sit_down, now):
    _, desk = sit_down(*answer(WRONG, onward="q"))
    quiz(desk)
    now.at += timedelta(minutes=5)
    terminal, desk = sit_down("o", *answer("alpha"), *answer("beta"), "n")

    quiz(desk, seed=13)

    assert len(titles(terminal)) == 2  # gamma rests: it was only just answered
    assert len([each for each in desk.progress.sittings() if each.ended]) == 2


def test_the_same_seed_gives_the_same_set(sit_down):
    first, desk = sit_down(EOFError)
    quiz(desk, seed=7)
    other, desk = sit_down(EOFError)
    quiz(desk, seed=8)
    second, desk = sit_down(EOFError)
    quiz(desk, seed=7)

    assert titles(first) == titles(second) != titles(other)


def test_two_terminals_at_once_ask_no_question_twice(sit_down):
    _, desk = sit_down(*answer("gamma", onward="q"))
    quiz(desk)
    terminal, desk = sit_down("n", *answer("alpha"))
    show = terminal.show_verdict

    def show_while_the_other_answers(*shown):
        alpha = desk.progress.attempts()[-1]
        challenge = desk.catalogue.find("beta", "")
        other = replace(alpha, question="beta", digest=challenge.digest, right=False)
        desk.progress.record(other)
        show(*shown)

    terminal.show_verdict = show_while_the_other_answers

    quiz(desk)

    assert titles(terminal) == ["[2/3] Title of alpha"]
    assert (terminal.reports[0].tally.right, terminal.reports[0].tally.asked) == (2, 3)


def test_a_question_that_was_renamed_is_found_again(sit_down, folder):
    _, desk = sit_down(*answer("gamma", onward="q"))
    quiz(desk)
    (folder / "alpha.md").rename(folder / "omega.md")
    terminal, desk = sit_down("n", *answer("alpha"), *answer("beta"))

    quiz(desk)

    assert titles(terminal) == ["[2/3] Title of alpha", "[3/3] Title of beta"]
    assert [each.question for each in desk.progress.attempts()] == ["gamma", "omega", "beta"]


def test_a_question_that_has_left_the_course_is_passed_over(sit_down, folder):
    _, desk = sit_down(*answer("gamma", onward="q"))
    quiz(desk)
    (folder / "alpha.md").unlink()
    terminal, desk = sit_down("n", *answer("beta"))

    quiz(desk)

    assert "`alpha` has left the course, and is passed over." in terminal.said()
    assert desk.progress.open_sitting() is None


def test_a_question_whose_program_was_changed_is_asked_as_it_is_now(sit_down, folder):
    _, desk = sit_down(*answer("gamma", onward="q"))
    quiz(desk)
    changed = (folder / "alpha.md").read_text().replace("print('alpha')", "print('omega')")
    (folder / "alpha.md").write_text(changed)
    _, desk = sit_down("n", *answer("omega"), *answer("beta"))

    quiz(desk)

    assert [each.right for each in desk.progress.attempts()] == [True, True, True]


def test_a_broken_challenge_stops_nobody(sit_down, folder):
    (folder / "alpha.md").write_text("no front matter")
    terminal, desk = sit_down(*answer("gamma"), *answer("beta"))

    quiz(desk, seed=2)

    assert "1 challenge is broken and left out" in terminal.said()
    assert len(desk.progress.attempts()) == 2


def test_a_challenge_that_breaks_while_the_quiz_goes_on_is_passed_over(sit_down, folder):
    terminal, desk = sit_down(*answer("gamma"), *answer("beta"))
    (folder / "alpha.md").write_text("no front matter")

    quiz(desk)

    assert "`alpha` is broken, and is passed over." in terminal.said()
    assert len(desk.progress.attempts()) == 2


def test_an_answer_that_can_not_be_saved_is_told_and_the_quiz_goes_on(sit_down, monkeypatch):
    terminal, desk = sit_down(*answer("gamma"), *answer("alpha"), *answer("beta"))

    def full(*_):
        raise ProgressError("This answer was not saved: the disk is full.")

    for name in ("record", "keep_draft", "answer_why", "end", "begin"):
        monkeypatch.setattr(desk.progress, name, full)

    quiz(desk)

    assert titles(terminal)[-1] == "[3/3] Title of beta"
    assert "the disk is full" in terminal.said()


def test_debug_and_design_are_not_asked(sit_down, folder):
    for path in folder.glob("*.md"):
        path.unlink()
    terminal, desk = sit_down()

    quiz(desk)

    assert "no challenge that a quiz can ask" in terminal.said()


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"level": 3}, "No challenge fits level 3; leave one of these out."),
        ({"kind": Kind.ESTIMATE}, "No challenge fits kind estimate"),
        ({"due": True}, "Nothing is due."),
    ],
)
def test_nothing_to_ask_is_explained(sit_down, wish, said):
    terminal, desk = sit_down()

    quiz(desk, **wish)

    assert said in terminal.said()
    assert terminal.reports == []


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"topic": "topik-alpha"}, "no challenge is about `topik-alpha`; did you mean `topic-al"),
        ({"topic": "x"}, "no challenge is about `x`; write `topic-alpha`, `topic-beta` or `topic"),
        ({"lesson": 9}, "there is no lesson 9; the nearest with challenges is 4"),
    ],
)
def test_what_the_course_does_not_know_is_wrong_use(sit_down, wish, said):
    terminal, desk = sit_down()

    with pytest.raises(UsageError, match=re.escape(said)):
        quiz(desk, **wish)

    assert terminal.seen == []


def test_one_question_that_was_never_asked_is_told_of_as_one(sit_down, folder):
    for name in ("alpha", "beta"):
        (folder / f"{name}.md").unlink()
    terminal, desk = sit_down()

    quiz(desk, due=True)

    assert "1 question was never asked; `asynclearn quiz --new` does." in terminal.said()


def test_a_lesson_without_challenges_is_no_wrong_use(sit_down, folder):
    lesson = folder.parent / "lessons" / "09-empty"
    lesson.mkdir(parents=True)
    (lesson / "README.md").write_text(LESSON.replace("number: 4", "number: 9"))
    (lesson / "part-1-all.md").write_text("# All\n\nText.\n")
    terminal, desk = sit_down()

    quiz(desk, lesson=9)

    assert "No challenge belongs to lesson 9; there are some for 4." in terminal.said()


def test_a_set_of_which_nothing_was_answered_goes_on_unasked(sit_down):
    first, desk = sit_down(EOFError)
    quiz(desk, seed=None)
    again, desk = sit_down(EOFError)

    quiz(desk, seed=None)

    assert titles(first) == titles(again)
    assert again.menus == []


def test_another_wish_replaces_a_set_of_which_nothing_was_typed(sit_down):
    _, desk = sit_down(EOFError)
    quiz(desk)
    terminal, desk = sit_down(EOFError)

    quiz(desk, topic="topic-beta")

    assert titles(terminal) == ["[1/1] Title of beta"]


def test_another_wish_asks_before_it_drops_what_was_typed(sit_down):
    _, desk = sit_down(("half", EOFError))
    quiz(desk)
    terminal, desk = sit_down("o", EOFError)

    quiz(desk, topic="topic-beta")

    assert terminal.said().startswith("You have begun a quiz and typed an answer.")
    assert titles(terminal) == ["[1/1] Title of beta"]


def test_left_at_why_its_verdict_reason_and_explanation_come_again(sit_down):
    _, desk = sit_down(WRONG, "3", EOFError)
    quiz(desk)
    terminal, desk = sit_down("n", "2", "q")

    quiz(desk)

    shown = terminal.seen[terminal.seen.index("print('gamma')") + 1 :]
    assert shown[:6] == [
        "said: You have answered this; the reason is still open.",
        "wrong",
        "Why is it so?",
        "choices: By chance. | It says so.",
        "Why?",
        "True: That is what it says.",
    ]
    assert shown[6] == "It prints gamma."
    [attempt] = desk.progress.attempts()
    assert (attempt.right, attempt.why) == (False, True)


def test_what_is_not_asked_with_why_is_not_answered_with_why(sit_down, folder):
    for path in folder.glob("*.md"):
        path.write_text(path.read_text().replace("Why is it so?", "What would help?"))
    terminal, desk = sit_down(*answer("gamma", why="1", onward="q"))

    quiz(desk)

    assert "Why?" not in terminal.seen
    assert "Which is it?" in terminal.seen
    assert any(line.startswith("not why, False: ") for line in terminal.seen)


def test_when_all_is_answered_it_says_when_the_first_comes_back(sit_down, now):
    _, desk = sit_down(*answer("gamma"), *answer("alpha"), *answer("beta"))
    quiz(desk)
    now.at += timedelta(minutes=1)
    terminal, desk = sit_down()

    quiz(desk)

    assert terminal.said().startswith(
        "You have answered all 3 questions, and none is due yet; the first comes back in 8 days."
    )


def test_a_program_for_another_python_is_not_asked(sit_down, folder):
    for path in folder.glob("*.md"):
        path.write_text(path.read_text().replace("lesson: 4", 'lesson: 4\npython: ">=3.99"'))
    terminal, desk = sit_down()

    quiz(desk)

    assert "they need Python >=3.99" in terminal.said()


def test_leaving_at_the_offer_to_go_on_keeps_the_set(sit_down):
    _, desk = sit_down(*answer("gamma", onward="q"))
    quiz(desk)
    terminal, desk = sit_down(EOFError)

    quiz(desk)

    assert terminal.seen[-1] == "said: `asynclearn quiz` goes on with this set."
    assert len(desk.progress.attempts()) == 1
