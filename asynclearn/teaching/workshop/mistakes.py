"""Known mistakes: a program that does what a `## Wrong` solution does, word for word."""

import ast

from asynclearn.content.challenge import Workshop, WrongSolution


def known_mistake(source: str, workshop: Workshop) -> WrongSolution | None:
    """The wrong solution all of whose statements stand in a program; layout and comments are free.

    Nothing looser: feedback on something that a learner did not write would only confuse.
    """
    statements = _statements(source)
    for wrong in workshop.wrong:
        if (needed := _statements(wrong.snippet.source)) and needed <= statements:
            return wrong
    return None


def _statements(source: str) -> frozenset[str]:
    """The definitions of a program as trees; what they import is found out by running them."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset(ast.dump(each) for each in body if isinstance(each, kinds))
