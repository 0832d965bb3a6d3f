"""Columns have no description.

What it tests:
    Every column that the publisher made has a description. Columns that the platform adds (Socrata's `:@computed_region_…`,
    `_id` of CKAN's datastore) do not count. Where the catalogue tells of no columns, those that a CKAN datastore answered
    with are taken, and its data dictionary. The check applies to datasets, views and feeds; where no columns were seen, or
    their source has no place for descriptions (a CSV file), nothing was observed. The measure is the share of columns
    described; `described` is the same where a column of shapes (`geometry`) needs no description.

Why it matters:
    A column called "STAT_CD" is useless to whoever did not design it. A data dictionary is what readers ask for first.

How to mend it:
    Write one line a column: what it holds, its unit, what its codes stand for. Begin with the datasets most viewed.

Source:
    Toronto's data quality score counts the share of columns with a note; DCAT-US 1.1 has `describedBy` for a dictionary.
"""

import numpy as np
import pyarrow as pa

from portalaudit.checks.arrays import answers, spread, tally
from portalaudit.checks.columns import NEEDS, known_columns, witness
from portalaudit.checks.fields import of_kind
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", needs=NEEDS)
def columns_undescribed(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    applies = of_kind(parts, "dataset", "view", "feed")
    found = known_columns(parts)
    owners, bare = found.owners.astype(np.int32), found.explicable & ~found.described
    total, undescribed = tally(owners, length, found.explicable), tally(owners, length, bare)
    unseen = total == 0
    rows = np.flatnonzero((undescribed > 0) & ~unseen & applies)
    lines = np.flatnonzero(bare)
    names, starts = np.unique(owners[lines], return_index=True)
    wanted = np.isin(names, rows)
    places = found.at.take(pa.array(lines[starts[wanted]]))
    met = rows[np.asarray(places.is_null())]  # the datasets whose columns were met when their rows were asked
    with np.errstate(invalid="ignore", divide="ignore"):
        measure = np.where(unseen | ~applies, np.nan, 1 - undescribed / total)
        excused = np.where(unseen, np.nan, 1 - tally(owners, length, bare & ~found.geometry) / total)
    return Verdict(
        answers(undescribed == 0, unseen), answers(applies), "undescribed", measure,
        params={
            "undescribed": spread(rows, pa.array(undescribed[rows]), length),
            "total": spread(rows, pa.array(total[rows]), length),
        },
        at=spread(rows, places.fill_null("#"), length), capture=witness(parts, met), measures={"described": excused},
    )  # fmt: skip
