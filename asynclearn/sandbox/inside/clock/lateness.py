"""How late each wake by a timer comes, on a machine that is busy with other things."""

import builtins

from asynclearn.sandbox.inside.shaking.order import scattered

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]


class Lateness:
    """Amounts of time, drawn by lot between nothing and the most that is given."""

    def __init__(self, seed: int, seconds: float) -> None:
        self._seed = seed
        self._most = int(seconds * 1e9)
        self._drawn = {True: 0, False: 0}

    def draw(self, *, main: bool) -> int:
        """The next one, in nanoseconds, for the main thread or for another.

        In one of four draws it is nothing, and in one of four the most: a tie that can be broken at
        all then soon is. An even seed and the next are opposites: what one keeps waiting longer,
        the other does not. Those of the main thread do not depend on when others draw.
        """
        if self._most <= 0:
            return 0
        self._drawn[main] += 1
        pair, opposite = divmod(self._seed, 2)
        lot = scattered(2 * pair + main, self._drawn[main])
        share = min(max(lot / 2**63 - 0.5, 0.0), 1.0)
        if opposite:
            share = 1 - share
        return int(share * self._most)


ON_TIME = Lateness(0, 0.0)
