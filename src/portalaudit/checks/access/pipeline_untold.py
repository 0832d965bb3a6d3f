"""No job is named that loads the data.

What it tests:
    Each resource whose rows can be queried names what loads it (`extract_job`, a pipeline); of a dataset without such, each of
    its files. It is asked of portals that name the job of some resource at all; elsewhere nothing was observed. The measure is
    the share of these resources that name one.

Why it matters:
    What no program loads is loaded by hand: it stops when the person who does it leaves.

How to mend it:
    Let a job load it, and name the job in the resource's entry, so that whoever finds the data late knows where to look.

Source:
    City of Toronto, data quality score, accessibility: "no pipeline found". Copies that a portal makes of what it keeps do not
    count there either.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.access.stores import stores
from portalaudit.checks.arrays import answers, mask_of, spread, taken, tally
from portalaudit.checks.fields import of_kind
from portalaudit.model import frames
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("access", needs=("datasets", "distributions"))
def pipeline_untold(parts: Parts) -> Verdict:
    length, found = len(parts.datasets), stores(parts)
    if "job" in parts.distributions.columns:
        named = mask_of(pc.greater(pc.binary_length(pc.utf8_trim_whitespace(frames.column(parts.distributions, "job"))), 0))
    else:
        named = np.zeros(len(found.owners), np.bool_)
    asked = found.queryable | (found.store[found.owners] == 0)
    total, without = tally(found.owners, length, asked), tally(found.owners, length, asked & ~named)
    unseen = (total == 0) | ~named.any()
    applies = of_kind(parts, "dataset", "view", "feed")
    rows = np.flatnonzero((without > 0) & ~unseen & applies)
    lines = np.flatnonzero(asked & ~named)
    first = lines[np.searchsorted(found.owners[lines], rows)]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(unseen, np.nan, 1 - without / total)
    params = {"without": spread(rows, pa.array(without[rows]), length), "total": spread(rows, pa.array(total[rows]), length)}
    at = spread(rows, taken(frames.column(parts.distributions, "at").take(pa.array(first))), length)
    return Verdict(answers(without == 0, unseen), answers(applies), "no_job", share, params, at, measures={"told": share})
