"""A quiz's screens: the report, the progress, the measurement, and answers from both terminals."""

import asyncio
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from asynclearn.content.blocks import Location
from asynclearn.content.challenge import Choice
from asynclearn.judging.estimate import Measurement
from asynclearn.progress.calibration import Tally
from asynclearn.progress.mastery import Mastery
from asynclearn.progress.overview import DueQuestion, Overview, PastQuiz, TopicStanding, Week
from asynclearn.progress.report import Missed, Report
from asynclearn.terminal.bars import bar
from asynclearn.terminal.plain_quiz import PlainQuizTerminal
from asynclearn.terminal.progress import show_progress
from asynclearn.terminal.rich_quiz import RichQuizTerminal

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CTRL_S, ENTER, ESCAPE = "\x13", "\r", "\x1b"

REPORT = Report(
    asked=10,
    tally=Tally(6, 8),
    topics=(("async-comprehensions", Tally(1, 4)), ("aclose", Tally(4, 4))),
    levels=(("level 1", Tally(6, 8)),),
    calibration="When you were sure you were right 5 times in 8.",
    missed=(
        Missed("Early pages", "It reads `if` as a stop.", "asynclearn lesson 4 --part 2", "Async"),
        Missed("Another", "", "", ""),
    ),
    next_due=NOW + timedelta(days=3),
    due_now=0,
    now=NOW,
    before=Tally(4, 10),
    mended=1,
    hints=2,
)
OVERVIEW = Overview(
    now=NOW,
    topics=(
        TopicStanding("async-comprehensions", Mastery(0.35, 4, 1), 12, 4),
        TopicStanding("timing", Mastery(), 3, 0),
    ),
    due=(
        DueQuestion("early-pages", "Early pages", NOW - timedelta(days=1)),
        *(
            DueQuestion(f"q{each}", f"Later {each}", NOW + timedelta(days=each))
            for each in range(1, 8)
        ),
    ),
    unseen=7,
    calibration=((1, Tally(1, 4)), (3, Tally(5, 8))),
    weeks=tuple(
        Week(date(2026, 10, 5) + timedelta(weeks=each), Tally(5, 10), Tally(each + 1, 8))
        for each in range(7)
    ),
    quizzes=(PastQuiz(NOW, "lesson 4", Tally(6, 8), 10, exam=True),),
    gone=2,
    doubts=1,
)  # fmt: skip


@pytest.fixture(params=[80, 40])
def width(request):
    return request.param


def words(text):
    return " ".join(text.split())


def test_a_report_fits_and_says_everything(console_of, width):
    console, out = console_of(width)

    RichQuizTerminal(console).show_report(REPORT)

    shown = out.getvalue()
    assert max(map(len, shown.splitlines())) <= width
    said = words(shown)
    for part in (
        "6 of 8 right, 2 not answered yet.",
        "The quiz before: 4 of 10. You went from 40% to 75%.",
        "1 that you had wrong the last time is right now.",
        "When you were sure you were right 5 times in 8.",
        "You read 2 hints.",
        "async-comprehensions",
        "1 of 4",
        "It reads if as a stop.",
        "asynclearn lesson 4 --part 2",
        "1 question comes back in 3 days.",
    ):
        assert part in said


def test_a_command_to_paste_is_never_broken(console_of):
    command = f"asynclearn --course {'/a/long/path' * 6} lesson 4 --part 2"
    [missed, _] = REPORT.missed
    found = replace(REPORT, missed=(replace(missed, command=command),))
    for terminal in (RichQuizTerminal, PlainQuizTerminal):
        console, out = console_of(40)
        terminal(console).show_report(found)
        terminal(console).show_to_copy("Judge them again:", command)
        assert out.getvalue().splitlines().count(f"  {command}") == 2


def test_an_exam_counts_what_was_not_answered_as_wrong(console_of):
    console, out = console_of(80)

    RichQuizTerminal(console).show_report(replace(REPORT, tally=Tally(6, 10), unanswered=2))

    assert "6 of 10 right, 2 not answered." in out.getvalue()


