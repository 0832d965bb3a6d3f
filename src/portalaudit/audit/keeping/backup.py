"""A backup: the database as it is at one moment, and an archive that holds all that it names.

The database is copied first. What it names is in the archive by then (an audit is saved after its segments were sealed), so that
an archive copied afterwards holds it all, and some more; the other way round, the database would name what was archived between.
Nothing is pruned meanwhile: the two hold the same lock.
"""

from dataclasses import dataclass
from pathlib import Path

from portalaudit.archive.alone import alone
from portalaudit.archive.mirror import Mirrored, drop_others, mirror
from portalaudit.audit.keeping.state import check
from portalaudit.audit.registry import open_database
from portalaudit.errors import UsageError
from portalaudit.store.upkeep import SQLITE, copy_database, copy_name

ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was written."""

    database: Path
    archive: Mirrored
    dropped: int
    """Files of an earlier backup that the archive has no more."""
    problems: tuple[str, ...]
    """What `db check` says of the copy; of a dump nothing, for it is no database yet."""


def back_up(db: str, archive: Path, target: Path, *, copies: bool = False) -> BackedUp:
    """Write a backup into a folder: a new one, or that of an earlier backup, to which only what is new is brought. Audits may
    be at work; what they have not saved yet is not part of it. A backup that is interrupted leaves the earlier one whole.

    Raises:
        UsageError: the folder holds something else, or `pg_dump` is missing.
        StoreError: the database cannot be read, or the copy cannot be written.
        ArchiveError: the archive cannot be read, is being pruned, or the copy cannot be written.
    """
    engine = open_database(db)
    place = _prepared(target, archive, copy_name(engine))
    with alone(archive):
        scratch = place.with_name(f".{place.name}.part")
        scratch.unlink(missing_ok=True)
        copy_database(engine, scratch)
        mirrored = mirror(archive, target / ARCHIVE, copies=copies)
        scratch.replace(place)
        dropped = drop_others(archive, target / ARCHIVE)
    problems = check(f"sqlite:///{place.absolute()}", target / ARCHIVE).problems if place.name == SQLITE else ()
    return BackedUp(place, mirrored, dropped, problems)


def _prepared(target: Path, archive: Path, name: str) -> Path:
    """The place of the database's copy."""
    if target.resolve().is_relative_to(archive.resolve()):
        raise UsageError(f"{target} lies inside the archive: choose a folder elsewhere")
    try:
        target.mkdir(parents=True, exist_ok=True)
        there = {path.name for path in target.iterdir()}
    except OSError as trouble:
        raise UsageError(f"{target} cannot be written: {trouble.strerror}") from trouble
    strange = there - {ARCHIVE, name, f".{name}.part", f"{name}-wal", f"{name}-shm"}
    if strange or (ARCHIVE in there and name not in there and f".{name}.part" not in there):
        example = min(strange, default=ARCHIVE)
        raise UsageError(f"{target} holds {example}, which no backup of this database wrote: choose an empty folder")
    return target / name
