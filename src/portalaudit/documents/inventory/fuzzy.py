"""Titles that are nearly the same, found without comparing each with each."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from portalaudit.data.tables import table
from portalaudit.documents.inventory.names import words

_ROMAN = frozenset({"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"})
_DIGIT = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Rules:
    """The table `inventory_matching`, compiled."""

    similar: float
    edits: int
    ending: int
    keys: int
    prefix: int
    pairs: int
    best: int
    small: frozenset[str]
    opposed: Mapping[str, int]
    """Stemmed word → the line it stands in; of two different words of one line only one can be true."""


@cache
def rules() -> Rules:
    """The shipped rules."""
    found = table("inventory_matching")["fuzzy"]
    assert isinstance(found, dict)
    return Rules(
        similar=float(found["similar"]),
        edits=int(found["edits"]),
        ending=int(found["ending"]),
        keys=int(found["keys"]),
        prefix=int(found["prefix"]),
        pairs=int(found["pairs"]),
        best=int(found["best"]),
        small=frozenset(found["small"]),
        opposed={_stem(word): line for line, list_ in enumerate(found["opposed"]) for word in list_},
    )


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart for comparison."""

    text: str
    """Its words without endings and small words, sorted."""
    parts: tuple[str, ...]
    """Those words."""
    numbers: tuple[str, ...]
    """Its numbers, sorted: years, wards, phases. Titles whose numbers differ are two datasets."""


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of places that are nearly the same title, best first for each."""

    pairs: tuple[tuple[int, int, float], ...]
    """Name, title, score of 100; each name and each title once."""
    skipped: int = 0
    """Beginnings left out because too many titles share them."""
    compared: int = 0
    """Comparisons made."""


def _stem(word: str) -> str:
    """A word without its plural ending (en, es, pt): enough to compare, no more."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=400_000)
def _part(word: str) -> str:
    return _stem(word)


def taken_apart(text: str, ignored: frozenset[str] = frozenset()) -> Title:
    """A title for comparison; `ignored` are words that name its department, such as `mpd`."""
    numbers: list[str] = []
    parts = set()
    small = rules().small
    for word in words(text[:300]):
        if any(map(str.isdigit, word)):
            numbers.extend(run.lstrip("0") or "0" for run in _DIGIT.findall(word))
            rest = _DIGIT.sub("", word)
            if len(rest) > 2:
                parts.add(_part(rest))
        elif word in _ROMAN and len(word) > 1:
            numbers.append(word)
        elif word not in small and word not in ignored:
            parts.add(_part(word))
    ordered = tuple(sorted(parts))
    return Title(" ".join(ordered), ordered, tuple(sorted(set(numbers))))


def nearly_same(names: Sequence[Title], titles: Sequence[Title]) -> Found:
    """The nearest title of each name, where one is near enough and no other name is nearer to it.

    Names meet titles that have the same numbers and share the beginning of one of the name's three words that are rarest
    among the titles. What rapidfuzz's ratio lets through must not differ in a word on both sides, nor in a word that
    tells datasets apart.
    """
    blocks, skipped = _blocks(names, titles)
    compared = 0
    near: list[np.ndarray] = []
    for some, those in blocks:
        compared += len(some) * len(those)
        near.extend(_near(some, those, names, titles))
    found = np.unique(np.concatenate(near), axis=0) if near else np.empty((0, 3), dtype=np.int32)
    found = found[np.lexsort((found[:, 2], found[:, 1], found[:, 0]))]
    taken_names: set[int] = set()
    taken_titles: set[int] = set()
    pairs = []
    for row in found:
        likeness, name, title = row.tolist()
        if name not in taken_names and title not in taken_titles and compatible(names[name], titles[title]):
            taken_names.add(name)
            taken_titles.add(title)
            pairs.append((name, title, float(-likeness)))
    return Found(tuple(sorted(pairs)), skipped, compared)


Key = tuple[str, tuple[str, ...]]


