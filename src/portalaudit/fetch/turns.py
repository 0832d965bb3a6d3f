"""The turns of one lane that are ours, where several processes share its budget (`model.schedule.Budgets`).

Turns come in slices: a small one first, larger ones while the lane is used, so that a host that is asked once keeps nobody
waiting. A turn that is not used until the next one begins is lost. The last one of a slice is lost sooner: the turn after it is
somebody else's.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple

from portalaudit.errors import StoreError
from portalaudit.model.schedule import Budgets

MOST = 5
"""Turns of a slice, where a turn is a second or more (own choice)."""
LATE = 0.1
"""Share of its spacing by which the last turn of a slice may be late (own choice)."""
LOOK = 1.0
"""Seconds between two looks whether another process was asked to wait (own choice)."""
SOON = 0.01
"""Seconds until we ask again at the earliest (own choice)."""
AWAY = 5.0
"""Seconds without another try after the database could not be reached (own choice)."""
ALONE = 90.0
"""Seconds without the database after which nothing more is asked: others may be at work on our portal by then. A job is leased
for two minutes, and our last word of it may be half a minute old (audit/atwork.py, schedule/runner.py)."""

Args = TypeVarTuple("Args")
Result = TypeVar("Result")


class Alone(Exception):
    """The database is away for longer than a run may go on without it."""


@dataclass(slots=True)
class Contact:
    """Whether the lanes of a run reach the database."""

    lost: float | None = None
    """Since when they do not."""


class Turns:
    """Asks for turns as they are needed. Use it from one coroutine at a time."""

    def __init__(self, budgets: Budgets, lane: str, contact: Contact, alone: float) -> None:
        """`contact` is shared by the lanes of a run, which ends after `alone` seconds without the database."""
        self._budgets, self._lane = budgets, lane
        self._contact, self._alone = contact, alone
        self._left = 0
        self._begins = self._spacing = 0.0
        """Of the next turn."""
        self._ask_for = 1
        self._looked = self._away_until = float("-inf")
        self._pace = 0.0
        """Seconds between two turns of ours as they came of late, those of others among them."""
        self._taken = float("-inf")

    async def hold(self, seconds: float) -> None:
        """Tell the others that the server asked for a pause."""
        await self._ask(self._budgets.hold, self._lane, seconds)

    async def next(self, spacing: float) -> tuple[float, float]:
        """Take a turn, or say how long it is until we may.

        A database that is away grants nothing: then turns come as seldom as they came of late, never faster than `spacing`.

        Args:
            spacing: seconds between two turns, more than 0.

        Returns:
            Seconds until a turn of ours, 0 where it is taken now; and seconds of a pause that a server asked another process for,
            0 most of the time.

        Raises:
            Alone: the database has been away for too long.
        """
        self._drop_late(time.monotonic())
        if time.monotonic() >= self._away_until:
            wait, held = await (self._look() if self._left else self._lease(spacing))
            if wait > 0 or held > 0:
                return wait, held
        now = time.monotonic()
        if self._contact.lost is not None and now - self._contact.lost > self._alone:
            raise Alone
        if self._left:
            if self._begins > now:
                return self._begins - now, 0.0
            self._begins, self._left = self._begins + self._spacing, self._left - 1
        elif self._taken + self._pace > now:
            return self._taken + self._pace - now, 0.0
        self._taken = now
        return 0.0, 0.0

    def _drop_late(self, now: float) -> None:
        """Turns that were not used in time are lost."""
        while self._left and now > self._begins + self._spacing * (LATE if self._left == 1 else 1.0):
            self._begins, self._left = self._begins + self._spacing, self._left - 1

    async def _look(self) -> tuple[float, float]:
        """Whether another process was asked for a pause while we have turns left."""
        if time.monotonic() - self._looked < LOOK:
            return 0.0, 0.0
        self._looked = time.monotonic()
        return 0.0, await self._ask(self._budgets.held, self._lane) or 0.0

    async def _lease(self, spacing: float) -> tuple[float, float]:
        """Lease a slice; it begins at once or later."""
        got = await self._ask(self._budgets.lease, self._lane, spacing, self._ask_for)
        if got is None:
            return 0.0, 0.0
        if not got.turns:
            return max(got.wait, SOON), got.held
        now = self._looked = time.monotonic()
        self._begins, self._left, self._spacing = now + got.wait, got.turns, spacing
        self._pace = spacing + got.wait / got.turns
        self._ask_for = min(max(MOST, round(LOOK / spacing)), 2 * self._ask_for)
        return 0.0, 0.0

    async def _ask(self, function: Callable[[*Args], Result], *args: *Args) -> Result | None:
        """What the database says, None while it is away."""
        asked = time.monotonic()
        try:
            answer = await asyncio.to_thread(function, *args)
        except StoreError:
            self._away_until = time.monotonic() + AWAY
            if self._contact.lost is None:
                self._contact.lost = asked
            return None
        self._contact.lost = None
        return answer
