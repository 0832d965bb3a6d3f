"""Metrics tell what the database holds, follow Prometheus' rules, and survive a database that is away."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse
from sqlalchemy.engine import Engine

from portalaudit import clock, migrations
from portalaudit.model.audit import Target
from portalaudit.schedule.metrics import LONGEST_LABEL, Metrics
from portalaudit.schedule.pulse import Pulses
from portalaudit.schedule.watching import Watched
from portalaudit.store import audits, tables
from portalaudit.store import engine as store
from portalaudit.store.operating import MOST_TARGETS, figures
from tests.databases import engine as engine
from tests.schedule.watched import EVERYTHING, a_schedule, add_delivery, add_job, add_runner, add_schedule
from tests.store.examples import a_part, an_audit, some_city

HOUR = timedelta(hours=1)
UNITS = ("seconds", "bytes", "ratio")


@pytest.fixture
def watched(engine: Engine, tmp_path: Path) -> Watched:
    (tmp_path / "archive" / "segments" / "2026").mkdir(parents=True)
    (tmp_path / "archive" / "segments" / "2026" / "a.warc.gz").write_bytes(b"x" * 1_000)
    (tmp_path / "archive" / "loose").write_bytes(b"x" * 10)
    return Watched(engine, tmp_path / "archive", Pulses(15).now)


@pytest.fixture
def now() -> datetime:
    return clock.now()


def told(watched: Watched) -> dict[str, float]:
    """Every sample of ours, named as Prometheus names it, without the prefix."""
    found = {}
    for family in parse(Metrics(watched).exposition(EVERYTHING)[0].decode()):
        for sample in family.samples:
            name = sample.name.removeprefix("portalaudit_")
            labels = ",".join(f"{label}={value}" for label, value in sorted(sample.labels.items()))
            found[f"{name}{{{labels}}}" if labels else name] = sample.value
    return found


def test_an_empty_database(watched: Watched) -> None:
    """Everything is told, and is zero; nothing is missing that an alert would wait for."""
    found = told(watched)

    assert found["database_up"] == found["archive_up"] == 1
    assert found[f"database_schema_info{{revision={migrations.head()}}}"] == 1
    assert [found[f"jobs{{kind=night,state={state}}}"] for state in ("waiting", "running", "parked")] == [0, 0, 0]
    assert found["jobs_oldest_waiting_seconds"] == found["nights_late"] == found["schedules_overdue"] == 0
    assert (found["archive_bytes{part=segments}"], found["archive_bytes{part=other}"]) == (1_000, 10)
    assert 0 < found["archive_disk_free_bytes"] <= found["archive_disk_size_bytes"]
    assert found["process_resident_memory_bytes"] > 0


def test_schedules_and_jobs(engine: Engine, watched: Watched, now: datetime) -> None:
    add_schedule(engine, "boston-ma", now + HOUR)
    add_schedule(engine, "detroit-mi", now - HOUR)
    add_schedule(engine, "paused-pa", None, paused=True)
    add_job(engine, "boston-ma", "waiting", now - 2 * HOUR)
    add_job(engine, "detroit-mi", "waiting", now + HOUR)
    add_job(engine, "akron-oh", "running", now - 3 * HOUR, lease_until=now - timedelta(seconds=1))
    add_job(engine, "toledo-oh", "running", now - 3 * HOUR, lease_until=now + HOUR)
    add_job(engine, "poison-pa", "parked", now - 48 * HOUR, ended_at=now - 47 * HOUR)
    add_job(engine, "erie-pa", "done", now - 3 * HOUR, ended_at=now - 2 * HOUR)
    add_job(engine, "erie-pa", "done", now - 27 * HOUR, ended_at=now - 26 * HOUR)
    add_job(engine, "reno-nv", "unavailable", now - 9 * HOUR, kind="demand", ended_at=now - 3 * HOUR)
    add_runner(engine, "a:1:x", "clock", now)
    add_runner(engine, "b:2:x", "runner", now - HOUR)
    found = told(watched)

    assert (found["schedules{state=active}"], found["schedules{state=paused}"], found["schedules_overdue"]) == (2, 1, 1)
    assert [found[f"jobs{{kind=night,state={state}}}"] for state in ("waiting", "running", "parked")] == [2, 2, 1]
    assert (found["last_day_jobs{kind=night,state=done}"], found["last_day_jobs{kind=demand,state=unavailable}"]) == (1, 1)
    assert found["jobs_oldest_waiting_seconds"] == pytest.approx(7200, abs=60)
    assert (found["nights_late"], found["jobs_lease_expired"]) == (1, 1)
    assert (found["processes{role=clock}"], found["processes{role=runner}"]) == (1, 0)


def test_audits_and_targets(engine: Engine, watched: Watched, now: datetime) -> None:
    """The newest complete audit of each scheduled target; an incomplete one moves nothing."""
    city = some_city()
    for name, age, complete in (("a", 50, True), ("b", 2, True), ("c", 1, False), ("d", 30, True)):
        target = Target(city, ("https://data.example.org",))
        audit = an_audit(name, a_part(["x"]), target=target, taken_at=now - age * HOUR, complete=complete)
        audits.save_audit(engine, audit, b"{}")
    add_schedule(engine, city.key, now + HOUR)
    add_schedule(engine, "new-ny", now + HOUR)
    found = told(watched)

    assert found[f"target_last_complete_audit_timestamp_seconds{{target={city.key}}}"] == pytest.approx(
        (now - 2 * HOUR).timestamp(), abs=1
    )
    assert (found["targets_never_audited"], found["targets_untold"]) == (1, 0)
    assert (found["last_day_audits{outcome=complete}"], found["last_day_audits{outcome=incomplete}"]) == (1, 1)
    assert (found["last_day_requests"], found["last_day_received_bytes"]) == (24, 69_134)


def test_deliveries(engine: Engine, watched: Watched, now: datetime) -> None:
    add_delivery(engine, "1", "mail", "waiting", now - HOUR)
    add_delivery(engine, "2", "hook", "failed", now - HOUR)
    add_delivery(engine, "3", "hook", "failed", now - 48 * HOUR)
    add_delivery(engine, "4", "mail", "sent", now)
    found = told(watched)

    assert found["deliveries{channel=mail,state=waiting}"] == found["deliveries{channel=hook,state=failed}"] == 1
    assert found["deliveries_oldest_waiting_seconds"] == pytest.approx(3600, abs=60)


def test_targets_are_bounded(engine: Engine, watched: Watched, now: datetime) -> None:
    with store.writing(engine) as connection:
        rows = [a_schedule(f"city-{number:04}", now + HOUR) for number in range(MOST_TARGETS + 5)]
        connection.execute(sa.insert(tables.schedules), rows)
    found = told(watched)

    assert (found["targets_never_audited"], found["targets_untold"]) == (MOST_TARGETS, 5)


def test_hostile_and_secret_targets(engine: Engine, watched: Watched, now: datetime) -> None:
    """An address that ends lines, is long or holds a token makes no other series, and no secret of one."""
    urls = [f"https://a.example/?token={secret}" for secret in ("S3cret1", "S3cret2")]
    urls += ['https://b.example/"}\n# TYPE x counter\nx 1', f"https://c.example/{'c' * 400}"]
    for number, url in enumerate(urls):
        audit = an_audit(str(number), a_part(["x"]), target=Target(None, (url,)), taken_at=now - number * HOUR)
        audits.save_audit(engine, audit, b"{}")
        add_schedule(engine, url, now + HOUR)
    text = Metrics(watched).exposition(EVERYTHING)[0].decode()
    (family,) = [one for one in parse(text) if "last_complete" in one.name]

    assert len(family.samples) == 3
    assert "S3cret" not in text
    assert "\nx 1" not in text
    assert max(len(sample.labels["target"]) for sample in family.samples) == LONGEST_LABEL


def test_the_pulse(engine: Engine, tmp_path: Path, now: datetime) -> None:
    pulses = Pulses(15)
    watched = Watched(engine, tmp_path, pulses.now)
    assert "clock_last_tick_timestamp_seconds" not in told(watched)
    pulses.ticked()
    pulses.ticked(failed=True)
    pulses.leads(True)
    pulses.runner("has no processes")
    found = told(watched)

    assert (found["clock_ticks_total"], found["clock_ticks_failed_total"], found["clock_leader"]) == (2, 1, 1)
    assert found["runner_up"] == 0
    assert found["clock_last_tick_timestamp_seconds"] == pytest.approx(now.timestamp(), abs=60)


def test_names_follow_prometheus_rules(engine: Engine, watched: Watched, now: datetime) -> None:
    """What `promtool check metrics` looks at: help, type, base units, `_total` on counters alone; OpenMetrics reads it too."""
    add_schedule(engine, "boston-ma", now + HOUR)
    text, media_type = Metrics(watched).exposition(EVERYTHING)
    families = [family for family in parse(text.decode()) if family.name.startswith("portalaudit_")]

    assert media_type.startswith("text/plain; version=")
    assert len({family.name for family in families}) == len(families) > 25
    for family in families:
        assert re.fullmatch(r"portalaudit_[a-z]+(_[a-z]+)*", family.name)
        assert family.documentation.endswith(".")
        assert family.type in ("gauge", "counter")
        assert all(sample.name.endswith("_total") == (family.type == "counter") for sample in family.samples)
        assert not re.search(r"_(milliseconds|minutes|hours|days|kilobytes|megabytes|count)$", family.name)
        assert not family.name.endswith("_age_seconds")
    openmetrics, media_type = Metrics(watched).exposition("application/openmetrics-text; version=1.0.0")
    assert media_type.startswith("application/openmetrics-text")
    assert {family.name for family in parse_openmetrics(openmetrics.decode())} >= {family.name for family in families}


def test_a_database_that_is_away(tmp_path: Path) -> None:
    """The process lives and says so; what it can still see, it tells; nothing of the address is told."""
    away = store.open("postgresql://me:S3cret@127.0.0.1:1/nothing")
    watched = Watched(away, tmp_path / "gone", Pulses(15).now)
    text = Metrics(watched).exposition(EVERYTHING)[0].decode()
    found = told(watched)

    assert (found["database_up"], found["archive_up"]) == (0, 0)
    assert "jobs_oldest_waiting_seconds" not in found
    assert found["clock_leader"] == 0
    assert "S3cret" not in text
    assert "127.0.0.1" not in text


def test_questions_use_indices(engine: Engine, now: datetime) -> None:
    """None of them reads a table of the history from one end to the other."""
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, parameters: object, *more: object) -> None:
        asked.append((statement, parameters))

    figures(engine, now)
    sa.event.remove(engine, "before_cursor_execute", note)
    sqlite = engine.dialect.name == "sqlite"
    plans: list[str] = []
    with store.reading(engine) as connection:
        if not sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # small tables are read whole else
        for statement, parameters in asked:
            if statement.startswith("SELECT"):
                rows = connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{statement}", parameters).all()
                plans += [str(row[-1]) for row in rows]
    whole = re.findall(r"^SCAN (\w+)$" if sqlite else r"Seq Scan on (\w+)", "\n".join(plans), re.MULTILINE)

    assert len(plans) > 10
    assert set(whole) <= {"schedules", "alembic_version", "runners", "deliveries", "anon_1"}
