"""What CKAN's `datastore_search` answers: columns with their data dictionary, records, how many rows there are."""

from dataclasses import dataclass

from portalaudit.connectors.ckan.actions import result_of
from portalaudit.connectors.rows.newest.columns import MOST_COLUMNS, MOST_DAYS, short, usable, words
from portalaudit.connectors.values import integer, member
from portalaudit.documents.rowdates.roles import kind_of
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.probes import KnownColumn

PART = "rows"


@dataclass(frozen=True, slots=True)
class Page:
    """What one request gave."""

    exchange: Exchange
    columns: tuple[KnownColumn, ...]
    """Those that the answer tells of."""
    records: list[dict[str, object]]
    total: int | None
    """Rows of the resource; None where it is not told, or only estimated."""
    counts: bool
    """It takes `include_total`, as CKAN does since 2.8: it gives the parameter back."""

    def values(self, name: str) -> list[object]:
        return [short(record.get(name)) for record in self.records]


def read_page(exchange: Exchange) -> Page | Gap:
    """What an answer tells, or the gap that explains its absence."""
    result = result_of(exchange, PART)
    if isinstance(result, Gap):
        return result
    records, fields = member(result, "records"), member(result, "fields")
    if not isinstance(records, list) or not isinstance(fields, list):
        return Gap(PART, "shape", exchange.capture.id, "no lists of fields and records")
    if not all(isinstance(record, dict) for record in records):
        return Gap(PART, "shape", exchange.capture.id, "records that are no objects")
    columns = (_column(field) for field in fields[: MOST_COLUMNS + 2])
    estimated = member(result, "total_was_estimated") is True
    return Page(
        exchange,
        tuple({column.name: column for column in columns if column is not None}.values()),
        records[: 2 * MOST_DAYS],
        None if estimated else integer(member(result, "total")),
        isinstance(member(result, "include_total"), bool),
    )


def _column(field: object) -> KnownColumn | None:
    """A column of the data dictionary; None for those that CKAN keeps for itself, whose names begin with `_`."""
    name, told = usable(member(field, "id")), member(field, "type")
    if name is None or name.startswith("_"):
        return None
    kept = told[:50] if isinstance(told, str) else ""
    label, notes = (words(member(field, "info", key)) for key in ("label", "notes"))
    return KnownColumn(name, kind_of(kept, name), kept, label, notes)
