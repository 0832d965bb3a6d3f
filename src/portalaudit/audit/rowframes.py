"""Answers about rows as the frames `probes` and `profiles`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import pandas as pd
import pyarrow as pa

from portalaudit.audit.rowchoice import Planned
from portalaudit.documents.rowdates.roles import deciding
from portalaudit.model import frames
from portalaudit.model.probes import UNDATED, Answer, ColumnAnswer

Line = dict[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one dataset."""

    row: int
    """Its row in `datasets`."""
    plan: Planned
    answer: Answer
    captures: tuple[str, ...]
    stamp: datetime | None
    """The platform's stamp of the data now."""


def probes_frame(asked: Sequence[Asked]) -> pd.DataFrame:
    """One line a dataset that was to be asked, sorted by its row."""
    lines = [_probe(one) for one in sorted(asked, key=lambda one: one.row)]
    return frames.to_frame(pa.Table.from_pylist(lines, schema=frames.PROBES))


def profiles_frame(asked: Sequence[Asked]) -> pd.DataFrame:
    """One line a column, sorted by the dataset's row and the column's place in the answer."""
    ordered = sorted(asked, key=lambda one: one.row)
    lines = chain.from_iterable(
        (_profile(one.row, position, column) for position, column in enumerate(one.answer.columns)) for one in ordered
    )
    return frames.to_frame(pa.Table.from_pylist(list(lines), schema=frames.PROFILES))


def _probe(one: Asked) -> Line:
    answer, plan = one.answer, one.plan
    decides = deciding(answer.columns) if answer.failure is None else None
    return {
        "dataset": one.row, "way": answer.way, "url": answer.url, "capture": answer.capture, "captures": list(one.captures),
        "asked_at": answer.asked_at, "as_of": plan.as_of, "carried": bool(plan.carry), "failure": answer.failure,
        "detail": answer.detail, "rows": answer.rows, "column": decides.name if decides else None,
        "newest": decides.newest if decides else None, "oldest": decides.oldest if decides else None,
        "at": decides.newest_at if decides else None, "out_of_date": answer.out_of_date, "http_modified": answer.http_modified,
        "layer_modified": answer.data_modified, "entries": answer.entries, "cadence_days": answer.cadence_days,
        "cadence_by": answer.cadence_by, "cadence_capture": answer.cadence_capture, **_content(one),
    }  # fmt: skip


def _content(one: Asked) -> Line:
    """When this content was first seen. An answer that says nothing of the content leaves what was known before; one that goes on
    with an earlier answer knows what that one did."""
    before, stamp = one.plan.before, one.stamp
    print_ = one.answer.fingerprint if one.answer.failure is None or one.answer.failure in UNDATED else None
    if before is not None and (one.plan.carry or print_ is None):
        known = (before.stamp, before.fingerprint, before.since, before.since_stamp, before.changed)
    elif print_ is None:
        known = (stamp, None, None, None, False)
    elif before is None or before.fingerprint is None or _basis(before.fingerprint) != _basis(print_):
        known = (stamp, print_, one.answer.asked_at, stamp, False)
    elif before.fingerprint == print_:
        known = (stamp, print_, before.since, before.since_stamp, before.changed)
    else:
        known = (stamp, print_, one.answer.asked_at, stamp, True)
    return dict(zip(("stamp", "fingerprint", "since", "since_stamp", "changed"), known, strict=True))


def _basis(fingerprint: str) -> str:
    return fingerprint.partition(":")[0]


def _profile(row: int, position: int, column: ColumnAnswer) -> Line:
    return {
        "dataset": row, "position": position, "name": column.name, "title": column.title, "description": column.description,
        "type": column.type, "kind": column.kind, "role": column.role, "why": column.why, "rows": column.rows,
        "nulls": column.nulls, "distinct": column.distinct, "newest": column.newest, "oldest": column.oldest,
        "latest": column.latest, "earliest": column.earliest, "latest_raw": column.latest_raw,
        "earliest_raw": column.earliest_raw, "at": column.at,
    }  # fmt: skip
