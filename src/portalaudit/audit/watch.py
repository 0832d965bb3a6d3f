"""Who watches a run: the command line's progress bar, or nobody."""

from typing import Protocol


class Watch(Protocol):
    """Fulfils `model.ports.Progress` and hears of traffic and phases too."""

    def assets(self, seen: int, declared: int | None) -> None:
        """After each page of the catalogue."""

    def traffic(self, requests: int, received: int) -> None:
        """After each exchange."""

    def say(self, line: str) -> None:
        """A line of the log."""
