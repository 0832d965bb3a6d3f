"""Questions in SoQL: names written so that they are taken, selections that fit an address, and what a refusal means.

Sources: socrata-platform/soql-reference (SoQLLexer.flex, Tokens.scala: names and keywords; codes of errors), dev.socrata.com.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote_plus

from portalaudit.connectors.answers import DETAIL, UnreadableError, decode
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.probes import KnownColumn

LONGEST = 6_000
"""Characters of an address, percent-encoded (own choice: proxies take 8,000 and more)."""
NO_SUCH_COLUMN, TYPE_MISMATCH = "soql-no-such-column", "soql-type-mismatch"

_KEYWORDS = frozenset({
    "all", "and", "as", "asc", "between", "by", "case", "desc", "distinct", "else", "end", "except", "false", "filter", "first",
    "from", "full", "group", "having", "hint", "in", "inner", "intersect", "is", "join", "last", "lateral", "left", "like",
    "limit", "minus", "not", "null", "nulls", "offset", "on", "or", "order", "outer", "over", "partition", "pivot", "right",
    "search", "select", "then", "true", "union", "when", "where", "within",
})  # fmt: skip
_FIXED = frozenset({"date", "fixed_timestamp"})
"""Types whose moments have a zone; a `calendar_date` has none."""
_CODES = frozenset({
    "no-such-column", "no-such-function", "type-mismatch", "bad-parse", "unexpected-character", "unterminated-string",
    "aggregate-in-ungrouped-context", "column-not-in-group-bys", "duplicate-alias", "ambiguous-call",
})  # fmt: skip
_CODE = re.compile(r"\bsoql\.(?:[a-z-]+\.)*([a-z-]+)")
_NO_COLUMN = re.compile(r"no such column[:\s]+[`\"']?([^\s;,`\"']+)", re.IGNORECASE)
_NOT_TABULAR = re.compile(r"\b(?:not|non)[- ](?:a )?tabular\b", re.IGNORECASE)


def identifier(name: str) -> str | None:
    """A column's name as SoQL takes it, back-quoted only where it must be; None where SoQL cannot write it."""
    colon = next((mark for mark in (":@", ":") if name.startswith(mark)), "")
    word = name.removeprefix(colon)
    word = f"_{word}" if colon and word else word  # behind a colon a digit may stand first
    if word.isidentifier() and (colon or name.casefold() not in _KEYWORDS):
        return name
    return f"`{name}`" if word.replace("-", "_").isidentifier() else None


def is_fixed(type: str, name: str) -> bool:
    """True for a column whose moments have a zone."""
    return name in (":updated_at", ":created_at") or plain(type) in _FIXED


def plain(type: str) -> str:
    """`Calendar date`, as Discovery has it, is `calendar_date`."""
    return type.casefold().replace(" ", "_")


def until(field: str, column: KnownColumn, latest: datetime) -> str:
    """The condition that a column's date is not after the audit's day."""
    zone = "Z" if is_fixed(column.type, column.name) else ""
    return f"{field} <= '{latest.astimezone(UTC):%Y-%m-%d}T23:59:59.999{zone}'"


@dataclass(frozen=True, slots=True)
class Asked:
    """A column in a selection."""

    column: KnownColumn
    field: str
    """Its name as SoQL takes it."""
    high: str
    """The alias of its greatest value …"""
    low: str
    """… of its smallest …"""
    count: str
    """… and of how many it has; empty where that is not asked."""


@dataclass(frozen=True, slots=True)
class Selection:
    text: str
    rows: str
    """The alias of the number of rows."""
    asked: tuple[Asked, ...]
    unnamed: tuple[str, ...]
    """Columns that SoQL cannot name."""
    unfit: tuple[str, ...]
    """Columns left out because the address would be too long."""

    @property
    def aliases(self) -> frozenset[str]:
        return frozenset({self.rows, *(name for one in self.asked for name in (one.high, one.low, one.count) if name)})

    def named(self, name: str | None) -> str | None:
        """The column that a server means, however it spells the name; None for none that was asked for."""
        wanted = (name or "").casefold()
        return next((one.column.name for one in self.asked if one.column.name.casefold() == wanted), None)


