"""Nights of one city for the tests of history: an audit a night, each given as what its criteria say."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.engine import Engine

from portalaudit.model.audit import Audit, CheckResult
from portalaudit.model.capture import Evidence
from portalaudit.model.rubric import CriterionResult, RubricResult
from portalaudit.store.audits import save_audit
from tests.store.examples import a_check, a_part, an_audit

SAID = {
    "met": ("met", "verified", None),
    "indicated": ("met", "indicated", None),
    "partly": ("partly", "verified", None),
    "not_met": ("not_met", "verified", None),
    "gap": ("undetermined", None, "gap"),
    "not_found": ("undetermined", None, "not_found"),
}
"""What a criterion says, by a word."""


def a_criterion(name: str, word: str, checks: Sequence[str] = ("license_missing",), cites: Sequence[str] = ()) -> CriterionResult:
    finding, strength, why = SAID[word]
    evidence = tuple(Evidence(capture, "") for capture in cites)
    return CriterionResult(name, f"About {name}", finding, strength, "because", why, checks=tuple(checks), evidence=evidence)  # type: ignore[arg-type]


def a_rubric(*criteria: CriterionResult, name: str = "wwc-v3", digest: str = "ef", score: float | None = None) -> RubricResult:
    counts = {word: sum(one.finding == word for one in criteria) for word in ("met", "partly", "not_met", "undetermined")}
    scored = score is not None
    return RubricResult(name, "1", "A rubric", digest * 32, scored, score, 0.5, counts | {"of": len(criteria)}, criteria)


def a_night(
    night: int, *criteria: CriterionResult, checks: Sequence[CheckResult] = (), digest: str = "ef", **changes: object
) -> Audit:
    """An audit so many nights after the first, graded by `wwc-v3`."""
    rubrics = (a_rubric(*criteria, digest=digest),)
    part = a_part(["d1", "d2"], *(checks or (a_check(),)))
    return replace(an_audit(f"a{night}", part, night=night), captures=(), **{"rubrics": rubrics, **changes})  # type: ignore[arg-type]


def saved(engine: Engine, *audits: Audit, documents: Mapping[str, object] | None = None) -> None:
    """Save audits in turn, each with a document that tells which captures its criteria cite."""
    for audit in audits:
        told = {
            "documents": [
                {"url": url, "kind": "open-data-policy", "capture": capture} for url, capture in (documents or {}).items()
            ],
            "rubrics": [
                {
                    "id": one.id,
                    "criteria": [{"id": c.id, "evidence": [{"capture": e.capture} for e in c.evidence]} for c in one.criteria],
                }
                for one in audit.rubrics
            ],
        }
        save_audit(engine, audit, json.dumps(told).encode())
