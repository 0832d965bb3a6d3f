"""Progress of a crawl on standard error: assets seen of declared, requests, bytes, time left."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from portalaudit.cli.logs import say


class Watch:
    """Fulfils `model.ports.Progress` for one target."""

    def __init__(self, bar: Progress | None, task: TaskID | None, verbose: bool) -> None:
        self._bar = bar
        self._task = task
        self.verbose = verbose

    def assets(self, seen: int, declared: int | None) -> None:
        """Told by a connector after each page."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=seen, total=declared, assets=f"{seen:,}")

    def traffic(self, requests: int, received: int) -> None:
        """Told by the fetcher after each exchange."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, traffic=f"{requests:,} requests, {received / 1e6:,.1f} MB")

    def say(self, line: str) -> None:
        """A line of the log, with -v."""
        if self.verbose:
            say(line)


def watching(*, quiet: bool, verbose: bool) -> Callable[[str], AbstractContextManager[Watch]]:
    """How a run shows its progress: a bar on a terminal, nothing when piped or told to be quiet."""

    @contextmanager
    def watch(name: str) -> Iterator[Watch]:
        if quiet or not sys.stderr.isatty():
            yield Watch(None, None, verbose)
            return
        bar = Progress(
            TextColumn("{task.description}"), BarColumn(30), TextColumn("{task.fields[assets]} assets"),
            TextColumn("{task.fields[traffic]}", style="dim"), TimeRemainingColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        with bar:
            yield Watch(bar, bar.add_task(name, total=None, assets="0", traffic=""), verbose)

    return watch
