"""What a stored audit left behind, and the same audit judged again laid beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from portalaudit.audit.across.beside import beside
from portalaudit.audit.across.then import parse_then
from portalaudit.audit.across.worlds import Again, changed_checks
from portalaudit.checks.run import discover
from portalaudit.model.audit import Audit
from portalaudit.model.rubric import Rubric
from portalaudit.model.snapshot import Snapshot
from portalaudit.store.replay import StoredInputs

MOST_CHECKS = 5
"""Checks named in a cause (own choice: a line)."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a judgement is laid beside, but for what it was judged from."""

    document: bytes | None
    """The audit's document as it was saved or exported; None of an audit that was never finished: nothing is laid beside."""
    snapshots: tuple[Snapshot, ...] | None
    """As they were stored, in the order of the portals; None where they are gone."""
    lost: int = 0
    """Captures of the audit that its archive no longer holds."""


def laid_beside(stored: StoredInputs, audit: Audit, rubrics: Sequence[Rubric], past: Past) -> Audit:
    """The audit, judged again by these rubrics, with each criterion beside that of then, and with what else differs from then
    among its causes.

    Args:
        stored: what it was judged from then: of a database, or of a bundle.
        audit: the same audit judged again.

    Raises:
        StoreError: the document is no audit's.
    """
    if past.document is None:
        return audit
    then = parse_then(past.document)
    digests = [portal.digest for portal in stored.portals]
    same = [portal.digest for portal in audit.portals] == digests
    before = tuple(portal.snapshot for portal in audit.portals) if same else past.snapshots
    again = Again(then, stored, before, audit, discover(), past.lost > 0)
    causes = (*audit.causes, *_causes(again, past.lost))
    return replace(audit, causes=causes, moved=beside(again, rubrics))


def _causes(again: Again, lost: int) -> Iterator[str]:
    """What only the stored document, or a reading of the archive, tells of differences."""
    if changed := changed_checks(again.then, again.now):
        rest = f" and {len(changed) - MOST_CHECKS} more" if len(changed) > MOST_CHECKS else ""
        yield f"checks: {', '.join(changed[:MOST_CHECKS])}{rest}"
    if "data" in again.reading:
        yield f"data: the archive holds {lost:,} captures of this audit no more"
