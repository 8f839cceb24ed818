"""What there is to ask, from files or from the cache; a stale entry is never served."""

import os
import resource
from dataclasses import replace

import pytest

from asynclearn.content import cache as cache_module
from asynclearn.content import catalogue as catalogue_module
from asynclearn.content.catalogue import entry_of, read_catalogue
from asynclearn.content.challenge import Kind
from asynclearn.content.course import Course
from asynclearn.content.frozen import freeze, thaw
from asynclearn.content.grammar import CHALLENGE_TEMPLATES
from asynclearn.content.library import find_course, parse_challenge, read_challenges


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course" / "challenges"
    folder.mkdir(parents=True)
    for kind, text in CHALLENGE_TEMPLATES.items():
        (folder / f"some-{kind}.md").write_text(text)
    return Course(tmp_path / "course", builtin=False)


@pytest.fixture
def caches(tmp_path):
    return tmp_path / "caches"


@pytest.fixture
def parsed(monkeypatch):
    """The files that are read in earnest."""
    names = []

    def parse(path):
        names.append(path.stem)
        return parse_challenge(path)

    monkeypatch.setattr(catalogue_module, "parse_challenge", parse)
    return names


def test_an_entry_says_what_its_challenge_says(course):
    found = read_catalogue(course)

    assert found.entries == tuple(entry_of(each) for each in read_challenges(course))
    assert {entry.kind for entry in found.entries} == set(Kind)
    assert found.problems == ()


def test_what_was_read_once_comes_from_the_cache(course, caches, parsed):
    first = read_catalogue(course, caches)
    parsed.clear()

    second = read_catalogue(course, caches)
    whole = [second.read(entry) for entry in second.entries]

    assert second.entries == first.entries
    assert whole == list(read_challenges(course))
    assert parsed == []


@pytest.mark.parametrize("challenge", read_challenges(find_course(None)), ids=lambda each: each.id)
def test_a_challenge_is_frozen_and_thawed_exactly(challenge):
    assert thaw(freeze(challenge)) == challenge


def test_a_changed_file_is_read_again_even_if_its_date_and_size_are_the_same(
    course, caches, parsed
):
    read_catalogue(course, caches)
    path = course.root / "challenges" / "some-predict.md"
    before = path.stat()
    path.write_text(path.read_text().replace("level: 1", "level: 2"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    parsed.clear()

    found = read_catalogue(course, caches)

    [entry] = [entry for entry in found.entries if entry.id == "some-predict"]
    assert (entry.level, found.read(entry).level) == (2, 2)
    assert parsed == ["some-predict"]


def test_a_challenge_is_read_as_its_file_says_when_it_is_asked(course, caches):
    found = read_catalogue(course, caches)
    path = course.root / "challenges" / "some-predict.md"
    path.write_text(path.read_text().replace("# A title", "# Another title"))

    [entry] = [entry for entry in found.entries if entry.id == "some-predict"]

    assert found.read(entry).title == "Another title"


def test_a_file_with_the_same_text_elsewhere_is_another_challenge(course, caches):
    read_catalogue(course, caches)
    folder = course.root / "challenges"
    (folder / "some-predict.md").rename(folder / "renamed.md")

    found = read_catalogue(course, caches)

    assert "renamed" in {entry.id for entry in found.entries}
    entry = found.find("renamed", "")
    assert entry is not None
    assert found.read(entry).location.path == folder / "renamed.md"


def test_another_version_of_the_readers_makes_all_anew(course, caches, parsed, monkeypatch):
    read_catalogue(course, caches)
    parsed.clear()
    monkeypatch.setattr(cache_module.Cache, "_maker", "another")

    read_catalogue(course, caches)

    assert len(parsed) == len(CHALLENGE_TEMPLATES)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b"[" * 100_000, None])
def test_a_damaged_cache_is_made_anew(course, caches, content):
    whole = read_catalogue(course, caches)
    for path in caches.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-40] if content is None else content)

    found = read_catalogue(course, caches)

    assert found.entries == whole.entries
    assert [found.read(entry).id for entry in found.entries] == [each.id for each in whole.entries]


def test_where_nothing_can_be_written_it_works_without(course, tmp_path):
    (tmp_path / "file").write_text("")

    assert len(read_catalogue(course, tmp_path / "file" / "below").entries) == 4


def test_on_a_full_disk_nothing_half_written_is_left(course, caches):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        found = read_catalogue(course, caches)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert found.entries == read_catalogue(course).entries
    assert [path for path in caches.rglob("*") if path.is_file()] == []


def test_what_has_left_the_course_leaves_the_cache(course, caches):
    read_catalogue(course, caches)
    (course.root / "challenges" / "some-design.md").unlink()

    read_catalogue(course, caches)

    assert len(list(caches.rglob("*.body"))) == len(CHALLENGE_TEMPLATES) - 1


def test_a_broken_challenge_is_left_out_and_told(course, caches):
    (course.root / "challenges" / "broken.md").write_text("nothing")

    for _ in range(2):
        found = read_catalogue(course, caches)
        assert len(found.entries) == len(CHALLENGE_TEMPLATES)
        assert {problem.path.stem for problem in found.problems} == {"broken"}


def test_of_two_files_with_one_name_the_first_counts(course):
    (course.root / "challenges" / "sub").mkdir()
    text = CHALLENGE_TEMPLATES[Kind.PREDICT]
    (course.root / "challenges" / "sub" / "some-predict.md").write_text(text)

    found = read_catalogue(course)

    assert len(found.entries) == len(CHALLENGE_TEMPLATES)
    assert [problem.rule for problem in found.problems] == ["repeated-challenge"]


def test_a_challenge_is_found_by_its_program_then_by_its_name(course):
    found = read_catalogue(course)
    first, second, *_ = found.entries

    assert found.find(first.id, first.digest) == first
    assert found.find("renamed", first.digest) in found.entries
    assert found.find(second.id, "changed") == second
    assert found.find("gone", "gone") is None
    twin = replace(found, entries=(replace(second, digest=first.digest), first))
    assert twin.find(first.id, first.digest) == first


def test_a_large_course_is_announced_the_first_time_only(course, caches, monkeypatch):
    monkeypatch.setattr(catalogue_module, "MANY", len(CHALLENGE_TEMPLATES))
    said: list[int] = []

    read_catalogue(course, caches, say_it_takes_long=said.append)
    read_catalogue(course, caches, say_it_takes_long=said.append)

    assert said == [len(CHALLENGE_TEMPLATES)]
