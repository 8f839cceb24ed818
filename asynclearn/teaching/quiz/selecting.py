"""From a wish to a set of questions: what can be asked here, and what is known of the learner.

If nothing is left to ask, it is said why and what would help.
"""

from collections.abc import Sequence
from datetime import datetime

from asynclearn.content.catalogue import Entry
from asynclearn.content.expected import fits
from asynclearn.content.library import lesson_number_of
from asynclearn.content.problems import advice
from asynclearn.errors import ContentError, UsageError
from asynclearn.judging.dates import in_words
from asynclearn.judging.phrases import counted, listed
from asynclearn.teaching.needs import missing_packages
from asynclearn.teaching.quiz.choosing import ASKED_KINDS, Chosen, Learner, Wish, choose, meet
from asynclearn.teaching.quiz.port import QuizDesk


def select_set(wish: Wish, seed: int, desk: QuizDesk) -> tuple[Chosen, ...]:
    """The questions to ask; if there is none, it is said why and what would help."""
    _say_what_is_broken(desk)
    entries = [entry for entry in desk.catalogue.entries if is_askable(entry, desk.python)]
    learner = know(entries, desk)
    chosen = choose(entries, learner, wish, seed)
    if not chosen:
        for sentence in why_nothing(entries, learner, wish, desk):
            desk.terminal.say(sentence)
    return chosen


def know(entries: Sequence[Entry], desk: QuizDesk) -> Learner:
    """What the learner's answers say about these challenges."""
    positions = desk.progress.positions()
    tag = desk.catalogue.tag
    read = frozenset(lesson_number_of(position.lesson, tag) for position in positions)
    return meet(entries, desk.progress.attempts(), read, desk.now())


def is_askable(entry: Entry, python: str) -> bool:
    """Whether a quiz can ask it on this computer."""
    return entry.kind in ASKED_KINDS and not lacks(entry, python)


def lacks(entry: Entry, python: str) -> str:
    """What a challenge needs and this computer lacks, in words; empty if nothing."""
    if not fits(entry.python, python):
        return f"Python {entry.python}"
    missing = missing_packages(entry.needs)
    return f"`pip install {' '.join(missing)}`" if missing else ""


def why_nothing(
    entries: Sequence[Entry], learner: Learner, wish: Wish, desk: QuizDesk
) -> list[str]:
    """Why there is nothing to ask, and what would help."""
    command = desk.catalogue.command
    if not entries:
        lacking = sorted({lack for each in desk.catalogue.entries if (lack := _lack(each, desk))})
        if lacking:
            return [f"No challenge of this course can be asked here: they need {listed(lacking)}."]
        return [f"This course has no challenge that a quiz can ask. `{command('list')}` shows it."]
    wished = [entry for entry in entries if wish.admits(entry)]
    if not wished:
        return [_nothing_admitted(entries, wish)]
    unseen = [entry for entry in wished if entry.digest not in learner.memories]
    if wish.due and unseen:
        verb = "was" if len(unseen) == 1 else "were"
        never = f"{counted(len(unseen), 'question')} {verb} never asked"
        return [
            f"Nothing is due{_next(wished, learner)}.",
            f"{never}; `{command('quiz --new')}` does.",
        ]
    if wish.new:
        return [
            "Every one of these questions was asked before.",
            f"`{command('quiz')}` asks them again when they are due{_next(wished, learner)}.",
        ]
    sooner = "To ask sooner would only show what you have just read."
    answered = f"You have answered all {counted(len(wished), 'question')}"
    return [
        f"{answered}, and none is due yet{_next(wished, learner)}.",
        f"{sooner} `{command('list lessons')}` shows what else there is.",
    ]


def _next(wished: Sequence[Entry], learner: Learner) -> str:
    dues = [learner.memories[each.digest].due for each in wished if each.digest in learner.memories]
    return f"; the first comes back {_when(min(dues), learner.now)}" if dues else ""


def _when(due: datetime, now: datetime) -> str:
    return "now" if due <= now else in_words(due, now)


def check_wish(wish: Wish, desk: QuizDesk) -> None:
    """Raises UsageError if a quiz is wished about what the course does not know at all."""
    entries = desk.catalogue.entries
    topics = sorted({topic for each in entries for topic in each.topics})
    if wish.topic is not None and topics and wish.topic not in topics:
        raise UsageError(f"no challenge is about `{wish.topic}`; {advice(wish.topic, topics)}")
    lessons = sorted({each.lesson for each in entries})
    wanted = wish.lesson
    if wanted is None or not lessons or wanted in lessons:
        return
    try:
        desk.lessons(wanted)
    except UsageError as error:
        nearest = min(lessons, key=lambda each: abs(each - wanted))
        raise UsageError(
            f"there is no lesson {wanted}; the nearest with challenges is {nearest}"
        ) from error
    except (ContentError, OSError):
        # It is there and broken, which the flow of a lesson says better.
        return


def _nothing_admitted(entries: Sequence[Entry], wish: Wish) -> str:
    if wish.topic is not None and not any(wish.topic in each.topics for each in entries):
        topics = sorted({topic for each in entries for topic in each.topics})
        return f"No challenge is about `{wish.topic}`; there are {listed(_coded(topics))}."
    if wish.lesson is not None and not any(each.lesson == wish.lesson for each in entries):
        lessons = sorted({each.lesson for each in entries})
        return (
            f"No challenge belongs to lesson {wish.lesson}; "
            f"there are some for {listed([str(each) for each in lessons])}."
        )
    return f"No challenge fits {wish}; leave one of these out."


def _coded(topics: Sequence[str]) -> list[str]:
    return [f"`{topic}`" for topic in topics]


def _lack(entry: Entry, desk: QuizDesk) -> str:
    return lacks(entry, desk.python) if entry.kind in ASKED_KINDS else ""


def _say_what_is_broken(desk: QuizDesk) -> None:
    files = {problem.path for problem in desk.catalogue.problems}
    if files:
        broken = counted(len(files), "challenge")
        verb = "is" if len(files) == 1 else "are"
        command = desk.catalogue.command("list challenges")
        desk.terminal.say(f"{broken} {verb} broken and left out; `{command}` says why.")
