"""A dataset can be read by programs only in proprietary formats.

What it tests:
    Of the distributions that programs can read, at least one is in a format whose description is public. Old Excel files
    (XLS), Access databases, Esri file geodatabases, MapInfo, DWG and the files of statistics packages are proprietary; XLSX
    (ISO/IEC 29500) and shapefiles (described in public since 1998) are not. Where no distribution is machine-readable the
    check does not apply; where one is of unknown format, it may be the open one, and nothing was observed, nor where
    the source does not tell all distributions.

Why it matters:
    Whoever lacks the maker's program is shut out, and in twenty years everybody may be.

How to mend it:
    Offer the same data as CSV, GeoJSON or GeoPackage beside it.

Source:
    Berners-Lee's third star; MQA of data.europa.eu, "non-proprietary", from whose list we differ in XLSX and shapefiles;
    own table (data/formats.toml).
"""

import numpy as np

from portalaudit.checks.access.format_not_machine_readable import formats_of
from portalaudit.checks.access.formats import first_places, offers
from portalaudit.checks.arrays import answers, spread, tally
from portalaudit.checks.fields import of_kind
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("access", needs=("datasets", "distributions"))
def format_proprietary(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    offered = offers(parts)
    total = tally(offered.owners, length, offered.reached)
    closed = tally(offered.owners, length, offered.where(machine=True, proprietary=True))
    free = tally(offered.owners, length, offered.where(machine=True, proprietary=False))
    unreadable = tally(offered.owners, length, offered.where(machine=False))
    unseen = (free == 0) & ((closed + unreadable < total) | (not parts.observes("distributions")))
    applies = of_kind(parts, "dataset", "view", "feed") & (closed + free > 0)
    rows = np.flatnonzero((free == 0) & ~unseen & applies)
    params = {"formats": spread(rows, formats_of(offered, rows), length)}
    return Verdict(
        answers(free > 0, unseen),
        answers(applies),
        "only_proprietary",
        params=params,
        at=first_places(parts, offered, rows, length),
    )
