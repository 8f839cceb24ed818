"""`asynclearn check` beside other checkers of documented examples, on the same programs.

    pip install -e '.[dev,benchmark]'
    pytest tests/benchmarks/test_check.py -n 0 -s --benchmark-columns=median,rounds -k mix-200-

Each is given two cores and the form that it reads, and must be glad with all of it. A peer that is
not installed is skipped. The seconds of processor stand in `extra_info` and are printed. `doctest`,
`sybil` and the pytest plugins run all programs in one process, where each can change the next; the
others give each file a new interpreter, as we do, but confine none.

Not here, as no Python package: shelltestrunner, clitest and txm. They pay the same for each file as
the cold interpreters do.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import corpora

CORPORA = {"mix": corpora.mix, "plain": corpora.plain}
SIZES = (200, 2000)
AT_ONCE = 2

Write = Callable[[Sequence[corpora.Example], Path], Path]


def shell_tests(examples, folder):
    return corpora.write_shell_tests(examples, folder, sys.executable)


def sybil_documents(examples, folder):
    corpora.write_doctests(examples, folder)
    (folder / "conftest.py").write_text(
        "from sybil import Sybil\n"
        "from sybil.parsers.markdown import PythonCodeBlockParser\n"
        "pytest_collect_file = Sybil([PythonCodeBlockParser()], patterns=['*.md']).pytest()\n"
    )
    return folder


def examples_with_a_test(examples, folder):
    corpora.write_code_blocks(examples, folder)
    (folder / "test_examples.py").write_text(
        "import pytest\n"
        "from pytest_examples import find_examples\n"
        "\n"
        "def programs():\n"
        "    found = find_examples(__file__.rpartition('/')[0])\n"
        "    return [each for each in found if 'import asyncio' in each.source]\n"
        "\n"
        "@pytest.mark.parametrize('example', programs(), ids=str)\n"
        "def test_example(example, eval_example, capsys):\n"
        "    eval_example.run(example)\n"
        "    text = example.path.read_text()\n"
        "    claimed = text.partition('```output\\n')[2].partition('```')[0]\n"
        "    assert capsys.readouterr().out == claimed\n"
    )
    return folder


def in_halves(command, folder, pattern):
    """Two at once, of a checker that has no option for it."""
    files = sorted(map(str, folder.glob(pattern)))
    halves = (files[0::AT_ONCE], files[1::AT_ONCE])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(lambda half: run([*command, *half], folder), halves), start=0.0)


def run(command, folder, expected=None):
    with subprocess.Popen(
        list(map(str, command)),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "80"},
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said[-2000:]
    assert expected is None or said == expected
    return usage.ru_utime + usage.ru_stime


def run_pytest(folder, *options):
    return run([sys.executable, "-m", "pytest", "-q", "-c", os.devnull, *options, folder], folder)


def asynclearn(folder):
    return run([sys.executable, "-m", "asynclearn", "--course", folder, "check"], folder)


def cold_interpreters(folder):
    def run_one(file):
        return run([sys.executable, file], folder, file.with_suffix(".txt").read_text())

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(run_one, sorted(folder.glob("*.py"))), start=0.0)


def doctest(folder):
    files = sorted(folder.glob("*.md"))
    return run([sys.executable, "-m", "doctest", *files], folder)


def byexample(folder):
    command = [tool("byexample"), "-l", "python", "--jobs", AT_ONCE, "-q", "--no-enhance-diff"]
    return run([*command, *sorted(folder.glob("*.md"))], folder)


def tool(name):
    beside = Path(sys.executable).with_name(name)
    return beside if beside.exists() else shutil.which(name)


CHECKERS: dict[str, tuple[str, Write, Callable[[Path], float]]] = {
    "asynclearn": ("asynclearn", corpora.write_challenges, asynclearn),
    "cold python, isolating": ("sys", corpora.write_programs, cold_interpreters),
    "prysk, isolating": (
        "prysk",
        shell_tests,
        lambda folder: in_halves([tool("prysk"), "--quiet"], folder, "*.t"),
    ),
    "cram, isolating": (
        "cram",
        shell_tests,
        lambda folder: in_halves([tool("cram"), "--quiet"], folder, "*.t"),
    ),
    "byexample, isolating": ("byexample", corpora.write_doctests, byexample),
    "doctest": ("doctest", corpora.write_doctests, doctest),
    "sybil": ("sybil", sybil_documents, run_pytest),
    "pytest-codeblocks": (
        "pytest_codeblocks",
        corpora.write_code_blocks,
        lambda folder: run_pytest(folder, "-p", "pytest_codeblocks.plugin", "--codeblocks"),
    ),
    "pytest-markdown-docs": (
        "pytest_markdown_docs",
        corpora.write_code_blocks,
        lambda folder: run_pytest(folder, "-p", "pytest_markdown_docs.plugin", "--markdown-docs"),
    ),
    "pytest-examples": (
        "pytest_examples",
        examples_with_a_test,
        lambda folder: run_pytest(folder, "-p", "pytest_examples"),
    ),
}


# It runs what a fence holds, and knows no output.
COMPARES_NOTHING = {"pytest-markdown-docs"}


@pytest.mark.parametrize("checker", CHECKERS.keys() - COMPARES_NOTHING)
def test_a_wrong_claim_is_found(tmp_path, checker):
    module, write, check = CHECKERS[checker]
    pytest.importorskip(module)
    examples = corpora.plain(3)
    examples[1] = replace(examples[1], output=examples[1].output + "more\n")
    with pytest.raises(AssertionError):
        check(write(examples, tmp_path / "corpus"))


@pytest.fixture(params=[f"{name}-{size}" for size in SIZES for name in CORPORA])
def corpus(request):
    name, _, size = request.param.partition("-")
    return request.param, CORPORA[name](int(size))


@pytest.mark.parametrize("checker", CHECKERS)
def test_checking(benchmark, tmp_path, corpus, checker):
    name, examples = corpus
    module, write, check = CHECKERS[checker]
    pytest.importorskip(module)
    folder = write(examples, tmp_path / "corpus")
    benchmark.group = name
    rounds = 3 if checker == "asynclearn" else 1
    seconds = benchmark.pedantic(check, args=(folder,), rounds=rounds)
    benchmark.extra_info["processor"] = round(seconds, 2)
    median = benchmark.stats.stats.median
    print(f"\n{name} {checker}: {median:.2f} s, {seconds:.2f} s of processor")  # noqa: T201 - it reports


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.benchmark(group="memory, in the column `MB` of --benchmark-json")
def test_memory_of_a_check(benchmark, tmp_path, size):
    folder = corpora.write_challenges(corpora.plain(size), tmp_path / "corpus")
    # A process in between: what is measured of a child counts what its parent had when it forked.
    largest = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    command = [sys.executable, "-c", largest]
    command += [sys.executable, "-m", "asynclearn", "--course", str(folder), "check"]
    said = benchmark.pedantic(subprocess.check_output, args=(command,), rounds=1)
    benchmark.extra_info["MB"] = int(said)
    print(f"\n{size} files: {int(said)} MB in the largest process")  # noqa: T201 - it reports
