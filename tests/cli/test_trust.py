"""Where nothing confines programs, one that is not of the built-in course asks first."""

import io
from pathlib import Path

import pytest

from asynclearn.cli import trust
from asynclearn.cli.courses import ask_for_trust_in
from asynclearn.cli.trust import ask_for_trust, subject_of_file
from asynclearn.content.course import Course
from asynclearn.content.library import find_course
from asynclearn.errors import UsageError


class Keyboard(io.StringIO):
    """A terminal that somebody types into."""

    def isatty(self):
        return True


@pytest.fixture
def type_in(monkeypatch, tmp_path):
    """A computer that can't confine programs, and what is typed on it."""
    monkeypatch.setenv("ASYNCLEARN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(trust, "confines_programs", lambda: False)

    def type_in(text):
        monkeypatch.setattr("sys.stdin", text if isinstance(text, io.StringIO) else Keyboard(text))

    return type_in


def ask(subject="file x", *, given=False):
    ask_for_trust(subject, "`x.py`", given=given)


def test_yes_lets_a_program_run_and_is_asked_only_once(type_in):
    type_in("yes\n")
    ask()
    type_in("")

    ask()


@pytest.mark.parametrize("answer", ["\n", "no\n", "yesterday\n", ""])
def test_anything_else_refuses_it(type_in, answer):
    type_in(answer)

    with pytest.raises(UsageError, match="is not run"):
        ask()


def test_where_nobody_can_be_asked_it_is_refused_with_the_way_out(type_in):
    type_in(io.StringIO("yes\n"))

    with pytest.raises(UsageError, match="add `--trust` to run it"):
        ask()


def test_trust_given_on_the_command_line_is_for_this_time_only(type_in):
    type_in(io.StringIO())
    ask(given=True)

    with pytest.raises(UsageError):
        ask()


def test_trust_in_one_subject_is_not_trust_in_another(type_in):
    type_in("yes\n")
    ask("file x")
    type_in("no\n")

    with pytest.raises(UsageError):
        ask("file y")


def test_a_changed_file_has_to_be_trusted_anew():
    path = Path("x.py")

    assert subject_of_file(path, "print(1)") != subject_of_file(path, "print(2)")


def test_where_programs_are_confined_nobody_is_asked(type_in, monkeypatch):
    monkeypatch.setattr(trust, "confines_programs", lambda: True)
    type_in("")

    ask()


def test_each_course_but_the_built_in_one_asks_for_itself(type_in, tmp_path):
    acme, best = (Course(tmp_path / name, builtin=False, name=name) for name in ("acme", "best"))
    type_in("yes\n")
    ask_for_trust_in(acme, given=False)
    type_in("")

    ask_for_trust_in(acme, given=False)
    ask_for_trust_in(find_course(None), given=False)
    with pytest.raises(UsageError, match=r"the course `best` \(`.*best`\) is not run"):
        ask_for_trust_in(best, given=False)
