"""Ctrl-C and SIGTERM: the first ends the crawl and what was gathered is read, the next ones end that too."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Stop:
    """Whether to stop; the crawl at work registers its task, so that waiting ends at once."""

    def __init__(self, whole: "asyncio.Task[object] | None" = None) -> None:
        """`whole` is what a second request cancels."""
        self.asked = False
        self._task: asyncio.Task[object] | None = None
        self._whole = whole

    def guard(self, task: "asyncio.Task[object]") -> None:
        """Cancel this task when a stop is asked for."""
        self._task = task
        if self.asked:
            task.cancel()

    def ask(self) -> None:
        """Ask to stop; the second time, to stop at once."""
        if self.asked and self._whole is not None:
            self._whole.cancel()
        self.asked = True
        if self._task is not None:
            self._task.cancel()


@asynccontextmanager
async def stoppable() -> AsyncIterator[Stop]:
    """Turn SIGINT and SIGTERM into a request to stop while the block runs; afterwards they do what they did before."""
    stop = Stop(asyncio.current_task())
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        try:
            loop.add_signal_handler(number, stop.ask)
        except (NotImplementedError, RuntimeError, ValueError):  # not the main thread, or Windows: Ctrl-C stays an exception
            continue
    try:
        yield stop
    finally:
        for number, handler in before.items():
            try:
                loop.remove_signal_handler(number)
                signal.signal(number, handler)
            except (NotImplementedError, RuntimeError, TypeError, ValueError):
                continue
