"""Programs on interpreters that differ: by version, hash seed, memory and mode, side by side."""

import asyncio
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from asynclearn.errors import SandboxError, UsageError
from asynclearn.sandbox import starting, warm
from asynclearn.sandbox.interpreter import OWN, Interpreter, interpreter_named, version_of
from asynclearn.sandbox.outcome import Ending, Limits, Outcome, Program, Shake
from asynclearn.sandbox.runner import run, warm_up

LIMITS = Limits(seconds=20)
OTHERS = (
    OWN,
    replace(OWN, hash_seed=1),
    replace(OWN, hash_seed=2),
    replace(OWN, malloc="malloc"),
    replace(OWN, malloc="malloc_debug"),
    replace(OWN, dev_mode=True),
)


@pytest.fixture(scope="module", autouse=True)
def _no_other_zygote_stays() -> Iterator[None]:
    yield
    warm.shut_down()


def outcomes_on(source: str, *interpreters: Interpreter) -> list[Outcome]:
    async def run_all() -> list[Outcome]:
        return await asyncio.gather(*(run(Program(source), LIMITS, each) for each in interpreters))

    return asyncio.run(run_all())


def outputs_on(source: str, *interpreters: Interpreter) -> list[str]:
    found = outcomes_on(source, *interpreters)
    assert [each.stderr for each in found] == [""] * len(interpreters)
    return [each.stdout for each in found]


def others_there() -> list[tuple[str, Interpreter]]:
    there = []
    for version in ("3.11", "3.12", "3.13"):
        try:
            there.append((version, interpreter_named(version)[0]))
        except UsageError:
            continue
    return there


def test_a_set_of_strings_is_in_another_order_with_another_hash_seed():
    seeds = [replace(OWN, hash_seed=seed) for seed in (0, 1, 2, 0)]
    found = outputs_on("print({'one', 'two', 'three', 'four', 'five'})", *seeds)
    assert found[0] == found[3]
    assert len(set(found)) == 3
    assert len(set(outputs_on("print(sorted({'one', 'two', 'three'}))", *seeds))) == 1


def test_a_set_of_objects_is_in_another_order_with_another_malloc():
    source = """\
class Letter:
    def __init__(self, name):
        self.name = name

print(*(each.name for each in {Letter(name) for name in "abcdefghijklmnopqrstuvwxyz"}))
"""
    mallocs = [replace(OWN, malloc=each) for each in (None, "malloc", "malloc_debug")]
    found = outputs_on(source, *mallocs)
    assert len(set(found)) > 1
    assert len(set(outputs_on(source.replace("*(", "*sorted("), *mallocs))) == 1


def test_dev_mode_is_that_of_the_option():
    source = """\
import asyncio, sys, warnings

async def main():
    print(asyncio.get_running_loop().get_debug(), sys.flags.dev_mode, sys._xoptions)

asyncio.run(main())
"""
    assert outputs_on(source, OWN, replace(OWN, dev_mode=True)) == [
        "False False {}\n",
        "True True {'dev': True}\n",
    ]


def test_in_dev_mode_a_program_has_the_warnings_of_its_own_only(plain):
    source = "import asyncio, os\nopen(os.devnull)\nasyncio.run(asyncio.sleep(0))\n1 / 0\n"
    (outcome,) = outcomes_on(source, replace(OWN, dev_mode=True))
    assert outcome.ending is Ending.RAISED
    ours, theirs = outcome.stderr.splitlines(), plain(source).stderr.splitlines()
    assert [
        line for line in ours if "ResourceWarning" not in line and "open(" not in line
    ] == theirs
    assert sum("ResourceWarning: unclosed file" in line for line in ours) == 1


def test_a_program_finds_no_trace_of_how_its_memory_is_given():
    source = """\
import os, subprocess, sys
del os.environ["PYTHONHASHSEED"]
print(sorted(os.environ), sys.argv, sorted(sys.modules), sys.path[1:])
print(subprocess.run([sys.executable, "-c", "import os; print(sorted(os.environ))"],
    capture_output=True, text=True).stdout)
"""
    assert len(set(outputs_on(source, *(each for each in OTHERS if not each.dev_mode)))) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each run is such a one")
def test_all_holds_where_each_run_starts_a_fresh_interpreter(monkeypatch):
    warm.shut_down()
    monkeypatch.setattr(starting, "PLACEHOLDER", "/short")
    there = replace(OWN, hash_seed=3, malloc="malloc_debug", dev_mode=True)
    source = """\
import asyncio, os, sys

async def letter(name):
    print(name)

async def main():
    for each in asyncio.as_completed([letter(name) for name in "abc"]):
        await each
    print(sys.flags.dev_mode, os.environ["PYTHONHASHSEED"], os.environ.get("PYTHONMALLOC"))
    print("PYTHONMALLOC=malloc_debug" in open("/proc/self/environ").read())

asyncio.run(main())
"""
    outcome = asyncio.run(run(Program(source, shake=Shake(order=2)), LIMITS, there))
    warm.shut_down()
    assert outcome.stdout == "c\nb\na\nTrue 3 None\nTrue\n"
    assert "pid-namespace" not in outcome.confined


