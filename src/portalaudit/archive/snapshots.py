"""Snapshots on disk: Parquet files and `meta.json` in a folder named by the digest of their values."""

import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_type_hints
from uuid import uuid4

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from portalaudit.archive import canonical
from portalaudit.archive.canonical import FRAMES, OPTIONAL, digest, kept
from portalaudit.errors import ArchiveError, DigestMismatch, SnapshotError
from portalaudit.model import frames
from portalaudit.model.snapshot import Snapshot

COMPRESSION = "zstd"
"""Measured on 200,000 datasets: a seventh slower to write than snappy, as fast to read, a quarter of its size."""
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")

__all__ = ["digest", "load", "save"]


def folder(archive: Path, snapshot_digest: str) -> Path:
    """Where a snapshot lies.

    Raises:
        ArchiveError: that is no digest.
    """
    found = _DIGEST.fullmatch(snapshot_digest)
    if found is None:
        raise ArchiveError(f"{snapshot_digest[:80]!r} is not a snapshot's digest")
    return archive / "snapshots" / found[1]


def save(archive: Path, snapshot: Snapshot) -> str:
    """Write a snapshot, all of it or nothing, and return its digest. One that is there already is left as it is.

    Raises:
        SnapshotError: a frame is not as documented.
        ArchiveError: the archive cannot be written.
    """
    snapshot.validate()
    name = digest(snapshot)
    target = folder(archive, name)
    if target.is_dir():
        return name
    scratch = archive / "snapshots" / f".new-{uuid4()}"
    try:
        scratch.mkdir(parents=True)
        for frame in kept(snapshot):
            table = frames.to_table(getattr(snapshot, frame)).replace_schema_metadata(None)
            pq.write_table(table, scratch / f"{frame}.parquet", compression=COMPRESSION)
        (scratch / "meta.json").write_bytes(canonical.canonical_json(canonical.meta(snapshot)))
        try:
            os.rename(scratch, target)  # noqa: PTH104
        except OSError:
            if not target.is_dir():  # another process wrote the same one
                raise
    except OSError as trouble:
        raise ArchiveError(f"the snapshot cannot be written to {archive}: {trouble.strerror}") from trouble
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return name


def load(archive: Path, snapshot_digest: str) -> Snapshot:
    """Read a snapshot back, its types as they were, and verify it.

    Raises:
        ArchiveError: the archive does not have it, or it cannot be read.
        DigestMismatch: it is not what was stored.
    """
    place = folder(archive, snapshot_digest)
    if not place.is_dir():
        raise ArchiveError(f"the archive has no snapshot {snapshot_digest}")
    try:
        there = (*FRAMES, *(frame for frame in OPTIONAL if (place / f"{frame}.parquet").exists()))
        tables = {frame: frames.to_frame(pq.read_table(place / f"{frame}.parquet")) for frame in there}
        snapshot = _assemble(tables, json.loads((place / "meta.json").read_bytes()))
        found = digest(snapshot)
    except (OSError, ValueError, TypeError, RecursionError, msgspec.MsgspecError, pa.ArrowException, SnapshotError) as trouble:
        raise ArchiveError(f"the snapshot {snapshot_digest} cannot be read: {trouble}") from trouble
    if found != snapshot_digest:
        raise DigestMismatch(f"the snapshot {snapshot_digest} was changed: its values give {found}")
    return snapshot


def weighed(bodies: Sequence[bytes], names: str) -> bytes:
    """The digest of a snapshot that is given as the bytes of its files, `names` in their order with blanks between: a job for a
    process of its own, where the files are a stranger's (documents.bounded).

    Raises:
        ValueError, KeyError, pyarrow.ArrowException, msgspec.MsgspecError, SnapshotError: the files are no snapshot.
    """
    files = dict(zip(names.split(), bodies, strict=True))
    meta = json.loads(files.pop("meta.json"))
    tables = {
        name.removesuffix(".parquet"): frames.to_frame(pq.read_table(pa.BufferReader(body))) for name, body in files.items()
    }
    return digest(_assemble(tables, meta)).encode()


def _assemble(tables: dict[str, Any], meta: object) -> Snapshot:
    """Values of the model from JSON. What is not there has its default, as `canonical.meta` left it out."""
    types = get_type_hints(Snapshot)
    told = msgspec.convert(meta, dict[str, Any])
    rest = {name: msgspec.convert(value, types[name]) for name, value in told.items() if name in types}
    return Snapshot(**tables, **rest)
