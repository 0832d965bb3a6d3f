"""What an audit's document says of policy and governance: the city's documents, and where they were looked for."""

from collections.abc import Sequence

from portalaudit.model.audit import Audit
from portalaudit.model.capture import Evidence
from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.policy import JUDGED, Provision, Quote

MOST = 200
"""Documents, unless all findings are asked for (own choice)."""
MOST_EVIDENCE = 2
"""Passages of one aspect, unless all findings are asked for (own choice)."""

Json = dict[str, object]


def documents(audit: Audit, *, all_findings: bool = False) -> list[Json]:
    """The documents that count for the city: the policy in force, its other versions, then the rest as they are sorted."""
    governance = audit.governance
    found = ordered(governance)
    limit = None if all_findings else MOST_EVIDENCE
    return [_document(one, governance, limit) for one in (found if all_findings else found[:MOST])]


def looked(audit: Audit) -> Json:
    """Where documents were looked for, and how much was read. All empty where nobody looked."""
    governance = audit.governance
    return {
        "documents_total": len(governance.documents),
        "looked": [
            {"place": one.place, "reason": one.reason, "requests": one.requests} for one in governance.looked
        ],
        "pages_read": governance.pages,
    }  # fmt: skip


def ordered(governance: Governance) -> list[JudgedDocument]:
    """All documents, the policy in force first, then its other versions."""
    first = [one for one in (governance.policy, *governance.older) if one is not None]
    return [*first, *(one for one in governance.documents if not any(one is other for other in first))]


def judged_provisions(one: JudgedDocument) -> tuple[Provision, ...]:
    """Its provisions, 31 or none: they are told of no other kind, and of no text in a language that they were not learned in."""
    return one.document.provisions if one.reading.language in JUDGED else ()


def _counts_as(one: JudgedDocument) -> str:
    """Its kind, for whoever counts kinds: a policy of another place, a draft, or a bill that died is no policy of this city."""
    strange = not one.own or one.reading.standing in ("draft", "not-adopted")
    return "other" if strange and one.document.kind == "open-data-policy" else one.document.kind


def _document(one: JudgedDocument, governance: Governance, limit: int | None) -> Json:
    document, reading = one.document, one.reading
    return {
        "kind": _counts_as(one),
        "title": document.title,
        "url": document.url,
        "capture": document.capture,
        "text": document.text,
        "reads_as": document.kind,
        "portal": one.portal,
        "whose": one.whose,
        "own": one.own,
        "published": one.published,
        "stands": one.stands,
        "in_force": one is governance.policy,
        "older": any(one is other for other in governance.older),
        "instrument": reading.instrument,
        "number": reading.number,
        "adopted": reading.adopted.isoformat() if reading.adopted else None,
        "year": reading.adopted.year if reading.adopted else reading.year,
        "review_due": reading.review_due.isoformat() if reading.review_due else None,
        "language": reading.language,
        "confidence": reading.confidence,
        "standing": reading.standing,
        "place": reading.place,
        "source": document.source,
        "shown": document.shown,
        "via": document.via,
        "submitted": document.submitted,
        "criterion": document.criterion,
        "note": document.note,
        "failure": document.failure,
        "detail": document.detail,
        "because": _evidence(one.because, None),
        "aspects": {code: _evidence(found, limit) for code, found in one.aspects.items()},
        "provisions": [_provision(found, None if limit is None else 1) for found in judged_provisions(one)],
    }


def _evidence(found: Sequence[Evidence], limit: int | None) -> list[Json]:
    return [
        {"capture": one.capture, "pointer": one.pointer, "excerpt": one.excerpt, "absent": one.absent} for one in found[:limit]
    ]


def _provision(found: Provision, limit: int | None) -> Json:
    return {
        "number": found.number,
        "code": found.code,
        "present": found.present,
        "confidence": found.confidence,
        "quotes": [_quote(quote) for quote in found.quotes[:limit]],
    }


def _quote(quote: Quote) -> Json:
    return {"start": quote.start, "end": quote.end, "page": quote.page, "text": quote.text}
