"""The crawl's second phase: what the catalogue and the city's pages point at."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.records import conversion_id
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.documents import Keep, Open, Search, read_documents, read_submitted
from portalaudit.audit.hints import Hints, hints_for
from portalaudit.audit.rowchoice import Wanted
from portalaudit.audit.rows import ask_rows, plan_rows
from portalaudit.audit.tables import plan_tables, read_tables
from portalaudit.connectors.website.explore import plan_documents
from portalaudit.documents.text.tool import TOOL
from portalaudit.documents.textual import Text
from portalaudit.errors import ArchiveError
from portalaudit.model.audit import Target
from portalaudit.model.capture import Capture
from portalaudit.model.policy import Submission
from portalaudit.model.ports import Fetch, Journal, PlanLine
from portalaudit.model.snapshot import Snapshot

PLAIN = "text/plain; charset=utf-8"


class Second(Protocol):
    """What a crawl goes on with once the catalogue was read."""

    async def __call__(self, snapshot: Snapshot, fetch: Fetch, journal: Journal, root: str) -> Snapshot: ...


@dataclass(frozen=True, slots=True)
class SecondPhase:
    """Tables first, then rows, then documents, then what was handed over."""

    hints: Hints
    wanted: Wanted
    reader: ArchiveReader
    search: Search
    handed: Sequence[Submission]
    opened: Open

    async def __call__(self, snapshot: Snapshot, fetch: Fetch, journal: Journal, root: str) -> Snapshot:
        """The snapshot with all that was read.

        Raises:
            StopRequested: the budget is spent or a signal came; what was fetched is in the archive.
        """
        snapshot = await read_tables(snapshot, fetch, journal, root, self.hints)
        snapshot = await ask_rows(snapshot, fetch, journal, root, self.wanted, self.reader)
        snapshot = await read_documents(snapshot, fetch, journal, self.search)
        return await asyncio.to_thread(read_submitted, snapshot, journal, self.handed, self.opened, self.search.keep)


def second_for(
    target: Target,
    url: str,
    pages: int,
    keep: Keep,
    handed: Sequence[Submission],
    reader: ArchiveReader,
    wanted: Wanted | None = None,
) -> SecondPhase:
    """The second phase of one portal of a target. A replay gives no pages, wants no rows and hands nothing: what was chosen is on
    record."""
    first = url == target.urls[0]

    def opened(name: str) -> tuple[Capture, bytes] | None:
        capture = reader.index.find(name) if reader.index else None
        try:
            return None if capture is None else (capture, reader.read(capture))
        except ArchiveError:  # its segment is lost or damaged: one document fewer, no reason to end the audit
            return None

    search = Search(target.city, url, pages, keep, first)
    return SecondPhase(
        hints_for(target, url), wanted or Wanted("none", target.city), reader, search, handed if first else (), opened
    )


def plan_second(target: Target, url: str, root: str, pages: int, data: str) -> tuple[PlanLine, ...]:
    """What it may ask of one portal and of its city's site."""
    return (*plan_tables(root, hints_for(target, url)), *plan_rows(data, root), *plan_documents(url, pages))


def named(capture: Capture, text: Text) -> str:
    """The capture that holds a document's plain text, by its id alone: what a replay keeps."""
    return conversion_id(capture.id, text.plain.encode(), TOOL)


def keeping(writer: SegmentWriter, told: Callable[[Capture], None], known: Sequence[Capture]) -> Callable[[Capture, Text], str]:
    """Writes plain texts into the archive, each once; `known` are those that an earlier part of this audit wrote."""
    have = {capture.id for capture in known}

    def keep(capture: Capture, text: Text) -> str:
        name = named(capture, text)
        if name not in have:
            have.add(name)
            told(writer.conversion(capture, text.plain.encode(), PLAIN, TOOL))
        return name

    return keep
