"""The data inventory leaves out what an inventory is asked for.

What it tests:
    It has a column for each of: name, description, department, steward or contact, classification, update frequency, and
    publication status or link; and each but the last says something in at least half of the rows (data/thresholds.toml). The
    measure is the share of these seven that hold. Links are not counted as empty: what is not published has none.

Why it matters:
    Without a department or contact nobody knows whom to ask, and without a classification nobody knows what may be released.

How to mend it:
    Add the columns, and ask every department to fill them for its entries.

Source:
    The basic fields of the GovEx Data Inventory Guide; the choice of seven and the half are our own.
"""

from portalaudit.checks.inventory.standing import said, standing, unjudged
from portalaudit.data.tables import threshold
from portalaudit.model.capture import Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict, portal_check
from portalaudit.model.inventory import Judgement

_REASONS = ("complete", "missing", "mostly_empty", "unreadable", "not_asked", "catalogue_unread", "none_found")
_NAME = "inventory_columns_short"
_GROUPS = {
    "name": "name", "description": "description", "department": "department", "steward": "steward or contact",
    "classification": "classification", "frequency": "update frequency", "publication": "publication status or link",
}  # fmt: skip
"""Groups of columns, and what a reader calls them."""


@portal_check("inventory", needs=("datasets", "inventories", "gaps"))
def inventory_columns_short(parts: Parts) -> PortalVerdict:
    found = standing(parts)
    if found is None:
        return unjudged(_NAME, parts)
    judged = found.judgement
    short: list[Finding] = []
    for group, name in _GROUPS.items():
        params: dict[str, Scalar] = {"title": found.title, "group": name}
        if not _there(judged, group):
            short.append(said(_NAME, "missing", params, found.header))
        elif group != "publication" and (share := judged.completeness.get(group, 1.0)) < threshold(_NAME, "filled"):
            short.append(said(_NAME, "mostly_empty", {**params, "percent": round(100 * share)}, found.header))
    measure = 1 - len(short) / len(_GROUPS)
    if short:
        return PortalVerdict("fail", tuple(short), measure)
    shown = said(_NAME, "complete", {"title": found.title, "groups": len(_GROUPS)}, found.header)
    return PortalVerdict("pass", (), measure, (shown,))


def _there(judged: Judgement, group: str) -> bool:
    return group in judged.core or (group == "publication" and "link" in judged.core)
