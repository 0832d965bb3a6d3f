"""A stored audit beside the same audit judged again: each criterion then and now, and what moved it.

Between then and now one or several things are new, each a `Cause`. Every combination of old and new that can still be judged
is judged (`Step`); a criterion is moved by what changes it alone, or by several things together where none does alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portalaudit.model.rubric import FindingWord, Strength, Why

Cause = Literal["data", "reading", "city-record", "checks", "grading", "rubric", "unrecorded"]
"""What is new now.

data: the archive no longer holds all that was read then (reread only). reading: the archive is read otherwise (reread only).
city-record: the city's record. checks: what judges, by the software's version or a check's own. grading: how rubrics are
graded, where the counts of then are enough to tell. rubric: the rubric's file. unrecorded: none of these, and yet another
result: software or one of its parts was changed without another version."""

CAUSES: tuple[Cause, ...] = ("data", "reading", "city-record", "checks", "grading", "rubric", "unrecorded")
"""In the order in which they are told."""

Aspect = Literal["finding", "strength", "value", "why", "states"]
ASPECTS: tuple[Aspect, ...] = ("finding", "strength", "value", "why", "states")
"""What of a criterion may move, what matters most first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a criterion stands."""

    finding: FindingWord
    strength: Strength | None = None
    why: Why | None = None
    value: float | None = None
    """Six decimals, as documents have it."""
    states: Mapping[str, int] = field(default_factory=dict)
    because: str = ""
    """For people: another wording is no movement."""


@dataclass(frozen=True, slots=True)
class Step:
    """How a criterion stands where only these things are new."""

    new: tuple[Cause, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Counts:
    """A check over all portals: counts of own datasets; of a portal check one outcome a portal."""

    versions: tuple[int, ...]
    """Of the check; none where the stored document doesn't tell."""
    tested: int
    passed: int
    failed: int
    not_observed: int
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckMoved:
    """A check of the criterion that says something else than then; None where it did not run."""

    id: str
    then: Counts | None
    now: Counts | None


@dataclass(frozen=True, slots=True)
class CriterionMoved:
    """One criterion, moved or not."""

    id: str
    title: str
    then: Standing | None
    """None where the rubric of then did not have it."""
    now: Standing | None
    """None where the rubric of now does not have it."""
    aspects: tuple[Aspect, ...] = ()
    """What moved; empty where it stands as it did."""
    by: tuple[Cause, ...] = ()
    """What moved the first of `aspects`; where it stands as it did, what cancels out."""
    together: bool = False
    """Nothing in `by` moves it alone, or it can no longer be told which does."""
    steps: tuple[Step, ...] = ()
    """What lies between then and now, as far as it can be judged; empty where nothing of it differs from then."""
    checks: tuple[CheckMoved, ...] = ()

    @property
    def moved(self) -> bool:
        """True where it stands otherwise than then."""
        return bool(self.aspects) or (self.then is None) != (self.now is None)


@dataclass(frozen=True, slots=True)
class Total:
    """What a rubric came to."""

    score: float | None
    decided: float
    counts: Mapping[str, int]
    version: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class TotalStep:
    """What it comes to where only these things are new."""

    new: tuple[Cause, ...]
    total: Total


@dataclass(frozen=True, slots=True)
class RubricMoved:
    """One rubric then and now."""

    id: str
    title: str
    scored: bool
    then: Total | None
    """None where the audit was not graded by it: then there is nothing to lay beside, and no criteria."""
    now: Total
    steps: tuple[TotalStep, ...] = ()
    criteria: tuple[CriterionMoved, ...] = ()
    """In the order of the rubric of now; behind them those that only the one of then has."""
