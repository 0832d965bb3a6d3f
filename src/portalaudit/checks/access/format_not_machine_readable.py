"""None of the forms that a dataset comes in can be read by a program.

What it tests:
    At least one distribution is in a format that programs take data from: CSV, JSON, XML, spreadsheets, geographic formats,
    a service. Web pages, PDF, text documents and pictures are not. A format is told by its label, else by its media type,
    else by the address. Where none is readable and one is unknown, or an archive whose content is not told, nothing was
    observed, nor where the source does not tell all distributions. The check applies to datasets, views and feeds that have a
    distribution with an address.

Why it matters:
    Figures in a PDF must be typed again before anybody can count with them.

How to mend it:
    Publish the table that the document was made from, as CSV.

Source:
    US City Open Data Census, "machine readable" (15 of 100 points); MQA of data.europa.eu, "machine-readable"; own table
    (data/formats.toml).
"""

import numpy as np

from portalaudit.checks.access.formats import Offers, first_places, offers
from portalaudit.checks.arrays import Rows, answers, spread, tally
from portalaudit.checks.fields import of_kind
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("access", needs=("datasets", "distributions"))
def format_not_machine_readable(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    offered = offers(parts)
    total = tally(offered.owners, length, offered.reached)
    readable = tally(offered.owners, length, offered.where(machine=True))
    others = tally(offered.owners, length, offered.where(machine=False))
    unseen = (readable == 0) & ((others < total) | (not parts.observes("distributions")))
    applies = of_kind(parts, "dataset", "view", "feed") & (total > 0)
    rows = np.flatnonzero((readable == 0) & ~unseen & applies)
    params = {"formats": spread(rows, formats_of(offered, rows), length)}
    return Verdict(
        answers(readable > 0, unseen), answers(applies), "none", params=params, at=first_places(parts, offered, rows, length)
    )


def formats_of(offered: Offers, rows: Rows) -> list[str]:
    """The formats of each of these datasets by name, sorted, joined with commas."""
    wanted = np.flatnonzero(np.isin(offered.owners, rows) & offered.reached)
    names: dict[int, set[str]] = {}
    for owner, code in zip(offered.owners[wanted].tolist(), offered.codes[wanted].tolist(), strict=True):
        names.setdefault(owner, set()).add(offered.found[code].id or "?")
    return [", ".join(sorted(names.get(row, ()))) for row in rows.tolist()]
