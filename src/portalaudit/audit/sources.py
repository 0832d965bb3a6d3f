"""One file or address that a command was given: read directly, or fetched politely and archived."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from portalaudit import clock
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.options import Options
from portalaudit.audit.registry import known_cities, opted_out_hosts
from portalaudit.audit.settings import fetch_settings, shared_lanes
from portalaudit.connectors.answers import charset_of
from portalaudit.errors import TargetError, UsageError
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.model.capture import Capture
from portalaudit.model.ports import Fetch

T = TypeVar("T")

LARGEST = 512 * 1024 * 1024
"""Bytes of a file that are read: the fetcher's default cap."""


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes at hand."""

    body: bytes
    capture: Capture | None = None
    """None of a file."""

    @property
    def charset(self) -> str | None:
        """What the server declares."""
        return None if self.capture is None else charset_of(self.capture)


def opened(source: str, options: Options, what: str) -> Source:
    """A file's bytes, or those of an address, archived in segments that are named after `what`.

    Raises:
        UsageError: the file cannot be read.
        TargetError: the address could not be fetched.
    """
    if "://" not in source:
        return Source(file_bytes(Path(source)))
    return asyncio.run(_fetched(source, options, what))


def file_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """A file's bytes.

    Raises:
        UsageError: it cannot be read, or is larger than `largest` bytes.
    """
    try:
        with path.open("rb") as file:
            body = file.read(largest + 1)  # a pipe does not tell its size beforehand
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else problem
        raise UsageError(f"{path}: cannot be read: {why}") from problem
    if len(body) > largest:
        raise UsageError(f"{path}: larger than {largest:,} bytes")
    return body


async def asked(url: str, options: Options, what: str, ask: Callable[[Fetch], Awaitable[T]]) -> T:
    """What asking an address gives; all answers are archived in segments that are named after `what`."""
    name = f"{what}-{clock.now():%Y%m%d}-{secrets.token_hex(4)}"
    with SegmentWriter(options.archive, name) as writer:
        settings = fetch_settings(options, url, opted_out_hosts(known_cities(options.db)))
        async with Fetcher(settings, writer, lanes=shared_lanes(options, settings)) as fetcher:
            return await ask(fetcher)


async def _fetched(url: str, options: Options, what: str) -> Source:
    exchange = await asked(url, options, what, lambda fetch: fetch.get(url))
    if not exchange.ok:
        raise TargetError(f"{url}: could not be fetched ({exchange.capture.reason})")
    return Source(exchange.body, exchange.capture)
