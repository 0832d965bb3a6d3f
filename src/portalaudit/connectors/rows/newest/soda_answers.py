"""What SODA's answers to small questions hold, whatever a server makes of them."""

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime

from portalaudit.connectors.rows.asset import rows_in
from portalaudit.connectors.rows.newest.soql import Refusal, plain, refusal
from portalaudit.documents.rowdates.values import DAY, moment
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.probes import ColumnKind, KnownColumn
from portalaudit.model.stamps import micros_of

LONGEST_VALUE = 100
"""Characters of a value that are looked at: no date and no number is longer (own choice)."""

Row = Mapping[str, object]

_KINDS: Mapping[str, ColumnKind] = {
    "calendar_date": "date", "date": "date", "floating_timestamp": "date", "fixed_timestamp": "date", "number": "number",
    "money": "number", "percent": "number", "double": "number", "text": "text", "url": "text",
}  # fmt: skip
_FLOATING = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?")
_COUNT = re.compile(r"(\d{1,15})(?:\.0*)?", re.ASCII)


def the_row(exchange: Exchange) -> Row | Refusal:
    """The one row of an aggregate; none of its values need be there, since what is null is left out."""
    rows = rows_in(exchange)
    if isinstance(rows, Gap):
        return refusal(exchange, rows)
    return rows[0] if rows and isinstance(rows[0], dict) else Refusal("shape", "a row of extremes was expected")


def columns_of(exchange: Exchange) -> tuple[KnownColumn, ...] | Refusal:
    """Columns by the headers of an answer, else by its only row, in which text and number look the same."""
    row = the_row(exchange)
    if isinstance(row, Refusal) and row.reason != "shape":
        return row
    names, types = (_header(exchange, f"x-soda2-{part}") for part in ("fields", "types"))
    if names and len(names) == len(types):
        pairs = list(zip(names, types, strict=True))
    elif isinstance(row, Refusal):
        return () if rows_in(exchange) == [] else row
    else:
        pairs = [(name, _type(value)) for name, value in row.items()]
    kinds = [(name, plain(type)) for name, type in pairs if not name.startswith(":")]
    return tuple(KnownColumn(name, _KINDS.get(type, "other"), type) for name, type in kinds)


def days_of(exchange: Exchange, key: str, type: str, latest: datetime, most: int) -> list[int] | Refusal:
    """The distinct days of an answer as numbers of days since 1970, ascending; none after the audit."""
    rows = rows_in(exchange)
    if isinstance(rows, Gap):
        return refusal(exchange, rows)
    moments = [moment(value_of(row.get(key)), type) for row in rows[:most] if isinstance(row, dict)]
    last = micros_of(latest) // DAY + 1
    days = sorted({found // DAY for found in moments if found is not None and found // DAY <= last})
    return days or Refusal("shape", "days were expected")


def value_of(value: object) -> str | int | float | None:
    """A text or a finite number; None for anything else, or a text that is longer than any date."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_VALUE else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def count_of(value: object) -> int | None:
    """A number of rows, however it is spelt; None for what is none."""
    found = _COUNT.fullmatch(str(value_of(value)))
    return int(found[1]) if found else None


def out_of_date(exchange: Exchange) -> bool | None:
    """What `X-SODA2-Data-Out-Of-Date` says; None where it says nothing."""
    return {"true": True, "false": False}.get((exchange.capture.header("x-soda2-data-out-of-date") or "").strip().lower())


def _header(exchange: Exchange, name: str) -> list[str]:
    try:
        found = json.loads(exchange.capture.header(name) or "[]")
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) and all(isinstance(part, str) for part in found) else []


def _type(value: object) -> str:
    if isinstance(value, str):
        return "calendar_date" if _FLOATING.fullmatch(value) else "text"
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else "other"
