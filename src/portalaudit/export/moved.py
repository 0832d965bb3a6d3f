"""A stored audit's criteria beside those of today, as JSON values of an audit's document."""

from portalaudit.model.audit import Audit
from portalaudit.model.moved import CheckMoved, Counts, CriterionMoved, RubricMoved, Standing, Total

Json = dict[str, object]


def moved(audit: Audit) -> Json:
    """`{"moved": […]}`, one entry a rubric; no key where nothing differs from then, or nothing was laid beside."""
    return {"moved": [_rubric(rubric) for rubric in audit.moved]} if audit.moved else {}


def _rubric(rubric: RubricMoved) -> Json:
    return {
        "rubric": rubric.id,
        "title": rubric.title,
        "scored": rubric.scored,
        "then": None if rubric.then is None else _total(rubric.then),
        "now": _total(rubric.now),
        "steps": [{"new": list(step.new), **_total(step.total)} for step in rubric.steps],
        "criteria": [_criterion(criterion) for criterion in rubric.criteria],
    }


def _total(total: Total) -> Json:
    counts = {word: total.counts.get(word, 0) for word in ("met", "partly", "not_met", "undetermined", "of")}
    return {
        "score": total.score, "decided": total.decided, "counts": counts, "version": total.version, "digest": total.digest,
    }  # fmt: skip


def _criterion(criterion: CriterionMoved) -> Json:
    return {
        "id": criterion.id,
        "title": criterion.title,
        "moved": criterion.moved,
        "aspects": list(criterion.aspects),
        "by": list(criterion.by),
        "together": criterion.together,
        "then": None if criterion.then is None else _standing(criterion.then),
        "now": None if criterion.now is None else _standing(criterion.now),
        "steps": [{"new": list(step.new), **_standing(step.standing)} for step in criterion.steps],
        "checks": [_check(check) for check in criterion.checks],
    }


def _standing(standing: Standing) -> Json:
    return {
        "finding": standing.finding,
        "strength": standing.strength,
        "why": standing.why,
        "value": standing.value,
        "because": standing.because,
        **({"states": dict(standing.states)} if standing.states else {}),
    }


def _check(check: CheckMoved) -> Json:
    return {
        "id": check.id,
        "then": None if check.then is None else _counts(check.then),
        "now": None if check.now is None else _counts(check.now),
    }


def _counts(counts: Counts) -> Json:
    return {
        "versions": list(counts.versions),
        "tested": counts.tested,
        "passed": counts.passed,
        "failed": counts.failed,
        "not_observed": counts.not_observed,
        "outcomes": list(counts.outcomes),
    }