def alias(word: str, taken: Container[str]) -> str:
    """The word, with underscores behind where a column is called so."""
    while word in taken:
        word += "_"
    return word


def selection(url: str, dates: Sequence[KnownColumn], numbers: Sequence[KnownColumn], taken: Container[str]) -> Selection:
    """How many rows there are, and the extremes of columns: as many as fit the address, dates before numbers.

    Args:
        taken: names of all columns in lower case, which no alias may repeat.
    """
    rows = alias("n", taken)
    parts = [f"count(*) AS {rows}"]
    room = LONGEST - len(url) - len(quote_plus(f"?$select={parts[0]}"))
    asked: list[Asked] = []
    unnamed, unfit = [], []
    for column in (*dates, *numbers):
        field = identifier(column.name)
        if field is None:
            unnamed.append(column.name)
            continue
        high, low, count = (alias(f"{word}_{len(asked) + 1}", taken) for word in ("max", "min", "count"))
        count = count if column.kind == "date" else ""
        text = f"max({field}) AS {high},min({field}) AS {low}" + (f",count({field}) AS {count}" if count else "")
        if len(quote_plus("," + text)) > room:
            unfit.append(column.name)
            continue
        room -= len(quote_plus("," + text))
        parts.append(text)
        asked.append(Asked(column, field, high, low, count))
    return Selection(",".join(parts), rows, tuple(asked), tuple(unnamed), tuple(unfit))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question has no answer."""

    reason: str
    """`soql-CODE`, `soql-error` for other codes, `not-tabular`, else the reason of the gap."""
    detail: str | None = None
    column: str | None = None
    """The column that is not there, as the server names it."""


def refusal(exchange: Exchange, gap: Gap) -> Refusal:
    """What SODA or its query coordinator means by an error, whatever its status and its wording.

    Two shapes are known: `code` with `error`, and `errorCode` with the column in `data`; some messages tell no code, some
    no column.
    """
    status = exchange.capture.status or 0
    if status == 202:  # whatever it says of the query: it is still being prepared
        return Refusal("http-202", gap.detail)
    if gap.reason not in ("shape", f"http-{status}") or status >= 500:
        return Refusal(gap.reason, gap.detail)
    body = _object(exchange.body)
    said = " ".join(str(body[key]) for key in ("errorCode", "code", "message") if isinstance(body.get(key), str))
    data = body.get("data")
    for _ in range(2):  # some wrap `data` in itself
        inner = data.get("data") if isinstance(data, dict) else None
        data = inner if isinstance(inner, dict) else data
    column = data.get("column") if isinstance(data, dict) else None
    found = _NO_COLUMN.search(said)
    column = column if isinstance(column, str) else found[1] if found else None
    if code := _CODE.search(said):
        return Refusal(f"soql-{code[1]}" if code[1] in _CODES else "soql-error", gap.detail, column)
    if found:
        return Refusal(NO_SUCH_COLUMN, gap.detail, column)
    if _NOT_TABULAR.search(said):
        return Refusal("not-tabular", gap.detail)
    return Refusal("soql-error" if said.startswith("query.") else gap.reason, gap.detail)


def _object(body: bytes) -> dict[str, object]:
    if len(body) > 65_536:
        return {}
    try:
        found = decode(body)
    except UnreadableError:
        return {}
    return found if isinstance(found, dict) else {}


def told(names: Sequence[str], what: str) -> list[str]:
    """A note on columns that were left out: the first three by name; empty where there are none."""
    if not names:
        return []
    shown = ", ".join(" ".join(name.split())[:40] for name in names[:3])
    return [f"{what}: {shown}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"[:DETAIL]]
