"""What people said, put beside a result as it is printed. What is stored stays as it was saved."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from portalaudit.audit.assessment import assessment_of
from portalaudit.audit.registry import open_database
from portalaudit.audit.replay import recheck, stored
from portalaudit.audit.results import Result
from portalaudit.audit.waived import Waived, without_waived
from portalaudit.errors import PortalauditError
from portalaudit.export.document import encode
from portalaudit.export.people import people
from portalaudit.model.assessment import Annotation, Assessment, waivers
from portalaudit.model.audit import Audit
from portalaudit.model.rubric import Rubric
from portalaudit.rubrics.load import load
from portalaudit.store.annotations import list_annotations
from portalaudit.store.audits import AuditRow, find_audit

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

SCORED = "portal-health"
"""The rubric that `--fail-under` looks at."""


def told(engine: "Engine", audit: Audit, printed: bytes, rubrics: Sequence[Rubric]) -> bytes:
    """The document of an audit that was just saved, with what people said before of the findings of its portals."""
    said = Assessment((), list_annotations(engine, [portal.snapshot.portal.url for portal in audit.portals]))
    rubric = next((one for one in rubrics if one.id == SCORED), None)
    held = waivers(said.annotations, audit.taken_at.date())
    waived = without_waived(audit, held, rubric) if rubric is not None and held else None
    return _beside(printed, people(said, audit.taken_at, _told(waived)))


def shown(db: str, archive: Path, ref: str, all_findings: bool = False) -> Result:
    """A stored audit with what people said of it.

    Where a finding is waived, the score without it is told too, if the archive is at hand and today's software still gives the
    score that was stored: the two are one machine's word.

    Raises:
        NotFound: no such audit.
        ArchiveError: with all findings, the archive does not hold its snapshots.
    """
    engine = open_database(db)
    row = find_audit(engine, ref)
    result = recheck(db, archive, row.id, all_findings=True) if all_findings else stored(db, row.id)
    said = assessment_of(engine, row)
    if not said:
        return result
    held = waivers(said.annotations, row.taken_at.date())
    waived = _waived_since(db, archive, row, held, stored(db, row.id).document) if held else None
    return replace(result, document=_beside(result.document, people(said, row.taken_at, _told(waived))))


def _waived_since(db: str, archive: Path, row: AuditRow, held: Sequence[Annotation], document: bytes) -> Waived | None:
    score = _score(msgspec.json.decode(document))
    if score is None:
        return None
    try:
        again = recheck(db, archive, row.id, [SCORED])
        if _score(msgspec.json.decode(again.document)) != score:
            return None
        return without_waived(again.whole(), held, load(SCORED))
    except PortalauditError:
        return None


def _score(document: dict[str, Any]) -> tuple[float | None, float] | None:
    return next(((one["score"], one["decided"]) for one in document["rubrics"] if one["id"] == SCORED), None)


def _told(waived: Waived | None) -> dict[str, object] | None:
    return None if waived is None else asdict(waived)


def _beside(document: bytes, said: dict[str, object]) -> bytes:
    return encode({**msgspec.json.decode(document), **said}) if said else document
