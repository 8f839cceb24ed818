"""What holds for every file, at every depth of its Markdown."""

import os
from pathlib import Path

import pytest

from asynclearn.content.blocks import Alert, AlertKind, Heading, Location, Prose
from asynclearn.content.library import parse_challenge

PAGE = Path("04-feeds/part-1-page.md")


def at(line: int) -> Location:
    return Location(PAGE, line)


def test_ordinary_blocks_in_a_row_are_one_prose_with_its_exact_source(part):
    page = part("# A\n\nOne *line*\nand more.\n\n- a list\n  - nested\n\n~~~text\nfence\n~~~\n\n\n")

    assert page.blocks == (
        Prose("One *line*\nand more.\n\n- a list\n  - nested\n\n~~~text\nfence\n~~~", at(3)),
    )


def test_a_heading_parts_the_prose(part):
    page = part("# A\n\none\n\n## `two`\nthree\n")

    assert page.blocks == (Prose("one", at(3)), Heading(2, "`two`", at(5)), Prose("three", at(6)))


def test_a_comment_is_dropped_and_parts_the_prose(part):
    page = part("# A\n\none\n\n<!-- a\n\nnote -->\n\ntwo\n")

    assert page.blocks == (Prose("one", at(3)), Prose("two", at(9)))


def test_an_alert_is_its_kind_and_the_text_without_the_markers(part):
    page = part("# A\n\n> [!TIP]\n> first\nlazy\n>\n> ```text\n> > kept\n> ```\n")

    assert page.blocks == (Alert(AlertKind.TIP, "first\nlazy\n\n```text\n> kept\n```", at(3)),)


def test_a_bare_python_fence_in_a_list_is_prose(part):
    text = "- do:\n\n  ```python\n  not a program (\n  ```"

    assert part(f"# A\n\n{text}\n").blocks == (Prose(text, at(3)),)


def test_carriage_returns_and_a_byte_order_mark_are_accepted(part):
    page = part("\ufeff# A\r\n\r\none\r\ntwo\r\n")

    assert (page.title, page.blocks) == ("A", (Prose("one\ntwo", at(3)),))


def test_rare_line_separators_do_not_count_as_lines(part_refusals):
    assert part_refusals("one\u2028two\x0cthree\x85four\n\n##\n") == [
        "page.md:5: the heading is empty; write its text"
    ]


def test_a_fence_left_open_is_refused_and_is_all_that_can_be_said(part_refusals):
    assert part_refusals("```output\nx\n```\n\n```python run\nprint(\n\n# B\n") == [
        "page.md:7: the fence is left open; close it with a line of the same marks"
    ]


def test_misspelt_words_above_a_fence_left_open_are_told_as_well(part_refusals):
    text = "```python predit\nprint(1)\n```\n\n```output wrng\n1\n```\n\n```python run\nprint(2)\n"

    assert part_refusals(text) == [
        "page.md:3: `predit` is no word of a `python` fence; did you mean `predict`?",
        "page.md:7: `wrng` is no word of an `output` fence; did you mean `wrong`?",
        "page.md:11: the fence is left open; close it with a line of the same marks",
    ]


def test_a_fence_left_open_in_a_list_is_refused(part_refusals):
    assert part_refusals("- ```text\n  x\n\nmore\n") == [
        "page.md:3: the fence is left open; close it with a line of the same marks"
    ]


def test_a_fence_whose_text_looks_like_its_end_is_not_closed(part_refusals):
    assert part_refusals("````text\n```\n") == [
        "page.md:3: the fence is left open; close it with a line of the same marks"
    ]


def test_a_fence_left_open_that_ends_with_the_next_one_is_named_with_it(part_refusals):
    text = "```python run\nprint(1)\n```\n\n```output\n1\n\n```output wrong\n2\n```\n\n> No.\n"

    [told] = part_refusals(text)
    assert told == (
        "page.md:7: the fence is left open, as line 10 begins another; "
        "close it above that line, or begin it with more marks"
    )


def test_a_fence_that_begins_another_is_told_by_the_lines_of_the_file(part_refusals):
    text = "```text\na\n```\n\n```python run\nx = '\f\u2028'\n\n```output wrong\n2\n```\n"

    [told] = part_refusals(text)
    assert told.startswith("page.md:7: the fence is left open, as line 10 begins another; ")


def test_an_empty_fence_is_closed(part):
    assert part("# A\n\n```text\n```\n").blocks == (Prose("```text\n```", at(3)),)


def test_an_unknown_language_is_refused_with_a_guess(part_refusals):
    assert part_refusals("```consle\n$ x\n```\n") == [
        "page.md:3: `consle` is no known language of a fence; did you mean `console`?"
    ]


def test_an_unknown_language_without_a_guess_is_told_all_known_ones(part_refusals):
    assert part_refusals("> ```q\n> x\n> ```\n") == [
        (
            "page.md:3: `q` is no known language of a fence; write `python`, `output`, `text`, "
            "`console`, `bash`, `markdown`, `json`, `toml`, `yaml`, `html`, `sql` or `diff`"
        )
    ]


def test_a_fence_without_a_language_is_refused(part_refusals):
    assert part_refusals("```\nx\n```\n") == [
        "page.md:3: the fence names no language; write one behind the marks, `text` if nothing fits"
    ]


def test_words_on_a_fence_that_takes_none_are_refused(part_refusals):
    assert part_refusals("```console run\nx\n```\n") == [
        "page.md:3: a `console` fence takes no words; leave only `console`"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- x\n  ```python run\n  pass\n  ```\n",
        "> x\n> ```output\n> pass\n> ```\n",
        "x\n ```python\n pass\n ```\n",
    ],
)
def test_a_snippet_away_from_the_left_margin_is_refused(part_refusals, text):
    assert part_refusals(text) == [
        (
            "page.md:4: a snippet stands at the left margin; "
            "take it out of the list, quote or indentation"
        )
    ]


