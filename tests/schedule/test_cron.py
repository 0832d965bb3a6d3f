"""Cron lines in a city's own time: each night once, also when the clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from portalaudit.errors import UsageError
from portalaudit.schedule.cron import next_after, occurrences, zone_of


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(cron: str, zone: str, day: str, until: str) -> list[str]:
    """The UTC times at which it is due between two local times."""
    there = ZoneInfo(zone)
    begin, end = (datetime.fromisoformat(text).replace(tzinfo=there).astimezone(UTC) for text in (day, until))
    found = []
    for moment in occurrences(cron, zone, begin):
        if moment >= end:
            break
        found.append(f"{moment:%d %H:%M}")
    return found


NIGHTS = [
    # spring: the hour is skipped
    ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00", ["29 01:00", "30 00:30"]),
    ("30 2 * * *", "America/New_York", "2026-03-07T12:00", ["08 07:00", "09 06:30"]),
    ("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00", ["03 15:30", "04 15:15"]),
    ("30 0 * * *", "America/Santiago", "2026-09-05T12:00", ["06 04:00", "07 03:30"]),
    ("0 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00", ["29 01:00", "30 00:00", "30 01:00"]),
    ("*/15 2 * * *", "Europe/Berlin", "2026-03-28T12:00", ["29 01:00", "30 00:00", "30 00:15", "30 00:30", "30 00:45"]),
    ("30 */24 * * *", "America/Santiago", "2026-09-05T12:00", ["06 04:00", "07 03:30"]),
    # autumn: the hour comes twice
    ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00", ["25 00:30", "26 01:30"]),
    ("30 1 * * *", "America/New_York", "2026-10-31T12:00", ["01 05:30", "02 06:30"]),
    ("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00", ["04 14:45", "05 15:15"]),
    ("30 23 * * *", "America/Santiago", "2026-04-04T12:00", ["05 02:30", "06 03:30"]),
    ("*/15 2 * * *", "Europe/Berlin", "2026-10-24T12:00",
     ["25 00:00", "25 00:15", "25 00:30", "25 00:45", "26 01:00", "26 01:15", "26 01:30", "26 01:45"]),
]  # fmt: skip


@pytest.mark.parametrize(("cron", "zone", "noon", "wanted"), NIGHTS, ids=[f"{one[0]} {one[1]} {one[2]}" for one in NIGHTS])
def test_a_night_is_a_night_once(cron: str, zone: str, noon: str, wanted: list[str]) -> None:
    """What falls into the skipped hour is due when it would have ended; of the hour that comes twice the first time counts."""
    assert due(cron, zone, noon, (datetime.fromisoformat(noon) + timedelta(days=2)).isoformat()) == wanted


DAYS = [
    ("2026-03-29", "Europe/Berlin", 23), ("2026-10-25", "Europe/Berlin", 25),
    ("2026-10-04", "Australia/Lord_Howe", 23.5), ("2026-04-05", "Australia/Lord_Howe", 24.5),
]  # fmt: skip


@pytest.mark.parametrize("cron", ["*/15 * * * *", "*/15 0-23 * * *"])
@pytest.mark.parametrize(("day", "zone", "hours"), DAYS)
def test_every_quarter_of_an_hour_there_is(cron: str, day: str, zone: str, hours: float) -> None:
    """A line of every hour follows the time that passes: nothing is skipped in spring, nothing left out in autumn."""
    assert len(due(cron, zone, f"{day}T00:00", f"{day}T23:59")) == hours * 4 - 1


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia"])
@pytest.mark.parametrize("cron", ["30 2 * * *", "0 0 * * *", "45 1 * * *", "30 23 * * *"])
def test_one_a_day_for_years(cron: str, zone: str) -> None:
    """Asked anew from each night on, as the clock does, there is one night a local day; no move of the zone loses one."""
    moment, nights = utc("2009-01-01T12:00"), []
    for _ in range(365 * 6):
        moment = next_after(cron, zone, moment)
        nights.append(moment.astimezone(ZoneInfo(zone)).date())
    days = (nights[-1] - nights[0]).days + 1
    skipped = 1 if zone == "Pacific/Apia" else 0  # 30 December 2011 was no day there; its night falls on the next one's beginning
    assert len(set(nights)) == days - skipped
    assert len(nights) - len(set(nights)) <= skipped


def test_the_second_time_of_an_hour_is_no_night() -> None:
    """Asked in the middle of the repeated hour, the answer is tomorrow, not the time that has passed."""
    assert next_after("30 2 * * *", "Europe/Berlin", utc("2026-10-25T01:10")) == utc("2026-10-26T01:30")


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("61 2 * * *", "minute"), ("0 25 * * *", "hour"), ("0 2 0 * *", "day-of-month"), ("0 2 * 13 *", "month"),
        ("0 2 * * 9", "day-of-week"), ("0 2 30 2 *", "day-of-month"), ("@daily", "five fields"), ("0 0 2 * * *", "five fields"),
        ("", "five fields"), ("30 2", "five fields"),
    ],
)  # fmt: skip
def test_a_line_that_is_none(cron: str, said: str) -> None:
    """One line that names the field and shows what to write."""
    with pytest.raises(UsageError) as told:
        next_after(cron, "UTC", utc("2026-01-01T00:00"))
    assert said in str(told.value)
    assert '"30 2 * * *"' in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../../etc/passwd", "/etc/localtime", "Europe", "a\x00b"])
def test_a_zone_that_is_none(zone: str) -> None:
    with pytest.raises(UsageError, match="Europe/Berlin"):
        zone_of(zone)


def test_names_steps_and_lists() -> None:
    assert [f"{one:%a %d %H:%M}" for one in islice(occurrences("0 3 * * MON,FRI", "UTC", utc("2026-11-28T00:00")), 3)] == [
        "Mon 30 03:00", "Fri 04 03:00", "Mon 07 03:00"]  # fmt: skip
