"""Aggregations of rubrics, by the name that a rubric's file gives. All arithmetic is exact until the last step."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from portalaudit.model.rubric import CriterionResult
from portalaudit.rubrics import toronto_dqs
from portalaudit.rubrics.inputs import Inputs
from portalaudit.rubrics.total import Total, exact


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


def _by_weight(results: Sequence[CriterionResult], inputs: Inputs) -> Total:
    return Total(weighted_mean(results), decided_share(results, weighted=True))


def _unscored(results: Sequence[CriterionResult], inputs: Inputs) -> Total:
    """No score: the rubric counts findings."""
    return Total(None, decided_share(results, weighted=False))


AGGREGATIONS: Mapping[str, Callable[[Sequence[CriterionResult], Inputs], Total]] = {
    "weighted_mean": _by_weight,
    "toronto_dqs": toronto_dqs.total,
    "none": _unscored,
}
"""What the core criteria come to, given what they were judged on."""


def decided_share(results: Sequence[CriterionResult], *, weighted: bool) -> float:
    """The share of the core criteria that is decided: of their weight where `weighted`, else of their number; 0 where
    there are none. Rounded to four decimals, halves to even."""
    core = [result for result in results if result.group == "core"]
    weights = [(exact(result.weight) if weighted else Fraction(1), result.finding != "undetermined") for result in core]
    total = sum((weight for weight, _ in weights), Fraction(0))
    if total == 0:
        return 0.0
    return round(10_000 * sum((weight for weight, known in weights if known), Fraction(0)) / total) / 10_000


OF_CRITERIA = frozenset({"weighted_mean", "none"})
"""Those that read nothing but the criteria."""
