"""The JSON documents `portalaudit/status/1` and `portalaudit/trend/1`. Moments are UTC in whole seconds."""

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from portalaudit.export.moments import iso
from portalaudit.model.history import Cell, Interval, Stand, Status, Tallies, TargetStatus, Trend, direction

Json = dict[str, object]


@lru_cache
def schema(name: Literal["status", "trend"]) -> Json:
    """The JSON Schema (2020-12) that every document of that name satisfies."""
    text = files("portalaudit.export").joinpath(f"schema/{name}-1.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, object])


def document(found: Status | Trend | Tallies) -> Json:
    """Whatever was asked for."""
    if isinstance(found, Status):
        return _status(found)
    return _trend(found) if isinstance(found, Trend) else _tallies(found)


def _status(status: Status) -> Json:
    return {
        "schema": "portalaudit/status/1",
        "rubric": {"id": status.rubric, "title": status.title},
        "at": iso(status.at),
        "since": iso(status.since),
        "criteria": [{"id": name, "title": title, "core": name in status.core} for name, title in status.criteria.items()],
        "targets": [_target(one, status.criteria) for one in status.targets],
    }


def _trend(trend: Trend) -> Json:
    return {
        "schema": "portalaudit/trend/1",
        "of": "target",
        "rubric": {"id": trend.rubric, "title": trend.title},
        "at": iso(trend.at),
        "since": iso(trend.since),
        "target": _target(trend.status, trend.criteria),
        "criteria": [
            {"id": name, "title": title, "intervals": [_interval(one) for one in trend.intervals if one.criterion == name]}
            for name, title in trend.criteria.items()
        ],
        "scores": [{"at": iso(one.at), "score": one.score, "decided": one.decided} for one in trend.scores],
        "departments": [
            {"name": one.name, "portal": one.portal, "open": one.open, "assets": one.subjects} for one in trend.units
        ],
        "departments_total": trend.units_total,
        "department": trend.department,
        "open": [{"at": iso(one.at), "findings": one.open} for one in trend.opened],
    }


def _tallies(found: Tallies) -> Json:
    return {
        "schema": "portalaudit/trend/1",
        "of": "criterion",
        "rubric": {"id": found.rubric, "title": found.title},
        "at": iso(found.at),
        "since": iso(found.since),
        "criterion": {"id": found.criterion, "title": found.about},
        "months": [{"at": iso(one.at), "counts": dict(one.counts)} for one in found.tallies],
    }


def _target(one: TargetStatus, criteria: Iterable[str]) -> Json:
    tried, due = one.tried, one.next
    return {
        "target": one.target,
        "name": one.name,
        "urls": list(one.urls),
        "audit": one.audit,
        "seen_at": iso(one.seen_at),
        "tried": None if tried is None else {"at": iso(tried.at), "state": tried.state, "line": tried.line},
        "next": None if due is None else {"due_at": iso(due.due_at), "paused": due.paused},
        "assets": one.assets,
        "datasets": one.datasets,
        "gaps": [{"what": what, "count": count} for what, count in one.gaps.items()],
        "score": one.score,
        "decided": one.decided,
        "criteria": [_cell(name, one.cells[name]) for name in criteria if name in one.cells],
    }


def _cell(name: str, cell: Cell) -> Json:
    moved = None
    if cell.moved_at is not None:
        before = cell.before
        moved = {
            "at": iso(cell.moved_at),
            "from": None if before is None else _stand(before),
            "direction": None if before is None else direction(before, cell.stand),
            "causes": list(cell.causes),
        }
    return {
        "id": name,
        **_stand(cell.stand),
        "since": iso(cell.since),
        "seen_at": iso(cell.seen_at),
        "gap": cell.gap,
        "evidence": cell.evidence,
        "moved": moved,
    }


def _stand(one: Stand) -> Json:
    return {"finding": one.finding, "strength": one.strength, "why": one.why}


def _interval(one: Interval) -> Json:
    return {
        **_stand(one.stand),
        "opened_at": iso(one.opened_at),
        "closed_at": iso(one.closed_at),
        "unseen_since": iso(one.unseen_since),
        "causes": list(one.causes),
    }
