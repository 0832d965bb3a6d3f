"""Values put into a text's template: `{name}`, and what a language makes of them by a format behind a colon.

{days:every day|every # days}   words that follow a number, # for the number itself; a third form is for numbers below 1
{day:date}                      an ISO date, with or without a time to the minute, written out
{says:capital}                  its first letter a capital
{places:and}  {states:or}       a list, the last two joined by that word
{parts:,}  {parts:;}            a list, joined by that mark
{fields:words}                  English words of ours, parted by commas, each by the language's table of them
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from portalaudit.data.writing import Writing

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?")


class Value(str):
    """A value as text, with what its formats need."""

    number: float | None
    parts: Sequence[str]
    writing: Writing
    words: Mapping[str, str]
    __slots__ = ("number", "parts", "words", "writing")

    def __format__(self, form: str) -> str:
        if not form:
            return str(self)
        if form == "capital":
            return self[:1].upper() + self[1:]
        if form == "date":
            return _written(self, self.writing)
        if form in ("and", "or"):
            return self.writing.listed(self.parts, form)
        if form == "words":
            return ", ".join(self.words.get(word, word) for word in self.split(", "))
        if form in (",", ";"):
            return f"{form} ".join(self.parts)
        one, other, *below = form.split("|") if "|" in form else (form, form)
        chosen = one if self.number == 1 else below[0] if below and self.number is not None and self.number < 1 else other
        return chosen.replace("#", self)


class Given(dict[str, Value]):
    """Values by name; one that is missing is written as `?`."""

    def __init__(self, values: dict[str, Value], writing: Writing) -> None:
        super().__init__(values)
        self._writing = writing

    def __missing__(self, key: str) -> Value:
        return value("?", self._writing)


def value(
    text: str,
    writing: Writing,
    number: float | None = None,
    parts: Sequence[str] | None = None,
    words: Mapping[str, str] = MappingProxyType({}),
) -> Value:
    """A value, with its number where it is one, its parts where it is a list, and words for what it holds of ours."""
    made = Value(text)
    made.number = None if number is not None and math.isnan(number) else number
    made.parts = (text,) if parts is None else parts
    made.writing = writing
    made.words = words
    return made


def _written(text: str, writing: Writing) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    try:
        day = writing.date(date.fromisoformat(found[1]))
    except ValueError:
        return text
    return f"{day}, {found[2]}" if found[2] else day
