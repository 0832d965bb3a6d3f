"""Rows of a CKAN resource by `datastore_search`. `datastore_search_sql` and `/datastore/dump/` are never asked."""

import asyncio
from dataclasses import dataclass

from portalaudit.connectors.ckan.actions import result_of
from portalaudit.connectors.rows.pages import MOST_BYTES, PAGE_ROWS, PART, Pages, Rows
from portalaudit.connectors.values import integer, member
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Fetch


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[object]
    limit: int
    """Rows that a page may have: as asked, or as the portal clamped it."""
    total: int | None
    """Rows of the resource; None where it is not told or only estimated."""


async def datastore(fetch: Fetch, url: str) -> Rows:
    """The rows of `…/datastore_search?resource_id=…`, PAGE_ROWS at a time or what the portal grants, in its order (`_id`).

    Ends where the total is reached, else at a page that is not full. The API is documented and public, so robots.txt does not
    bar it.

    Raises:
        StopRequested: the budget is spent.
    """
    pages, ids = Pages(url), set[object]()
    while True:
        exchange = await fetch.get(
            url, params={"limit": PAGE_ROWS, "offset": pages.rows}, accept="application/json", invited=True, max_bytes=MOST_BYTES
        )
        page = await asyncio.to_thread(_read, exchange)
        if isinstance(page, Gap):
            return pages.broken(exchange, page)
        pages.declared = page.total
        fresh = {key for row in page.rows if isinstance(key := member(row, "_id"), int | str)} - ids
        repeats = bool(ids) and bool(page.rows) and not fresh
        ids |= fresh
        taken = await asyncio.to_thread(pages.take, exchange, page.rows, repeats)
        if page.total is not None and not repeats and pages.rows >= page.total:
            return pages.done()
        if not taken:
            if page.total is not None:
                pages.cut("no more are given")
            return pages.done()
        if (page.total is None and len(page.rows) < page.limit) or pages.full():
            return pages.done()


def _read(exchange: Exchange) -> _Page | Gap:
    """One page, or the gap that explains its absence: CKAN's own error, a page of a firewall, a login."""
    result = result_of(exchange, PART)
    if isinstance(result, Gap):
        return result
    rows = member(result, "records")
    if not isinstance(rows, list):
        return Gap(PART, "shape", exchange.capture.id, "no list of records")
    total = None if member(result, "total_was_estimated") is True else integer(member(result, "total"))
    granted = integer(member(result, "limit"))
    return _Page(rows, min(PAGE_ROWS, granted) if granted else PAGE_ROWS, total)
