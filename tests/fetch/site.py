"""A small web server on a real loopback socket, answering byte for byte what a test says."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Script = bytes | Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    """Names in lower case."""
    at: float
    """The loop's time."""


@dataclass
class Site:
    """What is served: for each path a list of answers, given in turn; the last one stays."""

    routes: dict[str, list[Script]]
    port: int = 0
    scheme: str = "http"
    log: list[Request] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.log if request.target.partition("?")[0] == path]


def answer(status: int = 200, body: bytes = b"", *headers: tuple[str, str], length: int | None = None) -> bytes:
    """A whole response. `length` declares another Content-Length than the body has."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(location: str, status: int = 302) -> bytes:
    return answer(status, b"moved", ("Location", location))


@asynccontextmanager
async def serving(routes: dict[str, Script | list[Script]], tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """Serve until the block ends. A path that is not there answers 404."""
    site = Site({path: list(given) if isinstance(given, list) else [given] for path, given in routes.items()})
    site.scheme = "https" if tls else "http"

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = head[0].split(" ", 2)
                pairs = (line.split(": ", 1) for line in head[1:] if line)
                request = Request(
                    method, target, {name.lower(): value for name, value in pairs}, asyncio.get_running_loop().time()
                )
                site.log.append(request)
                scripts = site.routes.get(target.partition("?")[0], [answer(404, b"no such page")])
                script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
                site.at_once += 1
                site.most_at_once = max(site.most_at_once, site.at_once)
                try:
                    if callable(script):
                        await script(request, writer)
                    else:
                        writer.write(script.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if method == "HEAD" else script)
                        await writer.drain()
                finally:
                    site.at_once -= 1
                if writer.is_closing():
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()


async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.sleep(60)


def reset_after(sent: bytes) -> Callable[[Request, asyncio.StreamWriter], Awaitable[None]]:
    """Send some bytes, then break the connection."""

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()

    return script


def stall_after(sent: bytes) -> Callable[[Request, asyncio.StreamWriter], Awaitable[None]]:
    """Send some bytes, then nothing more."""

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()
        await asyncio.sleep(60)

    return script
