"""Moments as every export writes them."""

from datetime import UTC, datetime


def iso(moment: datetime | None) -> str | None:
    """`2026-11-22T02:00:00Z`: UTC, whole seconds; None stays None."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
