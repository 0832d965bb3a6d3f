"""Answers about rows, made alike for every interface."""

from collections.abc import Iterable
from hashlib import blake2b

from portalaudit.documents.rowdates.values import DAY
from portalaudit.model.capture import Exchange
from portalaudit.model.probes import Answer, ColumnAnswer

MOST_DATES = 12
"""Columns of dates that one question asks for (own choice; the recorded portals have 9 at most)."""
MOST_NUMBERS = 4
"""Columns of numbers whose extremes are asked for too, so that a change shows (own choice)."""


def refused(way: str, url: str, exchange: Exchange | None, reason: str, detail: str | None = None) -> Answer:
    """No answer, and why."""
    if exchange is None:
        return Answer(way, url, failure=reason, detail=detail)
    capture = exchange.capture
    return Answer(way, url, capture.id, capture.fetched_at, reason, detail or capture.detail)


def fingerprint(basis: Iterable[str], content: Iterable[object]) -> str:
    """`BASIS:CONTENT`: what was asked, and what was answered, as digests. Two nights whose basis is the same can be compared.

    Args:
        basis: the way and the columns that were asked for.
        content: the number of rows and the extremes, as they stand.
    """
    return f"{_digest(basis)}:{_digest(content)}"


def _digest(parts: Iterable[object]) -> str:
    made = blake2b(digest_size=8)
    for part in parts:
        text = repr(part).encode("utf-8", "replace")
        made.update(len(text).to_bytes(8, "little") + text)
    return made.hexdigest()


def least_gap(rows: int | None, column: ColumnAnswer | None) -> float | None:
    """Days between entries on average, at the least: the span over the gaps that so many rows can have. None where unknown."""
    if rows is None or rows < 2 or column is None or column.newest is None or column.oldest is None:
        return None
    return (column.newest - column.oldest) / DAY / (rows - 1)
