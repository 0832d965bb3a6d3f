"""Taking files out of the archive: sealed segments, snapshots, and what a death left half-written. Nothing else is touched."""

import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portalaudit.archive.segments import SEALED, SUFFIX, file_safe
from portalaudit.archive.snapshots import folder
from portalaudit.errors import ArchiveError

YOUNG = timedelta(hours=1)
"""Files younger than this are never strays: an audit may be about to name them (own choice)."""
_OF_AUDIT = re.compile(r"(.+)-\d{14}-\d+")
_SCRATCH = re.compile(r"\.new-[0-9a-f-]{36}")
_SNAPSHOT = re.compile(r"[0-9a-f]{64}")


def remove_segments(archive: Path, names: Iterable[str]) -> int:
    """Remove sealed segments by the names that captures have; one that is gone already is no trouble.

    Returns:
        Bytes that were freed.

    Raises:
        ArchiveError: one cannot be removed.
    """
    return sum(_unlink(archive / name) for name in names if SEALED.fullmatch(name))


def remove_snapshots(archive: Path, digests: Iterable[str]) -> int:
    """The same of snapshots.

    Raises:
        ArchiveError: one cannot be removed.
    """
    return sum(_remove_folder(folder(archive, digest)) for digest in digests)


def remove_of_audits(archive: Path, audits: Iterable[tuple[str, datetime]], stays: timedelta) -> int:
    """Remove all sealed segments of audits, of each in the months from its beginning on in which it may have been gone on with.

    Returns:
        Bytes that were freed.

    Raises:
        ArchiveError: one cannot be removed.
    """
    months: dict[str, set[str]] = {}
    for audit, began in audits:
        for month in _months(began, began + stays):
            months.setdefault(month, set()).add(file_safe(audit))
    freed = 0
    for month, names in sorted(months.items()):
        freed += sum(_unlink(path) for path in _segments_in(archive / "segments" / month) if audit_of(path) in names)
    return freed


def _months(first: datetime, last: datetime) -> Iterator[str]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04}/{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _segments_in(place: Path) -> list[Path]:
    return sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else []


def audit_of(path: Path) -> str | None:
    """The audit that a segment is of, as file names have it (`segments.file_safe`)."""
    found = _OF_AUDIT.fullmatch(path.name.removesuffix(SUFFIX))
    return found[1] if found else None


def strays(
    archive: Path, segments: Collection[str], audits: Collection[str], snapshots: Collection[str], now: datetime
) -> list[Path]:
    """Sealed segments and snapshots that a database does not know, and half-written snapshots; older than YOUNG.

    Args:
        segments: names that captures refer to.
        audits: ids of audits whose every segment is known, among captures or not.
        snapshots: digests.
    """
    safe = {file_safe(audit) for audit in audits}
    found: list[Path] = []
    for path in (archive / "segments").glob(f"*/*/*{SUFFIX}"):
        name, audit = path.relative_to(archive).as_posix(), audit_of(path)
        ours = SEALED.fullmatch(name) and audit is not None and not audit.startswith("submitted-")
        if ours and name not in segments and audit not in safe:
            found.append(path)
    known = {digest.removeprefix("sha256:") for digest in snapshots}
    found += [
        path
        for path in (archive / "snapshots").glob("*")
        if _SCRATCH.fullmatch(path.name) or (_SNAPSHOT.fullmatch(path.name) and path.name not in known)
    ]
    return sorted(path for path in found if not path.is_symlink() and _old(path, now))


def remove_strays(paths: Iterable[Path]) -> int:
    """Remove what `strays` found.

    Returns:
        Bytes that were freed.

    Raises:
        ArchiveError: one cannot be removed.
    """
    return sum(_remove_folder(path) if path.is_dir() else _unlink(path) for path in paths)


def size_of(path: Path) -> int:
    """Bytes of a file, or of a folder's files; 0 of what is not there."""
    with suppress(FileNotFoundError):
        if path.is_dir():
            return sum(one.stat().st_size for one in path.iterdir() if one.is_file())
        return path.stat().st_size
    return 0


def _old(path: Path, now: datetime) -> bool:
    with suppress(FileNotFoundError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - YOUNG
    return False


def _unlink(path: Path) -> int:
    size = size_of(path)
    try:
        path.unlink(missing_ok=True)
    except OSError as trouble:
        raise ArchiveError(f"{path} cannot be removed: {trouble.strerror}") from trouble
    return size


def _remove_folder(path: Path) -> int:
    size = size_of(path)
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        pass
    except OSError as trouble:
        raise ArchiveError(f"{path} cannot be removed: {trouble.strerror}") from trouble
    return size
