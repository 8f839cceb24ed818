import asyncio
from datetime import timedelta

from asynclearn.content.library import find_course, read_challenges, read_lesson
from asynclearn.progress.calibration import Tally
from asynclearn.teaching.quiz.choosing import Wish
from asynclearn.teaching.quiz.reading import part_about, what_to_read
from asynclearn.teaching.quiz.taking import take_quiz

LESSON = """\
---
number: 4
title: A small lesson
summary: A summary.
outcomes: [one]
prerequisites: [none]
---
# A small lesson

Opening.
"""


def quiz(desk, seed=13):
    asyncio.run(take_quiz(Wish(), seed, desk))


def everything(**wrong):
    """Answers to gamma, alpha and beta, right but for those given."""
    return [
        each
        for name in ("gamma", "alpha", "beta")
        for each in (*wrong.get(name, (name, "3")), "2", "n")
    ]


def test_the_report_counts_by_topic_and_level(sit_down):
    terminal, desk = sit_down(*everything(alpha=("nothing of alpha", "3"), beta=("x", "1")))

    quiz(desk)

    [report] = terminal.reports
    assert report.tally == Tally(1, 3)
    assert report.topics == (
        ("topic-alpha", Tally(0, 1)),
        ("topic-beta", Tally(0, 1)),
        ("topic-gamma", Tally(1, 1)),
    )
    assert report.levels == (("level 1", Tally(1, 3)),)
    assert report.calibration == ""  # of three answers, two of them sure, it says nothing


def test_what_went_wrong_is_named_with_what_to_read(sit_down, folder):
    lesson = folder.parent / "lessons" / "04-small"
    lesson.mkdir(parents=True)
    (lesson / "README.md").write_text(LESSON)
    (lesson / "part-1-other.md").write_text("# Other things\n\nOf no interest.\n")
    (lesson / "part-2-alpha.md").write_text("# All of it\n\nThe topic alpha, and topic alpha.\n")
    terminal, desk = sit_down(*everything(alpha=("nothing of alpha", "3"), beta=("x", "1")))

    quiz(desk)

    known, unknown = terminal.reports[0].missed
    assert known.title == "Title of alpha"
    assert known.misconception == "You read it backwards. More on this later."
    assert (known.command, known.part) == ("asynclearn lesson 4 --part 2", "All of it")
    assert (unknown.misconception, unknown.command) == ("", "asynclearn lesson 4")


def test_without_the_lesson_the_misconception_is_named_all_the_same(sit_down):
    terminal, desk = sit_down(*everything(alpha=("nothing of alpha", "3")))

    quiz(desk)

    [missed] = terminal.reports[0].missed
    assert missed.misconception.startswith("You read it backwards.")
    assert missed.command == ""


def add_challenges(folder, *names):
    for name in names:
        text = (folder / "alpha.md").read_text().replace("alpha", name)
        (folder / f"{name}.md").write_text(text)


def test_whole_quizzes_are_compared_with_each_other(sit_down, folder, now):
    add_challenges(folder, "delta", "epsilon")
    wrong = ["x", "1", "2", "n"]
    _, desk = sit_down(*5 * wrong)
    quiz(desk)
    now.at += timedelta(days=2)
    terminal, desk = sit_down(*5 * wrong)

    quiz(desk)

    assert terminal.reports[0].before == Tally(0, 5)


def test_a_leftover_of_two_is_compared_with_nothing(sit_down, now):
    _, desk = sit_down(*everything(alpha=("x", "1"), beta=("x", "1")))
    quiz(desk)
    now.at += timedelta(days=2)
    terminal, desk = sit_down("alpha", "3", "2", "n", "x", "3", "2", "n")

    quiz(desk, seed=0)

    [report] = terminal.reports
    assert report.before is None
    assert report.mended == report.tally.right


def test_it_says_when_to_come_back(sit_down):
    terminal, desk = sit_down(*everything(alpha=("x", "1")))

    quiz(desk)

    [report] = terminal.reports
    assert report.next_due is not None
    assert timedelta(hours=23) < report.next_due - report.now <= timedelta(days=1)
    assert report.coming == 1


def test_all_that_come_back_on_one_day_are_counted(sit_down):
    terminal, desk = sit_down(*everything(alpha=("x", "1"), beta=("x", "1")))

    quiz(desk)

    assert terminal.reports[0].coming == 2


def test_a_quiz_that_was_broken_off_says_what_is_left(sit_down):
    terminal, desk = sit_down("gamma", "3", "2", "q")

    quiz(desk)

    [report] = terminal.reports
    assert (report.asked, report.tally) == (3, Tally(1, 1))


def test_each_challenge_of_the_course_leads_to_a_part_of_its_lesson():
    lesson = read_lesson(find_course(None), 4)
    challenges = read_challenges(find_course(None))

    commands = {each.id: what_to_read(each, lesson)[0] for each in challenges}

    lost = {name for name, line in commands.items() if not line.startswith("asynclearn lesson 4")}
    assert not lost


def test_no_part_is_named_if_none_speaks_of_the_topic():
    assert part_about(["nothing-such"], read_lesson(find_course(None), 4).parts) is None
