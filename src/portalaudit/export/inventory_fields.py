"""What every document says of one inventory: of a file that was handed over as of an asset that an audit read."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from portalaudit.documents.table import Table
from portalaudit.model.inventory import Column, Coverage, DepartmentLine, Judgement, Pair, Reconciliation
from portalaudit.model.tables import ReadTable

Json = dict[str, object]

FIELDS = (
    "entries", "kind", "columns", "completeness", "updated", "not_on_portal", "not_public", "departments", "reconciliation",
    "why", "core", "is_catalogue", "public", "unclassified", "classifications", "readable_frequency", "not_understood",
    "by_department", "table", "classifications_hidden", "not_understood_hidden",
)  # fmt: skip
"""In the order of `portalaudit/inventory/1`, with what was added behind them."""


def fields(
    judged: Judgement,
    table: Table | ReadTable,
    columns: Sequence[Column],
    *,
    stamp: date | None,
    coverage: Coverage | None,
    reconciliation: Reconciliation | None,
    titles: Sequence[str],
    lines: Sequence[DepartmentLine],
) -> Json:
    """FIELDS as JSON values. `departments` is null without a list, `reconciliation` without a catalogue.

    Cells may be about persons. `classifications` and `not_understood` have only what looks like words of a list, the `_hidden`
    beside them count the distinct others; departments that look like persons, addresses and telephone numbers are masked
    (`documents.inventory.shown`).

    Args:
        judged, table, columns: the inventory.
        stamp: when the platform or the server says that its rows last changed.
        coverage: its departments, held against a list.
        reconciliation: its entries, held against a catalogue.
        titles: of the catalogue's assets; what the reconciliation counts places in.
        lines: entries by department.
    """
    return {
        "entries": judged.entries,
        "kind": judged.kind,
        "columns": [
            {"header": column.header, "group": column.group, "confidence": column.confidence, "by": column.by,
             "primary": column.primary}
            for column in columns
        ],
        "completeness": dict(judged.completeness),
        "updated": {
            "by_content": _iso(judged.newest),
            "by_stamp": _iso(stamp),
            "oldest": _iso(judged.oldest),
            "column": judged.newest_from,
            "note": judged.date_note,
        },
        "not_on_portal": judged.not_on_portal,
        "not_public": judged.not_public,
        "departments": None if coverage is None else _departments(coverage),
        "reconciliation": None if reconciliation is None else _reconciliation(reconciliation, titles),
        "why": judged.why,
        "core": {"present": list(judged.core), "of": judged.core_of, "filled_rows": judged.filled_rows},
        "is_catalogue": judged.disguise,
        "public": judged.public,
        "unclassified": judged.unclassified,
        "classifications": dict(judged.levels),
        "readable_frequency": judged.readable_frequency,
        "not_understood": list(judged.unread),
        "by_department": [asdict(line) for line in lines],
        "table": table_form(table),
        "classifications_hidden": judged.levels_hidden,
        "not_understood_hidden": judged.unread_hidden,
    }  # fmt: skip


def table_form(table: Table | ReadTable) -> Json:
    """How the bytes were understood; what is not known of a table that never came is absent."""
    dialect = {} if table.dialect is None else {**asdict(table.dialect), "line_ends": list(table.dialect.line_ends)}
    return {**dialect, "header_row": table.header_row, "truncated": table.truncated, "notes": list(table.notes)}


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
        "matches": _pairs(found.pairs),
        "perhaps": _pairs(found.perhaps),
        "shares": [
            {
                "denominator": share.denominator, "of": share.of, "at_least": share.at_least, "at_most": share.at_most,
                "above_80_percent": share.above,
            }
            for share in found.shares
        ],
        "above_80_percent": found.above,
    }  # fmt: skip


def _pairs(found: Sequence[Pair]) -> list[Json]:
    return [{"named": pair.named, "listed": pair.listed, "how": pair.how} for pair in found]


def _reconciliation(found: Reconciliation, titles: Sequence[str]) -> Json:
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
