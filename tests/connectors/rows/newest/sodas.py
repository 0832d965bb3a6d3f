"""Questions to a stand-in's SODA over a socket, answered and replayed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from portalaudit.connectors.rows.newest.soda import newest
from portalaudit.demo.http import Portal
from portalaudit.demo.server import LogEntry
from portalaudit.demo.socrata import SocrataPortal, socrata_portal
from portalaudit.demo.socrata_rows import Rows
from portalaudit.model.capture import Capture
from portalaudit.model.ports import Fetch
from portalaudit.model.probes import Answer, ColumnAnswer, ColumnKind, KnownColumn, Question
from portalaudit.model.stamps import moment_of
from portalaudit.model.tables import Way
from tests.connectors.rows.asking import ask

KEY = "abcd-2345"
PATH = f"/resource/{KEY}.json"
LATEST = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
KINDS: Mapping[str, ColumnKind] = {"calendar_date": "date", "date": "date", "number": "number", "text": "text"}
HASTY = (0.01, 0.01, 0.01)


@dataclass(frozen=True)
class Found:
    answer: Answer
    queries: tuple[Mapping[str, str], ...]
    """The clauses of every request, in order, robots.txt aside."""
    log: tuple[LogEntry, ...]
    captures: tuple[Capture, ...]

    @property
    def column(self) -> ColumnAnswer:
        """The only column."""
        (found,) = self.answer.columns
        return found


def column(name: str, kind: ColumnKind = "date", type: str = "", **told: str) -> KnownColumn:
    types = {"date": "calendar_date", "number": "number", "text": "text", "other": "point"}
    return KnownColumn(name, kind, type or types[kind], **told)


def question(*columns: KnownColumn | str, cadence: bool = False) -> Question:
    """What is asked of the only asset; a name stands for a date column."""
    known = tuple(one if isinstance(one, KnownColumn) else column(one) for one in columns)
    return Question(KEY, (Way("soda", PATH),), known, cadence)


def put(portal: Portal, asked: Question, folder: Path, latest: datetime = LATEST, **settings: object) -> Found:
    """Put a question; the archive gives the same answer by the same requests."""

    async def asking(fetch: Fetch, way: Way) -> Answer:
        return await newest(fetch, way.url, asked, latest, HASTY)

    found = ask(portal, "soda", PATH, folder, asking, **settings)
    log = tuple(entry for entry in found.log if entry.path != "/robots.txt")
    queries = tuple({name: value[-1] for name, value in parse_qs(urlsplit(entry.target).query).items()} for entry in log)
    assert isinstance(found.rows, Answer)
    return Found(found.rows, queries, log, found.captures)


def holding(
    types: Mapping[str, str], rows: Iterable[Sequence[str]], listed: Mapping[str, str] | None = None, **manner: object
) -> SocrataPortal:
    """A portal with one asset of these columns and rows.

    Args:
        listed: columns that its catalogue lists beside them.
        manner: see `Rows`.
    """
    columns = [{"name": name, "fieldName": name, "dataTypeName": kind} for name, kind in {**types, **(listed or {})}.items()]
    view = {"id": KEY, "viewType": "tabular", "assetType": "dataset", "columns": columns, "rowsUpdatedAt": 1_788_220_800}
    return socrata_portal([view], rows=replace(Rows(read={KEY: (list(types), list(rows))}), **manner))  # type: ignore[arg-type]


def day(micros: int | None) -> str | None:
    """A moment's day."""
    return None if micros is None else f"{moment_of(micros):%Y-%m-%d}"


FIELDS = {"permit": "text", "issue_date": "calendar_date", "closed_date": "calendar_date", "fee": "number"}
"""A table of permits, and …"""
ROWS = [
    ["P-1", "2024-03-01T00:00:00.000", "2024-04-01T00:00:00.000", "10"],
    ["P-2", "2026-10-30T09:30:00.000", "", "9"],
    ["P-3", "2025-01-15T00:00:00.000", "2025-02-01T00:00:00.000", "100"],
    ["P-4", "", "", ""],
]
KNOWN = (column("permit", "text"), column("issue_date"), column("fee", "number"))
"""… what a catalogue tells of it."""
