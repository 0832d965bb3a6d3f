"""Toronto's data quality score: what checks measured of each dataset becomes five dimensions, a score and a grade.

Points, weights and grades are data/toronto_dqs.toml. All arithmetic is exact until the last step: the published scores are
rounded from exact decimals, halves to even, and binary floats miss 41 of 255 of them.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, cast

import numpy as np

from portalaudit.data.tables import table
from portalaudit.model.rubric import CriterionResult
from portalaudit.rubrics.inputs import Inputs
from portalaudit.rubrics.total import Total, exact

Store = Literal["datastore", "filestore"]
"""Rows that can be queried, or files alone."""
Values = Mapping[str, Fraction | None]

READ: Mapping[str, tuple[tuple[str, str], ...]] = {
    "metadata": (("metadata_incomplete", "fields"), ("columns_undescribed", "described")),
    "freshness": (("dataset_overdue", "declared_days"), ("dataset_overdue", "age_data_modified")),
    "accessibility": (("keywords_missing", "stated"), ("pipeline_untold", "told"), ("rows_unqueryable", "loadable")),
    "completeness": (("values_missing", "filled"),),
    "usability": (("column_names_cryptic", "clear"), ("columns_constant", "varying")),
}
"""Check and measure that each dimension is read from."""
_STORE = ("rows_unqueryable", "queryable")
_READ = (_STORE, *(pair for pairs in READ.values() for pair in pairs))
_APERIODIC, _CONTINUOUS = math.inf, 0.0
"""Declared days of a frequency without a period and of a continuous one; below zero none is declared, NaN is not known."""
UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Quality:
    """What is known of one dataset, or of one resource."""

    store: Store | None
    """None where nobody tells."""
    values: Values
    """By dimension, from 0 to 1; None where it was not observed."""

    @property
    def weights(self) -> Mapping[str, Fraction]:
        """What each dimension weighs; those that don't apply are not there, and none where the store is not known."""
        return _weights(self.store) if self.store else {}

    def known(self, among: Collection[str] = tuple(READ)) -> dict[str, Fraction]:
        """Values of the dimensions that count and were observed."""
        return {name: value for name in self.weights if name in among and (value := self.values.get(name)) is not None}

    def earned(self, among: Collection[str] = tuple(READ)) -> tuple[Fraction, Fraction]:
        """Σ weight · value, and Σ weight, over what is known."""
        pairs = [(self.weights[name], value) for name, value in self.known(among).items()]
        return sum((weight * value for weight, value in pairs), Fraction()), sum((weight for weight, _ in pairs), Fraction())

    @property
    def score(self) -> Fraction | None:
        """From 0 to 1, over what is known; None where nothing is."""
        earned, weight = self.earned()
        return earned / weight if weight else None

    @property
    def grade(self) -> str | None:
        """The grade that it has however what is not known turns out; None where that decides."""
        earned, weight = self.earned()
        low, high = grade_of(earned), grade_of(earned + 1 - weight)
        return low if self.store and low == high else None


def rounded(score: Fraction) -> float:
    """A score as it is published: three places, halves to the even digit."""
    return float(round(score, 3))


def grade_of(score: Fraction) -> str:
    """The grade of a score from 0 to 1; a bound belongs to the grade below it."""
    return next((name for limit, name in _grades() if score <= limit), _grades()[-1][1])


def qualities(inputs: Inputs) -> list[Quality]:
    """What is known of every own dataset, in the order of the measures."""
    columns = [_measure(inputs, check, name) for check, name in _READ]
    longest = max((len(column) for column in columns), default=0)
    whole = [column if len(column) == longest else [math.nan] * longest for column in columns]
    return [_quality(tuple(None if value != value else value for value in row)) for row in zip(*whole, strict=True)]


def measured(dimension: str, inputs: Inputs) -> tuple[list[float], int]:
    """The values of a dimension where it was observed, and of how many datasets that it may apply to it was not."""
    asked = [found.values.get(dimension) for found in qualities(inputs) if found.store is None or dimension in found.weights]
    values = [float(value) for value in asked if value is not None]
    return values, len(asked) - len(values)


def total(results: Sequence[CriterionResult], inputs: Inputs) -> Total:
    """100 · Σ weight · value / Σ weight over datasets and the dimensions whose criterion is decided, one decimal, halves to even;
    with all decided that is the mean of the datasets' scores. States are the grades, `undecided` where what was not observed
    would decide."""
    return total_of(qualities(inputs), [result.id for result in results if result.value is not None])


def total_of(found: Sequence[Quality], among: Collection[str] = tuple(READ)) -> Total:
    """The same of datasets or resources at hand."""
    earned = weight = Fraction()
    counts: Counter[str] = Counter()
    often = Counter(map(id, found))
    for one in {id(one): one for one in found}.values():
        times = often[id(one)]
        its_earned, its_weight = one.earned(among)
        earned, weight = earned + times * its_earned, weight + times * its_weight
        counts[one.grade or UNDECIDED] += times
    score = round(1000 * earned / weight) / 10 if weight else None
    decided = round(10_000 * weight / len(found)) / 10_000 if found else 0.0
    return Total(score, decided, {name: counts[name] for name in (*reversed(_section("grades")), UNDECIDED)})


