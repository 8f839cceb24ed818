"""The story to step through: the lanes at the left, the program beside, a key at a time.

It takes the whole screen and gives it back as it was.
"""

from collections.abc import Callable

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import ANSI, StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import DynamicContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from rich.console import Console

from asynclearn.explaining.story import Story
from asynclearn.terminal.menu import STYLE, wait_for_escape
from asynclearn.terminal.story_screen import View

_FAR = 10**9


async def step_through(story: Story, console: Console) -> None:
    """Shows the story until the learner has seen enough.

    Raises KeyboardInterrupt on Ctrl-C and EOFError on Ctrl-D.
    """
    view = View(story, console)
    application: Application[None] = Application(
        _layout(view), key_bindings=_bindings(view), style=STYLE, full_screen=True
    )
    wait_for_escape(application)
    view.size = application.output.get_size
    await application.run_async()


def _layout(view: View) -> Layout:
    lanes = HSplit([_window(view.heads, height=view.heads_height), _window(view.lanes)])
    beside = VSplit([lanes, _window(view.code, width=view.code_width)], padding=2)
    below = HSplit([lanes, _window(view.code, height=view.code_below)], padding=1)
    return Layout(
        HSplit(
            [
                _window(view.title, height=view.title_height),
                Window(height=1),
                DynamicContainer(lambda: below if view.is_narrow else beside),
                _window(view.line, height=view.line_height),
                _window(view.notes, height=view.notes_height),
                _window(view.footer),
            ]
        )
    )


def _window(
    text: Callable[[], ANSI | StyleAndTextTuples],
    *,
    height: Callable[[], int] | None = None,
    width: Callable[[], int] | None = None,
) -> Window:
    control = FormattedTextControl(text, show_cursor=False)
    return Window(control, height=height, width=width, dont_extend_height=height is not None)


def _bindings(view: View) -> KeyBindings:
    bindings = KeyBindings()

    def go(by: int, *keys: str) -> None:
        for key in keys:

            @bindings.add(key)
            def _go(_event: KeyPressEvent) -> None:
                view.move(by)

    go(-1, "up", "left", "k")
    go(1, "down", "right", "j")
    go(-10, "pageup")
    go(10, "pagedown", "space")
    go(-_FAR, "home", "g")
    go(_FAR, "end", "G")

    @bindings.add("d")
    def _details(_event: KeyPressEvent) -> None:
        view.toggle_details()

    @bindings.add("q")
    @bindings.add("escape")
    @bindings.add("enter")
    def _back(event: KeyPressEvent) -> None:
        event.app.exit()

    @bindings.add("c-c")
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    @bindings.add("c-d")
    def _leave(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    return bindings
