"""Which way to confine is taken: told by the kernel, not by how busy the machine is."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one way only")

# In an interpreter of its own, since the trials fork it. `refuse` is called with the number of the
# trial whenever a tier is entered.
SCRIPT = """
import errno, os, signal
from asynclearn.sandbox.zygote import tiers

trials = []

class Strong(tiers.Tier):
    name = "strong"

    def __init__(self, title):
        super().__init__(title)
        trials.append(self)

    def enter(self):
        number = len(trials)
        {refuse}

class Weak(tiers.Tier):
    name = "weak"

tiers._makers = lambda: {{"strong": Strong, "weak": Weak}}
# A trial is made in a fork: what it adds to the list is lost, so count here.
real_try = tiers._try
def count(*args):
    trials.append(None)
    return real_try(*args)
tiers._try = count
print(tiers.best_tier(["strong", "weak"], (1, 2)).name)
"""


def chosen(refuse: str) -> str:
    script = SCRIPT.format(refuse=refuse)
    root = Path(__file__).parents[2]
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root
    )
    return result.stdout.strip()


def test_what_the_kernel_refuses_is_not_taken():
    assert chosen("raise PermissionError(errno.EPERM, 'unshare')") == "weak"


@pytest.mark.parametrize(
    "refuse",
    [
        "if number < 5: raise OSError(errno.EAGAIN, 'fork')",
        "if number < 5: raise OSError(errno.ENOMEM, 'mount')",
        "if number < 5: os.kill(os.getpid(), signal.SIGKILL)",
    ],
    ids=["no process", "no memory", "killed"],
)
def test_what_a_busy_machine_lacks_for_a_moment_does_not_weaken_the_runs(refuse):
    assert chosen(refuse) == "strong"
