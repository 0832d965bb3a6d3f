"""One request and its answer. The only module that imports httpx.

The transport is replaceable. The default is httpcore's connection pool over our own guarded sockets: on loopback it moves
1.6 times what httpx's own transport does. httpx-aiohttp moves 10 to 25 % more still, but was not taken: it reports refused and
broken connections as timeouts, lets protocol errors through unmapped, cuts headers at 8 kB, tells no certificate, and looks
names up by itself (14 of the tests fail on it).
"""

import asyncio
import io
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256

import httpcore
import httpx  # noqa: TID251

from portalaudit.archive.exchange import Answered
from portalaudit.fetch.guard import AddressRefused, Guard
from portalaudit.fetch.patience import NO_SUCH_HOST
from portalaudit.fetch.settings import FetchSettings
from portalaudit.fetch.sockets import GuardedBackend
from portalaudit.model.capture import Headers, Method

_LARGE = 32 * 1024 * 1024
"""Bytes from which a body is not kept in pieces (own choice)."""

MakeTransport = Callable[[Guard, FetchSettings], httpx.AsyncBaseTransport]


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why no head of an answer came."""

    error: str
    detail: str
    sent: bool
    """Whether a request may have gone out."""


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_httpx_words():
            async for piece in self._answer.aiter_stream():
                yield piece

    async def aclose(self) -> None:
        with _in_httpx_words():
            await self._answer.aclose()


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpcore's pool over guarded sockets. HTTP/1.1; a connection belongs to one scheme, host and port."""

    def __init__(self, guard: Guard, settings: FetchSettings) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls_context(settings),
            max_connections=None,
            max_keepalive_connections=32,
            keepalive_expiry=15.0,
            network_backend=GuardedBackend(guard),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
            ),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        with _in_httpx_words():
            answer = await self._pool.handle_async_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    async def aclose(self) -> None:
        await self._pool.aclose()


@contextmanager
def _in_httpx_words() -> Iterator[None]:
    try:
        yield
    except httpcore.ConnectTimeout as trouble:
        raise httpx.ConnectTimeout(str(trouble)) from trouble
    except httpcore.TimeoutException as trouble:
        raise httpx.ReadTimeout(str(trouble)) from trouble
    except httpcore.ConnectError as trouble:
        raise httpx.ConnectError(str(trouble)) from trouble
    except httpcore.NetworkError as trouble:
        raise httpx.ReadError(str(trouble)) from trouble
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as trouble:
        raise httpx.RemoteProtocolError(str(trouble)) from trouble


def tls_context(settings: FetchSettings) -> ssl.SSLContext:
    """Certificates and host names are always verified."""
    if settings.ca_file is not None:
        return ssl.create_default_context(cafile=str(settings.ca_file))
    return httpx.create_ssl_context(trust_env=True)


class Client:
    """Sends GET and HEAD, keeps nothing between requests but open connections: no cookies, no redirects, no proxies.

    It talks to the transport itself: httpx's own client raises for an answer whose Location it cannot read, and the answer
    is lost.
    """

    def __init__(self, settings: FetchSettings, guard: Guard, make: MakeTransport = GuardedTransport) -> None:
        self._settings = settings
        self._transport = make(guard, settings)

    async def aclose(self) -> None:
        await self._transport.aclose()

    def headers(self, url: str, accept: str | None, more: Headers) -> Headers:
        """The headers of a request, just as they are sent."""
        host = httpx.URL(url).netloc.decode("ascii")
        own = {
            "Host": host,
            "User-Agent": self._settings.user_agent,
            "Accept": accept or "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "keep-alive",
        }
        fixed = {name.lower() for name in own}
        return (*own.items(), *((name, value) for name, value in more if name.lower() not in fixed))

    async def send(
        self, method: Method, url: str, headers: Headers, *, read_seconds: float, max_bytes: int, total_seconds: float
    ) -> Answered | NoAnswer:
        """Ask once. Nothing that the server does raises."""
        if method not in ("GET", "HEAD"):
            raise ValueError(f"{method} is never sent")
        limits = httpx.Timeout(read_seconds, connect=self._settings.connect_seconds, pool=None)
        try:
            async with asyncio.timeout(total_seconds):
                request = httpx.Request(method, url, headers=list(headers), extensions={"timeout": limits.as_dict()})
                response = await self._transport.handle_async_request(request)
                response.request = request
        except TimeoutError:
            return NoAnswer("timeout", f"no answer within {total_seconds:.0f} s", sent=True)
        except AddressRefused as refused:
            return NoAnswer("address-refused", str(refused), sent=False)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as trouble:
            return _no_answer(trouble)
        try:
            return await _receive(response, max_bytes, total_seconds)
        finally:
            await _quietly_close(response)


