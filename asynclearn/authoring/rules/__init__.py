"""The rules of `asynclearn check`, by what they look at. `ALL` is the table of them.

The grammar has rules of its own: a file that breaks one can't be read, so no file can allow it.
Those stand where the file is read, in `content/`; `explanations/grammar.md` explains them.
"""

from asynclearn.authoring.allowances import unknown_rules
from asynclearn.authoring.report import Weight
from asynclearn.authoring.rule import Rule
from asynclearn.authoring.rules import (
    claims,
    course,
    explained,
    gaps,
    giveaways,
    hints,
    imports,
    orders,
    predictions,
    size,
    stable,
    values,
    workshops,
)

_USUAL: tuple[Rule, ...] = (
    *claims.RULES,
    *gaps.RULES,
    *size.RULES,
    *imports.RULES,
    *values.RULES,
    *orders.RULES,
    *predictions.RULES,
    *giveaways.RULES,
    *hints.RULES,
    *explained.RULES,
    *course.RULES,
    *workshops.RULES,
)
UNDER_LOAD: tuple[Rule, ...] = stable.UNDER_LOAD
"""What is asked while other programs keep the machine busy."""

_NAMES = {rule.name for rule in (*_USUAL, *stable.RULES, *stable.THOROUGH, *stable.UNDER_LOAD)}
_ABOUT_ALLOWANCES: tuple[Rule, ...] = (
    unknown_rules(sorted(_NAMES)),
    Rule("needless-allowance", Weight.ADVICE),
)
ALL: tuple[Rule, ...] = (*_USUAL, *stable.RULES, *_ABOUT_ALLOWANCES)
"""What every check asks."""

THOROUGH: tuple[Rule, ...] = (*_USUAL, *stable.THOROUGH, *_ABOUT_ALLOWANCES)
"""What `--thorough` asks."""
