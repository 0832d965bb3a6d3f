"""`portalaudit schedule` as people use it."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from portalaudit import clock
from portalaudit.schedule.nights import release_due
from portalaudit.store import engine as engines
from tests.cli.commands import Said
from tests.cli.conftest import Desk

CITY = """
key = "example-ex"
name = "Example"
timezone = "Europe/Berlin"
portals = ["https://data.example.org"]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """With one city of one's own."""
    made = Desk(tmp_path)
    record = tmp_path / "example.toml"
    record.write_text(CITY, encoding="utf-8")
    assert made.say("cities", "add", record).code == 0
    return made


def listed(desk: Desk) -> dict[str, dict[str, object]]:
    said = desk.say("schedule", "list", "--output", "json")
    assert (said.code, said.err) == (0, "")
    document = json.loads(said.out)
    assert document["schema"] == "portalaudit/schedules/1"
    return {one["target"]: one for one in document["schedules"]}


def test_a_city_is_scheduled_in_its_own_time(desk: Desk) -> None:
    said = desk.say("schedule", "add", "example-ex")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("example-ex: scheduled, 30 2 * * * Europe/Berlin, next ")
    one = listed(desk)["example-ex"]
    assert (one["cron"], one["zone"], one["paused"], one["last"]) == ("30 2 * * *", "Europe/Berlin", False, None)
    assert (one["jitter_minutes"], one["window_hours"], one["grace_hours"]) == (60.0, 6.0, 12.0)
    due = datetime.fromisoformat(str(one["next"]))
    assert timedelta(0) < due - clock.now() <= timedelta(days=1, hours=1)
    assert f"{due.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" == "02:30"
    assert datetime.fromisoformat(str(one["next_local"])) == due


def test_everything_that_can_be_told(desk: Desk) -> None:
    when = ("--cron", "0 4 * * MON", "--zone", "Asia/Tokyo", "--jitter", "5", "--window", "3", "--grace", "1.5")
    how = ("--rubric", "portal-health", "--data", "none", "--pages", "7", "--rate", "0.5", "--max-minutes", "20")
    assert desk.say("schedule", "add", "example-ex", *when, *how, "--platform", "ckan").code == 0
    one = listed(desk)["example-ex"]
    assert (one["cron"], one["zone"], one["jitter_minutes"], one["window_hours"], one["grace_hours"]) == (
        "0 4 * * MON", "Asia/Tokyo", 5.0, 3.0, 1.5)  # fmt: skip
    assert one["options"] == {
        "rubrics": ["portal-health"], "data": "none", "pages": 7, "rate": 0.5, "max_minutes": 20.0, "platform": "ckan",
    }  # fmt: skip


def test_adding_again_changes_it(desk: Desk) -> None:
    desk.say("schedule", "add", "example-ex")
    said = desk.say("schedule", "add", "example-ex", "--cron", "0 5 * * *")
    assert said.out.startswith("example-ex: changed, 0 5 * * *")
    assert len(listed(desk)) == 1


def test_many_at_once_from_a_file(desk: Desk, tmp_path: Path) -> None:
    """All or none."""
    names = tmp_path / "names"
    names.write_text("# ours\nexample-ex\nhttps://data.example.net/\n\nboston-ma\n", encoding="utf-8")
    assert desk.say("schedule", "add", f"@{names}").out.count("\n") == 3
    assert set(listed(desk)) == {"example-ex", "https://data.example.net", "boston-ma"}
    names.write_text("chicago-il\natlantis-xx\n", encoding="utf-8")
    assert desk.say("schedule", "add", f"@{names}").code == 2
    assert "chicago-il" not in listed(desk)


def test_a_zone_that_nobody_told_is_said(desk: Desk) -> None:
    said = desk.say("schedule", "add", "https://data.example.net")
    assert listed(desk)["https://data.example.net"]["zone"] == "UTC"
    assert said.err.count("\n") == 1 and "--zone" in said.err
    assert desk.say("schedule", "add", "https://data.example.net", "--zone", "Asia/Tokyo").err == ""


