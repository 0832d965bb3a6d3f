"""A stored audit again: as it was printed, judged anew (`recheck`), or read and judged anew (`reread`). Nothing is written."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from portalaudit import __version__
from portalaudit.archive.index import rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.snapshots import digest as snapshot_digest
from portalaudit.archive.snapshots import load as load_snapshot
from portalaudit.audit.across import Past, laid_beside
from portalaudit.audit.bundle_snapshots import load_snapshots
from portalaudit.audit.bundles import opened
from portalaudit.audit.cities import to_record
from portalaudit.audit.judge import EXAMPLES
from portalaudit.audit.judgement import Criteria, Origin, Seen, judged
from portalaudit.audit.listing import listing
from portalaudit.audit.ownership import ownership
from portalaudit.audit.portal import reread_portal
from portalaudit.audit.registry import open_database
from portalaudit.audit.results import Result
from portalaudit.audit.unpacking import is_bundle
from portalaudit.checks.run import discover
from portalaudit.connectors.registry import connectors
from portalaudit.errors import ArchiveError
from portalaudit.export.document import document, encode
from portalaudit.model.audit import Audit, Target
from portalaudit.model.portal import City
from portalaudit.model.rubric import Rubric
from portalaudit.model.snapshot import Snapshot
from portalaudit.rubrics.load import available, parse
from portalaudit.rubrics.load import load as load_rubric
from portalaudit.store.audits import find_audit, load_document
from portalaudit.store.captures import StoredCaptures
from portalaudit.store.replay import StoredInputs, stored_inputs


def stored(db: str, ref: str) -> Result:
    """The document as it was saved.

    Raises:
        NotFound: no such audit.
    """
    engine = open_database(db)
    return Result(load_document(engine, find_audit(engine, ref).id))


def recheck(
    db: str, archive: Path, ref: str, rubrics: Sequence[str] | None = None, city: City | None = None, all_findings: bool = False
) -> Result:
    """Judge the stored snapshots with today's software, by today's rubrics and, where given, another city's record; where
    anything differs from then, with every criterion then and now (`Audit.moved`). `ref` may be the file of a bundle: then
    neither database nor archive is looked at.

    Raises:
        NotFound: no such audit.
        ArchiveError: the archive does not hold its snapshots.
        BundleError: the bundle is not safe to unpack, not whole, or of a newer version.
    """
    if is_bundle(ref):
        with opened(Path(ref)) as bundle:
            snapshots = load_snapshots(bundle)
            past = Past(bundle.then, snapshots)
            return _judge_again(bundle.stored, snapshots, rubrics, city, all_findings, past)
    inputs = _inputs(db, ref)
    snapshots = tuple(load_snapshot(archive, portal.digest) for portal in inputs.portals)
    past = Past(_document(db, inputs), snapshots)
    return _judge_again(inputs, snapshots, rubrics, city, all_findings, past)


def reread(db: str, archive: Path, ref: str, rubrics: Sequence[str] | None = None, all_findings: bool = False) -> Result:
    """Read the archive again with today's connectors, then judge.

    Raises:
        NotFound: no such audit.
        ArchiveError: the archive cannot be read.
    """
    inputs = _inputs(db, ref)
    captures = list(rebuild_index(archive, inputs.audit.id))
    if inputs.captures and not captures:
        raise ArchiveError(f"the archive {archive} holds nothing of audit {inputs.audit.id}")
    reader = ArchiveReader(archive, StoredCaptures(open_database(db)))
    platform = inputs.audit.options.get("platform")
    told = platform if isinstance(platform, str) else None
    target, complete = inputs.audit.target, inputs.audit.complete

    async def read(url: str) -> Snapshot:
        return await reread_portal(
            url, inputs.audit.taken_at, captures, inputs.events, reader, connectors(), told, target, complete
        )

    snapshots = [asyncio.run(read(portal.portal.url)) for portal in inputs.portals]
    archived = {capture.id for capture in captures}
    lost = sum(capture.id not in archived for capture in inputs.captures)
    past = Past(_document(db, inputs), _as_stored(archive, inputs), lost)
    return _judge_again(inputs, snapshots, rubrics, None, all_findings, past)


def _as_stored(archive: Path, inputs: StoredInputs) -> tuple[Snapshot, ...] | None:
    """The snapshots of then; None where the archive has them no more, which a reading of its captures does not need."""
    try:
        return tuple(load_snapshot(archive, portal.digest) for portal in inputs.portals)
    except ArchiveError:
        return None


def datasets_of(db: str, archive: Path, ref: str, form: str) -> str:
    """One line an asset, as JSON or CSV text.

    Raises:
        NotFound: no such audit.
        ArchiveError: the archive does not hold its snapshots.
    """
    inputs = _inputs(db, ref)
    snapshots = [load_snapshot(archive, portal.digest) for portal in inputs.portals]
    return listing(_judge_again(inputs, snapshots, None, None, all_findings=False).whole(), form)


def _inputs(db: str, ref: str) -> StoredInputs:
    engine = open_database(db)
    return stored_inputs(engine, find_audit(engine, ref).id)


def _document(db: str, inputs: StoredInputs) -> bytes | None:
    """The document as it was saved; None where the audit never came so far."""
    return None if inputs.audit.running else load_document(open_database(db), inputs.audit.id)


def _judge_again(
    inputs: StoredInputs,
    snapshots: Sequence[Snapshot],
    rubrics: Sequence[str] | None,
    city: City | None,
    all_findings: bool,
    past: Past | None = None,
) -> Result:
    graded_by = rubrics_for(inputs, rubrics)
    audit = judged_again(inputs, snapshots, graded_by, city, all_findings=all_findings)
    if past is not None:
        audit = laid_beside(inputs, audit, graded_by, past)
    return Result(encode(document(audit, all_findings=all_findings)), make=lambda: audit)


def rubrics_for(inputs: StoredInputs, names: Sequence[str] | None) -> tuple[Rubric, ...]:
    """The rubrics that are told, else today's of those that the audit was graded by; of one's own rubric, which is not shipped,
    the text that was kept.

    Raises:
        RubricError: there is no such rubric.
    """
    if names:
        return tuple(load_rubric(name) for name in names)
    kept = {used.id: used.source for used in inputs.rubrics if used.source is not None and used.id not in available()}
    return tuple(
        parse(kept[used.id].encode(), f"{used.id}.toml") if used.id in kept else load_rubric(used.id) for used in inputs.rubrics
    )


def judged_again(
    inputs: StoredInputs,
    snapshots: Sequence[Snapshot],
    rubrics: Sequence[Rubric],
    city: City | None = None,
    *,
    all_findings: bool,
) -> Audit:
    """A stored audit judged by today's checks; what differs from then is named in its causes."""
    criteria = Criteria(discover(), tuple(rubrics))
    target = inputs.audit.target if city is None else Target(city, inputs.audit.target.urls)
    seen = [
        Seen(snapshot, snapshot_digest(snapshot), portal.traffic)
        for snapshot, portal in zip(snapshots, inputs.portals, strict=True)
    ]
    causes = tuple(_causes(inputs, snapshots, target, criteria.rubrics))
    origin = Origin(inputs.audit.id, inputs.audit.taken_at, target, inputs.audit.complete, inputs.events, inputs.captures, causes)
    return judged(origin, seen, criteria, None if all_findings else EXAMPLES)


