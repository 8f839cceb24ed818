"""Taking our classes out of what `__subclasses__()` shows to a program.

That list is the one way by which a program finds a class that it has no reference to: a plain
`python program.py` has neither ours nor those of ctypes, by which any memory can be read.
"""

import gc
import weakref

_OURS = ("asynclearn", "ctypes", "_ctypes", "sitecustomize")


def hide_classes() -> None:
    """Take them out. Classes that inherit from a hidden one are hidden with it."""
    # A class keeps its subclasses in a dict from their ids to weak references, which no attribute
    # leads to but the collector knows (tp_subclasses in Objects/typeobject.c, 3.11 to 3.13).
    for each in gc.get_objects():
        if type(each) is dict and each and _maps_ids_to_classes(each):
            for key, reference in list(each.items()):
                hidden = reference()
                if hidden is None or _is_ours(hidden):
                    del each[key]


def _is_ours(hidden: type) -> bool:
    module: object = hidden.__module__
    # The class of the clock's functions has a property there, to pass for those of C.
    return not isinstance(module, str) or module.partition(".")[0] in _OURS


def _maps_ids_to_classes(candidate: dict[object, object]) -> bool:
    key, reference = next(iter(candidate.items()))
    if type(key) is not int or type(reference) is not weakref.ref:
        return False
    first = reference()
    return isinstance(first, type) and id(first) == key
