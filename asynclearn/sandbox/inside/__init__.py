"""What lives in the program's own interpreter while it runs: clock, eye on hangs, trace.

    program ── entry ─┬─ clock     time as the program sees it: real, or virtual
                      ├─ hangs     proves that it is stuck or goes round in circles, and says why
                      └─ recorder  writes down what happens, for `sandbox.trace`

All of it hangs on one hook (`loops`): the `select` of each event loop, which is called once for
each turn, before any callback of the program runs. No frame of ours is ever below the program's,
and none of our modules is in `sys.modules` when it runs.

It shares the learner's interpreter, so whatever it says is a claim of the program's own process
(see `report`): a program can make itself look worse by it, not better.
"""
