"""Columns have no description.

What it tests:
    Every column that the publisher made has a description. Columns that the platform adds (Socrata's `:@computed_region_…`)
    do not count. The check applies to datasets, views and feeds; where no columns were seen nothing was observed. The
    measure is the share of columns described.

Why it matters:
    A column called "STAT_CD" is useless to whoever did not design it. A data dictionary is what readers ask for first.

How to mend it:
    Write one line a column: what it holds, its unit, what its codes stand for. Begin with the datasets most viewed.

Source:
    Toronto's data quality score counts the share of columns with a note; DCAT-US 1.1 has `describedBy` for a dictionary.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import answers, mask_of, spread, tally
from portalaudit.checks.fields import of_kind
from portalaudit.model import frames
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", needs=("datasets", "columns"))
def columns_undescribed(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    applies = of_kind(parts, "dataset", "view", "feed")
    owners = np.asarray(frames.column(parts.columns, "dataset"), np.int32)
    ours = ~mask_of(frames.column(parts.columns, "system"))
    text = pc.utf8_trim_whitespace(frames.column(parts.columns, "description"))
    described = mask_of(pc.greater(pc.binary_length(text), 0))
    total, undescribed = tally(owners, length, ours), tally(owners, length, ours & ~described)
    unseen = (total == 0) | (not parts.observes("columns"))
    rows = np.flatnonzero((undescribed > 0) & ~unseen & applies)
    first = np.flatnonzero(ours & ~described & (owners >= 0))
    names, starts = np.unique(owners[first], return_index=True)
    wanted = np.isin(names, rows)
    at = frames.column(parts.columns, "at").take(pa.array(first[starts[wanted]])).combine_chunks()
    with np.errstate(invalid="ignore", divide="ignore"):
        measure = np.where(unseen | ~applies, np.nan, 1 - undescribed / total)
    params = {
        "undescribed": spread(rows, pa.array(undescribed[rows]), length),
        "total": spread(rows, pa.array(total[rows]), length),
    }
    at = spread(names[wanted].astype(np.intp), at, length)
    return Verdict(answers(undescribed == 0, unseen), answers(applies), "undescribed", measure, params, at)
