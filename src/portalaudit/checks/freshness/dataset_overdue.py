"""Data are older than their declared update frequency allows.

What it tests:
    The age, in whole days, is not above what the declared frequency allows: the period and a quarter of it, rounded up, at
    least a day more (a month of 31 days: 39; anything faster than daily: 1). The clock that decides is the first that the asset
    has: the platform's stamp of the data, or what the layer itself says where that is later; what the server says of the file;
    the stamp of the metadata; the date of last change that the catalogue states (data/thresholds.toml). The reason says
    which. What was learnt by asking is as old as it was then: a night that did not ask makes nothing older. The measure is the
    number of days late, below zero while there is time; beside it stand the declared days and the age on every clock, also the
    newest date inside the rows and how long we have seen the same content. Without a declared period the check does not apply.
    Where the frequency cannot be read, or the stamp is unknown or cannot be true (in the future, before 1990), nothing was
    observed: a stamp in the future is no sign of fresh data.

Why it matters:
    A promise that is not kept misleads more than none. Late data are also the first sign that a load job has died.

How to mend it:
    Look at the job that loads the data; if the frequency is wrong, declare the one that is kept.

Source:
    Periods: Project Open Data, ISO 8601 guidance, by the calendar's longest month and year. The allowance (data/ages.toml) and
    the order of clocks (data/thresholds.toml) are our own; udata and HDX allow for lateness in similar ways.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portalaudit.checks.arrays import answers, chosen, spread
from portalaudit.checks.freshness.clocks import DATA, HTTP, Clocks, Declared, ages, clocks, declared, declared_days
from portalaudit.checks.freshness.moments import dates
from portalaudit.checks.freshness.shown import shown
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.freshness import CLOCKS, DECLARED_DAYS, TWO_READINGS, age_by

_REASONS = ("overdue_by_data", "overdue_by_metadata", "overdue_by_modified", "overdue_by_http", "overdue_by_layer")
"""By the clock that decides, in the order of CLOCKS; the last where the layer itself tells of the data."""
_BY_LAYER = 4


@dataset_check("freshness", needs=("datasets", "probes", "profiles"), field="modified", version=2)
def dataset_overdue(parts: Parts) -> Verdict:
    promise, age, told = declared(parts), ages(parts), clocks(parts)
    unseen = promise.unread | (age.days < 0)
    late = np.where(unseen | ~promise.periodic, np.nan, age.days - promise.allowed)
    failed = late > 0
    rows = np.flatnonzero(failed)
    length = len(failed)
    params = {
        "declared_days": spread(rows, pa.array(promise.days[rows]), length),
        "age_days": spread(rows, pa.array(age.days[rows]), length),
        "late_days": spread(rows, pa.array(late[rows].astype(np.int64)), length),
        "stamp": spread(rows, dates(age.micros[rows]), length),
        "clock": chosen(np.where(age.days < 0, -1, age.clock), CLOCKS),
    }
    evidence = shown(parts, rows, age.clock)
    reason = np.where(told.layer & (age.clock == DATA), _BY_LAYER, age.clock)
    return Verdict(
        answers(~failed, unseen), answers(promise.periodic | promise.unread), chosen(np.where(failed, reason, -1), _REASONS),
        late, params, evidence.at, evidence.excerpt, capture=evidence.capture, measures=_measures(promise, told),
    )  # fmt: skip


def _measures(promise: Declared, told: Clocks) -> dict[str, npt.NDArray[np.float64]]:
    """What rubrics threshold anew (model.freshness). A stamp of the catalogue that cannot be true is infinitely old: no other
    clock may stand in for it."""
    two_ways = np.array([0.0, 0.0, *(float(frequency.ambiguous) for frequency in promise.found)])
    found = {DECLARED_DAYS: declared_days(promise), TWO_READINGS: two_ways[promise.codes]}
    ages_by = {age_by(name): one.days for name, one in told.by_name.items()}
    broken = {age_by(name): np.where(told.by_name[name].broken, np.inf, told.by_name[name].days) for name in CLOCKS[:HTTP]}
    return found | ages_by | broken
