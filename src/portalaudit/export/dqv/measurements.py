"""What was measured: a share or an outcome a portal and check, a score and its decided share a rubric.

A check that observed nothing of a portal, or broke, has no measurement there.
"""

from collections.abc import Iterator

from portalaudit.export.dqv import names
from portalaudit.export.dqv.names import Json, decimal, literal, ref, whole
from portalaudit.export.moments import iso
from portalaudit.model.audit import Audit, CheckResult, PortalAudit
from portalaudit.model.rubric import RubricResult


def measurements(audit: Audit) -> Iterator[Json]:
    """All of them, and what they were computed on with its measurements."""
    for number, portal in enumerate(audit.portals, 1):
        found = [one for check in portal.checks if (one := _measured(audit, number, portal, check))]
        yield from found
        yield {"@id": names.catalogue_iri(portal), "dqv:hasQualityMeasurement": [ref(str(one["@id"])) for one in found]}
    scores = [one for rubric in audit.rubrics for one in _scores(audit, rubric)]
    yield from scores
    if scores:
        yield {"@id": names.target_iri(audit), "dqv:hasQualityMeasurement": [ref(str(one["@id"])) for one in scores]}


def _measured(audit: Audit, number: int, portal: PortalAudit, check: CheckResult) -> Json | None:
    if check.outcome == "error" or not check.tested:
        return None
    value = decimal(check.passed / check.tested) if check.outcome is None else literal(_word(check.outcome), "xsd:boolean")
    made = _measurement(audit, (number, check.id), names.metric_iri(check.id), names.catalogue_iri(portal), value)
    made["prov:wasDerivedFrom"] = ref(names.snapshot_iri(portal))
    if check.outcome is None:
        made["pa:tested"], made["pa:failed"] = whole(check.tested), whole(check.failed)
        made["pa:notApplicable"], made["pa:notObserved"] = whole(check.not_applicable), whole(check.not_observed)
    return made


def _word(outcome: str) -> str:
    return "true" if outcome == "pass" else "false"


def _scores(audit: Audit, rubric: RubricResult) -> Iterator[Json]:
    """A score never without the share that is decided."""
    if not rubric.scored or rubric.score is None:
        return
    for what, value in (("score", rubric.score), ("decided", rubric.decided)):
        made = _measurement(
            audit, (what, rubric.id), names.metric_iri(what, rubric.id), names.target_iri(audit), decimal(value)
        )  # fmt: skip
        made["prov:wasDerivedFrom"] = [ref(names.snapshot_iri(portal)) for portal in audit.portals]
        yield made


def _measurement(audit: Audit, parts: tuple[object, ...], metric: str, computed_on: str, value: Json) -> Json:
    return {
        "@id": names.audit_iri(audit, "measurement", *parts),
        "@type": ["dqv:QualityMeasurement", "prov:Entity"],
        "dqv:isMeasurementOf": ref(metric),
        "dqv:computedOn": ref(computed_on),
        "dqv:value": value,
        "prov:generatedAtTime": literal(iso(audit.taken_at) or "", "xsd:dateTime"),
        "prov:wasGeneratedBy": ref(names.audit_iri(audit)),
    }
