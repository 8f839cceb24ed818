"""A course with challenges, for the tests of the commands."""

from pathlib import Path

import pytest

CHALLENGE = """\
---
kind: predict
level: 1
lesson: 4
topics: [counting]
---
# The {name}

What does this print?

```python
print("{name}")
```

```output
{name}
```

```output wrong
nothing
```

> Something is printed.

## Why

Why is that?

- [x] It says so.

  > Yes.

- [ ] By chance.

  > No.

## Hint

Look at the line.

## Explanation

It prints {name}.
"""


@pytest.fixture
def quiz_course(course: Path) -> Path:
    """The course with two challenges: `first` and `second`."""
    folder = course / "challenges"
    folder.mkdir()
    for name in ("first", "second"):
        (folder / f"{name}.md").write_text(CHALLENGE.format(name=name))
    return course
