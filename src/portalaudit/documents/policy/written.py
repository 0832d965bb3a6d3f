"""Dates as people write them, in English, Spanish and Portuguese."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice

from portalaudit.data.tables import table

MOST_DATES = 400
"""A document's first so many are considered; own choice."""
EARLIEST, LATEST = 1900, 2100
TWO_DIGITS_UNTIL = 60
MONTHS = 12
READINGS = ("month first", "day first")
"""Of a date in digits, in the order of `Moment.either`."""


_OF = r"(?:de |del |of |do ano de |del ano |in the year )?"
_DAY_OF = r"(?:day of |days of |de |dias? (?:del?|do) mes de |del mes de |do mes de )?"
_WRITTEN = {
    "named": r"(?<!\w)MONTH\.?[ \n]{1,2}(\d{1,2})(?:st|nd|rd|th)?[ ,\n]{1,3}(\d{4})(?!\d)",
    "day-first": rf"(?<!\d)(\d{{1,2}})\)?_{{0,8}} ?(?:st|nd|rd|th|o|°|er|ro)?,?[ \n-]{{1,2}}{_DAY_OF}"
    rf"MONTH\.?,?[ \n-]{{1,2}}{_OF}(\d{{4}})(?!\d)",
    "in-words": r"(?<!\w)(NUMBER|\d{1,2})(?:st|nd|rd|th)?[ \n]{1,2}(?:day[ \n]{1,3}|dias? )?"
    r"(?:of |de |del mes de |do mes de )MONTH[ ,]{1,3}"
    r"(?:(?:in|of) the year )?(?:of our lord )?(?:de |del |del ano |do ano de )?"
    r"(two thousand|dos mil|dois mil|\d{4})(?: (?:and |e )?(NUMBER))?(?!\w)",
    "iso": r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])",
    "numeric": r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])",
    "month-only": r"(?<!\w)MONTH\.?,?[ \n]{1,2}(?:de |del |of )?(\d{4})(?!\d)",
    "blank": r"(?<!\w)[x_]{1,4}[/-][x_]{1,4}[/-](\d{4})(?!\d)",
    "year-named": r"(?<!\w)(?:for the year|para el ano|para o ano)[ \n](\d{4})(?!\d)",
}
"""MONTH and NUMBER stand for the words of the table."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date in a text, or as much of it as is told."""

    start: int
    end: int
    year: int
    day: date | None
    """None where only the year is told, or day and month may be taken for each other."""
    either: tuple[date, ...] = ()
    """Of a date in digits: month first, then day first, as far as legal."""
    month_first: bool | None = None
    """Of a date in digits: how it must be read, as one part is no month; None where it may be read in both ways."""


def moments(folded: str, start: int = 0, end: int | None = None) -> list[Moment]:
    """Every date of a folded text, in its order, without overlap; full dates go before a month and a year."""
    stop = len(folded) if end is None else end
    found: list[Moment] = []
    taken: set[int] = set()
    for finder in (_named, _day_first, _in_words, _iso, _numeric, _month_only, _blank, _year_named):
        for moment in islice(finder(folded, start, stop), MOST_DATES):
            if EARLIEST <= moment.year <= LATEST and taken.isdisjoint(range(moment.start, moment.end)):
                found.append(moment)
                taken.update(range(moment.start, moment.end))
    return _settled(sorted(found, key=lambda moment: moment.start))


def _settled(found: list[Moment]) -> list[Moment]:
    """A date that may be read in two ways is settled by the same date in words elsewhere in the text, or by the order of others.

    The order is known where dates of the text can be read in one way only, and all of them in the same.
    """
    told = {moment.day for moment in found if moment.day}
    orders = {moment.month_first for moment in found} - {None}
    return [_settle(moment, told, orders) for moment in found]


def _settle(moment: Moment, told: Collection[date | None], orders: Collection[bool | None]) -> Moment:
    if moment.day or len(moment.either) != len(READINGS):
        return moment
    known = [day for day in moment.either if day in told]
    if len(known) == 1:
        return replace(moment, day=known[0])
    return replace(moment, day=moment.either[0 if True in orders else 1]) if len(orders) == 1 else moment


