"""Reads a declared update frequency: ISO 8601, vocabularies by address or code, and what people write."""

import math
import re
from dataclasses import replace
from functools import cache, lru_cache

from portalaudit.data.frequencies import Frequency, frequencies
from portalaudit.data.licences import name_key
from portalaudit.data.tables import threshold

_LONGEST = 300
_ISO = re.compile(
    r"(?:R\d*/)?(?:.*/)?P(?:(?P<Y>{n})Y)?(?:(?P<M>{n})M)?(?:(?P<W>{n})W)?(?:(?P<D>{n})D)?(?:T(?:(?P<H>{n})H)?(?:(?P<I>{n})M)?(?:(?P<S>{n})S)?)?".replace(
        "{n}", r"\d{1,6}(?:[.,]\d{1,6})?"
    )
)
_MONTHS = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)
"""The most days that so many calendar months in a row can have."""
_NAMES = {"Y": "year", "Q": "quarter", "M": "month", "W": "week", "D": "day", "H": "hour", "I": "minute", "S": "second"}
_CLAUSE = re.compile(r"[;,()\[\]/|\r\n]|\.(?=\s|$)|\s[-–—]\s")


@lru_cache(maxsize=16_384)
def read_frequency(raw: str) -> Frequency | None:
    """The frequency that a text declares; None where it cannot be read, which is never guessed.

    Free text is read by its first clause. `days` is the longest regular distance. `ambiguous` says that a word has two
    readings, of which the longer is taken (`biweekly`, `bimonthly`), or that further clauses declare something else.
    """
    text = raw.strip()[:_LONGEST]
    if text.upper().startswith(("R", "P")) and (found := _iso(text.upper())):
        return found
    table = frequencies()
    if coded := table.codes.get(re.split(r"[/#:]", text.rstrip("/"))[-1].strip().casefold()):
        return coded
    if whole := table.terms.get(name_key(re.sub(r".*MaintenanceFrequencyCode[_/#]", "", text))):
        return whole
    clauses = [clause for clause in _CLAUSE.split(text) if name_key(clause)]
    if not clauses:
        return None
    first = _clause(name_key(clauses[0]))
    if first is None:
        return None
    others = {found.days for clause in clauses[1:] if (found := _clause(name_key(clause))) and found.days is not None}
    return replace(first, ambiguous=True) if others - {first.days} and first.days is not None else first


def allowed_days(days: float) -> int:
    """Whole days that data declared at this frequency may be old: data/thresholds.toml, section `dataset_overdue`."""
    if days < 1:
        return int(threshold("dataset_overdue", "under_a_day"))
    least = math.ceil(days) + int(threshold("dataset_overdue", "at_least"))
    return max(math.ceil(days * threshold("dataset_overdue", "factor")), least)


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
        if frequency.days is not None and not frequency.ambiguous:
            found.setdefault(round(frequency.days, 3), frequency)
    return found


def _clause(key: str) -> Frequency | None:
    """A clause as `name_key` spells it: a term of the table, or a number of periods."""
    terms = frequencies().terms
    for text in (key, _trimmed(key), _trimmed(_first_words(key)), _trimmed(_first_words(_trimmed(key)))):
        if text and (found := terms.get(text) or _counted(text)):
            return found
    return None


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


def _first_words(key: str) -> str:
    """A clause up to a word such as `beginning` or `on`."""
    words = key.split()
    end = next((place for place, word in enumerate(words) if place and word in frequencies().ends), len(words))
    return " ".join(words[:end])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = frequencies()
    number = "|".join([r"\d{1,4}", *sorted(table.numbers, key=len, reverse=True)])
    unit = "|".join(sorted(table.units, key=len, reverse=True))
    each, times, of = ("|".join(words) for words in (table.each, table.times, table.of))
    return (
        re.compile(rf"(?:(?:{each}) )?(?:(?P<number>{number}) )?(?P<unit>{unit})"),
        re.compile(rf"(?P<number>{number})(?: ?(?:{times}))? (?:(?:{of}) )?(?P<unit>{unit})"),
    )


def _counted(key: str) -> Frequency | None:
    """`every two weeks`, `3 times a year`, `6 months`."""
    every, times = _patterns()
    table = frequencies()
    if found := every.fullmatch(key):
        number = _number(found["number"] or "1")
        days = days_of(number, table.units[found["unit"]])
        name = _NAMES[table.units[found["unit"]]]
        return _named(float(days), f"{number:g} {name}s" if number != 1 else name) if number else None
    if (found := times.fullmatch(key)) and (number := _number(found["number"])):
        days = days_of(1, table.units[found["unit"]]) / number
        return _named(days, f"{days:.3g} days")
    return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else frequencies().numbers[text]
