"""What an exam writes is what a grader reads: two rooms that do not know each other."""

from datetime import UTC, datetime

from asynclearn.grading.claims import read_claims
from asynclearn.progress.claims_file import GivenClaim, add_claim, start_claims
from asynclearn.progress.sitting import Asked

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_the_file_of_an_exam_is_graded(tmp_path):
    path = tmp_path / "claims.jsonl"
    start_claims(path, AT, None, (Asked("early-pages", "abc"),))
    add_claim(path, GivenClaim("early-pages", "abc", "start\n!hangs", AT, confidence=3))
    add_claim(path, GivenClaim("early-pages", "abc", "second thoughts", AT))

    assert read_claims(tmp_path) == {("early-pages", "abc"): "start\n!hangs"}
