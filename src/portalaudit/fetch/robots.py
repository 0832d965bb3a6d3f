"""robots.txt (RFC 9309): fetched once for each origin, captured like everything else."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from portalaudit.fetch.address import origin_of
from portalaudit.fetch.settings import AGENT
from portalaudit.model.capture import Exchange

LIMIT = 500 * 1024
"""Bytes that are read of a file (RFC 9309 section 2.5: at least 500 KiB)."""
CAP = 5 * 1024 * 1024
"""A longer answer is no robots.txt: it counts as unreachable (own choice)."""

_IGNORED = re.compile(r"^[ \t]*(request-?\s?rate|visit-?\s?time)\b.*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's file says to us."""

    parser: Protego | None
    barred: bool = False
    """Nothing may be asked: the file could not be had (RFC 9309 section 2.3.1.4)."""
    delay: float = 0.0
    """Crawl-delay in seconds, 0 for none (no part of the RFC, but CKAN ships it)."""
    capture: str | None = None

    def allow(self, url: str) -> bool:
        if self.barred:
            return False
        return self.parser is None or bool(self.parser.can_fetch(url, AGENT))


class Robots:
    """The rules of every origin met."""

    def __init__(self, ask: Callable[[str], Awaitable[Exchange]]) -> None:
        """`ask` fetches an address without asking robots."""
        self._ask = ask
        self._rules: dict[str, Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def rules(self, url: str) -> Rules:
        """The rules for an address; the first call for its origin fetches the file.

        Raises: as the fetch.
        """
        origin = origin_of(url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._rules:
                self._rules[origin] = read_rules(await self._ask(f"{origin}/robots.txt"))
            return self._rules[origin]


def read_rules(exchange: Exchange) -> Rules:
    """2xx: as the file says. 4xx but 429: no rules. Anything else: everything is barred (RFC 9309 section 2.3.1)."""
    capture = exchange.capture
    if (capture.ok and capture.status != 304) or (capture.error == "truncated" and exchange.body):
        text = exchange.body[:LIMIT].decode("utf-8", "replace").removeprefix("\ufeff")
        parser = Protego.parse(_IGNORED.sub("", text))
        return Rules(parser, delay=float(parser.crawl_delay(AGENT) or 0.0), capture=capture.id)
    unavailable = capture.error is None and capture.status is not None and 400 <= capture.status < 500 and capture.status != 429
    loop = capture.error == "redirect-loop"  # RFC 9309 section 2.3.1.2: then the file is unavailable
    return Rules(None, barred=not (unavailable or loop), capture=capture.id)
