"""What a report says about a hang: untrusted claims, taken apart into nouns or dropped.

Two write to it. The watcher in the program's own process writes one line of JSON (`inside/hangs`).
`faulthandler`, asked by the supervisor, writes where each thread is, in its own format:

    Thread 0x00007f2f (most recent call first):
      File "/usr/lib/python3.13/threading.py", line 359 in wait
      File "/home/learner/program.py", line 12 in worker

A program can forge both. So they only ever make an ending that is bad by the word of the kernel or
of the supervisor more talkative, and of text nothing is kept but what is short.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from asynclearn.sandbox.outcome import Ending, Hang, Waiting

HANGS = 86
"""The exit code with which the watcher ends the program, as `inside.hangs.telling` has it."""

_MOST = 40
_LONGEST = 400
_LAST_LINE = 10_000_000
_LAST_LINES = 2000

STUCK = (
    "Nothing is ready to run, no timer is set, and there is no thread, child process or connection "
    "that could wake it."
)
STUCK_THREADS = "All its threads wait, and nothing is left that could wake one of them."
_ENDLESS = {
    "unchanging": "Its loop changes nothing that it looks at, so it goes round for ever.",
    "turns": "It was still running after {count:,} turns of the event loop.",
    "waits": "It was still running after it had waited {count:,} times for a timer.",
    "rounds": (
        "It went round {count:,} more times without giving control back to the event loop, "
        "and then was stopped."
    ),
}


def claimed_hang(report: str) -> tuple[Ending, Hang] | None:
    """The hang that the last line of a report claims, if it is one."""
    try:
        claim = json.loads(report.strip().rpartition("\n")[2])
    except (ValueError, RecursionError):
        return None
    match claim:
        case {"what": "hang", "kind": "stuck", "waiting": list(waiting)}:
            hang = Hang(
                waiting=tuple(_waiting(waiting)),
                cycle=tuple(_texts(claim.get("cycle"))),
                left_out=_number(claim.get("left_out")) or 0,
                sentence=STUCK,
            )
            return Ending.STUCK, hang
        case {"what": "hang", "kind": "endless", "why": str(why), "count": int(count)} if (
            why in _ENDLESS
        ):
            reaches = claim.get("reaches_loop")
            hang = Hang(
                lines=tuple(_lines(claim.get("lines"))),
                reaches_loop=reaches if isinstance(reaches, bool) else None,
                sentence=_ENDLESS[why].format(count=min(abs(count), 10**12)),
            )
            return Ending.ENDLESS, hang
    return None


def _waiting(claims: Iterable[Any]) -> Iterator[Waiting]:
    for claim in list(claims)[:_MOST]:
        match claim:
            case {"task": str(task), "awaiting": str(awaiting)}:
                yield Waiting(
                    task=_text(task),
                    line=_line(claim.get("line")),
                    awaiting=_text(awaiting),
                    function=_text(claim.get("function")),
                    expression=_text(claim.get("expression")),
                    waits_for=tuple(_texts(claim.get("waits_for"))),
                )


def _texts(claims: object) -> Iterator[str]:
    if isinstance(claims, list):
        yield from (_text(each) for each in claims[:_MOST] if isinstance(each, str))


def _text(claim: object) -> str:
    """A short text on one line, without what UTF-8 can't encode."""
    if not isinstance(claim, str):
        return ""
    return " ".join(claim[:_LONGEST].encode(errors="replace").decode().split())


def _lines(claims: object) -> Iterator[int]:
    if isinstance(claims, list):
        yield from (line for each in claims[:_MOST] if (line := _line(each)) is not None)


def _line(claim: object) -> int | None:
    number = _number(claim)
    return number if number is not None and 0 < number < _LAST_LINE else None


def _number(claim: object) -> int | None:
    if isinstance(claim, int) and not isinstance(claim, bool) and 0 <= claim < _LAST_LINE:
        return claim
    return None


_IN_LOOP = "the event loop, which nothing can wake"


def asked_hang(report: str, filename: str) -> Hang:
    """What a program answered whose supervisor knows that it is stuck, and asked why."""
    threads = _dumped_threads(report, filename)
    claims = (claimed_hang(line) for line in reversed(report.splitlines()[-_LAST_LINES:]))
    found = next((hang for ending, hang in filter(None, claims) if ending is Ending.STUCK), Hang())
    if found.waiting:
        # The thread of the loop waits for nothing but what its tasks wait for.
        threads = tuple(each for each in threads if each.awaiting != _IN_LOOP)
    return replace(found, waiting=found.waiting + threads, sentence=STUCK_THREADS)


_THREAD = re.compile(r"(Current thread|Thread) 0x([0-9a-f]+) .*\(most recent call first\):")
_FRAME = re.compile(r'  File "(.*)", line (\d+) in (.+)')
_CALLS = {
    ("selectors", "select"): _IN_LOOP,
    ("_base", "result"): "`future.result()`",
    ("_base", "wait"): "`concurrent.futures.wait()`",
    ("_base", "shutdown"): "`executor.shutdown()`",
    ("thread", "shutdown"): "`executor.shutdown()`",
    ("thread", "_worker"): "more work to do, as a worker of an executor",
    ("threading", "join"): "`thread.join()`",
    ("threading", "_shutdown"): "the end of the other threads",
    ("threading", "wait"): "`wait()` of an event, a condition or a barrier",
    ("threading", "wait_for"): "`condition.wait_for()`",
    ("threading", "acquire"): "`acquire()` of a semaphore",
    ("queue", "get"): "`queue.get()`",
    ("queue", "put"): "`queue.put()`",
    ("queue", "join"): "`queue.join()`",
}
"""What a thread waits for, by the module and name of what the program called."""


def _dumped_threads(report: str, filename: str) -> tuple[Waiting, ...]:
    """Where each thread is, by what `faulthandler` wrote: the main thread first."""
    # It spells out what is not ASCII just so, and cuts what is longer than 500 characters.
    shown = filename.encode("ascii", "backslashreplace").decode()
    found: list[Waiting] = []
    others = 0
    for is_main, frames in _threads(report):
        others += not is_main
        number = f" {others}" if others > 1 else ""
        thread = "main thread" if is_main else f"another thread{number}"
        waiting = _thread(thread, frames, shown)
        found[: 0 if is_main else len(found)] = [waiting]
    return tuple(found[:_MOST])


def _threads(report: str) -> Iterator[tuple[bool, list[tuple[str, int, str]]]]:
    current: tuple[bool, list[tuple[str, int, str]]] | None = None
    for line in report.splitlines():
        if thread := _THREAD.fullmatch(line):
            if current is not None:
                yield current
            # The kernel gives a signal for the whole process to the main thread if it can.
            current = thread[1] == "Current thread", []
        elif current is not None and (frame := _FRAME.fullmatch(line)):
            current[1].append((frame[1], int(frame[2][:9]), frame[3]))
    if current is not None:
        yield current


def _thread(name: str, frames: list[tuple[str, int, str]], filename: str) -> Waiting:
    called = innermost = ""
    for path, line, function in frames:
        if path.rpartition("/")[2] == filename:
            words = called or "a call that does not return"
            return Waiting(name, _line(line), words, "" if function == "<module>" else function)
        module = path.rpartition("/")[2].removesuffix(".py")
        called = _CALLS.get((module, function), called)
        innermost = innermost or called
    return Waiting(name, None, innermost or "something outside of the program's own code")
