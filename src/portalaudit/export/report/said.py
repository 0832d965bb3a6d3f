"""What rubrics, manuals and the guideline say, in the report's language; what has no words there in English, marked as such."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from portalaudit.export.report.page import prose
from portalaudit.export.report.strangers import shown
from portalaudit.model.rubric import CriterionResult
from portalaudit.model.speaking import ENGLISH, Spoken, opening, spoken, text_in
from portalaudit.model.telling import Clause, Sentence

LONGEST = 2_000
"""Characters of one criterion's sentences (own choice; the document with all findings has them whole)."""
BRIEF = 200
"""Characters of a criterion's sentences on the first page (own choice)."""


def because(one: CriterionResult, lang: str, *, paper: bool = False) -> Markup:
    """Why a criterion is found as it is; on paper without where was looked, which has a table of its own."""
    told = tuple(each for each in one.said if not (each.last and paper)) or one.said
    return _row(spoken(told, lang) or _as_is(one), LONGEST, lang)


def briefly(one: CriterionResult, lang: str) -> Markup:
    """The same for a reader in a hurry: of what stands only in part what falls short, and without thresholds and lists."""
    found = [each for each in one.said if not each.last]
    short = [each for each in found if each.short] if one.finding in ("partly", "not_met") else []
    kept = [each for each in short or found if not (isinstance(each.lead, Clause) and each.lead.code == "parts")]
    return _row(spoken(tuple(_short(each) for each in kept), lang) or _as_is(one), BRIEF, lang)


def own(text: str, lang: str) -> Markup:
    """A rubric's title, or what it asks for."""
    return Markup("<bdi>{}</bdi>").format(_piece(text_in(text, lang), LONGEST, lang))


def plain(text: str, lang: str) -> Markup:
    """A text of the guideline."""
    return _piece(text_in(text, lang), LONGEST, lang)


def advice(text: str, lang: str) -> Markup:
    """A manual's text."""
    found = text_in(text, lang)
    return _marked(prose(found.text), found.lang, lang)


def _short(one: Sentence) -> Sentence:
    return replace(one, figures=(), asks=None)


def _as_is(one: CriterionResult) -> tuple[Spoken, ...]:
    """What was said in English and has no codes."""
    return tuple(Spoken(text, ENGLISH) for text in one.because.split(". "))


def _row(every: Sequence[Spoken], longest: int, lang: str) -> Markup:
    first, more = opening(every, longest)
    row = Markup(". ").join(_piece(one, 2 * longest, lang) for one in first)
    return Markup("<bdi>{}{}</bdi>").format(row, " …" if more else "")


def _piece(one: Spoken, longest: int, lang: str) -> Markup:
    text = shown(one.text, longest).replace(" %", "\u00a0%")  # a percent sign stays on the line of its number
    return _marked(escape(text), one.lang, lang)


def _marked(text: Markup, told: str, lang: str) -> Markup:
    return text if told == lang else Markup('<span lang="{}">{}</span>').format(told, text)
