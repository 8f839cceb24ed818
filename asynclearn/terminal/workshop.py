"""Both terminals with what a workshop needs: demands, hints, and a menu that a save can end."""

import asyncio
from collections.abc import Awaitable, Iterator, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from asynclearn.content.challenge import Challenge
from asynclearn.judging.demands import Demand, Standing, first_failure, headline
from asynclearn.sandbox.outcome import Outcome
from asynclearn.terminal.plain import PlainTerminal
from asynclearn.terminal.prose import Bar, PageMarkdown
from asynclearn.terminal.rich_terminal import RichTerminal
from asynclearn.terminal.text import visible

_SIGNS = {
    Standing.MET: ("✓", "sign.right"),
    Standing.NOT_MET: ("✗", "sign.wrong"),
    Standing.NOT_REACHED: ("·", "quiet"),
}


class RichBench(RichTerminal):
    """The drawn terminal."""

    def open_challenge(self, challenge: Challenge) -> None:
        """The title, and what kind of challenge it is."""
        self._console.print()
        self._print(
            Group(
                Text(_kind(challenge), style="place"),
                Text(challenge.title, style="title"),
            )
        )

    def show_demands(self, demands: Sequence[Demand], outcome: Outcome) -> None:
        """What it prints, each demand with its sign and word, and why the first is not met."""
        self.show_outcome(outcome)
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=1)
        grid.add_column()
        grid.add_column()
        for demand in demands:
            sign, style = _SIGNS[demand.standing]
            text = PageMarkdown(demand.text)
            grid.add_row(Text(sign, style=style), Text(_word(demand), style=style), text)
        self._print(Group(Text(headline(demands), style="label"), grid))
        if failure := first_failure(demands):
            why = Bar(Text(visible("\n".join(failure.why)), overflow="fold"), "bar.error")
            reached = failure.standing is not Standing.NOT_REACHED
            self._print(Group(PageMarkdown(f"First: {failure.text}"), why) if reached else why)

    def show_markdown(self, label: str, markdown: str) -> None:
        """A hint."""
        self._print(Group(Text(label, style="label"), Bar(PageMarkdown(markdown), "alert.note")))

    async def choose_until(
        self, keys: Sequence[tuple[str, str]], until: Awaitable[object]
    ) -> str | None:
        """One of the keys; None as soon as `until` is over."""
        pressing = asyncio.ensure_future(self.choose(keys))
        waiting = asyncio.ensure_future(until)
        try:
            await asyncio.wait([pressing, waiting], return_when=asyncio.FIRST_COMPLETED)
            return pressing.result() if pressing.done() else None
        finally:
            # A menu that is cancelled takes itself off the screen.
            for task in (pressing, waiting):
                task.cancel()
            await asyncio.wait([pressing, waiting])


class PlainBench(PlainTerminal):
    """The terminal of sentences."""

    def open_challenge(self, challenge: Challenge) -> None:
        """The title, and what kind of challenge it is."""
        self._print(Text(f"{_kind(challenge)}: {challenge.title}."))

    def show_demands(self, demands: Sequence[Demand], outcome: Outcome) -> None:
        """What it prints, each demand as a sentence, and why the first is not met."""
        self.show_outcome(outcome)
        self._print(Text("\n".join([headline(demands), *_sentences(demands)])))
        if failure := first_failure(demands):
            reached = failure.standing is not Standing.NOT_REACHED
            first = [f"First: {failure.text}"] if reached else []
            self._print(Text(visible("\n".join([*first, *failure.why]))))

    def show_markdown(self, label: str, markdown: str) -> None:
        """A hint."""
        self._console.print(Text(f"{label}:"))
        self._print(PageMarkdown(markdown, plain=True))

    async def choose_until(
        self, keys: Sequence[tuple[str, str]], until: Awaitable[object]
    ) -> str | None:
        """One of the keys. Nothing comes between, so a save is judged when `run` is chosen."""
        waiting = asyncio.ensure_future(until)
        waiting.cancel()
        return await self.choose(keys)


def _kind(challenge: Challenge) -> str:
    return f"{challenge.kind.value.capitalize()}, level {challenge.level}"


def _word(demand: Demand) -> str:
    return demand.standing.value


def _sentences(demands: Sequence[Demand]) -> Iterator[str]:
    for demand in demands:
        yield f"{_word(demand).capitalize()}: {demand.text}"
