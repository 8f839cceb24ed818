"""The warm interpreter and everything below it: what runs in another process than we do.

    command line ── zygote ─┬─ supervisor ── program (and whatever that starts)
                            └─ supervisor ── spare: a program to be, waiting for its job

- The **zygote** (`life`) is an interpreter that has imported asyncio and then stopped in the middle
  of its own start-up: `hook/sitecustomize.py` calls it and does not return. It forks.
- A **supervisor** (`supervisor`, `watch`) belongs to one run: it holds the clock, weighs and counts
  the processes, buries the dead, and alone speaks to us. Where there are pid namespaces it is
  number 1 of one, so that its end is the end of everything in it.
- The **program** (`program`) is confined first and gets its job then. At last it returns from the
  hook, and CPython goes on as if nothing had been: its own C code runs the learner's file, with
  nothing of ours on the stack.

Each run has one socket, made by us: `warm` sends one end to the zygote, which hands it to the new
supervisor. The job goes down on it, with the descriptors for stdout and stderr; up come

    {"started": pid, "folder": …, "private": …}
    {"why": …, "status": …, "seconds": …, "report": …, "confined": […]}
    or {"error": …, "again": …}

When we die, even by `kill -9`, the kernel closes our ends: each supervisor takes that for the order
to end its run, and the zygote for its own end.

All of this shares the learner's interpreter until the program starts, so it imports little, never
starts a thread, and is taken out of `sys.modules` before the first fork (`modules`): what has to be
imported is imported by then.
"""