def _causes(inputs: StoredInputs, snapshots: Sequence[Snapshot], target: Target, rubrics: Sequence[Rubric]) -> list[str]:
    """What is not as it was when the audit was stored, so that a difference has a name."""
    causes = []
    if target.city != inputs.audit.target.city:
        moved = sum(
            before != after
            for snapshot in snapshots
            for before, after in zip(ownership(snapshot, inputs.audit.target.city), ownership(snapshot, target.city), strict=True)
        )
        causes.append(
            f"city-record: {_named(inputs.audit.target.city)} → {_named(target.city)}, ownership of {moved:,} assets moved"
        )
    if inputs.audit.software != __version__:
        causes.append(f"software: {inputs.audit.software} → {__version__}")
    used = {rubric.id: rubric for rubric in inputs.rubrics}
    for rubric in rubrics:
        if rubric.id not in used:
            causes.append(f"rubric: {rubric.id} {rubric.version} was not used then")
        elif used[rubric.id].digest != rubric.digest:
            causes.append(f"rubric: {rubric.id} {used[rubric.id].version} → {rubric.version}")
    for snapshot, portal in zip(snapshots, inputs.portals, strict=True):
        if snapshot_digest(snapshot) != portal.digest:
            causes.append(f"reading: the snapshot of {portal.portal.url} is not the one that was stored")
    return causes


def _named(city: City | None) -> str:
    return "no record" if city is None else f"{city.key} ({len(to_record(city))} keys)"
