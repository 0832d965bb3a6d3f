"""Columns of dates: the words by which they are known, and how dates are written. The table `date_columns`, read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

from portalaudit.data.tables import rows, table, words


@dataclass(frozen=True, slots=True)
class RoleWords:
    """The phrases of one role; a word that ends in `*` stands for every word that begins so."""

    role: str
    """`update event load aside`."""
    code: str
    """What the choice is called: `period` of an update whose dates are periods that rows are about."""
    names: tuple[str, ...]
    descriptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateColumns:
    """The table; see there for the sources."""

    earliest_year: int
    """Years before it can't be true."""
    defaults: frozenset[date]
    """Days that stand for no date at all."""
    reading: Mapping[str, float]
    years: tuple[int, int]
    serials: tuple[int, int]
    epochs: tuple[int, int]
    """Years, both included, that a number must fall in to be read as a year, an Excel serial, time since 1970."""
    kinds: Mapping[str, str]
    """`date number text` by the platform's word for a type."""
    month_first: frozenset[str]
    ids: frozenset[str]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    whole: frozenset[str]
    """How names that are run together are taken apart, and words that are not."""
    says_date: tuple[str, ...]
    says_period: tuple[str, ...]
    says_no_last: tuple[str, ...]
    says_no_first: tuple[str, ...]
    roles: tuple[RoleWords, ...]
    """In the order that decides between phrases of as many words."""
    months: Mapping[str, int]
    weekdays: tuple[str, ...]
    quarters: tuple[str, ...]
    fiscal: tuple[str, ...]
    zones: Mapping[str, int]
    """Minutes east of Greenwich by name."""


@cache
def date_columns() -> DateColumns:
    """The shipped table `date_columns.toml`."""
    plausible, reading, kinds, glued = (_section(name) for name in ("plausible", "reading", "kinds", "glued"))
    says, spelt, zones = (_section(name) for name in ("says", "words", "zones"))
    months = cast(list[list[str]], spelt["months"])
    return DateColumns(
        earliest_year=int(str(plausible["earliest_year"])),
        defaults=frozenset(date.fromisoformat(day) for day in words(plausible, "defaults")),
        reading={name: float(value) for name, value in reading.items() if isinstance(value, int | float)},
        years=_range(reading, "years"),
        serials=_range(reading, "serials"),
        epochs=_range(reading, "epochs"),
        kinds={word: kind for kind in ("date", "number", "text") for word in words(kinds, kind)},
        month_first=frozenset(words(kinds, "month_first")),
        ids=frozenset(words(kinds, "ids")),
        prefixes=words(glued, "prefixes"),
        suffixes=words(glued, "suffixes"),
        whole=frozenset(words(glued, "whole")),
        says_date=words(says, "date"),
        says_period=words(says, "period"),
        says_no_last=words(says, "no_last"),
        says_no_first=words(says, "no_first"),
        roles=tuple(
            RoleWords(str(row["role"]), str(row["code"]), words(row, "names"), words(row, "descriptions"))
            for row in rows("date_columns", "role")
        ),
        months={word: number for number, month in enumerate(months, 1) for word in month},
        weekdays=words(spelt, "weekdays"),
        quarters=words(spelt, "quarters"),
        fiscal=words(spelt, "fiscal"),
        zones={name: int(str(minutes)) for name, minutes in zones.items()},
    )


def _section(name: str) -> Mapping[str, object]:
    section = table("date_columns")[name]
    assert isinstance(section, dict)
    return section


def _range(section: Mapping[str, object], name: str) -> tuple[int, int]:
    low, high = words(section, name)
    return int(low), int(high)
