"""What a criterion's `because` says, as codes and parameters, so that it can be said in any language (model.speaking).

A saying is a row of sentences. A sentence is a lead with what stands behind it: `lead: figure; figure; rest; asks`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Union

from portalaudit.model.capture import Scalar


@dataclass(frozen=True, slots=True)
class Text:
    """A rubric's own words, in English as its file has them; in other languages by data/texts."""

    english: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A template of data/because, by its code, and what is put into it."""

    code: str
    params: tuple[tuple[str, "Param"], ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a table of data/because, by its code; the code itself where the table lacks it."""

    table: str
    code: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A finding's text (model.reasons), without its full stop."""

    check: str
    reason: str
    params: tuple[tuple[str, Scalar], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A share as per cent; never rounded up to 0, 100 or a threshold that it is short of."""

    share: float
    short_of: float | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A document: its title, what is told of it, and where it is. Named again, its title is enough where it is published."""

    title: "Part"
    told: tuple["Part", ...]
    whence: Clause


Part = Union[Text, Clause, Word, Reason, Cited]  # noqa: UP007 - Cited is named before it is
Param = Union[Part, Share, date, str, int, float, tuple[Part, ...]]  # noqa: UP007


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, without its full stop."""

    lead: Part
    figures: tuple[Part, ...] = ()
    """Behind a colon."""
    rest: tuple[Part, ...] = ()
    """Behind a semicolon, each."""
    asks: Part | None = None
    """What the rubric asks for; said once where sentences in a row ask alike."""
    last: bool = False
    """It says where was looked: it stands behind every other."""
    short: bool = field(default=False, compare=False)
    """What it tells falls short of what the rubric asks."""


Said = tuple[Sentence, ...]


def clause(code: str, **params: "Param") -> Clause:
    """A template with what is put into it."""
    return Clause(code, tuple(params.items()))