def _blocks(names: Sequence[Title], titles: Sequence[Title]) -> tuple[list[tuple[list[int], list[int]]], int]:
    by_key: dict[Key, list[int]] = defaultdict(list)
    for place, title in enumerate(titles):
        for key in _keys(title):
            by_key[key].append(place)
    asked: dict[Key, list[int]] = defaultdict(list)
    most = rules().keys
    for place, name in enumerate(names):
        known = sorted((len(by_key[key]), key) for key in _keys(name) if key in by_key)
        for _, key in known[:most]:
            asked[key].append(place)
    left = rules().pairs
    blocks = []
    skipped = 0
    for key in sorted(asked, key=lambda key: (len(asked[key]) * len(by_key[key]), key)):
        cost = len(asked[key]) * len(by_key[key])
        if cost > left:
            skipped += 1
            continue
        left -= cost
        blocks.append((asked[key], by_key[key]))
    return blocks, skipped


def _keys(title: Title) -> set[Key]:
    size = rules().prefix
    return {(part[:size], title.numbers) for part in title.parts}


_CHUNK = 4_000_000
"""Scores held at once, a byte each."""


def _near(some: Sequence[int], those: Sequence[int], names: Sequence[Title], titles: Sequence[Title]) -> Iterator[np.ndarray]:
    """Rows of minus score, name and title: of each name its best titles that are near enough."""
    texts = [titles[place].text for place in those]
    title_places = np.array(those, dtype=np.int32)
    step = max(1, _CHUNK // len(those))
    for begin in range(0, len(some), step):
        part = some[begin : begin + step]
        scores = process.cdist(
            [names[place].text for place in part],
            texts,
            scorer=fuzz.ratio,
            score_cutoff=rules().similar,
            dtype=np.uint8,
            workers=1,
        )
        if len(those) > rules().best:
            least = np.partition(scores, -rules().best, axis=1)[:, -rules().best, None]
            scores[scores < least] = 0
        rows, columns = np.nonzero(scores)
        if len(rows):
            # More than `best` remain of a name only where scores are equal: the first ones stay.
            _, first = np.unique(rows, return_index=True)
            order = np.arange(len(rows)) - np.repeat(first, np.diff(np.append(first, len(rows))))
            kept = order < 2 * rules().best
            rows, columns = rows[kept], columns[kept]
            here = np.array(part, dtype=np.int32)
            yield np.column_stack((-scores[rows, columns].astype(np.int32), here[rows], title_places[columns]))


def compatible(name: Title, title: Title) -> bool:
    """Two near titles can be one dataset: no word is exchanged for another, none tells datasets apart, numbers agree."""
    if name.numbers != title.numbers or not name.parts or not title.parts:
        return False
    here, there = _unmatched(name.parts, title.parts)
    opposed = rules().opposed
    lines = {opposed[word] for word in here if word in opposed}
    if any(opposed[word] in lines for word in there if word in opposed):
        return False
    # One word more on one side is a fuller name; a word exchanged for another is another dataset.
    return not (here and there)


def _unmatched(first: Sequence[str], second: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words of either side that the other has in no spelling."""
    here = [word for word in first if word not in second]
    there = [word for word in second if word not in first]
    for word in tuple(here):
        near = next((other for other in there if _alike(word, other)), None)
        if near is not None:
            here.remove(word)
            there.remove(near)
    # A compound on one side is two words on the other: `streetcar`, `street car`.
    if here and there and sorted("".join(here)) == sorted("".join(there)):
        return [], []
    return here, there


def _alike(word: str, other: str) -> bool:
    opposed = rules().opposed
    if word in opposed and other in opposed and opposed[word] == opposed[other]:
        return False
    short, long = sorted((word, other), key=len)
    if len(short) < 4:
        return False
    if long.startswith(short) and len(long) - len(short) <= rules().ending:
        return True
    return Levenshtein.distance(word, other, score_cutoff=rules().edits) <= rules().edits
