"""The open-data policy holds few of the 31 provisions.

What it tests:
    Of the 31 provisions of the Open Data Policy Guidelines, the policy in force holds at least as many as the threshold
    (data/thresholds.toml). The measure is the number that were found. How provisions are recognised was learnt on English
    texts: of a policy in another language, or of one whose language cannot be told, nothing was observed.

Why it matters:
    A policy that says little leaves open what is published, how, by when, and who answers for it.

How to mend it:
    Let `portalaudit policy` read the text: it lists what is missing and what each provision aims at. Add what the city wants
    to commit to at the next review.

Source:
    Sunlight Foundation, Open Data Policy Guidelines, version 3; the threshold is our own choice.
"""

from portalaudit.checks.policy.judged_policy import NONE, quoted, said, title_of, unjudged, unseen
from portalaudit.data.tables import threshold
from portalaudit.model.capture import Scalar
from portalaudit.model.check import Parts, PortalVerdict, portal_check

_REASONS = ("enough", "few", "other_language", *NONE)
_NAME = "policy_provisions_few"
_LEARNT_ON = "en"


@portal_check("policy", needs=("governance",))
def policy_provisions_few(parts: Parts) -> PortalVerdict:
    policy = parts.governance.policy
    if policy is None:
        return unjudged(_NAME, parts)
    about: dict[str, Scalar] = {"title": title_of(policy), "found": len(policy.provisions), "of": len(policy.document.provisions)}
    if policy.reading.language != _LEARNT_ON or not policy.document.provisions:
        return unseen(said(_NAME, "other_language", about, quoted(policy)))
    present = tuple(evidence for found in list(policy.provisions.values())[:3] for evidence in found[:1]) or quoted(policy)
    measure = float(len(policy.provisions))
    if measure >= threshold(_NAME, "least"):
        return PortalVerdict("pass", (), measure, (said(_NAME, "enough", about, present),))
    return PortalVerdict("fail", (said(_NAME, "few", about, present),), measure)
