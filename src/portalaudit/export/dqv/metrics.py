"""What is measured: DQV's categories, dimensions and metrics.

DQV leaves dimensions to its users. Ours are the families of checks, and one for rubrics, in two categories (own choice): what a
catalogue shows of its data, and what a city shows of how it governs them.
"""

from collections.abc import Iterator, Mapping

from portalaudit.export.dqv import names
from portalaudit.export.dqv.names import Json, english, ref
from portalaudit.model.audit import Audit, CheckResult
from portalaudit.model.check import Manual

CATEGORIES: Mapping[str, str] = {"catalogue": "What a catalogue shows", "governance": "What a city shows of governance"}
DIMENSIONS: Mapping[str, tuple[str, str]] = {
    "inventory": ("Data inventory", "catalogue"),
    "metadata": ("Metadata", "catalogue"),
    "freshness": ("Freshness", "catalogue"),
    "access": ("Access", "catalogue"),
    "policy": ("Policy", "governance"),
    "governance": ("Governance", "governance"),
    "rubric": ("Criteria of a rubric", "governance"),
}
"""Dimension → what it is called, its category."""


def dimension_iri(family: str) -> str:
    """A dimension."""
    return names.urn("dimension", family)


def metrics(audit: Audit, manuals: Mapping[str, Manual]) -> Iterator[Json]:
    """Categories and dimensions, a metric for every check that ran, and two for every rubric with a score."""
    for category, title in CATEGORIES.items():
        yield {"@id": names.urn("category", category), "@type": "dqv:Category", "skos:prefLabel": english(title)}
    for dimension, (title, category) in DIMENSIONS.items():
        yield {
            "@id": dimension_iri(dimension), "@type": "dqv:Dimension", "skos:prefLabel": english(title),
            "dqv:inCategory": ref(names.urn("category", category)),
        }  # fmt: skip
    checks = {check.id: check for portal in audit.portals for check in portal.checks}
    for name in sorted(checks):
        yield _check(checks[name], manuals.get(name), _is_outcome(audit, name))
    for rubric in audit.rubrics:
        if rubric.scored:
            yield from _score(rubric.id, rubric.title)


def _check(check: CheckResult, manual: Manual | None, outcome: bool | None) -> Json:
    made: Json = {
        "@id": names.metric_iri(check.id),
        "@type": "dqv:Metric",
        "skos:prefLabel": english(check.id),
        "dcterms:identifier": check.id,
        "owl:versionInfo": str(check.version),
        "dqv:inDimension": ref(dimension_iri(check.family)),
    }
    what = "A check that says nothing here"
    if outcome is not None:
        what = "Whether the portal passes" if outcome else "Share of the city's own datasets that pass, of those observed"
        made["dqv:expectedDataType"] = ref("xsd:boolean" if outcome else "xsd:decimal")
    tests = f" {manual.sections['What it tests']}" if manual else ""
    made["skos:definition"] = english(f"{what}: {manual.title if manual else check.id}.{tests}")
    return made


def _is_outcome(audit: Audit, name: str) -> bool | None:
    """Whether the check judges portals as a whole, where a dataset check has counts; None where it broke everywhere."""
    found = {check.outcome for portal in audit.portals for check in portal.checks if check.id == name} - {"error"}
    return None not in found if found else None


def _score(rubric: str, title: str) -> Iterator[Json]:
    texts = {
        "score": f"{title}: points out of 100 of what could be decided",
        "decided": f"{title}: share of the weight of its criteria that could be decided, without which the score says nothing",
    }
    for what, text in texts.items():
        yield {
            "@id": names.metric_iri(what, rubric), "@type": "dqv:Metric", "skos:prefLabel": english(f"{rubric} {what}"),
            "skos:definition": english(text), "dqv:inDimension": ref(dimension_iri("rubric")),
            "dqv:expectedDataType": ref("xsd:decimal"),
        }  # fmt: skip
