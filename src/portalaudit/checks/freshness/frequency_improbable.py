"""The entries are much farther apart than the declared frequency says.

What it tests:
    The gap between entries, as the rows tell it, is not more than ten times the declared period (data/thresholds.toml); a
    period shorter than a day counts as one, because rows tell days. The gap is the median of those between the newest distinct
    days, at least three, where these were asked or the file was read. The number of rows and their span alone show nothing: one
    date from long ago stretches it. A declaration that is slower than the rows passes. The measure is the ratio of the gap to
    the period. Without a declared period the check does not apply. Where the rows were not asked for their days, nothing was
    observed.

Why it matters:
    “Daily” over figures of years is a default of the form that somebody clicked away, and whoever trusts it comes back 364
    times for nothing.

How to mend it:
    Declare the frequency at which new entries come. Where events are rare and the table is looked through every day, say so in
    the description.

Source:
    Own choice; the thresholds are in data/thresholds.toml.
"""

import numpy as np
import pyarrow as pa

from portalaudit.checks.arrays import answers, spread
from portalaudit.checks.freshness.asked import asked, numbers, said
from portalaudit.checks.freshness.clocks import declared
from portalaudit.checks.freshness.shown import cadence_shown
from portalaudit.data.tables import threshold
from portalaudit.model.check import Parts, Verdict, dataset_check

_MOST = 2.0**53
"""No server has more rows; one that says so is not believed to the last digit."""


@dataset_check("freshness", needs=("datasets", "probes", "profiles"))
def frequency_improbable(parts: Parts) -> Verdict:
    promise, gap, least = declared(parts), numbers(parts, "cadence_days"), threshold("frequency_improbable", "least")
    entries = numbers(parts, "entries")
    ratio = np.where(np.isfinite(gap) & (gap >= 0), gap, np.nan) / np.maximum(promise.days, 1)
    improbable = ratio > threshold("frequency_improbable", "ratio")
    seen = asked(parts).answered & (entries >= least) & said(parts, "cadence_by", "entries") & ~np.isnan(ratio)
    failed = seen & improbable & ~promise.unread
    rows = np.flatnonzero(failed)
    length = len(failed)
    params = {
        "declared_days": spread(rows, pa.array(promise.days[rows]), length),
        "observed_days": spread(rows, pa.array(np.round(gap[rows], 1)), length),
        "ratio": spread(rows, pa.array(np.round(ratio[rows], 1)), length),
        "entries": spread(rows, pa.array(np.minimum(entries[rows], _MOST).astype(np.int64)), length),
    }
    evidence = cadence_shown(parts, rows)
    return Verdict(
        answers(~failed, promise.unread | (promise.periodic & ~seen)), answers(promise.periodic | promise.unread),
        "by_entries", np.where(seen, ratio, np.nan), params, evidence.at, capture=evidence.capture,
    )  # fmt: skip
