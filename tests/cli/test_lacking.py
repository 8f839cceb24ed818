"""`asynclearn run`: what a program looks for and only `python` would give it."""

import pytest

from asynclearn.cli.app import run as run_command


@pytest.fixture
def told(monkeypatch, tmp_path, capsys):
    """What is told on stderr of a program beside `data.txt`, `helper.py` and `parts/`."""
    (tmp_path / "data.txt").write_text("here")
    (tmp_path / "helper.py").write_text("answer = 42")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "wheel.py").write_text("round = True")
    monkeypatch.chdir(tmp_path)

    def told(source, command="run"):
        (tmp_path / "my program.py").write_text(source)
        assert run_command([command, "my program.py"]) == 1
        return capsys.readouterr().err

    return told


INSTEAD = "`python 'my program.py'`"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("open('data.txt')", "data.txt"),
        ("open('./parts/wheel.py')", "./parts/wheel.py"),
        ("import helper", "helper.py"),
        ("from helper import answer", "helper.py"),
        ("import parts.wheel", "parts"),
    ],
)
@pytest.mark.parametrize("command", ["run", "trace"])
def test_a_neighbor_that_is_not_there_here_is_named(told, command, source, found):
    said = f"`{found}` is there, but here a program runs without your files; use {INSTEAD}.\n"

    assert told(source, command).endswith(said)


def test_that_nothing_can_be_typed_is_said(told):
    assert told("input('Name? ')").endswith(
        "\nNothing can be typed into a program here; write into it what it would read, or run it "
        f"with {INSTEAD}.\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        "open('nowhere.txt')",
        "open('data.txt/below')",
        "import nowhere_at_all",
        "raise EOFError",
        "raise EOFError('no more lines')",
        "raise FileNotFoundError('data.txt')",
        "raise ModuleNotFoundError",
        "raise ValueError(\"No such file or directory: 'data.txt'\")",
        "try:\n    import helper\nexcept ImportError:\n    raise KeyError",
        "raise SystemExit(3)",
    ],
)
def test_of_all_else_nothing_is_said(told, source):
    said = told(source)

    assert "here a program runs" not in said
    assert "typed" not in said
