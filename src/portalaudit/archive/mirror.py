"""A second archive that has what the first one has: by hard links on one file system, else by copies.

Sealed segments and snapshots are never changed, so that a file of the same size is the same file. A hard link guards against what
is removed, not against a disk that breaks: for that, the copy belongs on another disk.
"""

import errno
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portalaudit.archive.removing import size_of
from portalaudit.archive.segments import SEALED, SUFFIX
from portalaudit.errors import ArchiveError

_SNAPSHOT = re.compile(r"snapshots/[0-9a-f]{64}/[a-z]+\.(parquet|json)")
_NO_LINK = (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP)
"""What systems say where a hard link cannot be made: another file system, none allowed, too many."""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What the second archive has."""

    files: int
    bytes: int
    linked: int
    """Files that are hard links: the same bytes on the disk."""


def files_of(archive: Path) -> Iterator[str]:
    """Sealed segments and snapshots' files, relative to the archive."""
    for path in (archive / "segments").glob(f"*/*/*{SUFFIX}"):
        name = path.relative_to(archive).as_posix()
        if SEALED.fullmatch(name) and not path.is_symlink():
            yield name
    for path in (archive / "snapshots").glob("*/*"):
        name = path.relative_to(archive).as_posix()
        if _SNAPSHOT.fullmatch(name) and not path.is_symlink():
            yield name


def mirror(archive: Path, target: Path, *, copies: bool = False) -> Mirrored:
    """Bring into `target` what it lacks; nothing is removed there.

    Args:
        copies: copy even where a hard link could be made.

    Raises:
        ArchiveError: a file cannot be read or written.
    """
    count = size = linked = 0
    for name in sorted(files_of(archive)):
        there = target / name
        try:
            if not there.exists() or there.stat().st_size != size_of(archive / name):
                _bring(archive / name, there, copies)
            told = there.stat()
        except OSError as trouble:
            raise ArchiveError(f"{archive / name} cannot be copied to {target}: {trouble.strerror}") from trouble
        count, size, linked = count + 1, size + told.st_size, linked + (told.st_ino == (archive / name).stat().st_ino)
    return Mirrored(count, size, linked)


def _bring(source: Path, there: Path, copies: bool) -> None:
    there.parent.mkdir(parents=True, exist_ok=True)
    scratch = there.with_name(f".{there.name}.part")
    scratch.unlink(missing_ok=True)
    if copies or not _linked(source, scratch):
        shutil.copy2(source, scratch)
        with scratch.open("rb+") as file:
            os.fsync(file.fileno())
    scratch.replace(there)


def _linked(source: Path, there: Path) -> bool:
    try:
        there.hardlink_to(source)
    except OSError as trouble:
        if trouble.errno not in _NO_LINK:
            raise
        return False
    return True


def drop_others(archive: Path, target: Path) -> int:
    """Remove from `target` what the archive has no more.

    Returns:
        How many files went.

    Raises:
        ArchiveError: one cannot be removed.
    """
    gone = sorted(set(files_of(target)) - set(files_of(archive)))
    try:
        for name in gone:
            (target / name).unlink(missing_ok=True)
        for place in sorted({(target / name).parent for name in gone if name.startswith("snapshots/")}):
            if not any(place.iterdir()):
                place.rmdir()
    except OSError as trouble:
        raise ArchiveError(f"{target}: {trouble.filename} cannot be removed: {trouble.strerror}") from trouble
    return len(gone)
