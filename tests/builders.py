"""Small catalogues for tests: `a_snapshot(a_dataset(license=None), a_dataset(title=ABSENT))`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa

from portalaudit.connectors.arrays import array_of
from portalaudit.connectors.build import Builder
from portalaudit.connectors.values import ABSENT
from portalaudit.model import frames
from portalaudit.model.portal import Portal
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.stamps import micros

TAKEN_AT = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
PORTAL = Portal("http://data.example.org", "ckan", "ckan", "Example")
PLACES = {
    "title": "/title", "description": "/notes", "publisher": "/organization/title", "license": "/license_id",
    "contact_email": "/maintainer_email", "keywords": "/tags", "categories": "/groups", "identifier": "/id",
    "frequency": "/frequency", "modified": "/metadata_modified", "landing_page": "/url",
}  # fmt: skip

_STAMPS = ("created_at", "metadata_modified", "data_modified")
_GOOD: dict[str, object] = {
    "kind": "dataset",
    "platform_type": "dataset",
    "domain": "data.example.org",
    "title": "Trees of the city",
    "description": "Every tree that the parks department looks after, with species, planting year and location.",
    "publisher": "City of Example",
    "organization": "Parks",
    "contact_name": "Open data team",
    "contact_email": "opendata@city.example",
    "contact_url": ABSENT,
    "license": "cc-by",
    "license_title": "Creative Commons Attribution",
    "license_url": "http://www.opendefinition.org/licenses/cc-by",
    "keywords": ["trees", "parks"],
    "categories": ["Environment"],
    "landing_page": "http://data.example.org/dataset/trees",
    "frequency": "monthly",
    "frequency_key": "frequency",
    "issued": "2020-01-01",
    "modified": "2026-10-20",
    "metadata_modified": "2026-10-20T00:00:00Z",
    "capture": "00000000-0000-4000-8000-000000000001",
}


def a_dataset(**changes: object) -> dict[str, object]:
    """A row that passes every check; ABSENT for a missing key, None for null; `unseen=("license",)` for not observed.

    `distributions`, `columns`, `violations`, `profiles` are lists of rows, `probe` is one; times may be ISO texts.
    """
    return {**_GOOD, **changes}


def a_snapshot(
    *rows: Mapping[str, object], portal: Portal = PORTAL, taken_at: datetime = TAKEN_AT, **changes: object
) -> Snapshot:
    """A valid snapshot of these datasets; ids are `d1`, `d2`, … unless a row has a `key`."""
    builder = Builder()
    asked: dict[str, tuple[object, object]] = {}
    for number, given in enumerate(rows, 1):
        row = dict(given)
        probe, profiles = row.pop("probe", None), row.pop("profiles", ())
        children = {name: row.pop(name, ()) for name in ("distributions", "columns", "violations")}
        if "distributions" not in given:
            children["distributions"] = [a_distribution()]
        row.setdefault("key", f"d{number}")
        row.setdefault("identifier", row["key"])
        for name in row.pop("unseen", ()):  # type: ignore[attr-defined]
            row.pop(name, None)
        row.setdefault("pointer", f"/result/results/{number - 1}")
        asked[str(row["pointer"])] = (probe, profiles)
        for name in _STAMPS:
            if isinstance(row.get(name), str):
                row[name] = micros(row[name])
        builder.add(row, row, **children)  # type: ignore[arg-type]
    made = builder.frames()
    made |= _asked([asked.get(str(pointer), (None, ())) for pointer in made["datasets"]["pointer"]])
    snapshot = Snapshot(
        portal=portal, taken_at=taken_at, places=PLACES, declared_total=len(rows),
        parts=frozenset({"datasets", "distributions", "columns", "violations"}), **made,
    )  # fmt: skip
    return replace(snapshot, **changes)  # type: ignore[arg-type]


def _asked(rows: list[tuple[object, object]]) -> dict[str, pd.DataFrame]:
    """The frames `probes` and `profiles` of datasets in their order."""
    probes = [{"dataset": number, **probe} for number, (probe, _) in enumerate(rows) if probe is not None]  # type: ignore[dict-item]
    profiles = [
        {"dataset": number, "position": position, **one}
        for number, (_, given) in enumerate(rows)
        for position, one in enumerate(given)  # type: ignore[arg-type, var-annotated]
    ]
    return {"probes": a_frame("probes", probes), "profiles": a_frame("profiles", profiles)}


def a_frame(name: str, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """A frame of the documented schema; times may be ISO texts or microseconds."""
    arrays = []
    for field in frames.SCHEMAS[name]:
        values = [row.get(field.name) for row in rows]
        if field.type == frames.STAMP:
            values = [micros(value) if isinstance(value, str) else value for value in values]
        arrays.append(array_of(values, field.type))
    return frames.to_frame(pa.table(arrays, schema=frames.SCHEMAS[name]))


def a_probe(**changes: object) -> dict[str, object]:
    """What was asked of the rows of a dataset, and answered: as new as the good dataset, another content than before, an entry a
    day."""
    return {
        "way": "soda", "url": "http://data.example.org/resource/aaaa-0001.json",
        "capture": "00000000-0000-4000-8000-00000000000a",
        "asked_at": "2026-11-01T02:30:00Z", "carried": False, "rows": 500, "column": "updated_on",
        "newest": "2026-10-20T00:00:00Z", "oldest": "2025-01-01T00:00:00Z", "at": "/0/max_updated_on", "out_of_date": False,
        "fingerprint": "a1:b1", "stamp": "2026-10-20T06:00:00Z", "since": "2026-11-01T02:30:00Z",
        "since_stamp": "2026-10-20T06:00:00Z", "changed": True, "entries": 30, "cadence_days": 1.0, "cadence_by": "entries",
        "cadence_capture": "00000000-0000-4000-8000-00000000000b", **changes,
    }  # fmt: skip


def a_profile(**changes: object) -> dict[str, object]:
    """What was learnt of the column that decides how new the rows are."""
    return {
        "name": "updated_on", "title": "Updated on", "type": "calendar_date", "kind": "date", "role": "update",
        "why": "name-update", "rows": 500, "nulls": 0, "distinct": 400, "newest": "2026-10-20T00:00:00Z",
        "oldest": "2025-01-01T00:00:00Z",
        "latest": "2026-10-20T00:00:00Z", "earliest": "2025-01-01T00:00:00Z", "latest_raw": "2026-10-20T00:00:00.000",
        "earliest_raw": "2025-01-01T00:00:00.000", "at": "/0/max_updated_on", **changes,
    }  # fmt: skip


def a_distribution(**changes: object) -> dict[str, object]:
    """A CSV file to download."""
    return {
        "key": "r1", "title": "Trees as CSV", "download_url": "http://data.example.org/trees.csv", "format": "CSV",
        "media_type": "text/csv", "generated": False, "at": "#/resources/0", **changes,
    }  # fmt: skip


def a_column(**changes: object) -> dict[str, object]:
    """A described column."""
    return {
        "name": "species",
        "title": "Species",
        "type": "text",
        "description": "Latin name",
        "system": False,
        "at": "#/columns/0",
        **changes,
    }


def booleans(array: pa.Array) -> list[bool | None]:
    """An Arrow boolean array as a list, for assertions."""
    return list(array.to_pylist())
