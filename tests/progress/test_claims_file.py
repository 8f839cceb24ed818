"""The file of an exam: whatever happens to it, no other claim is lost, and nothing crashes."""

import json

import pytest

from asynclearn.errors import ProgressError
from asynclearn.progress.claims_file import GivenClaim, add_claim, read_claims, start_claims
from asynclearn.progress.sitting import Asked


@pytest.fixture
def file(tmp_path, now):
    """The file of an exam of half an hour that was begun."""
    path = tmp_path / "claims.jsonl"
    start_claims(path, now, 30, (Asked("feed", "d"), Asked("pump", "e")))
    return path


@pytest.fixture
def claim(now):
    return lambda question: GivenClaim(question, "d", "lone \ud800\n!hangs", now, confidence=2)


def test_claims_come_back_exactly(file, claim, now):
    add_claim(file, claim("feed"))
    add_claim(file, claim("pump"))

    found = read_claims(file)
    assert found.given == (claim("feed"), claim("pump"))
    assert (found.at, found.minutes) == (now, 30)


def test_a_claim_after_one_that_a_crash_cut_off_is_whole(file, claim):
    add_claim(file, claim("feed"))
    add_claim(file, claim("pump"))
    file.write_bytes(file.read_bytes()[:-20])

    add_claim(file, claim("pump"))
    assert read_claims(file).given == (claim("feed"), claim("pump"))


def test_an_editor_may_have_saved_it_in_its_own_way(file, claim):
    add_claim(file, claim("feed"))
    lines = file.read_text().replace("\n", "\r\n\r\n")
    file.write_text(lines, encoding="utf-8-sig", newline="")

    assert read_claims(file).given == (claim("feed"),)


@pytest.mark.parametrize("line", ["3", "[]", "[" * 100_000, '{"question": "feed"}', "\udcff"])
def test_what_is_no_claim_is_told_by_its_line(file, claim, line):
    add_claim(file, claim("feed"))
    with file.open("a", errors="replace") as opened:
        opened.write(f"\n\n{line}\n")

    with pytest.raises(ProgressError, match=r"claims\.jsonl:5: this is not what an exam writes"):
        read_claims(file)


@pytest.mark.parametrize("minutes", ["30", -1, 1e300, 10**400, float("nan"), []])
def test_an_exam_that_lasts_no_time_that_can_be_is_refused(file, minutes):
    header = json.loads(file.read_text())
    file.write_text(f"{json.dumps({**header, 'minutes': minutes})}\n")

    with pytest.raises(ProgressError, match="not what an exam writes"):
        read_claims(file)
