"""What `asynclearn doctor` found, as a table or as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from asynclearn.terminal.prose import PageMarkdown
from asynclearn.terminal.theme import NARROW, READING_WIDTH


class LayerLike(Protocol):
    """A layer of confinement."""

    @property
    def name(self) -> str:
        """Such as `landlock`."""

    @property
    def holds(self) -> bool:
        """Whether it does."""

    @property
    def why(self) -> str:
        """Why it does not."""

    @property
    def remedy(self) -> str:
        """What to do about it."""


class EscapeLike(Protocol):
    """Something that a program tried."""

    @property
    def name(self) -> str:
        """What, after "a program tries to"."""

    @property
    def contained(self) -> bool:
        """Whether it failed."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """All that was found."""

    facts: Sequence[tuple[str, str]]
    layers: Sequence[LayerLike]
    escapes: Sequence[EscapeLike]
    confined: bool

    @property
    def verdict(self) -> str:
        """The whole in a sentence."""
        if not self.confined:
            return (
                "Programs are not confined on this computer: they can reach your files or the "
                "network. The built-in course is safe to run; any other program asks first."
            )
        if all(escape.contained for escape in self.escapes):
            return "Programs are confined: each escape that was tried has failed."
        return "An escape succeeded. Run only programs that you trust, and report this."


def show_checkup(found: Checkup, console: Console, *, plain: bool) -> None:
    """Prints what was found."""
    width = min(console.width, READING_WIDTH)
    stacked = plain or width < NARROW
    for label, fact in found.facts:
        console.print(Text.assemble((f"{label}: ", "label"), fact), width=width)
    console.print()
    console.print(Text("What confines a program", style="title"))
    rows = [(each.name, _yes(each.holds), _advice(each)) for each in found.layers]
    console.print(_sentences(rows) if stacked else _table(rows), width=width)
    console.print()
    console.print(Text("A program tries to", style="title"))
    tried = [
        (each.name, "it fails" if each.contained else "IT SUCCEEDS", "") for each in found.escapes
    ]
    console.print(_sentences(tried) if stacked else _table(tried), width=width)
    console.print()
    console.print(PageMarkdown(found.verdict, plain=plain), width=width)


def _yes(holds: bool) -> str:  # noqa: FBT001  (its only argument)
    return "yes" if holds else "no"


def _advice(layer: LayerLike) -> str:
    return "" if layer.holds else ". ".join(part for part in (layer.why, layer.remedy) if part)


def _table(rows: Sequence[tuple[str, str, str]]) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, answer, advice in rows:
        style = "right" if answer in ("yes", "it fails") else "wrong"
        table.add_row(name, Text(answer, style=style), Text(advice, style="quiet"))
    return Padding(table, (0, 0, 0, 2))


def _sentences(rows: Sequence[tuple[str, str, str]]) -> Text:
    return Text("\n".join(f"{name}: {answer}. {advice}".rstrip() for name, answer, advice in rows))
