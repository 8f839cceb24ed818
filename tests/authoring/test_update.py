"""`--update` writes the truth into the fences that lack it, and touches nothing else."""

import asyncio
import platform
import resource
from pathlib import Path

import pytest

from asynclearn.authoring.check import check
from asynclearn.authoring.python import Python
from asynclearn.authoring.selection import select
from asynclearn.authoring.update import Updates
from asynclearn.content.course import Course
from asynclearn.errors import UsageError
from asynclearn.sandbox.runner import run

PYTHONS = [Python(platform.python_version(), run)]


def made(pythons=PYTHONS):
    updates = Updates()
    [selection] = select([], Course(Path(), builtin=False))
    asyncio.run(check(selection, pythons, watch=updates.watch))
    return list(updates.made())


def updated(path):
    """The file after its update; a second one finds nothing to do."""
    [update] = made()
    update.write()
    assert made() == []
    return path.read_bytes().decode()


def test_only_the_lines_of_the_wrong_claim_change(challenge_file):
    path = challenge_file(("```output\nfirst\nsecond\n", "```output\nfirst\nthird\n"))
    before = path.read_text()

    assert updated(path) == before.replace("first\nthird", "first\nsecond")


def test_a_true_course_is_left_alone(challenge_file):
    challenge_file()

    assert made() == []


def test_each_check_counts_its_own_runs(challenge_file):
    challenge_file()
    [selection] = select([], Course(Path(), builtin=False))
    pythons = [Python(platform.python_version(), run)]

    counted = [asyncio.run(check(selection, pythons)).counts.runs for _ in range(2)]
    assert counted == [1, 1]


def test_an_output_wrong_is_never_written_over(challenge_file):
    path = challenge_file(
        ("```output wrong\nsecond\nfirst\n", "```output wrong\nfirst\n"),
        ("```output\nfirst\nsecond\n", "```output\nfirst\n\nsecond\n"),
    )

    assert "```output wrong\nfirst\n```" in updated(path)


@pytest.mark.parametrize(
    ("program", "claimed", "wanted"),
    [
        ("raise ValueError", "output", "output raises=ValueError"),
        ("raise SystemExit(3)", "output raises=KeyError", "output exits=3"),
        ('print("first")', "output hangs", "output"),
        (
            'raise ValueError("x")',
            'output unordered python=">=3.11, <4"',
            'output unordered python=">=3.11, <4" raises=ValueError',
        ),
        (
            "import asyncio\nasyncio.run(asyncio.Event().wait())",
            "output exits=1",
            "output hangs",
        ),
    ],
)
def test_the_ending_is_written_in_the_words_of_the_fence(challenge_file, program, claimed, wanted):
    path = challenge_file(
        ('print("first")\nprint("second")\n', f'print("first")\n{program}\n'),
        ("```output\nfirst\nsecond\n", f"```{claimed}\nfirst\n"),
    )

    lines = updated(path).split("\n")
    assert lines[lines.index("first") - 1] == f"```{wanted}"


def test_the_line_ends_of_the_file_are_kept(challenge_file):
    path = challenge_file(("```output\nfirst\nsecond\n", "```output\nno\n"), ("\n", "\r\n"))

    text = updated(path)
    assert "first\r\nsecond\r\n```\r\n" in text
    assert text.count("\n") == text.count("\r\n")


def test_an_output_with_fence_marks_gets_a_longer_fence(challenge_file):
    path = challenge_file(
        ('print("second")\n```', 'print("`" * 4)\n```'),
        ("```output\nfirst\nsecond\n", "```output\nno\n"),
    )

    assert "`````output\nfirst\n````\n`````\n" in updated(path)


def test_several_fences_of_one_file_are_updated_at_once(challenge_file):
    path = challenge_file(
        ("```output\nfirst\nsecond\n", "```output\nno\n"),
        (
            "## Explanation\n",
            (
                "## Explanation\n\n```python run\nfor each in range(4):\n    print(each)\n```\n\n"
                "```output\n0\n```\n\nSo it is.\n"
            ),
        ),
    )

    text = updated(path)
    assert "```output\nfirst\nsecond\n```" in text
    assert "```output\n0\n1\n2\n3\n```" in text


@pytest.mark.parametrize("words", ['output\tpython=">=3.11"', "output  unordered"])
def test_the_words_of_a_fence_may_stand_apart_in_any_way(challenge_file, words):
    path = challenge_file(("```output\nfirst\nsecond\n", f"```{words}\nno\n"))

    assert f"```{' '.join(words.split())}\nfirst\nsecond\n```" in updated(path)


@pytest.mark.slow
def test_an_endless_output_is_claimed_as_far_as_it_was(challenge_file):
    path = challenge_file(
        ('print("first")\nprint("second")\n', "while True:\n    print(1)\n"),
        ("```output\nfirst\nsecond\n", "```output\n1\n2\n"),
    )

    assert "```output hangs\n1\n1\n```" in updated(path)


def test_what_differs_between_interpreters_is_left_for_its_author(challenge_file):
    challenge_file(("```output\nfirst\nsecond\n", "```output\nno\n"))

    async def other(program, limits, interpreter):
        outcome = await run(program, limits, interpreter)
        return type(outcome)("else\n", "", outcome.ending, 0.1)

    assert made([*PYTHONS, Python("3.99.0", other)]) == []


def test_what_another_run_prints_otherwise_is_not_written(challenge_file):
    challenge_file(
        ('print("first")', "import random\nprint(random.random())"),
        ("```output\nfirst\n", "```output\n0.5\n"),
    )

    assert made() == []


@pytest.mark.parametrize(
    ("program", "fences"),
    [
        (r'print("first\0")', "```output\nno\n"),
        ('raise type("An Error", (Exception,), {})', "```output\nno\n"),
        ('print("first")', "```output\nfirst\n```\n\n```output stderr\nno\n"),
    ],
)
def test_what_no_update_can_write_is_left_to_the_author_and_said_so(
    challenge_file, program, fences
):
    path = challenge_file(
        ('print("first")\nprint("second")', program),
        ("```output\nfirst\nsecond\n", fences),
    )

    assert made() == []
    [selection] = select([path])
    [problem, *_] = asyncio.run(check(selection, PYTHONS)).errors
    assert problem.message.endswith("; mend this, or the program")


def test_a_file_that_changed_meanwhile_is_not_written(challenge_file):
    path = challenge_file(("```output\nfirst\nsecond\n", "```output\nno\n"))
    [update] = made()
    path.write_text("something else")

    with pytest.raises(UsageError, match="has changed meanwhile"):
        update.write()
    assert path.read_text() == "something else"


def test_a_file_that_can_not_be_written_whole_is_left_as_it_was(challenge_file):
    path = challenge_file(("```output\nfirst\nsecond\n", "```output\nno\n"))
    before = path.read_text()
    [update] = made()

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(UsageError, match="can't be written: File too large"):
            update.write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_link_to_a_file_stays_one_and_the_file_keeps_its_mode(challenge_file, tmp_path):
    path = challenge_file(("```output\nfirst\nsecond\n", "```output\nno\n"))
    real = path.rename(tmp_path / "feed.md")
    real.chmod(0o640)
    path.symlink_to(real)

    [update] = made()
    update.write()
    assert path.is_symlink()
    assert "second" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640
