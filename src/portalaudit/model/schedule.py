"""What is due, what waits, and who asks which host next."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["night", "demand", "command"]
"""command: somebody's `portalaudit audit`, which keeps others from its target while it is at work, and is there no longer."""
State = Literal["waiting", "running", "done", "incomplete", "unavailable", "parked", "missed", "dropped"]
"""waiting and running; done: its audit is saved and saw something; incomplete: the window ended with a part of it, which is
kept; unavailable: nothing answered within the window; parked: its process died too often (`schedule now` tries it anew); missed:
nobody was there in time; dropped: its target means nothing any more, or asked not to be audited."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a scheduled audit is asked for, beside the settings of whoever runs it."""

    rubrics: tuple[str, ...] = ()
    """None: those that `audit` takes when nobody says."""
    data: str = "sample"
    pages: int = 60
    rate: float | None = None
    max_minutes: float | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a target is audited again and again."""

    target: str
    """A city's key, or a portal's address."""
    cron: str
    """Five fields, read in the local time of `zone`."""
    zone: str
    """IANA name."""
    jitter: int = 0
    """Seconds: a night's start is put off by a share of it that target and night decide."""
    window: int = 6 * 3600
    """Seconds after its time in which a failed night is tried again."""
    grace: int = 12 * 3600
    """Seconds so late a missed night is still caught up."""
    paused: bool = False
    wishes: Wishes = field(default_factory=Wishes)
    next_due: datetime | None = None
    last_due: datetime | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Night:
    """One night as a schedule lets it go: what becomes a row of `jobs`."""

    due_at: datetime
    not_before: datetime
    until: datetime
    state: State
    """waiting, or missed."""
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """How a schedule goes on."""

    next_due: datetime | None
    last_due: datetime | None
    nights: tuple[Night, ...] = ()
    paused: bool = False
    """True where it can no longer be read."""


@dataclass(frozen=True, slots=True)
class Released:
    """What one tick let go; targets in no order."""

    waiting: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    """Those of which a night was missed and is not caught up."""


@dataclass(frozen=True, slots=True)
class Job:
    """One audit that is to be made, or was."""

    id: int
    target: str
    kind: Kind
    due_at: datetime
    not_before: datetime
    until: datetime
    """No further try begins after it."""
    state: State
    tries: int
    deaths: int
    """How often its process ended without a word."""
    wishes: Wishes
    audit: str | None
    """The id of its audit, from its first try on: the next one goes on from it."""
    runner: str | None = None
    lease_until: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    line: str | None = None
    """How it ended, for people."""


SHARED_PLATFORMS = frozenset({"socrata", "arcgis"})
"""Platforms all of whose portals are one service, with one budget (fetch/lanes.py: Tyler's documentation of throttling; Hub sites
of ArcGIS Online)."""
DEATHS = 3
"""So many deaths park a job (issue: "parked after 3 tries")."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one try of a job ended."""

    state: State
    """`waiting` for another try."""
    line: str | None = None
    not_before: datetime | None = None
    """Of the next try."""
    died: bool = False
    """Its process ended without a word: it waits longer each time, and after `DEATHS` it is parked, whatever `state` says."""
    anew: bool = False
    """The next try begins another audit: nothing of this one can be gone on with."""


class Queue(Protocol):
    """What waits, whoever keeps it: today tables of the one database; durable workers on many machines fit behind it too."""

    def demand(self, target: str, wishes: Wishes, now: datetime, until: datetime) -> Job:
        """Put an audit before the nightly ones; one that waits for the same target already is that one."""
        ...

    def claim(self, runner: str, now: datetime, lease: float) -> Job | None:
        """Take the next job that is due and whose target nobody is at work on; demands first, then the longest due, of
        those what shares no service with what runs.

        Past its window a job is taken once more where there is an audit to close; then it asks nobody for anything.

        Args:
            now: what is due is told by it; leases are told by the database's own clock.
            lease: seconds that it stays ours without a word.
        """
        ...

    def still(self, job: int, runner: str, lease: float) -> bool:
        """Say that we are still at work; False where the job is no longer ours, and is to be let go of."""
        ...

    def holds(self, job: int, runner: str) -> bool:
        """Whether the job is a runner's."""
        ...

    def named(self, job: int, runner: str, audit: str) -> bool:
        """Note the id of its audit, before its first request; False where the job is no longer ours."""
        ...

    def finish(self, job: int, runner: str, ended: Ended, now: datetime) -> bool:
        """Say how the try ended; False where the job was no longer ours, and nothing was written."""
        ...

    def reap(self, now: datetime, held: Collection[int] = ()) -> tuple[Job, ...]:
        """Take back what runners that died held: each waits again, or is parked after too many deaths. What never began in its
        window is missed.

        Args:
            held: jobs that the caller itself is at work on; they are not taken back, whatever their lease says.

        Returns:
            The jobs as they stand now.
        """
        ...


@dataclass(frozen=True, slots=True)
class Slice:
    """Turns of one lane that are ours: the first begins after `wait` seconds, the others `spacing` apart."""

    wait: float
    turns: int
    """0 where none may be had yet: ask again after `wait` seconds, or `held` where that is longer."""
    held: float = 0.0
    """Seconds that a server asked everybody to wait, from now."""


class Budgets(Protocol):
    """One budget a host or back-end, shared by all processes of one database, leased in slices."""

    def lease(self, lane: str, spacing: float, turns: int) -> Slice:
        """Lease the next turns of a lane; `spacing` in seconds."""
        ...

    def hold(self, lane: str, seconds: float) -> None:
        """A server asked for a pause: nobody begins a request of this lane for so long."""
        ...

    def held(self, lane: str) -> float:
        """Seconds that a pause of this lane still lasts."""
        ...
