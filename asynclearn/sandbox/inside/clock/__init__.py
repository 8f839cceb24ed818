"""Time as the program sees it.

    virtual ─┬─ timeline      the arithmetic: how late it is, and what a look at the clock costs
             ├─ participants  who runs and who waits; when nobody runs, time jumps
             ├─ functions, dates    what the program calls: `time`, `datetime`
             ├─ lateness      by how much a wake comes late, for a run that is shaken
             └─ near_ties     what such a delay might put into another order
    real       the plain clock; it only notices when nothing can ever happen again

Both rest on `outside` (what could wake a loop that this process does not know of) and on `threads`
(who takes part). `builtin` makes functions that look like those of C.

The rules, each of which a program showed to be needed:

- Time never stands still: each look at the clock costs a microsecond. Otherwise equal deadlines
  would tie, and asyncio's heap of timers does not keep the order of ties.
- Time jumps as epoll_wait(2) waits, to the next millisecond and a bit. That is what puts timers
  that were set together into one turn of the loop.
- Work costs nothing, so that near ties come out the same on a busy machine. Only while a thread
  other than the main one works does time pass as outside.
- Whenever it is not certain that nothing outside is under way, the wait is a real one.
"""
