"""A snapshot that was read from an archive, without the captures that the replay made up for what is not there."""

from collections.abc import Set
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.model import frames
from portalaudit.model.snapshot import Snapshot


def without(snapshot: Snapshot, missing: Set[str]) -> Snapshot:
    """The snapshot with nothing that names one of these captures: no record bears them, so that they show nothing."""
    if not missing:
        return snapshot
    return replace(
        snapshot,
        gaps=tuple(replace(gap, capture=None) if gap.capture in missing else gap for gap in snapshot.gaps),
        enumerations=tuple(replace(each, capture=None) if each.capture in missing else each for each in snapshot.enumerations),
        entry_points={name: capture for name, capture in snapshot.entry_points.items() if capture not in missing},
        transport=replace(snapshot.transport, capture=None) if snapshot.transport.capture in missing else snapshot.transport,
        documents=tuple(replace(one, capture=None) if one.capture in missing else one for one in snapshot.documents),
        tables=tuple(
            replace(one, captures=tuple(name for name in one.captures if name not in missing))
            if {*one.captures} & missing
            else one
            for one in snapshot.tables
        ),
        probes=_probes(snapshot.probes, missing),
    )


def _probes(frame: pd.DataFrame, missing: Set[str]) -> pd.DataFrame:
    table = frames.to_table(frame)
    if not len(frame):
        return frame
    gone = pa.array(sorted(missing), pa.string())
    for name in ("capture", "cadence_capture"):
        column = table[name].cast(pa.string())
        kept = pc.if_else(pc.fill_null(pc.is_in(column, value_set=gone), False), pa.scalar(None, pa.string()), column)
        table = _with(table, name, kept)
    lists = [None if held is None else [one for one in held if one not in missing] for held in table["captures"].to_pylist()]
    return frames.to_frame(_with(table, "captures", pa.chunked_array([pa.array(lists, frames.STRINGS)])))


def _with(table: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    place, field = table.column_names.index(name), frames.PROBES.field(name)
    made = column.dictionary_encode().cast(field.type) if pa.types.is_dictionary(field.type) else column
    return table.set_column(place, field, made)
