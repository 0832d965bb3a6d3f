"""Ctrl-C and SIGTERM: the first asks the crawl to end, what was gathered is kept."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Stop:
    """Whether to stop; the crawl at work registers its task, so that waiting ends at once."""

    def __init__(self) -> None:
        self.asked = False
        self._task: asyncio.Task[object] | None = None

    def guard(self, task: "asyncio.Task[object]") -> None:
        """Cancel this task when a stop is asked for."""
        self._task = task
        if self.asked:
            task.cancel()

    def ask(self) -> None:
        """Ask to stop."""
        self.asked = True
        if self._task is not None:
            self._task.cancel()


@asynccontextmanager
async def stoppable() -> AsyncIterator[Stop]:
    """Turn SIGINT and SIGTERM into a request to stop while the block runs."""
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.ask)
        except (NotImplementedError, RuntimeError, ValueError):  # not the main thread, or Windows: Ctrl-C stays an exception
            continue
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.remove_signal_handler(number)
            except (NotImplementedError, RuntimeError, ValueError):
                continue
