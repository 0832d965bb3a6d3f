"""What an aggregation says of a rubric as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

_LARGEST = 10**9
"""Denominators up to here are recovered exactly from a float share (no catalogue has more datasets)."""


@dataclass(frozen=True, slots=True)
class Total:
    """A rubric's score, and how much of it is known."""

    score: float | None
    """0 to 100; None where nothing is decided or nothing is to be scored."""
    decided: float
    """Share of the weight that is decided, 0 to 1."""
    states: Mapping[str, int] = field(default_factory=dict)
    """How many datasets have which grade, where each is graded by itself."""


def exact(value: float) -> Fraction:
    """The ratio that a share was made of: `47 / 240` gives 47/240 again, and 0.1 gives 1/10."""
    return Fraction(value).limit_denominator(_LARGEST)
