"""The crawl's second phase: what the catalogue points at. Data inventories are recognised, chosen on record, and read.

What is chosen is a recorded event with the ways to ask for it, so that a replay asks the same of the archive.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from portalaudit.audit.hints import Hints
from portalaudit.connectors.rows import Rows, fetch_rows, rows_plan, way_of, ways
from portalaudit.connectors.website.departments import MOST_PAGES as MOST_SITE_PAGES
from portalaudit.connectors.website.departments import NO_LIST, find_departments
from portalaudit.documents.bounded import read_table
from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.consider import Considered, consider
from portalaudit.documents.inventory.department_assets import department_asset
from portalaudit.documents.inventory.recognise import rank
from portalaudit.documents.kept import listed, rows_frame, told
from portalaudit.documents.table import Table
from portalaudit.model import frames
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Fetch, Journal, PlanLine
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.tables import Purpose, ReadTable, Way

MOST = 8
"""Tables that are read of one portal: the whole inventories first, then parts (own choice; Washington titles eight)."""
CHOICE = "tables"
"""The name of the recorded choice."""


NOT_AGAIN = "host not reached before"
"""The detail of a table that was not asked for, since its host did not answer for an earlier one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An asset, or an address of the city's record, whose rows are to be asked for."""

    subject: str
    purpose: Purpose
    ways: tuple[Way, ...]


@dataclass(slots=True)
class _Hosts:
    """Hosts that answered, and those that did not when they were first asked, with what came of it."""

    heard: set[str]
    lost: dict[str, Rows] = field(default_factory=dict)

    async def rows(self, fetch: Fetch, way: Way) -> Rows:
        """The rows, or the same failure again where the host is lost; decided by answers alone, so that a replay does the same.

        Raises:
            StopRequested: the budget is spent or a signal came.
        """
        host = urlsplit(way.url).netloc
        if before := self.lost.get(host):
            return replace(before, url=way.url, detail=NOT_AGAIN)
        rows = await fetch_rows(fetch, way)
        if not rows.unreached:
            self.heard.add(host)
        elif host not in self.heard:
            self.lost[host] = rows
        return rows


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of asking for one candidate's rows."""

    asked: ReadTable
    table: Table | None = None
    broken: Gap | None = None
    """The page that was refused after others had come."""


def plan_tables(root: str, hints: Hints) -> tuple[PlanLine, ...]:
    """What the second phase may ask of one portal and of its city's site."""
    lines = [rows_plan(root)]
    if hints.inventory_url is not None:
        lines.append(PlanLine("inventory", hints.inventory_url, 1, "where the city's record says that it is"))
    if hints.website is not None:
        lines.append(
            PlanLine("departments", hints.website, None, f"{MOST_SITE_PAGES} pages at most, where an inventory was found")
        )
    return tuple(lines)


async def read_tables(snapshot: Snapshot, fetch: Fetch, journal: Journal, root: str, hints: Hints) -> Snapshot:
    """The snapshot with the tables that its catalogue points at.

    Raises:
        StopRequested: the budget is spent or a signal came; what was fetched is in the archive.
    """
    chosen = _recorded(journal.choose(CHOICE, lambda: _choice(snapshot, root, hints)))
    hosts = _Hosts({urlsplit(root).netloc})
    answers = [await _read(candidate, fetch, hosts) for candidate in chosen]
    read = [_stamped(answer.asked, snapshot) for answer in answers]
    tables = [answer.table for answer in answers]
    broken = [_broken(answer.asked, answer.broken) for answer in answers if answer.broken is not None]
    if any(table is not None and asked.purpose == "inventory" for asked, table in zip(read, tables, strict=True)):
        await _departments(read, tables, fetch, journal, hints)
    gaps = tuple(
        Gap(asked.purpose, asked.failure or "", next(iter(asked.captures[-1:]), None), asked.detail)
        for asked in read
        if asked.failure not in (None, NO_LIST)
    )
    return replace(snapshot, tables=tuple(read), rows=rows_frame(tables), gaps=(*snapshot.gaps, *gaps, *broken))


def _broken(asked: ReadTable, gap: Gap) -> Gap:
    """The gap of rows that are missing at the end, since a page was refused or the audit was stopped."""
    return replace(gap, part=asked.purpose, detail=asked.detail)


async def _departments(read: list[ReadTable], tables: list[Table | None], fetch: Fetch, journal: Journal, hints: Hints) -> None:
    """A list of departments from the city's own site, where its record has none and an inventory is there to hold against it."""
    website = journal.choose("departments site", lambda: hints.website)
    if not isinstance(website, str):
        return
    found = await find_departments(fetch, website)
    if found is not None:
        read.append(found.table)
        tables.append(listed(found.table, found.names, found.records))


