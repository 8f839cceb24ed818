"""The editors of a real terminal: one for a prediction, one for a program."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import Lexer, PygmentsLexer
from pygments.lexers.python import PythonLexer

from asynclearn.errors import ClaimError
from asynclearn.judging.claim import Claim
from asynclearn.judging.typed import parse_claim
from asynclearn.terminal.code import continuation_mark
from asynclearn.terminal.menu import STYLE, Key, in_lines, wait_for_escape
from asynclearn.terminal.wording import END_MARK, ENDINGS, HINT_MARK, NO_HINTS

CLAIM_KEYS = (("Enter", "new line"), ("Ctrl-S", "lock it in and run"), ("Esc", "leave"))
PROGRAM_KEYS = (("Ctrl-S", "run it"), ("Esc", "back"))
_INDENT = "    "
_DOUBT = "It prints nothing? Ctrl-S again locks that in."


def _nothing() -> None:
    pass


async def edit_claim(
    draft: str, keep: Callable[[str], None], redraw: Callable[[], None] = _nothing
) -> Claim:
    """A prediction, typed as lines. `redraw` shows what it is about on an empty screen.

    Raises EOFError or KeyboardInterrupt when the learner leaves; `keep` then has the text.
    """
    manner = Manner(
        CLAIM_KEYS,
        ENDINGS,
        complaint_about_claim,
        keep,
        no_hint=NO_HINTS,
        doubt=_DOUBT,
        redraw=redraw,
    )
    return parse_claim(await _edit(draft, manner))


async def edit_program(source: str, redraw: Callable[[], None] = _nothing) -> str:
    """A program, changed. Raises EOFError or KeyboardInterrupt when the learner gives up."""
    manner = replace(_PROGRAM, redraw=redraw)
    return await _edit(source, manner, lexer=PygmentsLexer(PythonLexer))


def complaint_about_claim(text: str) -> str:
    """Why a text is no claim; empty if it is one."""
    try:
        parse_claim(text)
    except ClaimError as error:
        return str(error)
    return ""


def _no_complaint(_text: str) -> str:
    return ""


def _forget(_text: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Manner:
    """What differs between the editors."""

    keys: Sequence[Key]
    advice: str = ""
    complain: Callable[[str], str] = _no_complaint
    """Why a text can't be locked in; empty if it can."""
    keep: Callable[[str], None] = _forget
    on_leaving: str = "leaves; what you typed is kept."
    is_program: bool = False
    hint: str = ""
    """What a line with only the mark for a hint gives; empty for none."""
    no_hint: str = ""
    """What to say to somebody who asks for a hint where none is left; empty if none is offered."""
    doubt: str = ""
    """What is asked once before an empty text is locked in; empty for nothing."""
    lines: bool = True
    """Whether Enter begins a new line; else it locks in."""
    redraw: Callable[[], None] = _nothing
    """Shows what the answer is about once more, on an empty screen."""


async def edit_answer(manner: Manner, draft: str) -> tuple[str, bool]:
    """An answer to a question of a quiz, and whether a hint is wanted before it goes on."""
    text = await _edit(draft, manner)
    if manner.hint and _asks_for_hint(text):
        return _without_hint_mark(text), True
    return text, False


_PROGRAM = Manner(PROGRAM_KEYS, on_leaving="goes back and drops the changes.", is_program=True)


@dataclass(slots=True)
class _State:
    """What the footer says besides the keys; typing on clears it."""

    before: str
    """The text to begin with."""
    leaving: str = ""
    """The key that was pressed once to leave."""
    complaint: str = ""
    doubted: bool = False
    """Whether an empty text was asked about; once is enough."""

    def clear(self, _: object = None) -> None:
        self.leaving = self.complaint = ""


