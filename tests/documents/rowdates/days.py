"""Moments as tests write them."""

from datetime import datetime, timedelta

_EPOCH = datetime(1970, 1, 1)


def micros(text: str) -> int:
    """Microseconds since 1970 of an ISO text, taken as UTC."""
    return (datetime.fromisoformat(text).replace(tzinfo=None) - _EPOCH) // timedelta(microseconds=1)


def day(moment: int | None) -> str | None:
    """A moment as an ISO day; with its time where it has one."""
    if moment is None:
        return None
    shown = (_EPOCH + timedelta(microseconds=moment)).isoformat()
    return shown.removesuffix("T00:00:00")


AUDIT = micros("2024-09-27")
"""The moment of the audit, of every test."""
