"""`asynclearn schema`: what an editor checks front matter with."""

import sys
from enum import StrEnum


class Schema(StrEnum):
    """What there is a schema of."""

    CHALLENGE = "challenge"
    LESSON = "lesson"
    PART = "part"
    COURSE = "course"


def show_schema(which: Schema) -> None:
    """Prints the JSON Schema that is shipped."""
    from asynclearn.content.schema import file_of  # noqa: PLC0415  (slow to import)

    sys.stdout.write(file_of(which).read_text(encoding="utf-8"))
