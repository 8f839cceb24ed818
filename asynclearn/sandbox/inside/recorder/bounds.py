"""How much of a run is kept. Both sides know it: whoever writes, and whoever reads."""

BEGINNING = 8_000
"""Events that are kept from the beginning of a run."""
END = 3_800
"""Events that are kept from its end."""
PIECES = 200
"""Pieces of stdout that are kept with what is near them: more than anybody predicts."""
NEAR = 20
"""Events that are kept before such a piece, and after it."""
MOST = BEGINNING + END + PIECES * (2 * NEAR + 1)
"""Events that are kept in all: 20,000."""
DETAILED = 20_000
"""After so many events the interpreter is no longer watched.

Turns, tasks and stdout are recorded to the end: nobody knows which events will be the last.
"""
TEXT = 4_000
"""Characters of a piece of stdout; of a longer one the beginning is kept."""
NAME = 200
"""Characters of a name."""
FUNCTIONS = 20
"""Functions of the program in one event, half of them from each end."""
BYTES = 12 * 1024 * 1024
"""Of all that is written. It is never reached but by very long names and texts."""
