"""Rows asked for over a real socket, with the real fetcher and archive, and once more of the archive alone."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from portalaudit.archive.index import MemoryIndex
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.writer import SegmentWriter
from portalaudit.connectors.rows import Rows, fetch_rows
from portalaudit.demo.http import Portal, Request, Response, as_json
from portalaudit.demo.server import LogEntry, serve
from portalaudit.documents.read import read
from portalaudit.documents.table import Table
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.replay import Replay
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Capture
from portalaudit.model.tables import Way


@dataclass(frozen=True)
class Asked:
    """What came, and what the server saw."""

    url: str
    rows: Rows
    log: tuple[LogEntry, ...]
    captures: tuple[Capture, ...]

    @property
    def targets(self) -> list[str]:
        """Path and query of every request but for robots.txt."""
        return [entry.target for entry in self.log if entry.path != "/robots.txt"]

    @property
    def table(self) -> Table:
        found = read(self.rows.bodies, self.rows.charset)
        assert isinstance(found, Table), found
        return found


def ask(portal: Portal, kind: str, path: str, folder: Path, fetch: object = fetch_rows, **settings: object) -> Asked:
    """Ask for the rows at a path of a portal; a replay must give the same.

    Args:
        kind: `Way.kind`.
        settings: fields of FetchSettings.
    """
    captures: list[Capture] = []
    known = {"rate": 0.0, "allow_private": True, "backoff_base": 0.001, "max_wait": 1.0, "read_seconds": 5.0, **settings}

    async def run(way: Way) -> Rows:
        async with Fetcher(FetchSettings(**known), writer, on_capture=captures.append) as fetcher:  # type: ignore[arg-type]
            found: Rows = await fetch(fetcher, way)  # type: ignore[operator]
            return found

    async def again(way: Way) -> tuple[Rows, frozenset[str]]:
        replay = Replay(captures, ArchiveReader(folder / "archive", MemoryIndex(captures)))
        found: Rows = await fetch(replay, way)  # type: ignore[operator]
        return found, frozenset(replay.missing)

    with serve(portal) as server, SegmentWriter(folder / "archive", "a1") as writer:
        way = Way(kind, server.url + path)  # type: ignore[arg-type]
        rows = asyncio.run(run(way))
        log = tuple(server.log)
    replayed, missing = asyncio.run(again(way))
    assert replayed == rows, "the archive gives the same rows by the same requests"
    assert not missing
    assert {entry.method for entry in log} <= {"GET"}
    return Asked(server.url, rows, log, tuple(captures))


@dataclass
class Paged:
    """A server whose pages a test makes: number of the request, from 0, and the request → answer."""

    make: Callable[[int, Request], object]
    asked: int = field(default=0)

    def answer(self, request: Request) -> Response:
        if request.path == "/robots.txt":
            return Response(404)
        self.asked += 1
        made = self.make(self.asked - 1, request)
        return made if isinstance(made, Response) else as_json(made)  # type: ignore[arg-type]


def records(count: int) -> list[dict[str, str | None]]:
    """Rows of an inventory, every third without a steward."""
    return [
        {"Dataset Name": f"Dataset {n}", "Agency": f"Agency {n % 7}", "Data Steward": None if n % 3 == 0 else "A. Person"}
        for n in range(count)
    ]
