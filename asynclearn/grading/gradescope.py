"""A Gradescope autograder: the folder that a course zips and uploads.

Gradescope runs `setup.sh` once, when it builds the image, and `run_autograder` for each submission,
which lies in /autograder/submission then. Its containers allow no namespaces to an ordinary user
as a rule; `asynclearn doctor` says in the log which layers hold.
"""

import shutil
from pathlib import Path

from asynclearn.errors import UsageError
from asynclearn.grading.assignment import FILE_NAME

_SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, when it builds the autograder.
set -euo pipefail
apt-get update
apt-get install -y python3 python3-venv
python=python3
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    apt-get install -y software-properties-common
    add-apt-repository -y ppa:deadsnakes/ppa
    apt-get install -y python3.12 python3.12-venv
    python=python3.12
fi
"$python" -m venv /autograder/venv
/autograder/venv/bin/pip install {requirement}
/autograder/venv/bin/asynclearn doctor || true
"""

_RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission. Whatever happens, there is a result for the student.
set -uo pipefail
cd /autograder
mkdir -p results
export ASYNCLEARN_HOME=/tmp/asynclearn
if ! venv/bin/asynclearn {course}grade submission --format gradescope \\
    --assignment source/assignment.toml --trust --output results/results.json
then
    printf '%s' '{{"score": 0, "output": "The autograder failed. Please tell your instructor."}}' \\
        > results/results.json
fi
"""

_ASSIGNMENT = """\
# What is graded. `asynclearn list challenges` shows the ids.
title = "Async generators"

[[challenge]]
id = "merge-streams"
points = 8
"""


def init_gradescope(folder: Path, requirement: str, course: Path | None) -> tuple[Path, ...]:
    """Write the autograder into a folder that is new or empty; gives its files.

    `requirement` is what pip installs. `course` is a course of one's own, which is copied.
    """
    if course is not None and folder.resolve().is_relative_to(course.resolve()):
        raise UsageError(f"`{folder}` lies in the course, which is copied; name one outside of it")
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"`{folder}` is not empty; name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        place = ""
        if course is not None:
            _copy(course, folder / "course")
            place = "--course source/course "
        texts = {
            "setup.sh": _SETUP.format(requirement=requirement),
            "run_autograder": _RUN.format(course=place),
            FILE_NAME: _ASSIGNMENT,
        }
        for name, text in texts.items():
            path = folder / name
            path.write_text(text, encoding="utf-8", newline="\n")
            if name != FILE_NAME:
                path.chmod(0o755)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"`{folder}` can't be written: {reason}; name another folder") from error
    return tuple(folder / name for name in texts)


def _copy(course: Path, folder: Path) -> None:
    try:
        hidden = shutil.ignore_patterns(".*")
        shutil.copytree(course, folder, ignore=hidden, ignore_dangling_symlinks=True)
    except shutil.Error as failures:
        # A list of all that failed: the file, its copy, and why, which names the file again.
        reason = failures.args[0][0][2]
        raise UsageError(f"`{course}` can't be copied: {reason}; mend that first") from failures
