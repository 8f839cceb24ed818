"""The rules of `asynclearn check`, by what they look at. `ALL` is the table of them.

The grammar has rules of its own: a file that breaks one can't be read, so no file can allow it.
Those stand where the file is read, in `content/`; `explanations/grammar.md` explains them.
"""

from asynclearn.authoring.allowances import unknown_rules
from asynclearn.authoring.report import Weight
from asynclearn.authoring.rule import Rule
from asynclearn.authoring.rules import claims, size, workshops

_LOOKING: tuple[Rule, ...] = (
    *claims.RULES,
    *size.RULES,
    *workshops.RULES,
)
ALL: tuple[Rule, ...] = (
    *_LOOKING,
    unknown_rules([rule.name for rule in _LOOKING]),
    Rule("needless-allowance", Weight.ADVICE),
)
