"""The one-key menu, and what it shares with the editors: styles, waits, keys in the footer."""

from collections.abc import Sequence
from typing import TypeVar

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.styles import Style

Key = tuple[str, str]
"""A key and what it does."""

STYLE = Style.from_dict(
    {
        "bottom-toolbar": "noreverse",
        "complaint": "bold ansired",
        "number": "ansibrightblack",
        "key": "bold",
        "pygments.keyword": "ansimagenta",
        "pygments.literal.string": "ansigreen",
        "pygments.comment": "italic",
    }
)

# A lone Esc can only be told from the start of an arrow key by waiting. These are seconds:
# long enough for a slow connection, short enough that Esc feels like a key.
ESCAPE_WAIT = 0.1
SEQUENCE_WAIT = 0.4

_Result = TypeVar("_Result")

_GAP = 3
"""Columns between the keys."""


async def press(keys: Sequence[Key], *, enter: bool = True) -> str:
    """One key of a menu; the first is what Enter means, unless `enter` is False.

    Raises EOFError on Esc and Ctrl-D, KeyboardInterrupt on Ctrl-C.
    """
    shown = [("Enter", keys[0][1]), *keys[1:]] if enter else keys
    menu = FormattedTextControl(
        lambda: in_lines(shown, application.output.get_size().columns), show_cursor=False
    )
    application: Application[str] = Application(
        Layout(Window(menu, dont_extend_height=True)),
        key_bindings=_bindings(keys, enter=enter),
        style=STYLE,
        erase_when_done=True,
    )
    wait_for_escape(application)
    return await application.run_async()


def wait_for_escape(application: Application[_Result]) -> None:
    """Sets how long a lone Esc takes."""
    application.ttimeoutlen = ESCAPE_WAIT
    application.timeoutlen = SEQUENCE_WAIT


def in_lines(keys: Sequence[Key], columns: int) -> StyleAndTextTuples:
    """The keys with their words, in as many lines as they need; none is broken in two."""
    text: StyleAndTextTuples = []
    used = 0
    for key, word in keys:
        width = len(key) + 1 + len(word)
        if used and used + _GAP + width > columns:
            text.append(("", "\n"))
            used = 0
        elif used:
            text.append(("", " " * _GAP))
            used += _GAP
        text += [("class:key", key), ("", f" {word}")]
        used += width
    return text


def _bindings(keys: Sequence[Key], *, enter: bool) -> KeyBindings:
    bindings = KeyBindings()

    def choose(name: str, key: str) -> None:
        @bindings.add(name)
        def _choose(event: KeyPressEvent) -> None:
            event.app.exit(result=key)

    def leave(name: str, error: type[BaseException]) -> None:
        @bindings.add(name)
        def _leave(event: KeyPressEvent) -> None:
            event.app.exit(exception=error)

    if enter:
        choose("enter", keys[0][0])
    for key, _ in keys:
        choose(key, key)
    leave("escape", EOFError)
    leave("c-d", EOFError)
    leave("c-c", KeyboardInterrupt)
    return bindings
