"""Writes down what happens in the program, for `sandbox.trace`.

    entry        the recorder put together
    ready        the queue of each event loop: whose turn it is
    causes       why something is ready: one small JSON object, said in words of the program
    tasks        who the tasks are, how they end, who cancelled them
    callbacks    what a callback is, without running any code of the program
    library      what asyncio's own functions do that a learner sees: timers, shutdown
    generators   coroutines and generators of the program, each call with a number
    suspended    what a task that has given up its turn waits for
    places       which line of the program is at work
    monitoring   the interpreter's events, from 3.12 on; `tracing` on 3.11
    stdout       each piece of stdout, and who wrote it; `pieces` is what its layers hold back
    record       one event put together; `text` makes JSON of values
    writing      numbers and the pipe; `bounds` is how much is kept

Three rules keep it out of the program's sight.

- It keeps nothing alive, and no object that the garbage collector counts: what it retains between
  two calls is text, numbers and addresses. A task is held by a weak reference for the length of
  its turn, or until the event after its creation. Frames, generators, exceptions and handles are
  never kept, locals of the program's frames never read.
- No frame of ours is below one of the program's: what is hooked are C functions' callees (a deque,
  a stream) and events of the interpreter, never a function that calls the program.
- It fails quietly: an error of ours ends the record, not the program.
"""
