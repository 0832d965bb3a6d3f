"""Nothing on the portal has changed for a year.

What it tests:
    The newest stamp of any dataset (of its data, its metadata, what the server says of its file, or stated as its last change)
    is at most 365 days old (data/thresholds.toml). Dates inside rows are no sign that anybody touched them. Stamps that cannot
    be true are left out. Where no stamp can be read, nothing was observed. The measure is the age in days.

Why it matters:
    A portal that nobody touches has lost its keeper; what it shows is history, whatever its pages say.

How to mend it:
    Name somebody who is responsible, bring back the loads, or say on the front page that the portal is an archive.

Source:
    Own choice.
"""

import numpy as np

from portalaudit.checks.fields import of_kind
from portalaudit.checks.freshness.clocks import DATA, HTTP, METADATA, ages, clocks
from portalaudit.checks.freshness.moments import DAY, UNKNOWN_STAMP
from portalaudit.checks.freshness.shown import shown
from portalaudit.data.tables import threshold
from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict, portal_check
from portalaudit.model.freshness import CLOCKS
from portalaudit.model.stamps import micros_of, moment_of

_OTHERS = (DATA, METADATA, HTTP)
"""Clocks that count beside the one that decides."""


@portal_check("freshness", needs=("datasets", "probes", "profiles"), version=2)
def portal_dormant(parts: Parts) -> PortalVerdict:
    kinds = of_kind(parts, "dataset")
    decided, told = ages(parts), clocks(parts).by_name
    by_clock = np.stack([decided.micros, *(told[CLOCKS[place]].micros for place in _OTHERS)])
    newest = by_clock.max(axis=0)
    if kinds.any():
        newest = np.where(kinds, newest, UNKNOWN_STAMP)
    if not len(newest) or newest.max() == UNKNOWN_STAMP:
        return PortalVerdict("not_observed")
    row = int(newest.argmax())
    days = max((micros_of(parts.taken_at) - int(newest[row])) // DAY, 0)
    if days <= threshold("portal_dormant", "days"):
        return PortalVerdict("pass", measure=float(days))
    stamp = moment_of(int(newest[row])).date().isoformat()
    clock = (int(decided.clock[row]), *_OTHERS)[int(by_clock[:, row].argmax())]
    params: dict[str, Scalar] = {"newest": stamp, "days": days, "dataset": str(parts.datasets["id"].iat[row])}
    finding = Finding("portal_dormant", "portal", "dormant", params, _evidence(parts, row, clock, stamp))
    return PortalVerdict("fail", (finding,), float(days))


def _evidence(parts: Parts, row: int, clock: int, stamp: str) -> tuple[Evidence, ...]:
    """The answer that tells the stamp, else the entry."""
    answer = shown(parts, np.array([row]), np.full(len(parts.datasets), clock, np.int32))
    if (found := answer.capture[row].as_py()) is not None:
        return (Evidence(found, answer.at[row].as_py().removeprefix("#")),)
    capture, pointer = (parts.datasets[name].iat[row] for name in ("capture", "pointer"))
    return (Evidence(capture, pointer, stamp),) if isinstance(capture, str) and isinstance(pointer, str) else ()
