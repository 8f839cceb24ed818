"""A good challenge, to be changed."""

import pytest

CHALLENGE = """\
---
kind: predict
level: 1
lesson: 4
topics: [async-generators]
---
# Two lines

What does this print?

```python
print("first")
print("second")
```

```output
first
second
```

```output wrong
second
first
```

> Lines run from top to bottom.

## Hint

Read from the top.

## Explanation

`print("first")` stands above `print("second")`.
"""


@pytest.fixture
def challenge_file(tmp_path, monkeypatch):
    """Writes `challenges/feed.md` with changes, into the current folder."""
    monkeypatch.chdir(tmp_path)

    def write(*changes, name="feed"):
        text = CHALLENGE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "challenges" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, newline="")
        return path

    return write
