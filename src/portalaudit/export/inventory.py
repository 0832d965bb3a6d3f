"""The JSON document of one inventory, `portalaudit/inventory/1`, and its reconciliation as CSV."""

import csv
import io
from collections.abc import Iterator
from importlib.resources import files

import msgspec

from portalaudit.documents.inventory.examine import Examination
from portalaudit.export.cells import neutral
from portalaudit.export.inventory_fields import Json, fields

SCHEMA = "portalaudit/inventory/1"


def schema() -> Json:
    """The JSON Schema that every document validates against."""
    text = files("portalaudit.export").joinpath("schema/inventory-1.json").read_bytes()
    found: Json = msgspec.json.decode(text)
    return found


def document(found: Examination) -> Json:
    """An examination as JSON values. `departments` is null without a list, `reconciliation` without a catalogue."""
    return {
        "schema": SCHEMA,
        **fields(
            found.judgement, found.entries.table, found.entries.map.columns, stamp=found.stamp, coverage=found.coverage,
            reconciliation=found.reconciliation, titles=found.catalogue.titles if found.catalogue else (), lines=found.lines,
        ),
    }  # fmt: skip


CSV_COLUMNS = (
    "outcome", "name", "department", "claims_publication", "public", "matched_by", "score", "asset", "asset_title", "record",
)  # fmt: skip
"""Columns of the reconciliation. `outcome`: found, claimed_not_found, found_unclaimed, not_claimed, published_not_listed;
`record` is the record of the inventory's file, from 1."""


def reconciliation_csv(found: Examination) -> bytes:
    """The reconciliation, a line a row of the inventory, then a line an asset that it lacks; UTF-8, lines ended by CRLF.

    Cells that start a formula are neutralised. Without a catalogue the matches are empty.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for row in _lines(found):
        writer.writerow([neutral(cell) for cell in row])
    return out.getvalue().encode("utf-8", "replace")


def _lines(found: Examination) -> Iterator[tuple[str, ...]]:
    entries, catalogue = found.entries, found.catalogue
    names, departments = entries.column("name").to_pylist(), entries.column("department").to_pylist()
    records = entries.table.records.to_pylist()
    matches = {} if found.reconciliation is None else {match.name: match for match in found.reconciliation.matches}
    for row, name in enumerate(names):
        match = matches.get(name or "")
        claims, denies = bool(entries.claims[row]), bool(entries.denials[row])
        outcome = ("found_unclaimed" if denies else "found") if match else "claimed_not_found" if claims else "not_claimed"
        if found.reconciliation is None:
            outcome = "claimed" if claims else "not_claimed"
        public = "yes" if entries.public[row] else "no" if entries.not_public[row] else ""
        asset = title = ""
        if match is not None and catalogue is not None:
            asset, title = next(iter(catalogue.ids[match.asset]), ""), catalogue.titles[match.asset]
        yield (
            outcome, name or "", departments[row] or "", "yes" if claims else "no" if denies else "", public,
            match.level if match else "", f"{match.score:.0f}" if match else "", asset, title, str(records[row]),
        )  # fmt: skip
    if found.reconciliation is not None and catalogue is not None:
        for place in found.reconciliation.published_not_listed:
            asset = next(iter(catalogue.ids[place]), "")
            yield "published_not_listed", "", catalogue.departments[place], "", "", "", "", asset, catalogue.titles[place], ""
