"""Nothing has moved for many periods, by any clock.

What it tests:
    A period is declared, and by every clock that is known nothing has moved for at least three periods and at least a year
    (data/thresholds.toml): the stamp of the data, that of the metadata, the date of last change that the catalogue states, what
    the server says of the file, the newest date inside the rows, and a change of content that we saw ourselves. The newest of
    them decides and the reason names it. The stamp of the data or the newest row must be among them; else nothing was
    observed. What was learnt by asking is as old as it was then. Stamps that cannot be true are no sign of life. The measure is
    the age by the newest clock, in days. Without a declared period the check does not apply.

Why it matters:
    A late dataset has somebody who will be asked for it. One that has stood still for years, and still promises an update,
    has lost its keeper.

How to mend it:
    Find who owns it now. Bring back the load, or mark it as historical and take back the frequency.

Source:
    Own choice; the thresholds are in data/thresholds.toml.
"""

import numpy as np
import pyarrow as pa

from portalaudit.checks.arrays import answers, chosen, spread
from portalaudit.checks.freshness.asked import asked, flags, moments
from portalaudit.checks.freshness.clocks import DATA, OWN, ROWS, clocks, declared
from portalaudit.checks.freshness.moments import UNKNOWN_STAMP, dates, days_between
from portalaudit.checks.freshness.shown import shown
from portalaudit.data.tables import threshold
from portalaudit.model.check import Parts, Verdict, dataset_check

_REASONS = ("by_data", "by_metadata", "by_modified", "by_http", "by_rows", "by_change")
"""By the clock that shows the last sign of life, in the order of CLOCKS."""


@dataset_check("freshness", needs=("datasets", "probes", "profiles"), field="modified")
def dataset_abandoned(parts: Parts) -> Verdict:
    promise, told = declared(parts), tuple(clocks(parts).by_name.values())
    days, stamps = np.stack([one.days for one in told]), np.stack([one.micros for one in told])
    # That we have seen the same for so long is no sign of life; that we saw another content before is one.
    stamps[OWN] = np.where(flags(parts, "changed"), moments(parts, "since"), UNKNOWN_STAMP)
    days[OWN] = days_between(asked(parts).seen, stamps[OWN])
    aged = np.where(np.isnan(days), np.inf, days)
    clock = aged.argmin(axis=0).astype(np.int32)
    age = aged.min(axis=0)
    unseen = promise.unread | (np.isnan(days[DATA]) & np.isnan(days[ROWS]))
    least = np.maximum(promise.days * threshold("dataset_abandoned", "periods"), threshold("dataset_abandoned", "days"))
    failed = ~unseen & (age >= least)
    rows = np.flatnonzero(failed)
    length = len(failed)
    params = {
        "declared_days": spread(rows, pa.array(promise.days[rows]), length),
        "days": spread(rows, pa.array(age[rows].astype(np.int64)), length),
        "newest": spread(rows, dates(stamps[clock[rows], rows]), length),
    }
    evidence = shown(parts, rows, clock)
    return Verdict(
        answers(~failed, unseen), answers(promise.periodic | promise.unread), chosen(np.where(failed, clock, -1), _REASONS),
        np.where(unseen, np.nan, age), params, evidence.at, evidence.excerpt, capture=evidence.capture,
    )  # fmt: skip
