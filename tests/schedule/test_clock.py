"""Ticks: chores called again and again, and what happens when one of them fails."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from portalaudit.errors import StoreError
from portalaudit.schedule.clock import Chore, ticking


class Calls:
    """Counts the calls of a chore; each may do something."""

    def __init__(self, *does: Callable[[], object]) -> None:
        self.moments: list[datetime] = []
        self._does = list(does)

    def __call__(self, now: datetime) -> None:
        self.moments.append(now)
        if self._does:
            self._does.pop(0)()

    def reach(self, times: int) -> None:
        until = time.monotonic() + 30
        while len(self.moments) < times:
            assert time.monotonic() < until
            time.sleep(0.01)


def fails(problem: Exception) -> Callable[[], None]:
    def run() -> None:
        raise problem

    return run


def nothing() -> None:
    pass


def test_called_at_once_and_again() -> None:
    calls, said = Calls(), list[str]()
    with ticking([Chore("nights", 0.05, calls)], said.append):
        calls.reach(4)
    ended = len(calls.moments)
    time.sleep(0.2)
    assert len(calls.moments) == ended
    assert said == []
    assert all(moment.utcoffset() is not None for moment in calls.moments)


def test_trouble_is_told_once_and_when_it_is_over() -> None:
    """Whatever it is: the clock lives on."""
    gone = fails(StoreError("the database is gone"))
    calls, said = Calls(nothing, gone, gone, gone, nothing, fails(ZeroDivisionError("a bug"))), list[str]()
    with ticking([Chore("nights", 0.02, calls)], said.append):
        calls.reach(8)
    assert said == [
        "nights: the database is gone; tried again every 0.02 s",
        "nights: works again",
        "nights: unexpected ZeroDivisionError: a bug; tried again every 0.02 s",
        "nights: works again",
    ]


def test_a_slow_chore_holds_up_no_other_and_is_not_begun_twice() -> None:
    free, at_once, most = threading.Event(), [0], [0]

    def slow(now: datetime) -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        free.wait(30)
        at_once[0] -= 1

    calls, said = Calls(), list[str]()
    with ticking([Chore("mail", 0.02, slow), Chore("nights", 0.02, calls)], said.append):
        calls.reach(10)
        free.set()
    assert (most, said) == ([1], [])


def test_what_is_at_work_at_the_end_is_waited_for() -> None:
    begun, done = threading.Event(), threading.Event()

    def chore(now: datetime) -> None:
        begun.set()
        time.sleep(0.3)
        done.set()

    with ticking([Chore("saves", 60, chore)], print):
        assert begun.wait(30)
    assert done.is_set()


def test_a_wait_ends_when_a_stop_is_asked_for() -> None:
    stop = threading.Event()
    with ticking([], print) as ticks:
        assert not ticks.wait(stop)
        stop.set()
        assert ticks.wait(stop)
