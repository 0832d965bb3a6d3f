"""How much the archive holds, how much its disk could, and whether it takes more."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portalaudit.errors import ArchiveError

_PARTS = ("segments", "snapshots")
_BLOCK = b"\0" * 4096
"""As much as any file takes on disk: a full one refuses it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What lies in the archive, by part: segments, snapshots, other."""

    bytes: Mapping[str, int]
    files: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk of the archive, in bytes."""

    size: int
    free: int


def usage(folder: Path) -> Usage:
    """Walk through the archive; what is taken away meanwhile is not counted.

    Raises:
        ArchiveError: it cannot be read.
    """
    sizes, files = Counter(dict.fromkeys((*_PARTS, "other"), 0)), Counter(dict.fromkeys((*_PARTS, "other"), 0))
    try:
        for entry in os.scandir(folder):
            part = entry.name if entry.name in _PARTS else "other"
            for size in _sizes(entry):
                sizes[part] += size
                files[part] += 1
    except OSError as problem:
        raise ArchiveError(f"{folder} cannot be read: {problem.strerror}") from problem
    return Usage(dict(sizes), dict(files))


def _sizes(first: "os.DirEntry[str]") -> list[int]:
    """Of a file, or of all files in and below a folder."""
    found: list[int] = []
    waiting = [first]
    while waiting:
        entry = waiting.pop()
        try:
            if entry.is_dir(follow_symlinks=False):
                waiting += os.scandir(entry.path)
            else:
                found.append(entry.stat(follow_symlinks=False).st_size)
        except FileNotFoundError:  # moved or removed since it was listed
            continue
    return found


def disk(folder: Path) -> Disk:
    """The disk on which the archive lies.

    Raises:
        ArchiveError: there is none.
    """
    try:
        told = shutil.disk_usage(folder)
    except OSError as problem:
        raise ArchiveError(f"{folder} cannot be read: {problem.strerror}") from problem
    return Disk(told.total, told.free)


def probe(folder: Path) -> None:
    """Write a block to the archive's disk, in a file that nobody sees.

    Raises:
        ArchiveError: it cannot be written, e.g. because the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(_BLOCK)
            file.flush()
    except OSError as problem:
        raise ArchiveError(f"{folder} cannot be written: {problem.strerror}") from problem
