"""What is said of one policy or governance document: its kind, its instrument, its dates, the provisions it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

DocumentKind = Literal[
    "open-data-policy", "data-governance-charter", "data-strategy", "privacy-policy", "data-standard", "publishing-guide",
    "user-guidance", "quality-report", "dashboard", "meeting-agenda", "other", "no-text",
]  # fmt: skip
Instrument = Literal["ordinance", "statute", "resolution", "executive-order", "administrative-policy", "other", "unknown"]
Standing = Literal["in-force", "draft", "not-adopted", "superseded", "unknown"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage, by characters of the document's plain text."""

    start: int
    end: int
    text: str
    page: int | None = None
    """From 1; None where the document has no pages."""


@dataclass(frozen=True, slots=True)
class Provision:
    """One of the 31 provisions of an open-data policy (Sunlight Foundation, Open Data Policy Guidelines, version 3)."""

    number: int
    code: str
    present: bool
    confidence: float
    """Of the answer, 0.5 to 1."""
    quotes: tuple[Quote, ...] = ()
    """The passages that decided it, best first; empty where it is absent."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document is, as far as its text tells."""

    kind: DocumentKind
    confidence: float
    instrument: Instrument = "unknown"
    standing: Standing = "unknown"
    title: str | None = None
    place: str | None = None
    """Whose document it says it is: `City of Boston`."""
    number: str | None = None
    """The instrument's own number: `Executive Directive No. 3`."""
    adopted: date | None = None
    year: int | None = None
    """The year of adoption where the day is not told."""
    review_due: date | None = None
    language: str | None = None
    """ISO 639-1, None where the text is too short to tell."""
    because: tuple[Quote, ...] = ()
    """The words that decided the kind, the instrument and the dates."""
    aspects: tuple[tuple[str, Quote], ...] = ()
    """What the text speaks of beside its kind, by code: `lead body contact privacy-review request-form meetings …`."""
