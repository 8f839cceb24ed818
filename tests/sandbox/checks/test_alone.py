"""The kernel's part: a program that is judged starts threads, and no other process."""

import subprocess
import sys

import pytest

TRIED = """
import os, threading
from asynclearn.sandbox.linux import process, seccomp

process.forbid_new_privileges()
seccomp.install(seccomp.alone())
for start in (
    os.fork,
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: os.execv("/bin/true", ["true"]),
):
    try:
        start()
    except PermissionError:
        print("refused")
thread = threading.Thread(target=print, args=("a thread",))
thread.start()
thread.join()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is of Linux")
def test_threads_start_and_other_processes_do_not():
    done = subprocess.run([sys.executable, "-c", TRIED], capture_output=True, text=True, check=True)

    assert done.stdout.split("\n") == ["refused", "refused", "refused", "a thread", ""]
