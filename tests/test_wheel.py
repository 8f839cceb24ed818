"""What a stranger gets: the built wheel in a new virtual environment, outside the checkout."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
CTRL_S, ENTER = "\x13", "\r"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The `asynclearn` of a new virtual environment that holds only the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True)
    [wheel] = folder.glob("asynclearn-*.whl")
    environment = folder / "venv"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", str(wheel)],
        check=True,
    )
    return environment / "bin" / "asynclearn"


def test_the_wheel_brings_the_course_along(installed, environment, tmp_path):
    done = subprocess.run(
        [installed, "list"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=True,
    )

    assert "Lesson 4: Async generators and async iterators" in done.stdout
    assert "leave-after-one-row" in done.stdout


GUIDE = (ROOT / "challenges" / "README.md").read_text(encoding="utf-8")
LESSON = """\
---
number: 1
title: Tasks
summary: One.
outcomes: [one]
prerequisites: [none]
---

```python predict
print("hello")
```

```output
hello
```
"""


def example(beginning):
    """The `toml` fence of the guide that begins so."""
    [found] = [each for each in GUIDE.split("```toml\n") if each.startswith(beginning)]
    return found.partition("```")[0]


@pytest.fixture
def pack(installed, tmp_path):
    """The package of the guide: built, and installed beside asynclearn."""
    project = tmp_path / "project"
    course = project / "async_at_acme"
    (course / "lessons" / "01-tasks").mkdir(parents=True)
    (project / "pyproject.toml").write_text(example("[build-system]"))
    (course / "__init__.py").touch()
    (course / "course.toml").write_text(example('format = 1\nname = "async-at-acme"'))
    (course / "lessons" / "01-tasks" / "README.md").write_text(LESSON)
    pip = [installed.parent / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--no-deps", str(project)], check=True)
    yield "async-at-acme"
    subprocess.run([*pip, "uninstall", "--yes", "async-at-acme"], check=True)


def test_a_course_that_is_a_package_is_listed_and_its_lessons_are_taken(
    installed, pack, environment, tmp_path
):
    def asynclearn(*arguments, typed=""):
        return subprocess.run(
            [installed, *arguments],
            input=typed,
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            check=True,
        )

    listed = asynclearn("list", "lessons")
    taken = asynclearn("lesson", "1", typed="hello\n.\n")
    named = asynclearn("--course", pack, "list")

    assert (listed.stderr, taken.stderr, named.stderr) == ("", "", "")
    assert "Course async-at-acme: Async at Acme\nBy Ada and Grace." in listed.stdout
    assert "Right" in taken.stdout
    assert "built-in" not in named.stdout


def test_the_wheel_holds_the_schemas(installed, environment, tmp_path):
    printed = subprocess.run(
        [installed, "schema", "course"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=True,
    )

    schema = ROOT / "asynclearn" / "content" / "schemas" / "course.json"
    assert printed.stdout == schema.read_text(encoding="utf-8")


def test_in_a_checkout_the_installed_course_is_the_built_in_one(installed, environment):
    listed = subprocess.run(
        [installed, "list", "lessons"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        check=True,
    )

    assert listed.stdout.startswith("Course built-in\n")
    assert "Course" not in listed.stdout.removeprefix("Course built-in\n")


def test_lesson_4_is_taken_left_and_resumed_in_a_terminal(installed, in_terminal):
    first = in_terminal("lesson", "4", command=(str(installed),), lines=100)
    first.wait_for("lock it in")
    first.press(f"async_generator{ENTER}by hand 1{ENTER}closed{CTRL_S}")
    first.wait_for("✗ 3 of 5 lines right")
    first.wait_for("Enter next")
    first.press(ENTER)
    first.wait_for("Is this special to async?")
    first.wait_for("second []")
    first.wait_for("Enter on to part 1")
    first.press(ENTER)
    first.wait_for("lock it in")
    lines = ("aiter", "anext", "page 1", "anext", "page 2", "anext", "done")
    first.press(ENTER.join(lines) + CTRL_S)
    first.wait_for("✓ Right")
    first.wait_for("Enter next")
    first.press(ENTER)
    first.wait_for("The same loop, written out")
    first.wait_for("Enter next")
    first.press("q")
    first.wait_for("Your place is kept.")
    assert first.end() == 0

    second = in_terminal("lesson", "4", command=(str(installed),), lines=100)
    second.wait_for("Going on where you stopped.")
    second.wait_for("The same loop, written out")
    second.wait_for("Enter next")
    second.press("\x03")
    assert second.end() == 130


def test_lesson_4_is_taken_left_and_resumed_through_a_pipe(installed, environment, tmp_path):
    def take(typed):
        return subprocess.run(
            [installed, "lesson", "4"],
            input=typed,
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            check=False,
        )

    first = take("async_generator\nby hand 1\nclosed\n.\n\n\naiter\nanext\n.\nq\n")
    second = take("")

    assert (first.returncode, first.stderr) == (0, "")
    assert "3 of 5 lines right" in first.stdout
    assert "Going on where you stopped." in second.stdout
    assert "Counting the calls" in second.stdout
