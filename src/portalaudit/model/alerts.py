"""What moved, as people are told of it: only what a second observation saw again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Kind = Literal["criterion", "portal_gone", "portal_back", "failures"]
State = Literal["seen", "confirmed", "withdrawn"]
"""seen: once, nobody is told; confirmed: the next observation says so too; withdrawn: it says again what was before."""

KINDS: tuple[Kind, ...] = get_args(Kind)
CONFIRMED: tuple[State, ...] = ("confirmed",)
"""What people are told."""
EVERY: tuple[State, ...] = get_args(State)

Facts = Mapping[str, str | int | float | None]
"""Of a criterion `rubric criterion finding strength why`; of a check `portal check version tested failed not_observed`; of a
portal `portal`, and where nothing of it was seen `reasons`: codes of gaps with blanks between."""


@dataclass(frozen=True, slots=True)
class Place:
    """How a target is called. All of it is as strangers wrote it: exports make it fit for a message."""

    target: str
    """A city's key, else the portal's address."""
    name: str | None = None
    """The city's name, else the portal's title."""
    region: str | None = None
    address: str | None = None
    """The city's website, else its portal."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that moved."""

    id: int
    target: str
    kind: Kind
    subject: str
    """`RUBRIC/CRITERION`, a portal's address, or `ADDRESS CHECK`."""
    before: Facts
    after: Facts
    cause: str | None
    """Why a criterion moved (`standings.cause`), where that is known."""
    first_by: str
    """The audit (its id), or `job N`."""
    first_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    state: State

    @property
    def rise(self) -> int:
        """Of `failures`: how many datasets more fail."""
        return _count(self.after, "failed") - _count(self.before, "failed")


@dataclass(frozen=True, slots=True)
class News:
    """An alert and whom it is about."""

    alert: Alert
    place: Place


@dataclass(frozen=True, slots=True)
class Filter:
    """Which alerts a channel is told."""

    cities: tuple[str, ...] = ()
    """Targets; all where none is named."""
    kinds: tuple[Kind, ...] = KINDS
    min_failures: int = 0
    """The smallest rise of failing datasets that is told."""

    def takes(self, alert: Alert) -> bool:
        """True where the alert is to be told."""
        if alert.kind not in self.kinds or not self.takes_target(alert.target):
            return False
        return alert.kind != "failures" or alert.rise >= self.min_failures

    def takes_target(self, target: str) -> bool:
        """True where this target is among those that are told of."""
        return not self.cities or target in self.cities


def _count(facts: Facts, name: str) -> int:
    value = facts.get(name)
    return int(value) if isinstance(value, int | float) else 0
