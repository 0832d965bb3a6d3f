"""Schedules on both databases: what others changed counts at once, and a night is a row once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.errors import StoreError
from portalaudit.model.schedule import Move, Night, Released, Schedule, Wishes
from portalaudit.schedule import nights as rules
from portalaudit.store import engine as engines
from portalaudit.store import schedules as store
from portalaudit.store.engine import reading
from portalaudit.store.open_jobs import open_jobs
from portalaudit.store.schedule_tables import jobs, schedules
from tests.schedule.examples import a_schedule, nights, utc

BEFORE, DUE, AFTER = utc("2026-11-02 12:00"), utc("2026-11-03 02:30"), utc("2026-11-03 02:31")
NEXT = utc("2026-11-04 02:30")


def put(engine: Engine, *given: Schedule) -> None:
    store.put_schedules(engine, given, BEFORE)


def found(engine: Engine, target: str = "example-ex") -> Schedule:
    one = store.find_schedule(engine, target)
    assert one is not None
    return one


def test_kept_as_given(engine: Engine) -> None:
    wishes = Wishes(("wwc-v3",), "none", 5, 0.5, 30.0, "ckan")
    given = a_schedule("a", jitter=3600, window=7200, grace=60, zone="Europe/Berlin", wishes=wishes, edited_at=BEFORE)
    put(engine, a_schedule("b"), given)
    assert found(engine, "a") == given
    assert [one.target for one in store.list_schedules(engine)] == ["a", "b"]
    assert store.find_schedule(engine, "c") is None


def test_replacing_changes_what_is_told_alone(engine: Engine) -> None:
    """It stays paused, its last night stays, and a night that is due already is not lost."""
    put(engine, a_schedule("same"), a_schedule("moved"), a_schedule("due"), a_schedule("paused"), a_schedule("run"))
    store.pause_schedules(engine, ["paused"], BEFORE)
    store.release_due(engine, AFTER, lambda one, now: rules.moved(one, now) if one.target == "run" else None)
    later = utc("2026-11-03 05:00")
    store.put_schedules(engine, [a_schedule(name, "2026-11-04 02:30", jitter=60) for name in ("same", "paused", "run")], AFTER)
    store.put_schedules(engine, [a_schedule("moved", "2026-11-03 05:00", cron="0 5 * * *")], BEFORE)
    store.put_schedules(engine, [a_schedule("due", "2026-11-03 05:00", cron="0 5 * * *")], AFTER)
    after = {one.target: (one.next_due, one.last_due, one.paused, one.jitter) for one in store.list_schedules(engine)}
    assert after == {
        "same": (DUE, None, False, 60),
        "moved": (later, None, False, 0),
        "due": (DUE, None, False, 0),
        "paused": (None, None, True, 60),
        "run": (NEXT, DUE, False, 60),
    }


def test_a_night_becomes_a_row(engine: Engine) -> None:
    put(engine, a_schedule(jitter=3600, wishes=Wishes(rate=2.0)), a_schedule("later", "2026-11-03 03:30"))
    assert rules.release_due(engine, utc("2026-11-03 02:29")) == Released()
    assert rules.release_due(engine, AFTER) == Released(("example-ex",))
    (job,) = open_jobs(engine)
    assert (job.target, job.kind, job.state, job.due_at, job.until) == (
        "example-ex",
        "night",
        "waiting",
        DUE,
        DUE + timedelta(hours=6),
    )
    assert job.not_before == DUE + rules.jitter("example-ex", DUE, timedelta(hours=1))
    assert (job.wishes, job.tries, job.deaths, job.audit, job.ended_at) == (Wishes(rate=2.0), 0, 0, None, None)
    assert (found(engine).next_due, found(engine).last_due) == (NEXT, DUE)
    assert rules.release_due(engine, AFTER) == Released()


def test_all_or_nothing(engine: Engine) -> None:
    """Whatever breaks, neither rows nor schedules are left half."""
    put(engine, a_schedule("a"), a_schedule("b"))

    def breaks(one: Schedule, now: object) -> Move:
        state = "waiting" if one.target == "a" else "nonsense"
        return Move(NEXT, DUE, (Night(DUE, DUE, NEXT, state),))  # type: ignore[arg-type]

    with pytest.raises(StoreError):
        store.release_due(engine, AFTER, breaks)
    assert nights(engine) == []
    assert {one.next_due for one in store.list_schedules(engine)} == {DUE}


def test_a_night_that_is_there_is_not_doubled(engine: Engine) -> None:
    """Whatever its state; one that counted as missed and was never tried waits after all."""
    put(engine, *(a_schedule(name) for name in ("done", "missed", "new")))
    with engine.begin() as connection:
        for name in ("done", "missed"):
            row = {"target": name, "kind": "night", "due_at": DUE, "not_before": DUE, "until": NEXT, "priority": 1, "state": name,
                   "tries": int(name == "done"), "deaths": 0, "options": {}}  # fmt: skip
            connection.execute(sa.insert(jobs), row)
    assert set(rules.release_due(engine, AFTER).waiting) == {"missed", "new"}
    assert [(target, state) for target, _, state in nights(engine)] == [
        ("done", "done"),
        ("missed", "waiting"),
        ("new", "waiting"),
    ]


def test_paused_ones_are_passed_over(engine: Engine) -> None:
    """What waits and has not begun is struck off; nothing of the pause is caught up."""
    put(engine, a_schedule("idle"), a_schedule("waits"), a_schedule("began"))
    rules.release_due(engine, AFTER)
    with engine.begin() as connection:
        connection.execute(sa.update(jobs).where(jobs.c.target == "began").values(tries=1))
        connection.execute(sa.delete(jobs).where(jobs.c.target == "idle"))
    store.pause_schedules(engine, ["idle", "waits", "began"], AFTER)
    assert rules.release_due(engine, NEXT) == Released()
    assert [(target, state) for target, _, state in nights(engine)] == [("began", "waiting"), ("waits", "missed")]
    assert "paused" in str(store.last_nights(engine)["waits"].line)
    store.resume_schedules(engine, {"waits": utc("2026-11-05 02:30")}, NEXT)
    assert (found(engine, "waits").paused, found(engine, "waits").next_due) == (False, utc("2026-11-05 02:30"))
    store.resume_schedules(engine, {"waits": utc("2026-11-09 02:30")}, NEXT)
    assert found(engine, "waits").next_due == utc("2026-11-05 02:30")


def test_removed_ones_leave_what_was_audited(engine: Engine) -> None:
    put(engine, a_schedule("a"), a_schedule("b"))
    rules.release_due(engine, AFTER)
    with engine.begin() as connection:
        connection.execute(sa.update(jobs).where(jobs.c.target == "a").values(state="done", tries=1))
    store.remove_schedules(engine, ["a", "b"], AFTER)
    assert store.list_schedules(engine) == ()
    assert [(target, state) for target, _, state in nights(engine)] == [("a", "done"), ("b", "missed")]


def test_the_newest_night_that_ended(engine: Engine) -> None:
    """Not the one that waits, and no demand."""
    put(engine, a_schedule())
    for day in (3, 4, 5):
        rules.release_due(engine, utc(f"2026-11-0{day} 02:31"))
        if day < 5:
            with engine.begin() as connection:
                connection.execute(sa.update(jobs).where(jobs.c.state == "waiting").values(state="done", audit=f"audit-{day}"))
    past = store.last_nights(engine)["example-ex"]
    assert (past.due_at, past.state, past.audit) == (NEXT, "done", "audit-4")


def test_two_clocks_at_once(engine: Engine) -> None:
    """Eight of them, each on connections of its own, let 60 nights go: each once."""
    put(engine, *(a_schedule(f"city-{number:02}") for number in range(60)))
    url = engine.url.render_as_string(hide_password=False)
    ready = threading.Barrier(8)

    def clock(_: int) -> Released:
        opened = engines.open(url)
        ready.wait()
        told = rules.release_due(opened, AFTER)
        opened.dispose()
        return told

    with ThreadPoolExecutor(8) as pool:
        told = [target for each in pool.map(clock, range(8)) for target in each.waiting]
    assert sorted(told) == [f"city-{number:02}" for number in range(60)]
    assert len(nights(engine)) == 60


def test_one_that_another_clock_has_in_hand(engine: Engine) -> None:
    """On PostgreSQL it is passed over, and nobody waits for it; on SQLite the later clock waits. Nothing is lost on either."""
    put(engine, a_schedule("free"), a_schedule("held"))
    with ThreadPoolExecutor(1) as pool:
        with engines.writing(engine) as connection:
            connection.execute(sa.select(schedules).where(schedules.c.target == "held").with_for_update())
            told = pool.submit(rules.release_due, engine, AFTER)
            if engine.dialect.name == "postgresql":
                assert told.result(timeout=20) == Released(("free",))
        assert set(told.result(timeout=20).waiting + rules.release_due(engine, AFTER).waiting) == {"free", "held"}


def test_a_look_that_finds_nothing_waits_for_no_writer(engine: Engine) -> None:
    """Somebody writes for minutes; a clock that has nothing to do is not in the way."""
    put(engine, a_schedule())
    with engines.writing(engine), reading(engine):
        assert rules.release_due(engine, BEFORE) == Released()