async def _quietly_close(response: httpx.Response) -> None:
    try:
        await response.aclose()
    except (httpx.HTTPError, OSError):
        return


async def _receive(response: httpx.Response, max_bytes: int, total_seconds: float) -> Answered:
    """Read the body as it is on the wire; trouble on the way keeps what came."""
    head = _head(response)
    came = _Arrived()
    declared = response.headers.get("content-length", "")
    if response.request.method != "HEAD" and declared.isdecimal() and int(declared[:18]) > max_bytes:
        return replace(head, error="too-large", detail=f"announces {declared[:18]} bytes", cut="length")
    try:
        async with asyncio.timeout(total_seconds):
            async for piece in response.aiter_raw():
                came.add(piece[: max_bytes - came.size])
                if response.num_bytes_downloaded > max_bytes:
                    return replace(
                        head, body=came.whole(), error="too-large", detail=f"more than {max_bytes} bytes", cut="length"
                    )
    except (TimeoutError, httpx.TimeoutException):
        return replace(head, body=came.whole(), error="timeout", detail=f"the body stopped after {came.size} bytes", cut="time")
    except (httpx.HTTPError, httpx.StreamError, OSError, ValueError) as trouble:
        detail = f"the body broke off after {came.size} bytes: {trouble}"
        return replace(head, body=came.whole(), error="truncated", detail=detail, cut="disconnect")
    return replace(head, body=came.whole())


class _Arrived:
    """A body as it comes. Joining pieces is fastest, but holds them twice: a large one grows in one buffer instead."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._large: io.BytesIO | None = None
        self.size = 0

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self._large is not None:
            self._large.write(piece)
            return
        self._pieces.append(piece)
        if self.size > _LARGE:
            self._large = io.BytesIO()
            self._large.writelines(self._pieces)
            self._pieces.clear()

    def whole(self) -> bytes:
        if self._large is not None:
            return self._large.getvalue()
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)


def _head(response: httpx.Response) -> Answered:
    phrase = response.extensions.get("reason_phrase", b"")
    version = response.extensions.get("http_version", b"HTTP/1.1")
    return Answered(
        status=response.status_code,
        phrase=phrase.decode("latin-1"),
        version=version.decode("ascii", "replace"),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw),
        address=_address(response),
        tls=_chain_digest(response),
    )


def _address(response: httpx.Response) -> str | None:
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    return str(peer[0]) if isinstance(peer, tuple) and peer else None


def _chain_digest(response: httpx.Response) -> str | None:
    """sha256 over the certificates that the server sent, leaf first, as DER. Best effort: Python before 3.13 has no public
    way to the whole chain, then it is the leaf alone where the inner object does not tell."""
    stream = response.extensions.get("network_stream")
    ours = stream.get_extra_info("ssl_object") if stream is not None else None
    if not isinstance(ours, ssl.SSLObject | ssl.SSLSocket):
        return None
    inner = getattr(ours, "_sslobj", None)
    digest = sha256()
    if inner is not None and hasattr(inner, "get_unverified_chain"):
        for certificate in inner.get_unverified_chain() or ():
            digest.update(ssl.PEM_cert_to_DER_cert(certificate.public_bytes()))
    else:
        digest.update(ours.getpeercert(binary_form=True) or b"")
    return digest.hexdigest()


def _no_answer(trouble: Exception) -> NoAnswer:
    cause: BaseException | None = trouble
    while cause is not None:
        if isinstance(cause, AddressRefused):
            return NoAnswer("address-refused", str(cause), sent=False)
        if isinstance(cause, ssl.SSLError) and isinstance(trouble, httpx.ConnectError):
            return NoAnswer("tls", _tls_text(cause), sent=False)
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
            return NoAnswer("connect", NO_SUCH_HOST, sent=False)
        cause = cause.__cause__ or cause.__context__
    text = str(trouble) or type(trouble).__name__
    if isinstance(trouble, httpx.TimeoutException):
        return NoAnswer("timeout", "connecting took too long" if isinstance(trouble, httpx.ConnectTimeout) else "no answer came",
                        sent=not isinstance(trouble, httpx.ConnectTimeout))  # fmt: skip
    return NoAnswer("connect", text, sent=not isinstance(trouble, httpx.ConnectError | httpx.InvalidURL))


def _tls_text(trouble: ssl.SSLError) -> str:
    verify = getattr(trouble, "verify_message", "")
    return str(verify) if verify else (trouble.reason or str(trouble)).replace("_", " ").lower()
