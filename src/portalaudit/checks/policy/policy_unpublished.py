"""The city's open-data policy was adopted and the city does not publish it.

What it tests:
    The policy in force, or another text of the same act, stands on the city's own or the portal's hosts, or a page or the
    catalogue of the city points at it. It fails where only a copy on somebody else's site was found though the city's own
    pages could be read, or though whoever asks for the address in the city's record is refused (401, 403, 404, 410, a login).
    Where no policy was found, where it was only submitted, and where trouble hid the city's pages, nothing was observed.

Why it matters:
    What binds the city has to be found where people look for it; a copy elsewhere may be old, and may go any day.

How to mend it:
    Put the text, with its number and date, on the city's site, and link it from the portal's home page or footer.

Source:
    What Works Cities v2 and v3, OD1: publicly available. What counts as published is our own choice.
"""

from portalaudit.checks.policy.judged_policy import NONE, quoted, said, title_of, unjudged, unseen
from portalaudit.model.capture import REFUSALS, Scalar
from portalaudit.model.check import Parts, PortalVerdict, portal_check
from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.publication import own_places_failure, registered_address, standing_policy

_REASONS = ("published", "copy_only", "refused", "submitted_only", "hidden", *NONE)
_NAME = "policy_unpublished"


@portal_check("policy", needs=("governance",))
def policy_unpublished(parts: Parts) -> PortalVerdict:
    found = parts.governance
    policy = found.policy
    if policy is None:
        return unjudged(_NAME, parts)
    shown = standing_policy(found) or policy
    about: dict[str, Scalar] = {"title": title_of(shown), "url": shown.document.url}
    if shown.published:
        return PortalVerdict("pass", shown=(said(_NAME, "published", about, quoted(shown)),))
    if policy.document.submitted:
        return unseen(said(_NAME, "submitted_only", about, quoted(policy)))
    return _copied(found, policy, about)


def _copied(found: Governance, policy: JudgedDocument, about: dict[str, Scalar]) -> PortalVerdict:
    named = registered_address(found)
    if named is not None:
        params = {**about, "failure": named.document.failure}
        evidence = (*quoted(named), *quoted(policy))
        if named.document.failure in REFUSALS:
            return PortalVerdict("fail", (said(_NAME, "refused", params, evidence),))
        return unseen(said(_NAME, "hidden", params, evidence))
    failure = own_places_failure(found)
    if failure is not None:
        return unseen(said(_NAME, "hidden", {**about, "failure": failure}, quoted(policy)))
    return PortalVerdict("fail", (said(_NAME, "copy_only", about, quoted(policy)),))
