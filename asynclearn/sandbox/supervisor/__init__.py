"""One process a run, between us and the learner's program: it starts, watches and ends it.

Why a process of its own, when asyncio could start the program itself:

- Only a parent can prove that nothing is left running, and only if orphans become its children
  (see `linux.adopt_orphans`). To ask that for the command line would change what *its* other
  children see.
- It outlives us. When the command line dies, even by `kill -9`, the kernel closes our end of the
  control pipe; the supervisor takes that for the order to stop, and cleans up.
- What happens between fork and exec runs as plain Python in a process with a single thread, where
  that is safe; in `preexec_fn` of a process with threads it is not.

It runs as `python -I -S` and imports nothing but the standard library and its siblings, by relative
imports: there it is the top-level package `supervisor`, here it is `asynclearn.sandbox.supervisor`.

What is said on its descriptors:

    0          from us: the job as one JSON line; end of file is the order to stop
    1, 2       handed on to the program, and closed here
    argv[1]    to us: {"started": pid}, then {"why": …, "status": …, "seconds": …, "report": …},
               or {"error": …} when the program could not be started
"""
