"""What is asked of an ArcGIS layer's `query`, and what its answers say (Esri's REST reference, "Query (Feature Service/Layer)").

Its clients keep addresses under 2,000 characters, since servers cut longer ones, and send more by POST. We never do: what goes
beyond is not asked for.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import quote

import msgspec

from portalaudit.connectors.rows.layer import fields_of
from portalaudit.connectors.rows.newest.columns import MOST_COLUMNS, short, usable, words
from portalaudit.connectors.values import member
from portalaudit.documents.rowdates.roles import kind_of
from portalaudit.model.probes import KnownColumn

MOST_QUERY = 1_800
"""Characters of the statistics in an address; the rest is left for the layer's own."""
MOST_ROWS = 5_000
"""Rows of an answer that are looked at (own choice: twice what hosted layers give at once)."""
KEY = "esriFieldTypeOID"
_DAY_ALONE = "esriFieldTypeDateOnly"
_PLAIN = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
"""Names that SQL takes without quotes; joined layers put a table's before it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The extremes that one query asks for."""

    names: tuple[tuple[str, str, str], ...]
    """Kind (`count max min`), field, name in the answer."""

    @property
    def text(self) -> str:
        """The value of `outStatistics`."""
        listed = [
            {"statisticType": kind, "onStatisticField": field, "outStatisticFieldName": name} for kind, field, name in self.names
        ]
        return json.dumps(listed, separators=(",", ":"), ensure_ascii=False)

    def name(self, kind: str, field: str) -> str | None:
        """What the answer calls it; None where it was not asked for."""
        return next((name for told, of, name in self.names if (told, of) == (kind, field)), None)


def statistics(key: str | None, fields: Sequence[str]) -> Asked:
    """The number of rows and the extremes of fields, as many of the first ones as an address holds."""
    asked = Asked((("count", key, "n_rows"),) if key else ())
    for place, field in enumerate(fields):
        more = Asked((*asked.names, ("max", field, f"mx_{place}"), ("min", field, f"mn_{place}")))
        if len(encoded(more.text)) > MOST_QUERY:
            break
        asked = more
    return asked


def address(url: str, **parameters: str | int) -> str:
    """The address of a layer's query."""
    asked = {**parameters, "returnGeometry": "false", "f": "json"}
    return f"{url}/query?" + "&".join(f"{name}={encoded(str(value))}" for name, value in asked.items())


def encoded(text: str) -> str:
    """A value of a query, percent-encoded where it must be."""
    return quote(text, safe=":,[]()*", errors="replace")


def plain(name: str) -> bool:
    """Whether a field's name can stand in a condition or an order as it is."""
    return _PLAIN.fullmatch(name) is not None


def filled(name: str) -> str:
    """The condition that a field is not null; none where its name would need quotes, which layers take in different ways."""
    return f"{name} IS NOT NULL" if plain(name) else "1=1"


def until(column: KnownColumn, latest: datetime) -> str:
    """The condition that a date is not after that day."""
    day = latest.strftime("%Y-%m-%d")
    said = f"DATE '{day}'" if column.type == _DAY_ALONE else f"TIMESTAMP '{day} 23:59:59'"
    return f"{column.name} <= {said}"


def attributes(answer: Mapping[str, object]) -> list[dict[str, object]]:
    """The attributes of an answer's first rows."""
    rows = answer.get("features")
    found = (member(row, "attributes") for row in rows[:MOST_ROWS]) if isinstance(rows, list) else ()
    return [{key: short(one[key]) for key in islice(one, MOST_COLUMNS)} for one in found if isinstance(one, dict)]


def value_of(row: Mapping[str, object], name: str | None) -> tuple[str, object] | None:
    """Key and value of a name in a row; databases answer in capitals or without, so case does not count."""
    wanted = (name or "").lower()
    return next(((key, value) for key, value in row.items() if key.lower() == wanted), None)


def columns_of(layer: Mapping[str, object]) -> tuple[KnownColumn, ...]:
    """The fields of a layer."""
    found: dict[str, KnownColumn] = {}
    for field in fields_of(layer)[:MOST_COLUMNS]:
        name, told = usable(field.get("name")), field.get("type")
        if name is not None:
            kept = told[:50] if isinstance(told, str) else ""
            found.setdefault(
                name,
                KnownColumn(name, kind_of(kept, name), kept, words(field.get("alias")), _described(field.get("description"))),
            )
    return tuple(found.values())


def _described(told: object) -> str | None:
    """A field's description: a text, or an object in one, `{"value": …, "fieldValueType": …}`."""
    if not isinstance(told, str):
        return None
    try:
        inner = msgspec.json.decode(told)
    except (msgspec.DecodeError, RecursionError):
        return words(told)
    return words(member(inner, "value")) if isinstance(inner, dict) else words(told)


def lacks(layer: Mapping[str, object], ability: str) -> bool:
    """Whether a layer says that it has not that ability (`supportsStatistics supportsPagination`)."""
    return False in (member(layer, "advancedQueryCapabilities", ability), layer.get(ability))


def sorts(layer: Mapping[str, object]) -> bool:
    """Whether a layer says that it sorts; one that does not would give any row for the newest."""
    told = member(layer, "advancedQueryCapabilities", "supportsOrderBy")
    return told if isinstance(told, bool) else layer.get("supportsAdvancedQueries") is True
