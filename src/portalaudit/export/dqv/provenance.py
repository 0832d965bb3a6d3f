"""Who made the audit, when, and from what: PROV's agents, activities and entities."""

from collections.abc import Iterator

from portalaudit.export.dqv import names
from portalaudit.export.dqv.names import Json, english, literal, ref
from portalaudit.export.moments import iso
from portalaudit.export.names import name_of
from portalaudit.export.report.strangers import unaddressed
from portalaudit.model import frames
from portalaudit.model.audit import Audit, PortalAudit
from portalaudit.model.capture import Capture
from portalaudit.model.rubric import RubricResult


def provenance(audit: Audit) -> Iterator[Json]:
    """The audit, its software, its target, catalogues, snapshots, rubrics and captures."""
    yield _activity(audit)
    yield {
        "@id": names.software_iri(audit),
        "@type": "prov:SoftwareAgent",
        "rdfs:label": english(f"portalaudit {audit.software}"),
        "owl:versionInfo": audit.software,
    }
    yield from _target(audit)
    for portal in audit.portals:
        yield from _portal(audit, portal)
    for rubric in audit.rubrics:
        yield from _rubric(rubric)
    known = {capture.id: capture for capture in audit.captures}
    yield from (_capture(audit, capture) for _, capture in sorted(known.items()))
    # Of earlier nights, whose answers this audit goes on with, only the names are known here.
    for capture in sorted(_cited(audit) - known.keys()):
        yield {"@id": names.capture_iri(capture), "@type": "prov:Entity"}


def _activity(audit: Audit) -> Json:
    made: Json = {
        "@id": names.audit_iri(audit),
        "@type": "prov:Activity",
        "rdfs:label": english(f"Open-data audit of {name_of(audit)}"),
        "dcterms:identifier": audit.id,
        "prov:startedAtTime": literal(iso(audit.taken_at) or "", "xsd:dateTime"),
        "prov:wasAssociatedWith": ref(names.software_iri(audit)),
        "prov:used": [ref(names.rubric_iri(rubric)) for rubric in audit.rubrics],
        "pa:complete": audit.complete,
    }
    # The last answer is the end that is on record; judging takes seconds, and is done again whenever somebody asks.
    last = max((capture.fetched_at for capture in audit.captures if capture.kind == "crawled"), default=None)
    if last is not None and last >= audit.taken_at:
        made["prov:endedAtTime"] = literal(iso(last) or "", "xsd:dateTime")
    return made


def _target(audit: Audit) -> Iterator[Json]:
    city = audit.target.city
    if city is not None:
        yield {
            "@id": names.target_iri(audit),
            "@type": "foaf:Organization",
            "foaf:name": city.name,
            "dcterms:identifier": city.key,
        }
    elif len(audit.portals) != 1:
        portals = [ref(names.catalogue_iri(portal)) for portal in audit.portals]
        yield {"@id": names.target_iri(audit), "@type": "prov:Collection", "prov:hadMember": portals}


def _portal(audit: Audit, portal: PortalAudit) -> Iterator[Json]:
    about = portal.snapshot.portal
    catalogue: Json = {
        "@id": names.catalogue_iri(portal),
        "@type": ["dcat:Catalog", "prov:Entity"],
        "foaf:homepage": ref(names.catalogue_iri(portal)),
    }
    if about.title:
        catalogue["dcterms:title"] = about.title
    yield catalogue
    yield {
        "@id": names.snapshot_iri(portal),
        "@type": "prov:Entity",
        "rdfs:label": english(f"What was read of {about.url}"),
        "dcterms:identifier": portal.digest,
        "prov:generatedAtTime": literal(iso(portal.snapshot.taken_at) or "", "xsd:dateTime"),
        "prov:wasGeneratedBy": ref(names.audit_iri(audit)),
        "prov:wasDerivedFrom": [ref(names.capture_iri(capture)) for capture in sorted(_read_from(portal))],
        "prov:specializationOf": ref(names.catalogue_iri(portal)),
    }


def _rubric(rubric: RubricResult) -> Iterator[Json]:
    yield {
        "@id": names.rubric_iri(rubric),
        "@type": ["dcterms:Standard", "prov:Entity", "prov:Plan"],
        "dcterms:title": english(rubric.title),
        "dcterms:identifier": rubric.id,
        "owl:versionInfo": rubric.version,
        "spdx:checksum": _checksum(rubric.digest),
    }
    for criterion in rubric.criteria:
        yield {
            "@id": names.criterion_iri(rubric, criterion),
            "@type": "dcterms:Standard",
            "dcterms:title": english(criterion.title),
            "dcterms:identifier": criterion.id,
            "dcterms:isPartOf": ref(names.rubric_iri(rubric)),
        }


def _capture(audit: Audit, capture: Capture) -> Json:
    made: Json = {
        "@id": names.capture_iri(capture.id),
        "@type": "prov:Entity",
        "prov:generatedAtTime": literal(iso(capture.fetched_at) or "", "xsd:dateTime"),
    }
    if capture.kind == "crawled":  # what was handed over has a file's name, which may be a person's
        made["prov:wasGeneratedBy"] = ref(names.audit_iri(audit))
        made["htv:methodName"] = capture.method
        made["htv:absoluteURI"] = unaddressed(capture.url)
    if capture.status is not None:
        made["htv:statusCodeValue"] = literal(str(capture.status), "xsd:int")
    if capture.error is not None:
        made["pa:error"] = capture.error
    if capture.sha256 is not None:
        made["spdx:checksum"] = _checksum(capture.sha256)
    if capture.revisit_of is not None:
        made["prov:alternateOf"] = ref(names.capture_iri(capture.revisit_of))
    return made


def _checksum(digest: str) -> Json:
    return {
        "@type": "spdx:Checksum",
        "spdx:algorithm": ref("spdx:checksumAlgorithm_sha256"),
        "spdx:checksumValue": literal(digest, "xsd:hexBinary"),
    }


def _read_from(portal: PortalAudit) -> set[str]:
    """The captures that a catalogue's entries were read from, and its interfaces."""
    rows = frames.column(portal.snapshot.datasets, "capture").unique().to_pylist()
    return {capture for capture in (*rows, *portal.snapshot.entry_points.values()) if capture}


def _cited(audit: Audit) -> set[str]:
    """Every capture that is named below."""
    found = {evidence.capture for rubric in audit.rubrics for one in rubric.criteria for evidence in one.evidence}
    found |= {gap.capture for portal in audit.portals for gap in portal.snapshot.gaps}
    found |= {capture.revisit_of for capture in audit.captures}
    found = found.union(*(_read_from(portal) for portal in audit.portals))
    return {capture for capture in found if capture}
