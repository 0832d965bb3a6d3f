"""Step: the files that follow from the others, made again, are the same bytes; and there is no file that nothing explains."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portalaudit.archive.reader import ArchiveReader
from portalaudit.audit.archived import payload_of, read_file
from portalaudit.audit.assessment import from_files
from portalaudit.audit.beside import beside
from portalaudit.audit.bundles import Bundle
from portalaudit.audit.contents import handed_over
from portalaudit.checks.run import manuals
from portalaudit.errors import BundleError, UsageError
from portalaudit.export.bundle.bag import CRATE, DATA, INFO, info
from portalaudit.export.bundle.crate import crate, member_of
from portalaudit.export.bundle.members import MEMBERS
from portalaudit.model.audit import Audit
from portalaudit.model.bundle import ARCHIVE, ASSESSMENT, PAPER, SAVED, Contents, File, Pieces


@dataclass(frozen=True, slots=True)
class _Archive:
    """The archive as it lies unpacked (`model.bundle.Archived`)."""

    folder: Path
    names: tuple[str, ...]
    reader: ArchiveReader

    def files(self) -> Iterator[File]:
        return ((name, read_file(self.folder / name)) for name in self.names)

    def payload(self, capture: str) -> bytes:
        return payload_of(self.reader, capture)


def files(bundle: Bundle, audit: Audit, document: bytes) -> str:
    """Make the files again and compare.

    Raises:
        BundleError: one is not the same, is missing, or nothing explains it.
    """
    contents = _contents(bundle, audit, document)
    there = {name.removeprefix(DATA): digest for name, digest in bundle.files.digests.items() if name.startswith(DATA)}
    for name in sorted(there):
        if name != CRATE and member_of(name) is None:
            raise BundleError(f"{DATA}{name}: no file of a bundle of this version")
    if bundle.inputs.dress.paper != (PAPER in there):
        raise BundleError(f"{DATA}{PAPER}: {'not made with this bundle' if PAPER in there else 'missing'}")
    made: dict[str, Pieces] = {}
    for member in MEMBERS:
        if member.again:
            made |= dict(member.write(contents))
    sizes = {name.removeprefix(DATA): size for name, size in sorted(bundle.files.sizes.items()) if name.startswith(DATA)}
    made[CRATE] = (crate(contents, {name: size for name, size in sizes.items() if name != CRATE}),)
    _same(there, made)
    if bundle.files.read(INFO) != info(contents, list(sizes.values())):
        raise BundleError(f"{INFO}: not what is made from the rest of the bundle")
    unmade = [name for name in (PAPER, SAVED) if name in there]
    unmade += [ASSESSMENT] if any(name.startswith(ASSESSMENT) for name in there) else []
    beside = f"; {', '.join(unmade)} cannot be, of which only a signature tells" if unmade else ""
    return f"{len(made) + 1} files that follow from the others are the same bytes when they are made again{beside}"


def _same(there: Mapping[str, str], made: Mapping[str, Pieces]) -> None:
    expected = {name for name in there if name == CRATE or ((member := member_of(name)) is not None and member.again)}
    # The crate's metadata last, for it tells the sizes of all others.
    for name in sorted({*made, *expected}, key=lambda name: (name == CRATE, name)):
        if name not in made:
            raise BundleError(f"{DATA}{name}: nothing in the bundle gives this file")
        if name not in there:
            raise BundleError(f"{DATA}{name}: missing")
        digest = hashlib.sha256()
        for piece in made[name]:
            digest.update(piece)
        if digest.hexdigest() != there[name]:
            raise BundleError(f"{DATA}{name}: not what is made from the rest of the bundle")


def _contents(bundle: Bundle, audit: Audit, document: bytes) -> Contents:
    """What the exporter had, out of the bundle."""
    inputs, names = bundle.inputs, bundle.files.digests
    archived = sorted(name.removeprefix(DATA) for name in names if name.startswith(DATA + ARCHIVE))
    given = {name.removeprefix(DATA): bundle.files.read(name) for name in names if name.startswith(DATA + ASSESSMENT)}
    try:
        said = from_files(given)
    except UsageError as problem:
        raise BundleError(f"{DATA}{problem}") from problem
    dress = inputs.dress
    saved = DATA + SAVED
    handed = handed_over(inputs.events)
    if handed != inputs.submitted:
        raise BundleError("data/inputs.json: what was submitted is not what the choices on record name")
    return Contents(
        audit=audit,
        document=document,
        inputs=b"",
        archived=_Archive(bundle.files.folder / DATA, tuple(archived), bundle.reader),
        software=inputs.exported_by,
        rubrics={one.file: bundle.files.read(DATA + one.file) for one in inputs.rubrics},
        manuals=manuals(),
        saved=bundle.files.read(saved) if saved in names else None,
        handed=handed,
        withheld=inputs.withheld,
        missing=inputs.missing,
        others=inputs.others,
        given=given,
        dress=dress,
        beside=beside(audit, said, rubrics=bundle.rubrics, with_contacts=dress.with_contacts, lang=dress.lang),
    )
