"""Generated rows behind the assets of `catalogues.ckan` and of a Hub's entries, made when they are first asked for, the same for
the same catalogue.

Most tables are as new as their stamp says. A tenth stopped years before it, a few hold a date that cannot be, and some of CKAN's
keep their dates as text, as its loaders leave them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

import msgspec

from portalaudit.demo.catalogues import words
from portalaudit.demo.catalogues.entries import REFERENCE, pick
from portalaudit.demo.ckan_catalogue import Catalogue
from portalaudit.demo.stored import Cell, Column, Table

STOPPED = 0.1
"""Tables whose rows ended years before their stamp."""
ODD = 0.04
"""Tables with a date that cannot be."""
ODD_DATES = ("8291-01-01T00:00:00", "2201-03-07T00:00:00", "1900-01-01T00:00:00", "0021-06-05T00:00:00")
DESCRIBED = 0.5
"""Columns that the data dictionary describes."""
AS_TEXT = 0.2
"""CKAN's tables whose dates are text: ISO 8601 in three of four, the month first in the others."""

_DAYS: Mapping[str, float] = {value: days for value, days in words.FREQUENCIES if days is not None}
_STATUS = ("Open", "Closed", "Pending", "Void")
_COLUMNS = (
    Column("record_id", "text", "Record", "The number under which the department keeps it."),
    Column("date_opened", "timestamp", "Opened", "When the record was opened."),
    Column("date_closed", "timestamp", "Closed", "When the record was closed; empty while it is open."),
    Column("status", "text", "Status", "Open, closed, pending or void."),
    Column("amount", "numeric", "Amount", "In dollars."),
    Column("expiration_date", "timestamp", "Expires", "Until when it is valid."),
    Column("last_updated", "timestamp", "Last updated", "When the record was last edited."),
)


def table(key: str, stamp: datetime, gap: float, *, as_text: float = 0.0, edited: bool = False) -> Table:
    """The rows of one asset.

    Args:
        key: what they are drawn from.
        stamp: when the asset says that its data last changed.
        gap: days between two rows on average.
        as_text: share of tables whose dates are text.
        edited: the table tells itself when its rows last changed, as a layer does.
    """
    rng = Random(f"rows {key}")
    kept = [one for one in _COLUMNS if one.name not in ("expiration_date", "last_updated") or rng.random() < 0.4]
    text = rng.random() < as_text
    style = "%m/%d/%Y" if text and rng.random() < 0.25 else "%Y-%m-%dT%H:%M:%S"
    columns = tuple(
        Column(one.name, "text" if text and one.type == "timestamp" else one.type, *_dictionary(rng, one)) for one in kept
    )
    newest = stamp - timedelta(days=min(gap, 30) * rng.random())
    if rng.random() < STOPPED:
        newest -= timedelta(days=730 + 1500 * rng.random())
    odd = pick(rng, ODD_DATES) if rng.random() < ODD and not text else None
    draw = rng.getrandbits(64)
    told = int(stamp.timestamp() * 1000) if edited else None
    return Table(columns, lambda: _rows(Random(draw), [one.name for one in kept], newest, gap, style, odd), told)


def of_ckan(catalogue: Catalogue) -> Callable[[str], Table | None]:
    """Tables behind the resources that say `datastore_active`, by their ids; the catalogue is looked through once, when the first
    of them is asked for."""
    known: dict[str, tuple[datetime, float]] = {}

    def make(key: str) -> Table | None:
        if not known:
            known.update(_resources(catalogue))
        found = known.get(key)
        return None if found is None else table(key, *found, as_text=AS_TEXT)

    return make


def of_hub(entries: Sequence[Mapping[str, object]]) -> Callable[[str], Table | None]:
    """Tables behind the layers of a Hub's entries, by the name of their service."""
    known: dict[str, datetime] = {}

    def make(key: str) -> Table | None:
        if not known:
            known.update(_services(entries))
        found = known.get(key)
        return None if found is None else table(key, found, 7.0, edited=True)

    return make


def _resources(catalogue: Catalogue) -> Iterable[tuple[str, tuple[datetime, float]]]:
    for place in range(len(catalogue.records)):
        package = msgspec.json.decode(catalogue.records[place])
        declared = [package.get("update_frequency"), *(extra.get("value") for extra in package["extras"])]
        gap = next((_DAYS[value] for value in declared if value in _DAYS), 7.0)
        for resource in package["resources"]:
            if resource.get("datastore_active"):
                stamp = resource.get("last_modified") or package["metadata_modified"]
                yield resource["id"], (datetime.fromisoformat(stamp).replace(tzinfo=UTC), gap)


def _services(entries: Sequence[Mapping[str, object]]) -> Iterable[tuple[str, datetime]]:
    for entry in entries:
        listed = entry.get("distribution")
        for one in listed if isinstance(listed, list) else ():
            address = str(one.get("accessURL"))
            if "/FeatureServer/" in address:
                name = address.partition("/FeatureServer/")[0].rpartition("/")[2]
                yield name, _moment(entry, "modified") or _moment(entry, "issued") or REFERENCE


def _moment(entry: Mapping[str, object], name: str) -> datetime | None:
    """What it says, unless that is one of the odd dates; there were no rows in the year 1."""
    try:
        stamp = datetime.fromisoformat(str(entry.get(name)).replace("Z", "+00:00"))
    except ValueError:
        return None
    return None if stamp.year < 1970 else stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _dictionary(rng: Random, column: Column) -> tuple[str | None, str | None]:
    return (column.title, column.notes) if rng.random() < DESCRIBED else (None, None)


def _rows(rng: Random, names: Sequence[str], newest: datetime, gap: float, style: str, odd: str | None) -> list[list[Cell]]:
    count = 20 + int(rng.random() ** 2 * 180)
    ages = [0.0, *accumulate(2 * gap * rng.random() for _ in range(count - 1))]
    rows = [
        [_cell(rng, name, number, newest - timedelta(days=age), newest, style) for name in names]
        for number, age in enumerate(reversed(ages), 1)
    ]
    if odd is not None:
        rows[int(rng.random() * count)][names.index("date_opened")] = odd
    return rows


def _cell(rng: Random, name: str, number: int, opened: datetime, newest: datetime, style: str) -> Cell:
    match name:
        case "record_id":
            return f"{opened.year % 100:02}-{number:06}"
        case "status":
            return pick(rng, _STATUS)
        case "amount":
            return None if rng.random() < 0.05 else round(rng.random() * 10_000, 2)
        case "date_opened":
            return opened.strftime(style)
        case "expiration_date":
            return (opened + timedelta(days=365 * (1 + int(rng.random() * 3)))).strftime(style)
    later = opened + timedelta(days=30 * rng.random() ** 2)
    if name == "last_updated":
        return min(later, newest).strftime(style)
    return later.strftime(style) if later <= newest else None
