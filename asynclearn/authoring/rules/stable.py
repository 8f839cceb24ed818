"""Output that is the same on the next machine: found by running a program otherwise.

An order that asyncio takes from a set is the same in each rerun on one machine, and another one
elsewhere. So repeating proves nothing; the sandbox changes what must not matter instead.
"""

from asynclearn.authoring.report import Weight
from asynclearn.authoring.rule import VariedRule
from asynclearn.authoring.source.code import Code
from asynclearn.authoring.source.ordered import may_be_ordered_by_a_set
from asynclearn.authoring.variation import Variation
from asynclearn.sandbox.outcome import Clock, Shake

_TIMED = frozenset(
    {"sleep", "timeout", "timeout_at", "wait_for", "wait", "call_later", "call_at", "as_completed"}
)
_LATENESS = 0.02
"""Seconds that a busy machine may wake a sleeper too late."""


def _has_timers(code: Code) -> bool:
    return bool(code.names & _TIMED)


def _orders(*seeds: int) -> tuple[Variation, ...]:
    words = "where its tasks lie in another order in memory"
    return tuple(Variation(words, shake=Shake(order=seed)) for seed in seeds)


_SET_ORDER = VariedRule(
    "set-order",
    variations=_orders(1, 2),
    concerns=may_be_ordered_by_a_set,
    fix=(
        "asyncio takes the order of some tasks from a set, and its order from their addresses: "
        "let only one of them print, sort them, or claim the output as `unordered`"
    ),
)

RULES = (_SET_ORDER,)
"""What every check asks: an order that a set gives is missed by all else."""

THOROUGH = (
    VariedRule("set-order", variations=_orders(1, 2, 3, 4, 5, 6), fix=_SET_ORDER.fix),
    VariedRule(
        "hash-seed",
        variations=tuple(Variation("with another hash seed", hash_seed=seed) for seed in (1, 2)),
        fix="the order in a set of strings differs from run to run: sort it before printing",
    ),
    VariedRule(
        "memory-layout",
        variations=(
            Variation("where objects lie elsewhere in memory", malloc="malloc"),
            Variation("where objects lie elsewhere in memory", malloc="malloc_debug"),
        ),
        fix="print no address, and take no order from a set of objects",
    ),
    VariedRule(
        "debug-mode",
        variations=(Variation("with `python -X dev`", dev_mode=True),),
        fix="learners do run programs in asyncio's debug mode: print what it does not change",
    ),
    VariedRule(
        "near-tie",
        Weight.ADVICE,
        variations=tuple(
            Variation(
                "where a busy machine wakes it up to 20 ms late",
                shake=Shake(lateness=_LATENESS, seed=seed),
            )
            for seed in range(6)
        ),
        concerns=_has_timers,
        fix="two events are closer than a real clock can keep apart: move one by 50 ms or more",
    ),
    VariedRule(
        "real-time",
        variations=(Variation("on the real clock", clock=Clock.REAL),),
        fix="let events order it, not sleeps, or move its sleeps further apart",
    ),
)
"""What `--thorough` asks in its place, of every program."""

UNDER_LOAD = (
    VariedRule(
        "under-load",
        variations=(Variation("on a busy machine"), Variation("on a busy machine")),
        fix="let events order it, not sleeps or the speed of a thread",
    ),
)
"""What is asked while other programs keep all cores busy."""
