"""All targets by the criteria of a rubric, as the newest complete audit of each leaves them.

A handful of statements whatever the number of nights: standings are intervals, and what belongs to the newest audit of a target
is found by the index over targets and time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.model.history import Cell, Next, Stand, TargetStatus, Try
from portalaudit.model.stamps import moment_of
from portalaudit.store.columns import short
from portalaudit.store.engine import reading
from portalaudit.store.standings import causes_in
from portalaudit.store.status_queries import Queries, arrays, graded_at, numbers, queries

HEALTH = "portal-health"
"""The rubric whose score stands beside every target."""

Row = Any
"""A row of a query."""
Key = tuple[str, str]
"""Target and criterion."""


def read_status(engine: Engine, rubric: str, since: datetime, *, target: str | None = None) -> tuple[TargetStatus, ...]:
    """Every target that was ever audited or is scheduled, or one of them, by key.

    Args:
        rubric: by the criteria of this one.
        since: movement is told from then on.
    """
    dialect = engine.dialect.name
    asked = queries(dialect, target is not None)
    told: dict[str, object] = {"rubric": rubric, "since": since}
    if target is not None:
        told["only"] = short(target)
    with reading(engine) as connection:
        last = {row.target: row for row in connection.execute(asked.last, told).all()}
        newest = {key: row for key, row in last.items() if row.whole}
        if len(newest) < len(last):  # some are at work, or broke off
            newest = {row.target: row for row in connection.execute(asked.newest, told).all()}
        told["newest"] = numbers(dialect, [row.number for row in newest.values()])
        due = {row.target: Next(row.next_due, row.paused) for row in connection.execute(asked.schedules, told)}
        portals: dict[int, list[Row]] = {}
        for row in connection.execute(asked.portals, told).all():
            portals.setdefault(row.audit, []).append(row)
        scores = {row[0]: (row[1], row[2]) for row in _rows(connection, asked.scores, told | {"rubric": HEALTH})}
        jobs = {row.target: row for row in sorted(connection.execute(asked.jobs, told).all(), key=_ended)}
        cells = _cells(connection, asked, told, newest)
    return tuple(
        _status(key, newest.get(key), last.get(key), portals, scores, jobs.get(key), due.get(key), cells.get(key, {}))
        for key in sorted({*last, *due})
    )


def _status(
    key: str,
    newest: Row | None,
    latest: Row | None,
    portals: Mapping[int, Sequence[Row]],
    scores: Mapping[int, tuple[float | None, float | None]],
    job: Row | None,
    due: Next | None,
    cells: Mapping[str, Cell],
) -> TargetStatus:
    shown = newest or latest
    parts = portals.get(newest.number, ()) if newest else ()
    score, decided = scores.get(newest.number, (None, None)) if newest else (None, None)
    return TargetStatus(
        target=key,
        name=(shown.name if shown else None) or key,
        urls=tuple(shown.urls) if shown else (),
        audit=newest.id if newest else None,
        seen_at=newest.taken_at if newest else None,
        tried=_tried(newest, latest, job),
        next=due,
        assets=sum(part.assets for part in parts),
        datasets=sum(part.own_datasets for part in parts),
        gaps=_gaps(parts),
        score=score,
        decided=decided,
        cells=cells,
    )


def _gaps(parts: Sequence[Row]) -> Mapping[str, int]:
    counted = Counter(f"{gap['part']}: {gap['reason']}" for part in parts for gap in part.gaps)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _ended(job: Row) -> datetime:
    return cast(datetime, job.ended_at or job.due_at)


def _tried(newest: Row | None, latest: Row | None, job: Row | None) -> Try | None:
    """The newest attempt that came to nothing whole, where no complete audit is newer."""
    seen = None if newest is None else newest.taken_at
    if job is not None and job.state != "done" and (seen is None or _ended(job) > seen):
        return Try(_ended(job), job.state, job.line)
    if latest is None or (newest is not None and latest.number == newest.number):
        return None
    return Try(latest.taken_at, "running" if latest.state == "running" else "incomplete")


def _cells(
    connection: Connection, asked: Queries, told: Mapping[str, object], newest: Mapping[str, Row]
) -> Mapping[str, Mapping[str, Cell]]:
    evidence: dict[int, dict[str, int | None]] = {}
    for number, criterion, places in arrays(connection, asked.evidence, told):
        evidence.setdefault(number, {})[criterion] = places
    before = _before(connection, asked, told)
    seen: dict[str, tuple[datetime | None, Mapping[str, int | None]]] = {}
    found: dict[str, dict[str, Cell]] = {}
    since = cast(datetime, told["since"])
    moments: dict[int, datetime] = {}  # a night's standings share one
    for key, criterion, finding, strength, why, cause, opened, unseen, seen_last in arrays(connection, asked.standings, told):
        if key not in seen:
            audit = newest.get(key)
            shown = evidence.get(audit.number) if audit is not None else None
            # The newest audit may have been graded by other rubrics alone.
            seen[key] = (_graded_at(connection, key, told), {}) if audit is None or shown is None else (audit.taken_at, shown)
        seen_at, places = seen[key]
        if unseen is not None:
            seen_at = None if seen_last is None else moment_of(seen_last)
        opened_at = moments.get(opened) or moments.setdefault(opened, moment_of(opened))
        moved = cause is not None and opened_at >= since
        found.setdefault(key, {})[criterion] = Cell(
            _stand(finding, strength, why), opened_at, None if why == "gap" else seen_at, why == "gap" or unseen is not None,
            places.get(criterion), before.get((key, criterion)) if moved else None, opened_at if moved else None,
            causes_in(cause) if moved else (),
        )  # fmt: skip
    return found


def _before(connection: Connection, asked: Queries, told: Mapping[str, object]) -> Mapping[Key, Stand]:
    """How criteria that moved stood when the period began, or, where they were new, first."""
    found: dict[Key, Stand] = {}
    for key, criterion, finding, strength, why in _rows(connection, asked.before, told):
        found.setdefault((key, criterion), _stand(finding, strength, why))
    return found


def _rows(connection: Connection, query: "sa.Select[Any]", told: Mapping[str, object]) -> Iterable[tuple[Any, ...]]:
    """Rows to be taken apart: by position they cost a third of what they cost by name."""
    return cast("Iterable[tuple[Any, ...]]", connection.execute(query, told).all())


@lru_cache
def _stand(finding: Any, strength: Any, why: Any) -> Stand:
    """One value for the same standing."""
    return Stand(finding, strength, why)


def _graded_at(connection: Connection, target: str, told: Mapping[str, object]) -> datetime | None:
    return connection.scalar(graded_at(), {"only": target, "rubric": told["rubric"]})