def test_the_time_left_of_an_exam_fits(console_of, width):
    console, out = console_of(width)
    more = ("Title", "predict, level 1", "12 minutes left")

    RichQuizTerminal(console).open_question(10, 10, *more)
    PlainQuizTerminal(console, io.StringIO()).open_question(10, 10, *more)

    assert "…" not in out.getvalue()
    assert out.getvalue().count("12 minutes left") == 2


def test_no_further_hint_is_said(console_of):
    console, out = console_of(80)

    terminal = PlainQuizTerminal(console, io.StringIO("?\n.\n"))
    asyncio.run(terminal.ask_prediction("", lambda _: None, ""))

    assert "There is no further hint" in words(out.getvalue())


def test_how_mastery_is_reckoned_is_said_below_it(console_of):
    console, out = console_of(80)

    show_progress((), OVERVIEW, console, plain=False)

    assert "asked 4 of 12" in out.getvalue()
    assert "with one right and one wrong added." in out.getvalue()
    assert "1 doubt noted; asynclearn progress export FILE takes it along." in words(out.getvalue())


@pytest.mark.parametrize(
    ("unseen", "said"),
    [(91, "Nothing due now; 91 questions never asked."), (0, "Nothing due now.")],
)
def test_nothing_due_is_said_in_words(console_of, unseen, said):
    console, out = console_of(80)

    show_progress((), replace(OVERVIEW, due=(), unseen=unseen), console, plain=True)

    assert said in out.getvalue()


def test_a_plain_report_is_sentences(console_of):
    console, out = console_of(80)

    PlainQuizTerminal(console, io.StringIO()).show_report(REPORT)

    assert not set(out.getvalue()) & set("│─┃━▌█░✗✓\x1b")
    assert "async-comprehensions: 1 of 4." in out.getvalue()


def test_progress_fits_and_says_everything(console_of, width):
    console, out = console_of(width)

    show_progress((), OVERVIEW, console, plain=False)

    shown = out.getvalue()
    assert max(map(len, shown.splitlines())) <= width
    assert any("⠀" <= char <= "⣿" and char != "⠀" for char in shown)
    said = words(shown)
    for part in (
        "35%",
        "1 topic was never asked about.",
        "1 question due now; 7 questions never asked.",
        "Early pages",
        "… and 3 later",
        "5 of 8 right",
        "exam, lesson 4, 2 not answered",
        "2 answers are about questions that have left the course",
    ):
        assert part in said


def test_plain_progress_is_sentences(console_of):
    console, out = console_of(80)

    show_progress((), OVERVIEW, console, plain=True)

    assert out.getvalue().isascii() or set(out.getvalue()) - set(map(chr, range(128))) == {"…"}
    assert "async-comprehensions: 35%, asked 4 of 12." in out.getvalue()
    assert "Week of 2026-10-05: 5 of 10 right, 1 of 8 when sure." in out.getvalue()


def test_with_no_quiz_yet_progress_says_how_to_begin(console_of):
    console, out = console_of(80)
    nothing = Overview(NOW, (), (), 4, (), (), (), 0, 0)

    show_progress((), nothing, console, plain=False)

    assert words(out.getvalue()) == "No quiz yet. asynclearn quiz begins one."


@pytest.mark.parametrize(("share", "filled"), [(0, 0), (0.001, 1), (0.5, 5), (0.999, 9), (1, 10)])
def test_a_bar_is_full_only_for_all_and_empty_only_for_none(share, filled):
    assert bar(share, 10).plain == "█" * filled + "░" * (10 - filled)


@pytest.mark.parametrize(("guess", "measured"), [(25, 20), (0.1, 20), (5, 0), (-3, -4), (1e9, 1)])
def test_a_measurement_fits(console_of, width, guess, measured):
    console, out = console_of(width)

    RichQuizTerminal(console).show_measurement(Measurement(guess, measured, "ms", 2))

    assert max(map(len, out.getvalue().splitlines())) <= width
    assert "measured" in out.getvalue()


def test_a_reason_comes_with_its_feedback(console_of):
    console, out = console_of(80)
    where = Location(__file__, 1)  # type: ignore[arg-type]
    wrong, right = Choice("By chance.", False, "No.", where), Choice("So.", True, "Yes.", where)  # noqa: FBT003

    RichQuizTerminal(console).show_reason(wrong, right, 2, is_why=False)
    PlainQuizTerminal(console, io.StringIO()).show_reason(right, right, 2, is_why=True)

    assert words(out.getvalue()) == (
        "✗ That is not it. │ No. It is 2: So. │ Yes. That is why. Yes."
    )


