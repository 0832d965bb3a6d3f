"""The newest row of a file that is small enough to be read whole, where nothing can be asked."""

import asyncio
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from portalaudit.connectors.answers import charset_of
from portalaudit.connectors.rows.addresses import is_export
from portalaudit.connectors.rows.files import fetched, missing, modified_of
from portalaudit.connectors.rows.newest.answers import fingerprint, least_gap, refused
from portalaudit.documents.bounded import Limits, read_table
from portalaudit.documents.failure import Failure
from portalaudit.documents.rowdates.profile import Profiled, profile
from portalaudit.documents.rowdates.roles import deciding, loads_aside
from portalaudit.documents.table import Table
from portalaudit.model.capture import Exchange
from portalaudit.model.ports import Fetch
from portalaudit.model.probes import Answer, Question
from portalaudit.model.stamps import micros_of

WAY = "file"
MOST_BYTES = 5 * 1024 * 1024
"""Bytes of a file that is read where nothing can be asked (own choice)."""
LIMITS = Limits(seconds=30.0)
"""What reading one of them may cost (own choice)."""

_NO_TABLES = ("image/", "video/", "audio/", "font/", "application/pdf")
"""Beginnings of media types that are no table, whatever their bytes."""
_NOT_TABULAR = frozenset({"not-a-table", "pdf", "unsupported-format", "not-json", "shape"})
"""Reasons of the reader that say what the bytes are, not that reading failed."""
_TOLD = frozenset({"login", "empty"})
"""Reasons that stand as they are; the others are ours."""


async def newest(fetch: Fetch, url: str, question: Question, latest: datetime) -> Answer:
    """The dates in a file under MOST_BYTES: one request, in later nights with the validators that are known of it.

    Of one that announces more nothing is downloaded but its head. A job that makes a file is never started.

    Raises:
        StopRequested: the budget is spent.
    """
    if is_export(url):
        return refused(WAY, url, None, "export", "the platform makes this file on request, so it is not asked for")
    exchange = await fetched(fetch, url, MOST_BYTES)
    capture, gap = exchange.capture, missing(exchange)
    modified = modified_of(capture) if capture.ok or capture.error == "too-large" else None
    if gap is not None:
        return replace(refused(WAY, url, exchange, gap.reason, gap.detail), http_modified=modified)
    answer = await asyncio.to_thread(_read, exchange, url, micros_of(latest))
    mark = fingerprint((WAY,), (sha256(exchange.body).hexdigest(),))
    return replace(answer, http_modified=modified, fingerprint=mark)


def _read(exchange: Exchange, url: str, latest: int) -> Answer:
    """What the bytes of a file say."""
    media = exchange.capture.media_type or ""
    if media.startswith(_NO_TABLES):
        return refused(WAY, url, exchange, "not-tabular", media[:100])
    if _is_page(exchange.body[:2_000]) and not urlsplit(url).path.lower().endswith((".html", ".htm")):
        return refused(WAY, url, exchange, "not-tabular", "a page stands in the file's place")
    table = read_table((exchange.body,), declared=charset_of(exchange.capture), limits=LIMITS)
    if isinstance(table, Table) and table.truncated is None:
        return _told(exchange, url, table, profile(table, latest))
    if isinstance(table, Table):
        return refused(WAY, url, exchange, "too-large", f"no more than {table.rows:,} rows of it could be read")
    return _unread(exchange, url, table)


def _is_page(head: bytes) -> bool:
    """Whether these are the first bytes of an HTML page."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(b"<") and (b"<html" in start or b"<!doctype html" in start)


def _unread(exchange: Exchange, url: str, failure: Failure) -> Answer:
    if failure.reason in _NOT_TABULAR:
        return refused(WAY, url, exchange, "not-tabular", failure.detail or failure.reason)
    if failure.reason in _TOLD:
        return refused(WAY, url, exchange, failure.reason, failure.detail)
    said = f"{failure.reason}: {failure.detail}" if failure.detail else failure.reason
    return refused(WAY, url, exchange, "unreadable", said)


def _told(exchange: Exchange, url: str, table: Table, found: Profiled) -> Answer:
    capture, columns = exchange.capture, loads_aside(found.columns, table.rows)
    best = deciding(columns)
    answer = Answer(WAY, url, capture.id, capture.fetched_at, rows=table.rows, columns=columns)
    if not any(column.kind == "date" for column in columns):
        return replace(answer, failure="no-date-column")
    if best is None:
        return answer
    if found.cadence_days is not None:
        by_days = replace(answer, entries=found.entries, cadence_days=found.cadence_days, cadence_by="entries")
        return replace(by_days, cadence_capture=capture.id)
    gap = least_gap(table.rows, best)
    return answer if gap is None else replace(answer, cadence_days=gap, cadence_by="rows", cadence_capture=capture.id)
