"""The JSON Schemas of front matter and of `course.toml`, made from the models in content.fields.

They are for editors. They refuse what the readers refuse, as far as JSON Schema can say it, but for
one thing: a reader takes a bare number, date or `yes` for the text that it looks like, and a schema
wants quotes around it. They are written in draft 7, without references and with no keyword of its
successors: what editors commonly use knows no other (ajv as it comes, taplo).

The files in `schemas/` are shipped. `python -m asynclearn.content.schema` writes them anew.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from asynclearn.content.fields import (
    ChallengeFrontMatter,
    CourseFile,
    LessonFrontMatter,
    PartFrontMatter,
)

MODELS: dict[str, type[BaseModel]] = {
    "challenge": ChallengeFrontMatter,
    "lesson": LessonFrontMatter,
    "part": PartFrontMatter,
    "course": CourseFile,
}
_TITLES = {
    "challenge": "Front matter of an asynclearn challenge",
    "lesson": "Front matter of an asynclearn lesson's README.md",
    "part": "Front matter of a part of an asynclearn lesson",
    "course": "course.toml of an asynclearn course",
}
FOLDER = Path(__file__).parent / "schemas"


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one of `MODELS`."""
    model = MODELS[name]
    made = model.model_json_schema(schema_generator=_Generator)
    shared = {f"#/$defs/{key}": value for key, value in made.get("$defs", {}).items()}
    properties = {
        key: shared.get(value.pop("$ref", ""), {}) | value
        for key, value in made["properties"].items()
    }
    for value in properties.values():
        value.pop("title", None)  # it only repeats the key
        value["examples"] = [_example(text, model) for text in value["examples"]]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": _TITLES[name],
        "type": "object",
        "properties": properties,
        "required": made["required"],
        "additionalProperties": False,
    } | {key: made[key] for key in ("if", "then", "else") if key in made}


def text_of(name: str) -> str:
    """The schema as the file in `schemas/` has it."""
    return f"{json.dumps(schema_of(name), ensure_ascii=False, indent=2)}\n"


def file_of(name: str) -> Path:
    """The shipped file."""
    return FOLDER / f"{name}.json"


class _Generator(GenerateJsonSchema):
    """Pydantic's schemas without defaults, and without a null that no file can hold."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A key that is not wanted is left out."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Editors would write the default down."""
        return self.generate_inner(schema["schema"])


def _example(text: str, model: type[BaseModel]) -> object:
    """The value that an example writes, in the language of its file."""
    if model is CourseFile:
        return tomllib.loads(f"value = {text}")["value"]
    return yaml.safe_load(text)


if __name__ == "__main__":
    for each in MODELS:
        file_of(each).write_text(text_of(each), encoding="utf-8")
