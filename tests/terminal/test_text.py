import pytest

from asynclearn.sandbox.outcome import Ending, Outcome, RaisedException
from asynclearn.terminal.text import abridged, ending_in_words, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("Grüße, 世界", "Grüße, 世界"),
        ("\x1b]52;c;AAAA\x07", r"\x1b]52;c;AAAA\x07"),
        ("\x1b[2J", r"\x1b[2J"),
        ("over\rwritten", r"over\rwritten"),
        ("windows\r\n", "windows\n"),
        ("\x9b31m", r"\x9b31m"),
        ("access\u202elevel", r"access\u202elevel"),
        ("\x7f", r"\x7f"),
    ],
)
def test_control_characters_are_spelled_out_and_all_else_is_kept(text, shown):
    assert visible(text) == shown


def test_a_long_output_keeps_its_beginning_and_its_end():
    shown = abridged("".join(f"{number}\n" for number in range(1000))).splitlines()

    assert (shown[0], shown[20], shown[-1]) == ("0", "… 960 lines left out …", "999")


def outcome(ending, **more):
    return Outcome("", "", ending, 2.04, **more)


def raised(message, line=None):
    return RaisedException("ValueError", message, line)


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (outcome(Ending.FINISHED), "It finished."),
        (
            outcome(Ending.RAISED, exception=raised("no\nmore", 12)),
            "It raised ValueError: no, line 12.",
        ),
        (outcome(Ending.RAISED, exception=raised("")), "It raised ValueError."),
        (outcome(Ending.EXITED, exit_code=3), "It exited with code 3."),
        (outcome(Ending.TIMED_OUT), "It was still running after 2 seconds and was stopped."),
        (outcome(Ending.OUT_OF_MEMORY), "It ran out of memory and was stopped."),
        (outcome(Ending.TOO_MUCH_OUTPUT), "It printed too much and was stopped."),
        (outcome(Ending.CRASHED, signal="SIGSEGV"), "It was killed by SIGSEGV."),
        (outcome(Ending.STUCK), "It is stuck: nothing can ever wake it."),
        (outcome(Ending.ENDLESS), "It never stops by itself, and was stopped."),
    ],
)
def test_every_ending_is_said_in_words(seen, words):
    assert ending_in_words(seen) == words
