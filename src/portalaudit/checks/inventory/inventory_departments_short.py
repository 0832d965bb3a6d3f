"""The data inventory does not cover more than 80 % of departments.

What it tests:
    More than 80 % of the departments of the city's record, or of a list that was found on its site, are named in the
    inventory, by name, alias or acronym. It passes or fails only where the names settle it, whichever of the names that
    match nothing belong to a department under another name, and with and without departments that do not take part.
    Otherwise, without a list, and of a part of an inventory nothing was observed. The measure is the share that matched.

Why it matters:
    A department that is not in the inventory is one whose data nobody can ask for.

How to mend it:
    Ask the departments that are missing for their entries, and name departments as the city's own list does.

Source:
    What Works Cities v2, DG1: datasets of more than 80 % of departments.
"""

from portalaudit.checks.inventory.standing import said, standing, unjudged, unseen
from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.check import Parts, PortalVerdict, portal_check
from portalaudit.model.inventory import Coverage, Share

_REASONS = (
    "covered", "short", "unsettled", "no_list", "cut", "only_part", "unreadable", "not_asked", "catalogue_unread", "none_found",
)  # fmt: skip
_NAME = "inventory_departments_short"
_SHOWN = 3
"""Departments that are named as missing in the text (own choice); the report has them all."""


@portal_check("inventory", needs=("datasets", "inventories", "gaps"))
def inventory_departments_short(parts: Parts) -> PortalVerdict:
    found = standing(parts)
    if found is None:
        return unjudged(_NAME, parts)
    covered = found.result.coverage
    if found.part:
        return unseen(said(_NAME, "only_part", {"title": found.title}, found.header))
    if covered is None or not covered.shares:
        return unseen(said(_NAME, "no_list", {"title": found.title, "named": found.judgement.departments}, found.header))
    settled = _settling(covered)
    params: dict[str, Scalar] = {
        "title": found.title, "named": covered.named, "listed": covered.listed, "matched": covered.matched,
        "at_least": settled.at_least, "at_most": settled.at_most, "of": settled.of,
        "missing": ", ".join(covered.unmatched_listed[:_SHOWN]), "list": parts.inventories.departments_from,
    }  # fmt: skip
    listed_at = parts.inventories.departments_capture
    shows = (*found.header, *((Evidence(listed_at, ""),) if listed_at else ()))
    measure = settled.at_least / settled.of if settled.of else None
    if covered.above == "yes":
        return PortalVerdict("pass", (), measure, (said(_NAME, "covered", params, shows),))
    if covered.above == "no" and not found.cut:
        return PortalVerdict("fail", (said(_NAME, "short", params, shows),), measure)
    return unseen(said(_NAME, "cut" if covered.above == "no" else "unsettled", params, shows))


def _settling(covered: Coverage) -> Share:
    """Of the denominators, the one that is hardest on the answer; where they leave it open, the first that does."""
    if covered.above == "undetermined":
        return next((share for share in covered.shares if share.above == "undetermined"), covered.shares[0])
    most = covered.above == "no"
    return max(covered.shares, key=lambda share: share.at_most / share.of if most else -share.at_least / share.of)
