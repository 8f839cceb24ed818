"""A folder of `lessons/` -> a Lesson."""

from dataclasses import replace
from pathlib import Path

from asynclearn.content.blocks import Location
from asynclearn.content.course import Lesson, Part
from asynclearn.content.directives import read_allowances
from asynclearn.content.fields import LessonFrontMatter, PartFrontMatter
from asynclearn.content.front_matter import read_front_matter
from asynclearn.content.grammar import LESSON, is_slug
from asynclearn.content.hygiene import check_markdown
from asynclearn.content.markdown import NodeKind, read_document
from asynclearn.content.pages import body, read_blocks, take_title
from asynclearn.content.problems import Problems
from asynclearn.content.snippets import Snippets
from asynclearn.errors import ContentError, Problem

README = "README.md"


def parse_lesson(folder: Path) -> Lesson:
    """Read a lesson, or raise a ContentError with the problems of all its files."""
    found: list[Problem] = []
    parts: list[Part] = []
    lesson = None
    try:
        files = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        reason = error.strerror or error
        message = f"the lesson can't be read: {reason}; check its folder's name and rights"
        raise ContentError([Problem(folder, 1, message, "unreadable")]) from error

    names = [name for name in files if _is_page(name)]
    found.extend(_name_problems(folder, names))
    try:
        lesson = _read_front_page(folder, there=README in files)
    except ContentError as error:
        found.extend(error.problems)
    for name in names:
        number = part_number(name)
        if number is None:
            continue
        try:
            parts.append(_read_part(folder / name, number))
        except ContentError as error:
            found.extend(error.problems)

    if found or lesson is None:
        raise ContentError(found)
    parts.sort(key=lambda part: part.number)
    return replace(lesson, parts=tuple(parts))


def folder_number(name: str) -> int | None:
    """The lesson's number in a folder's name, such as 4 in `04-async-generators`."""
    digits, _, slug = name.partition("-")
    named = len(digits) == len("04") and _is_number(digits) and is_slug(slug)
    return int(digits) if named else None


def part_number(name: str) -> int | None:
    """The part's number in a file's name, such as 2 in `part-2-async-generators.md`."""
    word, _, rest = name.removesuffix(".md").partition("-")
    digits, _, slug = rest.partition("-")
    named = word == "part" and _is_number(digits) and not digits.startswith("0") and is_slug(slug)
    return int(digits) if named else None


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= len("99")


def _is_page(name: str) -> bool:
    return name.endswith(".md") and not name.startswith(".") and name != README


def _name_problems(folder: Path, names: list[str]) -> list[Problem]:
    """What is wrong with the names of the pages, and with their numbers taken together."""
    found = []
    numbered: dict[int, str] = {}
    for name in names:
        number = part_number(name)
        if number is None:
            message = f"`{name}` is no name of a lesson's page; call it `part-1-slug.md`"
            found.append(Problem(folder / name, 1, message, "bad-part-name"))
        elif number in numbered:
            message = f"part {number} is also `{numbered[number]}`; give one of them another number"
            found.append(Problem(folder / name, 1, message, "repeated-part"))
        else:
            numbered[number] = name
    for place, number in enumerate(sorted(numbered), start=1):
        if number != place:
            message = f"part {number} comes where part {place} is missing; number parts 1, 2, 3, …"
            found.append(Problem(folder / numbered[number], 1, message, "missing-part"))
            break
    return found


def _read_front_page(folder: Path, *, there: bool) -> Lesson:
    path = folder / README
    problems = Problems(path)
    if not there:
        problems.add(1, "the lesson has no front page; add a `README.md`", "missing-readme")
        problems.raise_if_any()
    document = read_document(path)
    front = read_front_matter(document, LessonFrontMatter, problems)
    values = front.values
    number = folder_number(folder.name)
    if number is None:
        message = f"`{folder.name}` is no name of a lesson's folder; call it `04-slug`"
        problems.add(1, message, "bad-folder-name")
    elif number != values.number and "number" not in front.refused:
        message = f"`number: {values.number}` is not that of the folder; write `number: {number}`"
        problems.add(front.line("number"), message, "other-number")

    check_markdown(document, problems)
    nodes = body(document)
    if any(node.level == 1 for node in nodes):
        line = next(node.first for node in nodes if node.level == 1)
        title, nodes = take_title(nodes, problems)
        if title and title != values.title and "title" not in front.refused:
            message = f"`# {title}` is not the title above; write `# {values.title}`"
            problems.add(line, message, "other-title")
    blocks = read_blocks(nodes, LESSON, Snippets(document, problems))
    problems.raise_if_any()
    return Lesson(
        number=values.number,
        slug=folder.name,
        title=values.title,
        summary=values.summary,
        outcomes=values.outcomes,
        prerequisites=values.prerequisites,
        opening=Part(
            0,
            "README",
            values.title,
            blocks,
            Location(path, 1),
            allowances=read_allowances(document),
        ),
        parts=(),
        location=Location(path, 1),
    )


def _read_part(path: Path, number: int) -> Part:
    problems = Problems(path)
    document = read_document(path)
    needs: tuple[str, ...] = ()
    if document.nodes and document.nodes[0].kind is NodeKind.FRONT_MATTER:
        needs = read_front_matter(document, PartFrontMatter, problems).values.needs
    check_markdown(document, problems)
    title, nodes = take_title(body(document), problems)
    blocks = read_blocks(nodes, LESSON, Snippets(document, problems))
    problems.raise_if_any()
    return Part(
        number, path.stem, title, blocks, Location(path, 1), needs, read_allowances(document)
    )
