"""The day on which the open-data policy was to be reviewed has passed.

What it tests:
    The policy in force names a day or a term for its review, which does not lie before the audit, or a newer version was
    found. The measure is the days that the review is late. A policy that names none is not concerned. Where no policy was
    found nothing was observed.

Why it matters:
    A policy that reviews itself keeps up with law and practice; one whose term has passed looks forgotten.

How to mend it:
    Review the policy, and publish the new version or a note that it stands, with the day of the next review.

Source:
    Sunlight Foundation, Open Data Policy Guidelines, provision 31. The day is the policy's own.
"""

from portalaudit.checks.policy.judged_policy import NONE, quoted, said, title_of, unjudged
from portalaudit.model.capture import Scalar
from portalaudit.model.check import Parts, PortalVerdict, portal_check

_REASONS = ("in_time", "overdue", "no_term", *NONE)
_NAME = "policy_review_overdue"


@portal_check("policy", needs=("governance",))
def policy_review_overdue(parts: Parts) -> PortalVerdict:
    policy = parts.governance.policy
    if policy is None:
        return unjudged(_NAME, parts)
    due = policy.reading.review_due
    about: dict[str, Scalar] = {"title": title_of(policy), "due": due.isoformat() if due else None}
    if due is None:
        return PortalVerdict("not_applicable", shown=(said(_NAME, "no_term", about, quoted(policy)),))
    late = (parts.taken_at.date() - due).days
    if late <= 0:
        return PortalVerdict("pass", (), 0.0, (said(_NAME, "in_time", about, quoted(policy)),))
    # Newer versions: the policy in force is the newest that was found.
    return PortalVerdict("fail", (said(_NAME, "overdue", {**about, "days": late}, quoted(policy)),), float(late))