async def _edit(text: str, manner: Manner, lexer: Lexer | None = None) -> str:
    """Text of several lines. Leaving it with something changed takes the same key twice."""
    state = _State(text)

    def footer() -> StyleAndTextTuples:
        if state.leaving:
            return [("class:key", state.leaving), ("", f" again {manner.on_leaving}")]
        # A toolbar does not wrap by itself: what does not fit would be cut off.
        columns = session.output.get_size().columns
        style = "class:complaint" if state.complaint else ""
        below = wrap(state.complaint or manner.advice, columns)
        return [*in_lines(manner.keys, columns), *((style, f"\n{line}") for line in below)]

    session: PromptSession[str] = PromptSession(
        message=_number(0),
        prompt_continuation=lambda _width, line, wrapped: _mark() if wrapped else _number(line),
        multiline=True,
        bottom_toolbar=footer,
        key_bindings=_bindings(state, manner),
        lexer=lexer,
        style=STYLE,
        reserve_space_for_menu=0,
        enable_suspend=True,
    )
    session.default_buffer.on_text_changed += state.clear
    wait_for_escape(session.app)
    try:
        return await session.prompt_async(default=text)
    except asyncio.CancelledError:
        # The terminal was closed, or the process asked to go.
        manner.keep(session.default_buffer.text)
        raise


def _number(line: int) -> StyleAndTextTuples:
    return [("class:number", f"{line + 1:>2} › ")]


def _mark() -> StyleAndTextTuples:
    return [("class:number", f"{continuation_mark():>2}   ")]


def _bindings(state: _State, manner: Manner) -> KeyBindings:
    bindings = KeyBindings()

    def lock_in(buffer: Buffer, *, sure: bool = False) -> None:
        state.complaint = _refuse_hint(buffer, manner) or manner.complain(buffer.text)
        if not (state.complaint or sure or state.doubted or buffer.text.strip()):
            state.complaint, state.doubted = manner.doubt, True
        if not state.complaint:
            buffer.validate_and_handle()

    @bindings.add("enter")
    def _new_line(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if manner.hint and _asks_for_hint(buffer.text):
            buffer.validate_and_handle()
        elif not manner.is_program and _ends_with_mark(buffer):
            buffer.delete_before_cursor(len(END_MARK))
            buffer.delete_before_cursor(1)  # the line break before it, if there is one
            lock_in(buffer, sure=True)
        elif not manner.lines or (manner.no_hint and _asks_for_hint(buffer.text)):
            lock_in(buffer)
        else:
            buffer.newline(copy_margin=manner.is_program)

    @bindings.add("tab")
    def _indent(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(_INDENT)

    @bindings.add("c-s")
    @bindings.add("escape", "enter")
    def _lock_in(event: KeyPressEvent) -> None:
        lock_in(event.current_buffer)

    _bind_redrawing(bindings, manner.redraw)
    _bind_leaving(bindings, state, manner.keep)
    return bindings


def _bind_redrawing(bindings: KeyBindings, redraw: Callable[[], None]) -> None:
    @bindings.add("c-l")
    def _redraw(_event: KeyPressEvent) -> None:
        run_in_terminal(redraw)


def _bind_leaving(bindings: KeyBindings, state: _State, keep: Callable[[str], None]) -> None:
    def leave_with(name: str, label: str, error: type[BaseException]) -> None:
        @bindings.add(name)
        def _leave(event: KeyPressEvent) -> None:
            text = event.current_buffer.text
            changed = text.strip() and text != state.before
            if changed and state.leaving != label:
                state.leaving = label
                return
            keep(text)
            event.app.exit(exception=error)

    leave_with("c-c", "Ctrl-C", KeyboardInterrupt)
    leave_with("c-d", "Ctrl-D", EOFError)
    leave_with("escape", "Esc", EOFError)


def _asks_for_hint(text: str) -> bool:
    return text.rpartition("\n")[2] == HINT_MARK


def _refuse_hint(buffer: Buffer, manner: Manner) -> str:
    """Takes the mark for a hint out where none is left, and says so; empty if it is not there."""
    if manner.hint or not manner.no_hint or not _asks_for_hint(buffer.text):
        return ""
    buffer.text = _without_hint_mark(buffer.text)
    buffer.cursor_position = len(buffer.text)
    return manner.no_hint


def _without_hint_mark(text: str) -> str:
    return text.removesuffix(HINT_MARK).removesuffix("\n")


def _ends_with_mark(buffer: Buffer) -> bool:
    document = buffer.document
    return document.is_cursor_at_the_end and document.current_line == END_MARK
