"""Challenges of each kind, their keys and their sections."""

from pathlib import Path

import pytest

from asynclearn.content.blocks import (
    ExpectedOutput,
    Heading,
    Location,
    Prose,
    Role,
    Snippet,
    Stream,
    WrongPrediction,
)
from asynclearn.content.challenge import (
    Challenge,
    Check,
    Choice,
    Estimate,
    Hint,
    Kind,
    Workshop,
    WrongSolution,
)
from asynclearn.content.grammar import CHALLENGE_TEMPLATES
from asynclearn.content.library import parse_challenge
from asynclearn.judging.claim import Claim, MatchRule

PROGRAM = 'import asyncio\n\nasyncio.run(asyncio.sleep(0))\nprint("done")\n'
WHY = """\
## Why

What runs first?

- [ ] the **body**
  > Calling starts nothing,
  > as ever.
- [x] nothing

  > Right.

"""


def at(line: int) -> Location:
    return Location(Path("feed.md"), line)


def below(first: int, source: str) -> str:
    """A program whose source starts on line `first`."""
    return "\n" * (first - 1) + source


def test_a_predict_challenge(challenge):
    assert challenge(
        "predict",
        ("topics: [async-generators]", 'topics: [aclose, anext]\npython: ">=3.11"\ntimeout: 2.5'),
        ("## Hint", f"{WHY}## Hint"),
        ("## Explanation\n", "## Hint\n\n- two\n\n## Explanation\n\n### First\n"),
    ) == Challenge(
        id="feed",
        kind=Kind.PREDICT,
        level=1,
        lesson=4,
        topics=("aclose", "anext"),
        title="A title",
        question=(Prose("The question.", at(11)),),
        snippet=Snippet(
            PROGRAM,
            below(14, PROGRAM),
            at(14),
            Role.PREDICT,
            expected=(
                ExpectedOutput(Claim("done\n"), MatchRule.EXACT, Stream.STDOUT, None, at(20)),
            ),
            wrong=(WrongPrediction(Claim(""), "`print` runs after the loop has closed.", at(24)),),
        ),
        explanation=(Heading(3, "First", at(50)), Prose("Why it is so.", at(52))),
        location=at(1),
        hints=(Hint("A nudge.", at(40), 42), Hint("- two", at(44), 46)),
        why_question=(Prose("What runs first?", at(31)),),
        why=(
            Choice(
                "the **body**",
                right=False,
                feedback="Calling starts nothing,\nas ever.",
                location=at(33),
            ),
            Choice("nothing", right=True, feedback="Right.", location=at(36)),
        ),
        python=">=3.11",
        timeout=2.5,
        key_lines=(
            ("kind", 2),
            ("level", 3),
            ("lesson", 4),
            ("topics", 5),
            ("python", 6),
            ("timeout", 7),
        ),
        title_line=9,
    )


@pytest.mark.parametrize("kind", ["debug", "design"])
def test_a_workshop(challenge, kind):
    read = challenge(kind, ("level: 1", "level: 3\nneeds: [loopback, aiohttp]"))

    checks = 'async def check_it_ends():\n    """Your program ends."""\n'
    one_way, another_way = 'print("one way to miss it")\n', 'print("another way")\n'
    assert (read.kind, read.level, read.needs) == (Kind(kind), 3, ("loopback", "aiohttp"))
    assert read.snippet == Snippet(PROGRAM, below(13, PROGRAM), at(13), Role.SHOW)
    assert read.workshop == Workshop(
        checks_source=checks,
        checks_program=below(22, checks),
        checks=(Check("check_it_ends", "Your program ends.", at(22)),),
        solutions=(Snippet('print("right")\n', below(29, 'print("right")\n'), at(29), Role.SHOW),),
        wrong=(
            WrongSolution(
                Snippet(one_way, below(35, one_way), at(35), Role.SHOW),
                "Why it misses.",
                at(32),
                "check_it_ends",
            ),
            WrongSolution(
                Snippet(another_way, below(43, another_way), at(43), Role.SHOW),
                "Why it misses, too.",
                at(40),
                "check_it_ends",
            ),
        ),
        location=at(19),
    )


def test_a_debug_challenge_may_say_what_its_program_prints(challenge):
    read = challenge("debug", ("## Checks", "```output hangs\n```\n\n## Checks"))

    assert [output.location for output in read.snippet.expected] == [at(18)]


