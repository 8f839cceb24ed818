"""README says nothing that is not true today."""

import platform
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from asynclearn.cli.app import app
from asynclearn.sandbox.trace import What

ROOT = Path(__file__).parent.parent
CTRL_S, ENTER = "\x13", "\r"

FENCES = [
    (token.info, token.content)
    for token in MarkdownIt().parse((ROOT / "README.md").read_text())
    if token.type == "fence"
]
CONSOLE = [text.strip() for info, text in FENCES if info == "console"]
SESSION, STORY, CHECK = [text for info, text in FENCES if info == "text"]


GUIDE = ROOT / "challenges" / "README.md"
FALSE_CLAIM = "challenges/created-first.md"


def typed_lines(session):
    """What the session shows as typed."""
    return [line.partition("› ")[2] for line in session.splitlines() if "› " in line]


@pytest.mark.parametrize("command", CONSOLE)
def test_ci_runs_each_command_of_readme_word_for_word(command):
    assert command in (ROOT / ".ci" / "run").read_text()


def test_readme_sets_up_and_tests_in_two_commands():
    assert len(CONSOLE) == 2


def test_the_session_in_readme_is_what_a_terminal_shows(in_terminal):
    session = in_terminal("lesson", "4", lines=80)
    session.wait_for("lock it in")

    session.press(ENTER.join(typed_lines(SESSION)) + CTRL_S)
    shown = session.wait_for("Enter next")

    assert SESSION.strip("\n") in shown


@pytest.mark.slow
def test_the_check_in_readme_is_what_a_false_claim_gives(in_terminal, tmp_path):
    _, _, below = GUIDE.read_text().partition(f"`{FALSE_CLAIM}`:\n\n````markdown\n")
    text, _, _ = below.partition("````\n")
    true, false = "```output\ncreated\nhello Ada\n", "```output\ncreated\nhello Bob\n"
    (tmp_path / "challenges").mkdir()
    (tmp_path / FALSE_CLAIM).write_text(text.replace(true, false))

    session = in_terminal("--plain", "check", FALSE_CLAIM, columns=300)
    session.wait_for("1 run.")
    assert session.end() == 1
    shown = session.text.replace(platform.python_version(), "3.11.7")
    assert " ".join(CHECK.split()) in " ".join(shown.split())


def test_the_story_in_readme_is_what_the_key_shows(in_terminal):
    session = in_terminal("lesson", "4", lines=80)
    session.wait_for("lock it in")
    session.press(ENTER.join(typed_lines(SESSION)) + CTRL_S)
    session.wait_for("t why: the story")

    session.press("t")

    while "step through it" not in session.text:
        if "could not be recorded" in session.text:
            pytest.skip("this checkout records no runs")
        session._read("no story came")
    assert STORY.strip("\n") in session.text


def test_readme_describes_every_kind_of_event():
    readme = (ROOT / "README.md").read_text()

    for what in What:
        assert f"| `{what.value}` |" in readme


def test_readme_names_every_command_and_every_command_has_help():
    readme = (ROOT / "README.md").read_text()

    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        assert f"`asynclearn {name}" in readme
        assert "Example: asynclearn" in (command.callback.__doc__ or "")
