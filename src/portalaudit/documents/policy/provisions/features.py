"""A passage as numbers: words and pairs of neighbouring words, cut to stems and hashed, with the words that introduce it.

Hashing needs no vocabulary in the package and tells nothing of the texts that were learned from.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from portalaudit.documents.policy.provisions.passages import Passage

WIDTH = 2048
"""Hashed features. Own choice: 1,024 is a little worse on texts kept aside, more is no better."""
PAIR, CONTEXT = 0.7, 0.5
"""What a pair of words and a word of the context count beside a word. Own choice."""
_WORD = re.compile(r"[a-z]+")
_EMPTY = frozenset((
    "the", "of", "to", "and", "a", "in", "for", "or", "be", "by", "on", "that", "with", "as", "is", "this", "any", "are", "an",
    "such", "shall", "will", "city", "county", "state", "it", "its", "which", "from", "at", "not", "may", "all", "has", "have",
))  # fmt: skip
_ENDINGS = (
    "ization", "ations", "ation", "ities", "ments", "ment", "ingly", "ings", "ing", "ies", "ied", "ized", "ize", "ness", "ed",
    "ely", "ly", "es", "s", "e", "y",
)  # fmt: skip


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=50_000)
def _place(feature: str) -> int:
    return crc32(feature.encode()) % WIDTH


def _stems(text: str) -> list[str]:
    return [stem for word in _WORD.findall(text.lower().replace("-", "")) if (stem := _stem(word)) not in _EMPTY]


@lru_cache(maxsize=1_000)
def _context(text: str) -> tuple[int, ...]:
    return tuple(_place(f"^{stem}") for stem in sorted(set(_stems(text))))


def _features(passage: Passage) -> tuple[list[int], list[float]]:
    stems = _stems(passage.text)
    counted: dict[int, float] = {}
    for stem in sorted(set(stems)):
        counted[_place(stem)] = counted.get(_place(stem), 0.0) + 1.0
    for first, second in sorted(set(pairwise(stems))):
        place = _place(f"{first} {second}")
        counted[place] = counted.get(place, 0.0) + PAIR
    for place in _context(passage.context):
        counted[place] = counted.get(place, 0.0) + CONTEXT
    length = sum(value * value for value in counted.values()) ** 0.5 or 1.0
    return list(counted), [value / length for value in counted.values()]


def matrix(passages: Sequence[Passage]) -> NDArray[np.float32]:
    """Rows of unit length, shape (passages, WIDTH + 1); the last column is one."""
    found = np.zeros((len(passages), WIDTH + 1), dtype=np.float32)
    found[:, WIDTH] = 1.0
    for row, passage in enumerate(passages):
        places, values = _features(passage)
        found[row, places] = values
    return found
