"""Libraries built on `requests`, on our fetcher.

sodapy runs in a worker thread; each request that it makes is handed to the event loop, where it is polite, guarded and archived
like any other. Give it `session(...)`; nothing of `requests` then opens a socket.
"""

import asyncio
import io
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers
from urllib3 import HTTPHeaderDict, HTTPResponse

from portalaudit.model.capture import Exchange
from portalaudit.model.ports import Fetch

_DECODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that do not describe the body that we hand over: it is decoded already."""
_OURS = frozenset({"user-agent", "accept-encoding", "connection", "host", "accept", "cookie"})
"""Request headers that the fetcher sets itself."""


class NotAnswered(requests.RequestException):
    """The fetcher has no usable answer; `exchange` says why."""

    def __init__(self, exchange: Exchange, request: requests.PreparedRequest) -> None:
        super().__init__(f"{exchange.capture.error}: {exchange.capture.detail or exchange.capture.url}", request=request)
        self.exchange = exchange


class FetchAdapter(BaseAdapter):
    """A transport adapter over a `Fetch`. Call it from a thread that does not run the loop.

    Redirects are followed below, so `requests` sees the answer at their end. A StopRequested passes through.
    """

    def __init__(self, fetch: Fetch, loop: asyncio.AbstractEventLoop, *, invited: bool = True) -> None:
        super().__init__()
        self._fetch, self._loop, self._invited = fetch, loop, invited
        self.exchanges: list[Exchange] = []
        """What was asked through this adapter, in order: where callers find the captures."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """
        Raises:
            NotAnswered: no usable answer came.
            ValueError: the library wants to send something else than GET or HEAD.
        """
        if request.method not in ("GET", "HEAD") or request.url is None:
            raise ValueError(f"{request.method} is never sent")
        read = timeout[1] if isinstance(timeout, tuple) else timeout
        headers = {str(name): _text(value) for name, value in request.headers.items() if str(name).lower() not in _OURS}
        asked = self._fetch.get(
            request.url,
            accept=_text(request.headers.get("Accept", "*/*")),
            headers=headers,
            invited=self._invited,
            method="GET" if request.method == "GET" else "HEAD",
            timeout=float(read) if read else None,
        )
        exchange = asyncio.run_coroutine_threadsafe(asked, self._loop).result()
        self.exchanges.append(exchange)
        if exchange.capture.error is not None or exchange.capture.status is None:
            raise NotAnswered(exchange, request)
        return self._response(request, exchange, exchange.capture.status)

    def _response(self, request: requests.PreparedRequest, exchange: Exchange, status: int) -> requests.Response:
        headers = HTTPHeaderDict([(name, value) for name, value in exchange.capture.headers if name.lower() not in _DECODED])
        reason = _reason(status)
        raw = HTTPResponse(body=io.BytesIO(exchange.body), headers=headers, status=status, reason=reason, preload_content=False)
        response = requests.Response()
        response.status_code, response.reason, response.url, response.request = status, reason, exchange.capture.url, request
        response.headers = CaseInsensitiveDict(headers)
        response.raw = raw
        response._content = exchange.body
        response.encoding = get_encoding_from_headers(response.headers)
        return response

    def close(self) -> None:
        """Nothing is held."""


def session(adapter: FetchAdapter) -> requests.Session:
    """A `requests` session whose every request goes through the adapter; it reads no environment."""
    made = requests.Session()
    made.trust_env = False
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made


def _reason(status: int) -> str:
    """Never empty: sodapy lower-cases it."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
