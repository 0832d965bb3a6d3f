"""A bundle unpacked into a folder of its own, and held against its manifests."""

import hashlib
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portalaudit.audit.bundle_inputs import newer
from portalaudit.audit.safe_zip import looked_through, room_for, shown
from portalaudit.errors import BundleError
from portalaudit.export.bundle.bag import BAGIT, BUNDLE, DATA, DECLARATION, INFO, KEY, MANIFEST, SIGNATURE, TAGS
from portalaudit.model.bundle import VERSION

PIECE = 1024 * 1024
_TOP = re.compile(r"portalaudit-[A-Za-z0-9-]{1,80}")
_LINE = re.compile(r"([0-9a-f]{64})  ([^\s%]+)")
_OXUM = re.compile(r"(\d{1,15})\.(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of a bundle, on disk."""

    folder: Path
    """The bundle's own folder."""
    digests: Mapping[str, str]
    """File, relative to it → sha256 of its bytes."""
    sizes: Mapping[str, int]

    def read(self, name: str) -> bytes:
        """A file's bytes.

        Raises:
            BundleError: it is not there.
        """
        if name not in self.digests:
            raise BundleError(f"{name}: missing")
        return (self.folder / name).read_bytes()

    def text(self, name: str) -> str:
        """The same as text.

        Raises:
            BundleError: it is not there, or is no UTF-8.
        """
        try:
            return self.read(name).decode()
        except UnicodeDecodeError:
            raise BundleError(f"{name}: no UTF-8") from None


def is_bundle(ref: str) -> bool:
    """Whether what a person named is a file and begins as a zip does."""
    try:
        with Path(ref).open("rb") as file:
            return file.read(4) == b"PK\3\4"
    except (OSError, ValueError):
        return False


@contextmanager
def unpacked(path: Path) -> Iterator[Unpacked]:
    """Unpack a bundle into a folder that is gone afterwards. Nothing is written outside it.

    Raises:
        BundleError: it cannot be read, or is not safe to unpack.
    """
    with tempfile.TemporaryDirectory(prefix="portalaudit-bundle-") as scratch:
        try:
            made = _unpack(path, Path(scratch))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as problem:
            raise BundleError(f"{path.name}: no whole zip: {shown(str(problem))}") from problem
        except OSError as problem:
            raise BundleError(f"{path}: cannot be read: {problem.strerror or problem}") from problem
        yield made


def _unpack(path: Path, scratch: Path) -> Unpacked:
    digests: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with path.open("rb") as file, zipfile.ZipFile(file) as zip_:
        entries = looked_through(path, zip_, file)
        tops = {entry.filename.partition("/")[0] for entry in zip_.infolist()}
        top = next(iter(tops), "")
        if len(tops) != 1 or not _TOP.fullmatch(top):
            raise BundleError("not one folder `portalaudit-…` that holds all")
        room_for(sum(entry.file_size for entry in entries), scratch)
        for entry in entries:
            name = entry.filename.removeprefix(f"{top}/")
            try:
                digests[name] = _file(zip_, entry, scratch / entry.filename)
            except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
                raise BundleError(f"{shown(name)}: damaged: {shown(str(problem))}") from problem
            sizes[name] = entry.file_size
    return Unpacked(scratch / top, digests, sizes)


def _file(zip_: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> str:
    """One file, and the digest of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with zip_.open(entry) as source, target.open("xb") as out:
        while piece := source.read(PIECE):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


def declared(bundle: Unpacked) -> int:
    """The version of the bundle's layout.

    Raises:
        BundleError: it is no bundle of ours, or one of a newer version.
    """
    if bundle.read(BAGIT) != DECLARATION:
        raise BundleError(f"{BAGIT}: not the declaration of a bag of version 1.0")
    found = [line.partition(": ")[2] for line in bundle.text(INFO).split("\n") if line.startswith(f"{BUNDLE}: ")]
    if len(found) != 1 or not re.fullmatch(r"[1-9]\d{0,5}", found[0]):
        raise BundleError(f"{INFO}: tells no version of a bundle")
    if int(found[0]) > VERSION:
        raise BundleError(f"{INFO}: {newer(found[0])}")
    return int(found[0])


def against_manifests(bundle: Unpacked) -> str:
    """Hold the files against the manifests: all there, nothing besides, each as it was written. Says how much was held.

    Raises:
        BundleError: something is not; the text names the first file.
    """
    tags = _manifest(bundle, TAGS)
    _same(bundle, tags, {name for name in bundle.digests if not name.startswith(DATA)} - {TAGS, SIGNATURE}, TAGS)
    known = {BAGIT, INFO, MANIFEST, KEY}
    if (strange := min(tags.keys() - known, default=None)) is not None:
        raise BundleError(f"{strange}: no file of a bundle")
    payload = _manifest(bundle, MANIFEST)
    _same(bundle, payload, {name for name in bundle.digests if name.startswith(DATA)}, MANIFEST)
    size = sum(bundle.sizes[name] for name in payload)
    told = next((line.partition(": ")[2] for line in bundle.text(INFO).split("\n") if line.startswith("Payload-Oxum: ")), "")
    if (found := _OXUM.fullmatch(told)) is None or (int(found[1]), int(found[2])) != (size, len(payload)):
        raise BundleError(f"{INFO}: its Payload-Oxum is {shown(told)}, the files are {size}.{len(payload)}")
    return f"{len(bundle.digests):,} files, {sum(bundle.sizes.values()):,} bytes"


def _manifest(bundle: Unpacked, name: str) -> dict[str, str]:
    lines = bundle.text(name).split("\n")
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        parts = _LINE.fullmatch(line)
        if parts is None and (line or number != len(lines)):
            raise BundleError(f"{name}: line {number} is no digest and name")
        if parts is not None and found.setdefault(parts[2], parts[1]) != parts[1]:
            raise BundleError(f"{name}: names {shown(parts[2])} twice")
    if lines[-1]:
        raise BundleError(f"{name}: its last line is cut off")
    return found


def _same(bundle: Unpacked, told: Mapping[str, str], there: set[str], manifest: str) -> None:
    for name in sorted(told.keys() | there):
        if name not in there:
            raise BundleError(f"{shown(name)}: missing ({manifest} lists it)")
        if name not in told:
            raise BundleError(f"{shown(name)}: not in {manifest}")
        if bundle.digests[name] != told[name]:
            raise BundleError(f"{shown(name)}: not the bytes that {manifest} tells: sha256 {bundle.digests[name]}")
