"""Which nights a schedule lets go: on time, late, after the machine's clock was set."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from portalaudit.model.schedule import Released
from portalaudit.schedule.nights import jitter, moved, release_due
from portalaudit.store import schedules as store
from tests.schedule.examples import a_schedule, nights, utc

HOURS = 3600

CASES: dict[str, tuple[str, dict[str, Any], list[tuple[str, str, str]], str]] = {
    # now, the schedule, (due, state, until) of each night, next_due
    "on time": ("2026-11-03 02:30", {}, [("03 02:30", "waiting", "03 08:30")], "04 02:30"),
    "a tick late": ("2026-11-03 02:44", {}, [("03 02:30", "waiting", "03 08:30")], "04 02:30"),
    "caught up": ("2026-11-03 11:00", {}, [("03 02:30", "waiting", "03 17:00")], "04 02:30"),
    "caught up just in time": ("2026-11-03 14:30", {}, [("03 02:30", "waiting", "03 20:30")], "04 02:30"),
    "too late": ("2026-11-03 14:31", {}, [("03 02:30", "missed", "03 02:30")], "04 02:30"),
    "no grace": ("2026-11-03 02:31", {"grace": 0}, [("03 02:30", "missed", "03 02:30")], "04 02:30"),
    "the newest of three": (
        "2026-11-05 09:00", {}, [("03 02:30", "missed", "03 02:30"), ("05 02:30", "waiting", "05 15:00")], "06 02:30",
    ),
    "three too late": ("2026-11-05 20:00", {}, [("03 02:30", "missed", "03 02:30")], "06 02:30"),
    "a window never reaches the next night": (
        "2026-11-03 02:30", {"window": 48 * HOURS}, [("03 02:30", "waiting", "04 02:30")], "04 02:30",
    ),
    "edited since: what was due goes first": (
        "2026-11-03 02:31", {"cron": "0 5 * * *"}, [("03 02:30", "waiting", "03 05:00")], "03 05:00",
    ),
    "every quarter of an hour": (
        "2026-11-03 03:05", {"cron": "*/15 * * * *"}, [("03 02:30", "missed", "03 02:30"), ("03 03:00", "waiting", "03 03:15")],
        "03 03:15",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("now", "changes", "wanted", "following"), CASES.values(), ids=CASES)
def test_what_is_let_go(now: str, changes: dict[str, Any], wanted: list[tuple[str, str, str]], following: str) -> None:
    move = moved(a_schedule(**changes), utc(now))
    assert move is not None
    assert [(f"{one.due_at:%d %H:%M}", one.state, f"{one.until:%d %H:%M}") for one in move.nights] == wanted
    assert (f"{move.next_due:%d %H:%M}", move.last_due) == (following, move.nights[-1].due_at)


def test_a_missed_night_says_why() -> None:
    said = [night.line for night in moved(a_schedule(), utc("2026-11-06 09:00")).nights]  # type: ignore[union-attr]
    assert said == [
        "missed, with the 2 nights after it: no clock ran when it was due; the night after was caught up",
        "caught up 6 h late",
    ]
    (alone,) = moved(a_schedule(), utc("2026-11-03 20:00")).nights  # type: ignore[union-attr]
    assert alone.line == "missed: no clock ran when it was due; later than the 12 h of grace"


def test_years_without_a_clock_cost_little_and_make_one_row() -> None:
    """A line of every minute, five years late."""
    move = moved(a_schedule(cron="* * * * *", due="2021-11-03 02:30"), utc("2026-11-03 02:30"))
    assert move is not None
    assert [one.state for one in move.nights] == ["missed", "waiting"]
    assert "1000 or more nights" in str(move.nights[0].line)


def test_jitter_is_decided_by_target_and_night() -> None:
    """The same for whoever asks; spread over the whole of it; never past the middle of the window."""
    hour, night = timedelta(hours=1), utc("2026-11-03 02:30")
    found = [jitter(f"city-{number}", night, hour) for number in range(400)]
    assert found == [jitter(f"city-{number}", night, hour) for number in range(400)]
    assert all(timedelta(0) <= one <= hour for one in found)
    assert [sum(one < hour * part / 4 for one in found) // 50 for part in (1, 2, 3)] == [2, 4, 6] or len(set(found)) > 350
    assert jitter("city-1", night, hour) != jitter("city-1", utc("2026-11-04 02:30"), hour)
    (tight,) = moved(a_schedule(jitter=HOURS, window=600), night).nights  # type: ignore[union-attr]
    assert tight.not_before - tight.due_at <= timedelta(seconds=300)


@pytest.mark.parametrize(
    "changes", [{"zone": "Gone/Away"}, {"cron": "nonsense"}, {"cron": "0 0 31 2 *"}], ids=["zone", "cron", "never"]
)
def test_one_that_cannot_be_read_does_not_hold_up_the_others(engine: Engine, changes: dict[str, str]) -> None:
    store.put_schedules(engine, [a_schedule("broken-ex", **changes), a_schedule("well-ex")], utc("2026-11-02 12:00"))
    assert release_due(engine, utc("2026-11-03 02:31")) == Released(("well-ex",), ("broken-ex",))
    broken = store.find_schedule(engine, "broken-ex")
    assert broken is not None
    assert broken.paused
    assert "is paused: " in str(store.last_nights(engine)["broken-ex"].line)


class TestTheMachinesClock:
    """Set forward, set back, at any moment."""

    @pytest.fixture(autouse=True)
    def scheduled(self, engine: Engine) -> None:
        store.put_schedules(engine, [a_schedule()], utc("2026-11-02 12:00"))

    def times(self, engine: Engine, *moments: str) -> list[tuple[str, str]]:
        """Look at these moments, one after the other; the nights that are there then."""
        for moment in moments:
            release_due(engine, utc(moment))
        return [(when[5:], state) for _, when, state in nights(engine)]

    def test_forward_lets_one_night_go(self, engine: Engine) -> None:
        assert self.times(engine, "2026-11-02 12:01", "2026-11-20 02:31", "2026-11-20 02:32") == [
            ("11-03 02:30", "missed"), ("11-20 02:30", "waiting")]  # fmt: skip

    def test_back_by_hours_lets_none_go_again(self, engine: Engine) -> None:
        """Even where somebody emptied `jobs` meanwhile: the schedule knows its last night."""
        self.times(engine, "2026-11-03 02:31")
        with engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM jobs")
        assert self.times(engine, "2026-11-02 22:00", "2026-11-03 02:30", "2026-11-03 02:31") == []
        assert self.times(engine, "2026-11-04 02:30") == [("11-04 02:30", "waiting")]

    def test_forward_and_back_loses_none(self, engine: Engine) -> None:
        """It ran ahead for a moment: what was let go then is not let go again, all nights until then come in their time."""
        self.times(engine, "2026-11-06 02:31", "2026-11-02 12:05")
        days = [f"2026-11-0{day} 02:31" for day in range(3, 8)]
        assert self.times(engine, *days) == [(f"11-0{day} 02:30", "waiting") for day in range(3, 8)]

    def test_an_audit_made_ahead_of_time_is_not_made_again(self, engine: Engine) -> None:
        self.times(engine, "2026-11-06 02:31")
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE jobs SET state = 'done', tries = 1 WHERE state = 'waiting'")
        back = [f"2026-11-0{day} 02:31" for day in range(2, 7)]
        assert ("11-06 02:30", "done") in self.times(engine, *back)

    def test_years_ahead_and_back_goes_on_at_once(self, engine: Engine) -> None:
        """A board without battery that wakes in another year stops no nights once it knows better."""
        self.times(engine, "2036-01-01 02:31", "2026-11-03 02:00")
        assert ("11-03 02:30", "waiting") in self.times(engine, "2026-11-03 02:30")
