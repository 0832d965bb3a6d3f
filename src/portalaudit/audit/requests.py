"""What a person must ask the city of a stored audit for."""

from collections.abc import Sequence
from pathlib import Path

from portalaudit.audit.registry import open_database
from portalaudit.audit.replay import recheck
from portalaudit.export.letter import letter
from portalaudit.export.report.wording import wording
from portalaudit.export.requests import Request, requests_csv, requests_of
from portalaudit.model.audit import Audit
from portalaudit.rubrics.load import load
from portalaudit.store.audits import find_audit
from portalaudit.store.replay import stored_inputs

UNLESS_TOLD = "wwc-v3"
"""By what it is judged where the audit was graded by scored rubrics alone."""


def open_requests(db: str, archive: Path, ref: str, rubrics: Sequence[str] | None) -> tuple[Audit, tuple[Request, ...]]:
    """A stored audit judged again, and its open criteria: of the rubrics that are told, else of those that it was graded by and
    that are not scored.

    Raises:
        NotFound: no such audit.
        ArchiveError: the archive does not hold its snapshots.
        RubricError: no such rubric.
    """
    named = list(rubrics or _evidential(db, ref))
    audit = recheck(db, archive, ref, named).whole()
    return audit, requests_of(audit, [load(name) for name in named], wording("en"))


def written(audit: Audit, found: Sequence[Request], form: str) -> bytes:
    """The requests as `csv`, or as a letter in Markdown (`md`)."""
    return requests_csv(found) if form == "csv" else letter(audit, found, wording("en"))


def _evidential(db: str, ref: str) -> list[str]:
    engine = open_database(db)
    used = [rubric.id for rubric in stored_inputs(engine, find_audit(engine, ref).id).rubrics]
    return [name for name in used if not load(name).scored] or [UNLESS_TOLD]
