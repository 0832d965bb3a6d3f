"""Which columns are asked for, and when the order of texts is that of the days."""

import re
from collections.abc import Iterable, Sequence

from portalaudit.connectors.rows.newest.answers import MOST_DATES
from portalaudit.documents.rowdates.roles import Chosen, dated, text_dated
from portalaudit.model.probes import KnownColumn

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:$|[T ])")
_TEXTS = frozenset({"text", "string", "varchar", "esrifieldtypestring"})


def is_text(column: KnownColumn) -> bool:
    """Whether the platform keeps a column as text, whatever it holds."""
    return column.type.lower() in _TEXTS


def tells(one: Chosen) -> bool:
    """Whether the dates of a column say how new rows are."""
    return one.role in ("update", "event")


def chosen(columns: Sequence[KnownColumn]) -> tuple[Chosen, ...]:
    """The columns of dates that are asked for, best first; those of text only where no other says how new rows are."""
    found = dated(columns, MOST_DATES)
    typed = tuple(one for one in found if not is_text(one.column))
    return typed if any(map(tells, typed)) else (*found, *text_dated(columns, MOST_DATES))[:MOST_DATES]


def in_order(values: Iterable[object]) -> bool:
    """Whether texts are ISO 8601 dates, written so that their order is that of the days; blanks and nulls say nothing."""
    said = [value for value in values if value is not None and not (isinstance(value, str) and not value.strip())]
    return all(isinstance(value, str) and _ISO.match(value) for value in said)
