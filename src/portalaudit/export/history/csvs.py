"""Status and trends as CSV: UTF-8, lines ended by CRLF, moments in UTC, cells that start a formula neutralised."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from portalaudit.export.cells import neutral
from portalaudit.export.moments import iso
from portalaudit.model.history import Cell, Status, Tallies, TargetStatus, Trend, direction

STATUS_COLUMNS = (
    "target", "name", "rubric", "criterion", "title", "finding", "strength", "why", "since", "seen_at", "gap", "evidence",
    "moved_at", "moved_from", "direction", "causes", "audit", "audit_at", "tried_at", "tried_state", "tried_line", "gaps",
    "next_due", "paused", "score", "decided", "assets", "datasets",
)  # fmt: skip
TREND_COLUMNS = (
    "target", "rubric", "criterion", "title", "finding", "strength", "why", "opened_at", "closed_at", "unseen_since", "causes",
)  # fmt: skip
TALLY_COLUMNS = ("rubric", "criterion", "at", "met", "partly", "not_met", "undetermined")

Row = Sequence[object]


def as_csv(found: Status | Trend | Tallies) -> bytes:
    """Of a status one line a target and criterion, empty from `finding` on where the target was never graded by it; of a target
    one line an interval of a criterion; of a criterion one line a month."""
    if isinstance(found, Status):
        return _status(found)
    return _trend(found) if isinstance(found, Trend) else _tallies(found)


def _status(status: Status) -> bytes:
    rows = (
        (one.target, one.name, status.rubric, name, title, *_cell(one.cells.get(name)), *_target(one))
        for one in status.targets
        for name, title in status.criteria.items()
    )
    return _written(STATUS_COLUMNS, rows)


def _trend(trend: Trend) -> bytes:
    titles, stood = trend.criteria, trend.status.target
    rows = (
        (
            stood, trend.rubric, one.criterion, titles[one.criterion], one.stand.finding, one.stand.strength, one.stand.why,
            iso(one.opened_at), iso(one.closed_at), iso(one.unseen_since), " ".join(one.causes),
        )
        for one in trend.intervals
    )  # fmt: skip
    return _written(TREND_COLUMNS, rows)


def _tallies(found: Tallies) -> bytes:
    rows = ((found.rubric, found.criterion, iso(one.at), *one.counts.values()) for one in found.tallies)
    return _written(TALLY_COLUMNS, rows)


def _cell(cell: Cell | None) -> Iterator[object]:
    if cell is None:
        yield from [None] * 11
        return
    stand, before = cell.stand, cell.before
    yield from (stand.finding, stand.strength, stand.why, iso(cell.since), iso(cell.seen_at), cell.gap, cell.evidence)
    yield iso(cell.moved_at)
    yield from (None, None) if before is None else (before.finding, direction(before, stand))
    yield " ".join(cell.causes)


def _target(one: TargetStatus) -> Iterator[object]:
    tried, due = one.tried, one.next
    yield from (one.audit, iso(one.seen_at))
    yield from (None, None, None) if tried is None else (iso(tried.at), tried.state, tried.line)
    yield "; ".join(f"{what} × {count}" for what, count in one.gaps.items())
    yield from (None, None) if due is None else (iso(due.due_at), due.paused)
    yield from (one.score, one.decided, one.assets, one.datasets)


def _written(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return out.getvalue().encode("utf-8", "replace")


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return neutral(value) if isinstance(value, str) else str(value)
