"""What is called an inventory is the catalogue of what is published.

What it tests:
    The inventory holds entries whose classification keeps them from the public, or that say that they are not published. It
    fails where it says of every entry that it is public or published, where nearly all of its names are those of the
    catalogue, and where what is offered under the name is the platform's own list of its assets. Where no column tells, or
    rows are missing at the end, nothing was observed.

Why it matters:
    An inventory says what the city holds, so that people can ask for what is not there yet; a catalogue cannot.

How to mend it:
    List all that the departments keep, with its classification, and whether it is published or why it is not.

Source:
    GovEx Data Inventory Guide: assets that are not published count too. What proves a catalogue is our own choice.
"""

from portalaudit.checks.inventory.standing import entry, platform_list, said, standing, unjudged, unseen
from portalaudit.model.capture import Scalar
from portalaudit.model.check import Parts, PortalVerdict, portal_check

_REASONS = (
    "not_public", "not_published", "only_published", "platform_list", "cannot_tell", "cut", "unreadable", "not_asked",
    "catalogue_unread", "none_found",
)  # fmt: skip
_NAME = "inventory_is_catalogue"


@portal_check("inventory", needs=("datasets", "inventories", "gaps"))
def inventory_is_catalogue(parts: Parts) -> PortalVerdict:
    found = standing(parts)
    if found is None:
        listed = platform_list(parts.inventories)
        if listed is None:
            return unjudged(_NAME, parts)
        title = next(one.title for one in parts.inventories.considered if one.subject == listed)
        return PortalVerdict("fail", (said(_NAME, "platform_list", {"title": title}, entry(parts, listed)),))
    judged, evidence = found.judgement, found.header
    about: dict[str, Scalar] = {"title": found.title, "entries": judged.entries}
    if judged.why == "platform-list":
        return PortalVerdict("fail", (said(_NAME, "platform_list", about, evidence),))
    # A stray cell is no proof: how many rows are enough is a threshold of the judgement.
    if judged.disguise == "no" and judged.not_public:
        shows = found.result.not_public_at[:2] or evidence
        return PortalVerdict("pass", shown=(said(_NAME, "not_public", {**about, "number": judged.not_public}, shows),))
    if judged.disguise == "no" and judged.not_on_portal:
        return PortalVerdict("pass", shown=(said(_NAME, "not_published", {**about, "number": judged.not_on_portal}, evidence),))
    if judged.disguise != "yes" and judged.kind != "catalogue":
        return unseen(said(_NAME, "cannot_tell", about, evidence))
    if found.cut:
        return unseen(said(_NAME, "cut", about, evidence))
    return PortalVerdict("fail", (said(_NAME, "only_published", about, evidence),))
