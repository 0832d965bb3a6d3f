"""What a server's answer says about when to come back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from portalaudit.model.capture import Headers

_REMAINING = re.compile(r"(x-)?rate-?limit-remaining(?P<of>-.+)?", re.IGNORECASE)
_PAIR = re.compile(r"\b(remaining|reset|r|t)\s*=\s*(\d{1,12})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,13}(\.\d{1,6})?")
_EPOCH = 1_000_000_000.0
_MILLISECONDS = 100_000_000_000.0


def retry_after(headers: Headers, now: datetime) -> float | None:
    """Seconds that Retry-After asks for, in seconds or as an HTTP date (RFC 9110 section 10.2.3); None where it is unusable."""
    value = _value(headers, "retry-after")
    if value is None:
        return None
    if _NUMBER.fullmatch(value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


def exhausted_for(headers: Headers, now: datetime) -> float | None:
    """Seconds until a rate limit that the answer calls used up is filled again; None where none is.

    Reads `X-RateLimit-Remaining`/`-Reset` and `RateLimit-…`, each also with a name behind it
    (ArcGIS: `x-ratelimit-remaining-portal_search_throttler`), and the one-line `RateLimit: "default";r=0;t=30`
    or `limit=100, remaining=0, reset=30`. A reset is seconds from now; a large
    one is a Unix time in seconds or milliseconds.
    """
    waits = [wait for wait in _waits(headers, now) if wait is not None]
    return max(waits) if waits else None


def _waits(headers: Headers, now: datetime) -> Iterator[float | None]:
    for name, value in headers:
        found = _REMAINING.fullmatch(name)
        if found and _NUMBER.fullmatch(value) and float(value) <= 0:
            reset = re.sub("remaining", "reset", name, flags=re.IGNORECASE)
            yield _seconds(_value(headers, reset), now)
        elif name.lower() == "ratelimit":
            words = {key.lower(): number for key, number in _PAIR.findall(value)}
            left, reset_word = words.get("r", words.get("remaining")), words.get("t", words.get("reset"))
            if left is not None and int(left) == 0:
                yield _seconds(reset_word, now)


def _seconds(value: str | None, now: datetime) -> float | None:
    if value is None or not _NUMBER.fullmatch(value):
        return None
    number = float(value)
    if number >= _MILLISECONDS:
        number /= 1000.0
    return max(0.0, number - now.timestamp()) if number >= _EPOCH else number


def _value(headers: Headers, name: str) -> str | None:
    wanted = name.lower()
    return next((value.strip() for key, value in headers if key.lower() == wanted), None)
