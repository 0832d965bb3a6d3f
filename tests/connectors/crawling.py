"""Crawls of stand-in portals over a real socket, with the real fetcher and archive."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from portalaudit.archive.writer import SegmentWriter
from portalaudit.demo.http import Portal, Request, Response
from portalaudit.demo.server import LogEntry, Options, serve
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.journal import RecordingJournal
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Capture, Event, Gap
from portalaudit.model.ports import Connector, CrawlContext, Detection, Past
from portalaudit.model.snapshot import Snapshot

TAKEN_AT = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


class Quiet:
    def assets(self, seen: int, declared: int | None) -> None: ...


@dataclass(frozen=True)
class Crawled:
    url: str
    detection: Detection | None
    gaps: tuple[Gap, ...]
    snapshot: Snapshot | None
    captures: Mapping[str, Capture]
    events: tuple[Event, ...]
    log: tuple[LogEntry, ...]

    @property
    def seen(self) -> Snapshot:
        assert self.snapshot is not None, self.gaps
        return self.snapshot

    def paths(self) -> list[str]:
        return [entry.path for entry in self.log]

    def rows(self) -> dict[str, dict[str, object]]:
        """The rows of `datasets` by key."""
        return {row["key"]: row for row in self.seen.datasets.to_dict("records")}


@dataclass(frozen=True)
class Answering:
    """A site that is one function."""

    function: Callable[[Request], Response]

    def answer(self, request: Request) -> Response:
        return self.function(request)


@dataclass(frozen=True)
class Scripted:
    """A site whose answers a test writes: path → response, or a function of the request."""

    answers: Mapping[str, Response | Callable[[Request], Response]]
    otherwise: Portal | None = None

    def answer(self, request: Request) -> Response:
        found = self.answers.get(request.path)
        if found is None:
            return self.otherwise.answer(request) if self.otherwise else Response(404)
        return found if isinstance(found, Response) else found(request)


def crawl_portal(
    connector: Connector,
    portal: Portal | str,
    folder: Path,
    *,
    path: str = "",
    past: Past | None = None,
    detection: Callable[[str], Detection] | None = None,
    options: Options | None = None,
    **settings: object,
) -> Crawled:
    """Detect and crawl a portal; a text is the address of one that runs already.

    `detection` skips recognising it; `settings` are fields of FetchSettings.
    """
    writer = SegmentWriter(folder / "archive", "a1")
    captures: dict[str, Capture] = {}
    known = {"rate": 0.0, "allow_private": True, "backoff_base": 0.001, "max_wait": 1.0, "read_seconds": 5.0, **settings}

    async def run(url: str) -> tuple[Detection | None, tuple[Gap, ...], Snapshot | None, tuple[Event, ...]]:
        journal = RecordingJournal(writer)
        keep = lambda capture: captures.update({capture.id: capture})  # noqa: E731
        async with Fetcher(FetchSettings(**known), writer, on_capture=keep) as fetch:  # type: ignore[arg-type]
            given, gaps = (detection(url), ()) if detection else await connector.detect(fetch, url)
            if given is None:
                return None, gaps, None, ()
            context = CrawlContext(fetch, journal, Quiet(), TAKEN_AT, given, url, past or Past({}), gaps)
            return given, gaps, await connector.crawl(context), journal.events

    with nullcontext() if isinstance(portal, str) else serve(portal, options=options) as server:
        url = (portal if isinstance(portal, str) else server.url) + path
        given, gaps, snapshot, events = asyncio.run(run(url))
        log = () if isinstance(portal, str) else tuple(server.log)
    writer.close()
    if snapshot is not None:
        snapshot.validate()
    return Crawled(url, given, gaps, snapshot, captures, events, log)
