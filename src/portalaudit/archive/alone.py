"""One at a time: pruning and backing up the same archive wait for nobody and never meet."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portalaudit.errors import ArchiveError

LOCK = ".keeping.lock"


@contextmanager
def alone(archive: Path) -> Iterator[None]:
    """Hold the archive's lock; the kernel lets go of it when the process dies, however it dies.

    Raises:
        ArchiveError: another process holds it, or the archive cannot be written.
    """
    try:
        archive.mkdir(parents=True, exist_ok=True)
        handle = os.open(archive / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except OSError as trouble:
        raise ArchiveError(f"{archive} cannot be written: {trouble.strerror}") from trouble
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise ArchiveError(f"{archive} is being pruned or backed up by another process: try again when it is done") from None
    try:
        yield
    finally:
        os.close(handle)
