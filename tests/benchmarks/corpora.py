"""Courses of any size, the same for each seed, in the form that each checker reads.

A program is a few lines of asyncio made from one of several patterns, with what it prints worked
out from the pattern and never by running it. `mix` sleeps up to 0.2 s in nine of ten programs, by
0.06 s on average; `plain` never sleeps. Each file holds one program and its claimed output.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

_WORDS = ("oak", "ash", "elm", "fir", "yew", "bay", "box", "fig", "may", "nut", "ivy", "rue")


@dataclass(frozen=True, slots=True)
class Example:
    """One program and what it prints."""

    name: str
    source: str
    output: str


def mix(number: int, seed: int = 1) -> list[Example]:
    """So many programs, of which most sleep."""
    return _examples(number, seed, awake=0.1)


def plain(number: int, seed: int = 1) -> list[Example]:
    """So many programs that never sleep."""
    return _examples(number, seed, awake=1.0)


def _examples(number: int, seed: int, awake: float) -> list[Example]:
    chance = random.Random(seed)  # noqa: S311 - the same for each seed is what it is for
    return list(_made(number, chance, awake))


def _made(number: int, chance: random.Random, awake: float) -> Iterator[Example]:
    for place in range(number):
        pattern = chance.choice(_PATTERNS)
        # Whole hundredths that differ from each other: no two timers are due at the same moment.
        most = 0 if chance.random() < awake else chance.randint(3, 10)
        words = chance.sample(_WORDS, 3)
        waits = sorted(chance.sample(range(1, most + 1), 3)) if most else [0, 0, 0]
        source, lines = pattern(words, [wait / 100 for wait in waits])
        # So that no two files are the same, and a checker can keep nothing from one for the next.
        source = source.replace("def main", f"def main_{place}").replace(
            "main()", f"main_{place}()"
        )
        yield Example(f"number-{place:05}", source, "".join(f"{line}\n" for line in lines))


_Pattern = Callable[[Sequence[str], Sequence[float]], tuple[str, Sequence[str]]]


def _one_after_the_other(words: Sequence[str], waits: Sequence[float]) -> tuple[str, list[str]]:
    source = f"""\
import asyncio

async def tell(word, seconds):
    print("begin", word)
    await asyncio.sleep(seconds)
    print("end", word)

async def main():
    await tell("{words[0]}", {waits[0]})
    await tell("{words[1]}", {waits[1]})

asyncio.run(main())
"""
    return source, [f"{step} {word}" for word in words[:2] for step in ("begin", "end")]


def _all_at_once(words: Sequence[str], waits: Sequence[float]) -> tuple[str, list[str]]:
    source = f"""\
import asyncio

async def tell(word, seconds):
    print("begin", word)
    await asyncio.sleep(seconds)
    print("end", word)
    return len(word)

async def main():
    lengths = await asyncio.gather(
        tell("{words[0]}", {waits[0]}),
        tell("{words[1]}", {waits[1]}),
        tell("{words[2]}", {waits[2]}),
    )
    print(lengths)

asyncio.run(main())
"""
    return source, [*(f"begin {each}" for each in words), *(f"end {each}" for each in words),
                    str([len(each) for each in words])]  # fmt: skip


def _a_generator(words: Sequence[str], waits: Sequence[float]) -> tuple[str, list[str]]:
    source = f"""\
import asyncio

async def boards():
    try:
        for word in {list(words)!r}:
            await asyncio.sleep({waits[0]})
            yield word
    finally:
        print("swept")

async def main():
    source = boards()
    async for board in source:
        print(board)
        if board == "{words[1]}":
            break
    await source.aclose()
    print("closed")

asyncio.run(main())
"""
    return source, [words[0], words[1], "swept", "closed"]


def _a_queue(words: Sequence[str], waits: Sequence[float]) -> tuple[str, list[str]]:
    source = f"""\
import asyncio

async def produce(queue):
    for word in {list(words)!r}:
        await asyncio.sleep({waits[1]})
        await queue.put(word)
    await queue.put(None)

async def main():
    queue = asyncio.Queue(maxsize=1)
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(queue))
        while (item := await queue.get()) is not None:
            print("got", item)
    print("done")

asyncio.run(main())
"""
    return source, [*(f"got {each}" for each in words), "done"]


def _a_deadline(words: Sequence[str], waits: Sequence[float]) -> tuple[str, list[str]]:
    source = f"""\
import asyncio

