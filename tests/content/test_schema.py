"""The JSON Schemas for editors: shipped as generated, and of one mind with the readers."""

import tomllib
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft4Validator, Draft7Validator

from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import CHALLENGE_TEMPLATES, PART_TEMPLATE, README_TEMPLATE
from asynclearn.content.library import challenge_files, find_course, lesson_folders, parse_lesson
from asynclearn.content.library import parse_challenge as read_challenge
from asynclearn.content.schema import MODELS, file_of, schema_of, text_of
from asynclearn.errors import ContentError

COURSE = find_course(None)
PART = f"---\nneeds: [loopback]\n---\n{PART_TEMPLATE}"
WHOLE = """\
format = 1
name = "async-at-acme"
title = "Async at Acme"
url = "https://example.org/async"
authors = ["Ada", "Grace"]
"""


def front_matter(text):
    """The values as an editor reads them; None where there is none."""
    _, fence, rest = text.partition("---\n")
    return yaml.safe_load(rest.split("\n---\n")[0]) if fence and text.startswith("---\n") else None


def accepts(name, value):
    return Draft7Validator(schema_of(name)).is_valid(value)


@pytest.mark.parametrize("name", MODELS)
def test_the_shipped_schema_is_the_generated_one(name):
    shipped = file_of(name).read_text(encoding="utf-8")

    assert shipped == text_of(name), "write it anew: `python -m asynclearn.content.schema`"


@pytest.mark.parametrize("name", MODELS)
def test_it_is_a_schema_and_describes_every_key(name):
    schema = schema_of(name)

    Draft7Validator.check_schema(schema)
    assert set(schema["properties"]) == set(MODELS[name].model_fields)
    for key, value in schema["properties"].items():
        assert value["description"] == MODELS[name].model_fields[key].description
        for example in value["examples"]:
            Draft7Validator(value).validate(example)


def test_that_of_course_toml_is_in_draft_4_too_which_is_all_that_taplo_knows():
    schema = schema_of("course")

    Draft4Validator.check_schema(schema)
    assert Draft4Validator(schema).is_valid(tomllib.loads(WHOLE))
    assert not Draft4Validator(schema).is_valid(tomllib.loads("format = 0"))


def test_all_front_matter_of_the_shipped_course_is_accepted():
    files = [("challenge", path) for path in challenge_files(COURSE)]
    for folder in lesson_folders(COURSE):
        files.append(("lesson", folder / "README.md"))
        files += [("part", path) for path in folder.glob("part-*.md")]
    validators = {name: Draft7Validator(schema_of(name)) for name in MODELS}
    found = [(name, path, front_matter(path.read_text(encoding="utf-8"))) for name, path in files]

    for name, path, values in found:
        if values is not None:
            assert [*validators[name].iter_errors(values)] == [], path
    assert {name for name, _, values in found if values} == {"challenge", "lesson", "part"}


@pytest.mark.parametrize("kind", list(Kind))
def test_the_templates_are_accepted(kind):
    assert accepts("challenge", front_matter(CHALLENGE_TEMPLATES[kind]))
    assert accepts("lesson", front_matter(README_TEMPLATE))
    assert accepts("part", front_matter(PART))


def reader_refuses(name, text):
    lesson = Path("04-feeds")
    lesson.mkdir()
    texts = {"challenge": text, "README.md": README_TEMPLATE, "part-1-page.md": PART_TEMPLATE}
    texts |= {{"lesson": "README.md", "part": "part-1-page.md"}.get(name, "challenge"): text}
    for file in ("README.md", "part-1-page.md"):
        (lesson / file).write_text(texts[file])
    Path("feed.md").write_text(texts["challenge"])
    try:
        if name == "challenge":
            read_challenge(Path("feed.md"))
        else:
            parse_lesson(lesson)
    except ContentError:
        return True
    return False


