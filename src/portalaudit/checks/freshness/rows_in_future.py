"""Dates inside the rows lie in the future.

What it tests:
    No column that says how new the rows are, or when what they tell happened, holds a date more than two days after the audit
    (data/thresholds.toml). Columns whose dates are no updates, such as an expiry or a birth, and the time of a load are left
    aside. The finding names the column with the greatest date and quotes it as it stands. The measure is the number of such
    columns. Where the rows have no column of this kind the check does not apply; where they were not asked or did not answer,
    or no date of it could be read, nothing was observed.

Why it matters:
    One row of the year 8291 makes a table look new for ever: whoever sorts by date or asks for the last month gets the mistake.

How to mend it:
    Correct the row, and let the form that it comes from refuse such a date. Where the dates are plans, say so in the column's
    name or description.

Source:
    Own choice; the bound is in data/thresholds.toml.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import answers, mask_of, spread, tally
from portalaudit.checks.freshness.asked import asked, owners_of, said, told
from portalaudit.checks.freshness.moments import UNKNOWN_STAMP, dates, latest_plausible, micros
from portalaudit.checks.freshness.shown import latest_shown, title_of
from portalaudit.model import frames
from portalaudit.model.check import Parts, Verdict, dataset_check

_REASONS = ("future",)
_ROLES = pa.array(["update", "event"])


@dataset_check("freshness", needs=("datasets", "probes", "profiles"))
def rows_in_future(parts: Parts) -> Verdict:
    length, owners = len(parts.datasets), owners_of(parts.profiles, len(parts.datasets))
    latest = micros(frames.column(parts.profiles, "latest"))
    telling = mask_of(pc.is_in(frames.column(parts.profiles, "role").cast(pa.string()), value_set=_ROLES))
    read = telling & (latest != UNKNOWN_STAMP)
    ahead = read & (latest > latest_plausible(parts.taken_at))
    dated, readable, count = (tally(owners, length, lines) for lines in (telling, read, ahead))
    answered = (asked(parts).place >= 0) & ~told(parts, "failure")
    undated = said(parts, "failure", "no-date-column") | (answered & (dated == 0))
    failed = answered & (count > 0)
    rows, greatest = np.flatnonzero(failed), np.full(length, -1, np.int64)
    lines = np.flatnonzero(ahead & (owners >= 0))
    order = lines[np.argsort(latest[lines], kind="stable")]
    greatest[owners[order]] = order  # of those of one dataset the last one stays
    params = {
        "column": spread(rows, title_of(parts, greatest[rows]), length),
        "latest": spread(rows, dates(latest[greatest[rows]]), length),
        "columns": spread(rows, pa.array(count[rows]), length),
    }
    evidence = latest_shown(parts, rows, greatest[rows])
    return Verdict(
        answers(~failed, ~answered | (readable == 0)), answers(~undated), _REASONS[0],
        np.where(answered & (readable > 0), count, np.nan), params, evidence.at, evidence.excerpt, capture=evidence.capture,
    )  # fmt: skip
