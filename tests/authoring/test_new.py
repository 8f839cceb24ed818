"""What `asynclearn new` writes is a file with gaps, and nothing else is wrong with it."""

import asyncio
import platform
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from asynclearn.authoring.check import check
from asynclearn.authoring.python import Python
from asynclearn.authoring.report import Report
from asynclearn.authoring.selection import select
from asynclearn.cli.app import run as asynclearn
from asynclearn.content.challenge import Kind
from asynclearn.content.course import Course
from asynclearn.content.library import parse_challenge, parse_lesson
from asynclearn.sandbox.runner import run

REQUIRED = ("--level", "2", "--lesson", "4", "--topics", "streams,queues")
KIND = {
    kind: ("--kind", kind.value, *(("--unit", "ms", "--within", "2") * (kind is Kind.ESTIMATE)))
    for kind in Kind
}
WRONG = {
    "# TODO: a program that misses a demand": "async def doubled(stream):\n    yield 2",
    "# TODO: another, which misses it elsewhere": "def doubled(stream):\n    return stream",
}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.setenv("ASYNCLEARN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def new(work: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """`new("lesson", "a-slug")` gives the exit code and all that was said."""
    del work

    def new(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = asynclearn(["new", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return new


@pytest.fixture
def checked() -> Callable[[str], Report]:
    """The report on a file."""

    def checked(path: str) -> Report:
        [selection] = select([Path(path)], Course(Path(), builtin=False))
        return asyncio.run(check(selection, [Python(platform.python_version(), run)]))

    return checked


def gaps(path):
    lines = Path(path).read_text().split("\n")
    return [number for number, line in enumerate(lines, start=1) if "TODO:" in line]


def fill(path):
    """Does what the gaps ask for, in the shortest way."""
    text = Path(path).read_text()
    for gap, program in WRONG.items():
        text = text.replace(gap, program)
    text = re.sub("^# TODO: .*\n", "", text, flags=re.MULTILINE)
    Path(path).write_text(text.replace("TODO: ", ""))


def only_gaps_are_left(path, report):
    assert {problem.rule for problem in report.errors} == {"gap"}
    assert [problem.line for problem in report.errors] == gaps(path)
    assert report.advice == report.skipped == ()


@pytest.mark.parametrize("kind", Kind)
def test_a_new_challenge_has_gaps_and_is_right_when_they_are_filled(new, checked, kind):
    path = "challenges/slow-guest.md"

    code, said = new("challenge", "slow-guest", *KIND[kind], *REQUIRED)

    assert code == 0
    only_gaps_are_left(path, checked(path))
    assert f"Written: `{path}`." in said
    assert f"{len(gaps(path))} gaps to fill" in said
    assert f"\n  asynclearn preview {path}\n  asynclearn check {path}\n" in said
    fill(path)
    assert checked(path).errors == ()


def test_a_new_lesson_and_its_parts_have_gaps_and_are_right_when_they_are_filled(new, checked):
    assert new("lesson", "task-groups")[0] == 0
    assert new("part", "first-look", "--lesson", "1", "--title", "A first look")[0] == 0
    assert new("part", "second-look", "--lesson", "1")[0] == 0
    assert new("lesson", "queues", "--title", "Queues: full, empty")[0] == 0

    folder = "lessons/01-task-groups"
    pages = [f"{folder}/README.md", f"{folder}/part-1-first-look.md", "lessons/02-queues/README.md"]
    for page in pages:
        only_gaps_are_left(page, checked(page))
        fill(page)
        assert checked(page).errors == ()
    assert [part.title for part in parse_lesson(Path(folder)).parts] == [
        "A first look",
        "Second look",
    ]
    assert parse_lesson(Path("lessons/02-queues")).title == "Queues: full, empty"


@pytest.mark.parametrize(
    ("program", "words", "printed"),
    [
        ("print(1)\nraise ValueError\n", "output raises=ValueError", "1"),
        ("import sys\nprint(2)\nsys.exit(3)\n", "output exits=3", "2"),
        ("import asyncio\nasyncio.run(asyncio.Event().wait())\n", "output hangs", ""),
        ("import sys\nprint(3, file=sys.stderr)\n", "output", ""),
        ("print(sys.argv)\n", "output raises=NameError", ""),
        ("print(", "output raises=SyntaxError", ""),
        ("print('```')\nprint('```')", "output", "```\n```"),
        ("import sys\nprint(sys._getframe().f_lineno)\n", "output", "13"),
    ],
    ids=["raises", "exits", "hangs", "stderr", "name", "syntax", "marks", "lines"],
)
def test_the_real_output_and_ending_of_the_program_are_filled_in(
    new, checked, program, words, printed
):
    Path("guest.py").write_text(program)
    path = "challenges/guest.md"

    assert new("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED, "--from", "guest.py")[0] == 0

    only_gaps_are_left(path, checked(path))
    challenge = parse_challenge(Path(path))
    assert challenge.snippet.source.strip() == program.strip()
    [expected] = challenge.snippet.expected
    assert expected.claim.stdout.strip() == printed
    assert re.search(f"^`+{words}$", Path(path).read_text(), re.MULTILINE)


@pytest.mark.slow
def test_an_endless_output_is_claimed_by_its_beginning(new, checked):
    Path("guest.py").write_text("while True:\n    print('again')\n")
    path = "challenges/guest.md"

    new("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED, "--from", "guest.py")

    only_gaps_are_left(path, checked(path))
    assert Path(path).read_text().count("\nagain") == 10  # five lines in each of both claims


def test_the_programs_of_a_workshop_are_its_starter_and_its_solution(new, checked):
    Path("broken.py").write_text("def answer():\n    return 0\n\nprint(answer())\n")
    Path("mended.py").write_text("def answer():\n    return 42\n")
    path = "challenges/answer.md"
    files = ("--from", "broken.py", "--solution", "mended.py")

    assert new("challenge", "answer", *KIND[Kind.DEBUG], *REQUIRED, *files)[0] == 0

    only_gaps_are_left(path, checked(path))
    challenge = parse_challenge(Path(path))
    assert challenge.snippet.expected[0].claim.stdout == "0\n"
    assert challenge.workshop is not None
    assert challenge.workshop.solutions[0].source == "def answer():\n    return 42\n"


def test_a_long_program_is_accepted_and_told(new):
    Path("guest.py").write_text("print(1)\n" * 26 + f"print('{'x' * 60}')\n")

    code, said = new("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED, "--from", "guest.py")

    assert code == 0
    assert "the program has 27 lines; shorten it to 25" in said
    assert "keep it to 60" in said


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import os\nos.abort()\n", "ends as `crashed`, which no `output` can claim"),
        ("print('50 %\\r100 %')\n", r"prints `\r`, which no Markdown file keeps"),
    ],
    ids=["crash", "return"],
)
def test_what_can_not_be_claimed_is_not_written(new, work, program, why):
    Path("guest.py").write_text(program)

    code, said = new("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED, "--from", "guest.py")

    assert code == 2
    assert f"the program {why}" in said
    assert not (work / "challenges").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("challenge", "guest"), "add `--kind` `--level` `--lesson` `--topics`, or call it at"),
        (("challenge", "guest", "--kind", "estimate", *REQUIRED), "add `--unit` `--within`,"),
        (("challenge", "Slow Guest.md"), "no name of a challenge; did you mean `slow-guest`?"),
        (("challenge", "Ünter_Wegs"), "did you mean `unter-wegs`?"),
        (("challenge", "…"), "use lower-case words, as `merge-streams`"),
        (("challenge", "there", *KIND[Kind.PREDICT], *REQUIRED), "`challenges/deep/there.md` is t"),
        (
            ("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED[:4], "--topics", "Two Words"),
            "`Two Words` is no topic; did you mean `two-words`?",
        ),
        (
            ("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED, "--unit", "ms"),
            "a `predict` measures nothing; leave `--unit` and `--within` out",
        ),
        (
            ("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED, "--solution", "empty.py"),
            "a `predict` has no solution",
        ),
        (
            ("challenge", "guest", *KIND[Kind.DESIGN], *REQUIRED, "--from", "empty.py"),
            "add `--solution`",
        ),
        (
            ("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED, "--from", "empty.py"),
            "`empty.py` is empty",
        ),
        (
            ("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED, "--from", "none.py"),
            "`none.py` can't be read",
        ),
        (("challenge", "guest", *KIND[Kind.ESTIMATE], *REQUIRED, "--within", "nan"), "no factor"),
        (("lesson", "04-queues"), "the number is added: write `queues`"),
        (("part", "first-look"), "add `--lesson`"),
        (
            ("part", "first-look", "--lesson", "9"),
            "there is no lesson 9; the course has 3; `asynclearn new lesson SLUG` begins the next",
        ),
        (("part", "part-2-look", "--lesson", "3"), "the number is added: write `look`"),
        (("lesson", "there"), "`lessons/03-there` is there already"),
        (("lesson", "guest", "--title", " "), "this has to be a text"),
        (("lesson", "guest", "--title", "C #"), "`C #` loses its end as a heading"),
    ],
)
def test_what_can_not_be_done_is_told_and_nothing_is_written(new, work, arguments, said):
    (work / "challenges" / "deep").mkdir(parents=True)
    (work / "challenges" / "deep" / "there.md").touch()
    (work / "lessons" / "03-there").mkdir(parents=True)
    (work / "empty.py").touch()
    before = sorted(work.rglob("*"))

    code, told = new(*arguments)

    assert code == 2
    assert said in told
    assert "Traceback" not in told
    assert sorted(work.rglob("*")) == before


def test_a_folder_that_is_no_course_becomes_one_and_that_is_said(new, work):
    said = [new("lesson", "queues")[1], new("lesson", "locks")[1]]

    assert f"`{work}` is no course yet: `lessons/` makes it one." in said[0]
    assert "no course" not in said[1]


def test_the_course_is_the_one_named_or_the_one_around(new, work, monkeypatch):
    (work / "mine" / "lessons" / "04-small").mkdir(parents=True)
    arguments = ("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED)

    assert "`mine/challenges/guest.md`" in new(*arguments, "--course", "mine")[1]
    monkeypatch.chdir(work / "mine" / "lessons" / "04-small")
    assert f"`{work}/mine/challenges/other.md`" in new("challenge", "other", *arguments[2:])[1]
    assert "`nowhere` is no folder" in new(*arguments, "--course", "nowhere")[1]
    long = "long" * 100
    assert f"`{long}` can't be read: File name too long" in new(*arguments, "--course", long)[1]


def test_beside_its_lessons_one_is_in_the_course_too_as_for_all_other_commands(
    new, work, monkeypatch
):
    arguments = (*KIND[Kind.PREDICT], *REQUIRED)
    new("challenge", "guest", *arguments)
    (work / "notes").mkdir()
    (work / ".git").mkdir()
    monkeypatch.chdir(work / "notes")

    assert f"`{work}/challenges/other.md`" in new("challenge", "other", *arguments)[1]


def test_the_course_in_the_installed_package_is_never_written_to(new, monkeypatch):
    Path("package/course/challenges").mkdir(parents=True)
    monkeypatch.setattr("asynclearn.authoring.places._PACKAGE", Path("package"))

    code, said = new("lesson", "queues", "--course", "package/course")

    assert code == 2
    assert "work in a folder of your own, and name it with `--course`" in said


def test_a_gap_is_found_wherever_it_stands_and_nothing_else_is_one(new, checked):
    path = "challenges/guest.md"
    new("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED)
    fill(path)
    before = Path(path).read_text()
    text = before.replace(
        "## Hint\n\n", '## Hint\n\nSay `TODO: "nothing"`, a TODO: no gap.\n\n- TODO:\n\n', 1
    )
    Path(path).write_text(text)

    [problem] = checked(path).errors

    assert problem.message == "a gap is left; finish it or remove it"
    assert problem.line == text[: text.index("- TODO:")].count("\n") + 1


def test_advice_comes_when_the_gaps_are_filled(new, checked):
    path = "challenges/guest.md"
    new("challenge", "guest", *KIND[Kind.PREDICT], *REQUIRED)
    with Path(path).open("a") as file:
        file.write("\n<!-- asynclearn: allow wide-program because it was wide -->\n")

    assert checked(path).advice == ()
    fill(path)
    assert "needless-allowance" in {problem.rule for problem in checked(path).advice}


def test_nothing_is_tried_with_checks_that_have_gaps(new, checked):
    path = "challenges/guest.md"
    new("challenge", "guest", *KIND[Kind.DESIGN], *REQUIRED)

    assert checked(path).counts.runs == 0
    fill(path)
    assert checked(path).counts.runs == 4  # the starter, the solution, and two that are wrong
