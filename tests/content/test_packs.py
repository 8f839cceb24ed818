"""Installed courses: what an entry point may name, and that a broken one stops nobody."""

import sys
from pathlib import Path

import pytest

from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import CHALLENGE_TEMPLATES
from asynclearn.content.packs import installed_packs

CHALLENGE = CHALLENGE_TEMPLATES[Kind.PREDICT]


@pytest.fixture
def packs(install, monkeypatch):
    """What is found once a package is installed; what it imported is forgotten after the test."""
    before = set(sys.modules)

    def packs(name, value, files, **more):
        monkeypatch.syspath_prepend(install(name, value, files, **more))
        return installed_packs()

    yield packs
    for name in set(sys.modules) - before:
        if "acme" in name:
            del sys.modules[name]


def test_a_package_is_a_course_and_is_not_imported(packs):
    found = packs(
        "acme",
        "acme_course",
        {"acme_course/__init__.py": "raise SystemExit", "acme_course/challenges/a.md": CHALLENGE},
    )

    assert [(course.name, course.root.name) for course in found.courses] == [
        ("acme", "acme_course")
    ]
    assert found.notices == {}
    assert "acme_course" not in sys.modules


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("acme_course:FOLDER", 'FOLDER = "material"'),
        ("acme_course : FOLDER", 'FOLDER = "./material"'),
        ("acme_course:FOLDER", "import pathlib\nFOLDER = pathlib.Path('material')"),
        ("acme_course:where.FOLDER", "class where:\n    FOLDER = 'material'"),
        (
            "acme_course:FOLDER",
            "import importlib.resources as r\nFOLDER = r.files(__name__) / 'material'",
        ),
    ],
)
def test_an_attribute_names_a_folder(packs, value, code):
    found = packs(
        "acme",
        value,
        {"acme_course/__init__.py": code, "acme_course/material/challenges/a.md": CHALLENGE},
    )

    assert [course.root.name for course in found.courses] == ["material"]


def test_a_package_without_an_init_file_is_a_course_too(packs):
    found = packs("acme", "acme_course", {"acme_course/challenges/a.md": CHALLENGE})

    assert [course.name for course in found.courses] == ["acme"]


def test_a_pack_is_called_by_its_entry_point_and_says_the_rest_itself(packs):
    said = 'format = 1\nname = "other"\ntitle = "Async at Acme"\n'
    files = {"acme_course/challenges/a.md": CHALLENGE, "acme_course/course.toml": said}

    [course] = packs("acme", "acme_course", files).courses

    assert (course.name, course.title) == ("acme", "Async at Acme")


HELD = {"acme_course/challenges/a.md": CHALLENGE}


@pytest.mark.parametrize(
    ("name", "value", "files", "reason"),
    [
        ("acme", "acme_course", {}, "there is no package `acme_course`"),
        ("acme", "acme_nope.course", {}, "ModuleNotFoundError: No module named 'acme_nope'"),
        ("acme", "acme_course", {"acme_course.py": ""}, "`acme_course` is a module and no package"),
        (
            "acme",
            "acme_course",
            {"acme_course/__init__.py": ""},
            (
                "`SITE/acme_course` holds no course; name a folder that holds `lessons/` or "
                "`challenges/`"
            ),
        ),
        (
            "acme",
            "acme_course:FOLDER",
            {"acme_course/__init__.py": "FOLDER = 'gone'"},
            (
                "`SITE/acme_course/gone` does not exist; name a folder that holds `lessons/` or "
                "`challenges/`"
            ),
        ),
        (
            "acme",
            "acme_course:FOLDER",
            {"acme_course/__init__.py": "1 / 0"},
            "ZeroDivisionError: division by zero",
        ),
        (
            "acme",
            "acme_course:FOLDER",
            {"acme_course/__init__.py": "raise SystemExit"},
            "SystemExit",
        ),
        (
            "acme",
            "acme_course:FOLDER",
            HELD,
            "AttributeError: module 'acme_course' has no attribute 'FOLDER'",
        ),
        (
            "acme",
            "acme_course:FOLDER",
            {"acme_course/__init__.py": "FOLDER = 3"},
            "TypeError: expected str, bytes or os.PathLike object, not int",
        ),
        (
            "acme",
            "acme_course:FOLDER",
            {"acme_course/__init__.py": "FOLDER = b'a'"},
            "`acme_course:FOLDER` is no text and no path",
        ),
        (
            "acme",
            "acme_course",
            {**HELD, "acme_course/course.toml": "format = 0\ntitle = 1"},
            (
                "SITE/acme_course/course.toml:1: `format` must be the number of the format that "
                "the course is written in; write for example `format = 1` (and 1 more)"
            ),
        ),
        (
            "acme",
            "acme_course",
            {**HELD, "acme_course/course.toml": "format = 99"},
            (
                "the course in `SITE/acme_course` is written in format 99 "
                "(`SITE/acme_course/course.toml:1`), which is newer than this asynclearn: it reads "
                "up to format 1; upgrade it with `pip install -U asynclearn`"
            ),
        ),
        (
            "../acme",
            "acme_course",
            HELD,
            "a name is made of lower-case words with `-` between them",
        ),
        ("built-in", "acme_course", HELD, "its name is taken"),
    ],
)
def test_a_broken_pack_is_left_out_and_told_in_one_line(packs, name, value, files, reason):
    found = packs(name, value, files, distribution="acme")

    reason = reason.replace("SITE", str(Path("site").absolute()))
    assert found.courses == ()
    assert found.notices == {
        name: f"the installed course `{name}` is left out: {reason}; update or uninstall `acme`"
    }


def test_of_two_packs_with_one_name_the_first_is_kept(packs):
    packs("acme", "acme_course", HELD)
    found = packs("acme", "acme_course", {}, distribution="zenith")

    assert [course.name for course in found.courses] == ["acme"]
    assert "its name is taken; update or uninstall" in found.notices["acme"]


def test_a_broken_pack_leaves_the_others_alone(packs):
    packs("broken", "no_such_package", {})
    found = packs("acme", "acme_course", HELD)

    assert [course.name for course in found.courses] == ["acme"]
    assert list(found.notices) == ["broken"]
