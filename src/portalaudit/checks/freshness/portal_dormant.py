"""Nothing on the portal has changed for a year.

What it tests:
    The newest stamp of any dataset (of its data, its metadata, or stated as its last change) is at most 365 days old
    (data/thresholds.toml). Stamps that cannot be true are left out. Where no stamp can be read, nothing was observed. The
    measure is the age in days.

Why it matters:
    A portal that nobody touches has lost its keeper; what it shows is history, whatever its pages say.

How to mend it:
    Name somebody who is responsible, bring back the loads, or say on the front page that the portal is an archive.

Source:
    Own choice.
"""

import numpy as np

from portalaudit.checks.fields import of_kind
from portalaudit.checks.freshness.clocks import CLOCKS, DAY, UNKNOWN_STAMP, ages, plausible, stamps
from portalaudit.data.tables import threshold
from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict, portal_check
from portalaudit.model.stamps import micros_of, moment_of


@portal_check("freshness", needs=("datasets",))
def portal_dormant(parts: Parts) -> PortalVerdict:
    kinds = of_kind(parts, "dataset")
    newest = np.array(ages(parts).micros)
    for name in CLOCKS[:2]:
        micros = stamps(parts, name)
        newest = np.maximum(newest, np.where(plausible(micros, parts.taken_at), micros, UNKNOWN_STAMP))
    if kinds.any():
        newest = np.where(kinds, newest, UNKNOWN_STAMP)
    if not len(newest) or newest.max() == UNKNOWN_STAMP:
        return PortalVerdict("not_observed")
    row = int(newest.argmax())
    days = max((micros_of(parts.taken_at) - int(newest[row])) // DAY, 0)
    if days <= threshold("portal_dormant", "days"):
        return PortalVerdict("pass", measure=float(days))
    stamp = moment_of(int(newest[row])).date().isoformat()
    entry = parts.datasets.iloc[row]
    capture, pointer = entry["capture"], entry["pointer"]
    evidence = Evidence(str(capture), str(pointer), stamp) if isinstance(capture, str) and isinstance(pointer, str) else None
    params: dict[str, Scalar] = {"newest": stamp, "days": days, "dataset": str(entry["id"])}
    return PortalVerdict(
        "fail", (Finding("portal_dormant", "portal", "dormant", params, (evidence,) if evidence else ()),), float(days)
    )