def _choice(snapshot: Snapshot, root: str, hints: Hints) -> list[dict[str, object]]:
    """What is to be read, as JSON: the address of the city's record, inventories by their worth, a list of departments."""
    found = consider(snapshot.datasets, snapshot.columns, hints.departments, hints.own_words)
    rows = [one.dataset for one in _ranked(found)][:MOST]
    chosen = [_candidate(snapshot, row, root, "inventory") for row in rows]
    if hints.inventory_url is not None:
        way = way_of(hints.inventory_url)
        if all(way not in candidate.ways for candidate in chosen):
            chosen.insert(0, Candidate(hints.inventory_url, "inventory", (way,)))
    place = department_asset(snapshot.datasets, snapshot.columns) if chosen and not hints.departments else None
    if place is not None and place not in rows:
        chosen.append(_candidate(snapshot, place, root, "departments"))
    return [
        {"subject": one.subject, "purpose": one.purpose, "ways": [{"kind": way.kind, "url": way.url} for way in one.ways]}
        for one in chosen
    ]


def _ranked(found: Sequence[Considered]) -> list[Considered]:
    """The accepted ones, those first that may be the whole inventory of today."""
    accepted = sorted((one for one in found if one.recognition.accepted), key=lambda one: one.subject)
    return sorted(accepted, key=lambda one: rank(one.recognition), reverse=True)


def _candidate(snapshot: Snapshot, row: int, root: str, purpose: Purpose) -> Candidate:
    return Candidate(str(snapshot.datasets["id"].iat[row]), purpose, ways(snapshot, row, root))


def _recorded(value: object) -> list[Candidate]:
    """The choice as it was recorded; what another software wrote and we cannot read is left out."""
    found = []
    for item in value if isinstance(value, list) else ():
        if not isinstance(item, Mapping) or item.get("purpose") not in ("inventory", "departments"):
            continue
        asked = item.get("ways")
        known = tuple(
            Way(way["kind"], way["url"])
            for way in (asked if isinstance(asked, list) else ())
            if isinstance(way, Mapping) and isinstance(way.get("url"), str) and way.get("kind") in _KINDS
        )
        purpose: Purpose = "departments" if item["purpose"] == "departments" else "inventory"
        found.append(Candidate(str(item.get("subject")), purpose, known))
    return found


_KINDS = ("soda", "datastore", "features", "file")


async def _read(candidate: Candidate, fetch: Fetch, hosts: _Hosts) -> _Read:
    """Try the ways in turn until one gives a table."""
    nothing = ReadTable(candidate.subject, candidate.purpose, candidate.subject)
    failed: list[ReadTable] = []
    for way in candidate.ways:
        rows = await hosts.rows(fetch, way)
        asked = replace(
            nothing, url=rows.url, captures=rows.captures, way=way.kind, stamp=rows.stamp, stamp_at=rows.stamp_at,
            truncated=rows.truncated, detail=rows.detail,
        )  # fmt: skip
        table = Failure(rows.failure, rows.detail) if rows.failure else await _parsed(rows)
        if isinstance(table, Table):
            return _Read(told(asked, table), table, rows.broken)
        failed.append(replace(asked, failure=table.reason, detail=table.detail))
    if not failed:
        return _Read(replace(nothing, failure="no-way", detail="it offers no rows to ask for"))
    return _Read(_told(failed))


def _told(failed: Sequence[ReadTable]) -> ReadTable:
    """Of several ways that failed the last that could have given the rows. A refusal is told only where nothing but refusals
    came, for trouble may have hidden the rows; and a 404 of a datastore says that the rows are not there, nothing more."""
    could = [one for one in failed if (one.way, one.failure) != ("datastore", "http-404")] or failed
    return ([one for one in could if not one.refused] or could)[-1]


async def _parsed(rows: Rows) -> Table | Failure:
    """The rows as a table, read in a process of its own."""
    return await asyncio.to_thread(read_table, rows.bodies, declared=rows.charset)


def _stamped(asked: ReadTable, snapshot: Snapshot) -> ReadTable:
    """With the platform's own stamp of the data, where the asset has one. What a layer says of its rows counts before what is
    said of its item, which moves with the item's page; a file's Last-Modified is the last resort."""
    if asked.way == "features" and asked.stamp is not None:
        return asked
    places = (snapshot.datasets["id"] == asked.subject).to_numpy(dtype=bool).nonzero()[0]
    if not len(places):
        return asked
    stamp = frames.column(snapshot.datasets, "data_modified")[int(places[0])].as_py()
    return asked if stamp is None else replace(asked, stamp=stamp, stamp_at=None)
