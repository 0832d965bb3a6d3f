"""No dataset tells how the city does against its goals.

What it tests:
    Among the city's own datasets there is one whose columns name a measure or indicator, a target or goal, an actual value
    and a period. Columns are read by name and title (data/column_topics.toml); the dataset's title may stand for one of
    them, never for the measure. Performance measures with values over time and no target show it in part. It fails only where the
    columns of every own dataset were seen. The measure is the number of such datasets.

Why it matters:
    Goals that nobody can hold against results bind nobody.

How to mend it:
    Publish the figures behind the performance report or dashboard as one table: measure, period, target, actual.

Source:
    What Works Cities v3, PA3; the columns that show it are our own choice.
"""

import numpy as np

from portalaudit.checks.inventory import judged_topics
from portalaudit.checks.inventory.topics import shows
from portalaudit.model.check import Parts, PortalVerdict, portal_check

_REASONS = ("with_targets", "without_targets", "no_measures", *judged_topics.REASONS)
_NAME = "performance_data_missing"


@portal_check("inventory", needs=("datasets", "columns", "own"))
def performance_data_missing(parts: Parts) -> PortalVerdict:
    found = {name: mask for name, mask in shows(parts, "performance").items() if mask.any()}
    if not found:
        return judged_topics.not_found(_NAME, parts, "no_measures", {})
    whole = "goals" in found
    number = int(np.logical_or.reduce(list(found.values())).sum())
    shown = [("performance", name, mask) for name, mask in found.items()]
    params = {"datasets": number, "targets": int(found["goals"].sum()) if whole else 0}
    return judged_topics.found(_NAME, parts, "with_targets" if whole else "without_targets", dict(params), shown, number)
