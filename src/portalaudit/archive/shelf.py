"""Where one audit's records go: one open segment after the other."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from portalaudit import clock
from portalaudit.archive.segments import SEAL_BYTES, SEAL_SECONDS, Spooled, append, open_spooled, seal
from portalaudit.errors import ArchiveError


class Shelf:
    """Appends records to the current segment and seals it by size and age; thread-safe.

    Every record is handed to the operating system before `append` returns, so a killed process loses none of them.
    """

    def __init__(
        self,
        archive: Path,
        audit: str,
        head: Callable[[str, datetime], list[bytes]],
        *,
        seal_bytes: int = SEAL_BYTES,
        seal_seconds: float = SEAL_SECONDS,
    ) -> None:
        """`head` makes the record that every segment begins with, from the segment's file name and the time."""
        self._archive, self._audit, self._head = archive, audit, head
        self._seal_bytes, self._seal_seconds = seal_bytes, seal_seconds
        self._lock = threading.Lock()
        self._current: Spooled | None = None
        self._count = 0
        self._closed = False
        self.bytes_written = 0
        """Compressed bytes so far."""

    def append(self, pieces: Sequence[bytes]) -> tuple[str, int]:
        """Write one or more members in one go.

        Returns: the segment's sealed place, relative to the archive, and where the first member begins.

        Raises:
            ArchiveError: the archive cannot be written, or is closed.
        """
        with self._lock:
            old = self._worn_out()
            current = self._current or self._open()
            name, begin = current.name, append(current, pieces)
            self.bytes_written += current.size - begin
        if old is not None:
            seal(self._archive, old)
        return name, begin

    def _worn_out(self) -> Spooled | None:
        current = self._current
        if current is None or (current.size < self._seal_bytes and time.monotonic() - current.opened < self._seal_seconds):
            return None
        self._current = None
        return current

    def _open(self) -> Spooled:
        if self._closed:
            raise ArchiveError("the archive was closed while it was written to")
        at = clock.now()
        self._current = open_spooled(self._archive, self._audit, at, self._count)
        self._count += 1
        append(self._current, self._head(self._current.path.name, at))
        self.bytes_written += self._current.size
        return self._current

    def seal(self) -> None:
        """Seal the current segment now; the next record opens another.

        Raises:
            ArchiveError: it cannot be moved to its place.
        """
        with self._lock:
            old, self._current = self._current, None
        if old is not None:
            seal(self._archive, old)

    def close(self) -> None:
        """Seal what is open; nothing can be written afterwards."""
        self._closed = True
        self.seal()
