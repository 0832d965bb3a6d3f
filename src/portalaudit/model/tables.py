"""Tables that the crawl read for what they hold: a data inventory, row by row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from portalaudit.model.capture import REFUSALS, Evidence


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the bytes were understood."""

    format: str
    """`csv xlsx xls ods json html`."""
    encoding: str | None = None
    declared_encoding: str | None = None
    """What the server or the file says of itself, where that is something else."""
    delimiter: str | None = None
    line_ends: tuple[str, ...] = ()
    """Of `crlf lf cr`, those that occur between the first rows, sorted: more than one is a mixture."""
    sheet: str | None = None
    """The worksheet that was read, or the path to the rows in JSON."""


Purpose = Literal["inventory", "departments"]
"""What a table was read for."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask for the rows of an asset; recorded, so that a replay asks the same."""

    kind: Literal["soda", "datastore", "features", "file"]
    """SODA, CKAN's `datastore_search`, the `query` of an ArcGIS layer or table, or a file as it lies there."""
    url: str
    """The resource, without paging: `…/resource/4x4.json`, `…/datastore_search?resource_id=…`, `…/FeatureServer/0`, the file."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as it was read. Its rows stand in the frame `rows`, one line each under its place in `Snapshot.tables`."""

    subject: str
    """The asset's id; of an address that no asset has, the address."""
    purpose: Purpose
    url: str
    """The address that gave the first rows, or that refused."""
    captures: tuple[str, ...] = ()
    """One a page, in order; of a refusal the last one."""
    page_rows: tuple[int, ...] = ()
    """Rows of each page."""
    way: str | None = None
    """`Way.kind`; None where there was no way to ask."""
    header: tuple[str, ...] = ()
    """As written; what the columns are called is made unique from it."""
    header_row: int | None = None
    """The record of the file that the header was, from 1."""
    dialect: Dialect | None = None
    """None where no table came."""
    stamp: datetime | None = None
    """When the platform says that the rows last changed, else what the server says of the file."""
    truncated: str | None = None
    """Why rows are missing at the end: `rows cells text pages`."""
    notes: tuple[str, ...] = ()
    failure: str | None = None
    """Why there are no rows: a gap's reason (`http-403 timeout robots …`) or a table's (`login not-a-table zip-bomb …`)."""
    detail: str | None = None
    stamp_at: Evidence | None = None
    """Where a layer or a file's server tells `stamp`; None where the catalogue tells it."""
    moments: tuple[int, ...] = ()
    """Columns, from 0, whose dates stand in the answer as milliseconds since 1970; the rows have them as ISO texts."""

    name: str | None = None
    """What it is called, of one that a person handed over; None of what was crawled."""

    @property
    def refused(self) -> bool:
        """The public is refused the rows. What a datastore answers is no refusal: the file beside it may be had."""
        return self.failure in REFUSALS and self.way != "datastore"

    @property
    def submitted(self) -> bool:
        """A person handed it over."""
        return self.name is not None
