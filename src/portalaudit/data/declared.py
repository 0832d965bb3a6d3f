"""Reads a declared update frequency: ISO 8601, vocabularies by address or code, and what people write."""

import math
import re
from dataclasses import replace
from functools import cache, lru_cache

from portalaudit.data.frequencies import Frequency, Numbered, frequencies
from portalaudit.data.licences import name_key

_LONGEST = 300
_ISO = re.compile(
    r"(?:R\d*/)?(?:.*/)?P(?:(?P<Y>{n})Y)?(?:(?P<M>{n})M)?(?:(?P<W>{n})W)?(?:(?P<D>{n})D)?(?:T(?:(?P<H>{n})H)?(?:(?P<I>{n})M)?(?:(?P<S>{n})S)?)?".replace(
        "{n}", r"\d{1,6}(?:[.,]\d{1,6})?"
    )
)
_MONTHS = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)
"""The most days that so many calendar months in a row can have."""
_NAMES = {"Y": "year", "Q": "quarter", "M": "month", "W": "week", "D": "day", "H": "hour", "I": "minute", "S": "second"}
_WHOLE = re.compile(r"\d{1,5}")
_CODE = re.compile(r"(?:[A-Za-z][\w.+-]*:(?:\S*[/#:])?)?(?P<code>[\w-]+)/?")
"""A code alone, behind a prefix, or at the end of an address."""
_EACH = re.compile(r"(?<=\d)\s?(?:x|times)?\s?/\s?(?=[A-Za-z])")
"""The slash of `2x/week`."""
_ADVERBS = frozenset({"once", "twice", "thrice", "einmal", "zweimal", "dreimal"})
"""Numbers that say how many times, never every how many."""
_MOST_YEARS = 20
"""A larger number before a year's word is a year itself: `2020 annually` (own choice)."""
_CLAUSE = re.compile(r"[;,()\[\]/|\r\n]|\.(?=\s|$)|\s[-–—]\s")


def read_frequency(raw: str, key: str | None = None) -> Frequency | None:
    """The frequency that a text declares; None where it cannot be read, which is never guessed.

    Free text is read by its first clause, unless a later one says that it is over (`Weekly - discontinued`). `days` is the
    longest regular distance. `ambiguous` says that a word has two readings, of which the longer is taken (`biweekly`,
    `bimonthly`), or that the clauses declare different things.

    Args:
        raw: the value as it stands.
        key: the key that holds it; under a few keys a number says something (`numbered`), under any other nothing.
    """
    meant = numbered(key) if key else None
    return (_by_number(meant, raw.strip()) if meant else None) or _read(raw)


@lru_cache(maxsize=4_096)
def numbered(key: str) -> Numbered | None:
    """What numbers mean under this key, where they mean anything: HDX's `data_update_frequency`, ArcGIS's `MaintFreqCd`."""
    return frequencies().numbered.get(name_key(key[:_LONGEST]))


def _by_number(meant: Numbered, text: str) -> Frequency | None:
    if word := meant.words.get(text):
        return frequencies().terms[name_key(word)]
    if not meant.days or not _WHOLE.fullmatch(text) or not (days := float(text)):
        return None
    return _named(days, "day" if days == 1 else f"{days:g} days")


@lru_cache(maxsize=16_384)
def _read(raw: str) -> Frequency | None:
    text = raw.strip()[:_LONGEST]
    if text.upper().startswith(("R", "P")) and (found := _iso(text.upper())):
        return found
    table = frequencies()
    if (code := _CODE.fullmatch(text)) and (coded := table.codes.get(code["code"].casefold())):
        return coded
    if whole := table.terms.get(name_key(re.sub(r".*MaintenanceFrequencyCode[_/#]", "", text))):
        return whole
    clauses = [clause for clause in _CLAUSE.split(_EACH.sub(" times a ", text)) if name_key(clause)]
    if not clauses:
        return None
    first = _clause(name_key(clauses[0]))
    if first is None:
        return None
    others = [found for clause in clauses[1:] if (found := _clause(name_key(clause)))]
    if over := next((found for found in others if found.word == "never"), None):  # `Weekly - discontinued`
        return first if first.word == over.word else replace(over, ambiguous=True)
    more = {found.days for found in others if found.days is not None} - {first.days}
    return replace(first, ambiguous=True) if more and first.days is not None else first


