"""Where our code gets into the learner's interpreter, and out of it again without a trace.

`site` imports `sitecustomize` before the program starts, if the search path has one; PYTHONPATH
leads it here. So it is CPython itself that runs the learner's file, with nothing of ours on the
stack or in a traceback, which no wrapper around `runpy` or `exec` can achieve.

In the zygote this import takes as long as the zygote lives: only its children, each of them a
program that has its job, come back from it.
"""  # noqa: INP001 - the folder is an entry of PYTHONPATH and no package


def _enter() -> None:
    import os  # noqa: PLC0415 - nothing may stay in the namespace of a module
    import sys  # noqa: PLC0415

    hook = os.environ.pop("PYTHONPATH")
    sys.path.remove(hook)
    sys.path_importer_cache.pop(hook, None)
    os.environ.pop("PYTHONMALLOC", None)
    zygote = os.environ.pop("ASYNCLEARN_ZYGOTE", None)
    program = os.environ.pop("ASYNCLEARN_PROGRAM", None)
    # A program of the course is sure to import it, which takes four fifths of its time. It also has
    # to be the one that is given another clock.
    import asyncio  # noqa: F401, PLC0415

    modules = set(sys.modules)
    # The folder that has the package: asynclearn/sandbox/hook lies three levels below it.
    root = hook.rsplit(os.sep, 3)[0]
    sys.path.insert(0, root)
    cached = root in sys.path_importer_cache
    import asynclearn.sandbox.zygote.entry as entry  # noqa: PLC0415, PLR0402 - no name but this one

    sys.path.remove(root)
    if not cached:
        del sys.path_importer_cache[root]
    if zygote is not None:
        entry.live(zygote, modules)
    elif program is not None:
        modules |= entry.start_fresh(program)
    entry.forget_all_but(modules)


_enter()
# To `site` this says that there is no sitecustomize, which is fine with it (execsitecustomize in
# site.py, the same from 3.11 to 3.13), and the import system takes the module out of sys.modules.
raise ImportError("no sitecustomize", name="sitecustomize")
