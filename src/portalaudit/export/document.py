"""The JSON document of an audit, `portalaudit/audit/1`: what `audit`, `show` and `recheck` print.

Keys stand in the order of the interface's description, with what was added behind them. The same audit gives the same bytes.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import msgspec

from portalaudit.export.asked import tally
from portalaudit.export.documents import documents, looked
from portalaudit.export.inventories import considered, inventories
from portalaudit.export.moments import iso
from portalaudit.export.moved import moved
from portalaudit.export.names import name_of
from portalaudit.export.sources import sources
from portalaudit.export.tally import ownerships, publishers, sizes
from portalaudit.model.audit import Audit, CheckResult, PortalAudit
from portalaudit.model.capture import Evidence, Gap, HostTraffic, Traffic
from portalaudit.model.check import Finding
from portalaudit.model.rubric import CriterionResult, RubricResult
from portalaudit.model.subject import finding_id

SCHEMA = "portalaudit/audit/1"
EXAMPLES = 5
"""Examples a check, unless all findings are asked for (the interface's number)."""

beyond_utf8 = re.compile("[\ud800-\udfff]")
"""Lone halves of surrogate pairs, which no UTF-8 can hold."""

_LINE_ENDS = tuple((char.encode(), f"\\u{ord(char):04x}".encode()) for char in "\x85\u2028\u2029")

Json = dict[str, object]


def document(audit: Audit, *, all_findings: bool = False) -> Json:
    """An audit as JSON values. Examples are those that the audit carries: five a check, or all with `all_findings`."""
    limit = None if all_findings else EXAMPLES
    at = sources(audit)
    return {
        "schema": SCHEMA,
        "audit": audit.id,
        "software": audit.software,
        "taken_at": iso(audit.taken_at),
        "complete": audit.complete,
        "target": _target(audit),
        "portals": [_portal(portal, limit) | considered(portal, all_findings=all_findings) for portal in audit.portals],
        "documents": documents(audit, all_findings=all_findings),
        "inventories": inventories(audit, all_findings=all_findings),
        "rubrics": [_rubric(rubric, at) for rubric in audit.rubrics],
        "causes": list(audit.causes),
        **looked(audit),
        **moved(audit),
    }


def encode(value: object) -> bytes:
    """A document as UTF-8 JSON on one line, keys in their order, the same bytes each time. What UTF-8 cannot hold (lone
    halves of a surrogate pair) becomes a replacement character; numbers that JSON cannot hold become null. Characters at which
    some readers end a line are escaped, so that a document is one line for them too."""
    try:
        text = msgspec.json.encode(value)
    except UnicodeEncodeError:
        text = msgspec.json.encode(_writable(value))
    for raw, spelt in _LINE_ENDS:
        text = text.replace(raw, spelt)
    return text


@lru_cache(maxsize=1)
def schema() -> Json:
    """The JSON Schema (2020-12) that every document satisfies."""
    return msgspec.json.decode(schema_bytes(), type=dict[str, object])


def schema_bytes() -> bytes:
    """The same as the file that is shipped."""
    return files("portalaudit.export").joinpath("schema/audit-1.json").read_bytes()


def _writable(value: object) -> object:
    if isinstance(value, str):
        return beyond_utf8.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_writable(key): _writable(item) for key, item in value.items()}
    return [_writable(item) for item in value] if isinstance(value, list | tuple) else value


def _target(audit: Audit) -> Json:
    city = audit.target.city
    return {"city": city.key if city else None, "name": name_of(audit), "urls": list(audit.target.urls)}


def _portal(portal: PortalAudit, limit: int | None) -> Json:
    about = portal.snapshot.portal
    named, of = publishers(portal)
    return {
        "url": about.url,
        "platform": about.platform,
        "connector": about.connector,
        "title": about.title,
        "version": about.version,
        "snapshot": {
            "digest": portal.digest,
            **sizes(portal),
            "declared_total": portal.snapshot.declared_total,
            "ownership": ownerships(portal),
            "publishers": named,
            "publishers_total": of,
        },
        "traffic": _traffic(portal.traffic),
        "gaps": [_gap(gap) for gap in portal.snapshot.gaps],
        "checks": [_check(about.url, result, limit) for result in portal.checks],
        "recognised_by": about.software,
        "entry_points": dict(sorted(portal.snapshot.entry_points.items())),
        "rows": tally(portal),
    }


def _traffic(traffic: Traffic) -> Json:
    return {
        "requests": traffic.requests,
        "bytes": traffic.bytes,
        "seconds": round(traffic.seconds, 3),
        "not_modified": traffic.not_modified,
        "by_host": [_host(host) for host in traffic.by_host],
    }


def _host(host: HostTraffic) -> Json:
    return {"host": host.host, "requests": host.requests, "max_per_second": host.max_per_second, "bytes": host.bytes}


def _gap(gap: Gap) -> Json:
    return {"part": gap.part, "reason": gap.reason, "capture": gap.capture, "detail": gap.detail}


def _check(portal: str, result: CheckResult, limit: int | None) -> Json:
    return {
        "id": result.id,
        "family": result.family,
        "tested": result.tested,
        "passed": result.passed,
        "failed": result.failed,
        "not_applicable": result.not_applicable,
        "not_observed": result.not_observed,
        "others": {"tested": result.others_tested, "failed": result.others_failed},
        "outcome": result.outcome,
        "examples": [
            {**_example(finding), "id": finding_id(portal, finding.check, finding.subject)} for finding in result.findings[:limit]
        ],
        "shown": [_example(finding) for finding in result.shown[:limit]],
        "reasons": dict(sorted(result.reasons.items())),
        "error": result.error,
        "version": result.version,
    }


def _example(finding: Finding) -> Json:
    return {
        "subject": finding.subject,
        "reason": finding.reason,
        "params": dict(sorted(finding.params.items())),
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
        "title": finding.title,
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "capture": evidence.capture,
        "pointer": evidence.pointer,
        "excerpt": evidence.excerpt,
        "absent": evidence.absent,
    }


def _rubric(rubric: RubricResult, at: Mapping[str, str]) -> Json:
    return {
        "id": rubric.id,
        "version": rubric.version,
        "score": rubric.score,
        "decided": rubric.decided,
        "counts": {word: rubric.counts[word] for word in ("met", "partly", "not_met", "undetermined", "of")},
        "criteria": [_criterion(criterion, at) for criterion in rubric.criteria],
        "title": rubric.title,
        "scored": rubric.scored,
        "digest": rubric.digest,
        **({"states": dict(rubric.states)} if rubric.states else {}),
    }


def _criterion(criterion: CriterionResult, at: Mapping[str, str]) -> Json:
    """A criterion; each piece of its evidence with the address of the page that holds it, where it is known."""
    return {
        "id": criterion.id,
        "title": criterion.title,
        "finding": criterion.finding,
        "strength": criterion.strength,
        "why": criterion.why,
        "because": criterion.because,
        "ask_for": criterion.ask_for,
        "checks": list(criterion.checks),
        "evidence": [{**_evidence(evidence), "url": at.get(evidence.capture or "")} for evidence in criterion.evidence],
        "group": criterion.group,
        "known": criterion.known,
        "weight": criterion.weight,
        "value": None if criterion.value is None else round(criterion.value, 6),
        **({"states": dict(criterion.states)} if criterion.states else {}),
    }
