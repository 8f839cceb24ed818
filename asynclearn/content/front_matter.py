"""The YAML between `---` lines -> values that are checked, each problem at the line of its key."""

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import CLOCKS, NEEDS
from asynclearn.content.markdown import Document, NodeKind
from asynclearn.content.problems import Problems, advice, guess

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class FrontMatter(Generic[Model]):
    """The values of a file's front matter. They are all there, whatever the file holds."""

    values: Model
    lines: dict[str, int]
    """The line of each key that is there."""
    refused: frozenset[str]
    """The keys whose values are refused: stand-ins are in their place, to go on reading with."""

    def line(self, key: str) -> int:
        """The line to name for a key."""
        return self.lines.get(key, 1)


def read_front_matter(
    document: Document, model: type[Model], problems: Problems
) -> FrontMatter[Model]:
    """Read the front matter of a file that must have one."""
    text = _front_matter_text(document, model, problems)
    mapping = _mapping(text, problems) if text is not None else None
    if mapping is None:
        stand_ins = {
            key: _stand_in(model, key) for key in model.model_fields if _required(model, key)
        }
        return FrontMatter(model.model_validate(stand_ins), {}, frozenset(model.model_fields))

    keys = _known_keys(mapping, model, problems)
    lines = {key: _line(key_node) for key, (key_node, _) in keys.items()}
    values = {key: _plain(value) for key, (_, value) in keys.items()}
    refused = _refused(values, keys, model, problems)
    for key in refused:
        values.pop(key, None)
        if _required(model, key):
            values[key] = _stand_in(model, key)
    return FrontMatter(model.model_validate(values), lines, frozenset(refused))


def _front_matter_text(
    document: Document, model: type[BaseModel], problems: Problems
) -> str | None:
    first = document.nodes[0] if document.nodes else None
    if first is not None and first.kind is NodeKind.FRONT_MATTER:
        return first.content
    if document.lines[0].startswith("---"):
        problems.add(
            1, "the front matter is left open; close it with a line `---`", "open-front-matter"
        )
        problems.raise_if_any()
    keys = ", ".join(f"`{key}`" for key in model.model_fields if _required(model, key))
    message = f"the front matter is missing; start with lines `---`, {keys} and `---`"
    problems.add(1, message, "missing-front-matter")
    return None


def _mapping(text: str, problems: Problems) -> yaml.MappingNode | None:
    try:
        root = _composed_quickly(text)
        if root is None:
            if not _is_plain(text, problems):
                return None
            root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = _file_line(text, mark.index if mark else 0)
        reason = error.problem or error.context
        message = (
            f"the front matter is no YAML: {reason}; put quotes around values with signs in them"
        )
        problems.add(line, message, "bad-yaml")
        return None
    except yaml.reader.ReaderError as error:
        line = _file_line(text, error.position)
        message = f"the front matter is no YAML: {error.reason}; remove the character"
        problems.add(line, message, "bad-yaml")
        return None
    if not isinstance(root, yaml.MappingNode):
        problems.add(
            1, "the front matter holds no keys; write lines such as `level: 1`", "bad-yaml"
        )
        return None
    return root


def _composed_quickly(text: str) -> yaml.Node | None:
    """The root of plain YAML, by libyaml; None where that is not there, or has an objection.

    It takes a tenth of the time. The parser in Python has the last word, so that objections are
    the same everywhere. It has all of it where the two differ: libyaml takes tabs and question
    marks in more places, and counts other lines beyond ASCII.
    """
    loader = getattr(yaml, "CSafeLoader", None)
    if loader is None or not text.isascii() or "\t" in text or "?" in text:
        return None
    try:
        if _is_plain(text, Problems(Path()), loader):
            return yaml.compose(text, Loader=loader)
    except yaml.YAMLError:
        return None
    return None


