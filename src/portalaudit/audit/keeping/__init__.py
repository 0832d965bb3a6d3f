"""Keeping: what stays and what goes, backups, and the state of database and archive."""

from portalaudit import clock
from portalaudit.audit.registry import open_database
from portalaudit.store import keeps, upkeep


def mark(db: str, ref: str) -> str:
    """Keep an audit for good, until it is released; its id.

    Raises:
        NotFound: no such audit, or retention took it already.
        StoreError: the database cannot be written.
    """
    return keeps.keep_audit(open_database(db), ref, keeps.MARKED, clock.now())


def exported(db: str, ref: str) -> str:
    """Keep an audit because it was handed to somebody; its id.

    Raises: as `mark`.
    """
    return keeps.keep_audit(open_database(db), ref, keeps.EXPORTED, clock.now())


def release(db: str, ref: str) -> tuple[str, tuple[str, ...]]:
    """Let retention take it again; its id, and why it was kept.

    Raises: as `mark`.
    """
    return keeps.release_audit(open_database(db), ref)


def kept(db: str) -> tuple[keeps.Keep, ...]:
    """Audits that are marked or were exported.

    Raises:
        StoreError: the database cannot be used.
    """
    return keeps.list_keeps(open_database(db))


def vacuum(db: str) -> tuple[int, int] | None:
    """See `store.upkeep.vacuum`.

    Raises:
        StoreError: the disk is too full, or the database cannot be used.
    """
    return upkeep.vacuum(open_database(db))
