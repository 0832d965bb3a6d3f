"""What the name and the description of a column say of its dates, by the table `date_columns`."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from portalaudit.data.date_columns import RoleWords, date_columns
from portalaudit.documents.inventory.names import header_words
from portalaudit.documents.inventory.names import words as plain_words

Says = Literal["date", "period", "nothing"]
"""Whether a name says that its column holds dates, or periods such as years."""

_LONGEST = 500
"""Characters of a name or a description that are read (own choice)."""
_SHORTEST = 3
"""Letters that must be left of a word when `date` is taken off."""


def name_words(name: str) -> str:
    """The words of a name, one blank between them: `CreatedDate`, `created_date` and `createddate` are `created date`."""
    return _name_words(name[:_LONGEST])


@lru_cache(maxsize=65_536)
def _name_words(name: str) -> str:
    return " ".join(part for word in header_words(name) for part in _apart(word))


def _apart(word: str) -> list[str]:
    known = date_columns()
    if word in known.whole:
        return [word]
    for prefix in known.prefixes:
        if word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST:
            return [prefix, *_apart(word[len(prefix) :])]
    for suffix in known.suffixes:
        if word.endswith(suffix) and len(word) >= len(suffix) + _SHORTEST:
            return [word[: -len(suffix)], suffix]
    return [word]


def says(name: str) -> Says:
    """What a name says of its cells: by words such as `date`, by `created at`, by `data` before a word of the other languages."""
    spelt = name_words(name)
    if _says("no_last").search(spelt) or _says("no_first").search(spelt):
        return "nothing"
    if _says("date").search(spelt):
        return "date"
    if (spelt.startswith("data ") or spelt.endswith((" at", " on"))) and role_by_name(name) is not None:
        return "date"
    return "period" if _says("period").search(spelt) else "nothing"


def speaks_of_fiscal_years(name: str) -> bool:
    """The column's years are those of a budget or a school."""
    return _says("fiscal").search(name_words(name)) is not None


def role_by_name(*names: str) -> RoleWords | None:
    """The role that a column's names speak of: the phrase of most words, of equals the role listed first; None for none."""
    best: tuple[int, RoleWords] | None = None
    spelt = [name_words(name) for name in names]
    for words, pattern in _by_role("names"):
        length = max((found[1].count(" ") + 1 for name in spelt for found in pattern.finditer(name)), default=0)
        if length > (best[0] if best else 0):
            best = (length, words)
    return best[1] if best else None


def role_by_description(description: str) -> RoleWords | None:
    """The role that a description speaks of first; None for none."""
    spelt = " ".join(plain_words(description[:_LONGEST]))
    met = [(found.start(), words) for words, pattern in _by_role("descriptions") if (found := pattern.search(spelt))]
    return min(met, key=lambda pair: pair[0])[1] if met else None


@cache
def _by_role(part: Literal["names", "descriptions"]) -> tuple[tuple[RoleWords, re.Pattern[str]], ...]:
    listed = [(words, words.names if part == "names" else words.descriptions) for words in date_columns().roles]
    return tuple((words, _compiled(phrases)) for words, phrases in listed if phrases)


@cache
def _says(kind: Literal["date", "period", "no_last", "no_first", "fiscal"]) -> re.Pattern[str]:
    known = date_columns()
    if kind == "no_last":
        return re.compile(_compiled(known.says_no_last, captured=False).pattern + "$")
    if kind == "no_first":
        return re.compile("^" + _compiled(known.says_no_first, captured=False).pattern)
    return _compiled({"date": known.says_date, "period": known.says_period, "fiscal": known.fiscal}[kind])


def _compiled(phrases: Iterable[str], *, captured: bool = True) -> re.Pattern[str]:
    """One expression for all phrases; captured, it finds the longest at each word, also inside another."""
    longest = sorted(set(phrases), key=lambda phrase: (-phrase.count(" "), -len(phrase), phrase))
    spelt = "|".join(re.escape(phrase).replace(r"\*", "[a-z0-9]*") for phrase in longest)
    whole = rf"(?<![a-z0-9])(?:{spelt})(?![a-z0-9])"
    return re.compile(rf"(?=({whole}))" if captured else whole)
