"""The report's own words, in one table a language (`words/LANG.toml`), and numbers and dates as that language writes them."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import cast

from markupsafe import Markup, escape

from portalaudit.data.writing import Writing, writing
from portalaudit.errors import UsageError

Words = Mapping[str, object]
_PLAIN = re.compile(r"[a-z0-9-]{1,40}")
"""The rest of a code that is put into a text; what is no code is not."""
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
        """The word for a code, e.g. a check id. Where the table lacks it, that for codes of its kind (`http-*`) with the rest of
        the code for `{code}`; else the code itself with blanks."""
        entries = self.words[table]
        known = entries if isinstance(entries, Mapping) else {}
        found = known.get(code)
        if isinstance(found, str):
            return found
        kind, _, rest = (code or "").partition("-")
        found = known.get(f"{kind}-*")
        return found.replace("{code}", rest) if isinstance(found, str) and _PLAIN.fullmatch(rest) else _humanised(code or "")

    def labels(self, table: str, codes: Iterable[str]) -> list[str]:
        """The words for codes, in their order."""
        return [self.label(table, code) for code in codes]

    def has(self, table: str, code: str) -> bool:
        """True where the table has a word for the code."""
        entries = self.words[table]
        return isinstance(entries, Mapping) and code in entries

    @property
    def writing(self) -> Writing:
        """How the language writes numbers, dates and lists."""
        return writing(self.lang)

    def number(self, value: int) -> str:
        """A whole number with the language's thousands mark."""
        return self.writing.number(value)

    def decimal(self, value: float) -> str:
        """A number with one decimal, without it where it is zero: 72, 72.4."""
        return self.writing.decimal(value, 1)

    def percent(self, share: float) -> str:
        """A share as whole percents; never 100 where something is missing, never 0 where something is there."""
        whole = round(share * 100)
        if share < 1 and whole >= 100:
            whole = 99
        text = self.writing.percents("<\u00a01" if share > 0 and whole < 1 else whole)
        return text.replace(" %", "\u00a0%")

    def size(self, length: int) -> str:
        """Bytes in decimal units."""
        value, unit = float(max(length, 0)), 0
        while value >= 1000 and unit < len(_UNITS) - 1:
            value, unit = value / 1000, unit + 1
        return f"{self.decimal(value) if unit else round(value)}\u00a0{_UNITS[unit]}"

    def date(self, moment: date) -> str:
        """A day, as 1 November 2026."""
        return self.writing.date(moment)

    @property
    def months_short(self) -> list[str]:
        """The twelve months, as short as a calendar's head has them."""
        return self.writing.months_short

    def every(self, days: float) -> Markup:
        """A period between updates as an adverb: daily, weekly, every 10 days."""
        if days < 1:
            return self.say("every.continuous" if days == 0 else "every.intraday")
        code = str(int(days)) if float(days).is_integer() else ""
        return escape(self.label("every", code)) if self.has("every", code) else self.say("every.days", n=self.decimal(days))

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