def _measure(inputs: Inputs, check: str, name: str) -> Sequence[float]:
    pooled = inputs.checks.get(check)
    values = None if pooled is None else pooled.measures.get(name)
    if values is None:
        return []
    # Ages are cut to whole days here, so that datasets of one day are alike.
    whole = np.floor(values) if (check, name) == READ["freshness"][1] else values
    return cast(list[float], whole.tolist())


@lru_cache(maxsize=65_536)
def _quality(measures: tuple[float | None, ...]) -> Quality:
    """Of one dataset's measures, in the order of _READ; datasets that measure alike are one and the same object."""
    row = dict(zip(_READ, measures, strict=True))
    queryable = row[_STORE]
    store: Store | None = None if queryable is None else "datastore" if queryable else "filestore"
    values = {name: _DIMENSIONS[name](store, *(row[pair] for pair in pairs)) for name, pairs in READ.items()}
    return Quality(store, values)


def _metadata(store: Store | None, fields: float | None, described: float | None) -> Fraction | None:
    if store == "filestore":
        return None if fields is None else exact(fields)
    return _mean(fields, described)


def freshness(declared_days: float | None, age: float | None) -> Fraction | None:
    """What is left of freshness at an age in days, by the declared period; None where either is not known. Without a declared
    frequency, or with one that the table lacks, age alone decides."""
    told = _section("freshness")
    if declared_days == _CONTINUOUS:
        return Fraction(1)
    if declared_days is None or age is None:
        return None
    days = Fraction(math.floor(age))
    gone = exact(told["gone_days"])
    by_age = Fraction(1) if days <= told["old_days"] else max(Fraction(0), 1 - (days / gone) ** 2)
    if declared_days == _APERIODIC:
        return (1 + by_age) / 2
    rate = _rate(declared_days)
    if rate is None:
        return by_age
    period, k = rate
    past = max(Fraction(0), (days - period) / period)
    return (max(Fraction(0), 1 - (past / k) ** 2) + by_age) / 2


def _rate(declared_days: float) -> tuple[Fraction, Fraction] | None:
    """P and k of a declared period."""
    if declared_days < 0:
        return None
    days, nearest = max(1.0, declared_days), _section("freshness")["nearest"]
    rates = cast(list[dict[str, float]], cast(dict[str, object], table("toronto_dqs")["freshness"])["rate"])
    near = (rate for rate in rates if max(days, rate["P"]) <= nearest * min(days, rate["P"]))
    return next(((exact(rate["P"]), exact(rate["k"])) for rate in near), None)


def _freshness(store: Store | None, declared_days: float | None, age: float | None) -> Fraction | None:
    return freshness(declared_days, age)


def _accessibility(store: Store | None, stated: float | None, told: float | None, loadable: float | None) -> Fraction | None:
    points = {name: exact(value) for name, value in _section("accessibility").items()}
    if store == "filestore" and loadable == 1:
        return Fraction(0)
    if store is None or stated is None or told is None or (store == "filestore" and loadable is None):
        return None
    keywords = points["keywords"] if stated else points["no_keywords"]
    return (keywords + points["no_job"] + (points[f"job_{store}"] - points["no_job"]) * exact(told)) / 2


def _completeness(store: Store | None, filled: float | None) -> Fraction | None:
    if filled is None:
        return None
    share = exact(filled)
    return Fraction(1) if 1 - share < exact(_section("completeness")["forgiven"]) else share


def _usability(store: Store | None, clear: float | None, varying: float | None) -> Fraction | None:
    return _mean(None if clear is None else clear if clear <= _section("usability")["unclear"] else 1.0, varying)


def _mean(*parts: float | None) -> Fraction | None:
    known = [exact(part) for part in parts if part is not None]
    return sum(known, Fraction()) / len(parts) if len(known) == len(parts) else None


_DIMENSIONS: Mapping[str, Callable[..., Fraction | None]] = {
    "metadata": _metadata,
    "freshness": _freshness,
    "accessibility": _accessibility,
    "completeness": _completeness,
    "usability": _usability,
}


def _section(name: str) -> dict[str, float]:
    return cast(dict[str, float], table("toronto_dqs")[name])


@cache
def _grades() -> tuple[tuple[Fraction, str], ...]:
    return tuple(sorted((exact(limit), name) for name, limit in _section("grades").items()))


@cache
def _weights(store: Store) -> Mapping[str, Fraction]:
    weights = cast(dict[str, dict[str, float]], table("toronto_dqs")["weights"])[store]
    return {name: exact(weight) for name, weight in weights.items()}