def test_an_estimate(challenge):
    read = challenge("estimate", ("unit: ms", "unit: ms\nclock: real"))

    assert (read.kind, read.estimate) == (Kind.ESTIMATE, Estimate("ms", 1.5))
    assert (read.snippet.role, read.snippet.real_clock) == (Role.RUN, True)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_template_of_each_kind_is_true(challenge, kind):
    assert challenge(kind).kind is kind


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "kind: predict",
            "kind: predcit",
            (
                "2: `kind` must be `predict`, `debug`, `design` or "
                "`estimate`; did you mean `predict`?"
            ),
        ),
        ("level: 1", "level: 4", "3: `level` must be 1, 2 or 3; write for example `level: 1`"),
        (
            "lesson: 4",
            "lesson: 0",
            ("4: `lesson` must be a whole number from 1; write for example `lesson: 4`"),
        ),
        (
            "[async-generators]",
            "[a, a]",
            (
                "5: `topics` must be a list of different lower-case "
                "words, with `-` for spaces; write for example `topics: [aclose, async-with]`"
            ),
        ),
        (
            "[async-generators]",
            "\n  - a\n  - B c",
            (
                "7: `topics` must be a list of different "
                "lower-case words, with `-` for spaces; "
                "write for example `topics: [aclose, async-with]`"
            ),
        ),
        (
            "level: 1",
            "level: 1\npython: new",
            (
                "4: `python` must be the Python versions that it "
                'runs on; write for example `python: ">=3.12"`'
            ),
        ),
        (
            "level: 1",
            "level: 1\nclock: raal",
            ("4: `clock` must be `real` or `virtual`; did you mean `real`?"),
        ),
        (
            "level: 1",
            "level: 1\ntimeout: 61",
            (
                "4: `timeout` must be a number of seconds above 0, "
                "at most 60; write for example `timeout: 10`"
            ),
        ),
        (
            "level: 1",
            "level: 1\ntimeout: nan",
            (
                "4: `timeout` must be a number of seconds above 0, "
                "at most 60; write for example `timeout: 10`"
            ),
        ),
        (
            "level: 1",
            "level: 1\nneeds: [aiohtp]",
            (
                "4: `needs` must be a list of `loopback`, "
                "`aiohttp`, `aiosqlite` or `asyncpg`; did you mean `aiohttp`?"
            ),
        ),
        ("level: 1", "level: 1\nunit: ms", "4: `unit` is only for `kind: estimate`; remove it"),
    ],
)
def test_a_slip_in_front_matter_is_refused_once(challenge_refusals, old, new, message):
    assert challenge_refusals("predict", (old, new)) == [f"feed.md:{message}"]


def test_an_estimate_needs_its_unit_and_its_factor(challenge_refusals):
    assert challenge_refusals("estimate", ("unit: ms\nwithin: 1.5\n", "")) == [
        "feed.md:1: `unit` is missing, which a `kind: estimate` needs; write `unit: ms`",
        "feed.md:1: `within` is missing, which a `kind: estimate` needs; write `within: 1.5`",
    ]


def test_a_factor_is_above_one(challenge_refusals):
    assert challenge_refusals("estimate", ("within: 1.5", "within: 1")) == [
        "feed.md:7: `within` must be a factor above 1; write for example `within: 1.5`"
    ]


def test_missing_front_matter_is_refused_once(refusals, write):
    text = CHALLENGE_TEMPLATES[Kind.DEBUG].split("---\n")[2]

    assert refusals(parse_challenge, write("feed.md", text)) == [
        (
            "feed.md:1: the front matter is missing; "
            "start with lines `---`, `kind`, `level`, `lesson`, `topics` and `---`"
        )
    ]


