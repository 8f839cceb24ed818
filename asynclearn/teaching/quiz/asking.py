"""One question of a quiz: shown, answered, locked, run, judged, recorded, told, explained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from asynclearn.content.blocks import Block, Prose
from asynclearn.content.challenge import Challenge
from asynclearn.errors import ProgressError
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.sitting import Doubt, Draft
from asynclearn.teaching.question import record, run_snippet
from asynclearn.teaching.quiz.judged import Judged, hold_against_run, patient
from asynclearn.teaching.quiz.locking import Locked, lock_in
from asynclearn.teaching.quiz.port import QuizDesk
from asynclearn.teaching.steps import is_run
from asynclearn.teaching.turn import Turn, Ways, what_next

NOT_MEASURED = "It could not be measured on this computer, so this question does not count."


@dataclass(frozen=True, slots=True)
class Item:
    """A question and its place in the set."""

    challenge: Challenge
    number: int
    total: int
    sitting: str


async def ask_question(
    item: Item, draft: Draft, keep: Callable[[Draft], None], desk: QuizDesk
) -> tuple[Turn, bool]:
    """NEXT or QUIT, and whether the question was answered."""
    challenge = item.challenge
    await show_question(item, desk)
    locked = await lock_in(challenge, draft, keep, desk)
    judged = await hold_against_run(challenge, locked.text, desk)
    if judged is None:
        desk.terminal.say(NOT_MEASURED)
        return await what_next(desk, _ways(item), challenge.snippet), False
    # Recorded before it is shown: what somebody has seen a verdict of is never lost.
    attempt = make_attempt(item, locked, judged, desk)
    record(attempt, desk)
    # A draft for a question that is answered says that its explanation is still to be read.
    keep(Draft(challenge.id))
    judged.show(desk.terminal)
    return await _explain(item, attempt, judged, keep, desk), True


async def go_on_at_why(
    item: Item, attempt: Attempt, keep: Callable[[Draft], None], desk: QuizDesk
) -> Turn:
    """The rest of a question that was answered and left before it was explained. NEXT or QUIT."""
    challenge = item.challenge
    await show_question(item, desk)
    open_ = "the reason is still open" if _is_why_open(challenge, attempt) else _TO_READ
    desk.terminal.say(f"You have answered this; {open_}.")
    judged = await hold_against_run(challenge, attempt.claim, desk)
    # What is measured may differ from one run to the next; what was told of the first one holds.
    if judged is not None and judged.right == attempt.right:
        judged.show(desk.terminal)
    else:
        judged = None
    return await _explain(item, attempt, judged, keep, desk)


_TO_READ = "the explanation is still to be read"


async def _explain(
    item: Item,
    attempt: Attempt,
    judged: Judged | None,
    keep: Callable[[Draft], None],
    desk: QuizDesk,
) -> Turn:
    """The question why, the explanation, and the way on: all that follows a verdict."""
    challenge = item.challenge
    if _is_why_open(challenge, attempt):
        await _ask_why(challenge, attempt, desk)
    await _show_all(challenge.explanation, desk)
    keep(Draft())

    async def doubt() -> None:
        await take_down_doubt(attempt, desk)

    answer = None if judged is None or judged.answer is None else judged.answer(attempt)
    runs = patient(challenge, desk)
    return await what_next(runs, _ways(item), challenge.snippet, answer, doubt)


def _ways(item: Item) -> Ways:
    return Ways("next question" if item.number < item.total else "see how it went", back=False)


async def show_question(item: Item, desk: QuizDesk, time_left: str = "") -> None:
    """The question and its program."""
    challenge = item.challenge
    about = f"{challenge.kind}, level {challenge.level}"
    desk.terminal.open_question(item.number, item.total, challenge.title, about, time_left)
    await _show_all(challenge.question, desk)
    await desk.terminal.show(challenge.snippet)


def make_attempt(item: Item, locked: Locked, judged: Judged, desk: QuizDesk) -> Attempt:
    """The answer as it is remembered."""
    return Attempt(
        question=item.challenge.id,
        digest=item.challenge.snippet.digest,
        claim=locked.text,
        right=judged.right,
        at=desk.now(),
        share=judged.share,
        near_miss=judged.near_miss,
        confidence=locked.confidence,
        hints=locked.hints,
        sitting=item.sitting,
    )


async def take_down_doubt(attempt: Attempt, desk: QuizDesk) -> None:
    """A note about the question, kept here until the learner exports it."""
    try:
        note = (await desk.terminal.ask_note("What is wrong with this question?")).strip()
    except EOFError:
        return
    if not note:
        return
    doubt = Doubt(attempt.question, attempt.digest, attempt.claim, note, desk.now())
    try:
        desk.progress.note(doubt)
    except ProgressError as error:
        desk.terminal.say(str(error))
    else:
        desk.terminal.say("Noted. `asynclearn progress export FILE` takes it along.")


def _is_why_open(challenge: Challenge, attempt: Attempt) -> bool:
    return bool(challenge.why) and attempt.why is None


async def _ask_why(challenge: Challenge, attempt: Attempt, desk: QuizDesk) -> None:
    """One key for the reason, then feedback on it, and on the right one if it was another."""
    choices = challenge.why
    await _show_all(challenge.why_question, desk)
    desk.terminal.show_choices([choice.text for choice in choices])
    keys = [(str(number), "") for number in range(1, len(choices) + 1)]
    is_why = asks_why(challenge)
    question = "Why?" if is_why else "Which is it?"
    chosen = choices[int(await desk.terminal.pick(question, keys)) - 1]
    try:
        desk.progress.answer_why(replace(attempt, why=chosen.right))
    except ProgressError as error:
        desk.terminal.say(str(error))
    right = next(choice for choice in choices if choice.right)
    desk.terminal.show_reason(chosen, right, choices.index(right) + 1, is_why=is_why)


def asks_why(challenge: Challenge) -> bool:
    """Whether the choices answer a question why: it is that if no other one stands above them."""
    texts = [block.markdown for block in challenge.why_question if isinstance(block, Prose)]
    return not texts or texts[-1].lstrip().lower().startswith("why")


async def _show_all(blocks: Sequence[Block], desk: QuizDesk) -> None:
    for block in blocks:
        await desk.terminal.show(block)
        if is_run(block):
            desk.terminal.show_outcome(await run_snippet(block, desk))
