"""What was found of each criterion, and what could not be seen: annotations as the Web Annotation model and DQV have them."""

from collections.abc import Iterator

from portalaudit.export.dqv import names
from portalaudit.export.dqv.metrics import dimension_iri
from portalaudit.export.dqv.names import Json, english, literal, ref, whole
from portalaudit.export.moments import iso
from portalaudit.export.report.strangers import unaddressed
from portalaudit.export.sources import span
from portalaudit.model.audit import Audit
from portalaudit.model.capture import Evidence
from portalaudit.model.rubric import CriterionResult, RubricResult

JSON_POINTER = "http://tools.ietf.org/rfc/rfc6901"
CSV_FRAGMENT = "http://tools.ietf.org/rfc/rfc7111"
FINDINGS = {"met": "Met", "partly": "Partly met", "not_met": "Not met", "undetermined": "Undetermined"}


def annotations(audit: Audit) -> Iterator[Json]:
    """One a criterion with its evidence, one a gap; and what they are about with its annotations."""
    for finding, title in FINDINGS.items():
        yield {"@id": names.urn("finding", finding), "@type": "skos:Concept", "skos:prefLabel": english(title)}
    families = {check.id: check.family for portal in audit.portals for check in portal.checks}
    handed = _handed_over(audit)
    about: list[str] = []
    for rubric in audit.rubrics:
        for criterion in rubric.criteria:
            dimensions = dict.fromkeys(families[check] for check in criterion.checks if check in families)
            made = _criterion(audit, rubric, criterion, tuple(dimensions), handed)
            about.append(str(made["@id"]))
            yield made
    if about:
        yield {"@id": names.target_iri(audit), "dqv:hasQualityAnnotation": [ref(name) for name in about]}
    yield from _gaps(audit)


def _criterion(
    audit: Audit, rubric: RubricResult, criterion: CriterionResult, dimensions: tuple[str, ...], handed: frozenset[str]
) -> Json:
    name = names.audit_iri(audit, "criterion", rubric.id, criterion.id)
    evidence = [_evidence(f"{name}:evidence:{number}", one) for number, one in enumerate(criterion.evidence, 1) if one.capture]
    made = _annotation(audit, name, names.target_iri(audit))
    made["dcterms:subject"] = ref(names.criterion_iri(rubric, criterion))
    made["oa:hasBody"] = [ref(names.urn("finding", criterion.finding)), *_because(criterion, handed), *evidence]
    made["prov:wasDerivedFrom"] = [ref(names.snapshot_iri(portal)) for portal in audit.portals]
    made["prov:wasDerivedFrom"] += [ref(name) for name in dict.fromkeys(str(one["@id"]) for one in evidence)]  # type: ignore[operator]
    if dimensions:
        made["dqv:inDimension"] = [ref(dimension_iri(family)) for family in dimensions]
    if criterion.strength:
        made["pa:strength"] = criterion.strength
    if criterion.why:
        made["pa:why"] = criterion.why
    return made


def _annotation(audit: Audit, name: str, target: str) -> Json:
    return {
        "@id": name,
        "@type": ["dqv:QualityAnnotation", "prov:Entity"],
        "oa:motivatedBy": ref("dqv:qualityAssessment"),
        "oa:hasTarget": ref(target),
        "dcterms:created": literal(iso(audit.taken_at) or "", "xsd:dateTime"),
        "dcterms:creator": ref(names.software_iri(audit)),
        "prov:wasGeneratedBy": ref(names.audit_iri(audit)),
    }


def _because(criterion: CriterionResult, handed: frozenset[str]) -> Iterator[Json]:
    """Why, as text; not where a document plays a part that somebody handed over, whose name may be a person's."""
    if {one.capture for one in criterion.evidence} & handed or any(name in criterion.because for name in handed):
        return
    yield _text(unaddressed(criterion.because))


def _text(text: str) -> Json:
    return {"@type": "oa:TextualBody", "rdf:value": english(text), "oa:hasPurpose": ref("oa:describing")}


def _evidence(name: str, evidence: Evidence) -> Json:
    """Where a reader finds it. The passage itself stays in the capture."""
    made: Json = {
        "@id": name,
        "@type": ["oa:SpecificResource", "prov:Entity"],
        "oa:hasSource": ref(names.capture_iri(evidence.capture or "")),
        "oa:hasPurpose": ref("oa:linking"),
    }
    if selector := _selector(evidence):
        made["oa:hasSelector"] = selector
    if evidence.absent:
        made["pa:absent"] = evidence.absent
    return made


def _selector(evidence: Evidence) -> Json | None:
    """The place in the capture: characters, a JSON Pointer, a row or cell; None for the whole."""
    if chars := span(evidence):
        return {"@type": "oa:TextPositionSelector", "oa:start": whole(chars[0]), "oa:end": whole(chars[1])}
    pointer = evidence.pointer
    if not pointer:
        return None
    made: Json = {"@type": "oa:FragmentSelector", "rdf:value": pointer}
    if pointer.startswith("/"):
        made["dcterms:conformsTo"] = ref(JSON_POINTER)
    elif pointer.startswith(("row=", "cell=", "col=")):
        made["dcterms:conformsTo"] = ref(CSV_FRAGMENT)
    return made


def _gaps(audit: Audit) -> Iterator[Json]:
    """What was tried to be seen and could not: told as such, never as a failure."""
    for number, portal in enumerate(audit.portals, 1):
        found = []
        for place, gap in enumerate(dict.fromkeys(portal.snapshot.gaps), 1):
            made = _annotation(audit, names.audit_iri(audit, "gap", number, place), names.catalogue_iri(portal))
            made["@type"] = ["dqv:QualityAnnotation", "pa:Gap", "prov:Entity"]
            made["pa:part"], made["pa:reason"] = gap.part, gap.reason
            made["oa:hasBody"] = [_text(f"Could not be seen: {gap.part} ({gap.reason})")]
            if gap.capture:
                made["prov:wasDerivedFrom"] = ref(names.capture_iri(gap.capture))
            found.append(ref(str(made["@id"])))
            yield made
        if found:
            yield {"@id": names.catalogue_iri(portal), "dqv:hasQualityAnnotation": found}


def _handed_over(audit: Audit) -> frozenset[str]:
    """Captures and names of documents that people handed over."""
    given = [one.document for one in audit.governance.documents if one.document.submitted]
    named = {name for one in given for name in (one.capture, one.text, one.title, one.shown) if name}
    return frozenset(named | {capture.id for capture in audit.captures if capture.kind == "submitted"})
