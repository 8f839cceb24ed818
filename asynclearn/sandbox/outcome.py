"""The nouns of a run: what is run, what it may use, and what was seen."""

from dataclasses import dataclass
from enum import StrEnum

from asynclearn.sandbox.trace import Trace


class Ending(StrEnum):
    """How a run ended. The words are those that `run --json` prints."""

    FINISHED = "finished"
    RAISED = "raised"
    EXITED = "exited"
    STUCK = "stuck"
    ENDLESS = "endless"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_MUCH_OUTPUT = "too_much_output"
    CRASHED = "crashed"


class Clock(StrEnum):
    """Which time a program lives in."""

    VIRTUAL = "virtual"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Program:
    """A program to run, as one file."""

    source: str
    filename: str = "program.py"
    """The name that its tracebacks show: a bare file name, without a folder.

    A snippet of a course keeps its line numbers by standing behind blank lines, so that
    `part-2-async-generators.md`, line 41 in a traceback is line 41 of that file.
    """
    clock: Clock = Clock.VIRTUAL
    traced: bool = False
    """Whether to record what happens; see `trace`."""
    check: "Check | None" = None
    """What to try it with. It is then imported, as the module `learner`, and not run as a file."""
    shake: "Shake | None" = None
    """What to do otherwise than this machine would; see there."""


@dataclass(frozen=True, slots=True)
class Shake:
    """Orders and delays as they might be elsewhere, so that a program that rests on one shows it.

    A program whose output differs between two of these, or from a run without, prints something
    else on some learner's machine.
    """

    order: int = 0
    """A seed for each order that comes from a set of tasks, or of a loop's futures.

    Such are the siblings that a TaskGroup cancels, what `asyncio.wait` gives, what is left when
    `asyncio.run` ends and the program's own sets; also the async generators that are closed at
    the end, and the coroutines that `as_completed` starts. With 1 it is the order in which they
    were made, with 2 its reverse, so that these two suffice to show an order of any two; more
    seeds give more. 0 leaves all orders as they are here, by address.
    """
    lateness: float = 0.0
    """Seconds. Each wake by a timer comes late by up to that much, on the virtual clock only."""
    seed: int = 0
    """Which of the many ways to be late it is. 0 and 1 are opposites, as are 2 and 3, and so on."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a program."""

    program: str
    """The checks' own program; see `sandbox/checks/helpers.py` for what it can import."""
    filename: str
    """The file that it stands in, for tracebacks."""
    name: str
    """The coroutine function to run."""


class FindingKind(StrEnum):
    """How a check went."""

    MET = "met"
    UNMET = "unmet"
    """An expectation failed."""
    RAISED = "raised"
    MISSING = "missing"
    """The program lacks a name that the check needs."""
    UNLOADED = "unloaded"
    """The program could not even be imported, so nothing was checked."""
    CUT = "cut"
    """It ended before the check did, or had to be ended."""
    TAMPERED = "tampered"
    """It did something that a program that is judged may not do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found by a check. Texts are the learner's process's own: show them, trust none."""

    kind: FindingKind
    did: str = ""
    """What the check did (UNMET), the missing name, the type of the exception, or the misdeed."""
    expected: str = ""
    came: str = ""
    """What came instead; the message of the exception."""
    line: int | None = None
    """The learner's line on the way to an exception."""
    waiting: tuple["Waiting", ...] = ()
    """The tasks that waited in the learner's file when the check gave up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use, all its processes together where not said otherwise."""

    seconds: float = 5.0
    memory_bytes: int = 256 * 1024 * 1024
    output_bytes: int = 1_000_000
    """stdout and stderr together; what comes after is dropped and the run is ended."""
    processes: int = 64
    file_bytes: int = 16 * 1024 * 1024
    """The largest file that a process can write."""


@dataclass(frozen=True, slots=True)
class RaisedException:
    """An exception that nothing caught."""

    type: str
    """The bare name of the class, such as `JSONDecodeError`."""
    message: str
    line: int | None
    """The last line of the program itself on the way to it, counted in its file."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits for something that nothing can bring any more."""

    task: str
    """`task B`, or task `worker()` 2 if it has no name of its own; `main thread` for a thread."""
    line: int | None
    """The line of the program where it waits."""
    awaiting: str
    """In words: "`queue.get()` on an empty queue"."""
    function: str = ""
    """The coroutine function of the task."""
    expression: str = ""
    """The awaited piece of source, as it stands on the line: "await queue.get()"."""
    waits_for: tuple[str, ...] = ()
    """The names of the tasks that would have to go on first."""


@dataclass(frozen=True, slots=True)
class Hang:
    """What is known of a program that would never have ended."""

    waiting: tuple[Waiting, ...] = ()
    """Who waits for what, for STUCK."""
    left_out: int = 0
    """How many more tasks wait."""
    cycle: tuple[str, ...] = ()
    """Tasks that wait for each other: each for the next, the last for the first."""
    lines: tuple[int, ...] = ()
    """The lines that it goes round, for ENDLESS."""
    reaches_loop: bool | None = None
    """For ENDLESS: whether it gives the event loop its turns. None if that is not known."""
    sentence: str = ""
    """Why it would never have ended, in one sentence."""


@dataclass(frozen=True, slots=True)
class NearTie:
    """Two wakes within 3 ms of each other, of which either may come first on a real machine."""

    seconds: float
    """When, on the virtual clock."""
    lines: tuple[int, ...] = ()
    """The lines of the program that wait, as far as they are known."""
    threads: bool = False
    """Whether one of the two is a thread. Only the first such tie is told, without its lines."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the sandbox saw of one run."""

    stdout: str
    stderr: str
    ending: Ending
    seconds: float
    """Wall-clock seconds from the start of the interpreter to the end of its last process."""
    exception: RaisedException | None = None
    exit_code: int | None = None
    """The exit code of the interpreter; None when a signal or the sandbox ended it."""
    signal: str | None = None
    """The name of the signal for CRASHED, such as `SIGSEGV`."""
    virtual_seconds: float | None = None
    """Seconds that passed on the virtual clock; None on the real one."""
    truncated: bool = False
    """Whether output was dropped."""
    hang: Hang | None = None
    """For STUCK and ENDLESS, as far as it is known."""
    trace: Trace | None = None
    """What happened, if the program was traced."""
    confined: tuple[str, ...] = ()
    """The layers of confinement that held."""
    finding: Finding | None = None
    """How the check went, if there was one."""
    near_ties: tuple[NearTie, ...] = ()
    """Up to 20, found on the virtual clock in a run that was shaken, if only by `Shake()`."""
