"""One data inventory examined: a city tests its draft before it publishes it, an assessor a file that was handed over."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from portalaudit import clock
from portalaudit.archive.snapshots import load as load_snapshot
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.options import Options
from portalaudit.audit.ownership import ownership
from portalaudit.audit.registry import known_cities, open_database, opted_out_hosts
from portalaudit.audit.settings import fetch_settings
from portalaudit.documents.bounded import read_table
from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.catalogue import Catalogue, catalogue_of, pooled
from portalaudit.documents.inventory.columns import corrections_from
from portalaudit.documents.inventory.department_list import read_list
from portalaudit.documents.inventory.departments import Listed, listed_of
from portalaudit.documents.inventory.examine import Examination, examine
from portalaudit.documents.inventory.values import NO_CORRECTIONS
from portalaudit.documents.table import Table
from portalaudit.errors import TargetError, UsageError
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.model.capture import Capture
from portalaudit.model.counting import own_datasets
from portalaudit.model.portal import City
from portalaudit.store.audits import find_audit
from portalaudit.store.replay import stored_inputs

LARGEST = 512 * 1024 * 1024
"""Bytes of a file that are read: the fetcher's default cap."""


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
    """Read an inventory and examine it. An address is fetched politely and archived as any other.

    Raises:
        UsageError: a file cannot be read, or is not what it is to be.
        TargetError: the inventory could not be fetched, or is no table.
        NotFound: no such audit.
    """
    catalogue, city = _catalogue(options, question.against, question.city)
    table, stamp = _table(question.source, options)
    corrections = NO_CORRECTIONS
    if question.mapping is not None:
        corrections = corrections_from(_bytes(question.mapping).decode("utf-8", "replace"), str(question.mapping))
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
        counts = own_datasets(snapshot, ownership(snapshot, city)).tolist()
        parts.append(catalogue_of(snapshot.datasets, snapshot.distributions, counts, city.name if city else None))
    return pooled(parts), city


def _departments(path: Path | None, city: City | None) -> Sequence[Listed]:
    if path is None:
        return listed_of(city.departments) if city else ()
    table = read_table([_bytes(path)])
    found = table if isinstance(table, Failure) else read_list(table)
    if isinstance(found, Failure):
        raise UsageError(f"{path}: cannot be read as a list of departments: {found.detail or found.reason}")
    return found


def _table(source: str, options: Options) -> tuple[Table, date | None]:
    """The inventory's rows, and when its server says that they last changed."""
    if "://" not in source:
        return _read(source, _bytes(Path(source)), None), None
    body, capture = asyncio.run(_fetched(source, options))
    stamp = _stamp(capture.header("last-modified"))
    return _read(source, body, _charset(capture)), stamp.date() if stamp else None


async def _fetched(url: str, options: Options) -> tuple[bytes, Capture]:
    name = f"inventory-{clock.now():%Y%m%d}-{secrets.token_hex(4)}"
    with SegmentWriter(options.archive, name) as writer:
        async with Fetcher(fetch_settings(options, url, opted_out_hosts(known_cities(options.db))), writer) as fetcher:
            exchange = await fetcher.get(url)
    if not exchange.ok:
        raise TargetError(f"{url}: could not be fetched ({exchange.capture.reason})")
    return exchange.body, exchange.capture


def _read(source: str, body: bytes, declared: str | None) -> Table:
    table = read_table([body], declared=declared)
    if isinstance(table, Failure):
        raise TargetError(f"{source}: cannot be read as an inventory: {table.detail or table.reason}")
    return table


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path}: larger than {LARGEST:,} bytes")
        return path.read_bytes()
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read: {problem.strerror}") from problem


def _stamp(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header) if header else None
    except ValueError:
        return None


def _charset(capture: Capture) -> str | None:
    _, _, rest = (capture.header("content-type") or "").partition("charset=")
    return rest.split(";")[0].strip(" \"'") or None