def rich_answer(console_of, keyboard, typed, draft="", **more):
    console, _ = console_of(80)
    terminal = RichQuizTerminal(console)
    kept: list[str] = []
    hint = more.get("hint", "hint 1 of 2")
    keyboard.send_text(typed)

    async def answer():
        if more.get("number"):
            return await terminal.ask_number("ms", draft, kept.append, hint)
        return await terminal.ask_prediction(draft, kept.append, hint)

    return asyncio.run(answer())


@pytest.mark.parametrize(
    ("typed", "options", "expected"),
    [
        (f"one{ENTER}two{CTRL_S}", {}, ("one\ntwo", False)),
        (f"one{ENTER}?{ENTER}", {}, ("one", True)),
        (f"?{ENTER}", {}, ("", True)),
        (f"?{ENTER}.{ENTER}", {"hint": ""}, ("", False)),
        (f"one{ENTER}?{ENTER}{CTRL_S}", {"hint": ""}, ("one", False)),
        (f"one{ENTER}?{CTRL_S}{CTRL_S}", {"hint": ""}, ("one", False)),
        (f"?{ENTER}20{ENTER}", {"number": True, "hint": ""}, ("20", False)),
        (f"-5{ENTER}\x7f\x7f5{ENTER}", {"number": True}, ("5", False)),
        (f"{ENTER}?{ENTER}", {"draft": "one"}, ("one", True)),
        (f"20{ENTER}", {"number": True}, ("20", False)),
        (f"x{ENTER}\x7f7{ENTER}", {"number": True}, ("7", False)),
        (f"?{ENTER}", {"number": True}, ("", True)),
    ],
)
def test_answers_and_hints_in_the_editor(console_of, keyboard, typed, options, expected):
    assert rich_answer(console_of, keyboard, typed, **options) == expected


def test_enter_picks_nothing(console_of, keyboard):
    console, _ = console_of(80)
    keyboard.send_text(f"{ENTER}{ENTER}2")

    key = asyncio.run(RichQuizTerminal(console).pick("How sure?", [("1", "a"), ("2", "b")]))

    assert key == "2"


def plain_answer(console_of, typed, *, draft="", hint="hint 1 of 2", number=False):
    console, _ = console_of(80)
    terminal = PlainQuizTerminal(console, io.StringIO(typed))
    kept: list[str] = []
    if number:
        return asyncio.run(terminal.ask_number("ms", draft, kept.append, hint))
    return asyncio.run(terminal.ask_prediction(draft, kept.append, hint))


@pytest.mark.parametrize(
    ("typed", "options", "expected"),
    [
        ("one\ntwo\n.\n", {}, ("one\ntwo", False)),
        ("one\n?\n", {}, ("one", True)),
        ("two\n.\n", {"draft": "one"}, ("one\ntwo", False)),
        ("#\ntwo\n.\n", {"draft": "one"}, ("two", False)),
        ("one\n?\n.\n", {"hint": ""}, ("one", False)),
        ("?\n20\n", {"number": True, "hint": ""}, ("20", False)),
        ("-5\n5\n", {"number": True}, ("5", False)),
        ("!raise ValueError\n.\n!hangs\n.\n", {}, ("!hangs", False)),
        ("x\n20 ms\n", {"number": True}, ("20 ms", False)),
        ("\n", {"number": True, "draft": "9"}, ("9", False)),
    ],
)
def test_answers_and_hints_as_lines(console_of, typed, options, expected):
    assert plain_answer(console_of, typed, **options) == expected


def test_a_plain_prediction_that_is_not_ended_is_kept_as_a_draft(console_of):
    console, _ = console_of(80)
    kept: list[str] = []

    terminal = PlainQuizTerminal(console, io.StringIO("one\ntwo\n"))
    with pytest.raises(EOFError):
        asyncio.run(terminal.ask_prediction("", kept.append, ""))

    assert kept == ["one\ntwo"]
