"""Metrics for Prometheus, read when they are asked for.

Most are states of the database, so that they are right after a restart and the same from each process of it; counts of the past
are of the last 24 hours, since a counter would begin anew with each process. Names follow prometheus.io/docs/practices/naming:
base units, `_total` for what only grows, moments as `_timestamp_seconds` in the place of ages.
"""

import platform
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import cast

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from portalaudit import __version__, clock
from portalaudit.archive.redact import redact_url
from portalaudit.archive.usage import Disk, Usage
from portalaudit.schedule.pulse import Pulse
from portalaudit.schedule.sampled import Sample
from portalaudit.schedule.watching import Watched
from portalaudit.store.operating import Counts, Figures

PREFIX = "portalaudit_"
LONGEST_LABEL = 200
"""Characters of a label's value that are kept (own choice: a portal's address fits)."""
_JOBS: Counts = {(state, kind): 0 for state in ("waiting", "running", "parked") for kind in ("night", "demand")}
_ENDED: Counts = {(state, kind): 0 for state in ("done", "incomplete", "unavailable", "missed") for kind in ("night", "demand")}
_ROLES = {"clock": 0, "runner": 0}


class _Ours:
    """Fulfils prometheus_client's protocol of a collector."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def describe(self) -> Iterable[Metric]:
        """Nothing: what there is to tell is known when it is read."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Everything but the process's own."""
        watched = self._watched
        yield _one("build_info", "The software.", 1, version=__version__, python=platform.python_version())
        yield from _clock(watched.pulse())
        yield from _database(watched.database.get())
        yield from _archive(watched.archive.get(), watched.disk.get())


class Metrics:
    """What `/metrics` gives."""

    def __init__(self, watched: Watched) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(cast(Collector, _Ours(watched)))
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """The metrics as text and its media type: Prometheus' own, or OpenMetrics where the `Accept` header wants that."""
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type


def _clock(pulse: Pulse) -> Iterator[Metric]:
    yield _one("clock_leader", "1 while this process is the one clock of its database, 0 while it stands by.", pulse.leader)
    silent = pulse.silent()
    if silent is not None:
        moment = clock.now().timestamp() - silent
        yield _one("clock_last_tick_timestamp_seconds", "When this process last looked what is due.", moment)
    yield _counter("clock_ticks", "How often this process looked what is due.", pulse.ticks)
    yield _counter("clock_ticks_failed", "How often it could not, because the database was away.", pulse.failed)
    yield _one("runner_up", "0 while something ails the runner of this process.", pulse.runner is None)


def _database(sample: Sample[Figures]) -> Iterator[Metric]:
    have = sample.value
    yield _one(
        "database_up", "1 where the database could be read; 0, and what it would tell is left out, otherwise.", have is not None
    )
    yield _one("database_read_seconds", "How long the last reading of these figures took.", sample.seconds)
    if have is None:
        return
    yield _one("database_schema_info", "The database's revision.", 1, revision=have.schema)
    yield _many("schedules", "Schedules.", ("state",), _by_one(have.schedules))
    yield _one("schedules_overdue", "Schedules whose time passed over 15 minutes ago: no clock is at work.", have.overdue)
    yield _many("jobs", "Audits that wait, run, or are parked until a person looks.", ("state", "kind"), {**_JOBS, **have.jobs})
    yield _many("last_day_jobs", "Audits that ended in the last 24 hours.", ("state", "kind"), {**_ENDED, **have.jobs_ended})
    yield _one("jobs_oldest_waiting_seconds", "Age of the oldest job whose time has come.", _age(have.oldest_waiting))
    yield _one("nights_late", "Nightly audits that wait over 15 minutes past their time.", have.nights_late)
    yield _one("jobs_lease_expired", "Running jobs whose runner is not heard of any more.", have.leases_expired)
    yield _many("processes", "Processes heard of in the last two minutes.", ("role",), _by_one({**_ROLES, **have.processes}))
    yield _many("last_day_audits", "Audits that began in the last 24 hours.", ("outcome",), _by_one(have.audits))
    yield _one("last_day_requests", "Requests of the audits of the last 24 hours.", have.requests)
    yield _one("last_day_received_bytes", "Bytes that portals sent in the last 24 hours.", have.received)
    yield from _targets(have)
    yield _many("deliveries", "Messages that wait, or failed in the last 24 hours.", ("channel", "state"), have.deliveries)
    yield _one("deliveries_oldest_waiting_seconds", "Age of the oldest message that waits.", _age(have.oldest_delivery))


def _targets(have: Figures) -> Iterator[Metric]:
    """One series a scheduled target, bounded; addresses that differ in a secret alone share one, which tells the older."""
    told: dict[tuple[str, ...], float] = {}
    for target, moment in have.targets.items():
        name = redact_url(target)[:LONGEST_LABEL] if "/" in target else target[:LONGEST_LABEL]
        if moment is not None:
            told[name,] = min(moment.timestamp(), told.get((name,), float("inf")))
    never = sum(moment is None for moment in have.targets.values())
    what = "The newest complete audit of a scheduled target."
    yield _many("target_last_complete_audit_timestamp_seconds", what, ("target",), told)
    yield _one("targets_never_audited", "Scheduled targets without a complete audit.", never)
    yield _one("targets_untold", "Scheduled targets beyond those that are told one by one.", have.targets_untold)


def _archive(usage: Sample[Usage], disk: Sample[Disk]) -> Iterator[Metric]:
    if usage.value is not None:
        yield _many("archive_bytes", "Size of the archive, measured every 15 minutes.", ("part",), _by_one(usage.value.bytes))
        yield _many("archive_files", "Files of the archive, counted every 15 minutes.", ("part",), _by_one(usage.value.files))
    yield _one("archive_up", "1 where the archive's folder could be looked at.", disk.value is not None)
    if disk.value is not None:
        yield _one("archive_disk_size_bytes", "Size of the archive's disk.", disk.value.size)
        yield _one("archive_disk_free_bytes", "What the archive's disk still takes.", disk.value.free)


def _by_one(counts: Mapping[str, int]) -> Counts:
    return {(name,): count for name, count in counts.items()}


def _age(moment: datetime | None) -> float:
    """Seconds; 0 where there is nothing of an age, and after the clock was set back."""
    return 0.0 if moment is None else max(0.0, (clock.now() - moment).total_seconds())


def _one(name: str, what: str, value: float, **labels: str) -> Metric:
    return _many(name, what, tuple(labels), {tuple(labels.values()): value})


def _many(
    name: str, what: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], int] | Mapping[tuple[str, ...], float]
) -> Metric:
    family = GaugeMetricFamily(PREFIX + name, what, labels=labels)
    for value, number in sorted(values.items()):
        family.add_metric([each[:LONGEST_LABEL] for each in value], float(number))
    return family


def _counter(name: str, what: str, value: float) -> Metric:
    family = CounterMetricFamily(PREFIX + name, what, labels=())
    family.add_metric([], float(value))
    return family
