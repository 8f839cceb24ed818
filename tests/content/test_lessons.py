"""A lesson's folder, its front page and its parts."""

from pathlib import Path

import pytest

from asynclearn.content.blocks import Location, Prose
from asynclearn.content.course import Lesson, Part
from asynclearn.content.grammar import PART_TEMPLATE, README_TEMPLATE
from asynclearn.content.library import parse_lesson

FOLDER = Path("04-feeds")


@pytest.fixture
def lesson(write):
    """A lesson from the names and texts of its files; the front page may be left out."""

    def lesson(readme=README_TEMPLATE, folder="04-feeds", **parts):
        write(f"{folder}/README.md", readme)
        for name, text in parts.items():
            write(f"{folder}/{name.replace('_', '-')}.md", text)
        return parse_lesson(Path(folder))

    return lesson


@pytest.fixture
def readme_refusals(lesson, refusals):
    def readme_refusals(*edits):
        text = README_TEMPLATE
        for old, new in edits:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        found = refusals(lesson, text)
        return [problem.removeprefix("04-feeds/") for problem in found]

    return readme_refusals


def test_a_lesson_is_its_front_page_and_its_parts_in_order(lesson, write):
    write("04-feeds/notes.txt", "not a page")

    assert lesson(part_2_b="# B\n", part_1_a="# `A`\n\nText.\n") == Lesson(
        number=4,
        slug="04-feeds",
        title="Async generators",
        summary="Values that arrive over time, and who closes their source.",
        outcomes=("say when the body of an async generator runs",),
        prerequisites=("lesson 3",),
        opening=Part(
            0,
            "README",
            "Async generators",
            (
                Prose(
                    "What this lesson is about, and why it is worth an hour.",
                    Location(FOLDER / "README.md", 10),
                ),
            ),
            Location(FOLDER / "README.md", 1),
        ),
        parts=(
            Part(
                1,
                "part-1-a",
                "`A`",
                (Prose("Text.", Location(FOLDER / "part-1-a.md", 3)),),
                Location(FOLDER / "part-1-a.md", 1),
            ),
            Part(2, "part-2-b", "B", (), Location(FOLDER / "part-2-b.md", 1)),
        ),
        location=Location(FOLDER / "README.md", 1),
    )


def test_the_template_of_a_part_is_true(lesson):
    assert len(lesson(part_1_a=PART_TEMPLATE).parts[0].blocks) == 3


def test_ten_parts_come_in_the_order_of_their_numbers(lesson):
    parts = {f"part_{number}_x": f"# {number}\n" for number in range(1, 11)}

    assert [part.number for part in lesson(**parts).parts] == list(range(1, 11))


def test_the_front_page_needs_no_title_of_its_own(lesson):
    assert lesson(README_TEMPLATE.replace("# Async generators\n", "")).opening.title == (
        "Async generators"
    )


def test_the_title_of_the_front_page_is_that_of_the_front_matter(readme_refusals):
    assert readme_refusals(("# Async generators", "# Feeds")) == [
        "README.md:8: `# Feeds` is not the title above; write `# Async generators`"
    ]


def test_the_number_is_that_of_the_folder(readme_refusals):
    assert readme_refusals(("number: 4", "number: 5")) == [
        "README.md:2: `number: 5` is not that of the folder; write `number: 4`"
    ]


def test_a_folder_without_a_number_is_refused(lesson, refusals):
    assert refusals(lesson, README_TEMPLATE, "feeds") == [
        "feeds/README.md:1: `feeds` is no name of a lesson's folder; call it `04-slug`"
    ]


def test_a_lesson_without_a_front_page_is_refused(refusals):
    FOLDER.mkdir()

    assert refusals(parse_lesson, FOLDER) == [
        "04-feeds/README.md:1: the lesson has no front page; add a `README.md`"
    ]


def test_a_lesson_that_is_not_there_is_refused(refusals):
    assert refusals(parse_lesson, FOLDER) == [
        (
            "04-feeds:1: the lesson can't be read: No such file or directory; "
            "check its folder's name and rights"
        )
    ]


@pytest.mark.parametrize("name", ["notes", "part-01-x", "part-1", "part-x-1", "part-1-X"])
def test_a_page_with_another_name_is_refused(lesson, write, refusals, name):
    write(f"04-feeds/{name}.md", "not even read")

    assert refusals(lesson) == [
        f"04-feeds/{name}.md:1: `{name}.md` is no name of a lesson's page; call it `part-1-slug.md`"
    ]


def test_a_gap_in_the_numbers_of_parts_is_refused(lesson, refusals):
    parts = {"part_1_a": "# A\n", "part_3_c": "# C\n", "part_4_d": "# D\n"}

    assert refusals(lambda: lesson(**parts)) == [
        "04-feeds/part-3-c.md:1: part 3 comes where part 2 is missing; number parts 1, 2, 3, …"
    ]


def test_two_parts_with_one_number_are_refused(lesson, refusals):
    parts = {"part_1_a": "# A\n", "part_1_b": "# B\n"}

    assert refusals(lambda: lesson(**parts)) == [
        "04-feeds/part-1-b.md:1: part 1 is also `part-1-a.md`; give one of them another number"
    ]


def test_a_part_without_a_title_is_refused(part, refusals):
    assert refusals(part, "\nText.\n") == [
        "04-feeds/part-1-page.md:2: the title is missing; start with a line `# …`"
    ]


