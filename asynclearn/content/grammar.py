"""The grammar of course files in one place: every known word, next to a whole example.

A lesson is a folder, `lessons/04-async-generators/`, with `README.md` and `part-1-slug.md`,
`part-2-slug.md`, … A challenge is one file, `challenges/slug.md`. The templates at the foot
show both; a test reads them, so they are true. Above its title a part may have front matter
with one key, `needs: [loopback, aiohttp]`: what its programs use beyond the standard library.
"""

from dataclasses import dataclass

from asynclearn.content.challenge import Kind

COURSE_FILE = "course.toml"
"""What a course says of itself; `content.course_file` reads it."""

LANGUAGES = (
    "python",
    "output",
    "text",
    "console",
    "bash",
    "markdown",
    "json",
    "toml",
    "yaml",
    "html",
    "sql",
    "diff",
)

PYTHON_WORDS = {
    "predict": None,
    "run": None,
    "name": "name=counter",
    "uses": "uses=counter",
    "clock": "clock=real",
    "fails": "fails=check_it_ends",
}
"""The words of a `python` fence, with an example of those that take a value."""

OUTPUT_WORDS = {
    "wrong": None,
    "raises": "raises=ValueError",
    "hangs": None,
    "exits": "exits=3",
    "unordered": None,
    "stderr": None,
    "python": 'python=">=3.12"',
}
"""The words of an `output` fence, likewise."""

SECTIONS = ("Why", "Hint", "Explanation", "Checks", "Solution", "Wrong")
REPEATED_SECTIONS = frozenset({"Hint", "Solution", "Wrong"})
WORKSHOP_KINDS = frozenset({Kind.DEBUG, Kind.DESIGN})
WORKSHOP_SECTIONS = {"Checks": 1, "Solution": 1, "Wrong": 2}
"""The sections that only `debug` and `design` have, and how many of each they need."""

CLOCKS = ("real", "virtual")
LOOPBACK = "loopback"
"""The one need that is no package: the sandbox meets it, on most computers."""
NEEDS = (LOOPBACK, "aiohttp", "aiosqlite", "asyncpg")
DIRECTIVE = "asynclearn:"
"""What opens an HTML comment that is meant for us."""
ALLOW = "<!-- asynclearn: allow RULE because REASON -->"
"""The one directive: this file breaks a rule of `asynclearn check` knowingly."""

LOWEST_HEADING = 4
HIGHEST_EXIT_CODE = 255
SYNTAX_ERRORS = frozenset({"SyntaxError", "IndentationError", "TabError"})
"""A snippet that is claimed to raise one of these need not compile."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a `python` fence stands, and the words that have a meaning there."""

    name: str
    words: frozenset[str]


_BUILDING = frozenset({"name", "uses", "clock"})
LESSON = Place("a lesson", _BUILDING | {"predict", "run"})
EXPLANATION = Place("`## Explanation`", _BUILDING | {"run"})
SOLUTION = Place("`## Solution`", _BUILDING)
WRONG = Place("`## Wrong`", _BUILDING | {"fails"})
CHECKS = Place("`## Checks`", frozenset())
QUESTION = Place("the question", frozenset())
HINT = Place("`## Hint`", frozenset())
WHY = Place("`## Why`", frozenset())
ANYWHERE = Place("a course", _BUILDING | {"predict", "run", "fails"})
PROGRAMS = {
    Kind.PREDICT: Place("the program of a `predict` challenge", _BUILDING | {"predict"}),
    Kind.ESTIMATE: Place("the program of an `estimate` challenge", _BUILDING | {"run"}),
    Kind.DEBUG: Place("the program of a `debug` challenge", _BUILDING),
    Kind.DESIGN: Place("the program of a `design` challenge", _BUILDING),
    None: Place("the program of a challenge", _BUILDING | {"predict", "run"}),
}
"""The place of a challenge's own program. The kind may not be known, as it is misspelt."""


def is_slug(text: str) -> bool:
    """Whether a name is made of lower-case words and digits with hyphens between."""
    words = text.split("-")
    return text.isascii() and text == text.lower() and all(word.isalnum() for word in words)


README_TEMPLATE = """\
---
number: 4
title: Async generators
summary: Values that arrive over time, and who closes their source.
outcomes: [say when the body of an async generator runs]
prerequisites: [lesson 3]
---
# Async generators

What this lesson is about, and why it is worth an hour.
"""

PART_TEMPLATE = """\
# Calling starts nothing

Say what this prints before you run it.

```python predict
async def ticks():
    print("started")
    yield 1


ticks()
print("done")
```

```output
done
```

```output wrong
started
done
```

> Calling an async generator function only makes the generator.

> [!NOTE]
> Nothing warns about a generator that is never iterated.
"""

_QUESTION_TEMPLATE = """\
---
kind: {kind}
level: 1
lesson: 4
topics: [async-generators]{more}
---
# A title

The question.

```python
import asyncio

asyncio.run(asyncio.sleep(0))
print("done")
```
"""

_OUTPUT_TEMPLATE = """
```output
done
```

```output wrong
```

> `print` runs after the loop has closed.
"""

_WORKSHOP_TEMPLATE = """
## Checks

```python
async def check_it_ends():
    \"\"\"Your program ends.\"\"\"
```

## Solution

```python
print("right")
```

## Wrong

```python fails=check_it_ends
print("one way to miss it")
```

> Why it misses.

## Wrong

```python fails=check_it_ends
print("another way")
```

> Why it misses, too.
"""

_EXPLANATION_TEMPLATE = """
## Hint

A nudge.

## Explanation

Why it is so.
"""

CHALLENGE_TEMPLATES = {
    Kind.PREDICT: _QUESTION_TEMPLATE.format(kind="predict", more="")
    + _OUTPUT_TEMPLATE
    + _EXPLANATION_TEMPLATE,
    Kind.DEBUG: _QUESTION_TEMPLATE.format(kind="debug", more="")
    + _WORKSHOP_TEMPLATE
    + _EXPLANATION_TEMPLATE,
    Kind.DESIGN: _QUESTION_TEMPLATE.format(kind="design", more="")
    + _WORKSHOP_TEMPLATE
    + _EXPLANATION_TEMPLATE,
    Kind.ESTIMATE: _QUESTION_TEMPLATE.format(kind="estimate", more="\nunit: ms\nwithin: 1.5")
    + _EXPLANATION_TEMPLATE,
}
"""A whole challenge of each kind, to start from."""
