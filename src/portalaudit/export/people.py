"""What people said, as an audit's document shows it: the key `people`, there only where anybody said anything.

The machine's results stand as they were saved; nothing of this moves them.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from portalaudit.export.moments import iso
from portalaudit.model.assessment import Annotation, Assessment, Decision, last_annotations, standing_decisions

Json = dict[str, object]


def people(said: Assessment, taken_at: datetime, waived: Mapping[str, object] | None = None) -> Json:
    """The decisions that stand and the last annotation of each finding, in their order; empty where nobody said anything.

    Args:
        taken_at: the audit's moment: an annotation holds where it had not run out then.
        waived: a rubric's score without the findings that are waived: `rubric findings score decided`.
    """
    if not said and not waived:
        return {}
    earlier = Counter((one.rubric, one.criterion) for one in said.decisions)
    told: Json = {
        "decisions": [_decision(one, earlier[one.rubric, one.criterion] - 1) for one in standing_decisions(said.decisions)],
        "annotations": [_annotation(one, taken_at) for one in last_annotations(said.annotations)],
    }
    return {"people": {**told, "waived": dict(waived)} if waived else told}


def _decision(one: Decision, earlier: int) -> Json:
    return {
        "rubric": one.rubric,
        "criterion": one.criterion,
        "finding": one.finding,
        "decision": one.decision,
        "by": one.by,
        "decided_at": iso(one.decided_at),
        "why": one.why,
        "earlier": earlier,
    }


def _annotation(one: Annotation, taken_at: datetime) -> Json:
    return {
        "finding": one.finding,
        "portal": one.portal,
        "check": one.check,
        "subject": one.subject,
        "reason": one.reason,
        "text": one.text,
        "by": one.by,
        "made_at": iso(one.made_at),
        "until": None if one.until is None else one.until.isoformat(),
        "waive": one.waive,
        "holds": one.holds(taken_at.date()),
    }
