"""The words of `python` and `output` fences, and the claims that they make."""

from pathlib import Path

import pytest

from asynclearn.content.blocks import (
    ExpectedOutput,
    Location,
    Prose,
    Role,
    Snippet,
    Stream,
    WrongPrediction,
)
from asynclearn.judging.claim import FINISHES, Claim, ClaimedEnding, Finish, MatchRule

PAGE = Path("04-feeds/part-1-page.md")
OUTPUT = "```output\n1\n```\n"
WRONG = "```output wrong\n2\n```\n\n> No.\n"


def predict(below: str = OUTPUT, program: str = "print(1)", words: str = "predict") -> str:
    """A snippet on lines 3 to 5, and below it from line 7 on what is given."""
    return f"```python {words}\n{program}\n```\n\n{below}"


def at(line: int) -> Location:
    return Location(PAGE, line)


def test_a_snippet_holds_its_words_and_all_claims_below_it(part):
    page = part(
        "# A\n\n"
        '```python predict name=one clock=real\nprint("1 ")\n```\n\n'
        '```output raises=ValueError python=">=3.11" unordered\n1\n```\n'
        "```output exits=3 python='<3.11'\n```\n\n"
        "```output stderr\nBoom\n```\n"
        "```output wrong hangs\n2\n```\n"
        "> No, *never*:\nit ends.\n>\n> ```text\n> why\n> ```\n\n"
        "> A quote of its own.\n"
    )

    assert page.blocks == (
        Snippet(
            source='print("1 ")\n',
            program='\n\n\nprint("1 ")\n',
            location=at(4),
            role=Role.PREDICT,
            name="one",
            real_clock=True,
            expected=(
                ExpectedOutput(
                    Claim("1\n", ClaimedEnding(Finish.RAISES, exception="ValueError")),
                    MatchRule.UNORDERED,
                    Stream.STDOUT,
                    ">=3.11",
                    at(7),
                ),
                ExpectedOutput(
                    Claim("", ClaimedEnding(Finish.EXITS, exit_code=3)),
                    MatchRule.EXACT,
                    Stream.STDOUT,
                    "<3.11",
                    at(10),
                ),
                ExpectedOutput(
                    Claim("Boom\n", FINISHES), MatchRule.CONTAINS, Stream.STDERR, None, at(13)
                ),
            ),
            wrong=(
                WrongPrediction(
                    Claim("2\n", ClaimedEnding(Finish.HANGS)),
                    "No, *never*:\nit ends.\n\n```text\nwhy\n```",
                    at(16),
                ),
            ),
        ),
        Prose("> A quote of its own.", at(26)),
    )


def test_used_snippets_stand_at_their_own_lines_of_the_program(part):
    page = part(
        "# A\n\n"
        "```python name=one\nx = 1\n```\n\n"
        "```python name=two uses=one\ny = x + 1\n```\n\n"
        "```python run name=other\nz = 0\n```\n\n"
        "```python run uses=two\n\nprint(y)\n```\n"
    )

    snippet = page.blocks[-1]
    assert snippet.source == "\nprint(y)\n"
    assert snippet.program == "\n\n\nx = 1\n\n\n\ny = x + 1\n\n\n\n\n\n\n\n\nprint(y)\n"
    assert (snippet.location.line, snippet.uses) == (16, ("two",))


