"""Aggregations of scored rubrics, by the name that a rubric's file gives. All arithmetic is exact until the last step."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from portalaudit.model.rubric import CriterionResult

_LARGEST = 10**9
"""Denominators up to here are recovered exactly from a float share (no catalogue has more datasets)."""


def exact(value: float) -> Fraction:
    """The ratio that a share was made of: `47 / 240` gives 47/240 again, and 0.1 gives 1/10."""
    return Fraction(value).limit_denominator(_LARGEST)


def weighted_mean(results: Sequence[CriterionResult]) -> float | None:
    """100 · Σ weight · value / Σ weight over the decided criteria; None where none is decided or has weight.

    Rounded once, at the end, to one decimal, halves to the even digit, from exact ratios (so that 0.25 of a tenth does
    not depend on binary floats).
    """
    decided = [(exact(result.weight), exact(result.value)) for result in results if result.value is not None]
    total = sum((weight for weight, _ in decided), Fraction(0))
    if total == 0:
        return None
    earned = sum((weight * value for weight, value in decided), Fraction(0))
    return round(1000 * earned / total) / 10


def unscored(results: Sequence[CriterionResult]) -> float | None:
    """No score: the rubric counts findings."""
    return None


AGGREGATIONS: Mapping[str, Callable[[Sequence[CriterionResult]], float | None]] = {
    "weighted_mean": weighted_mean,
    "none": unscored,
}


def decided_share(results: Sequence[CriterionResult], *, weighted: bool) -> float:
    """The share of the core criteria that is decided: of their weight where `weighted`, else of their number; 0 where
    there are none. Rounded to four decimals, halves to even."""
    core = [result for result in results if result.group == "core"]
    weights = [(exact(result.weight) if weighted else Fraction(1), result.finding != "undetermined") for result in core]
    total = sum((weight for weight, _ in weights), Fraction(0))
    if total == 0:
        return 0.0
    return round(10_000 * sum((weight for weight, known in weights if known), Fraction(0)) / total) / 10_000
