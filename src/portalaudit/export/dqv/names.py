"""What things are called in the JSON-LD: the context, and the IRIs of what an audit speaks of.

Names of our own are URNs: nothing stands behind them that could be fetched, and none of them can go away.
"""

from collections.abc import Mapping
from fractions import Fraction
from urllib.parse import quote

from portalaudit.model.audit import Audit, PortalAudit
from portalaudit.model.rubric import CriterionResult, RubricResult

Json = dict[str, object]

CONTEXT: Mapping[str, object] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "htv": "http://www.w3.org/2011/http#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pa": "urn:portalaudit:vocabulary:",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes alone: every value says its type itself."""

_IRI = ":/?#[]@!$&'()*+,;=%-._~"
_BASE = "urn:portalaudit"


def ref(iri: str) -> Json:
    """A resource named elsewhere."""
    return {"@id": iri}


def literal(value: str, kind: str) -> Json:
    """A typed value: `xsd:dateTime` and so on."""
    return {"@value": value, "@type": kind}


def english(text: str) -> Json:
    """A text of ours."""
    return {"@value": text, "@language": "en"}


def whole(number: int) -> Json:
    """A count."""
    return literal(str(number), "xsd:nonNegativeInteger")


def decimal(value: float | Fraction) -> Json:
    """A number with six decimals at most, as documents have it."""
    text = f"{float(value):.6f}".rstrip("0")
    return literal(text + "0" if text.endswith(".") else text, "xsd:decimal")


def escaped(text: str) -> str:
    """A text as a part of a URN."""
    return quote(text, safe="-._~", errors="replace")


def urn(*parts: object) -> str:
    """A name of ours; parts are escaped."""
    return ":".join([_BASE, *(escaped(str(part)) for part in parts)])


def audit_iri(audit: Audit, *parts: object) -> str:
    """The audit, or something of it."""
    return urn("audit", audit.id, *parts)


def capture_iri(capture: str) -> str:
    """A capture: the WARC-Record-ID of its record."""
    return f"urn:uuid:{escaped(capture)}"


def snapshot_iri(portal: PortalAudit) -> str:
    """A snapshot, by its digest."""
    return urn("snapshot", *portal.digest.split(":"))


def catalogue_iri(portal: PortalAudit) -> str:
    """A portal's catalogue: the address that was audited."""
    return quote(portal.snapshot.portal.url, safe=_IRI, errors="replace")


def target_iri(audit: Audit) -> str:
    """What rubrics judge: the city, else the portal that was audited alone."""
    if audit.target.city:
        return urn("city", audit.target.city.key)
    return catalogue_iri(audit.portals[0]) if len(audit.portals) == 1 else audit_iri(audit, "target")


def software_iri(audit: Audit) -> str:
    """The software that made it."""
    return urn("software", audit.software)


def metric_iri(*parts: object) -> str:
    """A metric: a check, or a rubric's score."""
    return urn("metric", *parts)


def rubric_iri(rubric: RubricResult) -> str:
    """A rubric's very file."""
    return urn("rubric", rubric.id, "sha256", rubric.digest)


def criterion_iri(rubric: RubricResult, criterion: CriterionResult) -> str:
    """One of its criteria."""
    return f"{rubric_iri(rubric)}:{escaped(criterion.id)}"
