"""Small rubrics and inputs for tests."""

from collections.abc import Mapping

import numpy as np

from portalaudit.model.capture import Scalar
from portalaudit.model.rubric import Criterion, CriterionResult, Rubric, Rule, RuleKind
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import Inputs, Pooled, PortalSeen


def share(check: str = "license_missing", **args: Scalar) -> Rule:
    return Rule("share", {"check": check, "says": "state a licence", "met": 0.9, "partly": 0.5, **args})


def rule(kind: RuleKind, *rules: Rule, **args: Scalar) -> Rule:
    return Rule(kind, args, rules)


def a_criterion(asked: Rule, **changes: object) -> Criterion:
    return Criterion(**{"id": "C1", "title": "One", "text": "One.", "rule": asked, **changes})  # type: ignore[arg-type]


def a_rubric(*criteria: Criterion, scored: bool = True) -> Rubric:
    return Rubric("r", "1", "R", scored, "weighted_mean" if scored else "none", criteria, "c", "a", "0")


def pooled(check: str = "license_missing", passed: int = 0, tested: int = 0, **more: object) -> Pooled:
    return Pooled(check, tested=tested, passed=passed, **more)  # type: ignore[arg-type]


def inputs(*checks: Pooled, own: int = 240, **more: object) -> Inputs:
    return Inputs({check.id: check for check in checks}, own, **more)  # type: ignore[arg-type]


def measured(*values: float, check: str = "dataset_overdue", **more: object) -> Pooled:
    return pooled(check, 0, len(values), measure=np.array(values, float), **more)


def graded(asked: Rule, given: Inputs, *, scored: bool = True, **changes: object) -> CriterionResult:
    return grade(a_rubric(a_criterion(asked, **changes), scored=scored), given).criteria[0]


def a_portal(entry_points: Mapping[str, str] | None = None, **more: object) -> PortalSeen:
    return PortalSeen("http://data.example.org", entry_points or {}, **more)  # type: ignore[arg-type]
