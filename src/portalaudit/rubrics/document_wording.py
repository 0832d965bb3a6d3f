"""Sentences on documents: what each is, and where was looked (words: data/because)."""

import re
from collections.abc import Sequence

from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.policy import Looked
from portalaudit.model.telling import Cited, Clause, Part, Said, Sentence, Word, clause

_LONGEST, _LONGEST_URL = 120, 200
_UNREAD = 3
"""Documents named that could not be read (own choice)."""
_UNFIT = ("draft", "not-adopted", "superseded")
"""Standings by which a document does not count."""
_FORM = re.compile(r"(?:City|County|Town|Village|Borough|Township|District|Municipality|State|Commonwealth|Government)\b.* of ")


def described(one: JudgedDocument) -> Cited:
    """`“Title” (Executive Directive No. 3, 18 December 2013), published by the City of Example at https://…`."""
    return Cited(named(one), (*_act(one), *_when(one)), _whence(one))


def named(one: JudgedDocument) -> Clause:
    """Its title in quotation marks; its kind where it has none."""
    title = _title(one)
    return clause("quoted", title=_short(title) if title else Word("kind", one.document.kind))


def _title(one: JudgedDocument) -> str:
    document = one.document
    return one.reading.title or document.title or document.shown or ""


def _act(one: JudgedDocument) -> tuple[Part, ...]:
    """The instrument by its own number, by its kind where the title gives that or there is none."""
    reading = one.reading
    number = _short(reading.number or "")
    known = reading.instrument not in ("unknown", "other")
    word = Word("instrument", reading.instrument)
    if not number or number.casefold() in _title(one).casefold():
        return (word,) if known else ()
    if not known or re.search(r"[^\W\d_]{3}", number):
        return (clause("quoted_number", number=number),)
    return (clause("act_numbered", instrument=word, number=number),)


def _when(one: JudgedDocument) -> tuple[Clause, ...]:
    reading = one.reading
    if reading.adopted:
        return (clause("day", day=reading.adopted),)
    return (clause("year", year=str(reading.year)),) if reading.year else ()


def _whence(one: JudgedDocument) -> Clause:
    if one.document.submitted:
        return clause("submitted")
    url = _short(one.document.url, _LONGEST_URL)
    if not one.published:
        return clause("copy", url=url)
    place = _short(one.reading.place or "")
    if one.whose != "own" or not place:
        return clause("published", url=url)
    return clause("published_by_the" if _FORM.match(place + " ") else "published_by", place=place, url=url)


def unpublished(tier: str, kept: Clause | None) -> Said:
    """Why a document that was found does not show that the city publishes it; nothing of one that it does publish."""
    if tier == "published":
        return ()
    return (Sentence(clause(f"unseen_{tier}"), figures=(kept,) if kept else ()),)


def instead(one: JudgedDocument) -> Clause:
    """What was found in its place."""
    found = described(one)
    if not one.own and one.whose == "unknown":
        return clause("instead_unknown", document=found)
    if one.own:
        standing = one.reading.standing
        return clause(f"instead_{standing if standing in _UNFIT else 'replaced'}", document=found)
    if one.reading.place:
        return clause("instead_foreign_of", place=_short(one.reading.place), document=found)
    return clause("instead_foreign", document=found)


def where(governance: Governance) -> Said:
    """Where was looked, as one sentence that stands last."""
    if not governance.looked:
        return (Sentence(clause("looked_nowhere"), last=True),)
    read = [one for one in governance.looked if one.reason is None]
    lead = clause("looked", pages=governance.pages, places=_listed(read)) if read else clause("looked_in_vain")
    rest = []
    # Places at which nothing was named stand in the document's own list, not in each criterion.
    failed = [one for one in governance.looked if one.reason not in (None, "none", "unregistered")]
    if failed:
        told = (clause("place_failed", place=Word("place", one.place), failure=failure(one.reason or "")) for one in failed)
        rest.append(clause("places_failed", places=tuple(told)))
    if unknown := [one for one in governance.looked if one.reason == "unregistered"]:
        rest.append(clause("places_unknown", places=_listed(unknown)))
    unread = [one for one in governance.documents if one.document.reading is None][:_UNREAD]
    if unread:
        each = (clause("document_failed", title=named(one), failure=failure(one.document.failure)) for one in unread)
        rest.append(clause("found_unread", documents=tuple(each)))
    return (Sentence(lead, rest=tuple(rest), last=True),)


def failure(reason: str | None) -> Word:
    """Why something could not be read."""
    return Word("failure", reason or "no-text")


def _listed(places: Sequence[Looked]) -> tuple[Part, ...]:
    return tuple(Word("place", one.place) for one in places)


def _short(text: str, longest: int = _LONGEST) -> str:
    """On one line, without control characters, cut."""
    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"
