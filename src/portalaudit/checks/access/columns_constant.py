"""Columns hold one and the same value in every row.

What it tests:
    Every column of the table has at least two distinct values; empty cells are none. Columns of shapes (`geometry`) do not
    count. The check applies to tables of two rows or more whose rows were asked or read whole. Where a column is not known
    and no other one is constant, nothing was observed. The measure is the share of columns that vary, `varying` the same for
    tables of one row too.

Why it matters:
    Such a column tells nothing that one sentence in the description would not, or its real values were lost in the export:
    readers cannot tell which.

How to mend it:
    Look whether the export drops what the source has. Leave out what is always the same, and say it in the description.

Source:
    City of Toronto, data quality score, usability: share of columns with one distinct value at most.
"""

import numpy as np
import pyarrow as pa

from portalaudit.checks.arrays import answers, spread
from portalaudit.checks.columns import named, profiled, whole, witness
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("access", needs=("datasets", "probes", "profiles"))
def columns_constant(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    found = profiled(parts)
    known = ~np.isnan(found.distinct) | found.geometry
    constant = (found.distinct <= 1) & ~found.geometry
    total, many = (np.bincount(found.owners[where], minlength=length)[:length] for where in (found.owners >= 0, constant))
    rows = np.zeros(length)
    np.maximum.at(rows, found.owners, np.nan_to_num(found.rows))
    complete = whole(found, known, length)
    failed = many > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        varying = np.where(complete, 1 - many / total, np.nan)
    # A table that has one row, or none, is constant throughout by its nature.
    applies = (rows >= 2) | (total == 0) | ~(complete | failed)
    shown = np.flatnonzero(failed & applies)
    return Verdict(
        answers(~failed, ~failed & ~complete), answers(applies), "constant", np.where(applies, varying, np.nan),
        params={
            "columns": named(found.names, found.owners, constant, shown, length),
            "count": spread(shown, pa.array(many[shown]), length),
            "total": spread(shown, pa.array(total[shown]), length),
            "rows": spread(shown, pa.array(rows[shown].astype(np.int64)), length),
        },
        capture=witness(parts, shown), measures={"varying": varying},
    )  # fmt: skip
