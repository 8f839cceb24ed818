"""Who waits in a circle."""

from collections.abc import Mapping, Sequence


def cycle(waits_for: Mapping[int, Sequence[int]]) -> list[int]:
    """A shortest circle: each waits for the next, the last for the first. Empty if there is none.

    Of several of one length it is the one that begins with the earliest key.
    """
    best: list[int] = []
    for start in waits_for:
        found = _back_to(start, waits_for)
        if found and (not best or len(found) < len(best)):
            best = found
    return best


def _back_to(start: int, waits_for: Mapping[int, Sequence[int]]) -> list[int]:
    """The shortest way from one back to itself, by breadth first."""
    came_from: dict[int, int] = {}
    level = [start]
    while level:
        following: list[int] = []
        for here in level:
            for there in waits_for.get(here, ()):
                if there == start:
                    path = [here]
                    while path[-1] != start:
                        path.append(came_from[path[-1]])
                    return path[::-1]
                if there not in came_from:
                    came_from[there] = here
                    following.append(there)
        level = following
    return []
