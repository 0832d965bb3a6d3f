"""From snapshots to an audit: ownership, checks, rubrics. Nothing here asks anything of anyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portalaudit import __version__
from portalaudit.audit.judge import EXAMPLES, judge
from portalaudit.audit.ownership import ownership
from portalaudit.model.audit import Audit, CheckResult, PortalAudit, Target
from portalaudit.model.capture import Event, Traffic
from portalaudit.model.check import Check
from portalaudit.model.rubric import Rubric, RubricResult
from portalaudit.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Seen:
    """One portal as it was read."""

    snapshot: Snapshot
    digest: str
    traffic: Traffic


def judged(
    audit_id: str,
    taken_at: datetime,
    target: Target,
    seen: Sequence[Seen],
    checks: Sequence[Check],
    rubrics: Sequence[Rubric],
    *,
    complete: bool = True,
    examples: int | None = EXAMPLES,
    events: tuple[Event, ...] = (),
    causes: tuple[str, ...] = (),
) -> Audit:
    """Judge snapshots as a city's and grade them."""
    portals = []
    for portal in seen:
        whose = ownership(portal.snapshot, target.city)
        results = judge(portal.snapshot, whose, checks, examples)
        portals.append(PortalAudit(portal.snapshot, portal.digest, whose, results, portal.traffic))
    graded = tuple(grade_all(rubrics, target, portals))
    return Audit(audit_id, taken_at, complete, __version__, target, tuple(portals), graded, events, (), causes)


def grade_all(rubrics: Sequence[Rubric], target: Target, portals: Sequence[PortalAudit]) -> list[RubricResult]:
    raise NotImplementedError


__all__ = ["CheckResult", "Mapping"]