def test_the_name_of_a_file_is_a_slug(refusals, write):
    path = write("My_feed.md", CHALLENGE_TEMPLATES[Kind.PREDICT])

    assert refusals(parse_challenge, path) == [
        (
            "My_feed.md:1: `My_feed.md` is no name of a challenge; "
            "use lower-case words with `-` between them"
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# A title\n", "", "8: the title is missing; start with a line `# …`"),
        ("The question.", "", "11: the question is missing; write it above the program"),
        (
            "The question.",
            "### Task\n\nDo.",
            ("9: the question has no headings of its own; write the text as a paragraph"),
        ),
        (
            "```python\n",
            "```python run\n",
            ("11: `run` has no meaning in the program of a `predict` challenge; remove it"),
        ),
        (
            "```output\ndone\n```\n",
            "",
            ("11: a program to predict needs its `output`; write an `output` fence below it"),
        ),
        (
            "## Hint",
            "More text.\n\n## Hint",
            (
                "27: only `output` fences and `##` sections follow "
                "the program; move this above it or into a section"
            ),
        ),
        ("## Hint", "## Hnt", "27: `## Hnt` is no section of a challenge; did you mean `Hint`?"),
        (
            "## Explanation",
            "## explanation",
            ("31: `## explanation` is no section of a challenge; did you mean `Explanation`?"),
        ),
        (
            "## Hint",
            "## Background",
            (
                "27: `## Background` is no section of a challenge; "
                "write `Why`, `Hint`, `Explanation`, `Checks`, `Solution` or `Wrong`"
            ),
        ),
        ("A nudge.\n", "", "27: `## Hint` is empty; write its text or remove it"),
        (
            "A nudge.\n",
            "### More\n",
            ("29: `## Hint` has no headings of its own; write the text as a paragraph"),
        ),
        (
            "A nudge.\n",
            "```python run\nx = 1\n```\n",
            ("29: `run` has no meaning in `## Hint`; remove it"),
        ),
        ("Why it is so.\n", "", "31: `## Explanation` is empty; write its text or remove it"),
        ("## Explanation\n\nWhy it is so.\n", "", "1: `## Explanation` is missing; add it"),
        (
            "Why it is so.\n",
            "So.\n\n## Explanation\n\nSo.\n",
            ("35: `## Explanation` is already on line 31; join the two"),
        ),
        (
            "Why it is so.\n",
            "```python predict\nx = 1\n```\n",
            ("33: `predict` has no meaning in `## Explanation`; remove it"),
        ),
        (
            "## Hint",
            "## Solution\n\n```python\nx = 1\n```\n\n## Hint",
            ("27: `## Solution` is only for `debug` and `design`; remove it"),
        ),
    ],
)
def test_a_slip_in_a_predict_challenge_is_refused_once(challenge_refusals, old, new, message):
    assert challenge_refusals("predict", (old, new)) == [f"feed.md:{message}"]


def test_a_challenge_without_a_program_is_refused(challenge_refusals):
    program = f"```python\n{PROGRAM}```\n"

    assert challenge_refusals("estimate", (program, "")) == [
        "feed.md:11: the program is missing; put a `python` fence below the question"
    ]


def test_an_estimate_claims_no_output(challenge_refusals):
    assert challenge_refusals("estimate", ("## Hint", "```output\n1\n```\n\n## Hint")) == [
        "feed.md:20: a `kind: estimate` claims no output; remove this"
    ]


