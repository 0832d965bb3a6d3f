"""What moved between audits: criteria as intervals, and how a target, a department or a criterion fared over time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from portalaudit.model.rubric import FindingWord, Strength, Why

Moved = Literal["rubric", "software", "city-record", "platform", "data", "documents", "noise", "unknown"]
CAUSES: tuple[Moved, ...] = ("rubric", "software", "city-record", "platform", "data", "documents", "noise", "unknown")
"""Why a criterion stands otherwise than in the audit before, in the order in which they are told.

rubric: its file. software: our version, or a check's. city-record: the registry's record. platform: the portal's software, its
version, or its address. data: what its checks counted. documents: the city's documents that it rests on. noise: nothing but what
could be reached. unknown: nothing on record tells. Several stand together where each of them was new that night: a recheck tells
them apart."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How a criterion stands."""

    finding: FindingWord
    strength: Strength | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A criterion that an audit found to stand otherwise."""

    target: str
    rubric: str
    criterion: str
    before: Stand
    after: Stand
    at: datetime
    """When the audit was taken that found so."""
    causes: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A criterion from when it first stood so to when it stood otherwise."""

    rubric: str
    criterion: str
    stand: Stand
    opened_at: datetime
    closed_at: datetime | None
    """None where it stands so still."""
    causes: tuple[Moved, ...] = ()
    """Why it moved here; empty for the first."""
    unseen_since: datetime | None = None
    """Since then no audit could observe it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One criterion of one target, today."""

    stand: Stand
    since: datetime
    """When it first stood so."""
    seen_at: datetime | None
    """The newest audit that observed it; None where none ever did."""
    gap: bool
    """The newest audit could not observe it."""
    evidence: int | None
    """Places that the newest audit shows for it; None where it was not asked, or not counted then."""
    before: Stand | None = None
    """How it stood when the period of the status began; None where it has not moved in it, or was new."""
    moved_at: datetime | None = None
    """When it last moved within the period."""
    causes: tuple[Moved, ...] = ()
    """Why it last did."""


@dataclass(frozen=True, slots=True)
class Try:
    """The newest attempt at a target, where it is newer than the newest complete audit."""

    at: datetime
    state: Literal["running", "incomplete", "unavailable", "parked", "missed"]
    line: str | None = None
    """How it ended, for people."""


@dataclass(frozen=True, slots=True)
class Next:
    """When a target is due again."""

    due_at: datetime | None
    """As its schedule says; None while it is paused."""
    paused: bool


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """A target today."""

    target: str
    """A city's key, else a portal's address."""
    name: str
    urls: tuple[str, ...]
    audit: str | None
    """Its newest complete audit …"""
    seen_at: datetime | None
    """… and when that was taken; None where there is none."""
    tried: Try | None = None
    next: Next | None = None
    """None where it is not scheduled."""
    assets: int = 0
    datasets: int = 0
    """Own datasets, over its portals."""
    gaps: Mapping[str, int] = field(default_factory=dict)
    """Parts that the newest complete audit could not observe: `PART: REASON` → how often."""
    score: float | None = None
    """Of `portal-health`, where the newest complete audit was graded by it."""
    decided: float | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    """By criterion."""


@dataclass(frozen=True, slots=True)
class Status:
    """All targets by the criteria of a rubric."""

    rubric: str
    title: str
    criteria: Mapping[str, str]
    """Id → title, core criteria first, each group as the rubric has it, then those that only targets have."""
    core: frozenset[str]
    """Those of them that the rubric is about; the rest are its neighbours."""
    at: datetime
    since: datetime
    """Movement is told from then on."""
    targets: tuple[TargetStatus, ...]
    """By name."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a scored rubric came to in one audit."""

    at: datetime
    score: float | None
    decided: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A department, or a publisher, with what is open."""

    name: str | None
    """None for assets that name nobody."""
    portal: str
    open: int
    subjects: int
    """Assets with something open."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many at a moment."""

    at: datetime
    open: int


@dataclass(frozen=True, slots=True)
class Tally:
    """A criterion over all targets at a moment."""

    at: datetime
    counts: Mapping[FindingWord, int]


@dataclass(frozen=True, slots=True)
class Trend:
    """One target over time."""

    status: TargetStatus
    rubric: str
    title: str
    criteria: Mapping[str, str]
    at: datetime
    since: datetime
    intervals: tuple[Interval, ...]
    """Of the rubric, by criterion in its order, then by time; those that reach into the period."""
    scores: tuple[Score, ...]
    """Of `portal-health`, the newest audit of each month of the period."""
    units: tuple[Unit, ...]
    """Departments with most open findings, most first …"""
    units_total: int
    """… of so many."""
    opened: tuple[Count, ...] = ()
    """Open findings at the ends of the months of the period, and now; of one department where one was chosen."""
    department: str | None = None

    @property
    def moves(self) -> tuple[tuple[Interval, Interval], ...]:
        """What moved within the period, before and after, the newest first."""
        pairs = zip(self.intervals, self.intervals[1:], strict=False)
        found = [
            (one, other) for one, other in pairs
            if one.criterion == other.criterion and other.causes and other.opened_at >= self.since
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda pair: pair[1].opened_at, reverse=True))


@dataclass(frozen=True, slots=True)
class Tallies:
    """One criterion over all targets, over time."""

    rubric: str
    title: str
    criterion: str
    about: str
    """The criterion's title."""
    at: datetime
    since: datetime
    tallies: tuple[Tally, ...]


Direction = Literal["rose", "fell", "moved"]
_RANK: Mapping[FindingWord, int] = {"not_met": 0, "partly": 1, "met": 2}


def direction(before: Stand, after: Stand) -> Direction:
    """Which way a criterion went. Only what is decided before and after rises or falls; `moved` is everything else: what became
    decided or undecided, what is as strong a finding on other grounds, and what went and came back."""
    one, other = _RANK.get(before.finding), _RANK.get(after.finding)
    if one is None or other is None or one == other:
        return "moved"
    return "rose" if other > one else "fell"
