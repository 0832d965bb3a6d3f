"""What a table that was read whole tells of its columns."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.documents.jsonrows import milliseconds
from portalaudit.documents.kept import cell_at, told
from portalaudit.documents.rowdates.column import DateColumn, dates_in, order_of_all, says_something, settled
from portalaudit.documents.rowdates.roles import chosen_as, deciding, loads_aside
from portalaudit.documents.rowdates.types import kind_of
from portalaudit.documents.table import Table
from portalaudit.model.probes import ColumnAnswer, ColumnKind, KnownColumn
from portalaudit.model.tables import ReadTable

_NUMBER = r"^\s*[-+]?[$€£]?\s?(?:\d{1,3}(?:[,.]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][-+]?\d{1,3})?\s?[%€]?\s*$"
_TRIED = 100
"""Values that are tried before all of them are."""


@dataclass(frozen=True, slots=True)
class Profiled:
    columns: tuple[ColumnAnswer, ...]
    entries: int | None = None
    """Distinct days of the column that decides."""
    cadence_days: float | None = None
    """The median of the gaps between them."""


def profile(table: Table, latest: int, way: str = "file") -> Profiled:
    """Every column of a table: its kind, how many cells are empty, how many values differ, its dates.

    A column is of dates where its cells read as such (`documents.rowdates.column`); digits that may be day or month first are
    settled by the column, else by the other columns of the table. Role and reason come from the name; how the dates were read
    stands behind: `name-event text-date month-first`.

    Args:
        latest: the moment of the audit, microseconds since 1970.
        way: `Way.kind` by which the table came, for the places in it.
    """
    columns = [column.combine_chunks() for column in table.data.columns]
    asked = told(ReadTable("", "inventory", "", captures=("",) * len(table.page_rows), way=way), table)
    read = [
        dates_in(column, name, sure=place in table.moments)
        for place, (name, column) in enumerate(zip(table.header, columns, strict=True))
    ]
    order = order_of_all([one for one in read if one is not None])
    dates = [None if one is None else settled(one, latest, order) for one in read]
    answers = loads_aside(
        [_answer(table, asked, place, columns[place], dates[place]) for place in range(len(columns))], table.rows
    )
    decides = deciding(answers)
    days = next((one.days for one, answer in zip(dates, answers, strict=True) if one is not None and answer is decides), None)
    if days is None:
        return Profiled(answers)
    return Profiled(answers, len(days), float(np.median(np.diff(days))) if len(days) > 1 else None)


def _answer(table: Table, asked: ReadTable, place: int, column: pa.Array, dates: DateColumn | None) -> ColumnAnswer:
    header, values = table.header[place], pc.unique(column).drop_null()
    answer = ColumnAnswer(
        name=table.data.column_names[place], kind="date" if dates else _kind(header, values), role="other", why="",
        rows=table.rows, nulls=column.null_count, distinct=len(values),
    )  # fmt: skip
    if dates is None:
        return answer
    typed, span, at = place in table.moments, dates.span, None
    chosen = chosen_as(KnownColumn(header, "date"))
    if dates.latest is not None:
        row = pc.index(column, pa.scalar(dates.latest, pa.string())).as_py()
        at = cell_at(asked, table.records[row].as_py(), place, None).pointer
    return replace(
        answer, role=chosen.role, why=" ".join(dict.fromkeys([chosen.why, "type-date" if typed else dates.why])),
        newest=span.newest, oldest=span.oldest, latest=span.latest, earliest=span.earliest,
        latest_raw=_raw(span.latest_raw, typed), earliest_raw=_raw(span.earliest_raw, typed), at=at,
    )  # fmt: skip


def _raw(text: str | None, typed: bool) -> str | None:
    """As it stands in the file: dates that were read of milliseconds are numbers there."""
    return milliseconds(text) if text is not None and typed else text


def _kind(header: str, values: pa.Array) -> ColumnKind:
    """What the cells are, of a column without dates: numbers where all are that say something."""
    if kind_of("text", header) == "other":
        return "other"
    if not _numbers(values.slice(0, _TRIED)):
        return "text"
    return "number" if _numbers(values) else "text"


def _numbers(values: pa.Array) -> bool:
    told = values.filter(pa.array(says_something(values)))
    return len(told) > 0 and bool(pc.all(pc.match_substring_regex(told, _NUMBER)).as_py())
