"""The audit as JSON-LD: rdflib reads it, and SPARQL finds in it what the audit says, and nothing that it must not say."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import rdflib
from rdflib import RDF, Namespace

from portalaudit.export.dqv import dqv
from portalaudit.model.audit import Audit
from portalaudit.model.capture import Capture, Evidence, Gap
from portalaudit.model.check import Finding
from portalaudit.model.rubric import RubricResult
from tests.builders import a_dataset
from tests.export.audits import a_portal, an_audit
from tests.export.governed import HANDED, a_document, a_reading, governed, with_criterion
from tests.export.report.sample import HOSTILE, HOSTILE_LINKS, manuals
from tests.export.report.sample import an_audit as a_rich_audit

DQV, OA, PROV, DCAT = (Namespace(f"http://www.w3.org/ns/{name}#") for name in ("dqv", "oa", "prov", "dcat"))
DCTERMS, SKOS = Namespace("http://purl.org/dc/terms/"), Namespace("http://www.w3.org/2004/02/skos/core#")
OWL, SPDX = Namespace("http://www.w3.org/2002/07/owl#"), Namespace("http://spdx.org/rdf/terms#")
HTV, PA = Namespace("http://www.w3.org/2011/http#"), Namespace("urn:portalaudit:vocabulary:")
pytestmark = [pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")]

PREFIXES = """
PREFIX dqv: <http://www.w3.org/ns/dqv#> PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX pa: <urn:portalaudit:vocabulary:>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def graph(audit: Audit) -> rdflib.Graph:
    return rdflib.Graph().parse(data=dqv(audit, manuals=manuals()), format="json-ld")


def ask(found: rdflib.Graph, query: str) -> list[tuple[object, ...]]:
    """Rows of a SPARQL query, as Python values."""
    rows = found.query(PREFIXES + query)
    return sorted((tuple(None if cell is None else cell.toPython() for cell in row) for row in rows), key=repr)  # type: ignore[union-attr]


def test_measurements_are_what_the_checks_counted() -> None:
    audit = a_rich_audit()
    rows = ask(
        graph(audit),
        """SELECT ?check ?value ?tested ?failed ?unseen WHERE { ?m a dqv:QualityMeasurement ; dqv:value ?value ;
           dqv:isMeasurementOf [ dcterms:identifier ?check ] ; dqv:computedOn <https://data.example.org> .
           OPTIONAL { ?m pa:tested ?tested ; pa:failed ?failed ; pa:notObserved ?unseen } }""",
    )
    expected: list[tuple[object, ...]] = []
    for check in audit.portals[0].checks:
        if check.outcome is None and check.tested:
            share = Decimal(round(check.passed / check.tested, 6)).quantize(Decimal("0.000001"))
            expected.append((check.id, share.normalize(), check.tested, check.failed, check.not_observed))
        elif check.outcome in ("pass", "fail"):
            expected.append((check.id, check.outcome == "pass", None, None, None))

    assert [(row[0], row[1].normalize() if isinstance(row[1], Decimal) else row[1], *row[2:]) for row in rows] == sorted(
        expected, key=repr
    )
    assert {"feed_truncated", "portal_dormant"}.isdisjoint({row[0] for row in rows})  # not observed, broke


def test_every_measurement_has_a_metric_a_value_and_what_it_was_computed_on() -> None:
    """Each of the three once, the metric in a dimension, the dimension in a category, the value of the metric's type."""
    found = graph(an_audit())
    measured = list(found.subjects(RDF.type, DQV.QualityMeasurement))

    assert len(measured) >= 4
    for one in measured:
        (metric,), (value,), (on,) = (
            list(found.objects(one, predicate)) for predicate in (DQV.isMeasurementOf, DQV.value, DQV.computedOn)
        )
        assert (metric, RDF.type, DQV.Metric) in found
        (dimension,) = found.objects(metric, DQV.inDimension)
        (category,) = found.objects(dimension, DQV.inCategory)
        assert (dimension, RDF.type, DQV.Dimension) in found and (category, RDF.type, DQV.Category) in found
        assert isinstance(value, rdflib.Literal) and value.datatype == found.value(metric, DQV.expectedDataType)
        assert (on, DQV.hasQualityMeasurement, one) in found
        assert list(found.objects(metric, SKOS.definition)) and (one, PROV.wasGeneratedBy, None) in found
    assert {on for one in measured for on in found.objects(one, DQV.computedOn)} <= set(
        found.subjects(RDF.type, DCAT.Catalog)
    ) | {rdflib.URIRef("urn:portalaudit:city:example-ex")}


def test_scores_stand_beside_what_is_decided() -> None:
    audit = an_audit()
    rows = ask(
        graph(audit),
        """SELECT ?metric ?value WHERE { ?m dqv:isMeasurementOf ?metric ; dqv:value ?value ;
           dqv:computedOn <urn:portalaudit:city:example-ex> }""",
    )
    expected = {
        f"urn:portalaudit:metric:{what}:{rubric.id}": round(value, 6)
        for rubric in audit.rubrics
        if rubric.scored and rubric.score is not None
        for what, value in (("score", rubric.score), ("decided", rubric.decided))
    }

    assert expected and {metric: float(value) for metric, value in rows} == expected  # type: ignore[arg-type]


