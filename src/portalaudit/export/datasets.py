"""One line an asset, for `show --datasets`: JSON Lines or CSV."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portalaudit.export.cells import neutral
from portalaudit.export.document import beyond_utf8, encode
from portalaudit.export.moments import iso
from portalaudit.model import frames
from portalaudit.model.audit import Audit, PortalAudit

COLUMNS = (
    "subject", "title", "kind", "ownership", "publisher", "license", "frequency", "frequency_days", "metadata_modified",
    "data_modified", "rows_newest", "rows_oldest", "clock", "days_late", "failed", "portal", "http_modified", "own_observed",
    "layer_modified", "rows_column", "observed_days", "asked_at",
)  # fmt: skip
"""Keys of a row, in order. `failed` is a list of check ids, in CSV separated by blanks.

`http_modified` is what the server says of the file, `layer_modified` what an ArcGIS layer says of its rows; `own_observed` since
when the same content was seen, where it was seen twice; `rows_column` the column that says how new the rows are; `observed_days`
the days between entries, at the least or by the median; `asked_at` when the rows were asked, to which all of these hold."""

Moments = npt.NDArray[np.datetime64]
Value = str | float | int | list[str] | None
Row = dict[str, Value]

_ASKED = ("rows_newest", "rows_oldest", "http_modified", "layer_modified", "own_observed", "asked_at")
_FIRST, _LAST = np.datetime64("0001-01-01T00:00:00", "us"), np.datetime64("9999-12-31T23:59:59", "us")


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the freshness checks measured of one portal's assets: arrays as long as `datasets`, NaN or None for nothing."""

    frequency_days: npt.NDArray[np.float64] | None = None
    """Declared days between updates."""
    days_late: npt.NDArray[np.float64] | None = None
    """Days past the allowed age; negative or 0 where it is not late."""
    clock: Sequence[str | None] | None = None
    """Which clock decided: `data_modified http_modified metadata_modified modified`."""
    moments: Mapping[str, Moments] = field(default_factory=dict)
    """By key of a row: `rows_newest rows_oldest http_modified layer_modified own_observed asked_at`, in UTC."""
    rows_column: Sequence[str | None] | None = None
    observed_days: npt.NDArray[np.float64] | None = None


def rows(audit: Audit, schedules: Sequence[Schedule] = ()) -> Iterator[Row]:
    """Rows of all portals, in the order of the portals and of their subjects. Dates are ISO 8601, absent is None.

    Args:
        audit: what to list.
        schedules: one a portal, in that order; none for no freshness.
    """
    for number, portal in enumerate(audit.portals):
        yield from _rows(portal, schedules[number] if number < len(schedules) else Schedule())


def as_jsonl(audit: Audit, schedules: Sequence[Schedule] = ()) -> bytes:
    """The rows as JSON Lines, UTF-8: one object a line."""
    return b"".join(encode(row) + b"\n" for row in rows(audit, schedules))


def as_csv(audit: Audit, schedules: Sequence[Schedule] = ()) -> bytes:
    """The rows as CSV with a header, UTF-8, lines ended by CRLF (RFC 4180); cells that start a formula are neutralised."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[name]) for name in COLUMNS] for row in rows(audit, schedules))
    return beyond_utf8.sub("\ufffd", out.getvalue()).encode()


def _cell(value: Value) -> str | float | int | None:
    if isinstance(value, list):
        return " ".join(value)
    return neutral(value) if isinstance(value, str) else value


def _rows(portal: PortalAudit, schedule: Schedule) -> Iterator[Row]:
    table = portal.snapshot.datasets
    size = len(table)
    failed = _failed(portal)
    values: Mapping[str, Sequence[Value]] = {
        "subject": _strings(portal, "id"),
        "title": _strings(portal, "title"),
        "kind": _strings(portal, "kind"),
        "ownership": list(portal.ownership),
        "publisher": _strings(portal, "publisher"),
        "license": _strings(portal, "license"),
        "frequency": _strings(portal, "frequency"),
        "frequency_days": _numbers(schedule.frequency_days, size),
        "metadata_modified": _moments(portal, "metadata_modified"),
        "data_modified": _moments(portal, "data_modified"),
        "clock": _given(schedule.clock, size),
        "days_late": _numbers(schedule.days_late, size),
        "failed": [failed.get(row, []) for row in range(size)],
        "portal": [portal.snapshot.portal.url] * size,
        "rows_column": _given(schedule.rows_column, size),
        "observed_days": _numbers(schedule.observed_days, size),
        **{name: _told(schedule.moments.get(name), size) for name in _ASKED},
    }
    for row in zip(*(values[name] for name in COLUMNS), strict=True):
        yield dict(zip(COLUMNS, row, strict=True))


def _failed(portal: PortalAudit) -> dict[int, list[str]]:
    failed: dict[int, list[str]] = {}
    for result in portal.checks:
        for row in result.failing.tolist():
            failed.setdefault(row, []).append(result.id)
    return failed


def _strings(portal: PortalAudit, name: str) -> Sequence[str | None]:
    return frames.column(portal.snapshot.datasets, name).cast(pa.string()).to_pylist()  # type: ignore[no-any-return]


def _moments(portal: PortalAudit, name: str) -> Sequence[str | None]:
    return [iso(moment) for moment in frames.column(portal.snapshot.datasets, name).to_pylist()]


def _told(values: Moments | None, size: int) -> Sequence[str | None]:
    """Moments as `iso` writes them; None for what is not known, and for a year that ISO 8601 has no four digits for."""
    if values is None:
        return [None] * size
    shown = (values >= _FIRST) & (values <= _LAST)
    texts = np.datetime_as_string(np.where(shown, values, _FIRST), unit="s")
    return [f"{text}Z" if known else None for text, known in zip(texts.tolist(), shown.tolist(), strict=True)]


def _given(values: Sequence[str | None] | None, size: int) -> Sequence[str | None]:
    return [None] * size if values is None else list(values)


def _numbers(values: npt.NDArray[np.float64] | None, size: int) -> Sequence[float | int | None]:
    if values is None:
        return [None] * size
    return [_number(value) for value in values.tolist()]


def _number(value: float) -> float | int | None:
    if not np.isfinite(value):
        return None
    return int(value) if value.is_integer() else round(value, 2)
