"""Telling people what moved: the chore that the clock calls."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from portalaudit.model.channels import Channels
from portalaudit.schedule.telling.feed import renew_feed
from portalaudit.schedule.telling.filling import digests_due, fill
from portalaudit.schedule.telling.sending import send_waiting
from portalaudit.store.alerts import observe

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

SECONDS = 60.0
"""After so many seconds a call begins no further message (own choice); the last one adds at most `receivers.TOTAL_SECONDS`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one call did."""

    seen: int
    confirmed: int
    withdrawn: int
    put: int
    """Messages that came into the outbox."""
    sent: int
    waiting: int
    """Messages that could not be sent as yet."""
    failed: int
    """Messages that were given up."""
    lines: tuple[str, ...]
    """What did not work, for logs: no secret, no address."""


def tell(
    engine: "Engine", channels: Channels, now: datetime, *, every: bool = False, seconds: float = SECONDS
) -> Told:  # fmt: skip
    """Look for what moved, put it in the outbox, send what is due, renew the feed. May be called any number of times, by several
    processes at once: a message is one row, and one process sends it.

    Args:
        every: look at targets that were not audited for days too; done by itself when a digest is due.
        seconds: bound of this call.

    Raises:
        StoreError: the database cannot be used. Nothing else: what a receiver does is noted with its message.
    """
    due = digests_due(engine, channels, now)
    moves = observe(engine, now, every=every or bool(due))
    put = fill(engine, channels, now, due)
    sent = send_waiting(engine, channels, now, seconds)
    trouble = renew_feed(engine, channels)
    return Told(
        moves.seen, moves.confirmed, moves.withdrawn, put, sent.sent, sent.waiting, sent.failed,
        (*sent.lines, *([trouble] if trouble else [])),
    )  # fmt: skip