def test_an_indented_code_block_is_refused(part_refusals):
    assert part_refusals("x\n\n    code\n") == [
        "page.md:5: indented text is a code block; use a fence, or take the spaces away"
    ]


@pytest.mark.parametrize("text", ["<div>\n\nx\n", "a <b>c\n", "- x <hr>\n"])
def test_html_is_refused(part_refusals, text):
    assert part_refusals(text)[0] == (
        "page.md:3: HTML does not show in a terminal; write Markdown, or put code in backticks"
    )


def test_html_in_a_long_paragraph_is_told_by_its_own_line(part_refusals):
    assert part_refusals("one `<b>`\ntwo\nsay <b> three\n") == [
        "page.md:5: HTML does not show in a terminal; write Markdown, or put code in backticks"
    ]


def test_an_unknown_directive_is_refused(part_refusals):
    assert part_refusals("<!-- asynclearn: skip -->\n") == [
        (
            "page.md:3: only `allow` is known behind `asynclearn:`; "
            "write `<!-- asynclearn: allow RULE because REASON -->`, or remove it"
        )
    ]


@pytest.mark.parametrize("word", ["asynclearn", "asyncleran:", "Asynclearn:"])
def test_a_directive_that_nobody_would_hear_is_refused(part_refusals, word):
    assert part_refusals(f"<!-- {word} allow wide-program because x -->\n") == [
        (
            "page.md:3: what is meant for asynclearn begins with `asynclearn:`; "
            "write `<!-- asynclearn: allow RULE because REASON -->`"
        )
    ]


@pytest.mark.parametrize("text", ["asynclearn allows this", "to do: allow more", "", "allow"])
def test_other_comments_are_left_alone(part, text):
    assert part(f"# A\n\none\n\n<!-- {text} -->\n").blocks == (Prose("one", at(3)),)


@pytest.mark.parametrize("text", ["a <!-- b --> c\n", "<!-- b --> c\n", "> <!-- b -->\n"])
def test_a_comment_beside_text_is_refused(part_refusals, text):
    assert part_refusals(text) == [
        "page.md:3: a comment stands on lines of its own, at the left margin; move it there"
    ]


def test_a_comment_left_open_is_refused(part_refusals):
    assert part_refusals("<!-- b\n\n# B\n") == [
        "page.md:3: the comment is left open; close it with `-->`"
    ]


def test_a_link_defined_for_the_page_is_refused(part_refusals):
    assert part_refusals("a [b]\n\n[b]: https://c.d\n\n[B]: https://e.f\n") == [
        f"page.md:{line}: a link defined for the whole page is lost where its blocks are shown "
        "one by one; write `[text](address)` in its place"
        for line in (5, 7)
    ]


def test_an_unknown_alert_is_refused_with_a_guess(part_refusals):
    assert part_refusals("> [!NOET]\n> x\n") == [
        "page.md:3: `[!NOET]` is no alert; did you mean `NOTE`?"
    ]


def test_an_alert_without_text_is_refused(part_refusals):
    assert part_refusals("> [!NOTE]\n>\n") == [
        "page.md:3: the `[!NOTE]` alert says nothing; write its text below, behind `>`"
    ]


def test_text_beside_the_marker_of_an_alert_is_refused(part_refusals):
    assert part_refusals("> [!NOTE] x\n") == [
        "page.md:3: `[!NOTE]` stands alone on its line; move the text to the next"
    ]


def test_a_heading_too_deep_is_refused(part_refusals):
    assert part_refusals("##### x\n") == [
        "page.md:3: a heading of level 5 is too deep; use at most `####`"
    ]


def unreadable(name: str, data: bytes) -> Path:
    Path(name).write_bytes(data)
    return Path(name)


def test_a_file_that_is_not_utf_8_is_refused_at_its_first_such_line(refusals):
    assert refusals(parse_challenge, unreadable("a.md", b"# A\n\n\xff\n")) == [
        "a.md:3: the file is not UTF-8 from here on; save it as UTF-8"
    ]


def test_an_empty_file_is_refused(refusals):
    assert refusals(parse_challenge, unreadable("a.md", b"\n \n")) == [
        "a.md:1: the file is empty; write it or remove it"
    ]


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf# A\n", b"# A\r", b"# A\r\n"])
def test_a_byte_that_is_no_text_is_told_by_its_line_however_lines_end(refusals, before):
    assert refusals(parse_challenge, unreadable("a.md", before + b"\xff\n")) == [
        "a.md:2: the file is not UTF-8 from here on; save it as UTF-8"
    ]


def test_a_nul_character_is_refused(refusals):
    assert refusals(parse_challenge, unreadable("a.md", b"# A\n\0\n")) == [
        "a.md:2: the line holds a NUL character; remove it"
    ]


def test_a_folder_named_as_a_file_is_refused(refusals):
    Path("a.md").mkdir()

    assert refusals(parse_challenge, Path("a.md")) == [
        "a.md:1: this is a folder; rename it without `.md`"
    ]


def test_a_named_pipe_is_refused_and_not_waited_for(refusals):
    os.mkfifo("a.md")

    assert refusals(parse_challenge, Path("a.md")) == [
        "a.md:1: the file can't be read: it is no regular file; check its name and rights"
    ]


def test_a_file_that_is_not_there_is_refused(refusals):
    assert refusals(parse_challenge, Path("a.md")) == [
        "a.md:1: the file can't be read: No such file or directory; check its name and rights"
    ]
