"""Which of a snippet's `output` blocks holds on a given Python."""

from asynclearn.content.blocks import ExpectedOutput, Snippet, Stream
from asynclearn.judging.claim import MatchRule


def fits(python: str | None, version: str) -> bool:
    """Whether a specifier such as `>=3.12` admits a version such as `3.13.0`."""
    if python is None:
        return True
    from packaging.specifiers import SpecifierSet  # noqa: PLC0415  (kept out of start-up)

    return SpecifierSet(python).contains(version, prereleases=True)


def expected_on(
    snippet: Snippet, version: str, stream: Stream = Stream.STDOUT
) -> ExpectedOutput | None:
    """The author's claim about one stream under one version of Python, if there is one."""
    for expected in snippet.expected:
        if expected.stream is stream and fits(expected.python, version):
            return expected
    return None


def match_rule(snippet: Snippet, version: str) -> MatchRule:
    """How a prediction of the snippet's stdout is held against the run."""
    expected = expected_on(snippet, version)
    return MatchRule.EXACT if expected is None else expected.rule
