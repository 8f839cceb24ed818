"""What a learner types -> a claim, and back.

The text is what the program prints. Its last line may say how the program ends:

    !raises ValueError      an exception that nothing catches
    !hangs                  it never ends by itself
    !exits 3                it ends with this exit code
    !finishes               it ends as usual; the same as no such line

`!finishes` is for a program whose own last line looks like one of these. A line such as
`!`, `!!` or `! text` is output like any other: an ending has a letter right after its `!`.
"""

import builtins
import difflib
import keyword
import re

from asynclearn.errors import ClaimError
from asynclearn.judging.claim import FINISHES, Claim, ClaimedEnding, Finish

HIGHEST_EXIT_CODE = 255

_EXCEPTIONS = (
    *(
        name
        for name, kind in vars(builtins).items()
        if isinstance(kind, type) and issubclass(kind, BaseException)
    ),
    # Of asyncio, which is slow to import.
    *("CancelledError", "InvalidStateError", "QueueEmpty", "QueueFull", "QueueShutDown"),
    *("IncompleteReadError", "LimitOverrunError", "BrokenBarrierError"),
)
_A_SLIP = 0.88
"""How alike two names are (`difflib`) of which one is a slip: a letter in nine."""


def parse_claim(text: str) -> Claim:
    """The claim that a learner typed; ClaimError if its last line is a misspelt ending."""
    start, line = _last_line(text)
    if not _looks_like_ending(line):
        return Claim(text)
    return Claim(text[:start], _parse_ending(line))


def format_claim(claim: Claim) -> str:
    """The text that `parse_claim` reads as this claim."""
    _, line = _last_line(claim.stdout)
    if claim.ending == FINISHES and not _looks_like_ending(line):
        return claim.stdout
    separator = "\n" if claim.stdout and not claim.stdout.endswith("\n") else ""
    return f"{claim.stdout}{separator}{claim.ending}"


def _last_line(text: str) -> tuple[int, str]:
    """The last line that is not blank, without the space around it, and where it starts."""
    end = len(text.rstrip())
    start = text.rfind("\n", 0, end) + 1
    return start, text[start:end].strip()


def _looks_like_ending(line: str) -> bool:
    return line.startswith("!") and line[1:2].isalpha()


def _parse_ending(line: str) -> ClaimedEnding:
    word, _, detail = line[1:].replace("\t", " ").partition(" ")
    detail = detail.strip()
    match word.lower():
        case Finish.RAISES:
            return ClaimedEnding(Finish.RAISES, exception=_parse_exception(detail))
        case Finish.EXITS:
            return ClaimedEnding(Finish.EXITS, exit_code=_parse_exit_code(detail))
        case Finish.HANGS | Finish.FINISHES as finish:
            if detail:
                raise ClaimError(
                    f"`!{finish}` has nothing after it, but here stands `{detail}`; "
                    f"write just `!{finish}`."
                )
            return ClaimedEnding(Finish(finish))
        case _:
            raise _unknown_ending(line, word, detail)


def _parse_exception(name: str) -> str:
    if not name:
        raise ClaimError(
            "`!raises` needs the name of an exception; write it as in `!raises ValueError`."
        )
    if _is_dotted_name(name):
        if meant := _misspelt(name):
            raise ClaimError(f"there is no `{name}`; did you mean `!raises {meant}`?")
        return name
    start = re.match(r"[\w.]+", name)
    guess = (
        f"did you mean `!raises {start[0]}`?"
        if start and _is_dotted_name(start[0])
        else "write only the name, as in `!raises ValueError`."
    )
    raise ClaimError(f"`{name}` is no name of an exception; {guess}")


def _misspelt(name: str) -> str | None:
    """The exception of Python that was meant by a name that is nearly its; a slip costs no answer.

    A name that is like none of them may be the program's own.
    """
    if name in _EXCEPTIONS:
        return None
    close = difflib.get_close_matches(name, _EXCEPTIONS, n=1, cutoff=_A_SLIP)
    return close[0] if close else None


def _is_dotted_name(name: str) -> bool:
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in name.split("."))


def _parse_exit_code(text: str) -> int:
    if re.fullmatch(r"0*[0-9]{1,3}", text) and int(text[-3:]) <= HIGHEST_EXIT_CODE:
        return int(text[-3:])
    problem = f"`{text}` is no exit code" if text else "`!exits` needs the exit code"
    raise ClaimError(f"{problem}; write a number from 0 to {HIGHEST_EXIT_CODE}, as in `!exits 3`.")


def _unknown_ending(line: str, word: str, detail: str) -> ClaimError:
    guess = _guess(word, detail)
    what_to_do = (
        f"did you mean `{guess}`?"
        if guess
        else "write `!raises NAME`, `!exits CODE`, `!hangs` or `!finishes`."
    )
    return ClaimError(
        f"`{line}` is no ending; {what_to_do} "
        "If the program prints this line itself, add `!finishes` below it."
    )


def _guess(word: str, detail: str) -> str | None:
    """The ending that was probably meant."""
    if word.endswith(("Error", "Exception")):
        return f"!raises {word}"
    finish = OTHER_WORDS.get(word.lower())
    if finish is None:
        close = difflib.get_close_matches(word.lower(), list(Finish), n=1)
        finish = Finish(close[0]) if close else None
    match finish:
        case None:
            return None
        case Finish.RAISES:
            return f"!raises {detail if detail and _is_dotted_name(detail) else 'ValueError'}"
        case Finish.EXITS:
            return f"!exits {detail if detail.isdecimal() else '1'}"
        case _:
            return f"!{finish}"


OTHER_WORDS = {
    "throws": Finish.RAISES,
    "throw": Finish.RAISES,
    "error": Finish.RAISES,
    "exception": Finish.RAISES,
    "crashes": Finish.RAISES,
    "fails": Finish.RAISES,
    "stuck": Finish.HANGS,
    "endless": Finish.HANGS,
    "deadlock": Finish.HANGS,
    "deadlocks": Finish.HANGS,
    "blocks": Finish.HANGS,
    "forever": Finish.HANGS,
    "timeout": Finish.HANGS,
    "ends": Finish.FINISHES,
    "done": Finish.FINISHES,
    "returns": Finish.FINISHES,
}
"""What people type for an ending, by the word that was meant."""
