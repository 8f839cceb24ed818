"""`pytest --asynclearn PATH`, in a pytest of its own."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def pytest_in(course):
    """Runs pytest beside a course; gives what it printed, and its exit code."""

    def run(*arguments):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull]
        command += ["--rootdir", str(course), "-v", *arguments]
        done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
        return done.stdout, done.returncode

    return run


def test_each_claim_is_a_test_with_its_path_and_line(pytest_in):
    shown, code = pytest_in("--asynclearn", "lessons", "lessons")

    passed = sorted(line.split()[0] for line in shown.splitlines() if " PASSED" in line)
    assert passed == [
        "lessons/04-small/README.md:18",
        "lessons/04-small/part-1-counting.md:10",
        "lessons/04-small/part-1-counting.md:16",
        "lessons/04-small/part-1-counting.md:33",
    ]
    assert code == 0


def test_a_false_claim_fails_alone_and_without_a_traceback(pytest_in, course):
    page = course / "lessons" / "04-small" / "part-1-counting.md"
    page.write_text(page.read_text().replace("number 3\n```", "number 4\n```"))

    shown, code = pytest_in("--asynclearn", "lessons")
    assert "part-1-counting.md:10 FAILED" in shown
    assert "line 3 is claimed as `number 4`, printed is `number 3`" in shown
    assert "Traceback" not in shown
    assert "1 failed, 3 passed" in shown
    assert code == 1


def test_a_file_that_breaks_the_grammar_is_an_error(pytest_in, course):
    page = course / "lessons" / "04-small" / "part-1-counting.md"
    page.write_text(page.read_text().replace("```output wrong", "```output worng"))

    shown, code = pytest_in("--asynclearn", str(page))
    assert "part-1-counting.md:16: `worng` is no word of an `output` fence; did you mean" in shown
    assert code == 2


def test_without_the_option_no_markdown_file_is_a_test(pytest_in):
    shown, code = pytest_in("lessons")

    assert "no tests ran" in shown
    assert code == 5


def test_a_path_that_does_not_exist_is_wrong_use(pytest_in):
    _, code = pytest_in("--asynclearn", "nowhere")

    assert code == 4
