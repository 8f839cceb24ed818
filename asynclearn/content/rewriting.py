"""Writing another claim into an `output` fence of a file, and leaving everything else as it is."""

import io
import shlex
from pathlib import Path

from asynclearn.content.markdown import Node, NodeKind, read_document
from asynclearn.judging.claim import Claim, Finish

_ENDINGS = {"raises", "hangs", "exits"}


def with_claims(path: Path, claims: dict[int, Claim]) -> tuple[str, str]:
    """A file's text as it is, and with other claims in the fences that open on these lines.

    The line ends of the file are kept. Raises ContentError if it can't be read any more, KeyError
    if no `output` fence opens on such a line.
    """
    fences = {node.first: node for node in read_document(path).nodes if _is_output(node)}
    text = path.read_bytes().decode("utf-8")
    lines = io.StringIO(text, newline="").readlines()
    # From the last to the first: then the numbers of the lines above still hold.
    for line in sorted(claims, reverse=True):
        node = fences[line]
        lines[node.first - 1 : node.last] = _fence(node, lines[node.first - 1], claims[line])
    return text, "".join(lines)


def _is_output(node: Node) -> bool:
    return node.kind is NodeKind.FENCE and node.info.partition(" ")[0] == "output"


def _fence(node: Node, opening: str, claim: Claim) -> list[str]:
    end = opening[len(opening.rstrip("\r\n")) :] or "\n"
    content = [line.rstrip() for line in claim.stdout.rstrip().split("\n") if claim.stdout.strip()]
    marks = _marks(opening.strip(), content)
    return [line + end for line in (marks + _info(node.info, claim), *content, marks)]


def _marks(opening: str, content: list[str]) -> str:
    """The marks of the fence: more of them where the content has a line that would close it."""
    mark = opening[0]
    own = len(opening) - len(opening.lstrip(mark))
    longest = max((_run(line.strip(), mark) for line in content), default=0)
    return mark * max(own, longest + 1 if longest >= own else own)


def _run(line: str, mark: str) -> int:
    return len(line) - len(line.lstrip(mark))


def _info(info: str, claim: Claim) -> str:
    """The words of the fence, with the ending that is claimed now in the place of the old one."""
    words = []
    for word, equals, value in (each.partition("=") for each in shlex.split(info)):
        if word not in _ENDINGS:
            words.append(f'{word}{equals}"{value}"' if word == "python" else word + equals + value)
    ending = claim.ending
    match ending.finish:
        case Finish.RAISES:
            words.insert(1, f"raises={ending.exception}")
        case Finish.EXITS:
            words.insert(1, f"exits={ending.exit_code}")
        case Finish.HANGS:
            words.insert(1, "hangs")
    return " ".join(words)
