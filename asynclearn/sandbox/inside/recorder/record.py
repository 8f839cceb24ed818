"""One event: who is at work, in which turn, at which second."""

from _thread import get_ident
from asyncio import current_task, events
from collections.abc import Callable
from threading import _active as threads  # type: ignore[attr-defined]
from typing import Any

from .text import number as as_number
from .text import quoted
from .writing import Writer

CALLBACK = "callback"


class Record:
    """Puts events together, and passes them on to be written."""

    def __init__(
        self, program: str, writer: Writer, seconds: Callable[[], float], origin: float
    ) -> None:
        self.program = program
        """The path of the program, as its code objects have it."""
        self.writer = writer
        self.seconds = seconds
        self.origin = origin
        """What `loop.time()` says when `seconds` says 0."""
        self.on_task: Callable[[Any, Any], None] = lambda _queue, _task: None
        """Is told, with the queue of its loop, which task is at work, before an event of it."""
        self.queue_type: Any = type(None)
        self._thread = get_ident()
        self._unfinished: Callable[[], None] | None = None

    def scene(self) -> tuple[str, int]:
        """Who is at work, and in which turn of a loop."""
        loop: Any = events._get_running_loop()  # noqa: SLF001 - unlike the public one it does not raise
        if loop is None:
            identity = get_ident()
            if identity == self._thread:
                return "", 0
            # `threading.current_thread()` would make an object for a thread it does not know.
            thread = threads.get(identity)
            return f"thread {thread._name if thread else identity}", 0  # noqa: SLF001
        queue: Any = loop._ready  # noqa: SLF001
        if type(queue) is not self.queue_type:
            return CALLBACK, 0
        task = current_task(loop)
        if task is None:
            return CALLBACK, queue.turn
        self.on_task(queue, task)
        return task.get_name(), queue.turn

    def at_hand(self) -> tuple[int | None, str]:
        """The line that asked for the callback at work in this thread, and the callback's cause.

        Of `call_later(1, print)` it is the line of the call.
        """
        loop: Any = events._get_running_loop()  # noqa: SLF001
        queue: Any = loop._ready if loop is not None else None  # noqa: SLF001
        if type(queue) is self.queue_type and queue.who == CALLBACK:
            return queue.cause_line, queue.cause
        return None, ""

    def event(self, what: str, line: int | None = None, details: str = "") -> None:
        """Something happened, done by whoever is at work."""
        who, turn = self.scene()
        self.event_of(who, turn, what, line, details)

    def event_of(self, who: str, turn: int, what: str, line: int | None, details: str) -> None:
        """Something happened, done by `who`. `details` are members of a JSON object."""
        self.catch_up()
        number = self.writer.next_number()
        self.writer.put(number, self.line(number, who, turn, what, line, details))

    def event_later(
        self, who: str, turn: int, what: str, line: int | None, details: Callable[[], str]
    ) -> None:
        """Something happened of which the details are known only by the time of the next event."""
        self.catch_up()
        number = self.writer.next_number()
        begun = self.line(number, who, turn, what, line, "")

        def finish() -> None:
            self.writer.put(number, f"{begun[:-3]}{details()}}}]\n")

        self._unfinished = finish

    def catch_up(self) -> None:
        """Write down what waits for the next event: here it is, or there is none any more."""
        finish, self._unfinished = self._unfinished, None
        if finish is not None:
            finish()

    def line(  # noqa: PLR0913, PLR0917 - the parts of an event
        self, number: int, who: str, turn: int, what: str, line: int | None, details: str
    ) -> str:
        """An event as it is written."""
        return (
            f"[{number}, {self.seconds():.6f}, {turn}, {quoted(who)}, "
            f'"{what}", {as_number(line)}, {{{details}}}]\n'
        )