def test_criteria_are_annotations_of_the_city() -> None:
    audit = a_rich_audit()
    rows = ask(
        graph(audit),
        """SELECT ?rubric ?id ?finding ?strength ?why ?because WHERE { ?a a dqv:QualityAnnotation ; oa:hasBody ?finding ;
           oa:motivatedBy dqv:qualityAssessment ; oa:hasTarget <urn:portalaudit:city:example-ex> ;
           dcterms:subject [ dcterms:identifier ?id ; dcterms:isPartOf [ dcterms:identifier ?rubric ] ] .
           ?finding a skos:Concept . ?a oa:hasBody [ a oa:TextualBody ; rdf:value ?because ] .
           OPTIONAL { ?a pa:strength ?strength } OPTIONAL { ?a pa:why ?why } }""",
    )
    expected: list[tuple[object, ...]] = [
        (rubric.id, one.id, f"urn:portalaudit:finding:{one.finding}", one.strength, one.why, one.because)
        for rubric in audit.rubrics
        for one in rubric.criteria
    ]

    assert rows == sorted(expected, key=repr)


@pytest.mark.parametrize(
    ("evidence", "kind", "told"),
    [
        (Evidence("c1", "/result/3/license_id", "notspecified"), OA.FragmentSelector, {"/result/3/license_id", "rfc6901"}),
        (Evidence("c1", "/result/3", None, "license_id"), OA.FragmentSelector, {"/result/3", "rfc6901"}),
        (Evidence("c1", "char=10,62", "The Chief Data Officer"), OA.TextPositionSelector, {"10", "62"}),
        (Evidence("c1", "row=7", "Trees"), OA.FragmentSelector, {"row=7", "rfc7111"}),
        (Evidence("c1", "Sheet1!5:5", "Trees"), OA.FragmentSelector, {"Sheet1!5:5"}),
        (Evidence("c1", "header=Last-Modified", "Sun"), OA.FragmentSelector, {"header=Last-Modified"}),
        (Evidence("c1", ""), None, set()),
        (Evidence("c1", None), None, set()),
    ],
)
def test_evidence_points_into_captures(evidence: Evidence, kind: rdflib.URIRef | None, told: set[str]) -> None:
    found = graph(with_criterion(an_audit(), evidence))
    (place,) = found.subjects(OA.hasSource, rdflib.URIRef("urn:uuid:c1"))
    (annotation,) = found.subjects(OA.hasBody, place)
    selector = found.value(place, OA.hasSelector)

    assert (annotation, PROV.wasDerivedFrom, place) in found
    assert (rdflib.URIRef("urn:uuid:c1"), RDF.type, PROV.Entity) in found
    assert found.value(place, PA.absent) == (rdflib.Literal(evidence.absent) if evidence.absent else None)
    assert (None if selector is None else found.value(selector, RDF.type)) == kind
    if selector is not None:
        values = {str(value).rpartition("/rfc/")[2] for _, value in found.predicate_objects(selector)} - {str(kind)}
        assert values == told


def test_who_made_it_when_and_from_what() -> None:
    audit = a_rich_audit()
    last = audit.captures[-1]
    audit = replace(audit, captures=(*audit.captures[:-1], replace(last, fetched_at=audit.taken_at + timedelta(minutes=9))))
    found = graph(audit)
    activity = rdflib.URIRef("urn:portalaudit:audit:2026-11-01-example")
    (agent,) = found.objects(activity, PROV.wasAssociatedWith)
    (snapshot,) = found.subjects(PROV.specializationOf, rdflib.URIRef("https://data.example.org"))
    captures = set(found.subjects(HTV.absoluteURI))

    assert (activity, RDF.type, PROV.Activity) in found and (agent, RDF.type, PROV.SoftwareAgent) in found
    assert found.value(agent, OWL.versionInfo) == rdflib.Literal("0.1.0")
    start, end = (found.value(activity, name) for name in (PROV.startedAtTime, PROV.endedAtTime))
    assert start.toPython() == datetime(2026, 11, 1, 2, tzinfo=UTC)  # type: ignore[union-attr]
    assert end.toPython() == datetime(2026, 11, 1, 2, 9, tzinfo=UTC)  # type: ignore[union-attr]
    assert captures == {rdflib.URIRef(f"urn:uuid:{capture.id}") for capture in audit.captures}
    assert set(found.objects(snapshot, PROV.wasDerivedFrom)) <= set(found.subjects(RDF.type, PROV.Entity))
    assert found.value(snapshot, DCTERMS.identifier) == rdflib.Literal(audit.portals[0].digest)
    (checksum,) = found.objects(rdflib.URIRef(f"urn:uuid:{last.id}"), SPDX.checksum)
    assert str(found.value(checksum, SPDX.checksumValue)) == last.sha256
    assert {str(name) for name in found.objects(activity, PROV.used)} == {
        f"urn:portalaudit:rubric:{rubric.id}:sha256:{rubric.digest}" for rubric in audit.rubrics
    }