def test_a_title_below_other_text_is_refused(part, refusals):
    assert refusals(part, "Text.\n\n# A\n") == [
        "04-feeds/part-1-page.md:3: the title comes first; move this line above all other text"
    ]


def test_a_second_title_is_refused(part_refusals):
    assert part_refusals("Text.\n\nB\n=\n") == [
        "page.md:5: a page has one title; write `##` for a heading below it"
    ]


def test_a_part_says_what_its_programs_need(part):
    assert part("---\nneeds: [loopback, aiohttp]\n---\n# A part\n").needs == ("loopback", "aiohttp")


def test_a_part_without_front_matter_needs_nothing(part):
    assert part("# A part\n").needs == ()


def test_a_misspelt_need_of_a_part_is_refused(part, refusals):
    assert refusals(part, "---\nneeds: [aiohtp]\n---\n# A part\n") == [
        (
            "04-feeds/part-1-page.md:2: `needs` must be a list of `loopback`, `aiohttp`, "
            "`aiosqlite` or `asyncpg`; did you mean `aiohttp`?"
        )
    ]


def test_front_matter_of_a_part_says_only_what_it_needs(part, refusals):
    found = refusals(part, "---\ntitle: A\n---\n# A part\n")

    assert found[0].startswith(
        "04-feeds/part-1-page.md:1: `needs` is missing; write for example `needs: [loopback]`"
    )
    assert "`title` is no key of this front matter" in " ".join(found)


def test_the_problems_of_all_pages_come_at_once(lesson, refusals):
    readme = README_TEMPLATE.replace("number: 4", "number: 5")

    found = refusals(lambda: lesson(readme, part_1_a="##\n", part_3_b="# B\n"))

    assert [problem.split(": ")[0] for problem in found] == [
        "04-feeds/README.md:2",
        "04-feeds/part-1-a.md:1",
        "04-feeds/part-1-a.md:1",
        "04-feeds/part-3-b.md:1",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "summary",
            "sumary",
            "4: `sumary` is no key of this front matter; did you mean `summary`?",
        ),
        (
            "number: 4",
            "number: 4\nqqq: 1",
            (
                "3: `qqq` is no key of this front matter; "
                "write `number`, `title`, `summary`, `outcomes` or `prerequisites`"
            ),
        ),
        (
            "number: 4",
            "number: four",
            ("2: `number` must be a whole number from 1; write for example `number: 4`"),
        ),
        ("number: 4\n", "", "1: `number` is missing; write for example `number: 4`"),
        (
            "[lesson 3]",
            "[]",
            (
                "6: `prerequisites` must be a list of texts; "
                "write for example `prerequisites: [lesson 3]`"
            ),
        ),
        (
            "[lesson 3]",
            "lesson 3",
            (
                "6: `prerequisites` must be a list of texts; "
                "write for example `prerequisites: [lesson 3]`"
            ),
        ),
        (
            "[lesson 3]",
            '\n  - x\n  - " "',
            (
                "8: `prerequisites` must be a list of texts; "
                "write for example `prerequisites: [lesson 3]`"
            ),
        ),
        ("number: 4", "number: 4\nnumber: 4", "3: `number` stands twice; keep one"),
        (
            "number: 4",
            "number: &n 4",
            ("2: front matter has no anchors, aliases or tags; write the value itself"),
        ),
        (
            "number: 4",
            "number: !!int 4",
            ("2: front matter has no anchors, aliases or tags; write the value itself"),
        ),
        (
            "summary: ",
            "summary: a: ",
            (
                "4: the front matter is no YAML: mapping values are not "
                "allowed here; put quotes around values with signs in them"
            ),
        ),
        (
            "[lesson 3]",
            "[lesson 3",
            (
                "6: the front matter is no YAML: expected ',' or ']', but got "
                "'<stream end>'; put quotes around values with signs in them"
            ),
        ),
        (
            "number: 4",
            "number: \x07",
            (
                "2: the front matter is no YAML: special characters are not "
                "allowed; remove the character"
            ),
        ),
        (
            "[lesson 3]",
            "[" * 9999,
            "6: front matter holds texts, numbers and lists of them; write no more levels",
        ),
    ],
)
def test_a_slip_in_front_matter_is_refused_once(readme_refusals, old, new, message):
    assert readme_refusals((old, new)) == [f"README.md:{message}"]


def test_front_matter_that_is_no_mapping_is_refused(lesson, refusals):
    assert refusals(lesson, "---\n- 4\n---\n") == [
        "04-feeds/README.md:1: the front matter holds no keys; write lines such as `level: 1`"
    ]


def test_missing_front_matter_is_refused(lesson, refusals):
    assert refusals(lesson, "# Feeds\n") == [
        (
            "04-feeds/README.md:1: the front matter is missing; start with lines `---`, `number`, "
            "`title`, `summary`, `outcomes`, `prerequisites` and `---`"
        )
    ]


def test_front_matter_left_open_is_refused(lesson, refusals):
    assert refusals(lesson, "---\nnumber: 4\n\n# Feeds\n\n```x\n") == [
        "04-feeds/README.md:1: the front matter is left open; close it with a line `---`"
    ]


def test_words_that_yaml_takes_for_other_things_stay_texts(lesson):
    text = README_TEMPLATE.replace("[lesson 3]", "[no, 1.0, 2024-13-45, ~]")

    assert lesson(text).prerequisites == ("no", "1.0", "2024-13-45", "~")
