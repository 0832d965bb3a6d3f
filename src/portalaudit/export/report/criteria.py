"""Rubrics and their criteria, sorted for the first page: what stands, what does not, what could not be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from portalaudit.model.audit import Audit
from portalaudit.model.capture import Gap
from portalaudit.model.rubric import CriterionResult, RubricResult


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the first page."""

    rubric: RubricResult
    criterion: CriterionResult


@dataclass(frozen=True, slots=True)
class Points:
    stands: tuple[Point, ...]
    lacks: tuple[Point, ...]
    """Not met first, then partly met."""
    unseen: tuple[Point, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A score and the share that is decided, never one without the other. All in points of 100."""

    rubric: RubricResult
    earned: float
    missed: float
    undecided: float


def points(audit: Audit, leading: Score | None) -> Points:
    """Core criteria by what was found, rubrics in the audit's order, and the gaps of all portals.

    Of the scored rubrics only the leading one speaks here: a second one asks the same of the same fields again.
    """
    rubrics = [rubric for rubric in audit.rubrics if not rubric.scored or leading is None or rubric.id == leading.rubric.id]
    every = [Point(rubric, criterion) for rubric in rubrics for criterion in rubric.criteria if criterion.group == "core"]
    by = {
        word: [point for point in every if point.criterion.finding == word]
        for word in ("met", "not_met", "partly", "undetermined")
    }
    return Points(tuple(by["met"]), tuple(by["not_met"] + by["partly"]), tuple(by["undetermined"]), gaps(audit))


def gaps(audit: Audit) -> tuple[Gap, ...]:
    """Gaps of all portals, each once."""
    return tuple(dict.fromkeys(gap for portal in audit.portals for gap in portal.snapshot.gaps))


def score(rubrics: Sequence[RubricResult]) -> Score | None:
    """The score that leads the page: `portal-health`, else the first rubric that has one."""
    scored = sorted((r for r in rubrics if r.scored and r.score is not None), key=lambda r: r.id != "portal-health")
    if not scored or scored[0].score is None:
        return None
    decided = min(max(scored[0].decided, 0.0), 1.0) * 100
    earned = scored[0].score / 100 * decided
    return Score(scored[0], earned, decided - earned, 100 - decided)


def parted(rubric: RubricResult) -> tuple[tuple[CriterionResult, ...], tuple[CriterionResult, ...]]:
    """Core criteria and neighbours."""
    core = tuple(c for c in rubric.criteria if c.group == "core")
    return core, tuple(c for c in rubric.criteria if c.group != "core")
