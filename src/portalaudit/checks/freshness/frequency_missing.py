"""No update frequency is declared.

What it tests:
    The asset declares how often it is updated: in DCAT-US as `accrualPeriodicity`, elsewhere under the key that the portal
    uses for it. A missing key, null, an empty text, and a statement of nothing ("unknown", "n/a", "None") fail. "Irregular",
    "as needed" and "never" are declarations and pass.

Why it matters:
    Whoever builds on the data must know when to come back; without a promise nobody can be late.

How to mend it:
    Declare the frequency that the department really keeps, as ISO 8601 (`R/P1M`) or as one plain word.

Source:
    Project Open Data, ISO 8601 guidance for `accrualPeriodicity`; GovEx data inventory guide, "update frequency".
"""

import numpy as np

from portalaudit.checks.arrays import answers, chosen, quoted
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.freshness.clocks import declared
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State

_REASONS = ("absent", "null", "empty", "not_specified")


@dataset_check("freshness", field="frequency")
def frequency_missing(parts: Parts) -> Verdict:
    state = states(parts, "frequency")
    nothing = declared(parts).nothing
    unseen = state == UNSEEN
    passed = (state == State.VALUE) & ~nothing
    codes = np.where(passed | unseen, -1, state.astype(np.int32))
    params = {"stated": quoted(parts.column("frequency"), np.flatnonzero(nothing))}
    return Verdict(answers(passed, unseen), reason=chosen(codes, _REASONS), params=params)
