"""Most cells of a table are empty.

What it tests:
    Fewer than half of the cells (data/thresholds.toml), over all columns that are the publisher's, hold nothing. It is
    observed where the rows were asked or read whole and the empty cells of every column were counted. The measure is the
    share of cells that are empty, `filled` that of the others.

Why it matters:
    A table that is mostly empty was exported wrongly, or joins things that do not belong together. Averages over it mislead.

How to mend it:
    Leave out columns that nobody fills, split what is of two kinds, and say what an empty cell stands for.

Source:
    City of Toronto, data quality score, completeness.
"""

import numpy as np
import pyarrow as pa

from portalaudit.checks.arrays import answers, spread
from portalaudit.checks.columns import named, profiled, whole, witness
from portalaudit.data.tables import threshold
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("access", needs=("datasets", "probes", "profiles"))
def values_missing(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    found = profiled(parts)
    known = ~np.isnan(found.rows) & ~np.isnan(found.nulls) & (found.nulls <= found.rows)
    cells, empty = (np.bincount(found.owners[known], figures[known], length)[:length] for figures in (found.rows, found.nulls))
    seen = whole(found, known, length) & (cells > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(seen, empty / cells, np.nan)
    failed = share >= threshold("values_missing", "share")
    rows = np.flatnonzero(failed)
    hardly = known & (found.nulls >= threshold("values_missing", "share") * found.rows)
    params = {
        "percent": spread(rows, pa.array(np.floor(100 * share[rows]).astype(np.int64)), length),
        "columns": named(found.names, found.owners, hardly, rows, length),
    }
    return Verdict(
        answers(~failed, ~seen), reason="mostly_empty", measure=share, params=params, capture=witness(parts, rows),
        measures={"filled": 1 - share},
    )  # fmt: skip
