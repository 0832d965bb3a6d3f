"""A city's documents judged: whose they are, which policy is in force, what they say of governance. Pure.

Judged anew each time, for it depends on the city's record: its name and who publishes for it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from portalaudit.documents.policy import in_force, of_place, recency
from portalaudit.model.capture import EXCERPT, Evidence
from portalaudit.model.governance import Governance, JudgedDocument, Whose
from portalaudit.model.policy import Document, Looked, Quote, Reading
from portalaudit.model.portal import City
from portalaudit.model.snapshot import Snapshot

POLICY = "open-data-policy"
COMPANION = timedelta(366)
"""Between a policy and the act that adopts it or puts it into force (own choice)."""
_UNBORN = frozenset({"draft", "not-adopted"})
_FALLEN = frozenset({"draft", "not-adopted", "superseded"})


def judged_governance(snapshots: Sequence[Snapshot], city: City | None) -> Governance:
    """The documents of all portals of a city, one of each address and of each text."""
    names = _names(city)
    seen: dict[str, tuple[Document, str]] = {}
    for snapshot in snapshots:
        for document in snapshot.documents:
            seen.setdefault(_sameness(document), (document, snapshot.portal.url))
    judged = [_judged(document, portal, names) for document, portal in seen.values() if _counts(document)]
    policy, older = _in_force(judged)
    return Governance(
        documents=tuple(sorted(judged, key=_order)),
        policy=policy,
        older=older,
        looked=_looked(snapshots),
        pages=sum(document.reading is not None for document, _ in seen.values()),
        registered=city is not None,
    )


def _names(city: City | None) -> tuple[str, ...]:
    """What a city is called in its own documents."""
    if city is None:
        return ()
    told = (city.name, f"City of {city.name}", *city.publishers)
    return tuple(dict.fromkeys(told))


def _sameness(document: Document) -> str:
    """What makes two finds one: the same text, else the same address."""
    return document.text or document.url


def _counts(document: Document) -> bool:
    """It is of a kind, or speaks of governance, or was expected to and could not be read."""
    if document.reading is None:
        return document.submitted or document.source in ("registry", "registry-copy") or document.kind == "no-text"
    return document.kind != "other" or bool(document.reading.aspects) or document.submitted


def _judged(document: Document, portal: str, names: Sequence[str]) -> JudgedDocument:
    reading = document.reading or Reading("other", 0.0)
    whose: Whose = of_place(reading, names) if document.reading else "unknown"
    aspects: dict[str, list[Evidence]] = defaultdict(list)
    for code, quote in reading.aspects:
        aspects[code].append(_evidence(document, quote))
    return JudgedDocument(
        document=document,
        portal=portal,
        whose=whose,
        published=not document.submitted and (document.same_site or document.linked) and document.source != "registry-copy",
        stands=document.reading is not None and reading.standing not in _FALLEN,
        because=tuple(_evidence(document, quote) for quote in reading.because),
        aspects={code: tuple(found) for code, found in sorted(aspects.items())},
        provisions={
            one.code: tuple(_evidence(document, quote) for quote in one.quotes) for one in document.provisions if one.present
        },
    )


def _evidence(document: Document, quote: Quote) -> Evidence:
    """A span of the plain text, in characters (RFC 5147)."""
    return Evidence(document.text or document.capture, f"char={quote.start},{quote.end}", quote.text[:EXCERPT])


def _in_force(judged: Sequence[JudgedDocument]) -> tuple[JudgedDocument | None, tuple[JudgedDocument, ...]]:
    """The policy in force among the city's own, and its other versions, newest first; what never came into force is none."""
    own = [one for one in judged if one.document.kind == POLICY and one.own and one.reading.standing not in _UNBORN]
    own.sort(key=lambda one: (not one.published, not one.document.same_site, one.document.url))
    own.sort(key=lambda one: recency(one.reading), reverse=True)
    place = in_force([one.reading for one in own])
    policy = None if place is None else _original(_text_of(own[place], own), own)
    return policy, tuple(one for one in own if one is not policy)


def _text_of(act: JudgedDocument, own: Sequence[JudgedDocument]) -> JudgedDocument:
    """The policy that an act of the same year adopts, supports or carries out, where its text was found: the one with the most
    provisions. `Executive Order directing departments to comply with the open data policy` is not the policy."""
    if act.reading.supports is None or "supersedes" in act.aspects:
        return act
    latest, _ = recency(act.reading)
    near = [one for one in own if one.stands and abs(recency(one.reading)[0] - latest) <= COMPANION]
    return max(near, key=lambda one: (len(one.provisions), one is act), default=act)


def _original(policy: JudgedDocument, own: Sequence[JudgedDocument]) -> JudgedDocument:
    """What the city publishes, where only a copy was taken for the policy in force: one of the same year, or without any."""
    if policy.published:
        return policy
    years = (policy.reading.year, None)
    return next((one for one in own if one.published and one.stands and one.reading.year in years), policy)


def _order(one: JudgedDocument) -> tuple[bool, bool, str, str]:
    return one.document.reading is None, not one.own, one.document.kind, one.document.url


def _looked(snapshots: Sequence[Snapshot]) -> tuple[Looked, ...]:
    """One line a place over all portals; read somewhere is read."""
    places: dict[str, list[Looked]] = {}
    for snapshot in snapshots:
        for one in snapshot.looked:
            places.setdefault(one.place, []).append(one)
    return tuple(
        Looked(place, None if any(one.reason is None for one in found) else found[0].reason, sum(one.requests for one in found))
        for place, found in places.items()
    )


def at_portal(governance: Governance, url: str, urls: Sequence[str]) -> Governance:
    """What the checks of one portal see: the city's documents with the portal that its policy was found with (the first portal
    where there is none), nothing with the others, so that a city is judged once."""
    home = governance.policy.portal if governance.policy else next(iter(urls), url)
    return governance if url == home else Governance()
