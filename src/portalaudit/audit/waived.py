"""The score that `--fail-under` looks at: without the findings that people waived. The machine's own stands beside it."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from portalaudit.data.ages import UNDECLARED
from portalaudit.model.assessment import Annotation
from portalaudit.model.audit import Audit, CheckResult, PortalAudit
from portalaudit.model.counting import Mask, own_datasets
from portalaudit.model.freshness import DECLARED_DAYS
from portalaudit.model.rubric import Rubric
from portalaudit.model.subject import PORTAL, FindingKey
from portalaudit.model.texts import short
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import gather


@dataclass(frozen=True, slots=True)
class Waived:
    """A rubric graded as if the waived findings did not apply."""

    rubric: str
    findings: int
    """Of this audit's findings, how many are waived."""
    score: float | None
    decided: float


def without_waived(audit: Audit, waivers: Sequence[Annotation], rubric: Rubric) -> Waived | None:
    """The rubric graded without the waived findings: a dataset that fails is then one that the check does not apply to.

    None where no finding of the audit is waived. Findings of views, federated and vendor's assets count for no score, and are not
    counted here.
    """
    keys = {one.key for one in waivers if one.waive}
    portals, taken = [], 0
    for portal in audit.portals:
        own = own_datasets(portal.snapshot, portal.ownership)
        found = [_check(portal, check, own, _subjects(keys, portal, check)) for check in portal.checks]
        portals.append(replace(portal, checks=tuple(check for check, _ in found)))
        taken += sum(count for _, count in found)
    if not taken:
        return None
    graded = grade(rubric, gather(portals, registered=audit.target.city is not None, governance=audit.governance))
    return Waived(graded.id, taken, graded.score, graded.decided)


def _subjects(keys: AbstractSet[FindingKey], portal: PortalAudit, check: CheckResult) -> frozenset[str]:
    """What of this portal is waived of this check."""
    here = short(portal.snapshot.portal.url)
    return frozenset(subject for url, name, subject in keys if (url, name) == (here, check.id))


def _check(portal: PortalAudit, check: CheckResult, own: Mask, subjects: frozenset[str]) -> tuple[CheckResult, int]:
    """The check's result without what is waived, and how many that was."""
    if not subjects:
        return check, 0
    if check.outcome is not None:
        if check.outcome != "fail" or PORTAL not in subjects:
            return check, 0
        changes = {"tested": 0, "passed": 0, "failed": 0, "not_applicable": 1, "findings": (), "reasons": {}}
        return replace(check, outcome="not_applicable", **changes), 1  # type: ignore[arg-type]
    named = portal.snapshot.datasets["id"].to_numpy(dtype=object)[check.failing]
    chosen = np.fromiter((short(str(name)) in subjects for name in named), np.bool_, len(named))
    waived = int(own[check.failing[chosen]].sum())
    return (_without(check, own, chosen, waived), waived) if waived else (check, 0)


def _without(check: CheckResult, own: Mask, chosen: Mask, waived: int) -> CheckResult:
    rows = check.failing[chosen]
    place = np.cumsum(own) - 1
    at = place[rows[own[rows]]]
    gone = Counter(reason for reason, take in zip(check.failing_reasons, chosen & own[check.failing], strict=True) if take)
    return replace(
        check,
        tested=check.tested - waived,
        failed=check.failed - waived,
        not_applicable=check.not_applicable + waived,
        reasons={reason: count - gone[reason] for reason, count in check.reasons.items() if count > gone[reason]},
        failing=check.failing[~chosen],
        failing_reasons=[reason for reason, take in zip(check.failing_reasons, chosen, strict=True) if not take],
        measure=None if check.measure is None else _cleared(check.measure, at, np.nan),
        # Rules on freshness read the measures: of what declares nothing, nothing is late.
        measures={
            name: _cleared(values, at, UNDECLARED if name == DECLARED_DAYS else np.nan) for name, values in check.measures.items()
        },
    )


def _cleared(values: npt.NDArray[np.float64], at: npt.NDArray[np.int64], value: float) -> npt.NDArray[np.float64]:
    made = values.copy()
    made[at] = value
    return made
