"""Other orders and a later clock, each as likely on a learner's machine as the one that is here.

    order ─┬─ tasks       a task, or a future of a loop, in a set: its hash is no address any more
           ├─ generators  the async generators that a loop closes when it shuts down
           └─ awaitables  the coroutines that `as_completed` makes tasks of

Where asyncio or a program takes an order from a set, it takes it from addresses, which are the same
in each run here and others elsewhere. `order` is the one rule that stands in for them, chosen by a
seed. Sets of anything else (objects of a program's own classes, its own coroutines) keep their
addresses: to vary these, run with another `malloc` (`sandbox.interpreter`).

Lateness is the clock's (`inside.clock.lateness`), and near ties are seen there (`near_ties`).
"""
