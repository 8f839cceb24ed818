"""A story -> one self-contained HTML file, from the template beside this module."""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from asynclearn.explaining.story import Step, Story

_PLACE = re.compile("@@([A-Z]+)@@")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says besides the story."""

    name: str
    """The program's file name."""
    ending: str
    """How it ended, in sentences. What stands in backticks is code."""
    output: str
    """All that it printed."""


def page(story: Story, about: Page) -> str:
    """The page. It makes no request, and nothing that a program contains can break out of it."""
    template = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    filled = {
        "NAME": html.escape(about.name),
        "SENTENCES": _sentences(story),
        "STORY": _as_script(_story_as_json(story, about)),
    }
    # In one pass: a program that contains such a mark itself is not filled again.
    return _PLACE.sub(lambda match: filled[match[1]], template)


def _as_script(value: object) -> str:
    """JSON inside `<script>`: `</script>` and `<!--` must not be read as HTML."""
    return json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _story_as_json(story: Story, about: Page) -> dict[str, Any]:
    return {
        "title": story.title,
        "name": about.name,
        "ending": about.ending,
        "output": about.output.rstrip("\n").split("\n") if about.output.strip() else [],
        "lanes": [{"title": lane.title, "subject": lane.subject} for lane in story.lanes],
        "steps": _steps(story.steps),
        "details": _steps(story.details),
        "code": [{"number": line.number, "text": line.text} for line in story.code],
        "notes": list(story.notes),
    }


def _steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [
        {
            "lane": step.lane,
            "kind": step.kind.value,
            "text": step.text,
            "seconds": step.seconds,
            "line": step.line,
            "output": list(step.output_lines),
            "events": [step.events[0], step.events[-1]] if step.events else [],
            "mark": step.mark.value if step.mark else None,
        }
        for step in steps
    ]


def _sentences(story: Story) -> str:
    """For a browser without scripts."""
    return "\n".join(f"<li>{html.escape(story.sentence(step))}</li>" for step in story.steps)
