"""The frames of a snapshot: their columns, types and meaning.

Every frame is a pandas DataFrame whose columns are Arrow-backed (`pd.ArrowDtype`) with exactly the types below, in this
order, then optional columns. Rows of `datasets` are sorted by `id`; the other frames name a dataset by its row number
there (`dataset`, int32) and are sorted by it and then by `position`.

A field's state stands beside it in `<field>_state`: ABSENT (the source has no such key), NULL (the key holds null),
EMPTY (an empty string, list or object, or markup without text), VALUE; null where the field was not observed, because
what we could read does not carry it. `<field>_at`, optional, says where this row's value stands when rows differ. `unseen`,
optional, names the parts that this row's source does not carry (`distributions violations`), where sources are mixed.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from portalaudit.errors import SnapshotError


class State(IntEnum):
    """What the source says of a field. Stored as uint8; a null means that it was not observed."""

    ABSENT = 0
    NULL = 1
    EMPTY = 2
    VALUE = 3


STAMP = pa.timestamp("us", tz="UTC")
STRINGS = pa.list_(pa.string())
LABEL = pa.dictionary(pa.int32(), pa.string())
"""A string of few distinct values, dictionary-encoded."""

FIELDS: tuple[str, ...] = (
    "title", "description", "publisher", "organization", "contact_name", "contact_email", "contact_url",
    "license", "license_title", "license_url", "rights", "keywords", "categories", "identifier", "landing_page",
    "access_level", "language", "spatial", "temporal", "frequency", "issued", "modified",
)  # fmt: skip
"""The fields of a dataset that carry a state."""

DATASETS = pa.schema([
    ("id", pa.string()),                # the subject of findings: unique within the portal (model.subject)
    ("key", pa.string()),               # the source's own id, as given; may be missing or repeat
    ("kind", LABEL),                    # model.portal.KINDS
    ("platform_type", LABEL),           # the platform's own word for it
    ("domain", LABEL),                  # host that owns the asset, for federated catalogues
    ("owner", LABEL),                   # the platform's owner or organisation id (Esri orgId, CKAN owner_org)
    ("parent", pa.string()),            # key of the asset that this one is a view of
    ("title", pa.string()),
    ("description", pa.string()),       # as given, markup kept
    ("publisher", pa.string()),
    ("organization", pa.string()),      # department or organisation beneath the publisher, where the source has one
    ("contact_name", pa.string()),
    ("contact_email", pa.string()),     # as given, `mailto:` kept
    ("contact_url", pa.string()),
    ("license", pa.string()),           # id, label or URL as given
    ("license_title", pa.string()),
    ("license_url", pa.string()),
    ("rights", pa.string()),
    ("keywords", STRINGS),
    ("categories", STRINGS),
    ("identifier", pa.string()),        # the identifier that the publisher gave, for duplicates
    ("landing_page", pa.string()),
    ("access_level", pa.string()),
    ("language", pa.string()),
    ("spatial", pa.string()),
    ("temporal", pa.string()),
    ("frequency", pa.string()),         # declared update frequency, raw
    ("frequency_key", LABEL),           # the key that it was declared under
    ("issued", pa.string()),            # raw
    ("modified", pa.string()),          # raw: the publisher's or platform's statement of last change
    ("created_at", STAMP),
    ("metadata_modified", STAMP),       # null where unknown or unreadable
    ("data_modified", STAMP),           # when the platform says that the data last changed
    ("views", pa.int64()),              # page views, where told
    ("capture", LABEL),                 # the capture that holds the entry …
    ("pointer", pa.string()),           # … and the JSON Pointer to it
    *((f"{name}_state", pa.uint8()) for name in FIELDS),
])  # fmt: skip

DISTRIBUTIONS = pa.schema([
    ("dataset", pa.int32()),
    ("position", pa.int32()),
    ("key", pa.string()),
    ("title", pa.string()),
    ("access_url", pa.string()),
    ("download_url", pa.string()),
    ("format", pa.string()),            # as given
    ("media_type", pa.string()),        # as given
    ("size", pa.int64()),               # bytes, null where not told or unreadable
    ("license", pa.string()),
    ("modified", STAMP),
    ("generated", pa.bool_()),          # made by the platform on request, so not probed one by one
    ("at", pa.string()),                # place: `part#/json/pointer` relative to the dataset's pointer in that part
])  # fmt: skip

QUERYABLE = pa.field("queryable", pa.bool_())
"""Whether the platform says that the rows can be asked for (CKAN's `datastore_active`); null where it does not say."""

OPTIONAL_DISTRIBUTIONS = pa.schema([
    QUERYABLE,
    ("job", pa.string()),               # what loads it, as the portal names it (`extract_job`, a pipeline)
])  # fmt: skip
"""Columns that `distributions` has where the source has such keys; null where an entry lacks them."""

COLUMNS = pa.schema([
    ("dataset", pa.int32()),
    ("position", pa.int32()),
    ("name", pa.string()),              # field name
    ("title", pa.string()),             # label for people
    ("type", LABEL),
    ("description", pa.string()),
    ("system", pa.bool_()),             # made by the platform, not by the publisher (Socrata's :@computed_region_…)
    ("at", pa.string()),
])  # fmt: skip

VIOLATIONS = pa.schema([
    ("dataset", pa.int32()),            # -1 for the catalogue itself
    ("position", pa.int32()),
    ("schema", LABEL),                  # dcat-us-1.1, dcat-us-3.0
    ("rule", LABEL),                    # the JSON Schema keyword that failed
    ("field", LABEL),                   # the top-level property concerned
    ("at", pa.string()),                # JSON Pointer relative to the entry
    ("message", pa.string()),           # ours; of the rule `required`: `KEY is missing`
])  # fmt: skip

ROWS = pa.schema([
    ("table", pa.int32()),              # place in Snapshot.tables
    ("record", pa.int32()),             # the record of the file, from 1; of an answer in pages, counted on from page to page
    ("cells", STRINGS),                 # one a column of the table; null where a cell is empty
])  # fmt: skip
"""Rows of the tables that were read. This frame and those below may be missing from an older snapshot."""

PROBES = pa.schema([
    ("dataset", pa.int32()),
    ("way", LABEL),                     # model.tables.Way.kind
    ("url", pa.string()),
    ("capture", LABEL),                 # the capture that holds the answer, or the refusal
    ("captures", STRINGS),              # all that were made for it, in order
    ("asked_at", STAMP),                # when it was fetched: earlier than the audit where it is carried on
    ("as_of", STAMP),                   # the moment of the audit that asked: `taken_at`, or an earlier one's
    ("carried", pa.bool_()),            # an earlier audit's answer, whose dataset has not moved by its stamp since
    ("failure", LABEL),                 # model.probes.Answer.failure
    ("detail", pa.string()),
    ("rows", pa.int64()),
    ("column", pa.string()),            # the date column that decides: of roles `update` and `event` the one with the newest date
    ("newest", STAMP),                  # its newest date that can be true …
    ("oldest", STAMP),                  # … and its oldest
    ("at", pa.string()),                # where it stands in the capture; null where it is not the greatest value of its column
    ("out_of_date", pa.bool_()),
    ("http_modified", STAMP),
    ("layer_modified", STAMP),          # when an ArcGIS layer says that its rows last changed
    ("fingerprint", pa.string()),
    ("stamp", STAMP),                   # the platform's stamp of the data when the rows were asked
    ("since", STAMP),                   # when we first saw this content …
    ("since_stamp", STAMP),             # … and the platform's stamp of the data then
    ("changed", pa.bool_()),            # before `since` we saw another content
    ("entries", pa.int64()),
    ("cadence_days", pa.float64()),
    ("cadence_by", LABEL),              # model.probes.CadenceBy
    ("cadence_capture", LABEL),
])  # fmt: skip
"""What was asked of the rows of datasets, one line a dataset that was to be asked (model.probes)."""

PROFILES = pa.schema([
    ("dataset", pa.int32()),
    ("position", pa.int32()),
    ("name", pa.string()),
    ("title", pa.string()),
    ("description", pa.string()),
    ("type", LABEL),                    # the platform's own word
    ("kind", LABEL),                    # model.probes.ColumnKind
    ("role", LABEL),                    # model.probes.Role
    ("why", LABEL),
    ("rows", pa.int64()),
    ("nulls", pa.int64()),
    ("distinct", pa.int64()),
    ("newest", STAMP),
    ("oldest", STAMP),
    ("latest", STAMP),                  # implausible dates included
    ("earliest", STAMP),
    ("latest_raw", pa.string()),        # of date columns alone
    ("earliest_raw", pa.string()),
    ("at", pa.string()),                # where `latest_raw` stands in the capture of the probe
])  # fmt: skip
"""What was learnt of the columns of those datasets."""

SCHEMAS: dict[str, pa.Schema] = {
    "datasets": DATASETS,
    "distributions": DISTRIBUTIONS,
    "columns": COLUMNS,
    "violations": VIOLATIONS,
    "rows": ROWS,
    "probes": PROBES,
    "profiles": PROFILES,
}


def to_frame(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a pandas frame whose columns stay Arrow-backed; no copy."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype, split_blocks=True)
    return frame


def to_table(frame: pd.DataFrame) -> pa.Table:
    """The Arrow table behind a frame; column types as they are."""
    return pa.Table.from_pandas(frame, preserve_index=False)


def column(frame: pd.DataFrame, name: str) -> pa.ChunkedArray:
    """One column of a frame as Arrow, dictionaries kept; no copy."""
    array = pa.array(frame[name].array)
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


class Lines:
    """A few columns of a frame, whose rows are read one by one: a slice of a frame takes milliseconds, of this microseconds."""

    __slots__ = ("_columns",)

    def __init__(self, frame: pd.DataFrame, names: Iterable[str]) -> None:
        """Columns that the frame lacks are left out."""
        self._columns = {name: column(frame, name).combine_chunks() for name in names if name in frame.columns}

    def read(self, start: int, stop: int) -> list[dict[str, Any]]:
        """The rows from `start` to before `stop`."""
        values = [part.slice(start, stop - start).to_pylist() for part in self._columns.values()]
        return [dict(zip(self._columns, row, strict=True)) for row in zip(*values, strict=True)]


class Hanging(Lines):
    """The same of a frame whose rows hang on datasets (its column `dataset`, sorted)."""

    __slots__ = ("_owners",)

    def __init__(self, frame: pd.DataFrame, names: Iterable[str]) -> None:
        super().__init__(frame, names)
        self._owners = np.asarray(column(frame, "dataset").to_numpy())

    def of(self, dataset: int, most: int) -> list[dict[str, Any]]:
        """The first `most` rows that hang on a dataset."""
        start, stop = (int(self._owners.searchsorted(dataset, side)) for side in ("left", "right"))
        return self.read(start, min(stop, start + most))


def empty(name: str) -> pd.DataFrame:
    """A frame of the documented schema without rows."""
    return to_frame(SCHEMAS[name].empty_table())


def validate(name: str, frame: pd.DataFrame) -> None:
    """Check a frame against its documented schema.

    Raises:
        SnapshotError: a column is missing or has another type, or row numbers point outside `datasets`.
    """
    have = {str(label): kind for label, kind in zip(frame.columns, frame.dtypes, strict=True)}
    for field in SCHEMAS[name]:
        kind = have.get(field.name)
        if kind is None:
            raise SnapshotError(f"frame {name}: column {field.name} is missing")
        if not isinstance(kind, pd.ArrowDtype) or kind.pyarrow_dtype != field.type:
            raise SnapshotError(f"frame {name}: column {field.name} is {kind}, not {field.type}")
