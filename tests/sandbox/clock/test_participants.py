"""Who runs and who waits: no instant at which nobody seems to run although somebody is about to."""

import _thread

from asynclearn.sandbox.inside.clock.outside import Outside
from asynclearn.sandbox.inside.clock.participants import Participants, Wait
from asynclearn.sandbox.inside.clock.timeline import Timeline

HOUR = 3600 * 1_000_000_000


class Nothing(Outside):
    """Nothing is under way outside."""

    def under_way(self):
        return False

    def was_under_way(self):
        return False

    def strangers(self):
        return False


def test_a_lock_that_was_released_just_before_the_wait_lets_no_time_pass():
    participants = Participants(Timeline(), Nothing())
    participants.enter()
    participants._stop(Wait(HOUR, lambda: None, main=False))  # a thread sleeps

    assert participants.wait(_thread.allocate_lock(), None)

    assert participants.timeline.now < HOUR
