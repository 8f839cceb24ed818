"""The keys of front matter and of `course.toml`: what each must be, in types and in words."""

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue
from pydantic.fields import FieldInfo

from asynclearn.content.challenge import Kind
from asynclearn.content.fences import is_specifier
from asynclearn.content.grammar import CLOCKS, NEEDS, is_slug
from asynclearn.content.problems import one_of

Value = TypeVar("Value")


def _must(hold: Callable[[Value], bool]) -> AfterValidator:
    """A check on a value. What it demands is said by the description of the field."""

    def check(value: Value) -> Value:
        if not hold(value):
            raise ValueError
        return value

    return AfterValidator(check)


def _differ(items: tuple[object, ...]) -> bool:
    return len(set(items)) == len(items)


def _in_schema(**keywords: JsonValue) -> FieldInfo:
    """What the JSON Schema says of a check that only Python can make; see content.schema."""
    return cast("FieldInfo", Field(json_schema_extra=keywords))


_DIFFERENT = _in_schema(uniqueItems=True)
_VERSION = r"\s*(===|~=|==|!=|<=|>=|<|>)\s*[0-9][0-9A-Za-z.*+!_-]*\s*"

Text = Annotated[str, Field(min_length=1), _in_schema(pattern=r"\S")]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
Slug = Annotated[str, _must(is_slug), _in_schema(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Topics = Annotated[tuple[Slug, ...], Field(min_length=1), _must(_differ), _DIFFERENT]
Needs = Annotated[
    tuple[Literal["loopback", "aiohttp", "aiosqlite", "asyncpg"], ...], _must(_differ), _DIFFERENT
]
Versions = Annotated[
    str, _must(is_specifier), _in_schema(pattern=f"^{_VERSION}(,{_VERSION})*,?\\s*$")
]
Whole = Annotated[int, Field(ge=1, le=999)]
Seconds = Annotated[float, Field(gt=0, le=60, allow_inf_nan=False)]
Guess = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Choices = Annotated[
    tuple[Guess, ...], Field(min_length=2, max_length=9), _must(_differ), _DIFFERENT
]
Factor = Annotated[float, Field(gt=1, allow_inf_nan=False)]


class LessonFrontMatter(BaseModel):
    """What stands above the opening of a lesson.

    Of each field the description says what it must be, and the first example, as YAML, how to
    write it. The example also takes the place of a value that is refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    number: Whole = Field(description="a whole number from 1", examples=["4"])
    title: Text = Field(description="a text", examples=["Async generators"])
    summary: Text = Field(description="a text", examples=["Who closes a source."])
    outcomes: Texts = Field(description="a list of texts", examples=["[say when a body runs]"])
    prerequisites: Texts = Field(description="a list of texts", examples=["[lesson 3]"])


class PartFrontMatter(BaseModel):
    """What may stand above a part of a lesson; the fields are read as those of a lesson."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    needs: Needs = Field(description=f"a list of {one_of(NEEDS)}", examples=["[loopback]"])


class ChallengeFrontMatter(BaseModel):
    """What stands above a challenge; the fields are read as those of a lesson.

    That `unit` and `within` belong to the kind `estimate` is checked by challenge_reader.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        json_schema_extra={
            "if": {"properties": {"kind": {"const": Kind.ESTIMATE.value}}},
            "then": {"required": ["unit", "within"]},
            "else": {"properties": {"unit": False, "within": False, "choices": False}},
        },
    )

    kind: Kind = Field(description=one_of(Kind), examples=["predict"])
    level: Annotated[int, Field(ge=1, le=3)] = Field(description="1, 2 or 3", examples=["1"])
    lesson: Whole = Field(description="a whole number from 1", examples=["4"])
    topics: Topics = Field(
        description="a list of different lower-case words, with `-` for spaces",
        examples=["[aclose, async-with]"],
    )
    python: Versions | None = Field(
        None, description="the Python versions that it runs on", examples=['">=3.12"']
    )
    clock: Literal["real", "virtual"] = Field(
        "virtual", description=one_of(CLOCKS), examples=["real"]
    )
    timeout: Seconds | None = Field(
        None, description="a number of seconds above 0, at most 60", examples=["10"]
    )
    needs: Needs = Field((), description=f"a list of {one_of(NEEDS)}", examples=["[loopback]"])
    unit: Text | None = Field(None, description="a text", examples=["ms"])
    within: Factor | None = Field(None, description="a factor above 1", examples=["1.5"])
    choices: Choices = Field(
        (), description="a list of two to nine different numbers from 0", examples=["[1, 3, 9]"]
    )


class CourseFile(BaseModel):
    """`course.toml`, which may stand at the root of a course; the examples are TOML."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    format: Annotated[int, Field(strict=True, ge=1)] = Field(
        description="the number of the format that the course is written in", examples=["1"]
    )
    name: Slug | None = Field(
        None,
        description="a name in lower-case words, with `-` for spaces",
        examples=['"async-at-acme"'],
    )
    title: Text | None = Field(None, description="a text", examples=['"Async at Acme"'])
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = Field(
        None,
        description="an address that begins with `https://`",
        examples=['"https://example.org"'],
    )
    authors: Texts = Field((), description="a list of texts", examples=['["Ada", "Grace"]'])
