"""A night in short, for the morning's mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from portalaudit.model.alerts import Kind, News, Place

Ending = Literal["done", "incomplete", "unavailable", "parked", "missed", "dropped"]


@dataclass(frozen=True, slots=True)
class Missing:
    """A target of which the night brought no whole audit."""

    place: Place
    state: Ending
    at: datetime


@dataclass(frozen=True, slots=True)
class Rise:
    """A check that more own datasets fail than in the audit before."""

    place: Place
    portal: str
    check: str
    before: int
    after: int
    tested: int


@dataclass(frozen=True, slots=True)
class Mended:
    """What the night closed because it was fixed, and what it opened, among own datasets of a target."""

    place: Place
    fixed: int
    opened: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What a night brought. Lists are cut; `more` says how many further entries each has."""

    since: datetime
    until: datetime
    zone: str
    """IANA name: the night is named by this zone's day."""
    night: Mapping[Ending, int]
    """Targets by how their night ended; only those that there are."""
    missing: tuple[Missing, ...] = ()
    confirmed: tuple[News, ...] = ()
    """Confirmed in this time."""
    seen: tuple[News, ...] = ()
    """Seen once as yet."""
    rises: tuple[Rise, ...] = ()
    mended: tuple[Mended, ...] = ()
    more: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    """How many were confirmed, by kind: those beyond the list too."""

    @property
    def news(self) -> bool:
        """True where there is more to tell than that all is well."""
        return bool(self.missing or self.confirmed or self.seen)
