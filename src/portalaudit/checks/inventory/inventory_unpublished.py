"""The data inventory cannot be had by the public, or only a part of it.

What it tests:
    A data inventory is offered and its rows were read. It fails where the catalogue names an inventory and its file, layer
    or SODA address refuses the public (401, 403, 404, 410, a login), and where all that could be read, though every portal
    of the city was read whole, is a part (one department, year or level) or a list of retired data. Where none was found
    nothing was observed: it may lie where nobody looked, or be kept inside. So too where trouble hid a whole one at any
    portal of the city, where the address is the city record's and not the catalogue's, where what is offered lists only
    what is published, and where it was handed over by a person.

Why it matters:
    An inventory that nobody outside can read lets nobody ask for the data that it lists.

How to mend it:
    Publish the whole inventory as a table on the portal, free of a login, titled "Data Inventory". Entries that are not
    public may be named without the data behind them.

Source:
    What Works Cities v2, DG1: a version is published online. That a part falls short is our own choice.
"""

from portalaudit.checks.inventory.standing import Standing, captured, said, standing, unjudged, unread, unseen
from portalaudit.model.capture import Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict, portal_check
from portalaudit.model.inventory import InventoryResult

_REASONS = (
    "published", "published_cut", "only_part", "only_retired", "part_unsure", "only_catalogue", "submitted", "refused",
    "unreadable", "not_asked", "catalogue_unread", "none_found",
)  # fmt: skip
_SHORT = {"part": "only_part", "retired": "only_retired"}


@portal_check("inventory", needs=("datasets", "inventories", "gaps"))
def inventory_unpublished(parts: Parts) -> PortalVerdict:
    found = standing(parts)
    if found is None or found.judgement.kind != "whole":
        hidden = [result for result in parts.inventories.results if result.table.failure and _whole(result)]
        if hidden and all(map(_refused, hidden)):
            params: dict[str, Scalar] = {"title": hidden[0].considered.title, "failure": hidden[0].table.failure}
            return PortalVerdict("fail", (said("inventory_unpublished", "refused", params, captured(hidden[0])),))
        if hidden or found is None:
            return unjudged("inventory_unpublished", parts)
        if parts.inventories.hidden:
            return unseen(_unreadable(parts.inventories.hidden[0]))
    return _published(found, parts)


def _unreadable(hidden: InventoryResult) -> Finding:
    """Of another portal of the city."""
    params: dict[str, Scalar] = {"title": hidden.considered.title, "failure": hidden.table.failure}
    return said("inventory_unpublished", "unreadable", params, captured(hidden))


def _published(found: Standing, parts: Parts) -> PortalVerdict:
    about: dict[str, Scalar] = {"title": found.title, "entries": found.judgement.entries}
    if found.result.table.submitted:
        return unseen(said("inventory_unpublished", "submitted", about, found.header))
    if found.judgement.kind == "catalogue":
        return unseen(said("inventory_unpublished", "only_catalogue", about, found.header))
    if short := _SHORT.get(found.judgement.kind):
        if unread(parts):
            return unseen(said("inventory_unpublished", "part_unsure", about, found.header))
        return PortalVerdict("fail", (said("inventory_unpublished", short, about, found.header),))
    reason = "published_cut" if found.cut else "published"
    return PortalVerdict("pass", shown=(said("inventory_unpublished", reason, about, found.header),))


def _whole(result: InventoryResult) -> bool:
    return result.considered.accepted and result.considered.kind == "whole"


def _refused(result: InventoryResult) -> bool:
    return result.table.refused and result.considered.reason != "city-record"
