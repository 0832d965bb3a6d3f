"""All that a bundle's files are made from, out of a database and its archive."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from portalaudit import __version__
from portalaudit.archive.copying import Placed, survey
from portalaudit.archive.segments import file_safe
from portalaudit.archive.snapshots import load as load_snapshot
from portalaudit.audit.archived import AuditArchive
from portalaudit.audit.assessment import as_files, assessment_of
from portalaudit.audit.beside import beside
from portalaudit.audit.bundle_inputs import told
from portalaudit.audit.documents import HANDED
from portalaudit.audit.registry import open_database
from portalaudit.audit.replay import judged_again, rubrics_for
from portalaudit.audit.wanted import Wanted, wanted
from portalaudit.checks.run import manuals
from portalaudit.errors import ArchiveError
from portalaudit.export.bundle.members import brief
from portalaudit.export.document import document, encode
from portalaudit.model.audit import Audit
from portalaudit.model.bundle import RUBRICS, SUBMITTED, Contents, Dress, HandedOver
from portalaudit.model.capture import WITHHELD, Capture, Event
from portalaudit.model.policy import Submission
from portalaudit.model.rubric import Rubric
from portalaudit.rubrics.load import parse, source
from portalaudit.store.audits import find_audit, load_document
from portalaudit.store.captures import StoredCaptures
from portalaudit.store.replay import StoredInputs, stored_inputs

ON_RECORD = ("platform", "rate", "max_minutes", "pages", "data")
"""What the run was told that a stranger may see; rubrics are in files, and a path of one's own is nobody's business."""


def contents_of(db: str, archive: Path, ref: str, dress: Dress | None = None) -> Contents:
    """A stored audit, judged again with all findings by the rubrics that it was graded by.

    Raises:
        NotFound: no such audit, or it was never finished.
        ArchiveError: the archive does not hold what the audit needs, or is damaged.
    """
    engine, dress = open_database(db), dress or Dress()
    row = find_audit(engine, ref)
    inputs, said = stored_inputs(engine, row.id), assessment_of(engine, row)
    saved = load_document(engine, inputs.audit.id)
    snapshots = [load_snapshot(archive, portal.digest) for portal in inputs.portals]
    own = list(survey(archive, inputs.audit.id))
    captures = tuple(one.capture for one in own if one.capture is not None)
    _whole(inputs, own, archive)
    rubrics = as_used(inputs)
    more = wanted(snapshots, inputs.events, captures, StoredCaptures(engine).find)
    there = replace(inputs, captures=_as_bundled(captures, more))
    audit = judged_again(there, snapshots, rubrics, all_findings=True)
    files = {rubric.id: f"{RUBRICS}{file_safe(rubric.id)}.toml" for rubric in rubrics}
    handed = handed_over(inputs.events)
    shown = {key: value for key, value in inputs.audit.options.items() if key in ON_RECORD}
    kept = replace(inputs, audit=replace(inputs.audit, options=shown))
    return Contents(
        audit=audit,
        document=encode(document(audit, all_findings=True)),
        inputs=told(kept, __version__, files, handed, more.withheld, more.missing, len(more.others), dress),
        archived=_archived(archive, audit, own, more),
        software=__version__,
        rubrics={files[name]: text for name, text in _texts(inputs, rubrics).items()},
        manuals=manuals(),
        saved=None if encode(document(brief(audit))) == saved else saved,
        handed=handed,
        withheld=more.withheld,
        missing=more.missing,
        others=len(more.others),
        given=as_files(said),
        dress=dress,
        beside=beside(audit, said, rubrics=rubrics, with_contacts=dress.with_contacts, lang=dress.lang),
    )


def _as_bundled(captures: Sequence[Capture], more: Wanted) -> tuple[Capture, ...]:
    """The captures as who opens the bundle finds them."""
    withheld = {one.capture for one in more.withheld}
    return tuple(replace(one, error=WITHHELD, detail=None) if one.id in withheld else one for one in captures)


def _whole(inputs: StoredInputs, own: Sequence[Placed], archive: Path) -> None:
    """Every capture of the database is in the archive.

    Raises:
        ArchiveError: one is not.
    """
    there = {one.capture.id for one in own if one.capture is not None}
    gone = next((one for one in inputs.captures if one.id not in there and one.kind == "crawled"), None)
    if gone is not None:
        raise ArchiveError(f"the archive {archive} does not hold capture {gone.id} of audit {inputs.audit.id} ({gone.segment})")


def _archived(archive: Path, audit: Audit, own: Sequence[Placed], more: Wanted) -> AuditArchive:
    withheld = frozenset(one.capture for one in more.withheld)
    digests = [portal.digest for portal in audit.portals]
    return AuditArchive(archive, audit.id, audit.taken_at, own, more.others, withheld, digests)


def as_used(inputs: StoredInputs) -> tuple[Rubric, ...]:
    """The rubrics as they were used: of the text that was kept, else today's.

    Raises:
        RubricError: the text of one was not kept, and none of its name is shipped.
    """
    sources = {used.id: used.source for used in inputs.rubrics}
    return tuple(
        rubric if (text := sources[rubric.id]) is None else parse(text.encode(), f"{rubric.id}.toml")
        for rubric in rubrics_for(inputs, None)
    )


def _texts(inputs: StoredInputs, rubrics: Sequence[Rubric]) -> Mapping[str, bytes]:
    kept = {used.id: used.source for used in inputs.rubrics}
    return {rubric.id: (kept[rubric.id] or source(rubric.id)).encode() for rubric in rubrics}


def handed_over(events: Sequence[Event]) -> tuple[HandedOver, ...]:
    """Documents that people handed over, as the choices on record name them; each capture once."""
    found: dict[str, Submission] = {}
    for event in events:
        if event.name.endswith(HANDED) and isinstance(event.value, list):
            for item in event.value:
                if isinstance(item, Mapping) and isinstance(item.get("capture"), str):
                    found.setdefault(item["capture"], Submission(**{name: item.get(name) for name in _FIELDS}))  # type: ignore[arg-type]
    return tuple(HandedOver(one, _file(number, one.name)) for number, one in enumerate(found.values(), 1))


_FIELDS = ("capture", "criterion", "note", "name")
_LONGEST_END = 6


def _file(number: int, name: str) -> str:
    """A file name of its own that no system stumbles over: `submitted/001-Charter-2024.pdf`."""
    stem, dot, end = (name or "").rpartition(".")
    suffix = file_safe(end).lower() if dot and 0 < len(end) < _LONGEST_END else "bin"
    return f"{SUBMITTED}{number:03}-{file_safe(stem or name or 'document')}.{suffix}"
