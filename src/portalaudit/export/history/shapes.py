"""What the pages draw: groups of criteria, marks of movement, stretches of time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from portalaudit.export.report.wording import Wording
from portalaudit.model.history import Cell, Direction, Interval, Stand, Status, TargetStatus, Trend, direction

Mark = Direction | Literal["gap"]


@dataclass(frozen=True, slots=True)
class Moved:
    """One criterion of one target that moved."""

    target: TargetStatus
    criterion: str
    cell: Cell
    before: Stand
    at: datetime


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a criterion's time, in hundredths of the period."""

    start: float
    width: float
    kind: str
    """A finding, or `unseen`; `hidden` lies over another one, where nobody could look."""


def groups(criteria: Mapping[str, str]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Criteria that begin with the same letters, each with the rest of its id: `DM` → `(DM1, 1), (DM2, 2)`."""
    return tuple(
        (prefix, tuple((name, name[len(prefix) :]) for name in names))
        for prefix, names in groupby(criteria, key=lambda name: re.split(r"(?=\d)", name, maxsplit=1)[0])
    )


def kind(stand: Stand) -> str:
    """The finding, or `unseen` where nobody could ever look."""
    return "unseen" if stand.why == "gap" else stand.finding


def mark(cell: Cell) -> Mark | None:
    """That it could not be observed this time, or how it moved; None for neither."""
    if cell.gap and kind(cell.stand) != "unseen":
        return "gap"
    return None if cell.moved_at is None or cell.before is None else direction(cell.before, cell.stand)


def moves(status: Status) -> Sequence[Moved]:
    """What moved in the period, the newest first."""
    found = [
        Moved(one, name, cell, cell.before, cell.moved_at)
        for one in status.targets
        for name, cell in one.cells.items()
        if cell.moved_at is not None and cell.before is not None
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def stood(stand: Stand, words: Wording) -> str:
    """`Met (indicated, …)`."""
    if stand.why == "gap":
        return str(words.say("history.unseen"))
    more = (
        words.label("strength", stand.strength)
        if stand.strength == "indicated"
        else words.label("why", stand.why)
        if stand.why
        else ""
    )
    return words.label("finding", stand.finding) + (f" ({more})" if more else "")


def segments(trend: Trend, criterion: str) -> Sequence[Segment]:
    """A criterion's time from left to right; a stretch in which nobody could look lies over what it was last seen as."""
    return [part for one in trend.intervals if one.criterion == criterion for part in _parts(trend, one)]


def _parts(trend: Trend, one: Interval) -> Iterator[Segment]:
    end = one.closed_at or trend.at
    yield _segment(trend, one.opened_at, end, kind(one.stand))
    if one.unseen_since is not None:
        yield _segment(trend, one.unseen_since, end, "hidden")


def _segment(trend: Trend, start: datetime, end: datetime, what: str) -> Segment:
    whole = (trend.at - trend.since).total_seconds()
    first = max((start - trend.since).total_seconds() / whole, 0.0)
    last = min((end - trend.since).total_seconds() / whole, 1.0)
    return Segment(round(100 * first, 3), round(100 * max(last - first, 0.0), 3), what)
