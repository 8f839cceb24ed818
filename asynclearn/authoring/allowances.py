"""`<!-- asynclearn: allow RULE because REASON -->`: what a file breaks knowingly."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from asynclearn.authoring.explain import explanations
from asynclearn.authoring.page import Page
from asynclearn.authoring.report import Allowed, Found, Weight
from asynclearn.authoring.rule import Mark, PageRule
from asynclearn.content.blocks import Allowance
from asynclearn.content.problems import advice
from asynclearn.errors import Problem


def heard(
    allowances: Sequence[Allowance], found: Iterable[Found], looked: Collection[str]
) -> tuple[list[Found], list[Allowed]]:
    """What is left of a file's problems, and what the file allows.

    An allowance that allows nothing is advised against, if its rule is among those that `looked`.
    """
    reasons = {allowance.rule: allowance.reason for allowance in allowances}
    left: list[Found] = []
    allowed: list[Allowed] = []
    for each in found:
        reason = reasons.get(each.problem.rule)
        if reason is None or each.problem.rule in ALWAYS:
            left.append(each)
        else:
            allowed.append(Allowed(each.problem, reason))
    used = {each.problem.rule for each in allowed}
    for allowance in allowances:
        if allowance.rule in looked and allowance.rule not in used | ALWAYS:
            path, line = allowance.location.path, allowance.location.line
            message = f"`{allowance.rule}` is not broken here; remove the comment"
            problem = Problem(path, line, message, "needless-allowance")
            left.append(Found(problem, Weight.ADVICE))
    return left, allowed


def unknown_rules(known: Sequence[str]) -> PageRule:
    """The rule that an allowance names a rule that there is."""

    def find(page: Page) -> Iterator[Mark]:
        for allowance in page.allowances:
            line = allowance.location.line
            if allowance.rule not in known:
                yield Mark(line, _unknown(allowance.rule, known))

    return PageRule("unknown-rule", find=find)


def _unknown(rule: str, known: Sequence[str]) -> str:
    if rule in dict(explanations()):
        return f"`{rule}` can't be allowed; mend what breaks it, and remove the comment"
    return f"`{rule}` is no rule that can be allowed; {advice(rule, known)}"


ALWAYS = frozenset({"unknown-rule", "needless-allowance"})
"""What is about allowances themselves can't be allowed."""
