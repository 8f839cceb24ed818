"""`asynclearn grade` as a course calls it."""

import json
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

BASH = shutil.which("bash") or "/bin/bash"
RIGHT = """\
async def total(readings):
    return sum([reading async for reading in readings])
"""
WRONG = RIGHT.replace("return", "result =")


@pytest.fixture
def asynclearn(environment, tmp_path):
    def asynclearn(*arguments, **more):
        return subprocess.run(
            [sys.executable, "-m", "asynclearn", *arguments],
            capture_output=True,
            text=True,
            env={**environment, **more},
            cwd=tmp_path,
            check=False,
        )

    return asynclearn


@pytest.fixture
def submissions(tmp_path):
    for student, program in {"anna": RIGHT, "ben": WRONG}.items():
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "sum-of-readings.py").write_text(program)
    text = '[[challenge]]\nid = "sum-of-readings"\npoints = 10\n'
    text += "[challenge.weights]\ncheck_nothing = 3\n"
    (tmp_path / "class" / "assignment.toml").write_text(text)


@pytest.mark.usefixtures("submissions")
def test_a_class_comes_out_as_a_spreadsheet_with_the_points_of_the_assignment(asynclearn):
    told = asynclearn("grade", "class")

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines() == [
        *("student,points,most,sum-of-readings", "anna,10,10,10", "ben,0,10,0"),
    ]


@pytest.mark.usefixtures("submissions")
def test_one_student_comes_out_for_gradescope_and_classroom_50(asynclearn, tmp_path):
    given = ("--assignment", "class/assignment.toml", "--output", "results/results.json")
    told = asynclearn("grade", "class/ben", "--format", "gradescope", *given)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    result = json.loads((tmp_path / "results" / "results.json").read_text())
    assert [test["max_score"] for test in result["tests"]] == [2, 6, 2]
    assert "Expected: the total of 1, 2, 3 is 6" in result["tests"][0]["output"]

    told = asynclearn("grade", "class/anna", "--format", "classroom50", ASSIGNMENT="week-4")
    result = json.loads(told.stdout)
    assert (result["assignment"], result["score"], result["max-score"]) == ("week-4", 3, 3)


@pytest.mark.usefixtures("submissions")
def test_another_interpreter_runs_the_programs(asynclearn):
    told = asynclearn("grade", "class", "--python", sys.executable)
    assert told.stdout.splitlines()[1] == "anna,10,10,10"

    told = asynclearn("grade", "class", "--python", "/no/python")
    assert told.returncode == 2
    assert "there is no interpreter `/no/python`" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name the folder"),
        (("nowhere",), "is no folder"),
        (("long" * 100,), "can't be read: File name too long; check its name and rights"),
        (("class", "--format", "xml"), "`--format xml` is not known"),
        (("class", "--format", "gradescope"), "is for one submission"),
        (("class", "--assignment", "nowhere.toml"), "can't be read"),
        (("empty",), "holds no submissions"),
    ],
)
@pytest.mark.usefixtures("submissions")
def test_wrong_use_is_told_in_words(asynclearn, tmp_path, arguments, words):
    (tmp_path / "empty").mkdir()
    told = asynclearn("grade", *arguments)

    assert told.returncode == 2
    assert words in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('id = "no-such"', "there is no challenge `no-such`"),
        ('id = "sum-of-readings"\npoints = 1.5', "write a whole number"),
        ('id = "sum-of-readings"\npoint = 1', "`point` is not known; did you mean `points`?"),
        ('id = "sum-of-readings"\nweights = {check_x = 1}', "has no check `check_x`; "),
        ('id = "sum-of-reading"', "did you mean `sum-of-readings`?"),
        ("points = 2", "has no `id`; write `id"),
        ("id = ", "is no TOML"),
        ("id = " + "[" * 10_000, "is no TOML"),
        ("points = " + "9" * 5_000, "is no TOML"),
    ],
)
@pytest.mark.usefixtures("submissions")
def test_a_mistake_in_the_assignment_is_told_in_words(asynclearn, tmp_path, line, words):
    (tmp_path / "class" / "assignment.toml").write_text(f"[[challenge]]\n{line}\n")

    told = asynclearn("grade", "class")

    assert told.returncode == 2
    assert words in told.stderr


@pytest.mark.usefixtures("submissions")
def test_an_assignment_may_begin_with_the_mark_that_editors_write(asynclearn, tmp_path):
    text = '[[challenge]]\nid = "sum-of-readings"\n'
    (tmp_path / "class" / "assignment.toml").write_text(text, encoding="utf-8-sig")

    assert asynclearn("grade", "class").returncode == 0


def test_a_folder_for_gradescope_is_ready_to_zip(asynclearn, tmp_path):
    told = asynclearn("grade", "--init-gradescope", "autograder")

    assert (told.returncode, told.stderr) == (0, "")
    for name in ("setup.sh", "run_autograder"):
        script = tmp_path / "autograder" / name
        assert script.stat().st_mode & 0o111, name
        assert script.read_text().startswith("#!/usr/bin/env bash\n")
        subprocess.run([BASH, "-n", str(script)], check=True)
    again = asynclearn("grade", "--init-gradescope", "autograder")
    assert again.returncode == 2
    assert "not empty" in again.stderr


def test_the_gradescope_script_grades_a_submission(asynclearn, tmp_path, environment):
    asynclearn("grade", "--init-gradescope", "source")
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "merge-streams.py").write_text("async def merge(): yield\n")
    script = (tmp_path / "source" / "run_autograder").read_text()
    (tmp_path / "run").write_text(
        script.replace("cd /autograder", f"cd {tmp_path}").replace(
            "venv/bin/asynclearn", f"{sys.executable} -m asynclearn"
        )
    )

    subprocess.run([BASH, "run"], cwd=tmp_path, env=environment, check=True)

    result = json.loads((tmp_path / "results" / "results.json").read_text())
    assert len(result["tests"]) == 8
    assert sum(test["max_score"] for test in result["tests"]) == 8
