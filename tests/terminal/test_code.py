"""Programs on a narrow screen."""

import pytest

from asynclearn.terminal.code import Code


@pytest.fixture
def shown(console_of):
    def shown(width, source, **how):
        console, out = console_of(width)
        console.print(Code(source, **how))
        return out.getvalue().splitlines()

    return shown


def test_what_fits_is_shown_with_numbers_as_it_is(shown):
    assert shown(40, "a = 1\n\n    b = 2\n", first_line=9) == [
        "   9 a = 1",
        "  10",
        "  11     b = 2",
    ]


def test_the_rest_of_a_line_hangs_behind_a_mark_and_has_no_number(shown):
    source = '    print("by hand", await anext(window))\nend'

    assert shown(40, source, first_line=37) == [
        '  37     print("by hand", await',
        "   ↪         anext(window))",
        "  38 end",
    ]


def test_without_numbers_the_mark_stands_before_the_text(shown):
    assert shown(20, "if True:\n    first = second + third") == [
        "if True:",
        "    first = second +",
        "      ↪ third",
    ]


def test_as_bare_text_it_is_the_same(shown):
    source = "total = first + second"

    assert shown(20, source, first_line=8, plain=True) == ["8  total = first +", "↪      second"]


def test_a_word_too_long_for_the_screen_is_broken_where_it_must_be(shown):
    assert shown(10, "'abcdefghijklm'") == ["'abcdefghi", "  ↪ jklm'"]


def test_wide_characters_take_two_columns(shown):
    rows = shown(10, "'世界世界世界世界'")

    assert rows[0] == "'世界世界"
    assert all(row.startswith("  ↪ ") for row in rows[1:])


def test_what_is_indented_beyond_the_screen_is_still_seen(shown):
    assert shown(20, " " * 60 + "x = 1") == [" " * 10 + "x = 1"]


def test_a_terminal_that_knows_only_ascii_gets_an_ascii_mark(console_of):
    console, out = console_of(20)
    options = console.options.update(max_width=20)
    options.encoding = "ascii"

    rows = console.render_lines(Code("total = first + second", first_line=8, plain=True), options)

    assert "".join(each.text for each in rows[1]).startswith("\\      second")
    assert out.getvalue() == ""
