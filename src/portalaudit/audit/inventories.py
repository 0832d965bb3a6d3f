"""Inventories judged: which were considered, what those hold that were read, which one stands for the city.

Judged anew each time, for it depends on the city's record: its departments, its name, whose the assets are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

import pyarrow.compute as pc

from portalaudit.audit.hints import Hints, hints_of
from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.catalogue import Catalogue, catalogue_of, pooled
from portalaudit.documents.inventory.consider import Considered as Asset
from portalaudit.documents.inventory.consider import consider
from portalaudit.documents.inventory.department_list import read_list
from portalaudit.documents.inventory.department_words import are_departments
from portalaudit.documents.inventory.departments import Listed, listed_of
from portalaudit.documents.inventory.examine import Examination, examine
from portalaudit.documents.inventory.recognise import Recognition, year_of
from portalaudit.documents.kept import cell_at, header_at, table_of
from portalaudit.model import frames
from portalaudit.model.capture import CATALOGUE, Evidence
from portalaudit.model.counting import Mask
from portalaudit.model.inventory import Considered, Inventories, InventoryResult
from portalaudit.model.portal import City
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.tables import ReadTable

NAMED = Recognition(True, "whole", "city-record", 1.0)
"""Of an address that the city's record calls its inventory."""
HANDED_OVER = Recognition(True, "whole", "submitted", 1.0)
"""Of one that a person handed over for a criterion that asks for it."""
_KINDS = ("other", "catalogue", "retired", "part", "whole")
_STANDS = ("whole", "part", "retired")
"""Kinds that stand for a city: the catalogue under another name does not, nor what is no inventory."""
_CELLS = 3
"""Cells shown for entries that are not public (own choice)."""


@dataclass(frozen=True, slots=True)
class Departments:
    """A list of departments and where it comes from."""

    listed: Sequence[Listed]
    source: str
    capture: str | None = None


def judged_inventories(
    snapshots: Sequence[Snapshot], own: Sequence[Mask], city: City | None, taken_at: datetime
) -> tuple[Inventories, ...]:
    """One for each portal; the inventory that stands for the city is `chosen` on its portal alone."""
    hints = hints_of(city)
    departments = _departments(snapshots, city)
    read = any(table.purpose == "inventory" and table.dialect for snapshot in snapshots for table in snapshot.tables)
    catalogue = _catalogue(snapshots, own, city) if read else None
    found = _but_themselves([_of_portal(snapshot, hints, departments, catalogue, taken_at.date()) for snapshot in snapshots])
    best = max((result for one in found for result in one.results), key=_worth, default=None)
    kind = best.judgement.kind if best is not None and best.judgement is not None else None
    stands, disguised = best if kind in _STANDS else None, best if kind == "catalogue" else None
    unseen = _unseen(snapshots, city)
    return tuple(
        replace(
            one,
            chosen=stands if any(stands is result for result in one.results) else None,
            disguised=disguised if any(disguised is result for result in one.results) else None,
            hidden=tuple(result for other in found if other is not one for result in other.results if _hidden(result)),
            unseen=tuple(url for url in unseen if url != snapshot.portal.url),
        )
        for one, snapshot in zip(found, snapshots, strict=True)
    )


def _but_themselves(found: Sequence[Inventories]) -> list[Inventories]:
    """An inventory need not list the inventories: they are not among what is published and not listed."""
    own = {
        asset.subject for one in found for asset in one.considered if asset.accepted or (asset.read and asset.kind == "catalogue")
    }
    return [replace(one, results=tuple(_listing(result, own) for result in one.results)) for one in found]


def _listing(result: InventoryResult, own: set[str]) -> InventoryResult:
    held = result.reconciliation
    if held is None:
        return result
    others = tuple(place for place in held.published_not_listed if result.assets[place][0] not in own)
    return replace(result, reconciliation=replace(held, published_not_listed=others))


def _hidden(result: InventoryResult) -> bool:
    return result.table.failure is not None and result.considered.accepted and result.considered.kind == "whole"


def _unseen(snapshots: Sequence[Snapshot], city: City | None) -> list[str]:
    """Portals of a city that were not read whole, or not at all."""
    asked = {_host(snapshot.portal.url) for snapshot in snapshots}
    missing = {url for url in (city.portals if city else ()) if _host(url) not in asked}
    return sorted(missing | {
        snapshot.portal.url for snapshot in snapshots
        if any(gap.part in CATALOGUE for gap in snapshot.gaps)
        or (not len(snapshot.datasets) and snapshot.declared_total != 0)
    })  # fmt: skip


def _host(url: str) -> str:
    return urlsplit(url).netloc.casefold()


def _worth(result: InventoryResult) -> tuple[bool, int, bool, date, bool, int, int, str]:
    """What could be read before what could not, the whole before a part, the published before what was handed over, the newest,
    the largest."""
    judgement = result.judgement
    kind = judgement.kind if judgement else result.considered.kind
    dated = result.considered.dated
    return (
        judgement is not None, _KINDS.index(kind), not result.table.submitted, result.newest or date.min, dated is None,
        year_of(dated), judgement.entries if judgement else 0, result.considered.subject,
    )  # fmt: skip


