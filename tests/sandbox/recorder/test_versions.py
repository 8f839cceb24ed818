"""The same program has the same trace on each version of Python, but for what is listed here.

What is expected stands beside each program in `traces/`. To write it anew after a change of the
recorder: `ASYNCLEARN_WRITE_TRACES=1 pytest tests/sandbox/recorder/test_versions.py -n 0`, on each
version, and look at the difference.
"""

import json
import os
import sys
from pathlib import Path

import pytest

TRACES = Path(__file__).parent / "traces"
PROGRAMS = sorted(TRACES.glob("*.py"))

DIFFERENT = {
    # A generator that is closed where nothing could catch it is not run any more
    # (python/cpython gh-140373), so that the interpreter has no events to tell.
    "plain_generator_closed_at_a_bare_yield": {(3, 13)},
    # Up to 3.11 `wait_for` makes a task; since 3.12 it is `asyncio.timeout`.
    "wait_for": {(3, 11)},
}


def normalised(event):
    """An event without numbers and clock readings."""

    def without_due(value):
        if isinstance(value, dict):
            return {name: without_due(each) for name, each in value.items() if name != "due"}
        return value

    details = json.dumps(without_due(dict(event.details)))
    return f"{event.who or '-'} {event.what} {event.line or '-'} {details}"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_has_the_same_trace_on_each_version(traced, path):
    outcome = traced(path.read_text())
    version = sys.version_info[:2]
    name = path.stem
    if version in DIFFERENT.get(name, ()):
        name += "-" + ".".join(map(str, version))
    expected = TRACES / f"{name}.txt"

    found = "".join(normalised(event) + "\n" for event in outcome.trace.events)

    if os.environ.get("ASYNCLEARN_WRITE_TRACES"):
        expected.write_text(found)
    assert found == expected.read_text()
