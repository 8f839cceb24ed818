"""The info string of a fence: a language, then words. What a misspelt one means is guessed."""

import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from asynclearn.content.blocks import Role, Stream
from asynclearn.content.grammar import (
    HIGHEST_EXIT_CODE,
    LANGUAGES,
    OUTPUT_WORDS,
    PYTHON_WORDS,
    Place,
)
from asynclearn.content.markdown import Node
from asynclearn.content.problems import Problems, advice, guess
from asynclearn.judging.claim import FINISHES, ClaimedEnding, Finish, MatchRule


def language(info: str) -> str | None:
    """The language of a fence, or the one that was probably meant."""
    word = _language_word(info)
    return word if word in LANGUAGES else guess(word, LANGUAGES)


def language_problem(info: str) -> str | None:
    """What is wrong with the language of a fence, and with words behind one that takes none."""
    word = _language_word(info)
    if not word:
        return "the fence names no language; write one behind the marks, `text` if nothing fits"
    if word not in LANGUAGES:
        return f"`{word}` is no known language of a fence; {advice(word, LANGUAGES)}"
    if word not in {"python", "output"} and info != word:
        return f"a `{word}` fence takes no words; leave only `{word}`"
    return None


def is_claim_or_program(info: str) -> bool:
    """Whether a fence is one that has a meaning: an `output`, or a `python` with words."""
    meant = language(info)
    return meant == "output" or (meant == "python" and len(info.split()) > 1)


def is_wrong_output(info: str) -> bool:
    """Whether a fence is an `output wrong`, which a quote with its feedback follows."""
    words = (guess(word, OUTPUT_WORDS) for word in info.split()[1:])
    return language(info) == "output" and "wrong" in words


@dataclass(frozen=True, slots=True)
class PythonFence:
    """The words of a `python` fence."""

    role: Role
    name: str | None
    uses: tuple[str, ...]
    real_clock: bool
    fails: str | None
    sound: bool
    """Whether all of them were right; if not, what is missing may only be misspelt."""


def read_python_fence(node: Node, place: Place, problems: Problems) -> PythonFence:
    """Read the words of a `python` fence, those only that have a meaning in its place."""
    before = len(problems)
    words = _read_words(node, PYTHON_WORDS, problems)
    for word in [word for word in words if word not in place.words]:
        message = f"`{word}` has no meaning in {place.name}; remove it"
        problems.add(node.first, message, "misplaced-fence-word")
        del words[word]

    _allow_one(node, words, ("predict", "run"), problems)
    name = words.get("name")
    if name is not None and not _is_name(name):
        message = f"`{name}` is no name; use letters, digits, `-` and `_`, such as `name=counter`"
        problems.add(node.first, message, "bad-name")
        name = None
    uses = tuple(words["uses"].split(",")) if "uses" in words else ()
    if not all(uses) or len(set(uses)) < len(uses):
        message = "`uses` lists a name twice or not at all; write `uses=counter,ticker`"
        problems.add(node.first, message, "bad-uses")
        uses = ()
    if words.get("clock", "real") != "real":
        message = "`clock` can only be `real`; write `clock=real`, or remove it for virtual time"
        problems.add(node.first, message, "bad-clock")

    return PythonFence(
        role=next((Role(word) for word in words if word in {"predict", "run"}), Role.SHOW),
        name=name,
        uses=uses,
        real_clock="clock" in words,
        fails=words.get("fails"),
        sound=len(problems) == before,
    )


@dataclass(frozen=True, slots=True)
class OutputFence:
    """The words of an `output` fence."""

    wrong: bool
    ending: ClaimedEnding
    rule: MatchRule
    stream: Stream
    python: str | None


