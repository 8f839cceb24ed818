"""`python` fences -> snippets, which may build on those above them in the same file."""

from collections import deque
from collections.abc import Iterator, Sequence

from asynclearn.content.blocks import Location, Role, Snippet, Stream
from asynclearn.content.claims import check_claims_fit, read_claims
from asynclearn.content.compiling import at_own_lines, check_compiles, fits_this_python, merged
from asynclearn.content.fences import PythonFence, is_wrong_output, language, read_python_fence
from asynclearn.content.grammar import SYNTAX_ERRORS, Place
from asynclearn.content.markdown import Document, Node, NodeKind
from asynclearn.content.problems import Problems, guess


def with_claims(nodes: Sequence[Node]) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Each block, and for a snippet the `output` fences and feedback quotes just below it."""
    rest = deque(nodes)
    while rest:
        node = rest.popleft()
        claims: list[Node] = []
        # A fence in no known language may be a misspelt snippet: its outputs are its own.
        if node.kind is NodeKind.FENCE and language(node.info) in {"python", None}:
            while rest and _is_claim(rest[0], claims):
                claims.append(rest.popleft())
        yield node, tuple(claims)


def is_fence(node: Node, name: str) -> bool:
    """Whether a block is a fence in this language."""
    return node.kind is NodeKind.FENCE and language(node.info) == name


def is_alert(node: Node) -> bool:
    """Whether a block quote opens with a marker such as `[!NOTE]`."""
    return (
        node.kind is NodeKind.QUOTE
        and bool(node.children)
        and node.children[0].text.startswith("[!")
    )


class Snippets:
    """Reads the snippets of one file and remembers those that have a name."""

    def __init__(
        self,
        document: Document,
        problems: Problems,
        *,
        python: str | None = None,
        real_clock: bool = False,
    ) -> None:
        self.document = document
        self.problems = problems
        self._python = python
        self._real_clock = real_clock
        self._named: dict[str, Snippet] = {}
        self._broken: set[str] = set()
        self._predicted: dict[str, int] = {}

    def read(
        self,
        node: Node,
        claims: Sequence[Node],
        place: Place,
        *,
        role: Role | None = None,
    ) -> tuple[Snippet, PythonFence]:
        """Read a snippet and the claims below it.

        `role` is what happens to it where the place says so and not the fence. Whether claims
        fit there is for the caller to say.
        """
        fence = read_python_fence(node, place, self.problems)
        read = read_claims(claims, self.document, self.problems)
        if not node.content.strip():
            self.problems.add(
                node.first, "the snippet is empty; write its program", "empty-snippet"
            )
        snippet = Snippet(
            source=node.content,
            program=self._program(node, fence),
            location=Location(self.document.path, node.first + 1),
            role=role or fence.role,
            name=fence.name,
            uses=fence.uses,
            real_clock=fence.real_clock or self._real_clock,
            expected=read.expected,
            wrong=read.wrong,
        )
        if fence.sound and role is None:
            check_claims_fit(snippet, snippet.role, node, self.problems)
        sound = self._check_program(snippet, node)
        self._check_predicted_once(snippet, node)
        self._remember(snippet, node, sound=sound)
        return snippet, fence

    def _program(self, node: Node, fence: PythonFence) -> str:
        used = []
        for name in fence.uses:
            if name in self._named:
                used.append(self._named[name].program)
            else:
                meant = guess(name, self._named)
                fix = f"did you mean `{meant}`?" if meant else f"write `name={name}` on one"
                message = f"`uses={name}` names no snippet above this one; {fix}"
                self.problems.add(node.first, message, "unknown-snippet")
        return merged(*used, at_own_lines(node.content, node.first + 1))

    def _check_program(self, snippet: Snippet, node: Node) -> bool:
        """Whether it compiles, as far as that is its own affair and can be told here."""
        if any(name in self._broken or name not in self._named for name in snippet.uses):
            return False
        outputs = [output for output in snippet.expected if output.stream is Stream.STDOUT]
        if any(output.claim.ending.exception in SYNTAX_ERRORS for output in outputs):
            return True
        if not fits_this_python(self._python):
            return True
        if outputs and not any(fits_this_python(output.python) for output in outputs):
            return True
        return check_compiles(snippet.program, node.last - 1, self.problems)

    def _check_predicted_once(self, snippet: Snippet, node: Node) -> None:
        if snippet.role is not Role.PREDICT:
            return
        earlier = self._predicted.setdefault(snippet.digest, node.first)
        if earlier != node.first:
            message = (
                f"the same program is predicted on line {earlier}, and progress could not tell "
                f"them apart; change one of them"
            )
            self.problems.add(node.first, message, "predicted-twice")

    def _remember(self, snippet: Snippet, node: Node, *, sound: bool) -> None:
        name = snippet.name
        if name is None:
            return
        if name in self._named:
            line = self._named[name].location.line - 1
            message = f"the name `{name}` is taken by the snippet on line {line}; choose another"
            self.problems.add(node.first, message, "repeated-name")
            return
        self._named[name] = snippet
        if not sound:
            self._broken.add(name)


def _is_claim(node: Node, above: Sequence[Node]) -> bool:
    if is_fence(node, "output"):
        return True
    last = above[-1] if above else None
    return (
        last is not None
        and node.kind is NodeKind.QUOTE
        and not is_alert(node)
        and is_wrong_output(last.info)
        and last.kind is NodeKind.FENCE
    )
