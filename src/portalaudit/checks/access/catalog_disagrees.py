"""The portal's own lists of its assets do not agree.

What it tests:
    Interfaces that list the same things (search and feed, `package_search` and `package_list`) list the same assets, and
    each as many as it says it has. Lists that differ by design are not compared, nor is one that broke off
    (`feed_truncated`). With fewer than two lists to compare, and none that contradicts itself, the check does not apply.

Why it matters:
    Harvesters, search engines and residents use different doors; data behind only one of them are lost to the others. A
    search index out of step is the usual cause.

How to mend it:
    Rebuild the search index or the feed; look at the assets that only one list has.

Source:
    Own choice; the CKAN and Socrata maintainers' advice for indexes that are out of step.
"""

from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict, portal_check
from portalaudit.model.snapshot import Enumeration

_EXAMPLES = 5


@portal_check("access", needs=("enumerations", "gaps"))
def catalog_disagrees(parts: Parts) -> PortalVerdict:
    whole = [each for each in parts.enumerations if each.comparable and not each.truncated]
    if not whole or any(gap.reason == "budget" for gap in parts.gaps):  # a listing that we ended says nothing of the portal
        return PortalVerdict("not_observed")
    ordered = sorted(whole, key=lambda each: (each.listed, each.source), reverse=True)
    # Each beside the fullest; the fullest, which may be the one that tells the difference, beside the next.
    beside = [(each, ordered[0] if each is not ordered[0] else ordered[1]) for each in whole if len(whole) > 1]
    findings = [_differs(each, other) for each, other in beside if _apart(each)]
    findings += [_contradicts(each) for each in whole if each.declared is not None and each.declared != each.listed]
    if findings:
        return PortalVerdict("fail", tuple(findings))
    return PortalVerdict("pass" if len(whole) > 1 else "not_applicable")


def _apart(each: Enumeration) -> bool:
    # Not the lengths: a list may leave kinds of assets out by design, and then says that it misses none.
    return bool(each.only_count or each.missing_count)


def _differs(each: Enumeration, other: Enumeration) -> Finding:
    params: dict[str, Scalar] = {
        "source": each.source,
        "listed": each.listed,
        "other": other.source,
        "other_listed": other.listed,
        "only": each.only_count,
        "missing": each.missing_count,
    }
    # Beside the evidence, which quotes what stands at its pointer: what a list misses stands nowhere in it.
    if examples := ", ".join((*each.missing_here, *each.only_here)[:_EXAMPLES]):
        params["examples"] = examples
    evidence = (Evidence(each.capture, each.pointer), Evidence(other.capture, other.pointer))
    return Finding("catalog_disagrees", "portal", "lists_differ", params, evidence)


def _contradicts(each: Enumeration) -> Finding:
    params: dict[str, Scalar] = {"source": each.source, "listed": each.listed, "declared": each.declared}
    return Finding("catalog_disagrees", "portal", "declares_other", params, (Evidence(each.capture, each.pointer),))
