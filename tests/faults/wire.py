"""The wire between one process and its database, which may be cut: a socket beside PostgreSQL's own that passes bytes on."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from tests.databases import OwnServer

_SOCKET = ".s.PGSQL.5432"


class Wire:
    """One wire. Cut it from any thread."""

    def __init__(self, real: Path) -> None:
        self._real = real
        self._loop = asyncio.new_event_loop()
        self._whole = asyncio.Event()
        self._whole.set()
        self._refuses = False
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self, how: Literal["refuse", "hang"]) -> None:
        """refuse: connections end, and no new ones come about; hang: nothing is said any more, nothing ends."""
        self._loop.call_soon_threadsafe(self._cut, how)

    def mend(self) -> None:
        """All goes on; what hung is passed on."""
        self._loop.call_soon_threadsafe(self._mend)

    def _cut(self, how: str) -> None:
        if how == "hang":
            self._whole.clear()
            return
        self._refuses = True
        for writer in list(self._open):
            writer.transport.abort()

    def _mend(self) -> None:
        self._refuses = False
        self._whole.set()

    async def _passed_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                await self._whole.wait()
                writer.write(data)
                await writer.drain()
        with suppress(OSError, RuntimeError):
            writer.close()

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._whole.wait()
        if self._refuses:
            writer.transport.abort()
            return
        there, back = await asyncio.open_unix_connection(self._real)
        both = {writer, back}
        self._open |= both
        with suppress(asyncio.CancelledError):  # when all ends; asyncio's own server would tell it as an error
            await asyncio.gather(self._passed_on(reader, back), self._passed_on(there, writer))
        self._open -= both

    def run(self, path: Path, ready: threading.Event) -> None:
        """Pass on until stopped, in the caller's thread."""
        server = self._loop.run_until_complete(asyncio.start_unix_server(self._met, path))
        ready.set()
        self._loop.run_forever()
        server.close()
        for writer in list(self._open):
            writer.transport.abort()
        self._loop.run_until_complete(self._ended())
        self._loop.close()

    async def _ended(self) -> None:
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def end(self) -> None:
        """Stop."""
        self._loop.call_soon_threadsafe(self._loop.stop)


@contextmanager
def wire(server: OwnServer, folder: Path) -> Iterator[tuple[Wire, str]]:
    """A wire to a server, and the URL of the database at its end."""
    real = server.url.rpartition("host=")[2]
    made, ready = Wire(Path(real) / _SOCKET), threading.Event()
    thread = threading.Thread(target=made.run, args=(folder / _SOCKET, ready))
    thread.start()
    ready.wait(10)
    try:
        yield made, server.url.replace(real, str(folder))
    finally:
        made.end()
        thread.join()