def _is_plain(
    text: str, problems: Problems, loader: type[yaml.SafeLoader] = yaml.SafeLoader
) -> bool:
    """Whether the YAML keeps to what front matter needs, told before any of it is composed."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            message = "front matter has no anchors, aliases or tags; write the value itself"
            problems.add(_line(event), message, "yaml-anchor")
            return False
        if depth > _DEEPEST:
            message = "front matter holds texts, numbers and lists of them; write no more levels"
            problems.add(_line(event), message, "deep-yaml")
            return False
    return True


_DEEPEST = 2
"""A list in the mapping of the keys."""

Keys = dict[str, tuple[yaml.Node, yaml.Node]]


def _known_keys(mapping: yaml.MappingNode, model: type[BaseModel], problems: Problems) -> Keys:
    """The nodes of each key and value, those of a misspelt key under the likeliest."""
    written = [(str(_plain(key)), key, value) for key, value in mapping.value]
    there = {name for name, _, _ in written}
    keys: Keys = {}
    for name, key, value in written:
        known = [field for field in model.model_fields if field not in there]
        if name in keys:
            message = f"`{name}` stands twice; keep one"
            problems.add(_line(key), message, "repeated-key")
        elif name in model.model_fields:
            keys[name] = (key, value)
        else:
            message = f"`{name}` is no key of this front matter; {advice(name, model.model_fields)}"
            problems.add(_line(key), message, "unknown-key")
            meant = guess(name, known)
            if meant:
                keys.setdefault(meant, (key, value))
    return keys


def _refused(
    values: dict[str, object], keys: Keys, model: type[BaseModel], problems: Problems
) -> set[str]:
    """The keys whose values are missing or wrong, each with a problem."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        first_errors = {str(detail["loc"][0]): detail for detail in reversed(error.errors())}
    else:
        return set()

    for key, detail in first_errors.items():
        fix = f"write for example `{key}: {_example(model, key)}`"
        if key not in keys:
            problems.add(1, f"`{key}` is missing; {fix}", "missing-key")
            continue
        meant = _choice_meant(key, detail["input"])
        if meant:
            fix = f"did you mean `{meant}`?"
        message = f"`{key}` must be {model.model_fields[key].description}; {fix}"
        problems.add(_value_line(*keys[key], detail["loc"]), message, "bad-value")
    return set(first_errors)


def _value_line(key: yaml.Node, value: yaml.Node, place: tuple[int | str, ...]) -> int:
    """The line of the item that is wrong, for a list, else of the key."""
    match value, place:
        case yaml.SequenceNode(), (_, int(index), *_):
            return _line(value.value[index])
        case _:
            return _line(key)


_CHOICES = {"kind": tuple(Kind), "clock": CLOCKS, "needs": NEEDS}


def _choice_meant(key: str, value: object) -> str | None:
    return guess(value, _CHOICES.get(key, ())) if isinstance(value, str) else None


def _required(model: type[BaseModel], key: str) -> bool:
    return model.model_fields[key].is_required()


def _stand_in(model: type[BaseModel], key: str) -> object:
    return _plain(yaml.compose(_example(model, key), Loader=yaml.SafeLoader))


def _example(model: type[BaseModel], key: str) -> str:
    examples = model.model_fields[key].examples or [""]
    return str(examples[0])


def _plain(node: yaml.Node | None) -> object:
    """The texts, lists and dicts of a YAML node.

    All scalars are texts: `no`, `1.0` and `2024-01-01` mean what they look like, until the
    field that they stand in makes a number of them.
    """
    match node:
        case yaml.ScalarNode():
            return node.value
        case yaml.SequenceNode():
            return [_plain(item) for item in node.value]
        case yaml.MappingNode():
            return {str(_plain(key)): _plain(value) for key, value in node.value}
        case _:
            return ""


def _line(node: yaml.Node | yaml.Event) -> int:
    mark = node.start_mark
    if mark is None:
        return 1
    if mark.buffer is None:  # libyaml's
        return mark.line + 2
    return _file_line(mark.buffer, mark.index)


def _file_line(text: str, index: int) -> int:
    """The file's line of a place in its front matter.

    YAML's own line numbers also count rare separators such as U+2028, which Markdown does not.
    """
    return text.count("\n", 0, index) + 2
