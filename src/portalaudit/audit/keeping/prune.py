"""Database and archive pruned together: the database first, then the files that nothing in it needs any more."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portalaudit import __version__, clock
from portalaudit.archive.alone import alone
from portalaudit.archive.removing import (
    remove_of_audits,
    remove_segments,
    remove_snapshots,
    remove_strays,
    size_of,
    strays,
)
from portalaudit.archive.rewriting import new_name, rewritten, was_rewritten
from portalaudit.archive.snapshots import folder
from portalaudit.audit.registry import open_database
from portalaudit.errors import ArchiveError
from portalaudit.store.moving import captures_in, move_captures, segments_left
from portalaudit.store.pruning import doomed, horizon, mark_pruned, refuse, take_captures, taking
from portalaudit.store.remains import forget_remains, held_back, known, remains, trial
from portalaudit.store.retention import shipped_rule

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or of a trial what would go."""

    audits: int
    """Audits whose results went."""
    captures: int
    segments: int
    snapshots: int
    bytes: int
    """Of the archive, that were freed."""
    held_segments: int
    """Segments of pruned audits of which a kept audit needs a part …"""
    held_bytes: int
    waiting: int = 0
    """Audits whose evidence stays until audits that may be at work are done."""
    orphans: int = 0
    """Files that the database did not know."""
    rewritten: int = 0
    """Segments written anew with what is still needed of them …"""
    spare: int = 0
    """… and bytes that the old ones hold beyond that: they go with the next pruning, since somebody may be reading them."""


def prune(db: str, archive: Path, now: datetime | None = None, *, asked: bool = False, orphans: bool = False) -> Pruned:
    """Take what the rule of `data/retention.toml` lets go. A chore for any time, audits at work or not; where it is killed, the
    next one goes on.

    Args:
        now: the moment by which ages count; else the clock's.
        asked: somebody means it, however much goes; else too much at once is refused.
        orphans: also remove files of the archive that the database does not know.

    Raises:
        StoreError: the database cannot be used; or too much would go at once.
        ArchiveError: the archive cannot be written, or another process prunes or copies it.
    """
    now = now or clock.now()
    engine, rule = open_database(db), shipped_rule()
    with alone(archive):
        doom = doomed(engine, rule, now)
        if not asked and doom.too_many(rule):
            raise refuse(doom)
        marked = mark_pruned(engine, now, doom.going)
        before = horizon(engine, rule, now)
        with taking(engine, before) as found:
            captures, lost = take_captures(found)
        gone = remains(engine, before)
        freed = remove_segments(archive, gone.segments) + remove_snapshots(archive, gone.snapshots)
        freed += remove_of_audits(archive, gone.audits, rule.unfinished)
        forget_remains(engine, gone, before, now)
        anew, spare = _rewrite(engine, archive, before, lost)
        others = orphaned(engine, archive) if orphans else []
        freed += remove_strays(others)
    held = held_back(engine, before)
    return Pruned(
        marked, captures, len(gone.segments), len(gone.snapshots), freed, len(held.segments), _bytes(archive, held.segments),
        held.waiting, len(others), anew, spare,
    )  # fmt: skip


def _rewrite(engine: "Engine", archive: Path, before: datetime, lost: Collection[str]) -> tuple[int, int]:
    """Write segments anew that lost captures, tonight or in a run that was killed: new file, then rows; the old file is then one
    that nothing needs."""
    count = spare = 0
    for name, audit, at in segments_left(engine, before):
        if name not in lost and was_rewritten(name):
            continue
        captures = captures_in(engine, name)
        try:
            offsets = rewritten(archive, name, captures, audit, at, f"portalaudit/{__version__}")
        except ArchiveError:  # damaged, or the disk is full: it stays whole, and `db check` says what is wrong
            continue
        move_captures(engine, captures, new_name(name), offsets)
        count, spare = count + 1, spare + size_of(archive / name) - size_of(archive / new_name(name))
    return count, spare


def plan(db: str, archive: Path, now: datetime | None = None) -> Pruned:
    """What would go if it were done at a moment and no audit were at work; nothing is written.

    Raises:
        StoreError: the database cannot be used.
    """
    now = now or clock.now()
    engine = open_database(db)
    doom = doomed(engine, shipped_rule(), now)
    with taking(engine, now, doom.going) as found:
        would = trial(found)
    size = _bytes(archive, would.segments) + sum(size_of(folder(archive, digest)) for digest in would.snapshots)
    held = _bytes(archive, would.held)
    return Pruned(
        len(doom.going), would.captures, len(would.segments), len(would.snapshots), size, len(would.held), held
    )  # fmt: skip


def orphaned(engine: "Engine", archive: Path) -> list[Path]:
    """Files of the archive that the database does not know, older than an hour: a lost database's, or another one's."""
    there = known(engine)
    return strays(archive, there.segments, there.audits, there.snapshots, clock.now())


def _bytes(archive: Path, names: Iterable[str]) -> int:
    return sum(size_of(archive / name) for name in names)
