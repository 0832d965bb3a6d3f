"""What moved between audits, as the command line asks: all targets by criteria, one target over time, one criterion over all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portalaudit import clock
from portalaudit.audit.registry import all_cities, open_database
from portalaudit.errors import NotFound, UsageError
from portalaudit.model.history import Status, Tallies, TargetStatus, Trend
from portalaudit.model.portal import City
from portalaudit.model.rubric import Rubric
from portalaudit.rubrics.load import load
from portalaudit.store.standings import intervals_of
from portalaudit.store.status import HEALTH, read_status
from portalaudit.store.trends import criterion_tally, month_ends, names_unit, open_counts, scores_of, units_of

LONGEST = 100 * 366
"""Days that a period has at most: further back nobody audited a portal."""
UNITS = 12
"""Departments of a trend (own choice: a screen)."""


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when."""

    since: datetime
    until: datetime


def period(days: int) -> Period:
    """The days up to now.

    Raises:
        UsageError: they are none, or more than a calendar has.
    """
    if not 1 <= days <= LONGEST:
        raise UsageError(f"--since {days}: give 1 to {LONGEST:,} days")
    until = clock.now()
    return Period(until - timedelta(days=days), until)


def status_of(db: str, rubric: str, days: int) -> Status:
    """All targets by the criteria of a rubric, with what moved in so many days; by name.

    Raises:
        RubricError: no such rubric.
        UsageError: no such period.
        StoreError: the database cannot be used.
    """
    used, when, engine = load(rubric), period(days), open_database(db)
    known = all_cities(engine)
    found = [_named(one, known) for one in read_status(engine, used.id, when.since)]
    targets = tuple(sorted(found, key=lambda one: (one.name.casefold(), one.target)))
    criteria = _criteria(used, (name for one in targets for name in one.cells))
    return Status(used.id, used.title, criteria, _core(used), when.until, when.since, targets)


def trend_of(db: str, target: str, rubric: str, days: int, department: str | None = None) -> Trend:
    """One target over so many days.

    Args:
        target: a city's key, or a portal's address.
        department: open findings are counted of this one.

    Raises:
        NotFound: no audit of it is stored, and it is not scheduled; or nothing of such a department.
        RubricError, UsageError, StoreError: as `status_of`.
    """
    used, when, engine = load(rubric), period(days), open_database(db)
    found = [one for name in _spellings(target) for one in read_status(engine, used.id, when.since, target=name)]
    if not found:
        raise NotFound(
            f"no audit of {target!r} is stored: give a city's key or a portal's address (`portalaudit status` lists them)"
        )
    one = _named(found[0], all_cities(engine))
    units = units_of(engine, one.target)
    if department is not None and not names_unit(engine, one.target, department):
        known = ", ".join(unit.name for unit in units[:UNITS] if unit.name)
        raise NotFound(f"no asset of {one.name} names {department!r}" + (f"; there are {known}" if known else ""))
    opened = open_counts(engine, one.target, month_ends(when.since, when.until), organisation=department)
    intervals = intervals_of(engine, one.target, used.id, when.since)
    criteria = _criteria(used, (each.criterion for each in intervals))
    order = list(criteria)
    return Trend(
        one, used.id, used.title, criteria, when.until, when.since,
        tuple(sorted(intervals, key=lambda each: order.index(each.criterion))),
        scores_of(engine, one.target, HEALTH, when.since), units[:UNITS], len(units),
        opened, department,
    )  # fmt: skip


def tallies_of(db: str, rubric: str, criterion: str, days: int) -> Tallies:
    """One criterion over all targets, at the ends of the months of so many days.

    Raises:
        UsageError: the rubric has no such criterion.
        RubricError, StoreError: as `status_of`.
    """
    used, when = load(rubric), period(days)
    found = next((one for one in used.criteria if one.id.casefold() == criterion.casefold()), None)
    if found is None:
        raise UsageError(f"rubric {used.id} has no criterion {criterion!r}; it has {', '.join(one.id for one in used.criteria)}")
    tallies = criterion_tally(open_database(db), used.id, found.id, month_ends(when.since, when.until))
    return Tallies(used.id, used.title, found.id, found.title, when.until, when.since, tallies)


def _spellings(target: str) -> tuple[str, ...]:
    """A key is in lower case; an address has no slash at its end."""
    return tuple(dict.fromkeys((target, target.casefold(), target.rstrip("/"))))


def _named(one: TargetStatus, known: Mapping[str, City]) -> TargetStatus:
    """With the registry's name where the target was never audited."""
    city = known.get(one.target)
    return replace(one, name=city.name) if one.name == one.target and city is not None else one


def _core(rubric: Rubric) -> frozenset[str]:
    return frozenset(one.id for one in rubric.criteria if one.group == "core")


def _criteria(rubric: Rubric, seen: Iterable[str]) -> Mapping[str, str]:
    """Criteria by id, core ones first; those that only earlier versions of the rubric have last, with their ids for titles."""
    ordered = sorted(rubric.criteria, key=lambda one: one.group != "core")
    titles = {one.id: one.title for one in ordered}
    return titles | {name: name for name in sorted(set(seen) - titles.keys())}
