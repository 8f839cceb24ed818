"""Checks of a learner's program, each in a fresh run: what is inside the run, next to that program.

- `helpers` is the module `workshop`, which the author of checks imports.
- `measured` is what checks know as asyncio: a copy whose waits can't be cut short unnoticed.
- `pristine` says whether asyncio and the built-ins are still what they were.
- `guard` refuses, and remembers, the ways that are known from a program to the code that judges
  it; `doors` shuts those that raise no audit event, and `frames` says who may look into frames,
  by the `codes` of the standard library.
- `saying` tells how it went: it alone has the word, where no code of Python's runs.
- `harness` puts these together: it loads the checks, shuts the doors, loads the program, and runs
  one check.

A check and the program that it tries share an interpreter, so this rests on five things:

1. **Nothing of ours is handed out.** No module, class, frame or function of ours is referenced by
   anything that the program gets: it gets built-in generators and C callables (`helpers.given`).
   What leads to objects without a reference is refused by an audit hook, which nothing can remove:
   frames, tracebacks, code objects, the garbage collector's lists, tracing, foreign code, /proc.
2. **A word that only we know.** How a check went is told on the report's descriptor under a seal
   that is made with a random word, which came with the job. A line without it is no result, so to
   print or write what success looks like is nothing, and neither is an early exit.
3. **Seen to its end.** Only a check whose coroutine returned, with no expectation failed on the
   way, nothing refused and asyncio unchanged, is met.
4. **No second chance.** What was refused is remembered: to catch the error does not help.
5. **Time is measured.** The loop's timers and futures are in anybody's reach who runs in it. Each
   wait of a source, a given function or a check is held against the clock when it is over.

This keeps from cheating whoever does not make it their project. It is no wall like those around the
sandbox: two that share an interpreter can't be parted for good, each review has found new ways, and
each version of Python brings some. Known to be left are

- a memory error in CPython itself, used to read or write objects without their names;
- a patch of asyncio that is undone before the next expectation: it changes what the program's own
  code does, and no wait of the checks that is measured;
- a scheduler of one's own built on bare callbacks or threads, whose work `tasks_left` does not
  count;
- the turns of `settle`, which take no time: the loop's callbacks can be run by hand, one by one;
- calls that are begun by hand together and ended one by one: `peak` counts them as under way at
  once, so a check that rests on it has a second count in the midst of the call;
- /proc, where a path is changed by another thread between the look and the opening by `open`;
- to recognise a check by what it asks for, and answer just that: that is why a check asks twice.

Refused although it is honest is to have a task print its stack, or give it (`Task.print_stack`,
`Task.get_stack`): these are frames.

Where a grade counts for much, read what was handed in.
"""
