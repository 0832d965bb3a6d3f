"""Update frequencies: what catalogues declare, and how many days it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portalaudit.data.licences import name_key
from portalaudit.data.tables import rows, table, words


@dataclass(frozen=True, slots=True)
class Frequency:
    """A declared update frequency, read."""

    days: float | None
    """The longest regular distance between two updates; None where there is none (irregular, never)."""
    word: str
    """Our word for it: `weekly`, `every 5 days`, `irregular`, `never`, `unknown`."""
    ambiguous: bool = False
    """The word has two readings in use, of which `days` is the longer; or only the first of several clauses was read."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """What bare numbers mean under some keys."""

    words: Mapping[str, str]
    """Numbers that stand for a word."""
    days: bool = False
    """Any other whole number is days."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The table, compiled."""

    terms: Mapping[str, Frequency]
    """By `name_key` of what portals write."""
    codes: Mapping[str, Frequency]
    """By the last segment of an address in lower case: EU codes and Dublin Core terms."""
    leading: tuple[str, ...]
    trailing: tuple[str, ...]
    """Words around a frequency that say nothing of it, longest first."""
    ends: frozenset[str]
    """Words at which a first clause ends."""
    delays: frozenset[str]
    """Words behind which a number of periods is no frequency."""
    each: tuple[str, ...]
    times: tuple[str, ...]
    of: tuple[str, ...]
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    numbered: Mapping[str, Numbered]
    """By `name_key` of the key."""


@cache
def frequencies() -> Frequencies:
    """The shipped table `frequencies.toml`."""
    terms: dict[str, Frequency] = {}
    codes: dict[str, Frequency] = {}
    for row in rows("frequencies", "frequency"):
        days = row.get("days")
        assert days is None or isinstance(days, int | float)
        found = Frequency(None if days is None else float(days), str(row["word"]), bool(row.get("ambiguous", False)))
        for term in (found.word, *words(row, "terms")):
            terms.setdefault(name_key(term), found)
        for code in (*words(row, "eu"), *words(row, "dc")):
            codes.setdefault(code.casefold(), found)
    shipped = table("frequencies")
    phrases, numbers, units = shipped["phrases"], shipped["numbers"], shipped["units"]
    assert isinstance(phrases, dict) and isinstance(numbers, dict) and isinstance(units, dict)
    return Frequencies(
        terms=terms,
        codes=codes,
        leading=_longest_first(words(phrases, "leading")),
        trailing=_longest_first(words(phrases, "trailing")),
        ends=frozenset(words(phrases, "ends")),
        delays=frozenset(words(phrases, "delays")),
        each=_longest_first(words(phrases, "each")),
        times=_longest_first(words(phrases, "times")),
        of=_longest_first(words(phrases, "of")),
        numbers=numbers,
        units=units,
        numbered={name_key(key): meant for row in rows("frequencies", "numbered") for key, meant in _numbered(row)},
    )


def _numbered(row: Mapping[str, object]) -> list[tuple[str, Numbered]]:
    given = row["words"]
    assert isinstance(given, dict)
    meant = Numbered(given, row.get("days") is True)
    return [(key, meant) for key in words(row, "keys")]


def _longest_first(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda text: (-len(text), text)))
