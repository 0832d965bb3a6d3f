"""The files that records are appended to: spooled, sealed, adopted.

A segment is written under `<archive>/spool/` with its lock held (flock: the kernel lets go of it when the process dies,
however it dies), and on sealing synced and moved to `<archive>/segments/YYYY/MM/`. Captures name the sealed place from
the start; while a segment is still spooled the reader looks there.
"""

import contextlib
import fcntl
import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portalaudit.archive import members
from portalaudit.errors import ArchiveError

SEAL_BYTES = 64 * 1024 * 1024
SEAL_SECONDS = 300.0
"""design.md: sealed at 64 MB or five minutes."""

SUFFIX = ".warc.gz"
SEALED = re.compile(r"segments/(\d{4})/(\d{2})/([A-Za-z0-9][A-Za-z0-9._-]*)\.warc\.gz")
"""A sealed segment's place, relative to the archive. Nothing else is ever opened for a capture."""
_SPOOLED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*-(\d{4})(\d{2})\d{8,}-\d+\.warc\.gz")


@dataclass(slots=True)
class Spooled:
    """A segment being written."""

    name: str
    """Its sealed place, relative to the archive."""
    path: Path
    handle: int
    opened: float
    """Monotonic seconds."""
    size: int = 0


def file_safe(word: str) -> str:
    """A word for a file name: letters, digits and dashes, at most 80."""
    return re.sub(r"[^A-Za-z0-9]+", "-", word).strip("-")[:80] or "x"


def open_spooled(archive: Path, audit: str, at: datetime, number: int) -> Spooled:
    """Create a segment and lock it.

    Raises:
        ArchiveError: the folder cannot be written.
    """
    spool = archive / "spool"
    try:
        spool.mkdir(parents=True, exist_ok=True)
        for attempt in range(number, number + 1000):
            leaf = f"{file_safe(audit)}-{at:%Y%m%d%H%M%S}-{attempt}{SUFFIX}"
            try:
                handle = os.open(spool / leaf, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644)
            except FileExistsError:
                continue
            if (archive / _sealed_place(leaf, at)).exists() or not _lock(handle):
                os.close(handle)
                continue
            return Spooled(_sealed_place(leaf, at), spool / leaf, handle, time.monotonic())
    except OSError as trouble:
        raise ArchiveError(f"the archive {archive} cannot be written: {trouble.strerror}") from trouble
    raise ArchiveError(f"the archive {archive} has no free segment name")


def _sealed_place(leaf: str, at: datetime) -> str:
    return f"segments/{at:%Y}/{at:%m}/{leaf}"


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def append(segment: Spooled, pieces: Sequence[bytes]) -> int:
    """Write the pieces in one go and return where they begin. A write that fails leaves the file as it was.

    Raises:
        ArchiveError: the disk is full or gone.
    """
    begin = segment.size
    try:
        _write_all(segment.handle, pieces)
    except OSError as trouble:
        with contextlib.suppress(OSError):
            os.ftruncate(segment.handle, begin)
        raise ArchiveError(f"the segment {segment.path} cannot be written: {trouble.strerror}") from trouble
    segment.size = begin + sum(map(len, pieces))
    return begin


def _write_all(handle: int, pieces: Sequence[bytes]) -> None:
    rest = [memoryview(piece) for piece in pieces]
    while rest:
        written = os.writev(handle, rest[:512])
        while rest and written >= len(rest[0]):
            written -= len(rest.pop(0))
        if rest and written:
            rest[0] = rest[0][written:]


def seal(archive: Path, segment: Spooled) -> None:
    """Sync the segment and move it to its place; an empty one is removed. The lock is held until it is there.

    Raises:
        ArchiveError: it cannot be moved.
    """
    try:
        if segment.size == 0:
            segment.path.unlink(missing_ok=True)
            return
        target = archive / segment.name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.fsync(segment.handle)
        segment.path.rename(target)
        for folder in (target.parent, segment.path.parent):
            _sync_folder(folder)
    except OSError as trouble:
        raise ArchiveError(f"the segment {segment.path} cannot be sealed: {trouble.strerror}") from trouble
    finally:
        os.close(segment.handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def adopt_orphans(archive: Path) -> tuple[str, ...]:
    """Seal the spooled segments that no living process holds. A last member that was cut by the process's death is cut off.

    Returns: their places, relative to the archive.

    Raises:
        ArchiveError: a segment cannot be moved.
    """
    return tuple(name for path in sorted((archive / "spool").glob(f"*{SUFFIX}")) if (name := _adopt(archive, path)))


def _adopt(archive: Path, path: Path) -> str | None:
    date = _SPOOLED.fullmatch(path.name)
    if date is None or path.is_symlink():
        return None
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as trouble:
        raise ArchiveError(f"the segment {path} cannot be opened: {trouble.strerror}") from trouble
    if not _lock(handle) or not _still_there(handle, path):
        os.close(handle)
        return None
    whole = members.whole_length(path)
    os.ftruncate(handle, whole)
    name = f"segments/{date[1]}/{date[2]}/{path.name}"
    seal(archive, Spooled(name, path, handle, time.monotonic(), whole))
    return name if whole else None


def _still_there(handle: int, path: Path) -> bool:
    """Another process may have adopted the file between our open and our lock."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    mine = os.fstat(handle)
    return (there.st_ino, there.st_dev) == (mine.st_ino, mine.st_dev)


def locate(archive: Path, name: str) -> Path | None:
    """The file of a segment by the name that a capture has: sealed, else still spooled. Nothing outside the archive is found."""
    if not SEALED.fullmatch(name):
        return None
    root = archive.resolve()
    for _ in range(2):  # it may be sealed between our two looks
        for path in (archive / name, archive / "spool" / Path(name).name):
            if path.is_file() and path.resolve().is_relative_to(root):
                return path
    return None


def all_segments(archive: Path, audit: str | None = None) -> Iterator[tuple[str, Path]]:
    """Every segment, sealed and spooled, with the name that captures have; those of one audit where it is given."""
    mine = re.compile(rf"{file_safe(audit)}-\d{{14}}-\d+" if audit else ".*")
    found: dict[str, Path] = {}
    for path in (archive / "spool").glob(f"*{SUFFIX}"):
        date = _SPOOLED.fullmatch(path.name)
        if date:
            found[f"segments/{date[1]}/{date[2]}/{path.name}"] = path
    for path in (archive / "segments").glob(f"*/*/*{SUFFIX}"):
        name = path.relative_to(archive).as_posix()
        if SEALED.fullmatch(name):
            found[name] = path
    found = {name: path for name, path in found.items() if mine.fullmatch(path.name.removesuffix(SUFFIX))}
    yield from sorted(found.items())