async def work():
    try:
        print("{words[0]}")
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("cancelled")
        raise

async def main():
    try:
        async with asyncio.timeout({waits[2]}):
            await work()
    except TimeoutError:
        print("too late for {words[1]}")

asyncio.run(main())
"""
    # One that is over already cancels at the first await, too: `work` has begun by then.
    return source, [words[0], "cancelled", f"too late for {words[1]}"]


_PATTERNS: tuple[_Pattern, ...] = (
    _one_after_the_other,
    _all_at_once,
    _a_generator,
    _a_queue,
    _a_deadline,
)


def write_challenges(examples: Sequence[Example], folder: Path) -> Path:
    """A course with a challenge for each, about as long as real ones; gives its folder."""
    challenges = folder / "challenges"
    challenges.mkdir(parents=True)
    for place, example in enumerate(examples):
        lines = example.output.splitlines()
        (challenges / f"{example.name}.md").write_text(
            _CHALLENGE.format(
                level=place % 3 + 1,
                topic=place % 20 + 1,
                place=place,
                source=example.source,
                output=example.output,
                wrong="\n".join(reversed(lines)),
                first=lines[0],
                last=lines[-1],
            ),
            encoding="utf-8",
        )
    return folder


_CHALLENGE = """\
---
kind: predict
level: {level}
lesson: 4
topics: [topic-{topic}, order]
---
# Who is first, {place}

Several things wait here, and some of them wait for each other. Read the program
from `asyncio.run` on, and note down where each coroutine gives control away and
what it needs to get it back. What does the program print?

```python
{source}```

```output
{output}```

```output wrong
{wrong}
```

> This is the order from the end to the start. The event loop takes up what is
> ready in the order in which it became ready.

## Why

What decides who goes first?

- [x] The order in which the tasks became ready.

  > Yes. The loop has a queue of what is ready, and takes from its front.

- [ ] The length of the words.

  > Nothing here compares them.

## Hint

Which line runs before the first `await` that has to wait?

## Hint

Whoever waits gives its turn away. Who has something to do then?

## Explanation

`asyncio.run` starts the main coroutine as a task. It runs up to the first
`await` that has to wait, so `{first}` is printed first.

From there on the loop takes up each task when its timer is due or what it
waits for has happened. The last one to come back prints `{last}`.
"""


def write_code_blocks(examples: Sequence[Example], folder: Path) -> Path:
    """Markdown with a `python` and an `output` fence a file, as pytest-codeblocks compares them."""
    folder.mkdir()
    for example in examples:
        (folder / f"{example.name}.md").write_text(
            f"# {example.name}\n\n```python\n{example.source}```\n\n"
            f"<!--pytest-codeblocks:expected-output-->\n\n```output\n{example.output}```\n",
            encoding="utf-8",
        )
    return folder


def write_doctests(examples: Sequence[Example], folder: Path) -> Path:
    """Markdown with a session of the interactive interpreter a file, for doctest and sybil."""
    folder.mkdir()
    for example in examples:
        body, _, last = example.source.rstrip().rpartition("\n\n")
        session = f"{_session(body)}\n>>> {last}\n{example.output}"
        (folder / f"{example.name}.md").write_text(
            # The empty line ends the output for doctest, which knows no fences.
            f"# {example.name}\n\n```python\n{session}\n```\n",
            encoding="utf-8",
        )
    return folder


def _session(source: str) -> str:
    """Source as it is typed: each statement at the prompt, with an empty line after a function."""
    pieces = []
    for piece in source.split("\n\n"):
        first, *rest = piece.rstrip().split("\n")
        pieces.append("\n".join([f">>> {first}", *(f"... {line}" for line in rest)]))
    return "\n".join(pieces)


def write_shell_tests(examples: Sequence[Example], folder: Path, python: str) -> Path:
    """A cram test a file, beside the program that it runs with a new interpreter."""
    write_programs(examples, folder)
    for example in examples:
        (folder / f"{example.name}.t").write_text(
            f'  $ {python} "$TESTDIR/{example.name}.py"\n{indent(example.output, "  ")}',
            encoding="utf-8",
        )
    return folder


def write_programs(examples: Sequence[Example], folder: Path) -> Path:
    """A Python file for each, and beside it what it prints."""
    folder.mkdir()
    for example in examples:
        (folder / f"{example.name}.py").write_text(example.source, encoding="utf-8")
        (folder / f"{example.name}.txt").write_text(example.output, encoding="utf-8")
    return folder
