"""Tables can only be downloaded; nobody can ask for some of their rows.

What it tests:
    A dataset that offers a table (CSV, TSV, Excel, OpenDocument) keeps it where single rows can be queried: a datastore of
    CKAN, a table of Socrata, a layer of ArcGIS, or a service. Where the catalogue does not tell whether it can, as a feed
    does not, nothing was observed. Of every dataset `queryable` tells 1 or 0, and `loadable` the share of distributions in
    formats that a datastore could take in (data/toronto_dqs.toml).

Why it matters:
    Programs that need today's rows must fetch all of them again and again, and people without tools see nothing at all.

How to mend it:
    Load the file into the portal's datastore, and have the job that publishes it do so every time.

Source:
    City of Toronto, data quality score, accessibility: a file earns less than a datastore. That a table alone is asked for
    is our own choice.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.access.formats import first_places, offers
from portalaudit.checks.access.stores import labels, stores
from portalaudit.checks.arrays import answers, mask_of, spread, tally
from portalaudit.checks.fields import of_kind
from portalaudit.data.tables import table, words
from portalaudit.model.check import Parts, Verdict, dataset_check

_TABLES = frozenset({"CSV", "TSV", "XLS", "XLSX", "ODS"})


@dataset_check("access", needs=("datasets", "distributions"))
def rows_unqueryable(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    found, offered, named = stores(parts), offers(parts), labels(parts)
    tables = np.array([one.id in _TABLES for one in offered.found], np.bool_)[offered.codes] & offered.reached
    loadable = table("toronto_dqs")["loadable"]
    assert isinstance(loadable, dict)
    takes = mask_of(pc.is_in(named, pa.array(words(loadable, "formats"))))
    total, could = tally(found.owners, length), tally(found.owners, length, takes)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, could / total, np.nan)
    unseen = np.isnan(found.store)
    applies = of_kind(parts, "dataset", "view", "feed") & (tally(found.owners, length, tables) > 0)
    rows = np.flatnonzero((found.store == 0) & applies)
    lines = np.flatnonzero(tables & np.isin(found.owners, rows))
    kinds: dict[int, dict[str, None]] = {}
    for owner, code in zip(found.owners[lines].tolist(), offered.codes[lines].tolist(), strict=True):
        kinds.setdefault(owner, {})[offered.found[code].id] = None
    params = {"formats": spread(rows, [", ".join(kinds[row]) for row in rows.tolist()], length)}
    return Verdict(
        answers(found.store == 1, unseen), answers(applies), "files_only", params=params,
        at=first_places(parts, offered, rows, length), measures={"queryable": found.store, "loadable": share},
    )  # fmt: skip
