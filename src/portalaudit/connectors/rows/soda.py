"""Rows of a Socrata asset by SODA, page by page."""

import asyncio
from collections.abc import Sequence

from portalaudit.connectors.rows.asset import NO_ADDRESS, PATIENCE, Asset, rows_in
from portalaudit.connectors.rows.pages import MOST_BYTES, PAGE_ROWS, Pages, Rows
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Fetch

ROUND = 1_000
"""A page of a whole multiple of so many rows may be a server's own limit (SODA's default is 1,000), so one more is asked for."""


async def soda(fetch: Fetch, url: str, patience: Sequence[float] = PATIENCE) -> Rows:
    """The rows of `…/resource/4x4.json`, PAGE_ROWS at a time, in the order of `:id` where the service takes it.

    Raises:
        StopRequested: the budget is spent.
    """
    asset, pages = Asset(fetch, url, patience, MOST_BYTES), Pages(url)
    order: str | None = ":id"
    while True:
        exchange = await asset.get(limit=PAGE_ROWS, offset=pages.rows, order=order)
        if exchange is None:
            return Rows(url, failure="shape", detail=NO_ADDRESS)
        if exchange.capture.status == 400 and order and not len(pages):
            order = None
            continue
        rows = await asyncio.to_thread(rows_in, exchange)
        if isinstance(rows, Gap):
            return pages.broken(exchange, rows)
        if not await asyncio.to_thread(pages.take, exchange, rows):
            return pages.done()
        whole = len(rows) < PAGE_ROWS and len(rows) % ROUND
        if whole or len(rows) > PAGE_ROWS or pages.full():  # one that gives more than was asked for does not page
            return pages.done()
