"""The results, held against the shapes that Gradescope and Classroom 50 document."""

import csv
import io
import json

import pytest

from asynclearn.errors import UsageError
from asynclearn.grading.formats import Format, written
from asynclearn.grading.grade import Grade, Mark
from asynclearn.judging.demands import Demand, Standing

MET = Demand("check_a", "It ends.", Standing.MET)
UNMET = Demand("check_b", "It\u2019s `closed`.", Standing.NOT_MET, ("Came: \x1b[31mFalse",))
FREE = Demand("check_c", "It is nice.", Standing.NOT_MET, ("It is not.",))
ANNA = Grade("anna", (Mark("x", MET, 3, 3), Mark("x", UNMET, 0, 2), Mark("y", FREE, 0, 0)))
BEN = Grade("=HYPERLINK(1)", (Mark("x", MET, 0, 3), Mark("x", UNMET, 0, 2), Mark("y", FREE, 0, 0)))

GRADESCOPE_KEYS = {
    *("score", "execution_time", "output", "output_format", "test_output_format"),
    *("test_name_format", "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"),
}
TEST_KEYS = {
    *("score", "max_score", "status", "name", "name_format", "number", "output"),
    *("output_format", "tags", "visibility", "extra_data"),
}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


def test_gradescope_takes_it():
    text = written([ANNA], Format.GRADESCOPE, {})
    result = json.loads(text)

    assert result.keys() <= GRADESCOPE_KEYS
    assert "score" not in result, "it would override the sum of the tests"
    assert result["visibility"] in VISIBILITIES
    assert result["stdout_visibility"] in VISIBILITIES
    assert {result[each] for each in result if each.endswith("_format")} <= FORMATS
    for test in result["tests"]:
        assert test.keys() <= TEST_KEYS
        assert test["status"] in {"passed", "failed"}
        assert test["visibility"] == "visible", "one that is hidden hides the total"
        assert 0 <= test["score"] <= test["max_score"]
    assert [test["status"] for test in result["tests"]] == ["passed", "failed", "failed"]
    assert sum(test["score"] for test in result["tests"]) == 3
    assert "\r" not in text
    assert "\x1b" not in result["tests"][1]["output"]


def test_classroom_50_takes_it():
    environment = {"CLASSROOM": "c", "ASSIGNMENT": "a", "SUBMISSION_TAG": "submit/1"}
    result = json.loads(written([ANNA], Format.CLASSROOM50, environment))

    assert result["schema"] == "classroom50/result/v1"
    assert (result["classroom"], result["assignment"], result["submission"]) == (
        *("c", "a", "submit/1"),
    )
    for scored in (result, *result["tests"]):
        for key in ("score", "max-score"):
            assert type(scored[key]) is int, "whole numbers only, and no bool"
        assert 0 <= scored["score"] <= scored["max-score"]
    assert result["score"] == sum(test["score"] for test in result["tests"]) == 3
    assert result["max-score"] == 5
    assert result["tests"], "an empty list passes by itself"
    for test in result["tests"]:
        assert isinstance(test["test-name"], str)
        assert type(test["passed"]) is bool


@pytest.mark.parametrize("form", [Format.GRADESCOPE, Format.CLASSROOM50])
def test_what_is_for_one_student_refuses_a_class(form):
    with pytest.raises(UsageError, match="one student's folder"):
        written([ANNA, BEN], form, {})


def test_a_spreadsheet_has_a_row_a_student_and_no_formulas():
    rows = list(csv.reader(io.StringIO(written([ANNA, BEN], Format.CSV, {}))))

    assert rows == [
        ["student", "points", "most", "x", "y"],
        ["anna", "3", "5", "3", "0"],
        ["'=HYPERLINK(1)", "0", "5", "0", "0"],
    ]


def test_json_tells_everything():
    [anna] = json.loads(written([ANNA], Format.JSON, {}))["submissions"]

    assert (anna["student"], anna["points"], anna["most"]) == ("anna", 3, 5)
    assert anna["demands"][1] == {
        "challenge": "x",
        "check": "check_b",
        "demand": "It\u2019s `closed`.",
        "standing": "not met",
        "points": 0,
        "most": 2,
        "why": ["Came: \\x1b[31mFalse"],
    }


ODD = "eve\x1b]52;c;cm0=\x07\x9b\u202e\udce9\r\t\n"
EVE = Grade(ODD, (Mark("x", Demand("c", "It ends.", Standing.NOT_MET, (f"Came: {ODD}",)), 0, 1),))


@pytest.mark.parametrize("form", Format)
def test_nothing_in_a_name_or_a_message_acts_on_a_terminal_or_turns_text_round(form):
    text = written([EVE], form, {})

    assert all(each.isprintable() or each == "\n" for each in text)
    text.encode()
    assert "\u202e" not in (text if form is Format.CSV else repr(json.loads(text)))


def test_a_name_that_holds_a_line_end_is_one_row():
    rows = list(csv.reader(io.StringIO(written([EVE], Format.CSV, {}))))

    assert [len(row) for row in rows] == [4, 4]