def test_a_program_for_other_versions_need_not_compile_here(challenge):
    edits = ("level: 1", 'level: 1\npython: ">=99"'), ("import asyncio\n", "import (\n")

    assert challenge("predict", *edits).python == ">=99"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            WHY,
            "## Why\n\nWhat?\n",
            ("27: `## Why` has no choices; write a task list, with `- [x]` for the right one"),
        ),
        (
            "[x]",
            "[ ]",
            ("31: exactly one choice is right; mark that one `- [x]` and the others `- [ ]`"),
        ),
        (
            "[ ]",
            "[x]",
            ("31: exactly one choice is right; mark that one `- [x]` and the others `- [ ]`"),
        ),
        (
            "- [ ] the **body**\n  > Calling starts nothing,\n  > as ever.\n",
            "",
            ("31: one choice is no choice; write at least two"),
        ),
        (
            "[ ] the",
            "[ ]the",
            ("31: the choice has no box; start it with `- [ ]`, or `- [x]` if it is right"),
        ),
        (
            "[ ] the",
            "the",
            ("31: the choice has no box; start it with `- [ ]`, or `- [x]` if it is right"),
        ),
        ("[ ] the **body**", "[ ]", "31: the choice is empty; write its text"),
        (
            "  > Right.\n",
            "",
            ("34: the choice has no feedback; put a block quote under it, indented as its text"),
        ),
        (
            "  > Right.\n",
            "> Right.\n",
            (
                "36: nothing follows the choices of `## Why`; indent a "
                "quote to stand under its choice, and move other text above"
            ),
        ),
        (
            "  > Right.\n",
            "  > Right.\n\n  And more.\n",
            ("38: one block quote stands under a choice and nothing else; put all text into it"),
        ),
    ],
)
def test_a_slip_in_why_is_refused_once(challenge_refusals, old, new, message):
    assert WHY.count(old) == 1

    found = challenge_refusals("predict", ("## Hint", f"{WHY.replace(old, new)}\n## Hint"))

    assert found == [f"feed.md:{message}"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'async def check_it_ends():\n    """Your program ends."""',
            "pass",
            ("20: no check is here; write at least one `async def check_…` function"),
        ),
        (
            '    """Your program ends."""',
            "    pass",
            ("21: `check_it_ends` has no docstring; say there what it demands of the learner"),
        ),
        (
            "async def",
            "def",
            ("21: `check_it_ends` is no coroutine function; write `async def check_it_ends`"),
        ),
        (
            "## Solution",
            "And more.\n\n## Solution",
            ("25: `## Checks` holds one `python` fence only; move this away"),
        ),
        (
            '```python\nprint("right")\n```\n',
            "None.\n",
            ("27: `## Solution` starts with its `python` fence; put one here"),
        ),
        (
            '```python\nprint("right")\n```\n',
            "",
            ("25: `## Solution` starts with its `python` fence; put one here"),
        ),
        (
            'print("right")',
            "print(",
            ("28: the program does not compile: '(' was never closed; correct it"),
        ),
        (
            '## Solution\n\n```python\nprint("right")\n```\n',
            "",
            ("1: a `debug` challenge needs `## Solution`; add it"),
        ),
        (
            "> Why it misses.\n",
            "",
            ("33: a wrong solution has no feedback; put a block quote with text below it"),
        ),
        (
            "> Why it misses.\n",
            "> Why.\n\nMore.\n",
            ("39: `## Wrong` holds one `python` fence and its feedback quote only; move this away"),
        ),
        (
            ' fails=check_it_ends\nprint("one',
            '\nprint("one',
            ("33: a wrong solution names the check that it fails; write `fails=check_…`"),
        ),
        (
            'fails=check_it_ends\nprint("one',
            'fails=check_ends\nprint("one',
            ("33: `fails=check_ends` names no check; did you mean `check_it_ends`?"),
        ),
        (
            "## Checks",
            "```output wrong\n1\n```\n\n> No.\n\n## Checks",
            "11: a program to predict needs its `output`; write an `output` fence below it",
        ),
    ],
)
def test_a_slip_in_a_workshop_is_refused_once(challenge_refusals, old, new, message):
    assert challenge_refusals("debug", (old, new)) == [f"feed.md:{message}"]


def test_helpers_among_the_checks_need_no_docstring(challenge):
    read = challenge("debug", ("async def", "import os\n\n\ndef helper(): ...\n\n\nasync def"))

    assert [check.location.line for check in read.workshop.checks] == [27]


def test_two_wrong_solutions_are_needed(challenge_refusals):
    second = CHALLENGE_TEMPLATES[Kind.DEBUG].split("## Wrong")[2].split("## Hint")[0]

    assert challenge_refusals("debug", (f"## Wrong{second}", "")) == [
        "feed.md:1: a `debug` challenge needs two `## Wrong` sections; add one"
    ]


def test_a_check_defined_twice_is_refused(challenge_refusals):
    check = '    """Your program ends."""\n'

    assert challenge_refusals("debug", (check, f"{check}async def check_it_ends():\n{check}")) == [
        "feed.md:23: `check_it_ends` is defined twice; rename one"
    ]


def test_all_problems_of_a_challenge_come_at_once(challenge_refusals):
    found = challenge_refusals(
        "debug",
        ("level: 1", "level: 9"),
        ("# A title\n", ""),
        ('print("right")', "print("),
        ("> Why it misses.\n", ""),
        ("A nudge.", "<i>x</i>"),
    )

    assert [problem.split(": ")[0] for problem in found] == [
        "feed.md:3",
        "feed.md:8",
        "feed.md:27",
        "feed.md:32",
        "feed.md:47",
    ]
