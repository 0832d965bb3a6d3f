"""A zip that is the same bytes each time: entries in the order given, one time for all, digests taken
on the way."""

import hashlib
import io
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import BinaryIO

from portalaudit.model.bundle import Pieces

STORED = (".gz", ".parquet", ".xlsx", ".pdf", ".png")
"""What is compressed already is stored as it is."""
_MODE = (stat.S_IFREG | 0o644) << 16
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""The first moment that a zip can tell."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the zip."""

    name: str
    sha256: str
    size: int


class Zip:
    """Writes into a file that can be sought in. Nothing is held in memory but the pieces at hand."""

    def __init__(self, file: BinaryIO, top: str, at: datetime) -> None:
        """`top` is the folder that all names stand in; `at` the time of all entries."""
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._top = top
        moment = max(at.astimezone(UTC), _EARLIEST)
        self._time = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)

    def add(self, name: str, pieces: Pieces) -> Written:
        """Write one file and say what it was. Texts are compressed at zlib's own level."""
        entry = zipfile.ZipInfo(f"{self._top}/{name}", self._time)
        entry.create_system, entry.external_attr = 3, _MODE
        stored = name.endswith(STORED)
        entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        return Written(name, digest.hexdigest(), size)

    def __enter__(self) -> "Zip":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()


def zipped(files: Iterable[tuple[str, bytes]], top: str, at: datetime) -> bytes:
    """A few files as one zip."""
    out = io.BytesIO()
    with Zip(out, top, at) as archive:
        for name, body in files:
            archive.add(name, (body,))
    return out.getvalue()