def test_a_fence_without_words_is_only_shown(part):
    (snippet,) = part("# A\n\n```python\nx = 1\n```\n").blocks

    assert (snippet.role, snippet.name, snippet.expected) == (Role.SHOW, None, ())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("pedict", "`pedict` is no word of a `python` fence; did you mean `predict`?"),
        (
            "predict qqq",
            (
                "`qqq` is no word of a `python` fence; "
                "write `predict`, `run`, `name`, `uses`, `clock` or `fails`"
            ),
        ),
        ("predict predict", "`predict` stands twice on one fence; keep one"),
        ("predict run", "`predict` and `run` exclude each other; keep one"),
        ("predict=yes", "`predict` takes no value; write `predict`"),
        ("predict name", "`name` needs a value; write for example `name=counter`"),
        ("predict uses=", "`uses` needs a value; write for example `uses=counter`"),
        (
            "predict name=4x",
            "`4x` is no name; use letters, digits, `-` and `_`, such as `name=counter`",
        ),
        (
            "predict uses=a,,b",
            "`uses` lists a name twice or not at all; write `uses=counter,ticker`",
        ),
        (
            "predict clock=fast",
            "`clock` can only be `real`; write `clock=real`, or remove it for virtual time",
        ),
        ("predict fails=check_it", "`fails` has no meaning in a lesson; remove it"),
        (
            "predict name='a",
            (
                "the words of the fence can't be read: no closing quotation; "
                'write values as in `key="a b"`'
            ),
        ),
    ],
)
def test_a_slip_in_the_words_of_a_python_fence_is_refused_once(part_refusals, words, message):
    assert part_refusals(predict(words=words)) == [f"page.md:3: {message}"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("unorderd", "`unorderd` is no word of an `output` fence; did you mean `unordered`?"),
        ("hangs exits=1", "`hangs` and `exits` exclude each other; keep one"),
        ("stderr unordered", "`unordered` does not go with `stderr`; remove one of them"),
        ("exits=256", "`256` is no exit code; write a number from 0 to 255"),
        ("raises=3", "`3` is no name of an exception; write `raises=ValueError`"),
        ("hangs=yes", "`hangs` takes no value; write `hangs`"),
        (
            "python=latest",
            '`latest` names no Python versions; write for example `python=">=3.12"`',
        ),
    ],
)
def test_a_slip_in_the_words_of_an_output_fence_is_refused_once(part_refusals, words, message):
    text = predict(f"```output {words}\n1\n```\n", words="run")

    assert part_refusals(text) == [f"page.md:7: {message}"]


@pytest.mark.parametrize("word", ["stderr", "unordered", "python='>3'"])
def test_a_wrong_output_is_a_plain_one(part_refusals, word):
    below = f"{OUTPUT}\n```output wrong {word}\n2\n```\n\n> No.\n"

    assert part_refusals(predict(below)) == [
        f"page.md:11: `{word.partition('=')[0]}` does not go with `wrong`; remove one of them"
    ]


def test_an_output_with_nothing_above_is_refused(part_refusals):
    assert part_refusals(OUTPUT) == [
        (
            "page.md:3: this `output` has no snippet above it; "
            "put it just below a `python` fence, or make it a `text` fence"
        )
    ]


def test_an_output_apart_from_its_snippet_is_refused(part_refusals):
    assert part_refusals(predict(f"{OUTPUT}\nSome text.\n\n{OUTPUT}")) == [
        (
            "page.md:13: this `output` has no snippet above it; "
            "put it just below a `python` fence, or make it a `text` fence"
        )
    ]


def test_an_output_below_a_snippet_that_is_only_shown_is_refused(part_refusals):
    assert part_refusals(predict(words="")) == [
        (
            "page.md:7: the snippet above is only shown, so nothing is held against this `output`; "
            "write `run` on line 3, or make this a `text` fence"
        )
    ]


def test_a_wrong_output_below_a_snippet_that_runs_is_refused(part_refusals):
    assert part_refusals(predict(WRONG, words="run")) == [
        (
            "page.md:7: `output wrong` stands only below a snippet that is predicted; "
            "remove it, or have the snippet predicted"
        )
    ]


def test_a_program_to_predict_needs_an_output_that_is_right(part_refusals):
    assert part_refusals(predict(f"```output stderr\nx\n```\n\n{WRONG}")) == [
        "page.md:3: a program to predict needs its `output`; write an `output` fence below it"
    ]


@pytest.mark.parametrize("below", ["", ">\n", "No quote.\n", "> [!NOTE]\n> An alert.\n"])
def test_a_wrong_output_needs_feedback(part_refusals, below):
    text = predict(f"{OUTPUT}\n```output wrong\n2\n```\n\n{below}")

    assert part_refusals(text) == [
        "page.md:11: `output wrong` has no feedback; put a block quote with text below it"
    ]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("```output\n1\n2\n```", "```output wrong\n1 \n2\n\n```"),
        ("```output unordered\n1\n2\n```", "```output wrong\n2\n1\n```"),
        ("```output hangs\n1\n2\n```", "```output wrong hangs\n1\n2\n```"),
    ],
)
def test_a_wrong_output_that_is_right_is_refused(part_refusals, right, wrong):
    assert part_refusals(predict(f"{right}\n\n{wrong}\n\n> No.\n")) == [
        "page.md:12: `output wrong` claims the same as an `output` that is right; change it"
    ]


