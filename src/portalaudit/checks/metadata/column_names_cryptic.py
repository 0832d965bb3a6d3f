"""Column names are no words.

What it tests:
    More than half of the columns have a name that says something: more than a fifth of its words are English
    (data/thresholds.toml), by WordNet 3.0, forms of words among them. Names are cut at blanks, `_`, `-` and humps
    (`PlaceOfDeath`). A title for people counts as well as the name. Asked of datasets, views and feeds of catalogues whose
    descriptions are mostly in English; elsewhere, and where no columns were seen, nothing was observed. The measure is the
    share of columns that are clear by name or title, `clear` that by name alone.

Why it matters:
    "FTRCODE" and "NBRHD_2" are read by those who made them. Whoever meets them first guesses, and guesses wrongly.

How to mend it:
    Name columns with whole words, or give each a title and a description.

Source:
    City of Toronto, data quality score, usability: column names by words of WordNet. That a title counts is our own choice.
"""

import numpy as np
import pyarrow as pa

from portalaudit.checks.arrays import Mask, answers, mapped, spread
from portalaudit.checks.columns import NEEDS, known_columns, named, witness
from portalaudit.checks.fields import of_kind
from portalaudit.checks.texts import speaks_english
from portalaudit.data.english import is_english, words_of
from portalaudit.data.tables import threshold
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", needs=NEEDS)
def column_names_cryptic(parts: Parts) -> Verdict:
    length = len(parts.datasets)
    found = known_columns(parts)
    applies = of_kind(parts, "dataset", "view", "feed")
    by_name = _clear(found.names)
    cryptic = ~(by_name | _clear(found.titles))
    total, bad, unnamed = (
        np.bincount(found.owners[where], minlength=length)[:length] for where in (found.owners >= 0, cryptic, ~by_name)
    )
    unseen = (total == 0) | (not speaks_english(parts))
    with np.errstate(invalid="ignore", divide="ignore"):
        share, clear = (np.where(unseen, np.nan, 1 - some / total) for some in (bad, unnamed))
    passed = share > threshold("column_names_cryptic", "clear")
    rows = np.flatnonzero(~passed & ~unseen & applies)
    places = found.at.take(pa.array(np.searchsorted(found.owners, rows)))
    params = {
        "columns": named(found.names, found.owners, cryptic, rows, length),
        "count": spread(rows, pa.array(bad[rows]), length),
        "total": spread(rows, pa.array(total[rows]), length),
    }
    return Verdict(
        answers(passed, unseen), answers(applies), "cryptic", np.where(applies, share, np.nan), params,
        at=spread(rows, places.fill_null("#"), length), capture=witness(parts, rows[np.asarray(places.is_null())]),
        measures={"clear": clear},
    )  # fmt: skip


def _clear(names: pa.Array) -> Mask:
    least = threshold("column_names_cryptic", "words")
    clear: Mask = mapped(pa.chunked_array([names]), lambda name: _english(name) > least, 0) == 1
    return clear


def _english(name: str) -> float:
    """The share of a name's words that are English; 0 for a name without any."""
    words = words_of(name)
    return sum(map(is_english, words)) / len(words) if words else 0.0
