"""Prose of a page, on a screen and as bare text."""

import pytest

from asynclearn.terminal.prose import PageMarkdown


@pytest.fixture
def shown(console_of):
    def shown(markdown, *, plain):
        console, out = console_of(80)
        console.print(PageMarkdown(markdown, plain=plain))
        return out.getvalue().strip()

    return shown


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("See [part 2](part-2-async-generators.md).", "See part 2."),
        ("[Part 2](part-2-async-generators.md#why) says it.", "Part 2 says it."),
        ("See [cleanup](part-4-cleanup.md).", "See cleanup (part 4)."),
        ("See [*the* end](./part-4-cleanup.md), too.", "See the end (part 4), too."),
        ("See [tasks](../02-tasks/README.md).", "See tasks (lesson 2)."),
        ("See [tasks](../02-tasks/part-3-groups.md).", "See tasks (lesson 2, part 3)."),
        ("See [lesson 2](../02-tasks/part-3-groups.md).", "See lesson 2 (part 3)."),
        ("See [above](#the-protocol).", "See above."),
        ("See [the guide](../../challenges/README.md).", "See the guide."),
    ],
)
def test_a_link_to_a_file_says_which_part_it_is(shown, markdown, text, plain):
    assert shown(markdown, plain=plain) == text


def test_an_address_is_shown_where_nothing_can_be_clicked(shown):
    markdown = "See [the documentation](https://docs.python.org)."

    assert shown(markdown, plain=True) == "See the documentation (https://docs.python.org)."
    assert shown(markdown, plain=False) == "See the documentation."


def test_an_address_that_is_the_text_is_shown_once(shown):
    assert shown("See <https://docs.python.org>.", plain=True) == "See https://docs.python.org."


def test_code_in_a_link_keeps_its_backticks(shown):
    text = shown("See [`aclose`](part-4-cleanup.md).", plain=True)

    assert text == "See `aclose` (part 4)."


def test_a_program_in_the_text_has_no_bar_as_bare_text(shown):
    markdown = "So:\n\n```python\nprint(1)\nif 1:\n    print(2)\n```\n"

    assert shown(markdown, plain=False).count("│") == 3
    lines = [line.rstrip() for line in shown(markdown, plain=True).splitlines()]
    assert lines == ["So:", "", "    print(1)", "    if 1:", "        print(2)"]
