"""The order that a seed stands for: where the n-th of those that were made comes."""

from collections.abc import Callable

Place = Callable[[int], int]
"""Where the one with this number comes, among all others: a hash, and a key to sort by."""

AS_MADE, REVERSED = 1, 2
"""Two seeds that differ in each pair. With others, half of all pairs differ."""

_BITS = (1 << 60) - 1
"""A hash is a number below 2 ** 61 - 1 (sys.hash_info), and -1 is none."""


def order_of(seed: int) -> Place:
    """The rule for a seed.

    A set has places by the last bits of a hash, at least three of them. So numbers in a row keep
    their order in it, but for where it goes round from its last place to its first; and the
    complements of the same numbers have exactly the reverse of that.
    """
    if seed == AS_MADE:
        return lambda number: number & _BITS
    if seed == REVERSED:
        return lambda number: _BITS - (number & _BITS)
    return lambda number: scattered(seed, number) >> 4


def scattered(seed: int, number: int) -> int:
    """A number of 64 bits that looks drawn by lot: the n-th of SplitMix64 from this seed."""
    # Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. `random` would be
    # a module that a program has not imported.
    mixed = (seed * 0xD1342543DE82EF95 + (number + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
    return mixed ^ mixed >> 31
