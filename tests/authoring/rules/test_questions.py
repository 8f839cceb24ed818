"""Where the rules about questions draw the line; nothing runs."""

import pytest

from asynclearn.authoring.reading import read
from asynclearn.authoring.rule import PageRule
from asynclearn.authoring.rules import ALL

PREDICT = "challenges/two-boats.md"
QUESTION = "Two boats come to a lock. What is printed, and in which order?"
OUTPUT = "```output\nAnna waits\nBo waits\nAnna passes\nBo passes\n```"
HINT = "Look for the line on which a boat gives its turn away."
EXPLANATION = (
    "Each boat runs until `await asyncio.sleep(0)`. So both wait before one of them passes."
)
FEEDBACK = "> `await asyncio.sleep(0)` gives the turn to the other boat."


@pytest.fixture
def broken(change):
    """The rules that a changed challenge breaks as it stands, each with the line."""

    def broken(*edits):
        [page] = read(change(PREDICT, *edits)).pages
        rules = (rule for rule in ALL if isinstance(rule, PageRule))
        return [(rule.name, mark.line) for rule in rules for mark in rule.find(page)]

    return broken


def test_a_title_that_shows_what_is_printed_gives_it_away(broken):
    title = ("# Two boats", "# Anna waits, Bo waits, Anna passes")

    assert broken(title) == [("answer-given-away", 7)]


def test_a_question_that_lists_the_output_gives_it_away_on_its_line(broken):
    question = "Is it\n`Anna waits`, `Bo waits`, `Anna passes`, and then `Bo passes`?"

    assert broken((QUESTION, question)) == [("answer-given-away", 10)]


@pytest.mark.parametrize("gap", ["", "\n\n"], ids=["none", "two lines"])
def test_a_hint_gives_it_away_on_its_line_wherever_it_begins(broken, gap):
    told = "`Anna waits`, `Bo waits`, `Anna passes`, and then `Bo passes`."
    hint = (f"## Hint\n\n{HINT}", f"## Hint\n{gap}{HINT}\nAnd again.\n\n\n- {told}")

    assert broken(hint) == [("answer-given-away", 58 + len(gap))]


def test_a_question_that_names_one_line_of_several_gives_nothing_away(broken):
    assert broken((QUESTION, "Does `Bo waits` come before the other boat is through?")) == []


@pytest.mark.parametrize(
    ("ending", "text", "given"),
    [
        ("hangs", "The program hangs.", True),
        ("hangs", "Does the program hang, or not?", False),
        ("hangs", "Say whether it ends. What hangs on a hook?", False),
        ("raises=TimeoutError", "Think of a `TimeoutError` here.", True),
        ("raises=TimeoutError", "Think of what is raised here.", False),
        ("raises=TimeoutError", "Is it a `TimeoutError`?", False),
    ],
)
def test_an_ending_that_is_said_and_not_asked_gives_it_away(broken, ending, text, given):
    claimed = (OUTPUT, OUTPUT.replace("```output", f"```output {ending}"))

    found = [rule for rule, _ in broken(claimed, (HINT, text))]
    assert found == ["answer-given-away"] * given


def test_an_exception_that_the_program_names_is_no_secret(broken):
    edits = [
        (OUTPUT, OUTPUT.replace("```output", "```output raises=KeyError")),
        ('print(name, "passes")\n', 'print(name, "passes")\n    raise KeyError\n'),
        (HINT, "Who sees the `KeyError`?"),
    ]

    assert broken(*edits) == []


def test_a_near_prediction_whose_feedback_speaks_of_spaces_is_meant(broken):
    near = ("Anna waits\nAnna passes\nBo waits", "Anna  waits\nBo waits\nAnna passes")

    assert broken(near) == [("near-prediction", 32)]
    assert broken((FEEDBACK, "> `print` puts one space between a name and the word.")) == []


@pytest.mark.parametrize(
    "line",
    [
        "Bo waits 3",
        "BoAnna",
        "snaw BO",
        "Traceback (most recent call last):",
        "RuntimeError: this event loop is running",
        "<coroutine object boat>",
        "None",
    ],
)
def test_a_prediction_made_of_what_is_there_is_likely(broken, line):
    assert broken(("Anna passes\nBo waits\nBo passes", f"Anna passes\nBo waits\n{line}")) == []


def test_an_explanation_in_other_forms_of_the_words_is_no_silent_one(broken):
    other = "All boats are waiting before any of them is passing through, as each gives way once."

    assert broken((EXPLANATION, other)) == []


def test_choices_of_little_difference_tell_nothing(broken):
    right = ("- [x] When `Anna` sleeps.", "- [x] When `Anna` sleeps, which takes no time.")

    assert broken(right) == []


def test_links_of_hints_quotes_and_images_are_followed(broken):
    edits = [
        (HINT, f"{HINT}\nSee [turns](../lessons/01-turns/README.md) and [more](more.md)."),
        (FEEDBACK, f"{FEEDBACK}\n> ![a lock](lock.png)"),
        (
            EXPLANATION,
            (
                f"{EXPLANATION} See [here](#two-boats), <https://example.org/no>, "
                "[there](../lessons/01-turns/part-1-first.md#who-is-first) and "
                "[nowhere](#three-boats)."
            ),
        ),
    ]

    assert [line for rule, line in broken(*edits) if rule == "dead-link"] == [40, 57, 65]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("`a\nb` and [it](no.md)", 65),
        ("![a\nb](two-boats.md) and [it](no.md)", 65),
        ('[a](two-boats.md "a\nb"), [it](no.md)', 65),
        ("[it\n`b\nc`](no.md)", 64),
        ("[a](\ntwo-boats.md) and\n- > [it](no.md)", 66),
    ],
)
def test_a_link_is_told_by_the_line_that_it_begins_on(broken, text, line):
    found = broken((EXPLANATION, f"{EXPLANATION}\n{text}"))

    assert found == [("dead-link", line)]


@pytest.mark.parametrize(
    ("target", "dead"),
    [
        (f"{'long' * 100}.md", True),
        ("a%00b.md", True),
        ("//[::g]", True),
        ("#", False),
        ("mailto:me@example.org", False),
        ("two-boats.md", False),
        (".", False),
    ],
)
def test_whatever_an_address_is_it_leads_somewhere_or_not(broken, target, dead):
    found = broken((EXPLANATION, f"{EXPLANATION} [odd]({target})"))

    assert [rule for rule, _ in found] == ["dead-link"] * dead


@pytest.mark.parametrize("mark", ["\f", "\x1c", "\x85", "\u2028"])
def test_only_a_line_feed_begins_another_line(broken, mark):
    """Of the others Python makes lines of their own, and an editor does not."""
    wide = f"# {'wide ' * 12}"
    program = ("import asyncio\n\n", f"import asyncio\n# one{mark}\n{wide}\n")
    wrong = (
        "Anna waits\nAnna passes\nBo waits\n",
        f"Anna waits\nAnna{mark}passes\nzebras gallop\n<at 0x7f0000001234>\n",
    )

    assert sorted(broken(program, wrong), key=lambda found: found[1]) == [
        ("wide-program", 14),
        ("unlikely-prediction", 36),
        ("memory-address", 37),
    ]
