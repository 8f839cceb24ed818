"""The editors and the one-key menu: everything that asks in a real terminal."""

from collections.abc import Callable, Sequence

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.lexers import Lexer, PygmentsLexer
from prompt_toolkit.styles import Style
from prompt_toolkit.validation import ValidationError, Validator
from pygments.lexers.python import PythonLexer

from asynclearn.errors import ClaimError
from asynclearn.judging.claim import Claim
from asynclearn.judging.typed import parse_claim

STYLE = Style.from_dict(
    {
        "bottom-toolbar": "noreverse",
        "bottom-toolbar.text": "",
        "validation-toolbar": "noreverse bold ansired",
        "number": "ansibrightblack",
        "key": "bold",
        "pygments.keyword": "ansimagenta",
        "pygments.literal.string": "ansigreen",
        "pygments.comment": "italic",
    }
)

CLAIM_KEYS = (("Enter", "new line"), ("Ctrl-S", "lock it in and run"), ("Esc", "leave"))
PROGRAM_KEYS = (("Ctrl-S", "run it"), ("Esc", "back"))
ENDINGS = (
    "If it does not just finish, the last line says how it ends: "
    "!raises ValueError, !hangs or !exits 3."
)
_END_MARK = "."

# A lone Esc can only be told from the start of an arrow key by waiting. These are seconds:
# long enough for a slow connection, short enough that Esc feels like a key.
_ESCAPE_WAIT = 0.1
_SEQUENCE_WAIT = 0.4


class _ClaimValidator(Validator):
    def validate(self, document: Document) -> None:
        try:
            parse_claim(document.text)
        except ClaimError as error:
            raise ValidationError(len(document.text), str(error)) from None


async def edit_claim(draft: str, keep: Callable[[str], None]) -> Claim:
    """A prediction, typed as lines.

    Raises EOFError or KeyboardInterrupt when the learner leaves; `keep` then has the text.
    """
    text = await _edit(
        draft, keys=CLAIM_KEYS, advice=ENDINGS, validator=_ClaimValidator(), keep=keep
    )
    return parse_claim(text)


async def edit_program(source: str) -> str:
    """A program, changed. Raises EOFError or KeyboardInterrupt when the learner gives up."""
    return await _edit(source, keys=PROGRAM_KEYS, lexer=PygmentsLexer(PythonLexer), indents=True)


async def press(keys: Sequence[tuple[str, str]]) -> str:
    """One key of a menu; the first is what Enter means.

    Raises EOFError on Esc and Ctrl-D, KeyboardInterrupt on Ctrl-C.
    """
    bindings = KeyBindings()

    def bind(name: str, key: str) -> None:
        @bindings.add(name)
        def _press(event: KeyPressEvent) -> None:
            event.app.exit(result=key)

    for key, _ in keys:
        bind(key, key)
    bind("enter", keys[0][0])
    _leave_on(bindings, ("escape", "c-d"), EOFError)
    _leave_on(bindings, ("c-c",), KeyboardInterrupt)
    menu = Window(
        FormattedTextControl(_menu(keys), show_cursor=False),
        wrap_lines=True,
        dont_extend_height=True,
    )
    application: Application[str] = Application(
        Layout(menu), key_bindings=bindings, style=STYLE, erase_when_done=True
    )
    application.ttimeoutlen = _ESCAPE_WAIT
    application.timeoutlen = _SEQUENCE_WAIT
    return await application.run_async()


def _leave_on(bindings: KeyBindings, names: Sequence[str], error: type[BaseException]) -> None:
    for name in names:

        @bindings.add(name)
        def _leave(event: KeyPressEvent) -> None:
            event.app.exit(exception=error)


def _menu(keys: Sequence[tuple[str, str]]) -> StyleAndTextTuples:
    text: StyleAndTextTuples = []
    for number, (key, word) in enumerate(keys):
        text.append(("", "   " if number else ""))
        text.append(("class:key", "Enter" if number == 0 else key))
        # A non-breaking space keeps a key beside its word when the menu wraps.
        text.append(("", "\u00a0" + word.replace(" ", "\u00a0")))
    return text


async def _edit(
    text: str,
    *,
    keys: Sequence[tuple[str, str]],
    advice: str = "",
    validator: Validator | None = None,
    lexer: Lexer | None = None,
    indents: bool = False,
    keep: Callable[[str], None] = lambda text: None,
) -> str:
    """Text of several lines. Leaving it with something typed takes the same key twice."""
    leaving: list[str] = []

    def toolbar() -> StyleAndTextTuples:
        if leaving:
            return [("class:key", leaving[-1]), ("", " again leaves; what you typed is kept.")]
        lines: StyleAndTextTuples = []
        for number, (key, word) in enumerate(keys):
            lines += [("", "   " if number else ""), ("class:key", key), ("", f" {word}")]
        return [*lines, ("", f"\n{advice}")] if advice else lines

    session: PromptSession[str] = PromptSession(
        message=[("class:number", "1 › ")],
        prompt_continuation=lambda _width, line, _wrapped: [("class:number", f"{line + 1} › ")],
        multiline=True,
        bottom_toolbar=toolbar,
        key_bindings=_editing_keys(leaving, keep, indents=indents),
        validator=validator,
        validate_while_typing=False,
        lexer=lexer,
        style=STYLE,
        reserve_space_for_menu=0,
    )
    session.default_buffer.on_text_changed += lambda _: leaving.clear()
    session.app.ttimeoutlen = _ESCAPE_WAIT
    session.app.timeoutlen = _SEQUENCE_WAIT
    return await session.prompt_async(default=text)


def _editing_keys(
    leaving: list[str], keep: Callable[[str], None], *, indents: bool
) -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add("enter")
    def _new_line(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if not indents and _ends_with_mark(buffer):
            buffer.delete_before_cursor(len(_END_MARK))
            if buffer.text:
                buffer.delete_before_cursor(1)
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=indents)

    @bindings.add("tab")
    def _indent(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("    ")

    @bindings.add("c-s")
    @bindings.add("escape", "enter")
    def _lock_in(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    def leave_with(name: str, label: str, error: type[BaseException]) -> None:
        @bindings.add(name)
        def _leave(event: KeyPressEvent) -> None:
            text = event.current_buffer.text
            if text.strip() and leaving != [label]:
                leaving[:] = [label]
                return
            keep(text)
            event.app.exit(exception=error)

    leave_with("c-c", "Ctrl-C", KeyboardInterrupt)
    leave_with("c-d", "Ctrl-D", EOFError)
    leave_with("escape", "Esc", EOFError)
    return bindings


def _ends_with_mark(buffer: Buffer) -> bool:
    document = buffer.document
    return document.is_cursor_at_the_end and document.current_line == _END_MARK
