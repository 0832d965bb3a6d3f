"""One data inventory examined: a city tests its draft before it publishes it, an assessor a file that was handed over."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from portalaudit import clock
from portalaudit.archive.snapshots import load as load_snapshot
from portalaudit.audit.hints import hints_of
from portalaudit.audit.options import Options
from portalaudit.audit.ownership import ownership
from portalaudit.audit.registry import open_database
from portalaudit.audit.sources import LARGEST, asked, file_bytes
from portalaudit.connectors.rows import fetch_rows, way_of
from portalaudit.documents.bounded import read_table
from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.catalogue import Catalogue, catalogue_of, pooled
from portalaudit.documents.inventory.columns import corrections_from
from portalaudit.documents.inventory.consider import consider
from portalaudit.documents.inventory.department_list import read_list
from portalaudit.documents.inventory.departments import Listed, listed_of
from portalaudit.documents.inventory.examine import Examination, examine
from portalaudit.documents.inventory.values import NO_CORRECTIONS
from portalaudit.documents.table import Table
from portalaudit.errors import TargetError, UsageError
from portalaudit.model.counting import Mask, own_datasets
from portalaudit.model.portal import City
from portalaudit.model.snapshot import Snapshot
from portalaudit.store.audits import find_audit
from portalaudit.store.replay import stored_inputs


@dataclass(frozen=True, slots=True)
class Question:
    """What an inventory is held against."""

    source: str
    """A file, or an address."""
    against: str | None = None
    """An audit: reconcile with its catalogue."""
    departments: Path | None = None
    """A list of departments; else the city's own, where it has one."""
    mapping: Path | None = None
    """Corrections of columns and words (docs/inventory.md)."""
    city: City | None = None


def examined(question: Question, options: Options) -> Examination:
    """Read an inventory and examine it. An address is fetched politely and archived as any other: an asset of Socrata, a
    resource of CKAN's datastore and a layer of ArcGIS page by page, all of their rows whatever the address
    selects; an export that the platform would make on request never.

    Raises:
        UsageError: a file cannot be read, or is not what it is to be.
        TargetError: the inventory could not be fetched, or is no table.
        NotFound: no such audit.
    """
    catalogue, city = _catalogue(options, question.against, question.city)
    table, stamp = _table(question.source, options)
    corrections = NO_CORRECTIONS
    if question.mapping is not None:
        corrections = corrections_from(file_bytes(question.mapping).decode("utf-8", "replace"), str(question.mapping))
    return examine(
        table, clock.now().date(), corrections=corrections, stamp=stamp,
        departments=_departments(question.departments, city), catalogue=catalogue,
    )  # fmt: skip


def _catalogue(options: Options, against: str | None, city: City | None) -> tuple[Catalogue | None, City | None]:
    """The catalogue of an audit's portals, and the city that it was judged as."""
    if against is None:
        return None, city
    engine = open_database(options.db)
    inputs = stored_inputs(engine, find_audit(engine, against).id)
    city = city or inputs.audit.target.city
    parts = []
    for portal in inputs.portals:
        snapshot = load_snapshot(options.archive, portal.digest)
        counts = own_datasets(snapshot, ownership(snapshot, city)) & ~_inventories(snapshot, city)
        parts.append(catalogue_of(snapshot.datasets, snapshot.distributions, counts.tolist(), city.name if city else None))
    return pooled(parts), city


def _inventories(snapshot: Snapshot, city: City | None) -> Mask:
    """Which assets are inventories: one need not list itself."""
    hints = hints_of(city)
    found = consider(snapshot.datasets, snapshot.columns, hints.departments, hints.own_words)
    mask = np.zeros(len(snapshot.datasets), np.bool_)
    mask[[one.dataset for one in found if one.recognition.accepted]] = True
    return mask


def _departments(path: Path | None, city: City | None) -> Sequence[Listed]:
    if path is None:
        return listed_of(city.departments) if city else ()
    table = read_table([file_bytes(path)])
    found = table if isinstance(table, Failure) else read_list(table)
    if isinstance(found, Failure):
        raise UsageError(f"{path}: cannot be read as a list of departments: {found.detail or found.reason}")
    return found


def _table(source: str, options: Options) -> tuple[Table, date | None]:
    """The inventory's rows, and when its server says that they last changed."""
    if "://" not in source:
        return _read(source, (file_bytes(Path(source)),), None), None
    rows = asyncio.run(asked(source, options, "inventory", lambda fetch: fetch_rows(fetch, way_of(source), LARGEST)))
    if rows.failure:
        raise TargetError(f"{source}: could not be fetched ({rows.failure}{f': {rows.detail}' if rows.detail else ''})")
    table = _read(source, rows.bodies, rows.charset)
    return replace(table, truncated=rows.truncated or table.truncated), rows.stamp.date() if rows.stamp else None


def _read(source: str, bodies: Sequence[bytes], declared: str | None) -> Table:
    table = read_table(bodies, declared=declared)
    if isinstance(table, Failure):
        raise TargetError(f"{source}: cannot be read as an inventory: {table.detail or table.reason}")
    return table
