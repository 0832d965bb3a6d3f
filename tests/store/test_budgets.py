"""Budgets: turns of a lane handed out once, pauses that everybody hears of, clocks that are set."""

import time
from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.store import budgets as stored
from portalaudit.store.budgets import AHEAD, LONGEST_HOLD, StoredBudgets
from portalaudit.store.engine import writing
from portalaudit.store.holders import moment
from portalaudit.store.schedule_tables import budgets as table
from tests.store.waiting import at_once, flat


@pytest.fixture
def budgets(engine: Engine) -> StoredBudgets:
    return StoredBudgets(engine)


def test_slices_follow_each_other(budgets: StoredBudgets) -> None:
    """The first begins at once, the next when the turns before it are over; another lane knows nothing of it."""
    first, second, other = budgets.lease("a", 2.0, 5), budgets.lease("a", 2.0, 3), budgets.lease("b", 2.0, 1)

    assert (first.wait, first.turns, second.turns, other.wait) == (0.0, 5, 3, 0.0)
    assert 9.0 < second.wait <= 10.0


LEASES = """
import time
from portalaudit.store.budgets import StoredBudgets
budgets = StoredBudgets(engine)
for _ in range(8):
    got = budgets.lease("a", 0.05, 5)
    now = time.monotonic()
    for turn in range(got.turns):
        print(now + got.wait + 0.05 * turn, flush=True)
"""


def test_many_processes_never_get_the_same_turn(engine: Engine) -> None:
    """Three at once, 120 turns: they are a spacing apart, but for the time between the database's word and our clock."""
    turns = sorted(map(float, flat(at_once(LEASES, engine, 3))))

    assert len(turns) == 120
    assert turns[-1] - turns[0] >= 119 * 0.05 - 0.5
    assert sum(later - earlier < 0.02 for earlier, later in pairwise(turns)) < 12


def test_a_pause_is_everybodys(budgets: StoredBudgets) -> None:
    """Nobody gets a turn, none is lost, a shorter pause does not end a longer one."""
    budgets.lease("a", 1.0, 1)
    assert budgets.held("a") == budgets.held("never seen") == 0.0
    budgets.hold("a", 30.0)
    budgets.hold("a", 5.0)
    got = budgets.lease("a", 1.0, 5)

    assert 29.0 < budgets.held("a") <= 30.0
    assert (got.turns, 29.0 < got.held <= 30.0) == (0, True)
    budgets.hold("b", 1e9)
    assert LONGEST_HOLD - 1 < budgets.held("b") <= LONGEST_HOLD


def test_nobody_leases_far_ahead(budgets: StoredBudgets) -> None:
    """Who comes when a minute's turns are leased asks again; no slice of a slow lane lasts longer than half a minute."""
    waits = [budgets.lease("a", 5.0, 5) for _ in range(4)]
    later = budgets.lease("a", 5.0, 5)

    assert [got.turns for got in waits] == [5, 5, 5, 0]
    assert 0 < later.wait < AHEAD
    assert budgets.lease("slow", 10.0, 5).turns == 3
    assert budgets.lease("slower", 60.0, 5).turns == 1


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_set_harms_nothing(engine: Engine, budgets: StoredBudgets, hours: int) -> None:
    """What stands in the table was written by a clock an hour ahead or behind: the lane begins anew, no pause lasts for ever."""
    budgets.lease("a", 1.0, 5)
    with writing(engine) as connection:
        wrong = moment(connection) + timedelta(hours=hours)
        values = {"free_at": wrong, "held_until": wrong + timedelta(seconds=60)}
        connection.execute(sa.update(table).values(values))

    assert budgets.held("a") == 0.0
    got = budgets.lease("a", 1.0, 5)
    assert (got.wait, got.turns) == (0.0, 5)
    assert 3.0 < budgets.lease("a", 1.0, 5).wait <= 5.0
    assert stored.AHEAD < 3600


def test_time_gives_turns_back(budgets: StoredBudgets) -> None:
    budgets.lease("a", 0.1, 2)
    time.sleep(0.25)
    assert budgets.lease("a", 0.1, 2).wait == 0.0
