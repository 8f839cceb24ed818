"""`asynclearn stats` as an instructor calls it."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import correlation

import pytest

from asynclearn.cli.app import run
from asynclearn.content.library import parse_challenge
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.exchange import export_answers, export_to
from asynclearn.progress.sitting import Doubt
from asynclearn.progress.store import Progress

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOTH = "first\n.\n3\n1\n\nfirst\n.\n1\n1\n\n"
"""The same answers to both questions: `second` is answered wrongly, being sure or guessing."""


@pytest.fixture
def stats(quiz_course, tmp_path, monkeypatch, capsys):
    """`asynclearn --course … stats …`: exit code, stdout, stderr."""
    monkeypatch.setenv("ASYNCLEARN_HOME", str(tmp_path / "instructor"))
    monkeypatch.chdir(tmp_path)

    def stats(*arguments):
        code = run(["--course", str(quiz_course), "--plain", "stats", *map(str, arguments)])
        return code, *capsys.readouterr()

    return stats


@pytest.fixture
def classroom(quiz_course, tmp_path):
    """A folder with the exports of so many learners, in both forms: `classroom(30)`."""
    digests = {
        name: parse_challenge(quiz_course / "challenges" / f"{name}.md").snippet.digest
        for name in ("first", "second")
    }

    def classroom(learners):
        folder = tmp_path / "class"
        folder.mkdir()
        for number in range(learners):
            at = NOW + timedelta(days=number, microseconds=1)
            first = Attempt("first", digests["first"], "first", right=True, at=at, sitting="s")
            second = replace(first, question="second", digest=digests["second"])
            second = replace(second, claim="x", right=number % 3 == 0)
            if number % 2:
                claim = "nothing\n" if number % 4 == 1 else "third  \n\n!hangs"
                first = replace(first, claim=claim, right=False, confidence=3, hints=1)
            with Progress.open(tmp_path / f"{number}.sqlite3", now=at) as progress:
                progress.record(first)
                progress.record(second)
                progress.note(Doubt("second", digests["second"], "x", f"doubt {number}", at))
                form = (export_to, "json") if number % 5 else (export_answers, "jsonl")
                form[0](folder / f"{number}.{form[1]}", progress, at)
        return folder

    return classroom


def test_a_class_is_told_question_by_question(stats, classroom):
    code, out, err = stats(classroom(32))

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "32 learners, 2 questions: 27 of 64 right at first (42%)."
    assert lines[2].startswith("1. The second: 11 of 32 learners right at first. Discrimination ")
    assert lines[3].startswith("2. The first: 16 of 32 learners right at first. Discrimination ")
    assert "16 of 16 who were sure were wrong. 16 learners read a hint before." in lines[3]
    assert "The second: doubt 10" in lines
    assert "… and 22 more; `--question` and `--json` have them." in lines
    assert "```output wrong hangs\nthird\n```" in out
    assert "```output wrong\nnothing\n```" not in out, "the course has feedback on it"


def test_below_thirty_learners_discrimination_is_refused(stats, classroom):
    code, out, _ = stats(classroom(5))

    assert code == 0
    assert "needs 30 learners" in " ".join(out.split())
    assert "Discrimination 0" not in out


def test_an_export_that_is_given_twice_counts_once(stats, classroom):
    folder = classroom(5)

    assert stats(folder) == stats(folder, folder / "1.json", folder / "0.jsonl")


def test_json_tells_all_and_shows_what_to_paste(stats, classroom):
    code, out, _ = stats(classroom(32), "--json")

    assert code == 0
    told = json.loads(out)
    assert (told["learners"], told["exports_joined"], told["skipped"]) == (32, 0, [])
    second, first = told["questions"]
    assert (first["id"], first["title"], first["learners"], first["right"]) == (
        *("first", "The first", 32, 16),
    )
    assert first["where"].endswith("challenges/first.md:12")
    answers = [[number % 2 == 0, number % 3 == 0] for number in range(32)]
    assert first["discrimination"] == pytest.approx(
        correlation(*zip(*answers, strict=True)), abs=1e-4
    )
    assert second["doubts"] == sorted(f"doubt {number}" for number in range(32))
    assert first["wrong"] == [
        {
            "learners": 8, "stdout": "nothing\n", "ending": "!finishes", "foreseen": True,
            "fence": "```output wrong\nnothing\n```",
        },
        {
            "learners": 8, "stdout": "third\n", "ending": "!hangs", "foreseen": False,
            "fence": "```output wrong hangs\nthird\n```",
        },
    ]  # fmt: skip


def test_one_question_is_told_in_full_by_its_id_or_title(stats, classroom):
    folder = classroom(5)

    _, out, _ = stats(folder, "--question", "first")

    assert out.startswith("The first (first)\n")
    assert "```output wrong\nnothing\n```" in out
    assert stats(folder, "--question", "The first")[1] == out
    code, _, err = stats(folder, "--question", "frist")
    assert (code, err) == (
        2, "asynclearn: nobody has answered `frist`; did you mean `first`?\n",
    )  # fmt: skip


def test_as_many_wrong_predictions_are_shown_as_are_wanted(stats, classroom):
    folder = classroom(5)

    assert stats(folder, "--question", "first", "--wrong", 0)[1].count("output wrong") == 0
    assert stats(folder, "--question", "first", "--wrong", 1)[1].count("output wrong") == 1
    assert stats(folder, "--question", "first")[1].count("output wrong") == 2
    told = json.loads(stats(folder, "--json", "--wrong", 1)[1])
    assert [len(each["wrong"]) for each in told["questions"]] == [1, 1]


def test_what_is_skipped_is_said_on_stderr(stats, classroom):
    folder = classroom(5)
    (folder / "broken.jsonl").write_text((folder / "0.jsonl").read_text() + "half a li")

    code, out, err = stats(folder)

    assert code == 0
    assert out.startswith("5 learners, 2 questions")
    assert err == f"{folder / 'broken.jsonl'}:5: this is no answer; it is skipped.\n"


def test_an_id_is_shown_where_the_course_has_no_title(stats, classroom, quiz_course):
    folder = classroom(5)
    (quiz_course / "challenges" / "first.md").unlink()

    assert "1. first: 3 of 5 learners" in stats(folder)[1].replace("2. first", "1. first")


def test_a_broken_course_stops_nobody(stats, classroom, quiz_course):
    folder = classroom(5)
    (quiz_course / "challenges" / "first.md").write_text("# no front matter")

    code, out, err = stats(folder)

    assert code == 0
    assert " first: 3 of 5 learners right at first." in out
    assert "The course has 3 problems, so some questions have no title" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name what the class exported"),
        (("nowhere.json",), "can't be read"),
        (("README.md",), "`README.md` is no export; give files that `asynclearn progress export"),
        (("empty.jsonl",), "there is no answer in these exports"),
        (("README.md", "--wrong", "-1"), "--wrong"),
    ],
)
def test_wrong_use_is_told(stats, tmp_path, arguments, words):
    (tmp_path / "README.md").write_text("# A course\n")
    with Progress.open(tmp_path / "empty.sqlite3", now=NOW) as progress:
        export_answers(tmp_path / "empty.jsonl", progress, NOW)

    code, out, err = stats(*arguments)

    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.slow
def test_what_a_quiz_recorded_is_exported_and_told(stats, environment, quiz_course, tmp_path):
    def asynclearn(home, *arguments, typed=""):
        return subprocess.run(
            [sys.executable, "-m", "asynclearn", "--course", str(quiz_course), *arguments],
            input=typed, capture_output=True, text=True, cwd=tmp_path, check=True,
            env={**environment, "ASYNCLEARN_HOME": str(tmp_path / home)},
        ).stdout  # fmt: skip

    for learner, name in (("anna", "anna.jsonl"), ("ben", "ben.json")):
        asynclearn(learner, "quiz", "--trust", "--seed", "0", typed=BOTH)
        asynclearn(learner, "progress", "export", name)

    told = json.loads(stats("anna.jsonl", "ben.json", "--json")[1])

    assert told["learners"] == 2
    second, first = told["questions"]
    assert (second["id"], second["right"], second["learners"]) == ("second", 0, 2)
    assert (first["id"], first["right"], first["learners"]) == ("first", 2, 2)
    assert [(each["stdout"], each["learners"]) for each in second["wrong"]] == [("first\n", 2)]
