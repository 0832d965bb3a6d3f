"""The rows are older than the declared frequency allows, while the platform's stamp is fresh.

What it tests:
    The newest date inside the rows, in the column that says how new they are, is not older than the declared frequency allows
    (as for `dataset_overdue`: the period and a quarter of it), in whole days up to the moment when the rows were asked, never
    later. It fails only where the platform's stamp of the data, or the layer's own, was fresh at that moment by the same
    allowance: then the stamp says more than the rows hold. Where the stamp is as old as the rows it passes, for nothing
    pretends to be new (`dataset_overdue` speaks of that). The measure is the number of days past what is allowed, whatever the
    stamp says. Without a declared period the check does not apply. Where the rows were not asked or did not answer, the server
    said that it was behind the data, no column tells how new they are, or the stamp that stale rows are held against is
    unknown, nothing was observed.

Why it matters:
    People sort by the date of last change and build on what looks new. A load that runs every night and brings nothing hides
    the day on which the source dried up.

How to mend it:
    Look at what feeds the load, not at the load: it runs. Where a table can be current with nothing new in it, such as a list
    of rare events, say so in the description and declare a frequency by which it is checked.

Source:
    Own choice. The publisher's own rule of Chattanooga takes the newest date of the rows in the same way, with other allowances.
"""

import numpy as np
import pyarrow as pa

from portalaudit.checks.arrays import answers, spread
from portalaudit.checks.freshness.asked import asked, flags, moments
from portalaudit.checks.freshness.clocks import clocks, declared
from portalaudit.checks.freshness.moments import UNKNOWN_STAMP, Micros, dates, days_between
from portalaudit.checks.freshness.shown import column_name, rows_shown
from portalaudit.model.check import Parts, Verdict, dataset_check

_REASONS = ("stale",)


@dataset_check("freshness", needs=("datasets", "probes", "profiles"))
def rows_stale(parts: Parts) -> Verdict:
    promise, newest = declared(parts), clocks(parts).by_name["rows_newest"]
    days, stamp = np.floor(newest.days), _stamp_then(parts)
    late = days - promise.allowed
    fresh = np.floor(days_between(asked(parts).seen, stamp)) <= promise.allowed
    stale = late > 0
    failed = stale & fresh
    unseen = promise.unread | np.isnan(newest.days) | (stale & (stamp == UNKNOWN_STAMP))
    rows = np.flatnonzero(failed & ~unseen)
    length = len(failed)
    params = {
        "declared_days": spread(rows, pa.array(promise.days[rows]), length),
        "days": spread(rows, pa.array(days[rows].astype(np.int64)), length),
        "late_days": spread(rows, pa.array(late[rows].astype(np.int64)), length),
        "newest": spread(rows, dates(newest.micros[rows]), length),
        "column": spread(rows, column_name(parts, rows), length),
        "stamp": spread(rows, dates(stamp[rows]), length),
        "asked": spread(rows, dates(asked(parts).at[rows]), length),
    }
    evidence = rows_shown(parts, rows)
    return Verdict(
        answers(~failed, unseen), answers(promise.periodic | promise.unread), _REASONS[0], np.where(promise.unread, np.nan, late),
        params, evidence.at, evidence.excerpt, capture=evidence.capture,
    )  # fmt: skip


def _stamp_then(parts: Parts) -> Micros:
    """The stamp of the data as it was when the rows were asked: the platform's, or the layer's own where that is later."""
    noted, told = moments(parts, "stamp"), clocks(parts)
    now = np.where(flags(parts, "carried"), UNKNOWN_STAMP, told.platform)
    platform = np.where(noted == UNKNOWN_STAMP, now, noted)
    return np.maximum(platform, np.where(told.layer, told.by_name["data_modified"].micros, UNKNOWN_STAMP))
