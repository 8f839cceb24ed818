"""Imports point down only. The table is the design; this test holds it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import asynclearn

PACKAGE = Path(asynclearn.__file__).parent

# Who may import whom, besides itself and `errors`. A dotted name allows one module only.
MAY_IMPORT = {
    "__init__": set(),
    "__main__": {"__init__", "cli"},
    "errors": set(),
    "here": set(),
    "judging": set(),
    "sandbox": set(),
    "progress": set(),
    "content": {"judging.claim"},
    "explaining": {"sandbox.trace", "sandbox.outcome", "judging"},
    "running": {"content.blocks", "content.challenge", "sandbox"},
    "teaching": {"here", "running", "content", "sandbox", "judging", "progress", "explaining"},
    "terminal": {
        *("content", "sandbox.outcome", "judging", "progress", "explaining"),
        *("authoring.report", "classroom"),
    },
    "authoring": {"here", "running", "content", "sandbox", "judging"},
    "grading": {"running", "content", "sandbox", "judging"},
    "webpage": {"explaining"},
    "classroom": {"judging", "progress"},
    "pytest_plugin": {"authoring", "sandbox"},
    "cli": {
        *("__init__", "here", "content", "sandbox", "judging", "progress", "explaining"),
        *("running", "teaching", "terminal", "authoring", "grading", "classroom", "webpage"),
    },
}

# What only one room may know of the outside world.
ONLY_IN = {
    "typer": "cli",
    "rich": "terminal",
    "prompt_toolkit": "terminal",
    "markdown_it": "content",
    "mdit_py_plugins": "content",
    "yaml": "content",
    "pydantic": "content",
    "sqlite3": "progress",
    "fsrs": "progress",
    "plotille": "terminal",
    "subprocess": "sandbox",
    "watchfiles": "teaching",
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path, package: Path = PACKAGE) -> str:
    return path.relative_to(package).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            if node.module == "asynclearn":
                yield from ((node.lineno, f"asynclearn.{each.name}") for each in node.names)
            else:
                yield node.lineno, node.module
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)


def trespasses(path: Path, package: Path = PACKAGE) -> Iterator[str]:
    room = room_of(path, package)
    for line, module in imports(path):
        top, _, inner = module.partition(".")
        if top != "asynclearn":
            if ONLY_IN.get(top, room) != room and not is_typing_only(path, line):
                yield f"{path}:{line}: {room} imports {top}"
            continue
        first = inner.partition(".")[0]
        is_module = (package / first).is_dir() or (package / f"{first}.py").is_file()
        target = first if is_module else "__init__"
        allowed = MAY_IMPORT[room] | {room, "errors"}
        if target not in allowed and inner not in allowed:
            yield f"{path}:{line}: {room} imports {module}"


def is_typing_only(path: Path, line: int) -> bool:
    """Whether an import stands under `if TYPE_CHECKING:`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name):
            last = node.body[-1].end_lineno or 0
            if node.test.id == "TYPE_CHECKING" and node.lineno <= line <= last:
                return True
    return False


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_room_may(path):
    assert list(trespasses(path)) == []


def test_every_room_stands_in_the_table():
    rooms = {room_of(path) for path in MODULES}

    assert rooms == set(MAY_IMPORT)


def test_a_trespass_is_seen(tmp_path):
    (tmp_path / "judging").mkdir()
    (tmp_path / "terminal").mkdir()
    guilty = tmp_path / "judging" / "judge.py"
    guilty.write_text("import rich\nfrom asynclearn.terminal import prose\n")

    found = [each.rpartition(": ")[2] for each in trespasses(guilty, tmp_path)]

    assert found == ["judging imports rich", "judging imports asynclearn.terminal"]
