"""Shares over time as a line of braille dots; in plain mode as sentences."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from asynclearn.progress.overview import Week

_HEIGHT = 5
_LABELS = {0: "100%", 2: " 50%", 4: "  0%"}
_SCALE = 6
"""Columns of a label and the axis."""


def plot_weeks(weeks: Sequence[Week], width: int, *, plain: bool) -> RenderableType:
    """The share of the answers of each week that were right, of those the learner was sure of."""
    sure = [week for week in weeks if week.sure.asked]
    if plain or len(sure) < 2:  # noqa: PLR2004  (a line has two ends)
        return Padding(Text("\n".join(map(_sentence, weeks))), (0, 0, 0, 0 if plain else 2))
    from plotille import Canvas  # noqa: PLC0415  (kept out of start-up)

    first, last = sure[0].monday, sure[-1].monday
    columns = max(10, min(width, 62) - _SCALE - 2)
    canvas = Canvas(columns, _HEIGHT, xmin=0, ymin=0, xmax=_weeks(first, last), ymax=1)
    for one, other in pairwise(sure):
        ends = (_weeks(first, one.monday), one.sure.share, _weeks(first, other.monday))
        canvas.line(*ends, other.sure.share)
    rows = [
        f"{_LABELS.get(number, '    ')} │{line}"
        for number, line in enumerate(canvas.plot().splitlines())
    ]
    between = " " * max(1, columns - len(str(first)) - len(str(last)))
    dates = f"{' ' * _SCALE}{first}{between}{last}"
    return Padding(Text("\n".join([*rows, dates])), (0, 0, 0, 2))


def _weeks(first: date, monday: date) -> float:
    return (monday - first) / timedelta(weeks=1)


def _sentence(week: Week) -> str:
    said = f"Week of {week.monday}: {week.all.right} of {week.all.asked} right"
    when_sure = f", {week.sure.right} of {week.sure.asked} when sure" if week.sure.asked else ""
    return f"{said}{when_sure}."
