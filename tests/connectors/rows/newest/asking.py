"""The newest row asked for over a real socket, with the real fetcher and archive, and once more of the archive alone."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

from portalaudit.archive.index import MemoryIndex
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.writer import SegmentWriter
from portalaudit.connectors.rows.newest.ask import ask
from portalaudit.demo.http import Portal
from portalaudit.demo.server import LogEntry, serve
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.replay import Replay
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Capture
from portalaudit.model.ports import Fetch
from portalaudit.model.probes import Answer, ColumnAnswer, KnownColumn, Question
from portalaudit.model.stamps import iso_micros
from portalaudit.model.tables import Way

LATEST = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """What came, and what the server saw."""

    url: str
    answer: Answer
    log: tuple[LogEntry, ...]
    captures: tuple[Capture, ...]
    bodies: dict[str, bytes]
    """By capture."""

    @property
    def requests(self) -> list[tuple[str, dict[str, list[str]]]]:
        """Path and query of every request but for robots.txt."""
        found = []
        for entry in self.log:
            if entry.path != "/robots.txt":
                query: dict[str, list[str]] = {}
                for name, value in parse_qsl(entry.target.partition("?")[2], keep_blank_values=True):
                    query.setdefault(name, []).append(value)
                found.append((entry.path, query))
        return found

    def column(self, name: str) -> ColumnAnswer:
        return next(column for column in self.answer.columns if column.name == name)

    def at(self, name: str) -> object:
        """What stands in the capture where a column's newest is said to be."""
        found: object = json.loads(self.bodies[self.answer.capture or ""])
        for step in (self.column(name).at or "").split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            found = found[int(key)] if isinstance(found, list) else found[key]  # type: ignore[index]
        return found


def question_of(
    portal: Portal | str, ways: Sequence[tuple[str, str]], folder: Path, columns: Sequence[KnownColumn] = (), *,
    cadence: bool = False, latest: datetime = LATEST, **settings: object,
) -> Asked:  # fmt: skip
    """Ask the question; a replay must give the same.

    Args:
        portal: what is served, or the address of what runs.
        ways: kind and path.
        settings: fields of FetchSettings.
    """
    captures: list[Capture] = []
    known = {"rate": 0.0, "allow_private": True, "backoff_base": 0.001, "max_wait": 1.0, "read_seconds": 5.0, **settings}

    def question(url: str) -> Question:
        given = tuple(Way(kind, path if "://" in path else url + path) for kind, path in ways)  # type: ignore[arg-type]
        return Question("a dataset", given, tuple(columns), cadence)

    async def run(fetch: Fetch, url: str) -> Answer:
        return await ask(fetch, question(url), latest)

    async def live(url: str) -> Answer:
        async with Fetcher(FetchSettings(**known), writer, on_capture=captures.append) as fetcher:  # type: ignore[arg-type]
            return await run(fetcher, url)

    served = nullcontext(None) if isinstance(portal, str) else serve(portal)
    with served as server, SegmentWriter(folder / "archive", "a1") as writer:
        url = portal if isinstance(portal, str) else server.url  # type: ignore[union-attr]
        answer = asyncio.run(live(url))
        log = () if server is None else tuple(server.log)
    reader = ArchiveReader(folder / "archive", MemoryIndex(captures))
    replay = Replay(captures, reader)
    assert asyncio.run(run(replay, url)) == answer, "the archive gives the same answer by the same requests"
    assert not replay.missing
    assert {entry.method for entry in log} <= {"GET", "HEAD"}
    bodies = {capture.id: reader.decoded(capture) for capture in captures if capture.sha256}
    return Asked(url, answer, log, tuple(captures), bodies)


def micros(text: str) -> int:
    found = iso_micros(text)
    assert found is not None
    return found
