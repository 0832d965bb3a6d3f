"""How large an archive is, by the year in which it was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of one year."""

    year: int
    segments: int
    snapshots: int


def weights(archive: Path) -> tuple[Weight, ...]:
    """By year, the oldest first: segments by the folder that they lie in, snapshots by when they were written."""
    segments: dict[int, int] = {}
    snapshots: dict[int, int] = {}
    for path in (archive / "segments").glob("*/*"):
        if path.parent.name.isdecimal():
            year = int(path.parent.name)
            segments[year] = segments.get(year, 0) + sum(size for size, _ in _files(path))
    for path in (archive / "snapshots").glob("*"):
        for size, year in _files(path):
            snapshots[year] = snapshots.get(year, 0) + size
    years = sorted({*segments, *snapshots})
    return tuple(Weight(year, segments.get(year, 0), snapshots.get(year, 0)) for year in years)


def _files(folder: Path) -> Iterator[tuple[int, int]]:
    """Bytes and year of each file."""
    for path in folder.iterdir() if folder.is_dir() else ():
        told = path.stat()
        yield told.st_size, datetime.fromtimestamp(told.st_mtime, UTC).year
