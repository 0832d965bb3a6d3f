"""Sentences on documents: what each is, and where was looked."""

import re
from datetime import date

from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.policy import Looked
from portalaudit.rubrics.wording import LOOKED

_LONGEST, _LONGEST_URL = 120, 200
_UNREAD = 3
"""Documents named that could not be read (own choice)."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
KINDS = {
    "open-data-policy": "an open-data policy", "data-governance-charter": "a data-governance charter",
    "data-strategy": "a data strategy", "privacy-policy": "a privacy policy", "data-standard": "a data standard",
    "publishing-guide": "a publishing guide", "user-guidance": "guidance for users", "quality-report": "a quality report",
    "dashboard": "a dashboard", "meeting-agenda": "an agenda", "other": "a page", "no-text": "a document without text",
}  # fmt: skip
PLACES = {
    "registry": "the policy's address in the city's record", "registry-copy": "the copy that the city's record names",
    "home": "the portal's home page", "city-site": "the city's own website", "navigation": "menus", "footer": "page footers",
    "links": "links in pages", "sitemap": "sitemaps", "portal-page": "the portal's own pages",
    "catalogue": "documents of the catalogue", "elsewhere": "pages elsewhere",
}  # fmt: skip
LANGUAGES = {"es": "Spanish", "pt": "Portuguese", "fr": "French"}
_REASONS = {"budget": "the budget was spent first", "robots": "robots.txt asks programs not to", "no-text": "no text in it"}
_STANDING = {"draft": "a draft", "not-adopted": "one that was not adopted", "superseded": "one that is superseded"}
_FORM = re.compile(r"(?:City|County|Town|Village|Borough|Township|District|Municipality|State|Commonwealth|Government)\b.* of ")


def described(one: JudgedDocument) -> str:
    """`“Title” (Executive Directive No. 3, 18 December 2013), published by the City of Example at https://…`."""
    told = ", ".join(part for part in (_act(one), _when(one)) if part)
    return f"{named(one)} ({told}), {_whence(one)}" if told else f"{named(one)}, {_whence(one)}"


def named(one: JudgedDocument) -> str:
    """Its title in quotation marks."""
    return f"“{_short(_title(one))}”"


def _title(one: JudgedDocument) -> str:
    document = one.document
    return one.reading.title or document.title or document.shown or KINDS[document.kind]


def _act(one: JudgedDocument) -> str:
    """The instrument by its own number, by its kind where the title gives that or there is none."""
    reading = one.reading
    number = _short(reading.number or "")
    word = "" if reading.instrument in ("unknown", "other") else reading.instrument.replace("-", " ")
    if number and number.casefold() in _title(one).casefold():
        return word
    if re.search(r"[^\W\d_]{3}", number):
        return number
    return f"{word} {number}".strip()


def _when(one: JudgedDocument) -> str:
    reading = one.reading
    return day(reading.adopted) if reading.adopted else str(reading.year or "")


def day(when: date) -> str:
    """`18 December 2013`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def _whence(one: JudgedDocument) -> str:
    if one.document.submitted:
        return "submitted to this audit"
    url = _short(one.document.url, _LONGEST_URL)
    if not one.published:
        return f"a copy at {url}"
    place = _short(one.reading.place or "")
    if one.whose != "own" or not place:
        return f"published at {url}"
    return f"published by {'the ' if _FORM.match(place + ' ') else ''}{place} at {url}"


def unpublished(tier: str, kept: str | None) -> list[str]:
    """Why a document that was found does not show that the city publishes it; nothing of one that it does publish."""
    if tier == "published":
        return []
    lead = "It was submitted" if tier == "submitted" else "A copy elsewhere shows that it was adopted"
    return [f"{lead}; that the city publishes it was not seen" + (f": {kept}" if kept else "")]


def instead(one: JudgedDocument) -> str:
    """What was found in its place."""
    if not one.own and one.whose == "unknown":
        return f"; what was found does not tell whose it is, and is not on the city's own site: {described(one)}"
    what = "another place's" if not one.own else _STANDING.get(one.reading.standing, "one that another replaced")
    whose = f" of {_short(one.reading.place)}" if not one.own and one.reading.place else ""
    return f"; what was found is {what}{whose}: {described(one)}"


def where(governance: Governance) -> str:
    """Where was looked, as one sentence that begins as `LOOKED`."""
    if not governance.looked:
        return f"{LOOKED}at nothing: pages and documents were not searched in this audit"
    read = [one for one in governance.looked if one.reason is None]
    pages = "one page" if governance.pages == 1 else f"{governance.pages:,} pages and documents"
    told = [f"at {pages}: {_listed(read)}" if read else "and could read nothing"]
    # Places at which nothing was named stand in the document's own list, not in each criterion.
    failed = [one for one in governance.looked if one.reason not in (None, "none", "unregistered")]
    if failed:
        told.append(
            "could not be read: "
            + ", ".join(f"{PLACES.get(one.place, one.place)} ({_failure(one.reason or '')})" for one in failed)
        )
    if unknown := [one for one in governance.looked if one.reason == "unregistered"]:
        told.append(f"no address is known of {_listed(unknown)}")
    unread = [one for one in governance.documents if one.document.reading is None][:_UNREAD]
    if unread:
        told.append("found and not read: " + ", ".join(f"{named(one)} ({_failure(one.document.failure)})" for one in unread))
    return LOOKED + "; ".join(told)


def _failure(reason: str | None) -> str:
    return _REASONS.get(reason or "no-text", reason or "")


def _listed(places: list[Looked]) -> str:
    names = [PLACES.get(one.place, one.place) for one in places]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _short(text: str, longest: int = _LONGEST) -> str:
    """On one line, without control characters, cut."""
    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"
