"""Text in, reading out: what one document is, with the words that tell."""

from collections.abc import Iterable, Sequence
from datetime import date

from portalaudit.documents.policy.adoption import adoption_of, cited_day
from portalaudit.documents.policy.aspects import aspects_of
from portalaudit.documents.policy.counting import Hit
from portalaudit.documents.policy.instruments import Act, act_of, supports_of
from portalaudit.documents.policy.kinds import Decision, kind_of
from portalaudit.documents.policy.language import language_of
from portalaudit.documents.policy.page import Page, Span
from portalaudit.documents.policy.place import place_of
from portalaudit.documents.policy.review import review_of
from portalaudit.documents.policy.standing import State, state_of
from portalaudit.documents.policy.titles import title_of
from portalaudit.documents.textual import Text
from portalaudit.model.policy import Quote, Reading, Standing

FOR_KIND, FOR_OTHERS = 6, 2
"""Quotes given for the kind, and for each other thing told; own choice."""
AMENDING_WITHIN = 600
"""Characters from the begin within which an amending act says that it is one; own choice."""


def read_document(text: Text, url: str | None = None, *, shown: str | None = None) -> Reading:
    """What a document is, as far as its own text tells; its address and a link's text are weak hints.

    Reads 300,000 characters at most. The same text gives the same reading; nothing raises for what a text holds.
    """
    page = Page(text, url, shown)
    decision = kind_of(page)
    policy = decision.kind == "open-data-policy"
    state = state_of(page)
    act = act_of(page, policy=policy) if decision.kind != "other" else Act("unknown", None, ())
    adopted = (
        adoption_of(page, act.number) if decision.kind != "other" and state.standing not in ("draft", "not-adopted") else None
    )
    owner = place_of(page)
    supports = supports_of(page) if policy else None
    review = review_of(page, adopted.day if adopted else None)
    spans = [*_spans(decision.hits, FOR_KIND), *_spans(act.hits, FOR_OTHERS), *_spans(state.hits, FOR_OTHERS)]
    spans += [one.span for one in (adopted, owner, review) if one and one.span]
    return Reading(
        kind=decision.kind,
        confidence=decision.confidence,
        instrument=act.instrument,
        standing=_standing(decision, state),
        title=title_of(page),
        place=owner.name if owner else None,
        number=" ".join(text.plain[slice(*act.number)].split()) if act.number else None,
        adopted=adopted.day if adopted else None,
        year=adopted.year if adopted else None,
        not_before=cited_day(page) if policy and adopted is None else None,
        review_due=review.due if review else None,
        language=language_of(text),
        supports=page.sentence(*supports) if supports else None,
        because=_quotes(page, spans),
        aspects=aspects_of(page, decision.kind),
    )


def in_force(readings: Sequence[Reading]) -> int | None:
    """Which of a city's policies is in force; None where there is none.

    The latest adopted of those that are not superseded, drafted or rejected, and that no other says it repeals. Of two with the
    same date, or none, one that says it is in force goes first, then one that amends or repeals another, then the first given.
    One without a date is younger than an act that it names with its day.
    """
    living = [
        (place, one) for place, one in enumerate(readings) if one.kind != "other" and one.standing in ("in-force", "unknown")
    ]
    named = [(place, one) for place, one in living if not _ousted(one, [other for _, other in living])]
    if not named:
        return None
    return max(named, key=lambda pair: (*recency(pair[1]), pair[1].standing == "in-force", _ousts(pair[1]), -pair[0]))[0]


def recency(reading: Reading) -> tuple[date, bool]:
    """What sorts readings by age: the day, or the middle of the year where only that is told; and whether it came after that.

    Without either, an act whose first words say that it amends or repeals is taken to be the last, any other text the first.
    """
    if reading.adopted:
        return reading.adopted, False
    if reading.year:
        return date(reading.year, 7, 1), False
    if _ousts(reading, AMENDING_WITHIN):
        return date.max, False
    return (reading.not_before, True) if reading.not_before else (date.min, False)


def _ousts(reading: Reading, within: int | None = None) -> bool:
    return any(code == "supersedes" and (within is None or quote.start < within) for code, quote in reading.aspects)


def _ousted(reading: Reading, others: Iterable[Reading]) -> bool:
    """True where another one says that it repeals or replaces the instrument of this number."""
    number = (reading.number or "").lower()
    if not number:
        return False
    return any(
        other is not reading and code == "supersedes" and number in quote.text.lower() and recency(other) >= recency(reading)
        for other in others
        for code, quote in other.aspects
    )


def _standing(decision: Decision, state: State) -> Standing:
    """Of a story or a notice nothing is said but that it is a draft, not adopted or superseded."""
    return "unknown" if decision.kind == "other" and state.standing == "in-force" else state.standing


def _spans(hits: Iterable[Hit], most: int) -> list[Span]:
    return [(hit.start, hit.end) for hit in hits][:most]


def _quotes(page: Page, spans: Iterable[Span]) -> tuple[Quote, ...]:
    """Each passage once, in the order of its rank."""
    return tuple(page.quote(start, end) for start, end in dict.fromkeys(spans))