@pytest.mark.slow
def test_versions_run_side_by_side():
    there = others_there()
    if len(there) < 2:
        pytest.skip("there is one version only")
    source = "import sys\nprint('%d.%d' % sys.version_info[:2], sys.flags.hash_randomization)"
    found = outputs_on(source, *(each for _, each in there), *(each for _, each in there))
    assert found == [f"{version} 0\n" for version, _ in there] * 2


@pytest.mark.slow
def test_all_are_confined_alike():
    layers = {each.confined for each in outcomes_on("", *OTHERS, *(e for _, e in others_there()))}
    assert len(layers) == 1


@pytest.mark.slow
def test_each_has_a_zygote_and_a_spare_of_its_own_and_all_end(processes, until):
    warm.shut_down()
    until(lambda: processes() == set())
    for each in OTHERS:
        warm_up(each)
    zygotes = [warm._kept[each].zygote for each in OTHERS]
    assert len(set(map(id, zygotes))) == len(OTHERS)
    outcomes_on("", *OTHERS, *OTHERS)
    assert [warm._kept[each].zygote for each in OTHERS] == zygotes
    until(lambda: len(processes()) >= 3 * len(OTHERS))
    warm.shut_down()
    until(lambda: processes() == set())


def test_one_that_dies_is_replaced_and_the_others_stay():
    outcomes_on("", *OTHERS[:2])
    first, second = (warm._kept[each].zygote for each in OTHERS[:2])
    first._process.kill()
    assert outputs_on("print(1)", *OTHERS[:2]) == ["1\n", "1\n"]
    assert warm._kept[OTHERS[0]].zygote is not first
    assert warm._kept[OTHERS[1]].zygote is second


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_of_ours_has_zygotes_of_its_own():
    outcomes_on("", *OTHERS[:2])
    if (child := os.fork()) == 0:
        code = 1
        try:
            empty = not warm._kept
            code = int(not empty or outputs_on("print(1)", *OTHERS[:2]) != ["1\n", "1\n"])
            warm.shut_down()
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert outputs_on("print(1)", *OTHERS[:2]) == ["1\n", "1\n"]


def test_our_own_has_many_names():
    version = ".".join(map(str, sys.version_info[:3]))
    assert interpreter_named(sys.executable) == (OWN, version)
    assert version_of(OWN) == version


def fake(folder, name, says):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{says}\n")
    (folder / name).chmod(stat.S_IRWXU)
    return folder / name


def telling(kind, version, path):
    return f"echo {kind} {version}\necho {path}"


@pytest.fixture
def lonely(monkeypatch, tmp_path):
    """A machine without any other interpreter; a folder of its PATH, and that of pyenv."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path / "bin", tmp_path / "pyenv" / "versions"


def test_a_version_is_looked_for_on_the_path_first(lonely):
    path, pyenv = lonely
    fake(path, "python3.12", telling("CPython", "3.12.4", "/opt/a b/python"))
    fake(pyenv / "3.12.9" / "bin", "python", telling("CPython", "3.12.9", "/opt/pyenv"))
    assert interpreter_named("3.12") == (Interpreter("/opt/a b/python"), "3.12.4")
    assert interpreter_named("3.12.9") == (Interpreter("/opt/pyenv"), "3.12.9")
    assert interpreter_named("python3.12") == (Interpreter("/opt/a b/python"), "3.12.4")


def test_then_among_those_of_pyenv_the_newest(lonely):
    path, pyenv = lonely
    fake(path, "python3.12", "echo 'pyenv: python3.12: command not found' >&2; exit 127")
    for version in ("3.12.9", "3.12.10", "3.1.2", "3.13.0", "3.12-dev"):
        fake(pyenv / version / "bin", "python", telling("CPython", version, f"/opt/{version}"))
    assert interpreter_named("3.12") == (Interpreter("/opt/3.12.10"), "3.12.10")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("3.77", r"no Python 3\.77: neither `python3\.77` on PATH nor `.*versions/3\.77\*`"),
        ("3.10", r"`.*python3\.10` is Python 3\.10\.1; name CPython 3\.11 or newer"),
        ("3.14", r"`.*python3\.14` is PyPy; name CPython"),
        ("3.15", r"`.*python3\.15` does not say its version; name CPython"),
        ("3.17", r"`.*python3\.17` ends with code 127 when it is asked for its version; name"),
        ("3.16", r"`.*python3\.16` is Python 3\.12\.1; name CPython"),
        ("nothing", "there is no interpreter `nothing`; name a version such as `3.12`, or a path"),
        ("/nowhere/python", "there is no interpreter `/nowhere/python`"),
    ],
)
def test_what_is_no_interpreter_for_us_is_refused(lonely, name, words):
    fake(lonely[0], "python3.10", telling("CPython", "3.10.1", "/opt"))
    fake(lonely[0], "python3.14", telling("PyPy", "3.14.1", "/opt"))
    fake(lonely[0], "python3.15", "echo nonsense")
    fake(lonely[0], "python3.17", "exit 127")
    fake(lonely[0], "python3.16", telling("CPython", "3.12.1", "/opt"))
    with pytest.raises(UsageError, match=words):
        interpreter_named(name)


def test_one_that_is_gone_is_a_sandbox_error():
    gone = Interpreter("/nowhere/python")
    with pytest.raises(SandboxError, match="/nowhere/python` can't be started: No such file"):
        version_of(gone)
    with pytest.raises(SandboxError, match="/nowhere/python could not be started"):
        outcomes_on("", gone)
