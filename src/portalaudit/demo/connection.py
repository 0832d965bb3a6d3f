"""One connection of a stand-in server: HTTP/1.1 in, answers out in order."""

import asyncio
import socket
import struct
from collections import Counter
from functools import lru_cache
from typing import Protocol

from portalaudit.demo.http import PLAIN, Headers, Part, Request, Response, phrase

MAX_HEAD = 65_536
"""Bytes of a request's head before it is refused with 431."""
AT_ONCE = 65_536
"""Bodies up to this many bytes are written in one go, without a task."""


class Site(Protocol):
    """What a connection needs of its server."""

    open: set["Connection"]
    flight: Counter[str]

    def answer(self, request: Request) -> Response: ...


class Connection(asyncio.Protocol):
    """Reads requests one after another; while one is being answered, what follows waits."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.buffer = bytearray()
        self.task: asyncio.Task[None] | None = None
        self.writable = asyncio.Event()
        self.writable.set()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.set_write_buffer_limits(high=1 << 20)
        self.site.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self.site.open.discard(self)
        if self.task:
            self.task.cancel()

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def abort(self) -> None:
        """Close the connection at once."""
        if self.transport:
            self.transport.abort()

    def reset(self) -> None:
        """Close it with a reset, so that the other side sees an error and not an end."""
        if self.transport:
            lingering = struct.pack("ii", 1, 0)
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, lingering)
        self.abort()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.work()

    def work(self) -> None:
        """Answer the requests that have arrived whole."""
        while self.transport and self.task is None and not self.transport.is_closing():
            request = self.take()
            if request is None:
                return
            self.site.flight[request.host] += 1
            response = self.site.answer(request)
            if response.manner is PLAIN and response.length <= AT_ONCE:
                self.transport.write(b"".join((_head(response, request), *_body(response, request))))
                self.done(request, response)
            else:
                self.task = asyncio.get_running_loop().create_task(self.send(request, response))

    def take(self) -> Request | None:
        """The next whole request of the buffer."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self.buffer) > MAX_HEAD:
                self.refuse(431)
            return None
        lines = self.buffer[:end].decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        size = headers.get("content-length", "0")
        if len(words) != 3 or not size.isdigit() or "transfer-encoding" in headers:
            self.refuse(400)
            return None
        whole = end + 4 + int(size)
        if len(self.buffer) < whole:
            return None
        request = Request(words[0], words[1], headers, bytes(self.buffer[end + 4 : whole]))
        del self.buffer[:whole]
        return request

    def refuse(self, status: int) -> None:
        if self.transport:
            self.transport.write(f"HTTP/1.1 {status} {phrase(status)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            self.transport.close()

    def done(self, request: Request, response: Response) -> None:
        """An answer is out: keep the connection or close it as the client asked."""
        self.site.flight[request.host] -= 1
        self.task = None
        closing = "close" in (request.headers.get("connection", "").lower(), (response.header("Connection") or "").lower())
        if closing and self.transport:
            self.transport.close()

    async def send(self, request: Request, response: Response) -> None:
        """Send a long, slow or broken answer with back-pressure."""
        manner = response.manner
        try:
            if manner.silent:
                await asyncio.Event().wait()
            await asyncio.sleep(manner.head_delay)
            if manner.refuse:
                self.abort()
                return
            await self.write(_head(response, request))
            left = manner.cut_after if manner.cut_after is not None else -1
            for part in _body(response, request):
                for piece in _pieces(part, manner.part_size):
                    taken = piece if left < 0 else piece[:left]
                    await self.write(_chunk(taken) if manner.chunked else taken)
                    left = left if left < 0 else left - len(taken)
                    if left == 0:
                        # the client must have the bytes before the reset discards them
                        await asyncio.sleep(0.05)
                        self.reset()
                        return
                    if manner.part_delay:
                        await asyncio.sleep(manner.part_delay)
            if manner.chunked and request.method != "HEAD":
                await self.write(b"0\r\n\r\n")
        finally:
            self.done(request, response)
        self.work()

    async def write(self, data: Part) -> None:
        await self.writable.wait()
        if self.transport and not self.transport.is_closing():
            self.transport.write(data)


def _body(response: Response, request: Request) -> tuple[Part, ...]:
    return () if request.method == "HEAD" or response.status in (204, 304) else response.body


def _pieces(part: Part, size: int) -> list[Part]:
    if len(part) <= size:
        return [part] if part else []
    view = memoryview(part)
    return [view[start : start + size] for start in range(0, len(view), size)]


def _chunk(piece: Part) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), bytes(piece))


def _head(response: Response, request: Request) -> bytes:
    head = _lines(response.status, response.headers)
    if response.header("Content-Length") is not None or response.status == 304:
        return head + b"\r\n"
    if response.manner.chunked:
        return head + b"Transfer-Encoding: chunked\r\n\r\n"
    return head + b"Content-Length: %d\r\n\r\n" % response.length


@lru_cache(maxsize=512)
def _lines(status: int, headers: Headers) -> bytes:
    lines = [f"HTTP/1.1 {status} {phrase(status)}", *(f"{name}: {value}" for name, value in headers), ""]
    return "\r\n".join(lines).encode("latin-1", "replace")
