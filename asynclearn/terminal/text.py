"""Text from programs, made safe to print, and outcomes in words."""

import unicodedata

from asynclearn.sandbox.outcome import Ending, Outcome

_KEPT = "\n\t"
_MOST_LINES = 60
_SHOWN_OF_MORE = 20


def visible(text: str) -> str:
    r"""The text with every control character spelled out, such as `\x1b`.

    What a program prints must not be able to move the cursor, set the clipboard (OSC 52) or
    rewrite what was shown above it. Direction overrides are spelled out as well, as they
    can make code read as something else (CVE-2021-42574).
    """
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_plain(char) else _spelled(char) for char in text)


def abridged(text: str) -> str:
    """A program's output, safe to print; of a long one its beginning and its end."""
    lines = visible(text).rstrip().split("\n")
    if len(lines) <= _MOST_LINES:
        return "\n".join(lines)
    left_out = f"… {len(lines) - 2 * _SHOWN_OF_MORE} lines left out …"
    return "\n".join([*lines[:_SHOWN_OF_MORE], left_out, *lines[-_SHOWN_OF_MORE:]])


def _is_plain(char: str) -> bool:
    return char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs")


def _spelled(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def ending_in_words(outcome: Outcome) -> str:
    """How a run ended, as a sentence."""
    match outcome.ending:
        case Ending.FINISHED:
            return "It finished."
        case Ending.RAISED:
            return _raised(outcome)
        case Ending.EXITED:
            return f"It exited with code {outcome.exit_code}."
        case Ending.STUCK:
            return "It is stuck: nothing can ever wake it."
        case Ending.ENDLESS:
            return "It never stops by itself, and was stopped."
        case Ending.TIMED_OUT:
            return f"It was still running after {outcome.seconds:.2g} seconds and was stopped."
        case Ending.OUT_OF_MEMORY:
            return "It ran out of memory and was stopped."
        case Ending.TOO_MUCH_OUTPUT:
            return "It printed too much and was stopped."
        case Ending.CRASHED:
            return f"It was killed by {outcome.signal or 'a signal'}."


def _raised(outcome: Outcome) -> str:
    raised = outcome.exception
    if raised is None:
        return "It raised an exception."
    first = raised.message.partition("\n")[0]
    message = f": {visible(first)}" if first else ""
    # A SyntaxError says so itself.
    said = raised.line is None or message.endswith(f"line {raised.line})")
    line = "" if said else f", line {raised.line}"
    return f"It raised {visible(raised.type)}{message}{line}."
