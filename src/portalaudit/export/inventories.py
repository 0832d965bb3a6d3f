"""What an audit's document says of data inventories: those that were read, and what else was considered and why not.

Lists of names can be as long as an inventory; the document holds their beginning and how long they are, unless all findings
are asked for.
"""

from collections.abc import Iterator, Mapping

from portalaudit.export.inventory_fields import FIELDS, fields, table_form
from portalaudit.model.audit import Audit, PortalAudit
from portalaudit.model.capture import Evidence
from portalaudit.model.inventory import Considered, InventoryResult

MOST_NAMES = 50
"""Names of one list, unless all findings are asked for (own choice)."""
MOST_CONSIDERED = 200
"""Assets of one portal that were considered, unless all findings are asked for (own choice; 35 is the most seen)."""
LONGEST = 300
"""Characters of one name or header, unless all findings are asked for (own choice: a cell may have 32,767)."""

_LONG: Mapping[str, tuple[str, ...]] = {
    "": ("columns", "by_department", "not_understood"),
    "departments": ("unmatched_named", "unmatched_listed", "not_taking_part", "matches", "perhaps"),
    "reconciliation": ("claimed_not_found", "published_not_listed", "found_unclaimed", "fuzzy"),
}
"""Lists that may be long, by the object in which they stand."""

Json = dict[str, object]


def inventories(audit: Audit, *, all_findings: bool = False) -> list[Json]:
    """Every inventory whose rows were asked for, portal by portal."""
    found = ((portal, result) for portal in audit.portals for result in portal.inventories.results)
    return [_capped(_inventory(*one), None if all_findings else MOST_NAMES) for one in found]


def considered(portal: PortalAudit, *, all_findings: bool = False) -> Json:
    """What was considered on one portal, what was read first, then what was accepted, and where its departments come from."""
    found = sorted(portal.inventories.considered, key=lambda one: (not one.read, not one.accepted))
    shown = found if all_findings else found[:MOST_CONSIDERED]
    return {
        "inventory_considered": [
            {key: _cut(value, None if all_findings else LONGEST) for key, value in _one(one)} for one in shown
        ],
        "inventory_considered_total": len(found),
        "departments_from": portal.inventories.departments_from,
        "departments_capture": portal.inventories.departments_capture,
    }


def _one(found: Considered) -> Iterator[tuple[str, object]]:
    for key in ("subject", "title", "accepted", "kind", "reason", "confidence", "dated", "read"):
        yield key, getattr(found, key)


def _inventory(portal: PortalAudit, found: InventoryResult) -> Json:
    about, table, judged = found.considered, found.table, found.judgement
    told: Json
    if judged is None:
        told = {**dict.fromkeys(FIELDS), "kind": about.kind, "columns": [], "by_department": [], "table": table_form(table)}
    else:
        told = fields(
            judged, table, found.columns, stamp=found.stamp, coverage=found.coverage, reconciliation=found.reconciliation,
            titles=[title for _, title in found.assets], lines=found.lines,
        )  # fmt: skip
    return {
        "portal": portal.snapshot.portal.url,
        "subject": about.subject,
        "title": about.title,
        "url": table.url,
        "capture": next(iter(table.captures), None),
        "kind": told["kind"],
        "accepted": about.accepted,
        "reason": about.reason,
        "confidence": about.confidence,
        "dated": about.dated,
        "chosen": found == portal.inventories.chosen,
        "submitted": table.submitted,
        "failure": table.failure,
        "detail": table.detail,
        **told,
        "evidence": {
            "newest": _evidence(found.newest_at),
            "header": _evidence(found.header_at),
            "not_public": [_evidence(one) for one in found.not_public_at],
        },
    }


def _evidence(found: Evidence | None) -> Json | None:
    if found is None:
        return None
    return {"capture": found.capture, "pointer": found.pointer, "excerpt": found.excerpt, "absent": found.absent}


def _capped(told: Json, most: int | None) -> Json:
    """The document with its long lists cut, and their length beside each."""
    made = dict(told)
    for place, names in _LONG.items():
        if not place:
            made |= _shortened(made, names, most)
        elif isinstance(inner := made[place], dict):
            made[place] = _shortened(inner, names, most)
    return made


def _shortened(told: Mapping[str, object], names: tuple[str, ...], most: int | None) -> Json:
    made: Json = {}
    for key, value in told.items():
        made[key] = value
        if key in names and isinstance(value, list):
            made[key] = _cut(value[:most], None if most is None else LONGEST)
            made[f"{key}_total"] = len(value)
    return made


def _cut(value: object, longest: int | None) -> object:
    """A value whose texts are no longer than that, an ellipsis for the rest."""
    if longest is None:
        return value
    if isinstance(value, str):
        return value if len(value) <= longest else value[: longest - 1] + "…"
    if isinstance(value, dict):
        return {key: _cut(item, longest) for key, item in value.items()}
    return [_cut(item, longest) for item in value] if isinstance(value, list) else value
