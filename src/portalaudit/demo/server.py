"""A small HTTP/1.1 server for stand-in portals: keep-alive, HEAD, gzip, conditional requests, and a log of every request.

It runs in a thread of its own (`serve`) or in the foreground (`run`). Virtual hosts are chosen by the Host header. The log
is what tests of politeness read: who asked what, when, and how many requests and connections were open at that moment.
"""

import asyncio
import contextlib
import gzip
import hashlib
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from portalaudit.demo.connection import Connection
from portalaudit.demo.http import Portal, Request, Response, as_text

GZIP_FROM = 512
"""Bytes; smaller bodies are sent plain (own choice, like nginx's gzip_min_length in spirit)."""


class LogEntry(NamedTuple):
    """One request as the server saw it."""

    at: float
    """Seconds on the monotonic clock when the request was read whole."""
    host: str
    """The Host header, lower case, with its port."""
    method: str
    target: str
    """Path and query as sent."""
    user_agent: str
    status: int
    """Of the answer; 0 where none is given."""
    in_flight: int
    """Requests to this host that were being answered at that moment, this one included."""
    connections: int
    """Connections open to the server at that moment."""
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Options:
    """How the server treats every portal it carries."""

    latency: float = 0.0
    """Seconds before each answer."""
    gzip: bool = False
    """Compress for clients that ask for it."""
    validators: bool = False
    """Give an ETag to every 200 that has none, and answer 304 to it."""
    chunked: bool = False
    keep_log: bool = True


class Server:
    """Portals on one loopback port. `url` is the default host's address, `log` the requests so far, oldest first."""

    def __init__(self, portals: Portal | Mapping[str, Portal], options: Options | None = None) -> None:
        self.portals: dict[str, Portal] = dict(portals) if isinstance(portals, Mapping) else {"": portals}
        self.options = options or Options()
        self.log: list[LogEntry] = []
        self.port = 0
        self.open: set[Connection] = set()
        self.flight: Counter[str] = Counter()
        self.address = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}"

    def __str__(self) -> str:
        return self.url

    def answer(self, request: Request) -> Response:
        """The portal's answer to a request, made conditional, compressed and logged."""
        host = request.host
        portal = self.portals.get(host.rpartition(":")[0] or host) or self.portals.get(host) or self.portals.get("")
        response = portal.answer(request) if portal else as_text("no such site\n", 421)
        if not response.manner.verbatim:
            response = _dressed(request, response, self.options)
        if self.options.keep_log:
            status = 0 if response.manner.silent or response.manner.refuse else response.status
            agent = request.headers.get("user-agent", "")
            counts = (self.flight[host], len(self.open))
            self.log.append(
                LogEntry(time.monotonic(), host, request.method, request.target, agent, status, *counts, request.headers)
            )
        return response

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> asyncio.Server:
        """Listen; afterwards `url` is known."""
        server = await asyncio.get_running_loop().create_server(lambda: Connection(self), host, port, backlog=256)
        self.address, self.port = server.sockets[0].getsockname()[:2]
        return server

    def drop(self) -> None:
        """Abort every open connection."""
        for connection in list(self.open):
            connection.abort()


def _dressed(request: Request, response: Response, options: Options) -> Response:
    body = response.body
    if options.validators and response.status == 200 and response.header("ETag") is None:
        digest = hashlib.blake2b(digest_size=12)
        for part in body:
            digest.update(part)
        response = response.with_headers(("ETag", f'"{digest.hexdigest()}"'))
    if response.status == 200 and _unchanged(request, response):
        kept = tuple(pair for pair in response.headers if pair[0].lower() in ("etag", "last-modified", "cache-control"))
        return Response(304, kept)
    if options.gzip and "gzip" in request.headers.get("accept-encoding", "") and response.length >= GZIP_FROM:
        packed = gzip.compress(b"".join(body), compresslevel=1, mtime=0)
        response = replace(response, body=(packed,)).with_headers(("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    manner = response.manner
    if (options.latency and not manner.head_delay) or options.chunked:
        delay = manner.head_delay or options.latency
        response = replace(response, manner=replace(manner, head_delay=delay, chunked=manner.chunked or options.chunked))
    return response


def _unchanged(request: Request, response: Response) -> bool:
    tags, etag = request.headers.get("if-none-match"), response.header("ETag")
    if tags is not None:
        return etag is not None and etag.removeprefix("W/") in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since, modified = request.headers.get("if-modified-since"), response.header("Last-Modified")
    return since is not None and since == modified


@contextlib.contextmanager
def serve(
    portals: Portal | Mapping[str, Portal], *, options: Options | None = None, host: str = "127.0.0.1", port: int = 0
) -> Iterator[Server]:
    """Serve in a thread until the block ends. A mapping gives portals by host name, "" the default.

    Raises:
        OSError: the port is taken.
    """
    server, loop = Server(portals, options), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="stand-in", daemon=True)
    thread.start()
    try:
        listening = asyncio.run_coroutine_threadsafe(server.start(host, port), loop).result(30)
        try:
            yield server
        finally:
            asyncio.run_coroutine_threadsafe(_close(server, listening), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


def run(server: Server, announce: Callable[[str], None], *, host: str = "127.0.0.1", port: int = 0) -> None:
    """Serve in the foreground until SIGTERM or SIGINT; `announce` is given the address once it answers.

    Raises:
        OSError: the port is taken.
    """
    asyncio.run(_foreground(server, announce, host, port))


async def _foreground(server: Server, announce: Callable[[str], None], host: str, port: int) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    listening = await server.start(host, port)
    announce(server.url)
    await stop.wait()
    await _close(server, listening)


async def _close(server: Server, listening: asyncio.Server) -> None:
    listening.close()
    server.drop()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
