"""The claims of one file, as pytest asks for them."""

from pathlib import Path

import pytest

from asynclearn.authoring.claimed import claimed_lines
from asynclearn.errors import ContentError


def test_each_claim_of_a_challenge_is_told_by_its_line(challenge_file):
    assert claimed_lines(challenge_file()) == [16, 21]


def test_a_page_whose_lesson_has_no_front_page_tells_that(course, monkeypatch):
    monkeypatch.chdir(course)
    Path("lessons/04-small/README.md").unlink()

    with pytest.raises(ContentError, match="the lesson has no front page"):
        claimed_lines(Path("lessons/04-small/part-1-counting.md"))


def test_a_page_does_not_tell_what_is_wrong_with_another(course, monkeypatch):
    monkeypatch.chdir(course)
    Path("lessons/04-small/part-2-odd.md").write_text("no title\n")

    assert claimed_lines(Path("lessons/04-small/part-1-counting.md")) == []


def test_a_readme_beside_loose_challenges_claims_nothing(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("# What lies here\n")

    assert claimed_lines(readme) == []
