"""Whether the program would ever end: seen from inside, with the reasons.

    watcher    what `loops` calls: at each turn, and when a loop can never be woken
    stuck      the report on a loop that nothing can wake, made of
      awaited    what a coroutine is suspended in, frame by frame
      words      that in words
      labels     what tasks and objects are called
      holders    who has a lock
      cycles     who waits in a circle
    turns      a loop that turns for ever: a budget of turns and of waits for timers
    busy       code that never gives the loop a turn: a budget of rounds
      rounds   counting these
      unchanging  a proof without counting, for loops that do nothing
    outside    what could still end such a program, so that nothing is proven
    source     the program's own text: its names and its loops
    suspicion  the signals by which the supervisor asks
    going      the lines that it goes round
    telling    the report as it leaves the process, and the end of that

What is told here is a claim of the program's own process (`sandbox.hanging` reads it). What it
can't see is left to the supervisor (`zygote.stillness`): a program that never starts a loop, or
blocks it with a call that never returns.
"""
