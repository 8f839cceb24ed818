"""Programs that want to type into the learner's terminal, or to dress up what it shows."""

import os
import pty
import select
import signal
import sys
import time

import pytest

TYPE = """\
import fcntl, termios
sys.stdin.close()
for name, descriptor in {"stdin": 0, "stdout": 1, "stderr": 2}.items():
    attempt("inject " + name, lambda: fcntl.ioctl(descriptor, termios.TIOCSTI, b"!"))
    attempt("selection " + name, lambda: fcntl.ioctl(descriptor, 0x541C, b"\\3"))  # TIOCLINUX
    attempt("attributes " + name, lambda: termios.tcgetattr(descriptor))
    attempt("controlling " + name, lambda: fcntl.ioctl(descriptor, termios.TIOCSCTTY, 1))
    attempt("group " + name, lambda: os.tcsetpgrp(descriptor, os.getpgrp()))
for path in ("/dev/tty", "/dev/console", "/dev/pts/ptmx", terminal, "/dev/tty1", "/dev/vcs"):
    attempt("open " + path, lambda: os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY))
for path in ("/dev/tty", terminal):
    attempt("inject " + path, lambda: fcntl.ioctl(
        os.open(path, os.O_RDWR | os.O_NONBLOCK), termios.TIOCSTI, b"!"))
    attempt("write " + path, lambda: os.write(os.open(path, os.O_WRONLY | os.O_NONBLOCK), b"!"))
"""


def test_a_program_types_nothing_into_the_learners_terminal(command_line):
    prepared = command_line(TYPE, given={"terminal": "<terminal>"})
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(prepared.root)
        os.execve(sys.executable, prepared.command, prepared.environment)  # noqa: S606
    shown = _until_it_ends(pid, terminal)
    told = prepared.answer.read_text()
    assert told.endswith("finished\n")
    assert len(told.splitlines()) >= 25
    assert "DONE" not in told
    assert shown == b""


def _until_it_ends(pid: int, terminal: int) -> bytes:
    """All that was shown, with what was typed: the terminal echoes it."""
    shown, deadline = b"", time.monotonic() + 20
    try:
        while time.monotonic() < deadline:
            if select.select([terminal], [], [], 0.05)[0]:
                shown += os.read(terminal, 4096)
    except OSError:  # its last process has ended
        os.waitpid(pid, 0)
        return shown
    finally:
        os.close(terminal)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError("it did not end")


def test_a_program_has_no_terminal(run_attack, came_through):
    source = f"terminal = '/dev/pts/0'\n{TYPE}"
    assert came_through(run_attack(source), made=25) == {}


@pytest.mark.parametrize(
    "text",
    [
        "\x1b]52;c;cm0gLXJmIH4=\x07",  # OSC 52 sets the clipboard
        "\x1b]0;title\x07\x1b[2J\x1b[H",
        "\x1b[6n\x1b[c\x1b]11;?\x07",  # questions that a terminal answers as if it were typed
        "\x1bP+q544e\x1b\\",
        "\x9b2J",
        "\r\x08\x7f\x00",
        "\u202e\u2066",
    ],
)
def test_escape_sequences_stay_data(run_attack, text):
    outcome = run_attack("sys.stdout.write(text); sys.stderr.write(text)", given={"text": text})
    assert outcome.stdout == text
    assert outcome.stderr == text


def test_stdin_is_at_its_end_however_it_is_asked(run_attack):
    source = """\
        import select
        print(repr(sys.stdin.read()), repr(sys.stdin.readline()), os.read(0, 10))
        try:
            input()
        except EOFError:
            print("end")
        attempt("write", lambda: os.write(0, b"x"))
        """
    outcome = run_attack(source, seconds=3)
    assert outcome.stdout.splitlines()[:2] == ["'' '' b''", "end"]
