"""An unpacked bundle as values: the same as a database and an archive would give."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from portalaudit.archive.index import MemoryIndex, scan
from portalaudit.archive.parse import Entry
from portalaudit.archive.reader import ArchiveReader
from portalaudit.audit.bundle_inputs import BundleInputs, as_stored, read
from portalaudit.audit.unpacking import Unpacked, against_manifests, declared, unpacked
from portalaudit.errors import BundleError
from portalaudit.export.bundle.bag import DATA
from portalaudit.model.bundle import ARCHIVE, DOCUMENT, INPUTS, SAVED
from portalaudit.model.capture import Capture, Event
from portalaudit.model.rubric import Rubric
from portalaudit.rubrics.load import parse
from portalaudit.store.replay import StoredInputs


@dataclass(frozen=True)
class Bundle:
    """A bundle whose files are as its manifests tell."""

    files: Unpacked

    @property
    def archive(self) -> Path:
        """A folder with the shape of an archive."""
        return self.files.folder / DATA / ARCHIVE

    @cached_property
    def inputs(self) -> BundleInputs:
        """What the audit was judged from.

        Raises:
            BundleError: it is not of its form.
        """
        return read(self.files.read(DATA + INPUTS))

    @cached_property
    def document(self) -> Mapping[str, object]:
        """The audit's document.

        Raises:
            BundleError: it is no JSON object.
        """
        try:
            return msgspec.json.decode(self.files.read(DATA + DOCUMENT), type=dict[str, object])
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as problem:
            raise BundleError(f"{DATA}{DOCUMENT}: no JSON object: {problem}") from problem

    @property
    def then(self) -> bytes:
        """The document as it was saved when the audit was made; where the software that exported it judged alike, that."""
        names = (DATA + SAVED, DATA + DOCUMENT)
        return self.files.read(next((name for name in names if name in self.files.digests), DATA + DOCUMENT))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every capture and choice of its segments, those of other audits too."""
        return tuple(scan(self.archive))

    @cached_property
    def captures(self) -> Mapping[str, Capture]:
        """All captures, by id."""
        return {entry.item.id: entry.item for entry in self.entries if isinstance(entry.item, Capture)}

    @cached_property
    def own(self) -> tuple[Capture, ...]:
        """Those that the audit itself made, in the order of their records."""
        mine = (entry.item for entry in self.entries if entry.audit == self.inputs.audit)
        return tuple(item for item in mine if isinstance(item, Capture))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Choices on record of the audit itself."""
        mine = (entry.item for entry in self.entries if entry.audit == self.inputs.audit)
        return tuple(item for item in mine if isinstance(item, Event))

    @cached_property
    def reader(self) -> ArchiveReader:
        """Reads the bodies of captures."""
        return ArchiveReader(self.archive, MemoryIndex(self.captures.values()))

    @cached_property
    def rubrics(self) -> tuple[Rubric, ...]:
        """The rubrics that the audit was graded by.

        Raises:
            BundleError: one is missing.
            RubricError: one is not well formed.
        """
        return tuple(parse(self.files.read(DATA + one.file), one.file) for one in self.inputs.rubrics)

    @cached_property
    def stored(self) -> StoredInputs:
        """As a database would tell it."""
        sources = {one.id: self.files.text(DATA + one.file) for one in self.inputs.rubrics}
        return as_stored(self.inputs, self.own, sources)


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """A bundle, unpacked as long as it is looked at, when its files are as its manifests tell.

    Raises:
        BundleError: it is not safe to unpack, not whole, or of a newer version.
    """
    with unpacked(path) as files:
        declared(files)
        against_manifests(files)
        yield Bundle(files)
