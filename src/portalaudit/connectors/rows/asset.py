"""One Socrata asset, asked by SODA: sodapy asks, on the fetcher, in a worker thread; what comes is read once, by us."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Protocol, Unpack
from urllib.parse import urlsplit

import requests
from sodapy import Socrata

from portalaudit import clock
from portalaudit.connectors.answers import json_value, message
from portalaudit.connectors.rows.pages import PART
from portalaudit.connectors.rows.walls import walled
from portalaudit.fetch.sync import FetchAdapter, session
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Asking, Fetch

PATIENCE: tuple[float, ...] = (1.0, 4.0, 15.0)
"""Seconds before an answer that is being prepared (202) is asked for again, each time (own choice; SODA says "retry")."""
NO_ADDRESS = "no address can be made of the asset's id"
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

    def __init__(self, fetch: Fetch, most: int) -> None:
        self._fetch, self._most = fetch, most

    async def get(self, url: str, **asked: Unpack[Asking]) -> Exchange:
        asked["max_bytes"] = self._most
        return await self._fetch.get(url, **asked)

    def resolve(self, exchange: Exchange) -> str:
        return self._fetch.resolve(exchange)


class Asset:
    """The rows behind `…/resource/4x4.json`."""

    def __init__(self, fetch: Fetch, url: str, patience: Sequence[float], most: int) -> None:
        """
        Args:
            patience: seconds before each further try of an answer that is being prepared.
            most: bytes of one answer.
        """
        parts = urlsplit(url)
        self._key = parts.path.rpartition("/")[2].removesuffix(".json")
        self._patience = patience
        self._adapter = FetchAdapter(_Bounded(fetch, most), asyncio.get_running_loop())
        prefix = {"prefix": f"{parts.scheme}://", "adapter": self._adapter}
        # sodapy warns on the root logger where it is given no token; the session that would send it is replaced here
        self._client = _make(parts.netloc, "unused", session_adapter=prefix, timeout=_SECONDS)
        self._client.session = session(self._adapter)
        self._client.session.hooks["response"].append(_unread)

    async def get(self, **clauses: object) -> Exchange | None:
        """One question, asked again while the service prepares its answer; None where no address can be made of the id.

        Args:
            clauses: sodapy's names: `select where group order limit offset`; None for one that is left out.

        Raises:
            StopRequested: the budget is spent.
        """
        exchange = await asyncio.to_thread(self._ask, clauses)
        for seconds in self._patience:
            if exchange is None or exchange.capture.status != 202:
                break
            # counted from the answer, so that a replay does not wait
            due = exchange.capture.fetched_at + timedelta(seconds=seconds)
            await asyncio.sleep(min(seconds, max(0.0, (due - clock.now()).total_seconds())))
            exchange = await asyncio.to_thread(self._ask, clauses)
        return exchange

    def _ask(self, clauses: Mapping[str, object]) -> Exchange | None:
        asked = len(self._adapter.exchanges)
        with suppress(requests.RequestException, ValueError):  # the exchange says what happened
            self._client.get(self._key, **clauses)
        return self._adapter.exchanges[-1] if len(self._adapter.exchanges) > asked else None


def _unread(response: requests.Response, *_: object, **__: object) -> requests.Response:
    """Hide the body from sodapy, whose reading of it depends on the media type and raises a bare Exception for others."""
    response._content = b""
    return response


def rows_in(exchange: Exchange) -> list[object] | Gap:
    """The rows of an answer, or the gap that explains their absence."""
    if exchange.capture.status == 202:
        return Gap(PART, "http-202", exchange.capture.id, "the service is still preparing the rows")
    value = json_value(exchange, PART)
    if isinstance(value, list):
        return value
    if isinstance(value, Gap):
        locked = value.reason == "http-403" and any(mark in exchange.body[:2_000] for mark in _LOCKED)
        return Gap(PART, "login", value.capture, value.detail) if locked else walled(exchange, value)
    return Gap(PART, "shape", exchange.capture.id, message(exchange.body) or "a list of rows was expected")
