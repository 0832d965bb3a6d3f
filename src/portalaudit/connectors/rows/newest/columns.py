"""Columns as an interface tells them and as an answer gives them back, and what the distinct days of one say."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from portalaudit.documents.rowdates.roles import Chosen
from portalaudit.documents.rowdates.values import DAY
from portalaudit.model.probes import ColumnAnswer, KnownColumn

MOST_ANSWER = 4 * 1024 * 1024
"""Bytes of one answer about rows (own choice: a thousand columns, described at length)."""
MOST_COLUMNS = 1_000
"""Columns of one dataset that are kept (own choice, as of files)."""
MOST_DAYS = 100
"""Distinct values that are asked for (own choice: the days of a quarter; two years of weeks)."""
_LONGEST = 200
"""Characters of a column's name that is asked for; databases end at 63 to 128 (own choice)."""
_CELL = 100
"""Characters of a cell that are looked at (own choice)."""
_TEXT = 2_000
"""Characters of a title or description that are kept (own choice)."""


def usable(name: object) -> str | None:
    """A column's name as it may stand in a request; None for what is no name."""
    return name if isinstance(name, str) and 0 < len(name) <= _LONGEST and name.isprintable() else None


def short(value: object) -> object:
    """A value of a cell; of a long text its beginning, for no date is that long."""
    return value[:_CELL] if isinstance(value, str) else value


def words(value: object) -> str | None:
    """A title or description that says something."""
    return value.strip()[:_TEXT] or None if isinstance(value, str) else None


def untold(columns: Sequence[KnownColumn], chosen: Sequence[Chosen]) -> list[ColumnAnswer]:
    """All columns in their order, of whose rows nothing is known yet: those chosen with their roles, the others as `other`."""
    roles = {one.column.name: one for one in chosen}
    return [_untold(column, roles.get(column.name)) for column in columns]


def _untold(column: KnownColumn, one: Chosen | None) -> ColumnAnswer:
    why = "not-asked" if column.kind == "date" else "no-date"
    answer = ColumnAnswer(
        column.name, column.kind, "other", why, type=column.type, title=column.title, description=column.description
    )
    return answer if one is None else replace(answer, kind="date", role=one.role, why=one.why)


def renewed(answers: Sequence[ColumnAnswer], told: Sequence[KnownColumn]) -> list[ColumnAnswer]:
    """The same, with the titles and descriptions that an answer gives of some."""
    now = {column.name: column for column in told}
    return [
        replace(one, title=now[one.name].title, description=now[one.name].description) if one.name in now else one
        for one in answers
    ]


def cadence(moments: Iterable[int | None]) -> tuple[int | None, float | None]:
    """How many distinct days (UTC) there are, and the median of the gaps between them in days: None of a single day.

    Neither of as many values as were asked for that are in no order: they may be any, and the days between them missing.

    Args:
        moments: microseconds since 1970, the greatest first, None where a value is no date that can be true.
    """
    given = list(moments)
    dates = [moment for moment in given if moment is not None]
    if len(given) >= MOST_DAYS and any(early > late for late, early in pairwise(dates)):
        return None, None
    days = sorted({moment // DAY for moment in dates})
    gaps = [late - early for early, late in pairwise(days)]
    return len(days), float(median(gaps)) if gaps else None