def _departments(snapshots: Sequence[Snapshot], city: City | None) -> Departments | None:
    """The record's own list; else one that was found on the city's site or in its catalogue."""
    if city is not None and city.departments:
        return Departments(listed_of(city.departments), "registry")
    for snapshot in snapshots:
        for place, asked in reversed(list(enumerate(snapshot.tables))):
            table = table_of(asked, snapshot.rows, place) if asked.purpose == "departments" else None
            # A list that goes on elsewhere is no denominator.
            listed = Failure("shape") if table is None or asked.truncated else read_list(table)
            if not isinstance(listed, Failure) and are_departments([one.name for one in listed]):
                return Departments(listed, asked.url, next(iter(asked.captures), None))
    return None


def _catalogue(snapshots: Sequence[Snapshot], own: Sequence[Mask], city: City | None) -> Catalogue:
    name = city.name if city else None
    return pooled([
        catalogue_of(snapshot.datasets, snapshot.distributions, mask.tolist(), name)
        for snapshot, mask in zip(snapshots, own, strict=True)
    ])  # fmt: skip


def _of_portal(
    snapshot: Snapshot, hints: Hints, departments: Departments | None, catalogue: Catalogue | None, today: date
) -> Inventories:
    assets = {one.subject: one for one in consider(snapshot.datasets, snapshot.columns, hints.departments, hints.own_words)}
    asked = {table.subject for table in snapshot.tables if table.purpose == "inventory"}
    results = tuple(
        _result(snapshot, place, assets, departments, catalogue, today)
        for place, table in enumerate(snapshot.tables)
        if table.purpose == "inventory"
    )
    judged = {result.considered.subject: result.considered for result in results}
    others = [
        _considered(one.subject, one.title, one.recognition, read=False) for one in assets.values() if one.subject not in asked
    ]
    return Inventories(
        considered=(*judged.values(), *others),
        results=results,
        departments_from=departments.source if departments else None,
        departments_capture=departments.capture if departments else None,
    )


def _result(
    snapshot: Snapshot, place: int, assets: dict[str, Asset], departments: Departments | None, catalogue: Catalogue | None,
    today: date,
) -> InventoryResult:  # fmt: skip
    asked = snapshot.tables[place]
    asset = assets.get(asked.subject)
    recognition = asset.recognition if asset else HANDED_OVER if asked.submitted else NAMED
    title = f"{asked.name} (submitted)" if asked.submitted else asset.title if asset else _title(snapshot, asked.subject)
    considered = _considered(asked.subject, title, recognition, read=True)
    stamp = asked.stamp.date() if asked.stamp else None
    table = table_of(asked, snapshot.rows, place)
    if table is None:
        return InventoryResult(considered, asked, stamp=stamp)
    found = examine(
        table,
        today,
        recognition=recognition,
        stamp=stamp,
        departments=departments.listed if departments else (),
        catalogue=catalogue,
    )
    judgement = found.judgement
    if judgement.kind != considered.kind:
        accepted = judgement.kind in ("whole", "part", "retired")
        considered = replace(considered, accepted=accepted, kind=judgement.kind, reason=judgement.why)
    return InventoryResult(
        considered=considered, table=asked, columns=found.entries.map.columns, judgement=judgement, stamp=stamp,
        coverage=found.coverage, reconciliation=found.reconciliation, lines=found.lines,
        assets=() if catalogue is None else list(zip(map(_last, catalogue.ids), catalogue.titles, strict=True)),
        newest_at=_newest_at(found, asked), header_at=header_at(asked), not_public_at=_not_public_at(found, asked),
    )  # fmt: skip


def _considered(subject: str, title: str, recognition: Recognition, *, read: bool) -> Considered:
    return Considered(
        subject,
        title,
        recognition.accepted,
        recognition.kind,
        recognition.reason,
        recognition.confidence,
        recognition.dated,
        read,
    )


def _title(snapshot: Snapshot, subject: str) -> str:
    """The title of an asset that is no longer considered; an address stands for itself."""
    titles = frames.column(snapshot.datasets, "title").to_pylist()
    ids = frames.column(snapshot.datasets, "id").to_pylist()
    return next((title or subject for title, one in zip(titles, ids, strict=True) if one == subject), subject)


def _last(ids: tuple[str, ...]) -> str:
    """An asset's subject: the last of what it is called by machines (documents.inventory.catalogue)."""
    return ids[-1] if ids else ""


def _newest_at(found: Examination, asked: ReadTable) -> Evidence | None:
    """The first cell that holds the newest date."""
    judgement = found.judgement
    if judgement.newest is None:
        return None
    place = next((column.index for column in found.entries.map.columns if column.header == judgement.newest_from), None)
    if place is None:
        return None
    column = found.entries.table.data.column(place)
    row = pc.index(column, judgement.newest_text).as_py()
    return None if row < 0 else cell_at(asked, found.entries.table.records[row].as_py(), place, judgement.newest_text)


def _not_public_at(found: Examination, asked: ReadTable) -> tuple[Evidence, ...]:
    entries = found.entries
    index = entries.map.index("classification")
    if index is None:
        return ()
    rows = entries.not_public.nonzero()[0][:_CELLS]
    texts = entries.table.data.column(index).take(rows).to_pylist()
    # Only words of the vocabulary are quoted: a free text may name persons. The cell is pointed at in any case.
    quoted = [text if text in found.judgement.levels else None for text in texts]
    return tuple(
        cell_at(asked, entries.table.records[row].as_py(), index, text) for row, text in zip(rows.tolist(), quoted, strict=True)
    )
