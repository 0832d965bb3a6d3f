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


JUDGED = ("en", None)
"""Languages in which provisions are judged: the texts that the method was learnt from are English. None is a short text."""


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
    not_before: date | None = None
    """Of a text that tells no date of its own, the latest day of another act that it names: it is younger than that."""
    review_due: date | None = None
    language: str | None = None
    """ISO 639-1, None where the text is too short to tell."""
    supports: Quote | None = None
    """Where its title says that it adopts, supports or carries out a policy, which may stand in a document of its own."""
    because: tuple[Quote, ...] = ()
    """The words that decided the kind, the instrument and the dates."""
    aspects: tuple[tuple[str, Quote], ...] = ()
    """What the text speaks of beside its kind, by code: `lead body contact privacy-review request-form meetings …`."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page or document that was read for what it says of policy and governance, or that could not be."""

    kind: DocumentKind
    """`other` also of one that could not be read."""
    title: str | None
    url: str
    """The address as it was found, for a person to open."""
    capture: str | None
    """The bytes; None where nothing came."""
    text: str | None = None
    """The capture of its plain text (a `conversion` record), in which all places of quotes are counted."""
    reading: Reading | None = None
    """None where it could not be read."""
    provisions: tuple[Provision, ...] = ()
    """All 31, of an open-data policy; else empty."""
    source: str = ""
    """Where it was found: connectors.website.visit.Source, or `submitted`."""
    shown: str = ""
    """The text of the link that led to it, or its title in the catalogue."""
    via: str | None = None
    """The page that links to it."""
    same_site: bool = False
    """It stands on the portal's or the city's own hosts."""
    linked: bool = False
    """The city's own pages or catalogue point at it."""
    failure: str | None = None
    """Why it was not read: a gap's reason, or a document's (`no-text encrypted damaged timeout …`)."""
    detail: str | None = None
    submitted: bool = False
    """A person handed it over."""
    criterion: str | None = None
    """Of a submitted one, the criterion that it was submitted for, as `RUBRIC/ID` or `ID`."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """One place where documents were looked for."""

    place: str
    """connectors.website.visit.PLACES."""
    reason: str | None
    """None where something could be read there; else why not: `none unregistered budget`, or a gap's reason."""
    requests: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A document that a person handed over."""

    capture: str
    criterion: str | None
    note: str | None
    name: str
    """What it is called: the file's name."""
