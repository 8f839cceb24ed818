"""`asynclearn list`: where each thing comes from, and what several courses have."""

import json
import re

import pytest

from asynclearn.cli.listing import show_list
from asynclearn.cli.settings import Settings
from asynclearn.cli.wanted import Narrowed, What
from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import CHALLENGE_TEMPLATES
from asynclearn.errors import UsageError

CHALLENGE = CHALLENGE_TEMPLATES[Kind.PREDICT]


@pytest.fixture
def listed(course, install, monkeypatch, capsys):
    """What is printed with a course in the current folder and these packs, and on stderr."""
    monkeypatch.chdir(course)

    def listed(*packs, as_json=False):
        for name in packs:
            package = f"{name}_course"
            files = {f"{package}/challenges/{each}.md": CHALLENGE for each in (name, "feed")}
            monkeypatch.syspath_prepend(install(name, package, files))
        show_list(Settings(plain=True), What.CHALLENGES, Narrowed(), as_json=as_json)
        printed = capsys.readouterr()
        return printed.out, printed.err

    return listed


def challenge(course, name):
    (course / "challenges").mkdir(exist_ok=True)
    (course / "challenges" / f"{name}.md").write_text(CHALLENGE)


def test_each_course_has_a_heading(listed, course):
    challenge(course, "own")

    out, err = listed("acme")

    assert err == ""
    assert out.index("Course course\n") < out.index("  own: ")
    assert out.index("  own: ") < out.index("Course acme\n") < out.index("  acme: ")
    assert "in common" not in out
    assert "each have" not in out


def test_a_clash_with_the_active_course_says_who_wins_and_how_to_choose(listed, course):
    challenge(course, "feed")

    out, _ = listed("acme")

    assert " ".join(out.split()).endswith(
        "`course` and `acme` each have `challenge feed`: `asynclearn quiz` takes that of "
        "`course`, `asynclearn --course acme quiz` takes that of `acme`."
    )


def test_a_clash_of_two_packs_says_how_to_choose(listed, course):
    challenge(course, "own")

    out, _ = listed("acme", "best")

    assert " ".join(out.split()).endswith(
        "`acme` and `best` each have `challenge feed`: "
        "`asynclearn --course acme quiz` says whose is meant."
    )


def test_json_names_the_course_of_each_challenge(listed, course):
    challenge(course, "own")

    out, _ = listed("acme", as_json=True)

    found = json.loads(out)
    assert [each["name"] for each in found["courses"]] == ["course", "acme"]
    assert [(each["course"], each["id"]) for each in found["challenges"]] == [
        ("course", "own"),
        ("acme", "acme"),
        ("acme", "feed"),
    ]


def test_a_pack_with_a_broken_file_is_told_in_one_line(listed, course, tmp_path):
    challenge(course, "own")
    broken = tmp_path / "site" / "acme_course" / "challenges"
    broken.mkdir(parents=True)
    (broken / "aa.md").write_text("")
    (broken / "ab.md").write_text("")

    out, err = listed("acme")

    assert "  own: " in out
    assert err == (
        f"asynclearn: the installed course `acme` is not listed: {broken}/aa.md:1: "
        "the file is empty; write it or remove it (and 1 more); tell its authors\n"
    )


@pytest.fixture
def narrowed(course, monkeypatch, capsys):
    """The ids of the challenges of a small course that are listed when it is narrowed like this."""
    monkeypatch.chdir(course)
    for kind in Kind:
        (course / "challenges").mkdir(exist_ok=True)
        (course / "challenges" / f"{kind}.md").write_text(CHALLENGE_TEMPLATES[kind])
    harder = CHALLENGE.replace("level: 1", "level: 3").replace("async-generators", "hooks")
    (course / "challenges" / "harder.md").write_text(harder)

    def narrowed(what=None, **wanted):
        show_list(Settings(plain=True), what, Narrowed(**wanted), as_json=True)
        return [each["id"] for each in json.loads(capsys.readouterr().out)["challenges"]]

    return narrowed


def test_a_list_is_narrowed_by_each_thing_and_by_several(narrowed):
    assert narrowed(kinds=(Kind.DEBUG, Kind.DESIGN)) == ["debug", "design"]
    assert narrowed(levels=(3,)) == ["harder"]
    assert narrowed(topics=("hooks",)) == ["harder"]
    assert narrowed(topics=("hooks",), levels=(1,)) == []
    assert "predict" in narrowed(lessons=(4,))


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"topics": ("hoks",)}, "no challenge is about `hoks`; did you mean `hooks`?"),
        ({"lessons": (9,)}, "no challenge belongs to lesson 9; there are some for 4"),
        ({"levels": (1,), "what": What.LESSONS}, "only challenges can be narrowed"),
    ],
)
def test_what_no_challenge_can_be_is_refused(narrowed, wanted, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        narrowed(**wanted)
