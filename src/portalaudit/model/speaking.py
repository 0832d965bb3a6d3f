"""Sayings in words: the templates of data/because, and texts of ours by data/texts.

A sentence of which some part has no words in a language is said in English as a whole, and known as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import cast

from portalaudit.data.tables import table
from portalaudit.data.writing import LANGUAGES, writing
from portalaudit.model import reasons
from portalaudit.model.telling import Cited, Param, Part, Reason, Said, Sentence, Share, Text, Word
from portalaudit.model.values import Given, Value, value

ENGLISH = LANGUAGES[0]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence or a text in words, without a full stop."""

    text: str
    lang: str
    """The language that it is in: the one that was asked for, or English."""
    short: bool = False
    """As of the sentence."""


class _Unworded(Exception):
    """A part has no words in the language."""


def spoken(said: Said, lang: str) -> tuple[Spoken, ...]:
    """The sentences in a language, or in English."""
    known: set[Cited] = set()
    return tuple(_sentence(one, lang, known) for one in said)


def english(said: Said) -> str:
    """The sentences in English, in one."""
    return ". ".join(one.text for one in spoken(said, ENGLISH))


@lru_cache(maxsize=4_096)
def english_of(one: Sentence) -> str:
    """One sentence in English, by itself."""
    return _sentence(one, ENGLISH, set()).text


def text_in(text: str, lang: str) -> Spoken:
    """A text of a rubric, a manual or the guideline of policies in a language, or in English."""
    found = _own(text, lang)
    return Spoken(text, ENGLISH) if found is None else Spoken(found, lang)


def _sentence(one: Sentence, lang: str, known: set[Cited]) -> Spoken:
    try:
        speaker = _Speaker(lang, set(known))
        text = speaker.sentence(one)
    except _Unworded:
        lang, speaker = ENGLISH, _Speaker(ENGLISH, set(known))
        text = speaker.sentence(one)
    known |= speaker.known
    return Spoken(text, lang, one.short)


class _Speaker:
    """One sentence in one language; `known` are the documents that were told before."""

    def __init__(self, lang: str, known: set[Cited]) -> None:
        self.lang, self.known, self.writing = lang, known, writing(lang)

    def sentence(self, one: Sentence) -> str:
        figures = "; ".join(map(self.part, one.figures))
        lead = f"{self.part(one.lead)}: {figures}" if figures else self.part(one.lead)
        return "; ".join((lead, *map(self.part, one.rest), *([self.part(one.asks)] if one.asks else [])))

    def part(self, one: Part) -> str:
        if isinstance(one, Text):
            return self._text(one)
        if isinstance(one, Reason):
            return self._reason(one)
        if isinstance(one, Word):
            return _because(self.lang, one.table).get(one.code, one.code)
        if isinstance(one, Cited):
            return self._cited(one)
        template = _because(self.lang, "clause").get(one.code)
        if template is None:
            raise _Unworded(one.code)
        return template.format_map(Given({name: self._value(given) for name, given in one.params}, self.writing))

    def _text(self, one: Text) -> str:
        found = _own(one.english, self.lang)
        if found is None:
            raise _Unworded(one.english)
        return found

    def _reason(self, one: Reason) -> str:
        if reasons.language(one.check, one.reason, self.lang) != self.lang:
            raise _Unworded(one.reason)
        return reasons.render(one.check, one.reason, dict(one.params), self.lang).rstrip(".")

    def _cited(self, one: Cited) -> str:
        title = self.part(one.title)
        if one in self.known:
            return title
        if one.told and one.whence.code.startswith("published_by"):
            self.known.add(one)
        told = f" ({', '.join(map(self.part, one.told))})" if one.told else ""
        return f"{title}{told}, {self.part(one.whence)}"

    def _value(self, given: Param) -> Value:
        ways = self.writing
        if isinstance(given, str):
            return value(given, ways)
        if isinstance(given, tuple):
            parts = [self.part(each) for each in given]
            return value(", ".join(parts), ways, parts=parts)
        if isinstance(given, Share):
            return value(ways.percent(given.share, short_of=given.short_of), ways)
        if isinstance(given, date):
            return value(ways.date(given), ways)
        if isinstance(given, int | float):
            return value(ways.number(given) if isinstance(given, int) else ways.decimal(given), ways, float(given))
        return value(self.part(given), ways)


def _own(text: str, lang: str) -> str | None:
    """A text of ours; None where it has none in that language."""
    return text if lang == ENGLISH else _texts(lang).get(text)


@cache
def _texts(lang: str) -> Mapping[str, str]:
    """All texts of a language, by the English ones: so a text that changes never says what it said before."""
    try:
        sections = cast(Mapping[str, Mapping[str, str]], table(f"texts/{lang}")).values()
    except FileNotFoundError:
        return {}
    return {english: text for section in sections for english, text in section.items()}


def _because(lang: str, name: str) -> Mapping[str, str]:
    try:
        return cast(Mapping[str, str], table(f"because/{lang}").get(name, {}))
    except FileNotFoundError:
        return {}


def opening(sentences: Iterable[Spoken], longest: int) -> tuple[tuple[Spoken, ...], bool]:
    """The first sentences, as many as fit, the first one in any case; and whether there are more."""
    every = tuple(sentences)
    taken, length = 0, 0
    while taken < len(every) and (not taken or length + len(every[taken].text) <= longest):
        length += len(every[taken].text) + 2
        taken += 1
    return every[:taken], taken < len(every)
