"""One document examined by itself: what it is, and which of the 31 provisions of an open-data policy stand in it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from portalaudit.documents.policy.bounded import Told
from portalaudit.documents.policy.provisions.codes import CODES
from portalaudit.documents.textual import Text
from portalaudit.model.policy import JUDGED, Provision, Reading

UNSURE = 0.5
"""Confidence of an answer that nobody gave."""
NO_TEXT = Text("", "none", None)

NOTES: Mapping[str, str] = {
    "method": "Provisions are recognised by a method learnt from 27 English texts that people had labelled, of cities, counties "
    "and states. With each place left out in turn it errs in about one of eight answers; expect somewhat more on a text that "
    "nobody has read with it yet. A quote shows what an answer rests on; an absent provision means that nothing was recognised.",
    "language": "The document is not in English. What it is was read from its words; the provisions were not judged, for the "
    "method was learnt on English texts: present is false with a confidence of 0.5, which says neither yes nor no.",
    "not-a-policy": "By its words this is not an open-data policy. The provisions are listed as they were found in the text all "
    "the same; they say nothing of what the city has adopted.",
    "draft": "By its words this is a draft, or was not adopted.",
    "superseded": "By its words this has been superseded or repealed.",
    "no-text": "The file has pages and no text: scanned pictures. Nothing in it could be read; a version with text, or one run "
    "through character recognition, can.",
    "truncated": "Only the beginning of the document could be read, for it is larger than what is read of one.",
}  # fmt: skip
"""What a reader should know, by code. The figure is the accuracy that `make bench-policy` measures, rounded."""


@dataclass(frozen=True, slots=True)
class Examination:
    """One document."""

    text: Text
    reading: Reading
    provisions: tuple[Provision, ...]
    """All 31, in order."""
    notes: tuple[str, ...]
    """Codes of `NOTES`."""
    url: str | None = None
    """The address that answered, of a document that was fetched."""
    capture: str | None = None
    """Its bytes in the archive."""


def no_text(url: str | None = None, capture: str | None = None) -> Examination:
    """A document that has pages and no text."""
    return Examination(NO_TEXT, Reading("no-text", 1.0), _unjudged(), ("no-text",), url, capture)


def examine(text: Text, told: Told, *, url: str | None = None, capture: str | None = None) -> Examination:
    """A document by its text and what was read of it, provisions among it whatever its kind is."""
    judged = told.reading.language in JUDGED
    provisions = told.provisions if judged else _unjudged()
    return Examination(text, told.reading, provisions, tuple(_notes(text, told.reading, judged)), url, capture)


def _unjudged() -> tuple[Provision, ...]:
    return tuple(Provision(number, code, False, UNSURE) for number, code in enumerate(CODES, 1))


def _notes(text: Text, reading: Reading, judged: bool) -> list[str]:
    told = {
        "not-a-policy": reading.kind != "open-data-policy",
        "draft": reading.standing in ("draft", "not-adopted"),
        "superseded": reading.standing == "superseded",
        "truncated": text.truncated is not None,
        "language": not judged,
        "method": judged,
    }
    return [code for code, holds in told.items() if holds]
