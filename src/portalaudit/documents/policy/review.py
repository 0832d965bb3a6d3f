"""By when a document is to be reviewed, where it says so."""

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from portalaudit.data.tables import table, words
from portalaudit.documents.policy.page import Page, Span
from portalaudit.documents.policy.phrases import Phrase, phrase
from portalaudit.documents.policy.written import moments, number_in_words

DATE_WITHIN, TERM_WITHIN = 90, 110
"""Characters after the word of review; own choice."""
LONGEST_TERM, MOST = 20, 50
"""Years; mentions looked at of each phrase. Own choices."""

_TERM = re.compile(
    r"(?<!\w)(?:(annually|annual|each year|every year|yearly|once a year|anualmente|cada ano|anual|todos os anos)"
    r"|(biannually|biennially|every other year|bienalmente|bianualmente)"
    r"|(?:every|within|each|no later than|not later than|after|cada|en|dentro de|a cada|em ate|no prazo de)(?: (?:los|las|os))?"
    r" ([a-z]{2,9}(?:-[a-z]{3,5})?|\d{1,2})(?: \(\d{1,2}\))? (years?|anos?|months?|meses))(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Review:
    """When, and the words that say so."""

    due: date | None
    """None where only a term is told and the date of adoption is not known."""
    span: Span


def review_of(page: Page, adopted: date | None) -> Review | None:
    """A date beside a word of review; else the date of adoption and the term told (`every two years`)."""
    start, end = page.body
    term: Review | None = None
    for one in _listed():
        if not one.may_stand(page.folded):
            continue
        for first, last in islice(one.places(page.folded, start, end), MOST):
            stop = _sentence_end(page.folded, last, end)
            absolute = [m for m in moments(page.folded, last, min(stop, last + DATE_WITHIN)) if m.day]
            if absolute and absolute[0].day and (adopted is None or absolute[0].day > adopted):
                return Review(absolute[0].day, (first, absolute[0].end))
            told = _TERM.search(page.folded, first, min(stop, last + TERM_WITHIN))
            if told and term is None:
                term = Review(_after(adopted, _months(told)), (first, max(last, told.end())))
    return term


def _sentence_end(folded: str, place: int, end: int) -> int:
    stops = [
        stop for stop in (folded.find(". ", place, end), folded.find("\n", place, end), folded.find(";", place, end)) if stop >= 0
    ]
    return min(stops, default=end)


def _months(told: re.Match[str]) -> int | None:
    if told[1]:
        return 12
    if told[2]:
        return 24
    number = int(told[3]) if told[3].isdigit() else number_in_words(told[3])
    if not number:
        return None
    months = number * (12 if told[4].startswith(("year", "ano")) else 1)
    return months if months <= LONGEST_TERM * 12 else None


def _after(adopted: date | None, months: int | None) -> date | None:
    if adopted is None or months is None:
        return None
    years, month = divmod(adopted.month - 1 + months, 12)
    year, day = adopted.year + years, adopted.day
    lengths = (31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return date(year, month + 1, min(day, lengths[month]))


@cache
def _listed() -> tuple[Phrase, ...]:
    return tuple(phrase(one) for one in words(table("policy_dates"), "review"))
