"""No version of the city's open-data policy that was found is in force.

What it tests:
    Of the texts of the city's own open-data policy that were read, one is in force as far as its words tell. It fails where all
    of them are drafts, were not adopted, or are superseded or repealed. Texts of other places don't count. Where none was
    found nothing was observed.

Why it matters:
    A draft binds nobody, and people who find only a repealed policy cannot tell what holds today.

How to mend it:
    Publish the policy in force with its date, and mark drafts and older versions as such, with a link to the one that holds.

Source:
    What Works Cities v2 and v3, OD1: codified. How a text's standing is read is our own choice (data/policy_standing.toml).
"""

from portalaudit.checks.policy.judged_policy import NONE, own_versions, quoted, said, title_of, unjudged
from portalaudit.model.capture import Scalar
from portalaudit.model.check import Parts, PortalVerdict, portal_check

_REASONS = ("in_force", "draft", "not_adopted", "superseded", *NONE)
_NAME = "policy_superseded"


@portal_check("policy", needs=("governance",))
def policy_superseded(parts: Parts) -> PortalVerdict:
    versions = own_versions(parts.governance)
    if not versions:
        return unjudged(_NAME, parts)
    first = versions[0]
    about: dict[str, Scalar] = {"title": title_of(first), "url": first.document.url, "versions": len(versions)}
    if parts.governance.policy is not None:
        return PortalVerdict("pass", shown=(said(_NAME, "in_force", about, quoted(first)),))
    standing = first.reading.standing.replace("-", "_")
    reason = standing if standing in _REASONS else "superseded"
    return PortalVerdict("fail", (said(_NAME, reason, about, quoted(first)),))
