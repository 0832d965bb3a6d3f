"""Grading: a rubric and what was seen in, findings and (in scored rubrics only) a score out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from portalaudit.errors import RubricError
from portalaudit.model.capture import Evidence
from portalaudit.model.rubric import Criterion, CriterionResult, Rubric, RubricResult
from portalaudit.model.speaking import english
from portalaudit.model.telling import Text, clause
from portalaudit.rubrics import wording
from portalaudit.rubrics.aggregate import AGGREGATIONS
from portalaudit.rubrics.evaluate import read
from portalaudit.rubrics.inputs import Inputs
from portalaudit.rubrics.readings import STEPS, Rank, Reading, capped
from portalaudit.rubrics.submitted import with_submitted

EXAMPLES = 5
"""Pieces of evidence a criterion (own choice, as many as a check's examples)."""

_ASK_ACCESS = "Access to the parts of the portal that could not be read"


def grade(rubric: Rubric, inputs: Inputs) -> RubricResult:
    """Bring what was seen to the criteria of a rubric.

    score = 100 · Σ weight · value / Σ weight over what is decided, one decimal, halves to even; None where nothing is
    decided, where there is not one dataset to score, or where the rubric is not meant to be scored.
    decided = Σ weight decided / Σ weight over the core criteria, each counting one where nothing is scored; of a rubric whose
    aggregation scores each dataset, over the datasets. Counts are of core criteria; neighbours stand apart.

    Raises:
        RubricError: the rubric was made by hand and its rules, prerequisites or aggregation don't hold together.
    """
    readings = {c.id: with_submitted(read(c.rule, inputs), rubric.id, c.id, inputs.governance) for c in rubric.criteria}
    readings = _with_requirements(rubric, readings)
    results = tuple(_result(criterion, readings[criterion.id], rubric, inputs) for criterion in rubric.criteria)
    core = [result for result in results if result.group == "core"]
    if rubric.aggregation not in AGGREGATIONS:
        raise RubricError(f"rubric {rubric.id}: no aggregation is called {rubric.aggregation!r}")
    total = AGGREGATIONS[rubric.aggregation](core, inputs)
    return RubricResult(
        id=rubric.id,
        version=rubric.version,
        title=rubric.title,
        digest=rubric.digest,
        scored=rubric.scored,
        score=total.score if rubric.scored and inputs.own_datasets else None,
        decided=total.decided,
        counts=counts_of(core),
        criteria=results,
        states=total.states,
    )


def counts_of(core: Sequence[CriterionResult]) -> dict[str, int]:
    """How many core criteria there are of each finding."""
    found = Counter(result.finding for result in core)
    counts = {word: found[word] for word in ("met", "partly", "not_met", "undetermined")}
    return {**counts, "of": len(core)}


def _with_requirements(rubric: Rubric, readings: dict[str, Reading]) -> dict[str, Reading]:
    """Hold every criterion to those that it requires: without them it is partly met at most."""
    titles = {criterion.id: criterion.title for criterion in rubric.criteria}
    for criterion in in_order(rubric):
        for name in criterion.requires:
            readings[criterion.id] = _held(readings[criterion.id], readings[name], name, titles[name])
    return readings


def _held(reading: Reading, required: Reading, name: str, title: str) -> Reading:
    if required.low == Rank.MET or reading.high < Rank.MET:
        return reading
    held = capped(reading, Rank.PARTLY)
    low, high = held.low, held.high if required.high < Rank.MET else reading.high
    state = "requires_not_met" if required.high < Rank.MET else "requires_undetermined"
    requires = wording.marked(wording.said(clause(state, criterion=name, title=Text(title))), short=True)
    because = wording.joined((reading.because, requires))
    value = held.value if low == high else reading.value
    return replace(reading, low=low, high=high, because=because, value=value, why=reading.why or required.why)


def in_order(rubric: Rubric) -> list[Criterion]:
    """The criteria, each after those that it requires.

    Raises:
        RubricError: a required criterion is missing, or criteria require each other.
    """
    by_id = {criterion.id: criterion for criterion in rubric.criteria}
    done: dict[str, Criterion] = {}
    waiting = list(rubric.criteria)
    while waiting:
        ready = [criterion for criterion in waiting if all(name in done for name in criterion.requires)]
        if not ready:
            first = waiting[0]
            missing = [name for name in first.requires if name not in by_id]
            problem = f"requires {missing[0]}, which is no criterion" if missing else "requires itself by way of others"
            raise RubricError(f"rubric {rubric.id}, criterion {first.id}: {problem}")
        done.update((criterion.id, criterion) for criterion in ready)
        waiting = [criterion for criterion in waiting if criterion.id not in done]
    return list(done.values())


def _result(criterion: Criterion, reading: Reading, rubric: Rubric, inputs: Inputs) -> CriterionResult:
    decided = reading.decided
    value = reading.value if reading.value is not None else STEPS[reading.low]
    because = reading.because or wording.said(clause("nothing"))
    return CriterionResult(
        id=criterion.id,
        title=criterion.title,
        finding=reading.low.word if decided else "undetermined",
        strength=(reading.strength or criterion.strength) if decided else None,
        because=english(because),
        why=None if decided else reading.why or "gap",
        ask_for=None if decided else criterion.ask_for or (_ASK_ACCESS if any(p.gaps for p in inputs.portals) else None),
        checks=reading.checks,
        evidence=_evidence(reading, inputs),
        value=value if decided and rubric.scored else None,
        weight=criterion.weight,
        group=criterion.group,
        known=criterion.known,
        states=reading.states,
        said=because,
    )


def _evidence(reading: Reading, inputs: Inputs) -> tuple[Evidence, ...]:
    """Up to five places: the rule's own, then examples of its checks by turns; where nothing failed, the captures that the
    catalogue was read from; where nothing was seen, those that show the gap."""
    examples = [list(inputs.examples(check)) for check in reading.checks]
    turns = [row[turn] for turn in range(EXAMPLES) for row in examples if turn < len(row)]
    found = [*reading.evidence, *turns]
    if not found and not reading.decided:
        found = [Evidence(gap.capture, "") for portal in inputs.portals for gap in portal.gaps if gap.capture]
    if not found and reading.decided:
        found = [Evidence(capture, "") for portal in inputs.portals for _, capture in sorted(portal.entry_points.items())]
    return tuple(dict.fromkeys(found))[:EXAMPLES]
