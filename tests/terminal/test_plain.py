import asyncio
import io

import pytest

from asynclearn.judging.claim import Claim, ClaimedEnding, Finish
from asynclearn.judging.judge import judge
from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.terminal.plain import PlainTerminal

MENU = [("n", "next"), ("r", "run again"), ("q", "quit")]


@pytest.fixture
def typed(console_of):
    def make(text):
        console, out = console_of(80)
        return PlainTerminal(console, io.StringIO(text)), out

    return make


def ask(terminal, draft="", keep=lambda _: None):
    return asyncio.run(terminal.ask_claim(draft, keep))


def test_a_prediction_ends_with_a_line_that_holds_only_a_full_stop(typed):
    terminal, _ = typed("one\ntwo\n.\nnot this\n")

    assert ask(terminal) == Claim("one\ntwo")


def test_where_the_input_ends_in_a_prediction_it_is_a_draft_and_no_claim(typed):
    terminal, _ = typed("one\n!raises ValueError")
    kept: list[str] = []

    with pytest.raises(EOFError):
        ask(terminal, keep=kept.append)

    assert kept == ["one\n!raises ValueError"]


def test_a_lesson_has_no_hints_and_the_mark_for_one_is_no_line(typed):
    terminal, out = typed("one\n?\n.\n")

    assert ask(terminal) == Claim("one")
    assert "A lesson has no hints" in out.getvalue()


def test_no_input_at_all_leaves(typed):
    terminal, _ = typed("")

    with pytest.raises(EOFError):
        ask(terminal)


def test_a_full_stop_alone_claims_that_nothing_is_printed(typed):
    terminal, _ = typed(".\n")

    assert ask(terminal) == Claim("")


def test_an_unreadable_ending_is_said_and_only_that_line_is_typed_again(typed):
    terminal, out = typed("one\n!raise ValueError\n.\n!raises ValueError\n.\n")

    assert ask(terminal) == Claim("one\n", ClaimedEnding(Finish.RAISES, "ValueError"))
    assert "did you mean `!raises ValueError`?" in out.getvalue()


def test_what_was_typed_from_a_pipe_stands_in_the_transcript(typed):
    terminal, out = typed("one\n.\n")

    ask(terminal)

    assert "> one\n> .\n" in out.getvalue()


@pytest.mark.parametrize(
    ("line", "key"), [("", "n"), ("r", "r"), ("run again", "r"), ("RUN", "r"), ("quit", "q")]
)
def test_a_menu_takes_a_key_a_word_or_nothing_for_the_first(typed, line, key):
    terminal, _ = typed(f"{line}\n")

    assert asyncio.run(terminal.choose(MENU)) == key


def test_a_word_that_is_not_in_the_menu_is_asked_again(typed):
    terminal, out = typed("jump\nq\n")

    assert asyncio.run(terminal.choose(MENU)) == "q"
    assert "There is no `jump` here." in out.getvalue()


def test_end_of_input_at_a_menu_leaves(typed):
    terminal, _ = typed("")

    with pytest.raises(EOFError):
        asyncio.run(terminal.choose(MENU))


def test_a_wrong_answer_is_told_in_sentences_and_without_boxes(typed):
    terminal, out = typed("")
    outcome = Outcome("one\ntwo\nthree\n", "", Ending.FINISHED, 0.1, exit_code=0)
    claim = Claim("one\ntoo\nthree")

    terminal.show_verdict(claim, outcome, judge(claim, outcome), "Look at *line 2*.")

    said = out.getvalue()
    assert "line 2: you said `too`, the program printed `two`" in said
    assert "Look at line 2." in said
    assert not set(said) & set("│─┃━▌✗✓\x1b")


def test_a_program_is_shown_with_the_line_numbers_of_its_file(typed, snippet):
    terminal, out = typed("")

    asyncio.run(terminal.show(snippet))

    assert out.getvalue() == '41  print("one")\n42  print("two")\n\n'
