"""Rows of a Socrata asset by SODA: sodapy asks, on the fetcher, in a worker thread; pages are read once, by us."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlsplit

import requests
from sodapy import Socrata

from portalaudit import clock
from portalaudit.connectors.answers import json_value, message
from portalaudit.connectors.rows.pages import MOST_BYTES, PAGE_ROWS, PART, Pages, Rows
from portalaudit.connectors.rows.walls import walled
from portalaudit.fetch.sync import FetchAdapter, session
from portalaudit.model.capture import Exchange, Gap, Method
from portalaudit.model.ports import Fetch

PATIENCE: tuple[float, ...] = (1.0, 4.0, 15.0)
"""Seconds before a page that is being prepared (202) is asked for again, each time (own choice; SODA says "retry")."""
ROUND = 1_000
"""A page of a whole multiple of so many rows may be a server's own limit (SODA's default is 1,000), so one more is asked for."""
_SECONDS = 60

_LOCKED = (b"authentication_required", b"must be logged in")
"""Words of SODA's refusals that mean a login; an unknown token is refused with 403 too."""


class Client(Protocol):
    """What we use of sodapy's client."""

    session: requests.Session

    def get(self, dataset_identifier: str, **options: object) -> object: ...


_make: Callable[..., Client] = Socrata


class _Bounded:
    """The fetcher with a cap on every answer; the adapter has no place for one."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str | None = None,
        headers: Mapping[str, str] | None = None,
        invited: bool = False,
        revalidate: bool = False,
        method: Method = "GET",
        timeout: float | None = None,
        max_bytes: int | None = None,
    ) -> Exchange:
        return await self._fetch.get(
            url, params=params, accept=accept, headers=headers, invited=invited, method=method, timeout=timeout,
            max_bytes=MOST_BYTES,
        )  # fmt: skip

    def resolve(self, exchange: Exchange) -> str:
        return self._fetch.resolve(exchange)


class _Soda:
    """One asset's rows."""

    def __init__(self, fetch: Fetch, url: str, patience: Sequence[float]) -> None:
        parts = urlsplit(url)
        self._key = parts.path.rpartition("/")[2].removesuffix(".json")
        self._patience = patience
        self._adapter = FetchAdapter(_Bounded(fetch), asyncio.get_running_loop())
        prefix = {"prefix": f"{parts.scheme}://", "adapter": self._adapter}
        # sodapy warns on the root logger where it is given no token; the session that would send it is replaced here
        self._client = _make(parts.netloc, "unused", session_adapter=prefix, timeout=_SECONDS)
        self._client.session = session(self._adapter)
        self._client.session.hooks["response"].append(_unread)

    async def page(self, offset: int, order: str | None) -> Exchange | None:
        """One page, asked for again while the service prepares it; None where no address can be made of the id.

        Raises:
            StopRequested: the budget is spent.
        """
        exchange = await asyncio.to_thread(self._ask, offset, order)
        for seconds in self._patience:
            if exchange is None or exchange.capture.status != 202:
                break
            # counted from the answer, so that a replay does not wait
            due = exchange.capture.fetched_at + timedelta(seconds=seconds)
            await asyncio.sleep(min(seconds, max(0.0, (due - clock.now()).total_seconds())))
            exchange = await asyncio.to_thread(self._ask, offset, order)
        return exchange

    def _ask(self, offset: int, order: str | None) -> Exchange | None:
        asked = len(self._adapter.exchanges)
        with suppress(requests.RequestException, ValueError):  # the exchange says what happened
            self._client.get(self._key, limit=PAGE_ROWS, offset=offset, order=order)
        return self._adapter.exchanges[-1] if len(self._adapter.exchanges) > asked else None


def _unread(response: requests.Response, *_: object, **__: object) -> requests.Response:
    """Hide the body from sodapy, whose reading of it depends on the media type and raises a bare Exception for others."""
    response._content = b""
    return response


async def soda(fetch: Fetch, url: str, patience: Sequence[float] = PATIENCE) -> Rows:
    """The rows of `…/resource/4x4.json`, PAGE_ROWS at a time, in the order of `:id` where the service takes it.

    Raises:
        StopRequested: the budget is spent.
    """
    asset, pages = _Soda(fetch, url, patience), Pages(url)
    order: str | None = ":id"
    while True:
        exchange = await asset.page(pages.rows, order)
        if exchange is None:
            return Rows(url, failure="shape", detail="no address can be made of the asset's id")
        if exchange.capture.status == 400 and order and not len(pages):
            order = None
            continue
        rows = await asyncio.to_thread(_rows, exchange)
        if isinstance(rows, Gap):
            return pages.broken(exchange, rows)
        if not await asyncio.to_thread(pages.take, exchange, rows):
            return pages.done()
        whole = len(rows) < PAGE_ROWS and len(rows) % ROUND
        if whole or len(rows) > PAGE_ROWS or pages.full():  # one that gives more than was asked for does not page
            return pages.done()


def _rows(exchange: Exchange) -> list[object] | Gap:
    """The rows of a page, or the gap that explains their absence."""
    if exchange.capture.status == 202:
        return Gap(PART, "http-202", exchange.capture.id, "the service is still preparing the rows")
    value = json_value(exchange, PART)
    if isinstance(value, list):
        return value
    if isinstance(value, Gap):
        locked = value.reason == "http-403" and any(mark in exchange.body[:2_000] for mark in _LOCKED)
        return Gap(PART, "login", value.capture, value.detail) if locked else walled(exchange, value)
    return Gap(PART, "shape", exchange.capture.id, message(exchange.body) or "a list of rows was expected")
