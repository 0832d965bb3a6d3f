"""The language of a text: as its document declares it, checked against its commonest words."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

from portalaudit.data.tables import rows, words

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 30_000
"""Characters that are looked at: the start and, of longer texts, the middle."""
_FEWEST = 40
"""Words below which no language is told from them."""
_SHARE = 0.12
"""Share of the words, weighed by how few languages have them, that must be a language's function words."""
_AHEAD = 1.4
"""How many times as many as of the next language."""
_SURE_WORDS, _SURELY = 300, 3.0
"""From so many words, and so many times as far as the declared language, the words are believed: content systems declare the
language of their template. All five are our own choice, set on texts of the seven languages."""


@cache
def _codes() -> Mapping[str, str]:
    return {code: str(row["code"]) for row in rows("languages", "language") for code in words(row, "codes")}


@cache
def _weights() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """By word: the languages that have it, and how much it says for each."""
    having: dict[str, list[str]] = {}
    for row in rows("languages", "language"):
        for word in dict.fromkeys(words(row, "words")):
            having.setdefault(word, []).append(str(row["code"]))
    return {word: tuple((code, 1 / len(codes)) for code in codes) for word, codes in having.items()}


def code_of(told: str | None) -> str | None:
    """The ISO 639-1 code in a language tag: `pt-BR` is `pt`, `eng` is `en`. None where the tag has none."""
    tag = re.split(r"[-_,;\s]", (told or "").strip().lower(), maxsplit=1)[0]
    if len(tag) == 2 and tag.isascii() and tag.isalpha():
        return tag
    return _codes().get(tag)


def language_by_words(text: str) -> str | None:
    """The language whose function words a text has; None where it is too short or has those of none that we know."""
    scores, total = _scores(text)
    return _best(scores) if total >= _FEWEST else None


def language(declared: str | None, text: str) -> tuple[str | None, bool]:
    """The language, and whether the words contradict what is declared so clearly that they are believed instead."""
    scores, total = _scores(text)
    best = _best(scores) if total >= _FEWEST else None
    if declared is None:
        return best, False
    against = best is not None and declared in scores and total >= _SURE_WORDS and scores[best] >= _SURELY * scores[declared]
    return (best, True) if against else (declared, False)


def _scores(text: str) -> tuple[dict[str, float], int]:
    """By language that we know, the share of function words, weighed by how few languages have them; and how many words."""
    middle = len(text) // 2
    sample = text[:_SAMPLE] if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + " " + text[middle : middle + _SAMPLE // 2]
    counted = Counter(_WORD.findall(sample.lower()))
    scores = dict.fromkeys((str(row["code"]) for row in rows("languages", "language")), 0.0)
    for word, times in counted.items():
        for code, weight in _weights().get(word, ()):
            scores[code] += times * weight
    total = counted.total()
    return {code: score / max(1, total) for code, score in scores.items()}, total


def _best(scores: Mapping[str, float]) -> str | None:
    first, second = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:2]
    return first[0] if first[1] >= _SHARE and first[1] >= _AHEAD * second[1] else None
