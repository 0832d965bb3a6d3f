"""Step: every piece of evidence points at archived bytes that say it, and every capture that is named is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portalaudit.audit.bundles import Bundle
from portalaudit.audit.verify.places import Place
from portalaudit.audit.wanted import named
from portalaudit.errors import ArchiveError, BundleError
from portalaudit.model.capture import Evidence

Where = tuple[str, Evidence]
"""A path in `audit.json`, and what stands there."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was looked up."""

    held: int
    withheld: int
    captures: int


def evidence(bundle: Bundle) -> str:
    """Look up all evidence of the audit's document.

    Raises:
        BundleError: a piece of evidence points nowhere, or at bytes that do not say it.
    """
    for name in sorted(set(named(bundle.document))):
        if name not in bundle.captures and name not in bundle.inputs.missing:
            raise BundleError(f"data/audit.json names capture {name}, which no segment holds")
    by_capture: dict[str, list[Where]] = {}
    for where, one in evidences(bundle.document):
        if one.capture is None:
            raise BundleError(f"{where}: points at no capture")
        by_capture.setdefault(one.capture, []).append((where, one))
    counted = _looked_up(bundle, by_capture)
    beside = f"; {counted.withheld:,} point into bodies that were withheld" if counted.withheld else ""
    return f"{counted.held:,} pieces of evidence in {counted.captures:,} captures hold{beside}"


def _looked_up(bundle: Bundle, by_capture: Mapping[str, list[Where]]) -> Counted:
    held = withheld = 0
    for name, pieces in by_capture.items():
        capture = bundle.captures.get(name)
        if capture is None:
            raise BundleError(f"{pieces[0][0]}: capture {name} is in no segment")
        place = Place(capture, bundle.reader)  # one at a time: a body may be large
        for where, one in pieces:
            if place.withheld and not (one.pointer or "").startswith("header="):
                withheld += 1
                continue
            try:
                objection = place.objection(one)
            except ArchiveError as problem:
                objection = str(problem)
            if objection is not None:
                raise BundleError(f"{where}: capture {name}, {one.pointer or 'as a whole'}: {objection}")
            held += 1
    return Counted(held, withheld, len(by_capture))


def evidences(value: object, where: str = "") -> Iterator[Where]:
    """All evidence of a document, quotes of provisions among it."""
    if isinstance(value, Mapping):
        if "capture" in value and "pointer" in value:
            yield where, _evidence(value)
        for key, item in value.items():
            yield from evidences(item, f"{where}/{key}")
        if isinstance(value.get("provisions"), list):
            yield from _quotes(value, where)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from evidences(item, f"{where}/{number}")


def _evidence(value: Mapping[str, object]) -> Evidence:
    return Evidence(*(_text(value.get(name)) for name in ("capture", "pointer", "excerpt", "absent")))


def _quotes(document: Mapping[str, object], where: str) -> Iterator[Where]:
    """Quotes of a document's provisions count characters of its plain text."""
    capture = _text(document.get("text")) or _text(document.get("capture"))
    provisions = document["provisions"]
    for number, provision in enumerate(provisions if isinstance(provisions, list) else ()):
        quotes = provision.get("quotes") if isinstance(provision, Mapping) else None
        for place, quote in enumerate(quotes if isinstance(quotes, list) else ()):
            if isinstance(quote, Mapping):
                span = f"char={quote.get('start')},{quote.get('end')}"
                yield f"{where}/provisions/{number}/quotes/{place}", Evidence(capture, span, _text(quote.get("text")))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
