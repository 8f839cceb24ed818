"""Writing another claim into an `output` fence of a file, and leaving everything else as it is."""

import io
import shlex
from pathlib import Path

from asynclearn.content.files import read_bytes
from asynclearn.content.markdown import Node, NodeKind, read_document
from asynclearn.content.writing import fence, output_info
from asynclearn.judging.claim import Claim

_ENDINGS = {"raises", "hangs", "exits"}


def with_claims(path: Path, claims: dict[int, Claim]) -> tuple[str, str]:
    """A file's text as it is, and with other claims in the fences that open on these lines.

    The line ends of the file are kept. Raises ContentError if it can't be read any more, KeyError
    if no `output` fence opens on such a line.
    """
    fences = {node.first: node for node in read_document(path).nodes if _is_output(node)}
    text = read_bytes(path).decode("utf-8")
    lines = io.StringIO(text, newline="").readlines()
    # From the last to the first: then the numbers of the lines above still hold.
    for line in sorted(claims, reverse=True):
        node = fences[line]
        lines[node.first - 1 : node.last] = _fence(node, lines[node.first - 1], claims[line])
    return text, "".join(lines)


def _is_output(node: Node) -> bool:
    return node.kind is NodeKind.FENCE and node.info.split()[:1] == ["output"]


def _fence(node: Node, opening: str, claim: Claim) -> list[str]:
    end = opening[len(opening.rstrip("\r\n")) :] or "\n"
    mark = opening.strip()[0]
    marks = opening.strip()[: len(opening.strip()) - len(opening.strip().lstrip(mark))]
    printed = "\n".join(line.rstrip() for line in claim.stdout.rstrip().split("\n"))
    text = fence(output_info(claim.ending, _words(node.info)), printed, marks)
    return [line + end for line in text.split("\n")]


def _words(info: str) -> list[str]:
    """The words of an `output` fence but for those that say how the program ends."""
    words = (word.partition("=") for word in shlex.split(info)[1:])
    return [
        f'{word}{equals}"{value}"' if word == "python" else word + equals + value
        for word, equals, value in words
        if word not in _ENDINGS
    ]
