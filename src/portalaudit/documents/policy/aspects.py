"""What a text speaks of beside its kind: for each code the sentence that says it best (data/policy_aspects.toml).

Only what a text says in its own sentences counts: the words of links, headings with nothing below them, job adverts, and what a
sentence denies or only plans say nothing of the city.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice

from portalaudit.data.tables import table
from portalaudit.documents.policy.asserted import REACH, is_denied, is_described, is_press, is_vacancy
from portalaudit.documents.policy.counting import Hit
from portalaudit.documents.policy.page import LONGEST_HEADING, LONGEST_QUOTE, Page, Span
from portalaudit.documents.policy.phrases import Phrase
from portalaudit.documents.policy.sets import weighed
from portalaudit.model.policy import DocumentKind, Quote

SEVERAL = 3
"""The best three passages of a code are given; own choice."""
LEAST = 2.0
"""Phrases that weigh less only back up another of their code."""
PLACES = 12
"""Of one phrase so many places are looked at; own choice."""
OWN_WORDS = 4
"""Words that a sentence must have beside its links; own choice."""
NEAR = 300
"""Characters between somebody in charge and the address to reach them, at most; own choice."""
BELOW = 300
LIST = 400
"""Characters behind a sentence in which levels may be listed; own choice."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_MENTION = {"sharing-process": "sharing"}
"""Where a mere mention counts for less, under which code it stands."""
_PERSONS = ("lead", "body", "contact")
_BULLETS = " \t-–—*•·>#.:0123456789)("


def aspects_of(page: Page, kind: DocumentKind = "other") -> tuple[tuple[str, Quote], ...]:
    """Code and sentence, in the table's order; of one code up to three, the heaviest first."""
    start, end = page.body
    if is_vacancy(page.folded[start:end]):
        return ()
    silent = _PERSONS if kind == "other" and is_press(page.folded[start:end], page.url) else ()
    known = _Names(page)
    found: dict[str, list[tuple[Hit, Quote]]] = {}
    for code, listed in _sections().items():
        for mentioned, one, quote in _said(page, code, listed, known, kind) if code not in silent else ():
            found.setdefault(mentioned, []).append((one, quote))
    told = {code: _best(said) for code, said in found.items()}
    if "lead" in told and "contact" in told:
        told["contact"] = _nearest([quote for _, quote in found["contact"]], told["lead"])
    return tuple((code, quote) for code in _sections() for quote in told.get(code, ()))


def _best(said: list[tuple[Hit, Quote]]) -> list[Quote]:
    """The heaviest passages, none twice; none where all of them only back up."""
    # A phrase that is repeated backs up no more than once.
    if (
        max(one.weight for one, _ in said) < LEAST
        and len({quote.text[one.start - quote.start : one.end - quote.start].lower() for one, quote in said}) < LEAST
    ):
        return []
    return _apart([quote for _, quote in sorted(said, key=lambda one: (-one[0].weight, one[1].start))])


def _nearest(contacts: list[Quote], leads: list[Quote]) -> list[Quote]:
    return _apart(sorted(contacts, key=lambda one: min(_gap(one, lead) for lead in leads) if leads else 0))


def _gap(one: Quote, other: Quote) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _apart(quotes: list[Quote]) -> list[Quote]:
    kept: list[Quote] = []
    for quote in quotes:
        if len(kept) < SEVERAL and not any(quote.start < known.end and known.start < quote.end for known in kept):
            kept.append(quote)
    return kept


class _Names:
    """What only names or leads on: link texts and headings, by their places."""

    def __init__(self, page: Page) -> None:
        start, end = page.body
        self.page = page
        links = ((one.start, one.start + len(one.text)) for one in page.text.links if one.start is not None and one.text)
        self.links = sorted(span for span in links if start <= span[0] < end)
        self._starts = [span[0] for span in self.links]
        names = {(one.start, one.end) for one in page.text.headings if one.end - one.start <= LONGEST_HEADING}
        first = page.plain.find("\n", start, end)
        line = page.plain[start : first if first >= 0 else start].rstrip()
        if 0 < len(line) <= LONGEST_HEADING and line[-1] not in ".;":
            names.add((start, start + len(line)))
        self.headings = names

    def is_heading(self, start: int, end: int) -> bool:
        return any(left <= start and end <= right + 1 for left, right in self.headings)

    def is_link(self, start: int, end: int, quote: Quote) -> bool:
        """In a link's text, unless the link stands inside a sentence of its own words."""
        if not any(left < end and start < right for left, right in self._near(start, end)):
            return False
        plain, place, own = self.page.plain, quote.start, []
        for left, right in self._near(quote.start, quote.end):
            own.append(plain[place : max(place, left)])
            place = max(place, right)
        own.append(plain[place : max(place, quote.end)])
        return len(_WORD.findall(" ".join(own))) < OWN_WORDS

    def _near(self, start: int, end: int) -> list[Span]:
        first = max(0, bisect_right(self._starts, start) - 1)
        return [span for span in islice(self.links, first, bisect_right(self._starts, end)) if span[1] > start]


