"""What the interpreter keeps of the modules: ours must not be found, and none is taken to pieces.

A fork gets a copy of each page that it writes to, which takes the kernel about two microseconds. So
whatever can be done in the zygote, once, is not done in each program.
"""

import ctypes
import gc
import os
import sys
from itertools import takewhile

_FUNCTION = type(lambda: None)


def forget_all_but(kept: set[str]) -> None:
    """Have `sys.modules` and the import system know these modules only.

    The code of the others goes on: functions hold the names of their modules. But it can't import
    what is forgotten, or another copy of it is made.
    """
    # Those that came last stand last. Even to look at the others would write to them: references.
    for name in list(takewhile(lambda each: each not in kept, reversed(sys.modules))):
        del sys.modules[name]
    package = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
    for path in list(sys.path_importer_cache):
        if path.startswith(package):
            del sys.path_importer_cache[path]


def outlive_the_end() -> None:
    """Have no function that is here now be freed when an interpreter ends.

    At its end CPython empties all modules, where `leaving` does not keep it from that. To free some
    thousand functions with their code writes to 150 pages more, and nothing of it can be seen: what
    a program made itself is let go of as ever, and classes, which are in cycles, are not freed in
    any case once the collector has been told to leave them alone (`gc.freeze`).
    """
    for each in gc.get_objects():
        if type(each) is _FUNCTION:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(each))
