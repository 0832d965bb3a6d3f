"""When a document was adopted: the date with the best words beside it (data/policy_dates.toml)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from portalaudit.documents.policy.instruments import cited_spans
from portalaudit.documents.policy.page import Page, Span
from portalaudit.documents.policy.phrases import Phrase
from portalaudit.documents.policy.sets import phrases
from portalaudit.documents.policy.written import Moment, moments

# Own choices, in characters and points.
BEFORE, AFTER, PARAGRAPH = 160, 45, 1_500
DIRECT, NEAR = 20, 60
OPENING, CLOSING, PLACED, AMIDST = 1_000, 1_500, 1.5, -2.0
ALONE = 3.0
SHOWN = 300
RECITAL, CITED, OLD, VERY_OLD = -7.0, -5.0, -4.0, -10.0
ENOUGH, SIGNED, ADOPTING = 2.5, 4.5, 3.5
OPEN_DATA_BEGINS, RECORDS_LAWS_BEGIN = 2000, 1980
EARLIEST_POLICY, LATEST_POLICY = 2006, 2040

_RECITAL = re.compile(r"(?:\W{0,4}(?:whereas|considerando|visto|considering)\b)")
_NUMBER_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_STAMPED = re.compile(r"(?<!\d)(20[0-4]\d)\d{4,5}(?!\d)")
_SHORT = re.compile(r"(?<![\d,.])(\d{1,4})[-/](?:[a-z]-)?(\d{1,4})(?![\d,])")
_OF_YEAR = re.compile(r"(?: of| for the year| de| del)[ \n]((?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Adoption:
    """The date of adoption, or its year, and where it is told."""

    day: date | None
    year: int
    span: Span | None
    """None where only the link or the address tells it."""


def adoption_of(page: Page, number: Span | None) -> Adoption | None:
    """The date that words of adoption, signing or effect stand beside; else the year in the act's number, or in a link to it."""
    start, end = page.body
    rated = [(moment, *_points(page, moment)) for moment in moments(page.folded, start, end)]
    enough = [one for one in rated if one[1] >= ENOUGH]
    signed = [one for one in enough if one[2] and one[1] >= SIGNED]
    if enough:
        told = max(signed or enough, key=lambda one: one[1])[0]
        return Adoption(told.day, told.year, (told.start, told.end))
    return (_by_number(page, number) if number else None) or _by_hint(page)


def cited_day(page: Page) -> date | None:
    """The latest day of another act that the text names, `called for in the Executive Order signed on April 7, 2014`."""
    cited = cited_spans(page)
    named = [
        moment.day
        for moment in moments(page.folded, *page.body)
        if moment.day and OPEN_DATA_BEGINS <= moment.year <= LATEST_POLICY and _dates_one(page.folded, cited, moment.start)
    ]
    return max(named, default=None)


def _dates_one(folded: str, cited: Sequence[Span], start: int) -> bool:
    return any(first <= start <= last + NEAR and "\n" not in folded[last:start] for first, last in cited)


def _points(page: Page, moment: Moment) -> tuple[float, bool]:
    """How surely a date is that of adoption; True where words of adoption, not of effect or revision, stand before it."""
    folded, (start, end) = page.folded, page.body
    before = folded[max(start, moment.start - BEFORE) : moment.start]
    after = folded[moment.end : min(end, moment.end + AFTER)]
    signed = _best(before, "signed", _gap_before)
    points = max(signed, _best(before, "before", _gap_before)) + _best(after, "after", _gap_after)
    points -= _best(before, "against", _gap_before) + _adjacent(before)
    places = (moment.start - start < OPENING) + (end - moment.end < CLOSING)
    points += PLACED * places if places else AMIDST
    if _own_line(folded, moment) and moment.start - start < OPENING:
        points += ALONE
    line = max(folded.rfind("\n", max(start, moment.start - PARAGRAPH), moment.start) + 1, start)
    if _RECITAL.match(folded, line):
        points += RECITAL
    if _dates_one(folded, cited_spans(page), moment.start):
        points += CITED
    if moment.year < OPEN_DATA_BEGINS:
        points += VERY_OLD if moment.year < RECORDS_LAWS_BEGIN else OLD
    return points, signed >= ADOPTING


def _best(window: str, section: str, gap: Callable[[Span, str], int]) -> float:
    """The heaviest phrase of a section, less the farther it stands."""
    best = 0.0
    for one in phrases(section, "policy_dates"):
        if one.weight > best and one.may_stand(window):
            for met in one.places(window):
                apart = gap(met, window)
                best = max(best, one.weight * (1.0 if apart <= DIRECT else 0.6 if apart <= NEAR else 0.3))
    return best


def _gap_before(met: Span, window: str) -> int:
    return len(window) - met[1]


def _gap_after(met: Span, _window: str) -> int:
    return met[0]


def _adjacent(before: str) -> float:
    """The weight of a preposition that ends where the date begins."""
    text = before.rstrip()
    return max((one.weight for one in phrases("against-near", "policy_dates") if _ends(one, text)), default=0.0)


def _ends(one: Phrase, text: str) -> bool:
    if not one.may_stand(text):
        return False
    return any(last == len(text) for _, last in one.places(text))


def _own_line(folded: str, moment: Moment) -> bool:
    """A date that has its line for itself, or shares it with a version."""
    left = folded[folded.rfind("\n", 0, moment.start) + 1 : moment.start]
    stop = folded.find("\n", moment.end)
    right = folded[moment.end : len(folded) if stop < 0 else stop]
    return len(left.strip()) + len(right.strip()) <= DIRECT


def _by_hint(page: Page) -> Adoption | None:
    """The one year that the text of the link holds, the weakest hint; one in the address is rather that of the upload."""
    years = {int(met[1]) for met in _NUMBER_YEAR.finditer((page.shown or "")[:SHOWN])}
    plausible = [year for year in years if EARLIEST_POLICY <= year <= LATEST_POLICY]
    return Adoption(None, plausible[0], None) if len(plausible) == 1 else None


def _by_number(page: Page, number: Span) -> Adoption | None:
    """`Ordinance 2012-114`, `Decreto 12/2019`, `Local Law 11 of 2012`, `20111208-074`, `71-R-17`."""
    start, end = number
    text = page.folded[start:end]
    told = _OF_YEAR.match(page.folded, end) or _NUMBER_YEAR.search(text) or _STAMPED.search(text)
    if told:
        return Adoption(None, int(told[1]), number)
    short = _SHORT.search(text)
    years = [2000 + int(part) for part in short.groups() if len(part) == 2] if short else []
    plausible = [year for year in years if EARLIEST_POLICY <= year <= LATEST_POLICY]
    return Adoption(None, plausible[0], number) if len(plausible) == 1 else None