def test_gaps_are_told_and_are_no_measurement() -> None:
    audit = an_audit(a_portal(gaps=(Gap("columns", "http-403", "c9", "refused by jane.doe@city.example"), Gap("site", "robots"))))
    rows = ask(graph(audit), "SELECT ?part ?reason ?capture WHERE { ?g a pa:Gap ; pa:part ?part ; pa:reason ?reason . "
                             "OPTIONAL { ?g prov:wasDerivedFrom ?capture } }")  # fmt: skip

    assert rows == [("columns", "http-403", "urn:uuid:c9"), ("site", "robots", None)]


def test_no_person_is_in_it() -> None:
    """Neither contacts, nor what was quoted, nor what was handed over under a name."""
    finding = Finding(
        "license_missing", "d1", "absent", {"stated": "ann@city.example"}, (Evidence("c1", "/x", "ann@city.example"),)
    )
    portal = a_portal(a_dataset(contact_name="Ann Exampleson", contact_email="ann@city.example"))
    portal = replace(portal, checks=tuple(replace(check, findings=(finding,)) for check in portal.checks))
    handed = replace(HANDED, title="Statement of Jane Doe", shown="jane-doe.pdf", note="from Jane Doe")
    audit = governed(an_audit(portal), a_document(reading=a_reading(place="City of Exampleville")), handed)
    (rubric, *_) = audit.rubrics
    because = "“Statement of Jane Doe” (submitted to this audit) shows it; write to ann@city.example"
    told = replace(rubric.criteria[0], because=because, evidence=(Evidence("text-handed", "char=1,9", "Jane Doe"),))
    other = replace(rubric.criteria[0], id="X", because="Write to ann@city.example", evidence=())
    address = "https://data.example.org/people?mail=ann@city.example"
    captures = (
        Capture("s1", "GET", "urn:jane-doe.pdf", audit.taken_at, 200, kind="submitted", sha256="a" * 64),
        Capture("c1", "GET", address, audit.taken_at, 200),
    )
    body = dqv(replace(audit, rubrics=(replace(rubric, criteria=(told, other)),), captures=captures)).decode().lower()

    assert "exampleson" not in body and "ann@" not in body and "jane" not in body and "char=1,9" not in body
    assert "write to …@city.example" in body
    assert "urn:uuid:s1" in body and "urn:uuid:text-handed" in body


def test_the_same_bytes_again_and_nothing_to_fetch() -> None:
    audit = a_rich_audit()
    body = dqv(audit, manuals=manuals())

    assert body == dqv(a_rich_audit(), manuals=manuals())
    assert body.endswith(b"\n") and body.count(b"\n") == 1
    assert all(isinstance(value, str) for value in json.loads(body)["@context"].values())
    assert b'"@context"' not in body[20:]


@pytest.mark.parametrize("text", [*HOSTILE, *HOSTILE_LINKS, "\ud800", '"@id"', "@type", "_:b0", "http://evil.example/ a"])
def test_what_others_wrote_is_a_value_and_no_structure(text: str) -> None:
    """Titles, addresses, ids of one's own rubrics: whatever they hold, the same nodes come out."""
    portal = a_portal()
    about = replace(portal.snapshot.portal, title=text)
    portal = replace(portal, snapshot=replace(portal.snapshot, portal=about))
    rubric = an_audit().rubrics[0]
    own = replace(rubric, id=text, criteria=tuple(replace(one, id=f"{one.id}{text}") for one in rubric.criteria))
    capture = Capture(text, "GET", text, datetime(2026, 11, 22, 2, tzinfo=UTC), 200)
    audit = replace(an_audit(portal), rubrics=(own,), captures=(capture,))
    plain = replace(an_audit(a_portal()), rubrics=(rubric,), captures=(replace(capture, id="c", url="http://x.example"),))

    def kinds(each: Audit) -> list[str]:
        found = graph(each)
        return sorted(str(kind) for subject, kind in found.subject_objects(RDF.type) if (subject, RDF.type, PA.Gap) not in found)

    assert kinds(audit) == kinds(plain)


def test_an_audit_that_saw_nothing() -> None:
    audit = replace(an_audit(), portals=(), rubrics=(), captures=())
    found = graph(audit)

    assert list(found.subjects(RDF.type, DQV.QualityMeasurement)) == []
    assert len(list(found.subjects(RDF.type, PROV.Activity))) == 1


def test_a_portal_audited_alone_is_what_is_judged() -> None:
    audit = an_audit(city=None)
    found = graph(audit)
    targets = {str(target) for target in found.objects(None, OA.hasTarget)}
    scored: list[RubricResult] = [rubric for rubric in audit.rubrics if rubric.scored and rubric.score is not None]

    assert targets == {"http://data.example.org"}
    assert len(list(found.objects(rdflib.URIRef("http://data.example.org"), DQV.hasQualityMeasurement))) == 3 + 2 * len(scored)
