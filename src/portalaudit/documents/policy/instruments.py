"""By which act a document was made, and the act's number (data/policy_instruments.toml)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

from portalaudit.data.tables import table, words
from portalaudit.documents.policy.counting import Hit, Tally, count
from portalaudit.documents.policy.folding import fold
from portalaudit.documents.policy.page import Page, Place, Span
from portalaudit.documents.policy.phrases import Phrase, phrase
from portalaudit.documents.policy.sets import weighed
from portalaudit.model.policy import Instrument

_LED = re.compile(
    r"^[ *(]{0,3}((?:ar|res|r|o|ord)[ -]?\d[\w/-]{1,14}|\d{2,4}-[a-z]{1,3}-\d{2,4}|\d{2,4}-\d{2,6})(?!\w)", re.MULTILINE
)

_INSTRUMENTS: dict[str, Instrument] = {name: name for name in get_args(Instrument)}
_PLACES: dict[str, Place] = {place: place for place in get_args(Place)}
NUMBER_WITHIN = 400
"""Characters from the begin; farther on a number is another act's. Own choice."""
SUPPORTS_WITHIN = 600
"""Characters from the begin in which an act says what it is about; own choice."""


@dataclass(frozen=True, slots=True)
class Act:
    """The instrument, its number, and the words that tell."""

    instrument: Instrument
    number: Span | None
    hits: tuple[Hit, ...]


def act_of(page: Page, *, policy: bool) -> Act:
    """The instrument with the heaviest words; an open-data policy (`policy`) without such words is an administrative one."""
    found = [(name, _weigh(page, sections)) for name, sections in _sections()]
    name, best = max(found, key=lambda pair: pair[1].total)
    number = _number(page)
    least = table("policy_instruments")["least"]
    assert isinstance(least, float)
    if best.total >= least:
        return Act(name, number, best.hits)
    return Act("administrative-policy" if policy else "unknown", number, best.hits)


def cited_spans(page: Page) -> tuple[Span, ...]:
    """Where the text mentions other acts."""
    known = page.scans.get(("cited", "body"))
    if not isinstance(known, Tally):
        known = page.scans["cited", "body"] = count(page, _cited(), "body")
    return tuple(sorted((hit.start, hit.end) for hit in known.hits))


def supports_of(page: Page) -> Span | None:
    """Where the title or the first lines say that the act adopts, supports or carries out a policy."""
    hits = [hit for hit in count(page, _supports(), "head").hits if hit.start < page.body[0] + SUPPORTS_WITHIN]
    return min(((hit.start, hit.end) for hit in hits), default=None)


@cache
def _supports() -> tuple[Phrase, ...]:
    return tuple(phrase(one) for one in words(table("policy_instruments"), "supports"))


def _weigh(page: Page, sections: Mapping[Place, tuple[Phrase, ...]]) -> Tally:
    tallies = [count(page, listed, place) for place, listed in sections.items()]
    hits = [hit for one in tallies for hit in one.hits]
    own = [hit for hit in hits if not any(start <= hit.start <= end + 1 for start, end in cited_spans(page))]
    total = sum(one.total for one in tallies) - sum(hit.weight for hit in hits) + sum(hit.weight for hit in own)
    return Tally(total, tuple(sorted(own, key=lambda hit: (-hit.weight, hit.start, hit.end))))


def _number(page: Page) -> Span | None:
    """The number in the title, else in the first lines of the text."""
    begin = page.body[0]
    for start, end in (*page.title_spans, (begin, min(page.body[1], begin + NUMBER_WITHIN))):
        for met in _numbered().finditer(page.folded, start, end):
            if not any(first <= met.start() < last for first, last in cited_spans(page)):
                return _whole(page, met.start(), met.end())
    for start, end in page.title_spans:
        led = _LED.search(page.folded, start, end)
        if led:
            return led.span(1)
    return None


def _whole(page: Page, start: int, end: int) -> Span:
    while end > start and page.folded[end - 1] in ".,-/":
        end -= 1
    return start, end


@cache
def _numbered() -> re.Pattern[str]:
    """An act's word, a sign for `number` perhaps, and the number: `Ordinance No. 46,912`, `Local Law 11 of 2012`."""
    shipped = table("policy_instruments")
    acts = "|".join(re.escape(fold(word)) for word in sorted(words(shipped, "acts"), key=len, reverse=True))
    sign = "(?:" + "|".join(re.escape(fold(word)) for word in sorted(words(shipped, "signs"), key=len, reverse=True)) + ")"
    number = r"((?:[a-z]{1,5}-?)?\d[\w.,/-]{0,18}(?: of \d{4})?)"
    return re.compile(rf"(?<!\w)(?:{acts})(?: of the mayor)?(?: {sign})?[ \n:.(]{{1,3}}(?:{sign}[ :.]{{0,2}})?{number}")


@cache
def _cited() -> tuple[Phrase, ...]:
    """How a text mentions the acts of others; each a hundred times at most."""
    return tuple(phrase(one, times=100) for one in words(table("policy_instruments"), "cited"))


@cache
def _sections() -> tuple[tuple[Instrument, Mapping[Place, tuple[Phrase, ...]]], ...]:
    """In the order in which they win a tie."""
    shipped = table("policy_instruments")
    found: list[tuple[Instrument, Mapping[Place, tuple[Phrase, ...]]]] = []
    for name in words(shipped, "first"):
        section = shipped[name]
        assert isinstance(section, dict)
        found.append((_INSTRUMENTS[name], {_PLACES[place]: weighed(listed) for place, listed in section.items()}))
    return tuple(found)