def _said(
    page: Page, code: str, listed: tuple[Phrase, ...], names: _Names, kind: DocumentKind
) -> Iterator[tuple[str, Hit, Quote]]:
    """Every passage that says it, with the code under which it counts."""
    hits = list(_hits(page, listed))
    if code == "supersedes":  # said by titles too
        yield from ((code, hit, page.sentence(hit.start, hit.end)) for hit in hits)
        return
    met = [(hit, _sentence(page, hit)) for hit in hits]
    denied = {
        (quote.start, quote.end)
        for hit, quote in met
        if is_denied(
            code,
            page.folded[quote.start : quote.end],
            hit.start - quote.start,
            hit.end - quote.start,
            _lead_in(page, quote.start),
        )
    }
    for hit, quote in met:
        if any(quote.start < right and left < quote.end for left, right in denied) or names.is_link(hit.start, hit.end, quote):
            continue
        titled = kind == "meeting-agenda" and code == "body"  # whose meeting it was its title says
        shown = quote if titled else _below(page, hit, quote, names, code)
        if shown is None:
            continue
        if is_described(code, page.folded[shown.start : _reach(page, code, shown)]):
            yield code, hit, shown
        elif code in _MENTION:
            yield _MENTION[code], hit, shown


def _sentence(page: Page, hit: Hit) -> Quote:
    """The sentence; with the next one of its line where it only leads to it (`Purpose. The team …`, `Charter: coming soon`)."""
    quote = page.sentence(hit.start, hit.end)
    own = quote.text.strip(_BULLETS)
    place, end = quote.end, _line(page, quote.start)[1]
    while place < end and page.plain[place].isspace():
        place += 1
    if place >= end or not (quote.text.endswith(":") or own == page.plain[hit.start : hit.end].strip(_BULLETS)):
        return quote
    return page.quote(quote.start, min(page.sentence(place, place + 1).end, max(quote.end, quote.start + LONGEST_QUOTE)))


def _lead_in(page: Page, place: int) -> str:
    """What stands before a sentence in its line, as far as it may bear on it."""
    return page.folded[max(_line(page, place)[0], place - REACH) : place]


def _reach(page: Page, code: str, quote: Quote) -> int:
    """Levels are often listed below the sentence that speaks of them."""
    if code != "classification-levels" or (page.plain[quote.end : quote.end + 1] not in ("\n", "") and quote.text[-1:] != ":"):
        return quote.end
    behind = page.plain[quote.end : quote.end + LIST]
    return quote.end + (len(behind) if quote.text.rstrip().endswith(":") else 0)


def _hits(page: Page, listed: tuple[Phrase, ...]) -> Iterator[Hit]:
    start, end = page.body
    window = page.folded[start:end]
    for one in listed:
        if one.may_stand(window):
            places = one.places(page.plain if one.written else page.folded, start, end)
            yield from (Hit(one.weight, first, last) for first, last in islice(places, PLACES))


def _below(page: Page, hit: Hit, quote: Quote, names: _Names, code: str) -> Quote | None:
    """The sentence itself; of a heading what stands below it; None where a heading stands alone."""
    line = _line(page, hit.start)
    short = line[1] - line[0] <= hit.end - hit.start + LONGEST_HEADING
    alone = short and page.plain[line[0] : line[1]].strip(_BULLETS) == page.plain[hit.start : hit.end].strip(_BULLETS)
    heading = names.is_heading(hit.start, hit.end)
    if not heading and (not alone or code in _PERSONS):
        return quote
    if heading and code in _PERSONS:
        return None
    place = line[1] if heading or alone else quote.end
    while place < page.body[1] and page.plain[place].isspace():
        place += 1
    if place >= page.body[1]:
        return None
    left, right = _line(page, place)
    while right < page.body[1] and page.plain[right : right + 2] not in ("\n\n", "\n") and right - left < BELOW:
        right = _line(page, right + 1)[1]
    right = min(right, left + BELOW)
    below = page.quote(left, right)
    if names.is_heading(left, _line(page, left)[1]) or not _is_text(below.text) or names.is_link(left, right, below):
        return None
    return None if is_denied(code, page.folded[left:right], 0, 0) else below


def _is_text(words: str) -> bool:
    return len(_WORD.findall(words)) >= OWN_WORDS


def _line(page: Page, place: int) -> Span:
    start, end = page.body
    left = page.plain.rfind("\n", start, place) + 1 or start
    right = page.plain.find("\n", place, end)
    return left, end if right < 0 else right


@cache
def _sections() -> Mapping[str, tuple[Phrase, ...]]:
    return {code: weighed(section) for code, section in table("policy_aspects").items() if isinstance(section, dict)}
