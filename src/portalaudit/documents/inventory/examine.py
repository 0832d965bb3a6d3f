"""One inventory examined from end to end: read, mapped, judged, held against departments and a catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from portalaudit.documents.inventory.catalogue import Catalogue
from portalaudit.documents.inventory.departments import Listed, coverage
from portalaudit.documents.inventory.entries import Entries, entries_of
from portalaudit.documents.inventory.judge import judge
from portalaudit.documents.inventory.recognise import Recognition
from portalaudit.documents.inventory.reconcile import by_department, reconcile
from portalaudit.documents.inventory.values import NO_CORRECTIONS, Corrections
from portalaudit.documents.table import Table
from portalaudit.model.inventory import Coverage, DepartmentLine, Judgement, Reconciliation


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything found out about one inventory."""

    entries: Entries
    judgement: Judgement
    stamp: date | None
    """When the platform or the server says that the file or its rows last changed."""
    coverage: Coverage | None
    """None without a list of departments."""
    reconciliation: Reconciliation | None
    """None without a catalogue."""
    catalogue: Catalogue | None
    lines: tuple[DepartmentLine, ...]
    """One a department; `found` is 0 without a catalogue."""


def examine(
    table: Table,
    today: date,
    *,
    corrections: Corrections = NO_CORRECTIONS,
    recognition: Recognition | None = None,
    stamp: date | None = None,
    departments: Sequence[Listed] = (),
    catalogue: Catalogue | None = None,
) -> Examination:
    """Examine one inventory.

    Args:
        table: its rows.
        today: the day of the audit.
        corrections: a mapping file, read.
        recognition: what its title and tags made of it, if it was an asset: a part stays a part.
        stamp: when the platform says it was changed.
        departments: the list to hold it against; none for no coverage.
        catalogue: the assets to reconcile it with.
    """
    entries = entries_of(table, corrections)
    judgement = judge(entries, today)
    reconciliation = None if catalogue is None else reconcile(entries, catalogue)
    judgement = _told(judgement, entries, recognition, reconciliation)
    return Examination(
        entries=entries,
        judgement=judgement,
        stamp=stamp,
        coverage=coverage(entries, departments) if departments else None,
        reconciliation=reconciliation,
        catalogue=catalogue,
        lines=by_department(entries, entries.claims & False) if reconciliation is None else reconciliation.by_department,
    )


_ALL = 0.9
"""Share of names found in the catalogue from which an inventory that says nothing of publication is the catalogue. Own choice."""


def _told(
    judgement: Judgement, entries: Entries, recognition: Recognition | None, reconciliation: Reconciliation | None
) -> Judgement:
    """What the title says of a part, and what the catalogue says of a list that is its copy."""
    if judgement.kind == "whole" and recognition is not None and recognition.kind in ("part", "retired"):
        judgement = replace(judgement, kind=recognition.kind, why=recognition.reason)
    if judgement.disguise != "undetermined" or reconciliation is None or not entries.rows:
        return judgement
    names = len({name for name in entries.column("name").to_pylist() if name})
    if names and len(reconciliation.matches) >= _ALL * names:
        kind = "catalogue" if judgement.kind == "whole" else judgement.kind
        return replace(judgement, disguise="yes", kind=kind, why="lists-only-published" if kind == "catalogue" else judgement.why)
    return judgement
