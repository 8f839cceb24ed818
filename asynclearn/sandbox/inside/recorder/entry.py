"""The recorder put together."""

import os
import re
import sys
from collections.abc import Callable
from typing import Any

from asynclearn.sandbox.inside.report import at_exit

from .generators import Calls
from .library import Library
from .ready import Ready, Turns
from .record import Record
from .stdout import Stdout, overlay_os
from .tasks import Tasks
from .writing import Writer

if sys.version_info >= (3, 12):
    from .monitoring import Monitoring as Events
else:
    from .tracing import Tracing as Events

_WATCHES_ITSELF = re.compile(
    rb"settrace|gettrace|setprofile|monitoring|breakpoint|\b(bdb|pdb|doctest|trace|cProfile)\b"
)
_NEEDS_WATCHING = re.compile(rb"\b(async|yield)\b")


class Recorder:
    """One for the program: a watcher and an adopter of its loops."""

    def __init__(
        self, program: str, descriptor: int, seconds: Callable[[], float], origin: float
    ) -> None:
        self._writer = Writer(descriptor)
        self._record = Record(program, self._writer, seconds, origin)
        calls = Calls(self._record)
        tasks = Tasks(self._record, calls)
        self._turns = Turns(self._record, tasks)
        self._library = Library(self._record, self._turns.causes, calls)
        self._events = Events(self._record, tasks, calls, self._library)
        self._stdout = Stdout(self._record)

    def start(self, source: bytes) -> None:
        """Record from now on, to the end of the interpreter; `source` is the program's text."""
        # On 3.12 and later nothing of it shows in a program that does not call for it.
        if not _WATCHES_ITSELF.search(source) and _NEEDS_WATCHING.search(source):
            self._events.start()
        self._stdout.start()
        overlay_os(self._stdout, self.flush, source)
        os.register_at_fork(after_in_child=self._writer.close)
        at_exit(self.flush)

    def adopt(self, loop: Any) -> None:  # noqa: ANN401
        """A loop was made."""
        if self._writer.open:
            loop._ready = self._turns.queue_for(loop)  # noqa: SLF001
            self._library.adopt(loop)

    def between_turns(self, loop: Any) -> None:  # noqa: ANN401
        """A loop has run all its callbacks that were ready."""
        queue = loop._ready  # noqa: SLF001
        if isinstance(queue, Ready):
            queue.poll()
            if not queue:
                # It waits for a timer or for somebody else, and may be killed meanwhile.
                self._writer.write_waiting()

    def idle_for_ever(self, _loop: Any) -> None:  # noqa: ANN401
        """It is stuck: whoever knows that ends the process, if only the supervisor does."""
        self.flush()

    def flush(self) -> None:
        """Write all that is held back, and hold nothing back from now on.

        To be called before the process is ended in any way that leaves the interpreter no time.
        """
        self._record.catch_up()
        self._writer.hold_nothing_back()
