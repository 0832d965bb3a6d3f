"""The part of an archive that a bundle holds, as the layer that writes bundles is given it (`model.bundle.Archived`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from portalaudit import __version__
from portalaudit.archive.copying import PIECE, Placed, copied, others, others_name
from portalaudit.archive.index import MemoryIndex
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.snapshots import folder
from portalaudit.errors import CaptureMissing
from portalaudit.model.bundle import ARCHIVE, File, Pieces
from portalaudit.model.capture import Capture


@dataclass(frozen=True, slots=True)
class AuditArchive:
    """What one audit needs of an archive: its own segments, captures of other audits, its snapshots."""

    archive: Path
    audit: str
    taken_at: datetime
    own: Sequence[Placed]
    """In the order of segments and of their places in them."""
    others: Sequence[Capture]
    withheld: frozenset[str]
    digests: Sequence[str]

    def files(self) -> Iterator[File]:
        """See `model.bundle.Archived`."""
        made: list[File] = [
            (segment, copied(self.archive, list(records), self.withheld))
            for segment, records in groupby(self.own, lambda one: one.segment)
        ]
        if self.others:
            software = f"portalaudit/{__version__}"
            pieces = others(self.archive, self.audit, self.taken_at, self.others, self.withheld, software)
            made.append((others_name(self.audit, self.taken_at), pieces))
        snapshots = _snapshots(self.archive, self.digests)
        made += [(path.relative_to(self.archive).as_posix(), read_file(path)) for path in snapshots]
        yield from ((f"{ARCHIVE}{name}", pieces) for name, pieces in sorted(made, key=lambda file: file[0]))

    def payload(self, capture: str) -> bytes:
        """See `model.bundle.Archived`."""
        found = [one.capture for one in self.own if one.capture is not None]
        return payload_of(ArchiveReader(self.archive, MemoryIndex([*found, *self.others])), capture)


def _snapshots(archive: Path, digests: Sequence[str]) -> Iterator[Path]:
    for digest in dict.fromkeys(digests):
        yield from sorted(path for path in folder(archive, digest).iterdir() if path.is_file())


def payload_of(reader: ArchiveReader, capture: str) -> bytes:
    """The bytes of a capture by its id.

    Raises:
        ArchiveError: the archive does not hold it.
    """
    found = reader.index.find(capture) if reader.index else None
    if found is None:
        raise CaptureMissing(f"the archive has no capture {capture}")
    return reader.read(found)


def read_file(path: Path) -> Pieces:
    """A file's bytes in pieces."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
