"""The JSON document of one policy document, `portalaudit/policy/1`."""

from importlib.resources import files

import msgspec

from portalaudit.documents.policy.examine import NOTES, Examination
from portalaudit.model.policy import Provision, Quote

SCHEMA = "portalaudit/policy/1"

Json = dict[str, object]


def schema() -> Json:
    """The JSON Schema (2020-12) that every document satisfies."""
    text = files("portalaudit.export").joinpath("schema/policy-1.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, object])


def document(found: Examination) -> Json:
    """An examination as JSON values. Offsets count characters of `found.text.plain`."""
    reading = found.reading
    return {
        "schema": SCHEMA,
        "kind": reading.kind,
        "confidence": reading.confidence,
        "instrument": reading.instrument,
        "adopted": reading.adopted.isoformat() if reading.adopted else None,
        "review_due": reading.review_due.isoformat() if reading.review_due else None,
        "language": reading.language,
        "provisions": [_provision(one) for one in found.provisions],
        "standing": reading.standing,
        "title": reading.title or found.text.title,
        "place": reading.place,
        "number": reading.number,
        "year": reading.adopted.year if reading.adopted else reading.year,
        "because": [_quote(one) for one in reading.because],
        "aspects": [{"code": code, "quote": _quote(one)} for code, one in reading.aspects],
        "format": found.text.format,
        "pages": len(found.text.pages) or None,
        "characters": len(found.text.plain),
        "truncated": found.text.truncated,
        "url": found.url,
        "capture": found.capture,
        "notes": [{"code": code, "text": NOTES[code]} for code in found.notes],
    }


def _provision(found: Provision) -> Json:
    return {
        "number": found.number,
        "code": found.code,
        "present": found.present,
        "confidence": found.confidence,
        "quotes": [_quote(one) for one in found.quotes],
    }


def _quote(found: Quote) -> Json:
    return {"start": found.start, "end": found.end, "page": found.page, "text": found.text}