def test_a_wrong_output_may_differ_by_its_ending_alone(part):
    page = part("# A\n\n" + predict(f"{OUTPUT}\n```output wrong hangs\n1\n```\n\n> No.\n"))

    assert len(page.blocks[0].wrong) == 1


def test_two_equal_wrong_outputs_are_refused(part_refusals):
    assert part_refusals(predict(f"{OUTPUT}\n{WRONG}\n{WRONG}")) == [
        "page.md:17: two `output wrong` fences claim the same; keep one"
    ]


def test_several_outputs_need_their_versions(part_refusals):
    below = f'```output python=">=3.12"\n2\n```\n\n{OUTPUT}'

    assert part_refusals(predict(below)) == [
        (
            "page.md:11: several `output` fences below one snippet differ by version; "
            'write `python="…"` on each, or keep one'
        )
    ]


def test_a_program_that_does_not_compile_is_refused_at_its_line(part_refusals):
    assert part_refusals(predict(program="x = 1\nif x\n    pass")) == [
        "page.md:5: the program does not compile: expected ':'; correct it"
    ]


def test_an_error_at_the_end_of_a_program_is_told_within_it(part_refusals):
    (problem,) = part_refusals(predict(program="def f():", words="").replace(OUTPUT, ""))

    assert problem.startswith("page.md:4: the program does not compile: expected an indented block")


def test_a_program_that_compiles_with_a_warning_is_refused(part_refusals):
    (problem,) = part_refusals(predict(program="x = 1\nprint(x is 1)"))

    assert problem.startswith("page.md:5: the program compiles with a warning: ")
    assert problem.endswith('. Did you mean "=="?; correct it')


def test_a_broken_snippet_is_not_told_again_by_those_that_use_it(part_refusals):
    text = "```python name=one\nx = (\n```\n\n```python run uses=one\nprint(x)\n```\n"

    assert part_refusals(text) == [
        "page.md:4: the program does not compile: '(' was never closed; correct it"
    ]


def test_a_program_that_is_said_not_to_compile_need_not(part):
    below = "```output raises=SyntaxError\n```\n"

    assert part("# A\n\n" + predict(below, program="x = (")).blocks


def test_a_program_for_other_versions_need_not_compile_here(part):
    below = '```output python=">=99"\n1\n```\n'

    assert part("# A\n\n" + predict(below, program="x = (")).blocks


def test_an_empty_snippet_is_refused(part_refusals):
    assert part_refusals("```python\n\n```\n") == [
        "page.md:3: the snippet is empty; write its program"
    ]


def test_a_name_given_twice_is_refused(part_refusals):
    text = "```python name=one\nx = 1\n```\n\n```python name=one\nx = 2\n```\n"

    assert part_refusals(text) == [
        "page.md:7: the name `one` is taken by the snippet on line 3; choose another"
    ]


def test_using_a_snippet_that_is_not_above_is_refused(part_refusals):
    text = "```python name=counter\nx = 1\n```\n\n```python uses=conter\nx = 2\n```\n"

    assert part_refusals(text) == [
        "page.md:7: `uses=conter` names no snippet above this one; did you mean `counter`?"
    ]


def test_predicting_the_same_program_twice_is_refused(part_refusals):
    assert part_refusals(f"{predict()}\n{predict(program='print(1)  ')}") == [
        (
            "page.md:11: the same program is predicted on line 3, "
            "and progress could not tell them apart; change one of them"
        )
    ]


def test_a_misspelt_snippet_keeps_the_outputs_below_it(part_refusals):
    assert part_refusals(predict().replace("python", "pythn")) == [
        "page.md:3: `pythn` is no known language of a fence; did you mean `python`?"
    ]
    assert len(part_refusals(predict().replace("python", "q"))) == 1


def test_all_problems_of_a_page_come_at_once_in_the_order_of_lines(part_refusals):
    text = "<b>x</b>\n\n```python pedict\nx = (\n```\n\n```output\n```\n\n##\n\n# Again\n"

    assert [problem.split(":")[1] for problem in part_refusals(text)] == [
        "3",
        "5",
        "6",
        "12",
        "14",
    ]
