"""How a language writes numbers, dates and lists (writing.toml)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

from portalaudit.data.tables import table

LANGUAGES = ("en", "es", "pt")
"""Languages that reports and texts are written in; the first is what the others fall back to."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One language's way of writing."""

    lang: str
    marks: Mapping[str, object]

    def number(self, value: int) -> str:
        """A whole number, its digits in groups: 1,240."""
        plain = str(value) if abs(value) < cast(int, self.marks["grouped_from"]) else f"{value:,}"
        return plain.replace(",", self._text("thousands"))

    def decimal(self, value: float, places: int = 2) -> str:
        """A number with so many decimals at most, none where they are zero: 3, 2.5, 0.33."""
        if float(value).is_integer():
            return self.number(int(value))
        whole, _, rest = f"{value:.{places}f}".partition(".")
        number = self.number(int(whole))
        rest = rest.rstrip("0")
        sign = "-" if value < 0 and not number.startswith("-") else ""
        return f"{sign}{number}{self._text('decimal')}{rest}" if rest else number

    def percent(self, share: float, *, short_of: float | None = None) -> str:
        """A share in whole per cent; never rounded up to 0, 100 or a threshold that it is short of."""
        shown = round(share * 100)
        if 0 < share < 0.01:
            return self._text("under").format(n=self.percents(1))
        if 0.99 < share < 1:
            return self._text("over").format(n=self.percents(99))
        if short_of is not None and share < short_of and shown >= round(short_of * 100):
            return self._text("percent").format(n=self.decimal(int(share * 1000) / 10, 1))
        return self.percents(shown)

    def percents(self, whole: int | str) -> str:
        """So many per cent."""
        return self._text("percent").format(n=whole)

    def date(self, day: date) -> str:
        """A day written out: 1 November 2026."""
        number = self._text("first_day") if day.day == 1 else str(day.day)
        return self._text("date").format(day=number, month=self.months[day.month - 1], year=day.year)

    def listed(self, parts: Sequence[str], word: str = "and") -> str:
        """`A, B and C`; with `or` for `word` between the last two."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self._joining(word, parts[-1])} {parts[-1]}"

    @property
    def months(self) -> list[str]:
        """The twelve months."""
        return cast(list[str], self.marks["months"])

    @property
    def months_short(self) -> list[str]:
        """The twelve months, as short as a calendar's head has them."""
        return cast(list[str], self.marks["months_short"])

    def _joining(self, word: str, following: str) -> str:
        start = following.lstrip("“\"'(").casefold()
        special = cast(Mapping[str, list[str]], self.marks.get(f"{word}_before", {}))
        # hie- begins with a consonant's sound: nieve y hielo
        return next((w for w, begins in special.items() if start.startswith(tuple(begins)) and not start.startswith("hie")),
                    self._text(word))  # fmt: skip

    def _text(self, name: str) -> str:
        return cast(str, self.marks[name])


@cache
def writing(lang: str) -> Writing:
    """A language's way of writing; English for one that is not among LANGUAGES."""
    known = lang if lang in LANGUAGES else LANGUAGES[0]
    return Writing(known, cast(Mapping[str, object], table("writing")[known]))
