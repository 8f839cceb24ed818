"""The keyboard between two questions: nothing is echoed, and Ctrl-S does not freeze the screen."""

import contextlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from prompt_toolkit.application.current import get_app_session
from prompt_toolkit.input.typeahead import clear_typeahead


@contextmanager
def quiet_keyboard() -> Iterator[None]:
    """Switches echo and flow control off while a lesson goes on.

    Ctrl-S locks a prediction in. Pressed once more while the program runs it would reach the
    terminal's own flow control, which stops all output until Ctrl-Q. prompt_toolkit turns
    that off while it asks, and afterwards restores what it found: this.
    """
    try:
        import termios  # noqa: PLC0415  (not on Windows)

        before = termios.tcgetattr(sys.stdin)
    except (ImportError, OSError, termios.error):
        yield
        return
    quiet = termios.tcgetattr(sys.stdin)
    quiet[0] &= ~termios.IXON
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def drop_typed_keys() -> None:
    """Forgets what was typed while nobody asked: it must not answer the next question."""
    # Keys that came together with the one that ended the last question.
    clear_typeahead(get_app_session().input)
    if not sys.stdin.isatty():
        return
    import termios  # noqa: PLC0415  (not on Windows)

    with contextlib.suppress(termios.error):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