def number_in_words(words: str) -> int | None:
    """`twenty-six` and `veinte y seis` are 26; None where a word is no number."""
    told = [word for word in re.split(r"[\s-]+", words.strip()) if word not in ("and", "y", "e", "")]
    values = [_numbers().get(word) for word in told]
    return sum(value for value in values if value) if values and all(values) else None


def _named(folded: str, start: int, end: int) -> Iterator[Moment]:
    """`January 5, 2016`, `Dec. 21, 2015`, `May 03 2017`."""
    for met in _pattern("named").finditer(folded, start, end):
        yield _moment(met, int(met[3]), _months()[met[1]], int(met[2]))


def _day_first(folded: str, start: int, end: int) -> Iterator[Moment]:
    """`5 January 2016`, `31st day of May, 2014`, `2 de marzo de 2019`, `12 dias do mês de abril de 2018`."""
    for met in _pattern("day-first").finditer(folded, start, end):
        yield _moment(met, int(met[3]), _months()[met[2]], int(met[1]))


def _in_words(folded: str, start: int, end: int) -> Iterator[Moment]:
    """`eleventh day of March in the year two thousand thirteen`, `ocho días del mes de marzo de dos mil catorce`."""
    for met in _pattern("in-words").finditer(folded, start, end):
        day = int(met[1]) if met[1].isdigit() else number_in_words(met[1])
        last = number_in_words(met[4]) if met[4] else 0
        year = int(met[3]) if met[3].isdigit() else 2000 + (last or 0)
        if day and last is not None:
            yield _moment(met, year, _months()[met[2]], day)


def _iso(folded: str, start: int, end: int) -> Iterator[Moment]:
    for met in _pattern("iso").finditer(folded, start, end):
        yield _moment(met, int(met[1]), int(met[2]), int(met[3]))


def _numeric(folded: str, start: int, end: int) -> Iterator[Moment]:
    """`01/05/2016` tells only the year; `11-29-17` and `31/05/2016` tell the day, as the other reading is none."""
    for met in _pattern("numeric").finditer(folded, start, end):
        first, second, year = int(met[1]), int(met[3]), int(met[4])
        if len(met[4]) == 2:
            if year > TWO_DIGITS_UNTIL:
                continue
            year += 2000
        readings = [day for day in (_day(year, first, second), _day(year, second, first)) if day]
        if readings:
            told = readings[0] if len(set(readings)) == 1 else None
            yield Moment(met.start(), met.end(), year, told, tuple(readings), _order(first, second))


def _order(first: int, second: int) -> bool | None:
    """Month first, day first, or not to be told, of the two numbers of a legal date."""
    return None if max(first, second) <= MONTHS else second > MONTHS


def _month_only(folded: str, start: int, end: int) -> Iterator[Moment]:
    """`August 2016`: the year."""
    for met in _pattern("month-only").finditer(folded, start, end):
        yield Moment(met.start(), met.end(), int(met[2]), None)


def _blank(folded: str, start: int, end: int) -> Iterator[Moment]:
    """`xx/xx/2014`: the year."""
    for met in _pattern("blank").finditer(folded, start, end):
        yield Moment(met.start(), met.end(), int(met[1]), None)


def _year_named(folded: str, start: int, end: int) -> Iterator[Moment]:
    """`For the year 2016`."""
    for met in _pattern("year-named").finditer(folded, start, end):
        yield Moment(met.start(), met.end(), int(met[1]), None)


def _moment(met: re.Match[str], year: int, month: int, day: int) -> Moment:
    return Moment(met.start(), met.end(), year, _day(year, month, day))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    months = "|".join(sorted(_months(), key=lambda word: (-len(word), word)))
    words = "|".join(sorted(_numbers(), key=lambda word: (-len(word), word)))
    number = rf"(?:{words})(?:(?:-| | y | e | and )(?:{words}))?"
    return re.compile(_WRITTEN[name].replace("MONTH", f"({months})").replace("NUMBER", f"(?:{number})"))


@cache
def _months() -> Mapping[str, int]:
    return _section("months")


@cache
def _numbers() -> Mapping[str, int]:
    return _section("numbers")


def _section(name: str) -> Mapping[str, int]:
    section = table("policy_dates")[name]
    assert isinstance(section, dict)
    return {str(word): int(value) for word, value in section.items()}
