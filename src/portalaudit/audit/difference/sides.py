"""The two audits, as a database and an archive or a bundle hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portalaudit.archive.snapshots import load as load_snapshot
from portalaudit.audit.bundle_snapshots import load_snapshots
from portalaudit.audit.bundles import opened
from portalaudit.audit.registry import open_database
from portalaudit.audit.unpacking import is_bundle
from portalaudit.errors import NotFound, UsageError
from portalaudit.model.difference import PortalSide, Side
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.whole import saw_everything
from portalaudit.store.audits import AuditRow, find_audit, load_document
from portalaudit.store.pairs import complete_of
from portalaudit.store.replay import StoredInputs, stored_inputs

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


@dataclass(frozen=True, slots=True)
class Loaded:
    """One audit with all that it is compared by."""

    stored: StoredInputs
    document: bytes
    """As it was saved."""
    snapshots: tuple[Snapshot, ...]
    """One a portal."""

    @property
    def told(self) -> Side:
        """What people are told of it."""
        row = self.stored.audit
        city = row.target.city
        return side_of(
            self.snapshots, row.id, row.taken_at, row.software, row.target.key, city.name if city else None, complete=row.complete
        )


def side_of(
    snapshots: Sequence[Snapshot],
    audit: str,
    taken_at: datetime,
    software: str,
    target: str,
    name: str | None = None,
    *,
    complete: bool = True,
) -> Side:
    """What people are told of an audit that saw these snapshots."""
    portals = tuple(
        PortalSide(
            one.portal,
            len(one.datasets),
            int((one.datasets["kind"] == "dataset").sum()),
            saw_everything(one) and complete,
            one.gaps,
        )
        for one in snapshots
    )
    return Side(audit, taken_at, software, complete, target, name, portals)


def load_both(db: str, archive: Path, a: str, b: str | None) -> tuple[Loaded, Loaded]:
    """Both audits. Each may be an id, a city's key (its latest), a portal's address (its latest complete one), `last`, or the
    file of a bundle. With `a` alone, which may then be a city, a portal or an audit: that one's newest complete audit, or that
    audit, and the complete one of the same target before it.

    Raises:
        NotFound: no such audit, none to lay beside it, one that was never finished, or one whose results retention took.
        UsageError: a bundle alone, or an audit beside itself.
        ArchiveError, BundleError: what an audit was judged from cannot be read.
    """
    if b is None:
        if is_bundle(a):
            raise UsageError("a bundle alone has nothing to be compared with: give a second audit or bundle")
        engine = open_database(db)
        later = _found(engine, a, complete=True)
        _usable(engine, later)
        earlier = complete_of(engine, later.target.key, before=later)
        if earlier is None:
            raise NotFound(f"no complete audit of {later.target.key} is stored before {later.id}: nothing to compare it with")
        return _stored(engine, archive, earlier), _stored(engine, archive, later)
    before, after = _load(db, archive, a), _load(db, archive, b)
    if before.stored.audit.id == after.stored.audit.id:
        raise UsageError(f"{a} and {b} are one audit, {before.stored.audit.id}: nothing to compare")
    return before, after


def _load(db: str, archive: Path, ref: str) -> Loaded:
    if is_bundle(ref):
        with opened(Path(ref)) as bundle:
            return Loaded(bundle.stored, bundle.then, load_snapshots(bundle))
    engine = open_database(db)
    return _stored(engine, archive, _found(engine, ref, complete=False))


def _found(engine: "Engine", ref: str, *, complete: bool) -> AuditRow:
    """The audit that a person means; of a city its latest, or its latest complete one."""
    address = "://" in ref
    if address or complete:
        found = complete_of(engine, ref.rstrip("/") if address else ref)
        if found is not None:
            return found
        if address:
            raise NotFound(f"no complete audit of {ref} is stored")
    return find_audit(engine, ref)


def _usable(engine: "Engine", row: AuditRow) -> None:
    if row.running:
        raise NotFound(f"audit {row.id} was never finished, so there is nothing to compare: `audit --resume {row.id}` goes on")


def _stored(engine: "Engine", archive: Path, row: AuditRow) -> Loaded:
    _usable(engine, row)
    inputs = stored_inputs(engine, row.id)
    return Loaded(
        inputs, load_document(engine, row.id), tuple(load_snapshot(archive, portal.digest) for portal in inputs.portals)
    )