def test_the_address_of_a_citys_only_portal_is_the_city(desk: Desk) -> None:
    """However it is named then."""
    said = desk.say("schedule", "add", "https://data.example.org/", "example-ex")
    assert said.out.count("\n") == 1
    assert "scheduled as example-ex" in said.err
    assert set(listed(desk)) == {"example-ex"}
    assert desk.say("schedule", "pause", "https://data.example.org").out == "example-ex: paused\n"


@pytest.mark.parametrize(
    "name",
    ["http://data.example.org", "https://DATA.example.org:443/", "https://data.example.org./", "HTTPS://data.example.org/#top"],
)
def test_an_address_is_one_however_it_is_spelt(desk: Desk, name: str) -> None:
    desk.say("schedule", "add", name)
    desk.say("schedule", "add", name.replace("example.org", "example.net").replace("DATA", "data"), "--zone", "UTC")

    assert "example-ex" in listed(desk)
    (other,) = set(listed(desk)) - {"example-ex"}
    assert other in ("http://data.example.net", "https://data.example.net")


def test_a_window_without_end_is_refused(desk: Desk) -> None:
    said = desk.say("schedule", "now", "example-ex", "--window", "1e12")
    assert (said.code, said.err) == (2, "portalaudit: --window takes at most 744 hours\n")


