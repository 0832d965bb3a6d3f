"""The data inventory and the catalogue disagree about what is published.

What it tests:
    Of the names that the inventory says are published, and the city's own datasets that it does not list, at most a tenth
    (data/thresholds.toml) stand on one side only. Names are held against the catalogue by id, link and title, alike but for
    a few letters too; a dataset published under quite another title counts as not found. The measure is that share. A part
    of an inventory, or one whose end is missing, is asked only for what it says is published. Inventories themselves need
    not be listed. Where the inventory says of nothing that it is published, or where one of the city's catalogues was not
    audited or could not be read whole, nothing was observed.

Why it matters:
    People look for what the inventory promises; and what is published without being listed is looked after by nobody.

How to mend it:
    Keep the id or link of the published dataset in the inventory, and compare the two before each update
    (`portalaudit inventory FILE --against AUDIT`).

Source:
    Own choice.
"""

from itertools import chain, zip_longest

from portalaudit.checks.inventory.standing import said, standing, unjudged, unseen
from portalaudit.data.tables import threshold
from portalaudit.model.capture import CATALOGUE, Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict, portal_check
from portalaudit.model.inventory import InventoryResult, Reconciliation

_REASONS = (
    "agrees", "disagrees", "claimed_not_found", "published_not_listed", "claims_nothing", "catalogue_cut",
    "portals_unseen", "unreadable", "not_asked", "catalogue_unread", "none_found",
)  # fmt: skip
_NAME = "inventory_disagrees"
_EXAMPLES = 50
"""Of each side, in order (own choice); `portalaudit inventory --against` lists them all."""


@portal_check("inventory", needs=("datasets", "inventories", "gaps"))
def inventory_disagrees(parts: Parts) -> PortalVerdict:
    found = standing(parts)
    if found is None:
        return unjudged(_NAME, parts)
    held = found.result.reconciliation
    if held is None or held.basis == "none" or not held.distinct_names:
        return unseen(said(_NAME, "claims_nothing", {"title": found.title}, found.header))
    if any(gap.part in CATALOGUE for gap in parts.gaps):
        return unseen(said(_NAME, "catalogue_cut", {"title": found.title}, found.header))
    if parts.inventories.unseen:
        return unseen(said(_NAME, "portals_unseen", {"title": found.title}, found.header))
    unlisted = () if found.part or found.cut else held.published_not_listed
    apart, of = len(held.claimed_not_found) + len(unlisted), held.distinct_names + len(unlisted)
    params: dict[str, Scalar] = {
        "title": found.title, "claimed": held.distinct_names, "not_found": len(held.claimed_not_found),
        "not_listed": len(unlisted), "percent": round(100 * apart / of, 1),
    }  # fmt: skip
    if apart <= threshold(_NAME, "share") * of:
        return PortalVerdict("pass", (), apart / of, (said(_NAME, "agrees", params, found.header),))
    findings = (said(_NAME, "disagrees", params, found.header), *_examples(found.result, held, unlisted))
    return PortalVerdict("fail", findings, apart / of)


def _examples(result: InventoryResult, held: Reconciliation, unlisted: tuple[int, ...]) -> list[Finding]:
    """Some of either side, by turns."""
    lacking = [Finding(_NAME, name, "claimed_not_found", title=name) for name in held.claimed_not_found[:_EXAMPLES]]
    assets = sorted(result.assets[place] for place in unlisted if place < len(result.assets))[:_EXAMPLES]
    extra = [Finding(_NAME, subject or title, "published_not_listed", title=title) for subject, title in assets]
    return [finding for finding in chain.from_iterable(zip_longest(lacking, extra)) if finding is not None]
