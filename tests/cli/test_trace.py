"""`asynclearn trace`: the story as sentences, as JSON, as a page. The run itself is recorded."""

import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from asynclearn.cli import program_file
from asynclearn.cli.app import run as run_command
from asynclearn.running import STORY_SECONDS
from asynclearn.sandbox.outcome import Clock, Ending, Hang, Limits, Program, Waiting
from tests.explaining.conftest import read_run

BREAK = "break"


@dataclass
class Traced:
    """`asynclearn trace` on a file whose run has been recorded before."""

    file: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    asked: list[tuple[Program, Limits]] = field(default_factory=list)

    def __call__(self, *options, **changed):
        """The exit code, stdout and stderr; what is `changed` differs in the outcome."""

        async def recorded(program, limits):
            self.asked.append((program, limits))
            return replace(read_run(BREAK)[1], **changed)

        self.monkeypatch.setattr(program_file, "run", recorded)
        code = run_command(["--plain", "trace", str(self.file), *options])
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err


@pytest.fixture
def trace(monkeypatch, tmp_path, capsys):
    file = tmp_path / "program.py"
    file.write_text(read_run(BREAK)[0])
    return Traced(file, monkeypatch, capsys)


def test_in_plain_mode_it_prints_the_sentences(trace):
    code, out, err = trace()

    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0] == "What happened, step by step"
    assert lines[1] == "1. At 0 s: `main()` begins. Line 10: async def main():"
    assert "3. `main()` prints `row 1`. Line 12: print(row)" in lines


def test_the_run_is_recorded_on_the_virtual_clock_unless_another_is_asked_for(trace):
    trace()
    trace("--clock", "real", "--timeout", "2")

    [(first, _), (second, limits)] = trace.asked
    assert (first.traced, first.clock) == (True, Clock.VIRTUAL)
    assert (second.traced, second.clock, limits.seconds) == (True, Clock.REAL, 2.0)


def test_json_holds_the_outcome_and_every_event(trace):
    code, out, _ = trace("--json")

    told = json.loads(out)
    recorded = read_run(BREAK)[1].trace
    assert (code, recorded is not None) == (0, True)
    assert (told["version"], told["program"], told["recorded"]) == (1, "program.py", True)
    assert told["outcome"]["stdout"] == "row 1\nreport\ncleanup\n"
    assert told["events"] == [event.as_json() for event in (recorded.events if recorded else ())]
    assert told["events"][0]["what"] == "created"


def test_a_program_that_does_not_finish_exits_with_1_and_says_how_it_ended(trace):
    code, _, err = trace(ending=Ending.TIMED_OUT, seconds=5.0)

    assert code == 1
    assert err == "It was still running after 5 seconds and was stopped.\n"


def test_a_run_that_hangs_ends_with_who_waits_for_what(trace):
    hang = Hang(waiting=(Waiting("task A", 9, "`lock.acquire()`"),), cycle=("task A",))

    code, _, err = trace(ending=Ending.STUCK, hang=hang)

    assert code == 1
    assert err.splitlines() == [
        "It is stuck: nothing can ever wake it.",
        "  Task A waits at line 9: `lock.acquire()`.",
        "  So task A waits for itself.",
    ]


def test_a_page_of_a_run_that_raises_comes_with_the_error_first(trace, tmp_path):
    page = tmp_path / "story.html"

    _, _, err = trace("--html", str(page), ending=Ending.RAISED)

    assert err.startswith("It raised an exception.\nasynclearn: the page is in ")


def test_what_a_run_writes_to_stderr_is_shown(trace):
    assert trace(stderr="Traceback: no\n")[2] == "Traceback: no\n"


def test_without_a_record_it_says_so(trace):
    code, out, _ = trace(trace=None)
    _, as_json, _ = trace("--json", trace=None)

    printed = read_run(BREAK)[1].stdout
    assert code == 0
    assert out == f"{printed}This run was not recorded, so there is nothing to tell.\n"
    assert json.loads(as_json)["recorded"] is False


def test_html_writes_one_page_and_says_where(trace, tmp_path):
    page = tmp_path / "story.html"

    code, out, err = trace("--html", str(page))

    assert (code, out) == (0, "")
    assert err == f"asynclearn: the page is in `{page}`\n"
    assert "closing rows()" in page.read_text()


def test_the_page_does_not_overwrite_the_program(trace):
    before = trace.file.read_text()

    code, _, err = trace("--html", str(trace.file))

    assert code == 2
    assert "would overwrite the program; name another file, such as `program.html`" in err
    assert trace.file.read_text() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--timeout", "0"), "`--timeout 0.0` can't be kept"),
        (("--timeout", "9999"), "`--timeout 9999.0` can't be kept"),
        (("--html", "/nowhere/story.html"), "`/nowhere/story.html` can't be written"),
        (("--clock", "sundial"), "sundial"),
    ],
)
def test_wrong_use_is_told_and_exits_with_2(trace, options, said):
    code, _, err = trace(*options)

    assert code == 2
    assert said in err


def test_a_run_that_was_stopped_while_recorded_has_the_ending_of_a_run_without(
    monkeypatch, tmp_path, capsys
):
    source, recorded = read_run(BREAK)
    file = tmp_path / "program.py"
    file.write_text(source)
    asked = []

    async def slow_if_traced(program, limits):
        del limits
        asked.append(program.traced)
        if program.traced:
            return replace(recorded, ending=Ending.TIMED_OUT)
        return replace(recorded, ending=Ending.ENDLESS, hang=Hang(lines=(10, 11)), trace=None)

    monkeypatch.setattr(program_file, "run", slow_if_traced)
    assert run_command(["--plain", "trace", str(file)]) == 1
    captured = capsys.readouterr()

    assert asked == [True, False]
    assert "3. `main()` prints `row 1`. Line 12: print(row)" in captured.out
    assert captured.err.endswith("  It goes round lines 10 and 11.\n")
    run_command(["--plain", "trace", str(file), "--clock", "real"])
    assert asked == [True, False, True]


def test_a_long_run_is_recorded_to_its_end_and_an_endless_one_is_not(monkeypatch, tmp_path):
    source, recorded = read_run(BREAK)
    file = tmp_path / "program.py"
    file.write_text(source)
    asked = []

    async def takes_two_seconds(program, limits):
        asked.append((program.traced, limits.seconds))
        cut = program.traced and limits.seconds < 2
        return replace(recorded, ending=Ending.TIMED_OUT) if cut else recorded

    monkeypatch.setattr(program_file, "run", takes_two_seconds)

    assert run_command(["--plain", "trace", str(file)]) == 0
    assert asked == [(True, STORY_SECONDS), (False, 5.0), (True, 5.0)]


@pytest.mark.parametrize("at_terminal", [True, False])
def test_json_and_stderr_can_not_act_on_a_terminal(trace, monkeypatch, at_terminal):
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: at_terminal)
    acting = "\x9b31m\u202e"

    _, as_json, _ = trace("--json", stderr=acting)
    _, _, err = trace(stderr=f"{acting}\n")

    assert json.loads(as_json)["outcome"]["stderr"] == acting
    assert (acting in as_json) is not at_terminal
    assert (acting in err) is not at_terminal
