import asyncio

import pytest

from asynclearn.judging.claim import Claim, ClaimedEnding, Finish
from asynclearn.terminal.editor import edit_claim, edit_program
from asynclearn.terminal.menu import press

ESCAPE, CTRL_C, CTRL_D, CTRL_S, ENTER, TAB = "\x1b", "\x03", "\x04", "\x13", "\r", "\t"
MENU = [("n", "next"), ("r", "run again"), ("q", "quit")]


def claim(draft="", keep=lambda _: None):
    return asyncio.run(edit_claim(draft, keep))


def test_lines_are_typed_with_enter_and_locked_in_with_ctrl_s(keyboard):
    keyboard.send_text(f"one{ENTER}two{CTRL_S}")

    assert claim() == Claim("one\ntwo")


def test_a_line_with_only_a_full_stop_locks_in_too(keyboard):
    keyboard.send_text(f"one{ENTER}.{ENTER}")

    assert claim() == Claim("one")


def test_nothing_at_all_can_be_claimed(keyboard):
    keyboard.send_text(f".{ENTER}")

    assert claim() == Claim("")


def test_nothing_typed_is_asked_about_once(keyboard):
    keyboard.send_text(f"{CTRL_S}one{CTRL_S}")

    assert claim() == Claim("one")


def test_nothing_typed_is_locked_in_the_second_time(keyboard):
    keyboard.send_text(f"{CTRL_S}{CTRL_S}")

    assert claim() == Claim("")


@pytest.mark.parametrize("key", [ENTER, CTRL_S])
def test_a_lesson_has_no_hints_and_the_mark_for_one_is_no_line(keyboard, key):
    keyboard.send_text(f"one{ENTER}?{key}{CTRL_S}")

    assert claim() == Claim("one")


def test_leaving_a_draft_that_was_not_changed_takes_one_key(keyboard):
    keyboard.send_text(CTRL_D)

    with pytest.raises(EOFError):
        claim("one")


def test_an_ending_that_is_none_is_refused_until_it_is_mended(keyboard):
    keyboard.send_text(f"one{ENTER}!hang{CTRL_S}s{CTRL_S}")

    assert claim() == Claim("one\n", ClaimedEnding(Finish.HANGS))


def test_a_draft_stands_in_the_editor(keyboard):
    keyboard.send_text(f"!{CTRL_S}")

    assert claim(draft="hello") == Claim("hello!")


@pytest.mark.parametrize(
    ("key", "error"), [(CTRL_C, KeyboardInterrupt), (CTRL_D, EOFError), (ESCAPE, EOFError)]
)
def test_leaving_with_nothing_typed_takes_one_key(keyboard, key, error):
    keyboard.send_text(key)

    with pytest.raises(error):
        claim()


@pytest.mark.parametrize(("key", "error"), [(CTRL_C, KeyboardInterrupt), (CTRL_D, EOFError)])
def test_leaving_with_something_typed_takes_the_key_twice_and_keeps_it(keyboard, key, error):
    kept: list[str] = []
    keyboard.send_text(f"one{key}{key}")

    with pytest.raises(error):
        claim(keep=kept.append)

    assert kept == ["one"]


def test_typing_on_after_the_first_ctrl_c_stays(keyboard):
    keyboard.send_text(f"one{CTRL_C}s{CTRL_C}{CTRL_S}")

    assert claim() == Claim("ones")


def test_a_new_line_of_a_program_is_indented_like_the_one_before(keyboard):
    keyboard.send_text(f"def f():{ENTER}{TAB}pass{ENTER}pass{CTRL_S}")

    assert asyncio.run(edit_program("")) == "def f():\n    pass\n    pass"


@pytest.mark.parametrize(("key", "chosen"), [("r", "r"), (ENTER, "n"), ("xq", "q")])
def test_a_menu_takes_one_of_its_keys_or_enter_for_the_first(keyboard, key, chosen):
    keyboard.send_text(key)

    assert asyncio.run(press(MENU)) == chosen


@pytest.mark.parametrize(
    ("key", "error"), [(CTRL_C, KeyboardInterrupt), (CTRL_D, EOFError), (ESCAPE, EOFError)]
)
def test_a_menu_can_be_left(keyboard, key, error):
    keyboard.send_text(key)

    with pytest.raises(error):
        asyncio.run(press(MENU))
