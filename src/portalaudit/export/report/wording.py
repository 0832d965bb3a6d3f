"""The report's own words, in one table a language (`words/LANG.toml`), and numbers and dates as that language writes them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import cast

from markupsafe import Markup, escape

from portalaudit.errors import UsageError

Words = Mapping[str, object]
_UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words. Whatever is put into a text is escaped; only `Markup` goes in as it is."""

    lang: str
    words: Words

    def say(self, key: str, **values: object) -> Markup:
        """The text at a dotted key with its `{names}` filled in."""
        return escape(self._text(key)).format(**values)

    def count(self, key: str, number: int, **values: object) -> Markup:
        """The text at `key.one` or `key.other`, with `{n}` for the number."""
        return self.say(f"{key}.{'one' if number == 1 else 'other'}", n=self.number(number), **values)

    def label(self, table: str, code: str | None) -> str:
        """The word for a code, e.g. a check id; the code itself with blanks where the table lacks it."""
        entries = self.words[table]
        found = entries.get(code) if isinstance(entries, Mapping) else None
        return found if isinstance(found, str) else _humanised(code or "")

    def has(self, table: str, code: str) -> bool:
        """True where the table has a word for the code."""
        entries = self.words[table]
        return isinstance(entries, Mapping) and code in entries

    def number(self, value: int) -> str:
        """A whole number with the language's thousands mark."""
        return f"{value:,}".replace(",", self._text("number.thousands"))

    def decimal(self, value: float) -> str:
        """A number with one decimal, without it where it is zero: 72, 72.4."""
        return f"{value:.1f}".removesuffix(".0").replace(".", self._text("number.decimal"))

    def percent(self, share: float) -> str:
        """A share as whole percents; never 100 where something is missing, never 0 where something is there."""
        whole = round(share * 100)
        if share < 1 and whole >= 100:
            whole = 99
        text = f"<{self._text('number.gap')}1" if share > 0 and whole < 1 else str(whole)
        return text + self._text("number.gap") + "%"

    def size(self, length: int) -> str:
        """Bytes in decimal units."""
        value, unit = float(max(length, 0)), 0
        while value >= 1000 and unit < len(_UNITS) - 1:
            value, unit = value / 1000, unit + 1
        return f"{self.decimal(value) if unit else round(value)}\u00a0{_UNITS[unit]}"

    def date(self, moment: date) -> str:
        """A day, as 1 November 2026."""
        months = cast(list[str], self.words["months"])
        return self._text("number.date").format(day=moment.day, month=months[moment.month - 1], year=moment.year)

    def age(self, days: int) -> Markup:
        """A time in days, as days, months or years, whole ones: 40 days, 13 months, 7 years."""
        if days < 62:
            return self.count("age.days", days)
        months = int(days / 30.4375)
        return self.count("age.months", months) if months < 36 else self.count("age.years", months // 12)

    def moment(self, moment: datetime) -> str:
        """A day and a minute of UTC."""
        return f"{self.date(moment)}, {moment:%H:%M} UTC"

    def _text(self, key: str) -> str:
        node: object = self.words
        for step in key.split("."):
            node = cast(Words, node)[step]
        return cast(str, node)


@lru_cache
def wording(lang: str) -> Wording:
    """The words of a language.

    Raises:
        UsageError: there is no table for it.
    """
    folder = files(__package__).joinpath("words")
    known = sorted(path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml"))
    if lang not in known:
        raise UsageError(f"the report has no words for language {lang!r}; there are: {', '.join(known)}")
    return Wording(lang, tomllib.loads(folder.joinpath(f"{lang}.toml").read_text("utf-8")))


def _humanised(code: str) -> str:
    text = code.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:]
