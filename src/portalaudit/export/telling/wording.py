"""The messages' own words, in one table a language (`words/LANG.toml`); findings, checks and gaps as the report calls them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import cast
from zoneinfo import ZoneInfo

from portalaudit.export.report.wording import wording as of_report
from portalaudit.model.speaking import text_in


@dataclass(frozen=True, slots=True)
class Titles:
    """What rubrics and criteria are called, in English as their files have it."""

    rubrics: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[str, str] = field(default_factory=dict)
    """By `RUBRIC/CRITERION`."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words, and the zone whose days are named. Nothing is escaped."""

    lang: str
    zone: str
    titles: Titles
    table: Mapping[str, object]

    def say(self, key: str, **values: object) -> str:
        """The text at a dotted key with its `{names}` filled in."""
        node: object = self.table
        for step in key.split("."):
            node = cast(Mapping[str, object], node)[step]
        return cast(str, node).format(**values)

    def count(self, key: str, number: int) -> str:
        """The text at `count.KEY` for so many."""
        return self.say(f"count.{key}.{'one' if number == 1 else 'other'}", n=self.number(number))

    def number(self, value: int) -> str:
        """A whole number as the language writes it."""
        return of_report(self.lang).number(value)

    def label(self, table: str, code: str) -> str:
        """The report's word for a code: a check, a finding, a strength, a gap's reason."""
        return of_report(self.lang).label(table, code)

    def either(self, parts: Sequence[str]) -> str:
        """Several of which any may be so: "a or b"."""
        return of_report(self.lang).writing.listed(parts, "or")

    def date(self, moment: datetime) -> str:
        """The operator's day of a moment."""
        return of_report(self.lang).date(self.local(moment).date())

    def day(self, moment: datetime) -> str:
        """The same, short: 29 Nov."""
        local = self.local(moment)
        return f"{local.day} {of_report(self.lang).months_short[local.month - 1]}"

    def local(self, moment: datetime) -> datetime:
        """A moment in the operator's zone."""
        return moment.astimezone(ZoneInfo(self.zone))

    def criterion(self, rubric: str, criterion: str) -> str | None:
        """A criterion's title; None where it is not known."""
        found = self.titles.criteria.get(f"{rubric}/{criterion}")
        return None if found is None else text_in(found, self.lang).text

    def rubric(self, rubric: str) -> str:
        """A rubric's title, its id where none is known."""
        return text_in(self.titles.rubrics.get(rubric, rubric), self.lang).text


def words(lang: str, zone: str = "UTC", titles: Titles | None = None) -> Words:
    """The words of a language.

    Raises:
        UsageError: there are none.
    """
    of_report(lang)
    return Words(lang, zone, titles or Titles(), _table(lang))


@cache
def _table(lang: str) -> Mapping[str, object]:
    return tomllib.loads(files(__package__).joinpath(f"words/{lang}.toml").read_text("utf-8"))
