"""The state of a database and its archive: whether they fit together, how large they are, what may go."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.removing import size_of
from portalaudit.archive.segments import locate
from portalaudit.archive.snapshots import folder, load
from portalaudit.archive.weighing import Weight, weights
from portalaudit.audit.keeping.prune import Pruned, orphaned, plan
from portalaudit.audit.registry import open_database
from portalaudit.errors import ArchiveError
from portalaudit.model.capture import Capture
from portalaudit.store.captures import StoredCaptures, every_capture
from portalaudit.store.health import Shelves, Stats, database_problems, database_stats, kept_snapshots
from portalaudit.store.submissions import every_submission

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found."""

    problems: tuple[str, ...]
    """One line for each thing that does not fit together."""
    notes: tuple[str, ...]
    """What is no problem, but worth knowing."""


def check(db: str, archive: Path, deep: bool = False) -> Checked:
    """Look whether database and archive fit together.

    Args:
        deep: read every capture and every snapshot, and hold them against their digests.

    Raises:
        StoreError: the database cannot be used.
    """
    engine = open_database(db)
    found = database_problems(engine, _shelves(archive))
    lines = [f"{problem.what}: {problem.count:,}, e.g. {problem.example}" for problem in found]
    if deep:
        lines += [*_captures(engine, archive), *_snapshots(engine, archive)]
    lost = orphaned(engine, archive)
    notes: tuple[str, ...] = ()
    if lost:
        size = sum(map(size_of, lost))
        notes = (
            f"{len(lost):,} files of the archive, {size:,} bytes, are of no audit in this database, e.g."
            f" {lost[0].relative_to(archive)}: of another database, or one that was lost; `portalaudit db prune --orphans`"
            " removes them",
        )
    return Checked(tuple(lines), notes)


def _shelves(archive: Path) -> Shelves:
    def size(name: str) -> int | None:
        path = locate(archive, name)
        return None if path is None else size_of(path)

    def has_snapshot(digest: str) -> bool:
        return (folder(archive, digest) / "meta.json").is_file()

    return Shelves(size, has_snapshot)


def _captures(engine: "Engine", archive: Path) -> Iterator[str]:
    reader = ArchiveReader(archive, StoredCaptures(engine))
    broken = [why for capture in chain(every_submission(engine), every_capture(engine)) if (why := _why(reader, capture))]
    if broken:
        yield f"capture that the archive does not hold as it was recorded: {len(broken):,}, e.g. {broken[0]}"


def _why(reader: ArchiveReader, capture: Capture) -> str | None:
    try:
        reader.verify(capture)
    except ArchiveError as problem:
        return str(problem)
    return None


def _snapshots(engine: "Engine", archive: Path) -> Iterator[str]:
    broken = []
    for digest in kept_snapshots(engine):
        try:
            load(archive, digest)
        except ArchiveError as problem:
            broken.append(str(problem))
    if broken:
        yield f"snapshot that cannot be read as it was stored: {len(broken):,}, e.g. {broken[0]}"


@dataclass(frozen=True, slots=True)
class Size:
    """How large all is."""

    database: Stats
    archive: tuple[Weight, ...]
    audits: int
    """That are there with their results."""
    would_go: Pruned
    """What retention would take now."""


def sizes(db: str, archive: Path) -> Size:
    """Rows and bytes.

    Raises:
        StoreError: the database cannot be used.
    """
    engine = open_database(db)
    stats = database_stats(engine)
    audits = next(table.rows for table in stats.tables if table.name == "audit_documents")
    return Size(stats, weights(archive), audits, plan(db, archive))
