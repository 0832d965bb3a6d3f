"""Which columns say how new rows are: chosen by type, name and description, the choice on record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from portalaudit.documents.rowdates.names import role_by_description, role_by_name, says
from portalaudit.documents.rowdates.types import kind_of
from portalaudit.documents.rowdates.values import DAY
from portalaudit.model.probes import ColumnAnswer, KnownColumn, Role

__all__ = ["Chosen", "chosen_as", "dated", "deciding", "kind_of", "loads_aside", "text_dated"]

_RANK: dict[Role, int] = {"update": 0, "event": 1, "load": 2, "aside": 3, "other": 4}
_PERIODS = {"period-month": 31, "period-quarter": 92, "period-year": 366, "period-fiscal-year": 731}
_BY = {"name": 0, "description": 1, "type": 2}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A column of dates, and what its dates are."""

    column: KnownColumn
    role: Role
    why: str
    """Reason code: `name-` or `description-` and `update period event load aside`, `name-system` of a column that the platform
    made, `type-date` where neither says anything."""


def dated(columns: Sequence[KnownColumn], most: int) -> tuple[Chosen, ...]:
    """The columns of kind `date`, those first that say how new rows are, at most `most`.

    Ranked by role (update, event, load, aside), then by what told it (name, description, the type alone), then as given.
    """
    return _ranked([column for column in columns if column.kind == "date"], most)


def text_dated(columns: Sequence[KnownColumn], most: int) -> tuple[Chosen, ...]:
    """Columns of text whose name says that they hold dates, ranked as those of `dated`: candidates where none is typed so."""
    return _ranked([column for column in columns if column.kind == "text" and "date" in map(says, _names(column))], most)


def _ranked(columns: Sequence[KnownColumn], most: int) -> tuple[Chosen, ...]:
    chosen = [chosen_as(column) for column in columns]
    return tuple(sorted(chosen, key=lambda one: (_RANK[one.role], _BY[one.why.partition("-")[0]]))[: max(0, most)])


def chosen_as(column: KnownColumn) -> Chosen:
    """What the dates of a column are: what its names say, else its description; else when something happened (own choice)."""
    if column.name.startswith(":"):  # Socrata's own: the times of loads, of which a full replacement sets every row's
        return Chosen(column, "load", "name-system")
    for told, by in ((role_by_name(*_names(column)), "name"), (role_by_description(column.description or ""), "description")):
        if told is not None:
            return Chosen(column, cast(Role, told.role), f"{by}-{told.code}")
    return Chosen(column, "event", "type-date")


def _names(column: KnownColumn) -> tuple[str, ...]:
    """The label for people goes first: a column that was renamed keeps the field's name of before."""
    return (column.title, column.name) if column.title else (column.name,)


def deciding(columns: Sequence[ColumnAnswer]) -> ColumnAnswer | None:
    """The column that says how new the rows are: of roles `update` and `event` the one with the newest date, the first of equals;
    None where there is none.

    Of a column of periods the last day is its newest date, but rows reach into it from the first day on, so that is compared: the
    year 2023 does not outdo 1 June 2023, and outdoes 2010.
    """
    known = [column for column in columns if column.role in ("update", "event") and column.newest is not None]
    return max(known, key=lambda column: (column.newest or 0) - _length(column) * DAY, default=None)


def _length(column: ColumnAnswer) -> int:
    """Days of the longest period of its kind, 0 of days."""
    return next((_PERIODS[code] for code in column.why.split() if code in _PERIODS), 0)


def loads_aside(columns: Sequence[ColumnAnswer], rows: int | None) -> tuple[ColumnAnswer, ...]:
    """Columns whose rows all have one date are the time of a load, not how new the rows are: their role becomes `load`.

    Only where there are enough rows to tell, and only of columns whose name speaks of updating; a period that all rows are about
    (`fiscal year`) is none. One date is one day (UTC): a load takes its time.
    """
    return tuple(
        replace(column, role="load", why=f"{column.why} all-equal".strip()) if _all_equal(column, rows) else column
        for column in columns
    )


def _all_equal(column: ColumnAnswer, rows: int | None) -> bool:
    if column.role != "update" or "period" in column.why or (rows or 0) < 2 or column.latest is None or column.earliest is None:
        return False
    return column.latest // DAY == column.earliest // DAY
