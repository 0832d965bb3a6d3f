"""Recognition over a whole catalogue: few assets are worth a closer look, and those are found fast."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from portalaudit.documents.inventory.likeness import saying_data
from portalaudit.documents.inventory.recognise import Asset, Context, Recognition, initials_of, recognise
from portalaudit.documents.inventory.texts import headers, normalised_in, says, tagged, texts
from portalaudit.model import frames
from portalaudit.model.counting import Mask

WORTH = (
    "inventor|inventa|inventá|catalog|cata\u0301log|catálog|data.{0,3}sets?|conjuntos?.{1,3}de.{1,3}da|bases?.{1,3}de.{1,3}da"
    "|registro|register"
)
"""Stands in every title that `recognise` has anything to say about (tests/documents/test_consider.py holds the two together).
`inventa` is in Spanish and Portuguese, accents composed or not."""


_PARTS = ("dat", "base", "conj", "activ")
"""Each of the headers that say so has one of these (held together by the same test)."""


@dataclass(frozen=True, slots=True)
class Considered:
    """An asset that was considered."""

    dataset: int
    """Its row in the frame `datasets`."""
    subject: str
    title: str
    recognition: Recognition


def consider(
    datasets: pd.DataFrame, columns: pd.DataFrame, departments: Sequence[str] = (), own_words: frozenset[str] = frozenset()
) -> tuple[Considered, ...]:
    """Assets whose title, tags, description or columns make them worth a look, and what they are, in the frame's order.

    Args:
        datasets, columns: frames of a snapshot.
        departments: names and acronyms of departments, where known.
        own_words: words that name the city, in lower case.
    """
    titles = texts(datasets, "title")
    worth = says(titles, WORTH) | tagged(datasets, "keywords", "invent") | _telling(columns, len(datasets))
    rows = np.flatnonzero(worth)
    if not len(rows):
        return ()
    asked = pa.array(rows)
    shown = {name: texts(datasets, name).take(asked).to_pylist() for name in ("title", "description", "publisher", "kind", "id")}
    keywords = frames.column(datasets, "keywords").take(asked).to_pylist()
    known = headers(columns, worth)
    context = Context(tuple(departments), own_words, _initials(datasets))
    found = []
    for place, row in enumerate(rows.tolist()):
        title = shown["title"][place]
        asset = Asset(
            title, shown["description"][place], tuple(filter(None, keywords[place] or ())), tuple(known.get(row, ())),
            shown["kind"][place], shown["publisher"][place],
        )  # fmt: skip
        recognition = recognise(asset, context)
        if recognition is not None:
            found.append(Considered(row, shown["id"][place], title, recognition))
    return tuple(found)


def _initials(datasets: pd.DataFrame) -> frozenset[str]:
    """Initials of the catalogue's publishers, but for the commonest."""
    counted = texts(datasets, "publisher").value_counts()
    publishers = Counter(dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)))
    commonest = min(publishers.items(), key=lambda item: (-item[1], item[0]), default=("", 0))[0]
    return frozenset(initials_of(name) for name in set(publishers) - {commonest})


def _telling(columns: pd.DataFrame, datasets: int) -> Mask:
    """The datasets one of whose headers says that rows are datasets."""
    found = np.zeros(datasets, dtype=bool)
    names, titles = texts(columns, "name"), texts(columns, "title")
    hit = normalised_in(names, saying_data(), _PARTS) | normalised_in(titles, saying_data(), _PARTS)
    owners = frames.column(columns, "dataset").to_numpy()[hit].astype(np.int64)
    found[owners[(owners >= 0) & (owners < datasets)]] = True
    return found
