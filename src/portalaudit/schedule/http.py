"""A small server for whoever watches the process: `/healthz`, `/readyz`, `/metrics`; HTTP/1.1, one request a connection.

It tells nothing that a stranger on the network may not know, changes nothing, and is bounded in all that a client decides: heads,
times, connections. It runs in a thread of its own, so that it answers while the process is busy.
"""

import asyncio
import ipaddress
import json
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Self

from portalaudit.errors import UsageError
from portalaudit.schedule.watching import Part

MAX_HEAD = 8_192
"""Bytes of a request's head (own choice: what nginx takes of a header line)."""
HEAD_SECONDS = 5.0
"""From the connection to the end of the head, so that nobody holds it open a byte at a time (own choice)."""
ANSWER_SECONDS = 8.0
"""For an answer to be made, and again for it to be taken (own choice: below the usual 10 of a scrape)."""
CONNECTIONS = 32
"""At once; further ones are closed (own choice: a few watchers ask every some seconds)."""
THREADS = 4
"""Answers that are made at once (own choice)."""

Parts = Callable[[], Mapping[str, Part]]
Exposition = Callable[[str], tuple[bytes, str]]
"""Takes the `Accept` header; gives body and media type."""
_Answer = tuple[HTTPStatus, bytes, str]


def address(told: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:9464`, `[::1]:9464`, `localhost:9464` or `:9464`, which is every interface.

    Raises:
        UsageError: it is none of these.
    """
    host, colon, port = told.rpartition(":")
    host = {"localhost": "127.0.0.1", "": "0.0.0.0"}.get(host, host)  # noqa: S104 - whoever writes it means it
    plain = host.removeprefix("[").removesuffix("]")
    try:
        six = ipaddress.ip_address(plain).version == 6
        if colon and port.isdecimal() and int(port) <= 65_535 and (plain != host) == six:
            return plain, int(port)
    except ValueError:
        pass
    raise UsageError(f"--listen {told}: write an address and a port, such as 127.0.0.1:9464 or [::1]:9464")


class HttpServer:
    """Serves while the block lasts, or from `start` to `stop`."""

    def __init__(self, where: tuple[str, int], health: Parts, ready: Parts, metrics: Exposition) -> None:
        """Nothing is opened yet.

        Args:
            where: address and port; port 0 for any that is free.
        """
        self._where, self._metrics = where, metrics
        self._parts = {"/healthz": health, "/readyz": ready}
        self._loop = asyncio.new_event_loop()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="http")
        self._thread = threading.Thread(target=self._run, daemon=True, name="http")
        self._socket: socket.socket | None = None
        self._stop = asyncio.Event()
        self._open = 0

    @property
    def port(self) -> int:
        """The port that it listens on."""
        assert self._socket is not None
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Listen.

        Raises:
            UsageError: the address is not ours, or another process has the port.
        """
        host, port = self._where
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._socket = socket.create_server((host, port), family=family, backlog=CONNECTIONS)
        except OSError as problem:
            why = problem.strerror or str(problem)
            raise UsageError(f"--listen {host}:{port}: {why}; choose another port, or stop what has it") from problem
        self._thread.start()

    def stop(self) -> None:
        """Close all, those at work too."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, sock=self._socket, limit=MAX_HEAD)
        await self._stop.wait()
        server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._open >= CONNECTIONS:
            writer.transport.abort()
            return
        self._open += 1
        try:
            await self._exchange(reader, writer)
        except (OSError, TimeoutError):  # the client went away, or does not take the answer
            writer.transport.abort()
        finally:
            self._open -= 1
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, answer = "GET", _plain(HTTPStatus.BAD_REQUEST)
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
            method, target, headers = _read(head)
            answer = await self._answered(method, target, headers)
        except TimeoutError:
            answer = _plain(HTTPStatus.REQUEST_TIMEOUT)
        except asyncio.LimitOverrunError:
            answer = _plain(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        except asyncio.IncompleteReadError as problem:
            if not problem.partial:  # a port that is only looked at
                return
        except ValueError:
            pass
        writer.write(_written(answer, method))
        await asyncio.wait_for(writer.drain(), ANSWER_SECONDS)
        if writer.can_write_eof():
            writer.write_eof()
        with suppress(TimeoutError):  # what the client still sends is taken for a moment, so that no reset eats our answer
            await asyncio.wait_for(_swallowed(reader), 1.0)

    async def _answered(self, method: str, target: str, headers: Mapping[str, str]) -> _Answer:
        path = target.partition("?")[0]
        if path != "/metrics" and path not in self._parts:
            return _plain(HTTPStatus.NOT_FOUND)
        if method not in ("GET", "HEAD"):
            return _plain(HTTPStatus.METHOD_NOT_ALLOWED)
        try:
            made = asyncio.get_running_loop().run_in_executor(self._pool, self._made, path, headers.get("accept", ""))
            return await asyncio.wait_for(made, ANSWER_SECONDS)
        except TimeoutError:
            return _plain(HTTPStatus.SERVICE_UNAVAILABLE)

    def _made(self, path: str, accept: str) -> _Answer:
        if path == "/metrics":
            return HTTPStatus.OK, *self._metrics(accept)
        parts = self._parts[path]()
        good = all(part.good for part in parts.values())
        said = {name: {"ok": part.good, "is": part.said} for name, part in parts.items()}
        body = json.dumps({"status": "ok" if good else "failing", "parts": said}).encode() + b"\n"
        return (HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE), body, "application/json"


def _read(head: bytes) -> tuple[str, str, dict[str, str]]:
    """Method, target and headers.

    Raises:
        ValueError: that is no request.
    """
    lines = head.decode("latin-1").split("\r\n")
    method, target, version = lines[0].split(" ")
    if not version.startswith("HTTP/1.") or not method.isalpha():
        raise ValueError(version)
    pairs = (line.partition(":") for line in lines[1:] if line)
    return method, target, {name.strip().lower(): value.strip() for name, _, value in pairs}


async def _swallowed(reader: asyncio.StreamReader) -> None:
    while await reader.read(MAX_HEAD):
        pass


def _plain(status: HTTPStatus) -> _Answer:
    return status, f"{status} {status.phrase}\n".encode(), "text/plain; charset=utf-8"


def _written(answer: _Answer, method: str) -> bytes:
    status, body, media_type = answer
    lines = [
        f"HTTP/1.1 {status} {status.phrase}", f"Content-Type: {media_type}", f"Content-Length: {len(body)}",
        "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Connection: close",
    ]  # fmt: skip
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        lines.append("Allow: GET, HEAD")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (b"" if method == "HEAD" else body)