TEXTS = {
    "challenge": CHALLENGE_TEMPLATES[Kind.PREDICT],
    "estimate": CHALLENGE_TEMPLATES[Kind.ESTIMATE],
    "lesson": README_TEMPLATE,
    "part": PART,
}
SLIPS = [
    ("challenge", "kind: predict", "kind: predcit"),
    ("challenge", "kind: predict\n", ""),
    ("challenge", "level: 1", "level: 4"),
    ("challenge", "level: 1", "level: 1.5"),
    ("challenge", "level: 1\n", ""),
    ("challenge", "lesson: 4", "lesson: 0"),
    ("challenge", "lesson: 4", "lesson: four"),
    ("challenge", "[async-generators]", "[a, a]"),
    ("challenge", "[async-generators]", "\n  - a\n  - B c"),
    ("challenge", "[async-generators]", "[]"),
    ("challenge", "[async-generators]", "async-generators"),
    ("challenge", "[async-generators]", "[a_b]"),
    ("challenge", "level: 1", "level: 1\npython: new"),
    ("challenge", "level: 1", 'level: 1\npython: "3.12"'),
    ("challenge", "level: 1", 'level: 1\npython: ""'),
    ("challenge", "level: 1", "level: 1\nclock: raal"),
    ("challenge", "level: 1", "level: 1\ntimeout: 61"),
    ("challenge", "level: 1", "level: 1\ntimeout: 0"),
    ("challenge", "level: 1", "level: 1\ntimeout: nan"),
    ("challenge", "level: 1", "level: 1\nneeds: [aiohtp]"),
    ("challenge", "level: 1", "level: 1\nneeds: [loopback, loopback]"),
    ("challenge", "level: 1", "level: 1\nunit: ms"),
    ("challenge", "level: 1", "level: 1\nwithin: 2"),
    ("challenge", "level: 1", "level: 1\nlevle: 1"),
    ("estimate", "unit: ms\n", ""),
    ("estimate", "within: 1.5\n", ""),
    ("estimate", "within: 1.5", "within: 1"),
    ("estimate", "within: 1.5", "within: 1.5\nchoices: [1]"),
    ("estimate", "within: 1.5", "within: 1.5\nchoices: [-1, 1]"),
    ("estimate", "within: 1.5", "within: 1.5\nchoices: [1, 1.0]"),
    ("estimate", "within: 1.5", "within: 1.5\nchoices: [1,2,3,4,5,6,7,8,9,10]"),
    ("lesson", "summary", "sumary"),
    ("lesson", "number: 4", "number: 4\nqqq: 1"),
    ("lesson", "number: 4", "number: four"),
    ("lesson", "number: 4\n", ""),
    ("lesson", "number: 4", "number: 1000"),
    ("lesson", "title: Async generators", 'title: ""'),
    ("lesson", "[lesson 3]", "[]"),
    ("lesson", "[lesson 3]", "lesson 3"),
    ("lesson", "[lesson 3]", '\n  - x\n  - " "'),
    ("part", "[loopback]", "[aiohtp]"),
    ("part", "needs: [loopback]", "title: A"),
]
SAID = [
    ("challenge", "level: 1", 'level: 1\npython: ">=3.12, <3.14"'),
    ("challenge", "level: 1", 'level: 1\npython: "==3.12.*"'),
    ("challenge", "level: 1", 'level: 1\npython: "~=3.11"'),
    ("challenge", "level: 1", "level: 1\ntimeout: 0.5\nclock: real\nneeds: [loopback, aiohttp]"),
    ("estimate", "within: 1.5", "within: 10\nchoices: [1, 10, 100]"),
    ("estimate", "within: 1.5", "within: 10\nchoices: [0, 10]"),
    ("part", "[loopback]", "[]"),
]


def edited(name, old, new):
    text = TEXTS[name]
    assert text.count(old) == 1
    return "challenge" if name == "estimate" else name, text.replace(old, new)


@pytest.mark.parametrize(("name", "old", "new"), SLIPS)
def test_what_a_reader_refuses_the_schema_refuses(name, old, new):
    name, text = edited(name, old, new)

    assert reader_refuses(name, text)
    assert not accepts(name, front_matter(text))


@pytest.mark.parametrize(("name", "old", "new"), SAID)
def test_what_a_reader_takes_the_schema_takes(name, old, new):
    name, text = edited(name, old, new)

    assert not reader_refuses(name, text)
    assert accepts(name, front_matter(text))


@pytest.mark.parametrize(
    "line",
    [
        *("format = 0", 'format = "1"', "format = true", 'title = "A"'),
        *('format = 1\ntitel = "A"', "format = 1\ntitle = 1", 'format = 1\ntitle = " "'),
        *('format = 1\nname = "A B"', 'format = 1\nurl = "acme"', "format = 1\nauthors = []"),
    ],
)
def test_what_is_refused_of_course_toml_the_schema_refuses(line):
    course = Path("course")
    (course / "lessons").mkdir(parents=True)
    (course / "course.toml").write_text(line)

    with pytest.raises(ContentError):
        find_course(course)
    assert not accepts("course", tomllib.loads(line))
    assert accepts("course", tomllib.loads(WHOLE))
