"""The JSON document of one inventory, `portalaudit/inventory/1`, and its reconciliation as CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from importlib.resources import files

import msgspec

from portalaudit.documents.inventory.examine import Examination
from portalaudit.export.cells import neutral
from portalaudit.model.inventory import Coverage, Reconciliation

SCHEMA = "portalaudit/inventory/1"
Json = dict[str, object]


def schema() -> Json:
    """The JSON Schema that every document validates against."""
    text = files("portalaudit.export").joinpath("schema/inventory-1.json").read_bytes()
    found: Json = msgspec.json.decode(text)
    return found


def document(found: Examination) -> Json:
    """An examination as JSON values. `departments` is null without a list, `reconciliation` without a catalogue."""
    judged, table = found.judgement, found.entries.table
    return {
        "schema": SCHEMA,
        "entries": judged.entries,
        "kind": judged.kind,
        "columns": [
            {"header": column.header, "group": column.group, "confidence": column.confidence, "by": column.by,
             "primary": column.primary}
            for column in found.entries.map.columns
        ],
        "completeness": dict(judged.completeness),
        "updated": {
            "by_content": _iso(judged.newest),
            "by_stamp": _iso(found.stamp),
            "oldest": _iso(judged.oldest),
            "column": judged.newest_from,
            "note": judged.date_note,
        },
        "not_on_portal": judged.not_on_portal,
        "not_public": judged.not_public,
        "departments": None if found.coverage is None else _departments(found.coverage),
        "reconciliation": None if found.reconciliation is None else _reconciliation(found, found.reconciliation),
        "why": judged.why,
        "core": {"present": list(judged.core), "of": judged.core_of, "filled_rows": judged.filled_rows},
        "is_catalogue": judged.disguise,
        "public": judged.public,
        "unclassified": judged.unclassified,
        "classifications": dict(judged.levels),
        "readable_frequency": judged.readable_frequency,
        "not_understood": list(judged.unread),
        "by_department": [asdict(line) for line in found.lines],
        "table": {
            **asdict(table.dialect), "line_ends": list(table.dialect.line_ends), "header_row": table.header_row,
            "truncated": table.truncated, "notes": list(table.notes),
        },
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _departments(found: Coverage) -> Json:
    return {
        "named": found.named,
        "listed": found.listed,
        "matched": found.matched,
        "unmatched_named": list(found.unmatched_named),
        "unmatched_listed": list(found.unmatched_listed),
        "taking_part": found.taking_part,
        "matched_listed": found.matched_listed,
        "not_taking_part": list(found.not_taking_part),
        "matches": [asdict(pair) for pair in found.pairs],
        "perhaps": [asdict(pair) for pair in found.perhaps],
        "shares": [
            {
                "denominator": share.denominator, "of": share.of, "at_least": share.at_least, "at_most": share.at_most,
                "above_80_percent": share.above,
            }
            for share in found.shares
        ],
        "above_80_percent": found.above,
    }  # fmt: skip


def _reconciliation(examined: Examination, found: Reconciliation) -> Json:
    assert examined.catalogue is not None
    titles = examined.catalogue.titles
    return {
        "claims": found.claims,
        "distinct_names": found.distinct_names,
        "matched": dict(found.matched),
        "claimed_not_found": list(found.claimed_not_found),
        "published_not_listed": [titles[place] for place in found.published_not_listed],
        "basis": found.basis,
        "assets": len(titles),
        "found_unclaimed": list(found.found_unclaimed),
        "fuzzy": [
            {"name": match.name, "title": titles[match.asset], "score": match.score, "claimed": match.claimed}
            for match in found.matches
            if match.level == "fuzzy"
        ],
        "fuzzy_skipped": found.skipped,
    }


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
