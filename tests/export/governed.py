"""Audits with documents on policy and governance, made from readings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from portalaudit.audit.governance import judged_governance
from portalaudit.documents.policy.provisions.codes import CODES
from portalaudit.model.audit import Audit
from portalaudit.model.capture import Evidence
from portalaudit.model.policy import Document, Looked, Provision, Quote, Reading
from portalaudit.model.rubric import CriterionResult, RubricResult
from tests.builders import a_snapshot

LOOKED = (Looked("home", None, 2), Looked("footer", None, 4), Looked("sitemap", "http-403", 1), Looked("elsewhere", "none", 0))
NOWHERE = (Looked("home", "timeout", 3), Looked("city-site", "unregistered", 0), Looked("links", "budget", 0))
SAID = Quote(10, 62, "The Chief Data Officer shall publish data proactively.", 2)


def a_reading(kind: str = "open-data-policy", **changes: object) -> Reading:
    """What was read of a policy of Exampleville's, adopted on 14 May 2019."""
    given: dict[str, object] = {
        "confidence": 0.97, "instrument": "executive-order", "standing": "in-force", "place": "City of Exampleville",
        "number": "Executive Order No. 7", "adopted": date(2019, 5, 14), "language": "en", "because": (SAID,),
        "aspects": (("lead", SAID), ("contact", Quote(70, 96, "Write to jane.doe@city.example")), ("lead", SAID), ("lead", SAID)),
    }  # fmt: skip
    return Reading(kind, **{**given, **changes})  # type: ignore[arg-type]


def provisions(present: int = 12) -> tuple[Provision, ...]:
    """All 31, the first of them present with two passages each."""
    quotes = (SAID, Quote(200, 230, "Second passage, less telling."))
    return tuple(
        Provision(number, code, number <= present, 0.91, quotes if number <= present else ())
        for number, code in enumerate(CODES, 1)
    )


def a_document(name: str = "policy", reading: Reading | None = None, **changes: object) -> Document:
    """A document found on the home page of the city's portal; the policy unless told otherwise."""
    read = reading or a_reading()
    given: dict[str, object] = {
        "kind": read.kind, "title": f"Title of {name}", "url": f"https://www.example.org/{name}", "capture": f"bytes-{name}",
        "text": f"text-{name}", "reading": read, "source": "home", "shown": f"Link to {name}", "via": "https://www.example.org/",
        "provisions": provisions() if read.kind == "open-data-policy" else (), "same_site": True, "linked": True,
    }  # fmt: skip
    return Document(**{**given, **changes})  # type: ignore[arg-type]


def unread(name: str = "scan", **changes: object) -> Document:
    """A document that the city's record names and nobody could read."""
    given = {"kind": "no-text", "reading": None, "text": None, "provisions": (), "source": "registry", "failure": "no-text"}
    return replace(a_document(name), **{**given, **changes})  # type: ignore[arg-type]


OLDER = a_document("older", a_reading(adopted=date(2014, 1, 2), number=None, instrument="resolution"))
CHARTER = a_document("charter", a_reading("data-governance-charter", instrument="other", number=None, adopted=None, year=2021))
FOREIGN = a_document("foreign", a_reading(place="City of Elsewhere"))
HANDED = a_document(
    "handed", a_reading("data-strategy", standing="draft"), url="urn:uuid:1", source="submitted", submitted=True,
    criterion="wwc-v3/DM1", note="sent by mail", same_site=False, linked=False,
)  # fmt: skip


def governed(audit: Audit, *documents: Document, looked: Sequence[Looked] = LOOKED) -> Audit:
    """The audit of a city whose pages led to these documents."""
    snapshot = a_snapshot(documents=documents, looked=tuple(looked))
    return replace(audit, governance=judged_governance([snapshot], audit.target.city))


def with_criterion(audit: Audit, *evidence: Evidence, finding: str = "met") -> Audit:
    """The audit with a rubric of one criterion, decided by this evidence."""
    decided = finding != "undetermined"
    one = CriterionResult(
        "OD1", "Open data policy", finding, "indicated" if decided else None, "A policy was found",  # type: ignore[arg-type]
        why=None if decided else "not_found", ask_for=None if decided else "The policy", evidence=evidence,
    )  # fmt: skip
    counts = {"met": 1, "partly": 0, "not_met": 0, "undetermined": 0, "of": 1}
    return replace(audit, rubrics=(RubricResult("wwc-v3", "1.0", "Cities", "0" * 64, False, None, 1.0, counts, (one,)),))