def read_output_fence(node: Node, problems: Problems) -> OutputFence:
    """Read the words of an `output` fence."""
    words = _read_words(node, OUTPUT_WORDS, problems)
    _allow_one(node, words, ("raises", "hangs", "exits"), problems)
    _allow_alone(node, words, "stderr", {"python", "wrong"}, problems)
    _allow_alone(node, words, "wrong", {"raises", "hangs", "exits"}, problems)

    python = words.get("python")
    if python is not None and not is_specifier(python):
        message = f'`{python}` names no Python versions; write for example `python=">=3.12"`'
        problems.add(node.first, message, "bad-python")
        python = None

    rule = MatchRule.UNORDERED if "unordered" in words else MatchRule.EXACT
    return OutputFence(
        wrong="wrong" in words,
        ending=_ending(node, words, problems),
        rule=MatchRule.CONTAINS if "stderr" in words else rule,
        stream=Stream.STDERR if "stderr" in words else Stream.STDOUT,
        python=python,
    )


def is_specifier(text: str) -> bool:
    """Whether a text names Python versions, as `>=3.12,<3.14` does."""
    try:
        return bool(text.strip()) and bool(str(SpecifierSet(text)))
    except InvalidSpecifier:
        return False


def is_exception_name(text: str) -> bool:
    """Whether a text can name an exception's class, be it with its module."""
    return all(part.isidentifier() for part in text.split("."))


def _read_words(node: Node, known: Mapping[str, str | None], problems: Problems) -> dict[str, str]:
    """The words behind the language, each with its value; a misspelt one as the likeliest."""
    words: dict[str, str] = {}
    for written, equals, value in _split(node, problems):
        word = written if written in known else guess(written, known)
        fence = "an `output` fence" if known is OUTPUT_WORDS else "a `python` fence"
        if written not in known:
            message = f"`{written}` is no word of {fence}; {advice(written, known)}"
            problems.add(node.first, message, "unknown-fence-word")
        if word is None:
            continue
        example = known[word]
        if word in words:
            message = f"`{word}` stands twice on one fence; keep one"
            problems.add(node.first, message, "repeated-fence-word")
        elif example is None and equals:
            message = f"`{word}` takes no value; write `{word}`"
            problems.add(node.first, message, "needless-value")
            words[word] = ""
        elif example is not None and not value:
            message = f"`{word}` needs a value; write for example `{example}`"
            problems.add(node.first, message, "missing-value")
        else:
            words[word] = value
    return words


def _split(node: Node, problems: Problems) -> Iterator[tuple[str, str, str]]:
    text = node.info.removeprefix(_language_word(node.info))
    try:
        words = shlex.split(text)
    except ValueError as error:
        reason = str(error).lower()
        message = f'the words of the fence can\'t be read: {reason}; write values as in `key="a b"`'
        problems.add(node.first, message, "unreadable-fence-words")
        words = []
    return (word.partition("=") for word in words)


def _allow_one(
    node: Node, words: Mapping[str, str], rivals: tuple[str, ...], problems: Problems
) -> None:
    found = [word for word in words if word in rivals]
    if len(found) > 1:
        message = f"`{found[0]}` and `{found[1]}` exclude each other; keep one"
        problems.add(node.first, message, "rival-fence-words")


def _allow_alone(
    node: Node, words: Mapping[str, str], word: str, company: Collection[str], problems: Problems
) -> None:
    if word not in words:
        return
    for other in words:
        if other != word and other not in company:
            message = f"`{other}` does not go with `{word}`; remove one of them"
            problems.add(node.first, message, "rival-fence-words")


def _ending(node: Node, words: Mapping[str, str], problems: Problems) -> ClaimedEnding:
    if "hangs" in words:
        return ClaimedEnding(Finish.HANGS)
    if "raises" in words:
        exception = words["raises"]
        if not is_exception_name(exception):
            message = f"`{exception}` is no name of an exception; write `raises=ValueError`"
            problems.add(node.first, message, "bad-exception")
        return ClaimedEnding(Finish.RAISES, exception=exception)
    if "exits" in words:
        code = words["exits"]
        if code not in map(str, range(HIGHEST_EXIT_CODE + 1)):
            message = f"`{code}` is no exit code; write a number from 0 to {HIGHEST_EXIT_CODE}"
            problems.add(node.first, message, "bad-exit-code")
            return FINISHES
        return ClaimedEnding(Finish.EXITS, exit_code=int(code))
    return FINISHES


def _language_word(info: str) -> str:
    return info.split(maxsplit=1)[0] if info else ""


def _is_name(text: str) -> bool:
    return text.isascii() and text.replace("-", "_").isidentifier()
