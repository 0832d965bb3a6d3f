"""Recognition over a whole catalogue: few assets are worth a closer look, and those are found fast."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from portalaudit.documents.inventory.likeness import says_data
from portalaudit.documents.inventory.recognise import Asset, Context, Recognition, initials_of, recognise
from portalaudit.model import frames

_WORTH = re.compile(
    r"inventor|inventár|catalog|catálog|data ?sets?\b|conjuntos? de da|bases de da|registro de|register", re.IGNORECASE
)


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
    titles, descriptions = _texts(datasets, "title"), _texts(datasets, "description")
    keywords = [tuple(words or ()) for words in frames.column(datasets, "keywords").to_pylist()]
    publishers, kinds, subjects = _texts(datasets, "publisher"), _texts(datasets, "kind"), _texts(datasets, "id")
    commonest = min(Counter(publishers).items(), key=lambda item: (-item[1], item[0]), default=("", 0))[0]
    others = frozenset(initials_of(name) for name in set(publishers) - {commonest})
    context = Context(tuple(departments), own_words, others)
    headers, telling = _headers(columns)
    found = []
    for row, title in enumerate(titles):
        tagged = any("invent" in word.lower() for word in keywords[row] if word)
        if not (_WORTH.search(title) or tagged or row in telling):
            continue
        asset = Asset(
            title, descriptions[row], tuple(filter(None, keywords[row])), tuple(headers.get(row, ())), kinds[row], publishers[row]
        )
        recognition = recognise(asset, context)
        if recognition is not None:
            found.append(Considered(row, subjects[row], title, recognition))
    return tuple(found)


def _texts(frame: pd.DataFrame, name: str) -> list[str]:
    return [text or "" for text in frames.column(frame, name).to_pylist()]


def _headers(columns: pd.DataFrame) -> tuple[dict[int, list[str]], set[int]]:
    """Headers by dataset, and the datasets one of whose headers says that rows are datasets."""
    owners = frames.column(columns, "dataset").to_pylist()
    names, titles = _texts(columns, "name"), _texts(columns, "title")
    headers: dict[int, list[str]] = {}
    telling: set[int] = set()
    for owner, name, title in zip(owners, names, titles, strict=True):
        shown = title or name
        headers.setdefault(owner, []).append(shown)
        if says_data(shown) or says_data(name):
            telling.add(owner)
    return headers, telling