def opted_out_host(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Said:
    monkeypatch.setenv("PORTALAUDIT_OPT_OUT", "data.example.net")
    return desk.say("schedule", "add", "https://data.example.net")


def opted_out_city(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Said:
    desk.say("cities", "optout", "example-ex")
    return desk.say("schedule", "add", "example-ex")


def opted_out_portal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Said:
    desk.say("cities", "optout", "example-ex")
    return desk.say("schedule", "add", "https://data.example.org")


@pytest.mark.parametrize("refused", [opted_out_host, opted_out_city, opted_out_portal])
def test_who_opted_out_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, refused: Callable[[Desk, pytest.MonkeyPatch], Said]
) -> None:
    said = refused(desk, monkeypatch)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "opt-out" in said.err
    assert listed(desk) == {}


WRONG = {
    "no such city": (("atlantis-xx",), "neither a city's key nor an address"),
    "no address": (("ftp://example.org",), "http://"),
    "a login": (("https://me:secret@example.org",), "password"),
    "cron": (("example-ex", "--cron", "61 2 * * *"), "minute"),
    "zone": (("example-ex", "--zone", "Mars/Base"), "IANA"),
    "rubric": (("example-ex", "--rubric", "nonsense"), "no rubric is called"),
    "rate": (("example-ex", "--rate", "0"), "--rate"),
    "jitter": (("example-ex", "--jitter", "-1"), "--jitter"),
    "window": (("example-ex", "--window", "0"), "--window"),
    "grace": (("example-ex", "--grace", "nan"), "--grace"),
    "minutes": (("example-ex", "--max-minutes", "0"), "--max-minutes"),
    "a long address": ((f"https://example.org/{'x' * 500}",), "500 characters"),
}


@pytest.mark.parametrize(("arguments", "words"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_one_line(desk: Desk, arguments: tuple[str, ...], words: str) -> None:
    """… that says what to write, and nothing is scheduled."""
    said = desk.say("schedule", "add", *arguments)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert words in said.err
    assert "secret" not in said.err
    assert listed(desk) == {}


def test_pausing_going_on_and_removing(desk: Desk) -> None:
    desk.say("schedule", "add", "example-ex", "boston-ma")
    assert desk.say("schedule", "pause", "example-ex").out == "example-ex: paused\n"
    assert (listed(desk)["example-ex"]["paused"], listed(desk)["example-ex"]["next"]) == (True, None)
    assert "paused" in desk.say("schedule", "list").out.splitlines()[-1]
    assert desk.say("schedule", "resume", "example-ex").out.startswith("example-ex: next ")
    assert listed(desk)["example-ex"]["paused"] is False
    assert desk.say("schedule", "remove", "example-ex", "boston-ma").code == 0
    assert listed(desk) == {}
    assert "Nothing is scheduled" in desk.say("schedule", "list").out


@pytest.mark.parametrize("command", ["pause", "resume", "remove"])
def test_what_is_not_scheduled(desk: Desk, command: str) -> None:
    """One line, and the others named beside it stay as they were."""
    desk.say("schedule", "add", "example-ex")
    before = listed(desk)
    said = desk.say("schedule", command, "example-ex", "boston-ma")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "boston-ma: is not scheduled" in said.err
    assert listed(desk) == before


def test_a_city_that_left_the_registry_can_still_be_removed(desk: Desk) -> None:
    """Its schedule is known by its name alone."""
    desk.say("schedule", "add", "example-ex")
    with engines.open(desk.db).begin() as connection:
        connection.exec_driver_sql("DELETE FROM cities")
    assert desk.say("schedule", "remove", "example-ex").code == 0


def test_what_is_due(desk: Desk) -> None:
    """What waits, then what comes; nothing is changed by looking."""
    desk.say("schedule", "add", "example-ex", "--jitter", "0")
    assert "Nothing is due" in desk.say("schedule", "due").out
    coming = json.loads(desk.say("schedule", "due", "--within", "25", "--output", "json").out)
    assert (coming["schema"], coming["within_hours"]) == ("portalaudit/due/1", 25.0)
    assert [(one["target"], one["state"]) for one in coming["due"]] == [("example-ex", "due")]

    due = datetime.fromisoformat(coming["due"][0]["due"])
    release_due(engines.open(desk.db), due)
    said = desk.say("schedule", "due", "--output", "json")
    (one,) = json.loads(said.out)["due"]
    assert (one["state"], one["kind"], one["due"], one["not_before"]) == (
        "waiting",
        "night",
        f"{due:%Y-%m-%dT%H:%M:%SZ}",
        one["due"],
    )
    assert desk.say("schedule", "due", "--output", "json").out.partition('"due":[')[2] == said.out.partition('"due":[')[2]
    assert "waiting" in desk.say("schedule", "due").out
    (row,) = csv.DictReader(io.StringIO(desk.say("schedule", "due", "--output", "csv").out))
    assert (row["target"], row["due"]) == ("example-ex", one["due"])


def test_the_table_for_people_and_for_programs(desk: Desk) -> None:
    desk.say("schedule", "add", "example-ex", "boston-ma")
    table = desk.say("schedule", "list").out.splitlines()
    assert table[0].split("  ")[0] == "target"
    assert len(table) == 3
    rows = list(csv.DictReader(io.StringIO(desk.say("schedule", "list", "--output", "csv").out)))
    assert {row["target"]: row["zone"] for row in rows} == {"boston-ma": "America/New_York", "example-ex": "Europe/Berlin"}
    assert {row["next"] for row in rows} == {one["next"] for one in listed(desk).values()}


def test_how_the_last_night_ended(desk: Desk) -> None:
    desk.say("schedule", "add", "example-ex")
    engine = engines.open(desk.db)
    due = datetime.fromisoformat(str(listed(desk)["example-ex"]["next"]))
    release_due(engine, due)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE jobs SET state = 'unavailable', line = 'nothing answered'")
    assert listed(desk)["example-ex"]["last"] == {
        "due": f"{due:%Y-%m-%dT%H:%M:%SZ}", "state": "unavailable", "audit": None, "line": "nothing answered",
    }  # fmt: skip
    assert desk.say("schedule", "list").out.rstrip().endswith("unavailable")


@pytest.mark.parametrize("tick", ["0", "-1", "nan", "7200"])
def test_a_clock_without_a_tick(desk: Desk, tick: str) -> None:
    said = desk.say("serve", "--tick", tick)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "--tick" in said.err
