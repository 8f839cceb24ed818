"""A scripted terminal that can hold a quiz, a course on disk, and runs that start no process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from asynclearn.content.catalogue import read_catalogue
from asynclearn.content.challenge import Choice
from asynclearn.content.course import Course
from asynclearn.content.library import read_lesson
from asynclearn.explaining.story import Story
from asynclearn.judging.claim import Claim
from asynclearn.judging.estimate import Measurement, describe_measurement
from asynclearn.judging.typed import parse_claim
from asynclearn.progress.report import Report
from asynclearn.progress.store import Progress
from asynclearn.sandbox.outcome import Ending, Limits, Outcome, Program
from asynclearn.teaching.quiz.port import QuizDesk

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

Answer = str | type[BaseException] | tuple[str, type[BaseException]]

CHALLENGE = """\
---
kind: predict
level: {level}
lesson: 4
topics: [{topics}]
---
# Title of {name}

What does it print?

```python
print('{name}')
```

```output
{name}
```

```output wrong
nothing of {name}
```

> You read it backwards. More on this later.

## Why

Why is it so?

- [ ] By chance.

  > There is no chance in it.

- [x] It says so.

  > That is what it says.

## Hint

First hint.

## Hint

Second hint.

## Explanation

It prints {name}.
"""


@dataclass
class ScriptedQuiz:
    """Answers from a script, and keeps all that it was shown."""

    answers: list[Answer]
    seen: list[str] = field(default_factory=list)
    menus: list[dict[str, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    left_at: str = ""
    """A text that is not read any more: the learner leaves at the pause above it."""

    def open_question(
        self, number: int, total: int, title: str, about: str, time_left: str = ""
    ) -> None:
        time = f", {time_left}" if time_left else ""
        self.seen.append(f"[{number}/{total}] {title}, {about}{time}")

    async def show(self, block) -> None:
        if self.left_at and self.left_at == getattr(block, "markdown", "").strip():
            raise EOFError
        self.seen.append(getattr(block, "source", getattr(block, "markdown", "")).strip())

    async def ask_prediction(
        self, draft: str, keep: Callable[[str], None], hint: str
    ) -> tuple[str, bool]:
        self.drafts.append(draft)
        self.seen.append(f"asked, {hint}" if hint else "asked")
        return self._answer(keep)

    async def ask_number(
        self, unit: str, draft: str, keep: Callable[[str], None], hint: str
    ) -> tuple[str, bool]:
        del hint
        self.drafts.append(draft)
        self.seen.append(f"asked in {unit}")
        return self._answer(keep)

    async def pick(self, question: str, keys: Sequence[tuple[str, str]]) -> str:
        self.seen.append(question)
        return self._key(keys)

    async def choose(self, keys: Sequence[tuple[str, str]]) -> str:
        return self._key(keys)

    async def ask_note(self, label: str) -> str:
        self.seen.append(label)
        return self._typed(self.answers.pop(0))

    def show_hint(self, number: int, total: int, markdown: str) -> None:
        self.seen.append(f"hint {number} of {total}: {markdown}")

    def show_choices(self, choices: Sequence[str]) -> None:
        self.seen.append(f"choices: {' | '.join(choices)}")

    def show_reason(self, chosen: Choice, right: Choice, number: int, *, is_why: bool) -> None:
        asked = "" if is_why else "not why, "
        said = [f"{asked}{chosen.right}: {chosen.feedback}"]
        if not chosen.right:
            said.append(f"{number}, {right.text} {right.feedback}")
        self.seen.append(" ".join(said))

    def show_measurement(self, found: Measurement) -> None:
        self.seen.append(describe_measurement(found))

    def show_to_copy(self, sentence: str, text: str) -> None:
        self.seen += [f"said: {sentence}", f"to copy: {text}"]

    def show_report(self, report: Report) -> None:
        self.reports.append(report)
        self.seen.append("report")

    def running(self):
        from contextlib import nullcontext  # noqa: PLC0415

        return nullcontext()

    def show_outcome(self, outcome: Outcome) -> None:
        self.seen.append(f"outcome: {outcome.stdout.strip()}")

    def show_verdict(self, claim: Claim, outcome, verdict, feedback) -> None:
        del claim, outcome
        self.seen.append("right" if verdict.right else "wrong")
        if feedback:
            self.seen.append(feedback)

    async def show_story(self, story: Story) -> None:
        self.seen.append(f"story: {story.title}")

    def say(self, text: str) -> None:
        self.seen.append(f"said: {text}")

    def said(self) -> str:
        """All sentences."""
        return "\n".join(line[6:] for line in self.seen if line.startswith("said: "))

    def _answer(self, keep: Callable[[str], None]) -> tuple[str, bool]:
        answer = self.answers.pop(0)
        if isinstance(answer, tuple):
            keep(answer[0])
            raise answer[1]
        text = self._typed(answer)
        if text.endswith("?"):
            return text.removesuffix("?"), True
        parse_claim(text)
        return text, False

    def _key(self, keys: Sequence[tuple[str, str]]) -> str:
        self.menus.append(dict(keys))
        key = self._typed(self.answers.pop(0))
        assert key in dict(keys), f"{key} is not in the menu {keys}; seen {self.seen}"
        return key

    def _typed(self, answer: Answer) -> str:
        if isinstance(answer, str):
            return answer
        assert isinstance(answer, type)
        raise answer


@dataclass
class Now:
    """A clock that the test sets; each look takes a second."""

    at: datetime = START

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


async def echo_run(program: Program, limits: Limits) -> Outcome:
    """Prints what the program's `print('…')` lines say, without running anything."""
    del limits
    quoted = (line.split("'")[1] for line in program.source.splitlines() if "print('" in line)
    text = "".join(f"{each}\n" for each in quoted)
    return Outcome(text, "", Ending.FINISHED, 0.01, exit_code=0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The challenges of a course: `alpha`, `beta` and `gamma`."""
    folder = tmp_path / "course" / "challenges"
    folder.mkdir(parents=True)
    for name in ("alpha", "beta", "gamma"):
        (folder / f"{name}.md").write_text(
            CHALLENGE.format(name=name, level=1, topics=f"topic-{name}")
        )
    return folder


@pytest.fixture
def progress(tmp_path: Path):
    with Progress.open(tmp_path / "progress.sqlite3", now=START) as memory:
        yield memory


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def sit_down(folder: Path, progress: Progress, now: Now):
    """A terminal with its script, and the desk around it; memory and clock are the same."""

    def sit(*answers: Answer, run=echo_run, **more) -> tuple[ScriptedQuiz, QuizDesk]:
        terminal = ScriptedQuiz(list(answers))
        course = Course(folder.parent, builtin=False)
        catalogue = read_catalogue(course)
        python = more.get("python", "3.11.0")
        desk = QuizDesk(
            terminal, run, progress, now, python, catalogue,  # type: ignore[arg-type]
            lambda number: read_lesson(course, number),
        )  # fmt: skip
        return terminal, desk

    return sit
