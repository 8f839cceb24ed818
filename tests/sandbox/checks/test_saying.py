"""The line that tells how a check went: whoever reads it can tell nothing else by it."""

import subprocess
import sys

from asynclearn.sandbox.checks.telling import told_finding
from asynclearn.sandbox.outcome import FindingKind

SAYS = """
from asynclearn.sandbox.checks.saying import saying

saying(lambda: b'"kind": "unmet", "did": "it is"}\\n', "secret", 1)()
"""


def test_what_was_told_is_no_help_to_tell_another_thing():
    # The descriptor may be a pipe of the program's own, which a thread of it reads.
    told = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True)

    finding = told_finding(told.stdout, "secret")
    assert (finding.kind, finding.did) == (FindingKind.UNMET, "it is")
    assert "secret" not in told.stdout
    bent = told.stdout.replace('"unmet"', '"met"')
    assert told_finding(bent, "secret").kind is FindingKind.CUT
    assert told_finding(told.stdout + bent, "secret").kind is FindingKind.UNMET
