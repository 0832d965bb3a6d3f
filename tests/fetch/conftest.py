"""Fetchers on a fresh archive."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from portalaudit.archive.index import MemoryIndex, rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.writer import SegmentWriter
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Capture

QUICK = FetchSettings(rate=0, allow_private=True, backoff_base=0.001, read_seconds=5, connect_seconds=5, robots=False)
"""No limits, hardly any waiting, no robots.txt: what a test is about is switched on by itself."""


@dataclass
class Bench:
    """A fetcher at work and what it leaves behind."""

    fetch: Fetcher
    archive: Path
    captures: list[Capture] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, capture: Capture) -> None:
        self.captures.append(capture)
        self.told.set()

    async def first_capture(self) -> None:
        """Wait until something is archived."""
        await asyncio.wait_for(self.told.wait(), 5)

    def archived(self) -> list[Capture]:
        """The captures as the segments alone tell them; call it after the fetcher has ended."""
        return list(rebuild_index(self.archive))

    def reader(self) -> ArchiveReader:
        return ArchiveReader(self.archive, MemoryIndex(self.archived()))


Begin = Callable[..., AbstractAsyncContextManager[Bench]]


@pytest.fixture
def begin(tmp_path: Path) -> Begin:
    """`async with begin(rate=1.0) as bench:` a fetcher with QUICK settings but for those named."""

    @asynccontextmanager
    async def started(audit: str = "audit-1", validators: Any = None, reader: Any = None, **changes: Any) -> AsyncIterator[Bench]:
        with SegmentWriter(tmp_path, audit) as writer:
            told: list[Bench] = []
            fetcher = Fetcher(
                replace(QUICK, **changes),
                writer,
                validators=validators,
                reader=reader,
                on_capture=lambda kept: told[0].tell(kept),
            )
            told.append(Bench(fetcher, tmp_path))
            async with fetcher:
                yield told[0]

    return started
