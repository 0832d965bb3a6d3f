"""Schedules as people handle them: added, paused, gone on with, removed, looked at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from portalaudit.audit.registry import all_cities
from portalaudit.checks.run import discover
from portalaudit.errors import NotFound, UsageError
from portalaudit.export.schedules import Due, Listed
from portalaudit.model.portal import City
from portalaudit.model.schedule import Schedule, Wishes
from portalaudit.rubrics.load import load
from portalaudit.schedule.cron import next_after
from portalaudit.schedule.targets import admitted, scheduled, zone_for
from portalaudit.store import schedules
from portalaudit.store.open_jobs import open_jobs

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

CRON = "30 2 * * *"
"""Half past two in the city's own night (own choice): most portals have published the day by then, few people look at them, and
with the jitter and a window of six hours all is done when the city's offices open."""
JITTER = timedelta(minutes=60)
WINDOW = timedelta(hours=6)
GRACE = timedelta(hours=12)
"""So that a laptop that is opened in the morning still catches up its night, and none runs into the next (own choice)."""
LONGEST = timedelta(days=31)
"""Of jitter, window and grace (own choice: schedules are nightly, weekly or monthly)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What `schedule add` was told, beside its targets."""

    cron: str = CRON
    zone: str | None = None
    jitter: timedelta = JITTER
    window: timedelta = WINDOW
    grace: timedelta = GRACE
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True, slots=True)
class Added:
    schedule: Schedule
    """As it stands now: `next_due` may be a night that waits since before, None while it is paused."""
    new: bool
    said: tuple[str, ...]


def add(
    engine: "Engine", names: Sequence[str], asked: Asked, now: datetime, opted_out: Collection[str] = ()
) -> tuple[Added, ...]:
    """Schedule targets, all of them or none; one that is scheduled already gets what is told now.

    Args:
        opted_out: hosts that are never asked, beside those of the registry.

    Raises:
        UsageError: a target, the cron line, the zone or a length is not understood, or a target asked not to be audited.
        RubricError: there is no such rubric.
    """
    for name, length, least in (("jitter", asked.jitter, 0), ("window", asked.window, 60), ("grace", asked.grace, 0)):
        if not timedelta(seconds=least) <= length <= LONGEST:
            raise UsageError(f"--{name}: give a length between {'a minute' if least else '0'} and {LONGEST.days} days")
    wishes = _checked(asked.wishes)
    made: dict[str, tuple[Schedule, tuple[str, ...]]] = {}
    for one in admitted(names, all_cities(engine), opted_out):
        zone, unknown = zone_for(one, asked.zone)
        jitter, window, grace = (int(length.total_seconds()) for length in (asked.jitter, asked.window, asked.grace))
        due = next_after(asked.cron, zone, now)
        schedule = Schedule(one.target, asked.cron, zone, jitter, window, grace, wishes=wishes, next_due=due)
        made[one.target] = schedule, tuple(line for line in (one.said, unknown) if line)
    before = {one.target for one in schedules.list_schedules(engine)}
    schedules.put_schedules(engine, [schedule for schedule, _ in made.values()], now)
    after = {one.target: one for one in schedules.list_schedules(engine)}
    return tuple(Added(after[target], target not in before, said) for target, (_, said) in made.items() if target in after)


def _checked(wishes: Wishes) -> Wishes:
    """Rubrics are read once, so that no night finds that there is none; a file is named by its whole path."""
    checks = [check.id for check in discover()]
    for name in wishes.rubrics:
        load(name, checks)
    rubrics = tuple(str(Path(name).resolve()) if name.endswith(".toml") else name for name in wishes.rubrics)
    if wishes.rate is not None and not 0 < wishes.rate < float("inf"):
        raise UsageError("--rate takes a number of requests a second above 0")
    if wishes.max_minutes is not None and not wishes.max_minutes > 0:
        raise UsageError("--max-minutes takes a number above 0")
    return Wishes(rubrics, wishes.data, wishes.pages, wishes.rate, wishes.max_minutes, wishes.platform)


def pause(engine: "Engine", names: Sequence[str], now: datetime) -> tuple[Schedule, ...]:
    """Let no more nights of these targets go.

    Raises:
        NotFound: one of them is not scheduled; nothing was changed.
    """
    targets = _scheduled(engine, names)
    schedules.pause_schedules(engine, targets, now)
    return _these(engine, targets)


def resume(engine: "Engine", names: Sequence[str], now: datetime) -> tuple[Schedule, ...]:
    """Go on with paused targets, from their next night on.

    Raises:
        NotFound: one of them is not scheduled; nothing was changed.
        UsageError: the schedule can no longer be read: add it anew.
    """
    targets = _scheduled(engine, names)
    schedules.resume_schedules(engine, {one.target: next_after(one.cron, one.zone, now) for one in _these(engine, targets)}, now)
    return _these(engine, targets)


def remove(engine: "Engine", names: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Forget schedules; audits stay.

    Raises:
        NotFound: one of them is not scheduled; nothing was changed.
    """
    targets = _scheduled(engine, names)
    schedules.remove_schedules(engine, targets, now)
    return targets


def _scheduled(engine: "Engine", names: Sequence[str]) -> tuple[str, ...]:
    return scheduled(names, {one.target for one in schedules.list_schedules(engine)}, all_cities(engine))


def _these(engine: "Engine", targets: Collection[str]) -> tuple[Schedule, ...]:
    found = tuple(one for one in schedules.list_schedules(engine) if one.target in targets)
    if len(found) < len(targets):
        raise NotFound("another process removed one of these schedules meanwhile; `portalaudit schedule list` shows what is left")
    return found


def listed(engine: "Engine") -> tuple[Listed, ...]:
    """All schedules with how their last night ended, those that are due next first, paused ones last."""
    cities, past = all_cities(engine), schedules.last_nights(engine)
    found = []
    for one in schedules.list_schedules(engine):
        last = past.get(one.target)
        told = () if last is None else (last.due_at, last.state, last.audit, last.line)
        found.append(Listed(one, _name(one.target, cities), *told))
    return tuple(
        sorted(found, key=lambda each: (each.schedule.next_due is None, each.schedule.next_due or 0, each.schedule.target))
    )


def _name(target: str, cities: Mapping[str, City]) -> str | None:
    return cities[target].name if target in cities else None


def due(engine: "Engine", now: datetime, within: timedelta) -> tuple[Due, ...]:
    """What runs, waits or was given up, then what comes within some time. Nothing is changed."""
    there = {one.target: one for one in schedules.list_schedules(engine)}
    jobs = open_jobs(engine)
    order = ("running", "waiting", "parked")
    found = [
        Due(job.target, job.state, job.kind, job.due_at, there[job.target].zone if job.target in there else "UTC",
            job.not_before, job.until, job.tries, job.audit, job.line)
        for job in sorted(jobs, key=lambda job: order.index(job.state))
    ]  # fmt: skip
    coming = [one for one in there.values() if not one.paused and one.next_due is not None and one.next_due <= now + within]
    found += [
        Due(one.target, "due", "night", one.next_due, one.zone)
        for one in sorted(coming, key=lambda one: (one.next_due or now, one.target))
        if one.next_due is not None
    ]
    return tuple(found)
