"""Connections to addresses that the guard has checked.

The network backend under the HTTP client: a host is resolved here, every address that comes back is checked, and the socket
is opened to a checked address itself, so that no second look-up can lead elsewhere. TLS still names and verifies the host.
It also reads in larger pieces than the default backend does, which is what makes big pages fast (bench/crawl).
"""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpcore

from portalaudit.fetch.guard import AddressRefused, Guard

_HIGH_WATER = 4 * 1024 * 1024
"""Unread bytes at which a connection stops reading; half of it lets it go on."""
_TRIES = 3
"""Addresses of one host that are tried."""


class _Inbox(asyncio.Protocol):
    """Collects what arrives until it is read."""

    def __init__(self) -> None:
        self.pieces: deque[bytes] = deque()
        self.size = 0
        self.ended = False
        self.trouble: Exception | None = None
        self.transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.pieces.append(data)
        self.size += len(data)
        if self.size > _HIGH_WATER and not self._paused and self.transport is not None:
            self.transport.pause_reading()
            self._paused = True
        self._wake()

    def eof_received(self) -> bool:
        self.ended = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended, self.trouble = True, exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def take(self) -> bytes:
        """What has arrived, at least a byte; empty at the end.

        Raises:
            OSError: the connection broke.
        """
        while not self.pieces:
            if self.ended:
                if self.trouble is not None:
                    raise self.trouble
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        data = self.pieces.popleft()
        self.size -= len(data)
        if self._paused and self.size < _HIGH_WATER // 2 and self.transport is not None:
            self._paused = False
            self.transport.resume_reading()
        return data


@asynccontextmanager
async def _within(
    seconds: float | None, late: Callable[[], Exception], broken: Callable[[str], Exception]
) -> AsyncIterator[None]:
    """Trouble of sockets in httpcore's words; a certificate that does not verify stays recognisable as the cause."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as trouble:
        raise late() from trouble
    except AddressRefused:
        raise
    except OSError as trouble:
        raise broken(str(trouble) or type(trouble).__name__) from trouble


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, transport: asyncio.Transport, inbox: _Inbox) -> None:
        self._transport, self._inbox = transport, inbox

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """A piece as it arrived: it may be larger than asked for, which httpcore's parser takes as it comes."""
        inbox = self._inbox
        if inbox.pieces:
            return await inbox.take()
        async with _within(timeout, httpcore.ReadTimeout, httpcore.ReadError):
            return await inbox.take()
        raise AssertionError  # the block returns or raises

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._inbox.ended and self._inbox.trouble is not None:
            raise httpcore.WriteError(str(self._inbox.trouble))
        self._transport.write(buffer)

    async def aclose(self) -> None:
        self._transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        try:
            async with _within(timeout, httpcore.ConnectTimeout, httpcore.ConnectError):
                secure = await loop.start_tls(self._transport, self._inbox, ssl_context, server_hostname=server_hostname)
        except BaseException:
            self._transport.abort()
            raise
        assert isinstance(secure, asyncio.Transport)
        self._inbox.transport = secure
        return _Stream(secure, self._inbox)

    def get_extra_info(self, info: str) -> Any:  # httpcore's signature
        if info == "is_readable":
            return bool(self._inbox.pieces) or self._inbox.ended or self._transport.is_closing()
        known = {"server_addr": "peername", "client_addr": "sockname", "ssl_object": "ssl_object", "socket": "socket"}
        return self._transport.get_extra_info(known.get(info, info))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections, to checked addresses only."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        async with _within(timeout, httpcore.ConnectTimeout, httpcore.ConnectError):
            return await self._open(host, port)
        raise AssertionError

    async def _open(self, host: str, port: int) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:  # one forbidden address among public ones is how rebinding begins: refuse them all
            self._guard.check(host, address)
        trouble: OSError = OSError(f"{host} has no address")
        for address in addresses[:_TRIES]:
            try:
                transport, inbox = await loop.create_connection(_Inbox, address, port)
            except OSError as failed:
                trouble = failed
                continue
            return _Stream(transport, inbox)
        raise trouble

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise AddressRefused("unix sockets are not asked")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
