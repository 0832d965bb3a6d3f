"""Documents of a city as the audit judges them, from values: `governed(a_document(), a_document("data-strategy"))`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from portalaudit.audit.governance import judged_governance
from portalaudit.data.tables import table
from portalaudit.model.capture import Evidence
from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.policy import Document, Looked, Provision, Quote, Reading
from portalaudit.model.portal import City
from tests.builders import a_snapshot

PLACES: Any = tuple(table("because/en")["place"])[:-1]  # type: ignore[arg-type]
EVERYWHERE = tuple(Looked(place, None, 2) for place in PLACES)
NOWHERE = tuple(Looked(place, "timeout", 1) for place in PLACES)
UNTOLD = tuple(Looked(place, "unregistered" if place == "city-site" else None, 1) for place in PLACES)
WORDS = Quote(10, 50, "The City of Example adopts an open data policy.")
URL = "https://city.example/policy"
CITY = City("example-xx", "Example", "US")


def a_reading(kind: Any = "open-data-policy", aspects: Iterable[str] = (), **changes: Any) -> Reading:
    """A reading of the city's own words, in force, by an executive directive of 18 December 2013."""
    told = tuple((code, Quote(100 + n, 130 + n, f"It speaks of {code}.")) for n, code in enumerate(aspects))
    given = Reading(
        kind, 0.97, "executive-order", "in-force", title="Open Data", place="City of Example", number="Executive Directive No. 3",
        adopted=date(2013, 12, 18), year=2013, language="en", because=(WORDS,), aspects=told,
    )  # fmt: skip
    return replace(given, **changes)


def provisions(*present: str, confidence: float = 0.95) -> tuple[Provision, ...]:
    """31 of them, of which these are present."""
    named = [Provision(n, code, True, confidence, (Quote(n, n + 9, f"About {code}."),)) for n, code in enumerate(present, 1)]
    return (*named, *(Provision(n, f"p{n}", False, 0.9) for n in range(len(named) + 1, 32)))


def a_document(
    kind: Any = "open-data-policy", aspects: Iterable[str] = (), reading: dict[str, Any] | None = None, **changes: Any
) -> Document:
    """A document on the city's own site; of a policy the first provision is present."""
    told = a_reading(kind, aspects, **(reading or {}))
    number = sum(map(ord, f"{kind}{changes.get('url', URL)}{told.adopted}")) % 10**6
    given = Document(
        kind, told.title, URL, f"c-{number}", f"t-{number}", told,
        provisions("proactive-release") if kind == "open-data-policy" else (), source="home", same_site=True, linked=True,
    )  # fmt: skip
    return replace(given, **changes)


def a_copy(kind: Any = "open-data-policy", **changes: Any) -> Document:
    """The same on somebody else's site."""
    where = {"url": "https://elsewhere.example/copy", "source": "registry-copy", "same_site": False, "linked": False}
    return a_document(kind, **{**where, **changes})


def handed(kind: Any = "open-data-policy", **changes: Any) -> Document:
    """The same as a person handed it over."""
    where = {"url": "urn:uuid:1", "source": "submitted", "same_site": False, "linked": False, "submitted": True, "shown": "a.pdf"}
    return a_document(kind, **{**where, **changes})


def unread(failure: str, **changes: Any) -> Document:
    """What could not be read at the address of the city's record."""
    given = Document("other", None, URL, "c-0", source="registry", same_site=True, failure=failure)
    return replace(given, **changes)


def governed(*documents: Document, looked: Sequence[Looked] = EVERYWHERE, city: City | None = CITY) -> Governance:
    """Judged as an audit does it."""
    return judged_governance([replace(a_snapshot(), documents=documents, looked=tuple(looked))], city)


def place(one: Document | JudgedDocument, what: str) -> Evidence:
    """The passage that shows an aspect, a provision, or with `because` what it is."""
    document = one.document if isinstance(one, JudgedDocument) else one
    reading = document.reading
    assert reading is not None
    quotes = dict(reading.aspects) | {p.code: q for p in document.provisions for q in p.quotes}
    quote = WORDS if what == "because" else quotes[what]
    return Evidence(document.text, f"char={quote.start},{quote.end}", quote.text)
