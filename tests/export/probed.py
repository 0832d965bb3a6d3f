"""Audits whose datasets were asked for their newest row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from portalaudit.model import frames
from portalaudit.model.audit import Audit, CheckResult, PortalAudit
from portalaudit.model.counting import own_datasets
from tests.builders import TAKEN_AT

INF, NAN = float("inf"), float("nan")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_probe(dataset: int, **changes: object) -> dict[str, object]:
    """An answer of this night whose newest row is of the day before; times may be ISO texts."""
    given: dict[str, object] = {
        "dataset": dataset, "way": "soda", "url": f"https://data.example.org/resource/{dataset}.json", "capture": "c-rows",
        "asked_at": TAKEN_AT, "carried": False, "rows": 1_000, "column": "created_date",
        "newest": TAKEN_AT - timedelta(days=1), "oldest": moment("2012-01-01"),
    }  # fmt: skip
    return {
        name: moment(value) if isinstance(value, str) and pa.types.is_timestamp(frames.PROBES.field(name).type) else value
        for name, value in (given | changes).items()
    }


def refused(dataset: int, reason: str, **changes: object) -> dict[str, object]:
    return a_probe(dataset, failure=reason, rows=None, column=None, newest=None, oldest=None, **changes)


def own_rows(audit: Audit) -> list[int]:
    """Row numbers of the own datasets of the first portal."""
    portal = audit.portals[0]
    return np.flatnonzero(own_datasets(portal.snapshot, portal.ownership)).tolist()  # type: ignore[no-any-return]


def frame(name: str, rows: Sequence[Mapping[str, object]]) -> object:
    """The frame of that name with these lines; what they don't give is null."""
    schema = frames.SCHEMAS[name]
    arrays = []
    for field in schema:
        plain = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        arrays.append(pa.array([row.get(field.name) for row in rows], plain).cast(field.type))
    return frames.to_frame(pa.Table.from_arrays(arrays, schema=schema))


def probed(
    audit: Audit,
    probes: Sequence[Mapping[str, object]],
    profiles: Sequence[Mapping[str, object]] = (),
    *,
    declared: Sequence[float] | None = None,
    failing: Mapping[str, Sequence[int]] | None = None,
    reason: str = "failed",
) -> Audit:
    """The audit with these answers in its first portal.

    Args:
        declared: days between updates, one an own dataset, as `dataset_overdue` measures them; None for no such measure.
        failing: check id → rows that fail it; of the others none was observed where it was not asked.
        reason: of all these failures.
    """
    portal, *rest = audit.portals
    given = {name: frame(name, rows) for name, rows in (("probes", probes), ("profiles", profiles))}
    snapshot = replace(portal.snapshot, **given)  # type: ignore[arg-type]
    snapshot.validate()
    own = own_datasets(snapshot, portal.ownership)
    asked = np.zeros(len(own), np.bool_)
    asked[[row["dataset"] for row in probes]] = True
    checks = [check for check in portal.checks if check.id != "dataset_overdue"]
    measures = {} if declared is None else {"declared_days": np.asarray(declared, np.float64)}
    checks.append(CheckResult("dataset_overdue", "freshness", int(own.sum()), int(own.sum()), 0, 0, 0, measures=measures))
    for name, rows in (failing or {}).items():
        checks.append(_check(name, np.asarray(sorted(rows), np.int32), own, asked, reason))
    made: PortalAudit = replace(portal, snapshot=snapshot, checks=tuple(checks))
    return replace(audit, portals=(made, *rest))


def _check(name: str, rows: np.ndarray, own: np.ndarray, asked: np.ndarray, reason: str) -> CheckResult:
    tested, failed = int((own & asked).sum()), int(own[rows].sum())
    unobserved = np.flatnonzero(~asked).astype(np.int32)
    return CheckResult(
        name, "freshness", tested, tested - failed, failed, 0, int(own.sum()) - tested, reasons={reason: failed},
        failing=rows, failing_reasons=[reason] * len(rows), unobserved=unobserved,
    )  # fmt: skip


_COLUMNS = ("created_date", "last_edited", "incident_datetime", "issue_date", "updated_at", "sample_date")
_REFUSALS = ("no-date-column", "no-way", "no-date-column", "http-403", "timeout", "no-date-column", "soql-error", "http-404")
_PROMISES = (1.0, 1.0, 7.0, 31.0, 31.0, 92.0, 366.0, INF, -1.0, NAN, 1.0, 14.0, 0.0, 366.0)


def lived_in(audit: Audit) -> Audit:
    """The audit of a portal that was in use for years: some rows as new as promised, some long behind a fresh stamp."""
    probes, profiles, declared = [], [], []
    failing: dict[str, list[int]] = {"rows_stale": [], "stamp_without_change": [], "frequency_improbable": []}
    for place, row in enumerate(own_rows(audit)):
        chance = (place * 7919 + 104_729) % 1000
        promise = _PROMISES[(place * 5 + place // 14) % len(_PROMISES)]
        declared.append(promise)
        if chance % 9 == 4:
            continue
        when = TAKEN_AT - timedelta(days=(chance % 5) * 2) if chance % 6 == 0 else TAKEN_AT
        carried = when < TAKEN_AT
        if chance % 7 == 3:
            probes.append(refused(row, _REFUSALS[chance % len(_REFUSALS)], asked_at=when, carried=carried))
            continue
        period = promise if 0 < promise < 400 else 20.0
        late = chance % 5 in (1, 3)
        days = period * (chance % 97) / 100 if not late else 60 + (chance * chance * 13) % 3_900
        name = _COLUMNS[chance % len(_COLUMNS)]
        by = "entries" if chance % 3 else "rows"
        cadence = (period if chance % 4 else period * 13) if by == "entries" else (0.01 if chance % 4 else period * 9)
        touched = chance % 31 == 5
        probes.append(
            a_probe(
                row,
                asked_at=when,
                carried=carried,
                column=name,
                newest=when - timedelta(days=days),
                cadence_days=cadence,
                cadence_by=by,
                entries=20,
                since=TAKEN_AT - timedelta(days=40),
                since_stamp=TAKEN_AT - timedelta(days=41),
            )
        )
        profiles.append(
            {"dataset": row, "position": 0, "name": name, "title": name.replace("_", " ").capitalize(), "kind": "date"}
        )
        if late and 0 <= promise <= 92:
            failing["rows_stale"].append(row)
        if touched:
            failing["stamp_without_change"].append(row)
        if cadence > 8 * period and 0 < promise < 31:
            failing["frequency_improbable"].append(row)
    return probed(audit, probes, profiles, declared=declared, failing=failing)