def days_of(number: float, unit: str) -> float:
    """The most days that a number of units can have; units are those of ISO 8601, I for minutes, Q for quarters."""
    if unit == "Q":
        return days_of(number * 3, "M")
    if unit == "M" and number >= 12 and not number % 12:
        return days_of(number / 12, "Y")
    if unit in "YM" and number != int(number):
        return float(math.floor(number * (366 if unit == "Y" else 31)))
    if unit == "Y":
        return 365 * number + math.ceil(number / 4)
    if unit == "M":
        return days_of(number // 12, "Y") + _MONTHS[int(number % 12)]
    return number * {"W": 7, "D": 1, "H": 1 / 24, "I": 1 / 1_440, "S": 1 / 86_400}[unit]


def _iso(text: str) -> Frequency | None:
    whole = _ISO.fullmatch(text)
    if whole is None:
        return None
    given = {unit: float(value.replace(",", ".")) for unit, value in whole.groupdict().items() if value}
    days = sum(days_of(value, unit) for unit, value in given.items())
    if not days:
        return None
    if set(given) <= {"S", "I"}:
        return Frequency(0.0, "continuous") if days < 1 / 24 else Frequency(days, "intraday")
    return _named(days, " ".join(f"{value:g} {_NAMES[unit]}{'' if value == 1 else 's'}" for unit, value in given.items()))


def _named(days: float, spelled: str) -> Frequency:
    """The table's own frequency of so many days, else one that is spelled out."""
    return _by_days().get(round(days, 3)) or Frequency(days, f"every {spelled}")


@cache
def _by_days() -> dict[float, Frequency]:
    found: dict[float, Frequency] = {}
    for frequency in frequencies().terms.values():
        if frequency.days is not None and not frequency.ambiguous and frequency.word != "weekdays":  # no regular distance
            found.setdefault(round(frequency.days, 3), frequency)
    return found


def _clause(key: str) -> Frequency | None:
    """A clause as `name_key` spells it: a term of the table, or a number of periods."""
    terms = frequencies().terms
    cut = [_first_words(text) for text in (key, _trimmed(key))]
    for text, delay in ((key, False), (_trimmed(key), False), *((_trimmed(words), delay) for words, delay in cut)):
        if text and not (delay and _begins_with_number(text)) and (found := terms.get(text) or _counted(text)):
            return found
    return None


def _begins_with_number(text: str) -> bool:
    word = text.split()[0]
    return word[0].isdecimal() or word in frequencies().numbers.keys() - _ADVERBS


def _trimmed(key: str) -> str:
    """A clause without the words around a frequency that say nothing of it."""
    table = frequencies()
    while key not in table.terms and not _counted(key):
        if word := next((word for word in table.leading if key.startswith(word + " ")), None):
            key = key[len(word) + 1 :]
        elif word := next((word for word in table.trailing if key.endswith(" " + word)), None):
            key = key[: -len(word) - 1]
        else:
            break
    return key


def _first_words(key: str) -> tuple[str, bool]:
    """A clause up to a word such as `beginning` or `on`, and whether a delay is told behind it."""
    words, table = key.split(), frequencies()
    end = next((place for place, word in enumerate(words) if place and word in table.ends), len(words))
    return " ".join(words[:end]), end < len(words) and words[end] in table.delays


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = frequencies()
    number = "|".join([r"\d{1,4}", *sorted(table.numbers, key=len, reverse=True)])
    counted = "|".join([r"\d{1,4}", *sorted(table.numbers.keys() - _ADVERBS, key=len, reverse=True)])
    unit = "|".join(sorted(table.units, key=len, reverse=True))
    each, times, of = ("|".join(words) for words in (table.each, table.times, table.of))
    return (
        re.compile(rf"(?:(?:{each}) )?(?:(?P<number>{counted}) )?(?P<unit>{unit})"),
        re.compile(rf"(?P<number>{number})(?: ?(?:{times}))? (?:(?:{of}) )?(?P<unit>{unit})"),
    )


def _counted(key: str) -> Frequency | None:
    """`every two weeks`, `3 times a year`, `6 months`."""
    every, times = _patterns()
    table = frequencies()
    if found := every.fullmatch(key):
        number = _number(found["number"] or "1")
        if found["number"] and table.units[found["unit"]] == "Y" and (number > _MOST_YEARS or found["unit"] == "annually"):
            return None
        days = days_of(number, table.units[found["unit"]])
        name = _NAMES[table.units[found["unit"]]]
        return _named(float(days), f"{number:g} {name}s" if number != 1 else name) if number else None
    if (found := times.fullmatch(key)) and (number := _number(found["number"])):
        days = _shared(number, table.units[found["unit"]])
        return _named(days, f"{days:.3g} days")
    return None


def _shared(times: int, unit: str) -> float:
    """The days between so many updates a period: whole months of a year where they come out, whole days of months and years."""
    if unit == "Y" and not 12 % times:
        return days_of(12 // times, "M")
    return days_of(1 / times, unit) if unit in "YM" else days_of(1, unit) / times


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else frequencies().numbers[text]
