"""Every program of a folder, plain and traced: the same stdout, stderr and ending.

The folder is named by ASYNCLEARN_PROGRAMS, for collections that lie outside of this repository. The
programs in `traces/` are always run.
"""

import os
import re
from pathlib import Path

import pytest

from asynclearn.sandbox.trace import What

FOLDERS = [
    Path(__file__).parent / "traces",
    *(Path(each) for each in os.environ.get("ASYNCLEARN_PROGRAMS", "").split(os.pathsep) if each),
]
PROGRAMS = sorted(path for folder in FOLDERS for path in folder.glob("*.py"))


def comparable(text: str) -> str:
    text = re.sub(r"asynclearn-[0-9a-f]+", "asynclearn-…", text)
    return re.sub(r"0x[0-9a-f]+", "0x…", text)


@pytest.mark.slow
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_is_the_same_plain_and_traced(outcome_of, traced, pieces, path):
    source = path.read_text()
    plain, seen = outcome_of(source), traced(source)
    assert comparable(seen.stdout) == comparable(plain.stdout)
    assert comparable(seen.stderr) == comparable(plain.stderr)
    assert (seen.ending, seen.exit_code) == (plain.ending, plain.exit_code)
    assert seen.trace.complete
    if not any(event.what is What.LEFT_OUT for event in seen.trace.events):
        assert pieces(seen) == seen.stdout
