"""Numbered points in a plane, as text: the number of a table's row stands where its point lies.

plotille can draw the plane, but not keep one number from being written over another.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

_LABELS = 0.2
"""How far the labels of the vertical axis are apart."""
_LINES, _MANY_LINES = 2, 4
"""Lines from label to label, and where there are many points."""
_MANY = 30
_SCALE = 7
"""Columns of a label and the axis."""
_WIDEST = 62
_FARTHEST = 6
"""Columns that a number may stand away from its point, if the place is taken."""
_CROWDED = "•"


def scatter(points: Mapping[str, tuple[float, float]], guide: float, width: int) -> list[str]:
    """The lines of the picture. `x` goes from 0 to 1, `y` at most from -1 to 1.

    A dotted line is drawn at the height `guide`. Where it is crowded, a dot stands for a number.
    """
    columns = max(12, min(width, _WIDEST) - _SCALE)
    lines = _MANY_LINES if len(points) > _MANY else _LINES
    step = _LABELS / lines
    top, bottom = _range([guide, 0.0, *(y for _, y in points.values())])
    rows = {number: [" "] * columns for number in range(top * lines, bottom * lines - 1, -1)}
    rows[round(guide / step)] = ["·"] * columns
    taken: dict[int, set[int]] = {number: set() for number in rows}
    for label, (x, y) in sorted(points.items(), key=lambda each: (each[1], each[0])):
        row = round(y / step)
        _write(label, round(x * (columns - 1)), rows[row], taken[row])
    drawn = [
        f"{_label(number, lines)} │{''.join(cells)}".rstrip() for number, cells in rows.items()
    ]
    return [*drawn, f"{' ' * (_SCALE - 2)} └{'─' * columns}", _axis(columns)]


def _range(heights: Iterable[float]) -> tuple[int, int]:
    """The highest and the lowest label, counted from that of 0."""
    # What lies on a label but for the last bits lies on it.
    labels = [round(height / _LABELS, 6) for height in heights]
    return math.ceil(max(labels)), math.floor(min(labels))


def _write(label: str, column: int, cells: list[str], taken: set[int]) -> None:
    for place in _places(column, len(label), len(cells)):
        needed = range(place, place + len(label))
        # One column at each side stays free, or 1 beside 2 would read as 12.
        if taken.isdisjoint(range(place - 1, place + len(label) + 1)):
            cells[place : place + len(label)] = label
            taken.update(needed)
            return
    if column not in taken:
        cells[column] = _CROWDED
        taken.add(column)


def _places(column: int, length: int, columns: int) -> Sequence[int]:
    """Where a label can begin, the nearest to its column first."""
    last = columns - length
    wished = min(column, last)
    near = range(max(0, wished - _FARTHEST), min(last, wished + _FARTHEST) + 1)
    return sorted(near, key=lambda place: abs(place - wished))


def _label(number: int, lines: int) -> str:
    text = f"{number // lines * _LABELS:.1f}" if number % lines == 0 else ""
    return text.rjust(_SCALE - 2)


def _axis(columns: int) -> str:
    half = columns // 2
    return f"{' ' * _SCALE}{'0%'.ljust(half - 1)}{'50%'.ljust(columns - half - 3)}100%"
