"""English words: whether WordNet 3.0 knows one, inflected or not (english_words.txt.xz, made by bench/words.py)."""

import lzma
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

_ENDINGS: tuple[tuple[int, tuple[tuple[str, str], ...]], ...] = (
    (1, (("s", ""), ("ses", "s"), ("ves", "f"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"), ("men", "man"),
         ("ies", "y"))),
    (2, (("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""))),
    (4, (("er", ""), ("est", ""), ("er", "e"), ("est", "e"))),
)  # fmt: skip
"""Endings of nouns, verbs and adjectives, and what stands in their place in the base form (WordNet, morphy)."""
_LONGEST = 60
"""Characters of a word that is looked up (the longest that WordNet has is half as long)."""
_CAPITAL = re.compile(r"(.)([A-Z][a-z]+)")
_HUMP = re.compile(r"([a-z0-9])([A-Z])")
_APART = re.compile(r"[-_\s]")


@cache
def _known() -> Mapping[str, int]:
    """Words with the sum of their parts of speech: noun 1, verb 2, adjective 4, adverb 8; 0 for an irregular form."""
    data = resources.files("portalaudit.data").joinpath("english_words.txt.xz").read_bytes()
    lines = (line.split(" ") for line in lzma.decompress(data).decode().splitlines())
    return {word: int(bits) for bits, *words in lines for word in words if word}


@lru_cache(maxsize=32_768)
def is_english(word: str) -> bool:
    """True for a word that WordNet has, in lower case, or for a form of one."""
    if len(word) > _LONGEST:
        return False
    known = _known()
    return word in known or any(
        known.get(word[: -len(ending)] + base, 0) & kind
        for kind, endings in _ENDINGS
        for ending, base in endings
        if word.endswith(ending)
    )


def words_of(name: str) -> list[str]:
    """The words of a name such as `PlaceOfDeath` or `CIVIC_CENTRE`, in lower case."""
    apart = _HUMP.sub(r"\1_\2", _CAPITAL.sub(r"\1_\2", name[:200])).lower()
    return [word for word in _APART.split(apart) if word]
