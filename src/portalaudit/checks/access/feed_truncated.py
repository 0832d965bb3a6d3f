"""A list that the portal serves breaks off.

What it tests:
    Every list of the portal's assets came whole. One whose answer ends in the middle of the JSON, though the server said 200,
    fails; what could be read of it was kept.

Why it matters:
    Harvesters see a catalogue that is smaller than it is, or none at all, and nobody is told.

How to mend it:
    On ArcGIS Hub switch the feed off and on, and look for the item at which it stops; elsewhere look at time-outs between
    the application and its proxy.

Source:
    Own choice; ArcGIS Hub streams its feeds, so that an error after the first byte cannot be told by the status.
"""

from portalaudit.model.capture import Evidence
from portalaudit.model.check import Finding, Parts, PortalVerdict, portal_check

FEEDS = ("feed", "data.json")
"""Sources of enumerations that are one file for the whole catalogue."""
_NONE_THERE = ("http-404", "http-410")


@portal_check("access", needs=("enumerations", "gaps"))
def feed_truncated(parts: Parts) -> PortalVerdict:
    feeds = [each for each in parts.enumerations if each.source in FEEDS]
    if not feeds:
        unread = any(gap.part == "feed" and gap.reason not in _NONE_THERE for gap in parts.gaps)
        return PortalVerdict("not_observed" if unread else "not_applicable")
    findings = tuple(
        Finding(
            "feed_truncated",
            "portal",
            "truncated",
            {"source": each.source, "listed": each.listed},
            (Evidence(each.capture, each.pointer),),
        )
        for each in feeds
        if each.truncated
    )
    return PortalVerdict("fail" if findings else "pass", findings)
