"""The machine's clock under a real `serve`: both daylight-saving nights, set forward, set back (libfaketime)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from portalaudit.schedule.cron import next_after
from portalaudit.store import schedules as store
from tests.schedule.examples import a_schedule, nights, utc
from tests.schedule.serving import Desk, Wall, until


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, engine.url.render_as_string(hide_password=False))
    yield made
    made.close()


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    return Wall(tmp_path / "wall")


def there(engine: Engine) -> list[tuple[str, str]]:
    return [(when[5:], state) for _, when, state in nights(engine)]


def reach(engine: Engine, wanted: list[tuple[str, str]]) -> None:
    until(lambda: there(engine) == wanted, lambda: f"{there(engine)} is not {wanted}")


NIGHTS = {
    # database, zone, cron, the moments (UTC) that the clock passes in turn, the nights that are there in the end
    "Berlin in spring": (
        "sqlite", "Europe/Berlin", "30 2 * * *", ["03-29 00:30", "03-29 01:00", "03-29 01:30", "03-30 00:30"],
        ["03-29 01:00", "03-30 00:30"],
    ),
    "Berlin in autumn": (
        "postgresql", "Europe/Berlin", "30 2 * * *", ["10-25 00:30", "10-25 01:30", "10-26 01:30"],
        ["10-25 00:30", "10-26 01:30"],
    ),
    "Lord Howe in autumn": (
        "sqlite", "Australia/Lord_Howe", "45 1 * * *", ["04-04 14:45", "04-04 15:15", "04-05 15:15"],
        ["04-04 14:45", "04-05 15:15"],
    ),
    "Santiago in spring": (
        "postgresql", "America/Santiago", "30 0 * * *", ["09-06 04:00", "09-06 04:30", "09-07 03:30"],
        ["09-06 04:00", "09-07 03:30"],
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "zone", "cron", "passes", "wanted"), NIGHTS.values(), ids=NIGHTS, indirect=["engine"])
def test_a_night_when_the_clocks_change(
    engine: Engine, desk: Desk, wall: Wall, zone: str, cron: str, passes: list[str], wanted: list[str]
) -> None:
    """A clock that runs through it lets one night go, at the right moment, and the next one the day after."""
    moments = [utc(f"2026-{passed}") for passed in passes]
    evening = moments[0] - timedelta(hours=8)
    first = a_schedule("example-ex", None, cron=cron, zone=zone, next_due=next_after(cron, zone, evening))
    store.put_schedules(engine, [first], evening)
    wall.set(moments[0] - timedelta(minutes=1))
    running = desk.serve(wall=wall).says("the clock of")
    for number, moment in enumerate(moments, 1):
        wall.set(moment + timedelta(seconds=1))
        running.says("was set forward", times=number)
        reach(engine, [(night, "waiting") for night in wanted if utc(f"2026-{night}") <= moment])
    assert running.end().code == 0
    assert [night for night, _ in there(engine)] == wanted


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_set_forward_and_back(engine: Engine, desk: Desk, wall: Wall) -> None:
    """Forward by days: one night. Back again: it is not let go again, and the nights until then come in their time; the clock
    notices each time, though APScheduler would sleep until the old time comes round."""
    store.put_schedules(engine, [a_schedule()], utc("2026-11-02 12:00"))
    wall.set(utc("2026-11-03 02:20"))
    running = desk.serve(wall=wall).says("the clock of")
    wall.set(utc("2026-11-06 02:31"))
    running.says("was set forward by 3 days")
    reach(engine, [("11-03 02:30", "missed"), ("11-06 02:30", "waiting")])
    wall.set(utc("2026-11-03 02:25"))
    running.says("was set back by 3 days")
    wall.set(utc("2026-11-03 02:30:01"))
    reach(engine, [("11-03 02:30", "waiting"), ("11-06 02:30", "waiting")])
    wall.set(utc("2026-11-07 02:30:01"))
    reach(engine, [("11-03 02:30", "waiting"), ("11-04 02:30", "missed"), ("11-06 02:30", "waiting"), ("11-07 02:30", "waiting")])
    assert running.end().code == 0
