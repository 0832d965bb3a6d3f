"""Which audits retention leaves: the calendar, and what holds against it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.keeps import MARKED, keep_audit, list_keeps, release_audit
from portalaudit.store.pruning import doomed, mark_pruned
from portalaudit.store.retention import shipped_rule, years_before
from tests.store.years import NOW, Night, back, every_night, write

RULE = shipped_rule()


def going(engine: Engine, now: datetime = NOW) -> set[str]:
    """Ids of the audits that the rule lets go."""
    numbers = doomed(engine, RULE, now).going
    with store.reading(engine) as connection:
        rows = connection.execute(sa.select(tables.audits.c.number, tables.audits.c.id)).all()
    return {row.id for row in rows if row.number in numbers}


def calendar(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """What is to stay of one target's complete audits, told another way: in Python, span by span."""
    every = sorted(moments)
    ends = [
        {list(group)[-1] for _, group in groupby(every, key=key)}
        for key in (lambda at: at.isocalendar()[:2], lambda at: (at.year, at.month), lambda at: (at.year, (at.month - 1) // 3))
    ]
    week, month, quarter = ends
    two, four = years_before(now, 2), years_before(now, 4)
    return {
        at
        for at in every
        if at >= two or (at >= four and at in week | month | quarter) or at in month | quarter or at == every[-1]
    }


def test_seven_years_of_nights_thin_out_by_age(engine: Engine) -> None:
    nights = every_night(datetime(2024, 3, 1, 2, 30, tzinfo=UTC), NOW - timedelta(hours=9))
    write(engine, nights)
    gone = going(engine)
    kept = [night.taken_at for night in nights if night.id not in gone]
    assert set(kept) == calendar([night.taken_at for night in nights], NOW)
    ages = [sum(years_before(NOW, older) <= at < years_before(NOW, older - 1) for at in kept) for older in range(1, 8)]
    assert ages == [365, 365, 63, 63, 12, 12, 12]


def test_a_quarter_end_stays_for_ever(engine: Engine) -> None:
    nights = every_night(datetime(2000, 3, 20, 3, tzinfo=UTC), datetime(2000, 4, 5, 3, tzinfo=UTC))
    write(engine, [*nights, Night("new", back(1))])
    assert {night.id for night in nights} - going(engine) == {"example-ex-20000331", "example-ex-20000405"}


def test_pruning_every_month_and_once_leave_the_same(engine: Engine) -> None:
    nights = every_night(datetime(2025, 1, 1, 2, tzinfo=UTC), datetime(2031, 1, 1, 2, tzinfo=UTC))
    write(engine, nights)
    once = going(engine)
    for months in range(60, -1, -3):
        now = NOW - timedelta(days=30.4 * months)
        with store.reading(engine) as connection:
            young = set(connection.scalars(sa.select(tables.audits.c.number).where(tables.audits.c.taken_at < now)))
        mark_pruned(engine, now, [number for number in doomed(engine, RULE, now).going if number in young])
    with store.reading(engine) as connection:
        gone = set(connection.scalars(sa.select(tables.audits.c.id).where(tables.audits.c.pruned_at.is_not(None))))
    assert gone == once


YEAR = 365.25
OLD = Night("old", datetime(2026, 5, 13, 2, tzinfo=UTC))
"""Neither the last of its week nor of its month."""
LATER = Night("later", OLD.taken_at + timedelta(days=1))
NEWEST = Night("newest", back(1))


@pytest.mark.parametrize(
    ("nights", "gone"),
    [
        ([OLD], set()),
        ([OLD, LATER], {"old"}),
        ([OLD, LATER, NEWEST], {"old"}),
        ([OLD, Night("later", LATER.taken_at, "other")], set()),
        ([OLD, Night("later", LATER.taken_at, complete=False)], {"later"}),
        ([Night("a", back(29), complete=False), NEWEST], set()),
        ([Night("a", back(31), complete=False), NEWEST], {"a"}),
        ([Night("a", back(31), complete=False, running=True), NEWEST], {"a"}),
        ([Night("a", back(31), complete=False)], set()),
        ([Night("a", back(33), complete=False), Night("b", back(32), complete=False)], {"a"}),
        ([Night("a", back(2 * YEAR - 3)), Night("b", back(2 * YEAR - 4)), NEWEST], set()),
        ([Night("a", datetime(2028, 2, 29, 1, tzinfo=UTC)), Night("b", datetime(2028, 2, 29, 2, tzinfo=UTC)), NEWEST], {"a"}),
    ],
    ids=[
        "the-only-one", "two-of-a-month", "with-a-newer-one", "another-target", "an-incomplete-one-counts-for-nothing",
        "incomplete-a-month", "incomplete-longer", "killed", "incomplete-and-alone", "the-newest-incomplete-alone",
        "nights-of-two-years", "two-of-one-night",
    ],
)  # fmt: skip
def test_what_goes(engine: Engine, nights: Sequence[Night], gone: set[str]) -> None:
    write(engine, nights)
    assert going(engine) == gone


HOLDS = {
    "decision": "INSERT INTO decisions (digest, audit, rubric, version, criterion, finding, decision, author, decided_at, why)"
    " SELECT 'x', number, 'r', '1', 'c', 'met', 'accept', 'me', taken_at, 'because' FROM audits WHERE id = 'old'",
    "exported": "INSERT INTO keeps (audit, why, kept_at) SELECT number, 'exported', taken_at FROM audits WHERE id = 'old'",
    "newest-of-a-portal": "INSERT INTO portals (url, platform, connector, moved_by)"
    " SELECT 'https://y.org', 'ckan', 'ckan', number FROM audits WHERE id = 'old'",
    "waiting-job": "INSERT INTO jobs (target, kind, due_at, not_before, until, priority, state, tries, deaths, options, audit)"
    " SELECT 't', 'night', taken_at, taken_at, taken_at, 0, 'waiting', 1, 0, '{}', id FROM audits WHERE id = 'old'",
}


@pytest.mark.parametrize("hold", HOLDS.values(), ids=HOLDS)
def test_what_holds_an_audit(engine: Engine, hold: str) -> None:
    write(engine, [OLD, LATER, NEWEST])
    with store.writing(engine) as connection:
        connection.exec_driver_sql(hold)
    assert going(engine) == set()


def test_a_job_that_ended_holds_nothing(engine: Engine) -> None:
    write(engine, [OLD, LATER, NEWEST])
    with store.writing(engine) as connection:
        connection.exec_driver_sql(HOLDS["waiting-job"].replace("'waiting'", "'done'"))
    assert going(engine) == {"old"}


def test_a_mark_holds_until_it_is_taken_away(engine: Engine) -> None:
    write(engine, [OLD, LATER, NEWEST])
    assert keep_audit(engine, "old", MARKED, NOW) == "old"
    keep_audit(engine, "old", MARKED, NOW)
    assert [(keep.audit, keep.why, keep.kept_at) for keep in list_keeps(engine)] == [("old", "marked", NOW)]
    assert going(engine) == set()
    assert release_audit(engine, "old") == ("old", ("marked",))
    assert release_audit(engine, "old") == ("old", ())
    assert going(engine) == {"old"}


def test_a_mark_set_after_the_look_still_holds(engine: Engine) -> None:
    write(engine, [OLD, LATER, NEWEST])
    found = doomed(engine, RULE, NOW).going
    keep_audit(engine, "old", MARKED, NOW)
    assert mark_pruned(engine, NOW, found) == 0


@pytest.mark.parametrize(("nights", "many"), [(60, False), (1_500, True)], ids=["a-few", "most"])
def test_too_many_at_once_are_noticed(engine: Engine, nights: int, many: bool) -> None:
    write(engine, every_night(back(nights + 1500), back(1500)))
    write(engine, every_night(back(700), back(1)))
    assert doomed(engine, RULE, NOW).too_many(RULE) == many
