"""How old data may be at their declared frequency: the shipped tables `ages.toml`, and lists that a user writes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

import numpy as np
import numpy.typing as npt

from portalaudit.data.tables import rows, table, words

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]

UNKNOWN, NOT_ASKED, NOT_COVERED = -1, -2, -3
"""Codes that are no state: frequency or age are not known; the table says nothing of data declared so; nor of their period."""
UNDECLARED = -1.0
"""In an array of declared days: no frequency. Infinity is one without a period, 0 continuous, NaN one that is not known."""
MOST_PAIRS = 40
"""Pairs of a user's own list (own choice)."""

_PAIR = re.compile(r"(\d{1,5}(?:\.\d{1,4})?)=(\d{1,5}(?:\.\d{1,4})?)")


@dataclass(frozen=True, slots=True)
class Row:
    """A period and the ages at which data of that period change their state."""

    days: float
    limits: tuple[float, ...]
    k: float | None = None
    """Toronto's factor: so many periods past the first the score is nothing."""


@dataclass(frozen=True, slots=True)
class AgeTable:
    """One table; see `ages.toml` for what its parts mean."""

    id: str
    title: str
    source: str
    states: tuple[str, ...]
    compare: tuple[str, ...]
    whole_days: bool
    rows: tuple[Row, ...] = ()
    """By period, ascending."""
    nearest: float = 1.0
    factor: float | None = None
    at_least: float = 0.0
    under_a_day: float = 1.0
    continuous: str | None = None
    aperiodic: str | None = None
    none: str | None = None


@cache
def age_tables() -> Mapping[str, AgeTable]:
    """The shipped tables by id."""
    return {found.id: found for found in map(_shipped, rows("ages", "table"))}


@lru_cache(maxsize=64)
def age_table(id_or_list: str) -> AgeTable:
    """A shipped table by id, or one's own list of periods and allowed ages in whole days: `1=4 7=13 31=40`.

    Raises:
        ValueError: it is neither.
    """
    if (found := age_tables().get(id_or_list.strip())) is not None:
        return found
    pairs = [_PAIR.fullmatch(pair) for pair in id_or_list.split()]
    if not pairs or len(pairs) > MOST_PAIRS or not all(pairs):
        raise ValueError(
            f"{id_or_list[:80]!r} is neither a table of allowed ages ({', '.join(age_tables())}) nor a list of days such as 7=13"
        )
    given = {float(pair[1]): float(pair[2]) for pair in pairs if pair}
    if len(given) < len(pairs) or 0 in given:
        raise ValueError(f"{id_or_list[:80]!r}: each period stands there once, and is more than 0 days")
    listed = tuple(Row(days, (allowed,)) for days, allowed in sorted(given.items()))
    return AgeTable(
        id_or_list, "a list of its own", "given with the rule", ("fresh", "late"), ("above",), True, listed, _nearest()
    )


def default_table() -> AgeTable:
    """The table that the checks judge by: data/thresholds.toml, section `dataset_overdue`."""
    section = cast(Mapping[str, object], table("thresholds")["dataset_overdue"])
    return age_tables()[str(section["table"])]


def rows_of(ages: AgeTable, declared_days: Floats) -> Codes:
    """The place in `ages.rows` of the row by which each declared period is asked, -1 where there is none."""
    days = np.where(declared_days == 0, 1.0, np.asarray(declared_days, np.float64))
    asked = np.isfinite(days) & (days > 0)
    places = np.full(len(days), -1, np.int32)
    if not ages.rows or not asked.any():
        return places
    periods = np.array([row.days for row in ages.rows])
    apart = np.abs(np.log(np.maximum(days[asked], 1.0))[:, None] - np.log(periods)[None, :])
    closest = apart.argmin(axis=1)
    near = apart[np.arange(len(closest)), closest] <= np.log(ages.nearest) + 1e-9
    places[asked] = np.where(near, closest, -1)
    return places


def limits_of(ages: AgeTable, declared_days: Floats) -> Floats:
    """Ages in days at which each state after the first begins: one line a declared period, NaN where the table has none."""
    days = np.where(declared_days == 0, 1.0 if ages.rows else 0.0, np.asarray(declared_days, np.float64))
    limits = np.full((len(days), len(ages.compare)), np.nan)
    if ages.factor is not None:
        asked = np.isfinite(days) & (days >= 0)
        period = days[asked]
        longer = np.maximum(np.ceil(period * ages.factor), np.ceil(period) + ages.at_least)
        limits[asked] = np.where(period < 1, ages.under_a_day, longer)[:, None]
        return limits
    places = rows_of(ages, days)
    known = places >= 0
    limits[known] = np.array([row.limits for row in ages.rows])[places[known]] if known.any() else limits[known]
    return limits


def allowed_days(ages: AgeTable, declared_days: Floats) -> Floats:
    """The greatest age in whole days at which data of each declared period are still in the table's first state."""
    first = limits_of(ages, declared_days)[:, 0]
    return np.floor(first) if ages.compare[0] == "above" else np.ceil(first) - 1


def states(ages: AgeTable, declared_days: Floats, age: Floats) -> Codes:
    """The state of data by the table: its place in `ages.states`, or UNKNOWN, NOT_ASKED, NOT_COVERED.

    Args:
        ages: the table.
        declared_days: infinity for a frequency without a period, 0 for continuous, UNDECLARED for none, NaN where not known.
        age: days, NaN where not known; of the same length.
    """
    declared, old = np.asarray(declared_days, np.float64), np.asarray(age, np.float64)
    limits = limits_of(ages, declared)
    if ages.whole_days:
        old = np.floor(old)
    reached = [old > limit if how == "above" else old >= limit for how, limit in zip(ages.compare, limits.T, strict=True)]
    codes: Codes = np.array(reached).sum(axis=0).astype(np.int32)
    codes[np.isnan(old)] = UNKNOWN
    codes[np.isnan(limits).any(axis=1)] = NOT_COVERED
    if ages.continuous is not None:
        codes[declared == 0] = _code(ages, ages.continuous)
    codes[np.isposinf(declared)] = _code(ages, ages.aperiodic)
    codes[declared < 0] = _code(ages, ages.none)
    codes[np.isnan(declared)] = UNKNOWN
    return codes


def _code(ages: AgeTable, state: str | None) -> int:
    return NOT_ASKED if state is None else ages.states.index(state)


def _nearest() -> float:
    return float(cast(float, table("ages")["nearest"]))


def _shipped(row: Mapping[str, object]) -> AgeTable:
    def number(name: str, default: float) -> float:
        return float(cast(float, row.get(name, default)))

    listed = cast(list[Mapping[str, object]], row.get("rows", []))
    return AgeTable(
        id=str(row["id"]),
        title=str(row["title"]),
        source=str(row["source"]),
        states=words(row, "states"),
        compare=words(row, "compare"),
        whole_days=row["whole_days"] is True,
        rows=tuple(sorted(map(_row, listed), key=lambda one: one.days)),
        nearest=_nearest(),
        factor=number("factor", 0.0) or None,
        at_least=number("at_least", 0.0),
        under_a_day=number("under_a_day", 1.0),
        **{name: cast(str | None, row.get(name)) for name in ("continuous", "aperiodic", "none")},
    )


def _row(given: Mapping[str, object]) -> Row:
    days = float(cast(float, given["days"]))
    if "k" in given:
        k = float(cast(float, given["k"]))
        return Row(days, (days, days * (1 + k)), k)
    return Row(days, tuple(float(limit) for limit in cast(list[float], given["limits"])))
