"""How much a set of phrases weighs in a place of a document, and the words that made it so."""

from dataclasses import dataclass
from itertools import islice

from portalaudit.documents.policy.page import HINT, Page, Place
from portalaudit.documents.policy.phrases import Phrase
from portalaudit.documents.policy.sets import phrases


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase met."""

    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What a set weighs in a place."""

    total: float
    hits: tuple[Hit, ...]
    """In the order of their weight, then of the text; what a title element or a link says has none."""
    hinted: float = 0.0
    """What of the total only a link's text or the address say."""


def tally(page: Page, name: str, place: Place) -> Tally:
    """Counted once for each set and place of a document."""
    known = page.scans.get((name, place))
    if not isinstance(known, Tally):
        known = count(page, phrases(name), place)
        page.scans[name, place] = known
    return known


def count(page: Page, listed: tuple[Phrase, ...], place: Place) -> Tally:
    """The weight of some phrases in a place."""
    hits: list[Hit] = []
    total = hinted = 0.0
    spans = page.spans(place)
    windows = [page.folded[start:end] for start, end in spans]
    for one in listed:
        times = 0
        for (start, end), window in zip(spans, windows, strict=True):
            if times >= one.times or not one.may_stand(window):
                continue
            found = one.places(page.plain if one.written else page.folded, start, end)
            met = [Hit(one.weight, first, last) for first, last in islice(found, one.times - times)]
            times += len(met)
            hits += met
        total += one.weight * times
        if place == "title" and times == 0 and not one.written:
            told = max((share for hint, share in page.hints if _stands(one, hint)), default=0.0)
            total += told * one.weight
            hinted += told * one.weight if told <= HINT else 0.0
    return Tally(total, tuple(sorted(hits, key=lambda hit: (-hit.weight, hit.start, hit.end))), hinted)


def _stands(one: Phrase, hint: str) -> bool:
    return one.may_stand(hint) and any(True for _ in one.places(hint))
