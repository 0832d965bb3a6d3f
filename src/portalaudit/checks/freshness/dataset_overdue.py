"""Data are older than their declared update frequency allows.

What it tests:
    The age, in whole days, is not above what the declared frequency allows: the period and a quarter of it, rounded up, at
    least a day more (a month of 31 days: 39; anything faster than daily: 1). The age is taken from the platform's stamp of
    the data, else from that of the metadata, else from the date of last change that the catalogue states; the reason says
    which. The measure is the number of days late, below zero while
    there is time. Without a declared period the check does not apply. Where the frequency cannot be read, or the stamp is
    unknown or cannot be true (in the future, before 1990), nothing was observed: a stamp in the future is no sign of
    fresh data.

Why it matters:
    A promise that is not kept misleads more than none. Late data are also the first sign that a load job has died.

How to mend it:
    Look at the job that loads the data; if the frequency is wrong, declare the one that is kept.

Source:
    Periods: Project Open Data, ISO 8601 guidance, by the calendar's longest month and year. The allowance is our own
    (data/thresholds.toml); udata and HDX allow for lateness in similar ways.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import answers, chosen, mask_of, quoted, spread
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.freshness.clocks import CLOCKS, UNREADABLE, ages, declared, places_of
from portalaudit.model.check import Parts, Verdict, dataset_check

_REASONS = ("overdue_by_data", "overdue_by_metadata", "overdue_by_modified")
"""By the clock that decides, in the order of CLOCKS."""


@dataset_check("freshness", field="modified")
def dataset_overdue(parts: Parts) -> Verdict:
    promise, age = declared(parts), ages(parts)
    periodic = ~np.isnan(promise.days)
    unread = (states(parts, "frequency") == UNSEEN) | (promise.codes == UNREADABLE)
    unseen = unread | (age.days < 0)
    late = np.where(unseen | ~periodic, np.nan, age.days - promise.allowed)
    failed = late > 0
    rows = np.flatnonzero(failed)
    length = len(failed)
    params = {
        "declared_days": spread(rows, pa.array(promise.days[rows]), length),
        "age_days": spread(rows, pa.array(age.days[rows]), length),
        "late_days": spread(rows, pa.array(late[rows].astype(np.int64)), length),
        "stamp": spread(rows, age.micros[rows].astype("datetime64[us]").astype("datetime64[D]").astype(str).tolist(), length),
        "clock": chosen(np.where(age.days < 0, -1, age.clock), CLOCKS),
    }
    # The platform's stamps stand elsewhere than the field `modified`; where the source does not say, the entry is the evidence.
    data, metadata, stated = (places_of(parts, name) for name in CLOCKS)
    at = pc.choose(pa.array(np.maximum(age.clock, 0)), data, metadata, stated)
    same = mask_of(pc.equal(at, stated)) & ((age.clock == 2) | mask_of(pc.not_equal(stated, "#")))
    quote = quoted(parts.column("modified"), rows[same[rows]])
    at = pc.if_else(pa.array(failed & (age.clock < 2)), at, pa.scalar(None, pa.string()))
    reason = chosen(np.where(failed, age.clock, -1), _REASONS)
    return Verdict(answers(~failed, unseen), answers(periodic | unread), reason, late, params, at, quote)
