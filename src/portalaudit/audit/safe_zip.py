"""A zip of a stranger looked at before anything of it is unpacked: what its entries are called, what they are, how large they
get.

Nothing is guessed or mended: what is not plainly a bundle's file is refused with the reason.
"""

import os
import re
import stat
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from portalaudit.errors import BundleError

MOST_ENTRIES = 20_000
"""Files of one bundle; ours has some tens, and one for each 64 MB of archive (own choice)."""
MOST_BYTES = 256 * 1024**3
"""Bytes of all files together, unpacked (own choice)."""
SMALL, MOST_RATIO = 64 * 1024**2, 200
"""A file may always have so many bytes; beyond, so many for one packed byte. JSON reaches 50, a bomb 1,000 (own choice)."""
LONGEST = 400
"""Characters of a name: shorter than what Windows takes with a folder before it, where long paths are switched on."""
_STEP = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin|conout|clock)(?:\..*)?", re.IGNORECASE)
"""Names that Windows gives to devices, whatever stands behind a dot."""
_ENCRYPTED, _DESCRIBED_BEHIND, _PATCH, _STRONG, _MASKED = 0x1, 0x8, 0x20, 0x40, 0x2000
_LOCAL = struct.Struct("<4s5H3I2H")
_FIELD = struct.Struct("<2H")
_EXTRAS = frozenset({0x0001, 0x000A, 0x5455, 0x5855, 0x7855, 0x7875})
"""Extra fields that zip programs write and that change no name (PKWARE's APPNOTE 4.5, Info-ZIP's extrafld.txt): large sizes,
times, owners. Above all no Unicode path (0x7075), which unzip takes for the name."""
_END = 22
"""Bytes of the record that ends a zip without a comment."""
_DESCRIPTORS = (0, 12, 16, 20, 24)
"""Bytes that may follow an entry whose size was told behind it."""


def looked_through(path: Path, zip_: zipfile.ZipFile, file: BinaryIO) -> list[zipfile.ZipInfo]:
    """The files of a zip, in the order in which they lie, when all is as it should be.

    Raises:
        BundleError: it is not; the text names the entry.
    """
    entries = zip_.infolist()
    if len(entries) > MOST_ENTRIES:
        raise BundleError(f"{len(entries):,} entries, more than {MOST_ENTRIES:,}")
    seen: dict[str, str] = {}
    for entry in entries:
        _entry(entry)
        key = entry.filename.rstrip("/").casefold()
        if key in seen:
            twice = entry.filename.rstrip("/") == seen[key]
            raise BundleError(f"{shown(entry.filename)}: there twice" if twice else f"{shown(entry.filename)}: also {seen[key]}")
        seen[key] = entry.filename.rstrip("/")
    files = sorted((entry for entry in entries if not entry.is_dir()), key=lambda entry: entry.header_offset)
    _nested(files)
    if (total := sum(entry.file_size for entry in files)) > MOST_BYTES:
        raise BundleError(f"{total:,} bytes unpacked, more than {MOST_BYTES:,}")
    _side_by_side(sorted(entries, key=lambda entry: entry.header_offset), zip_.start_dir, file, path.stat().st_size)
    return files


def _entry(entry: zipfile.ZipInfo) -> None:
    """One entry by itself."""
    name, reason = entry.filename, None
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.orig_filename != entry.filename or not safe_name(name.removesuffix("/")):
        reason = "no name that a bundle's file has"
    elif entry.flag_bits & (_ENCRYPTED | _STRONG | _MASKED):
        reason = "encrypted"
    elif entry.flag_bits & _PATCH or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        reason = f"compressed by method {entry.compress_type}, which is not read"
    elif kind not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
        reason = "neither a file nor a folder"
    elif entry.is_dir() and (entry.file_size or entry.compress_size or entry.CRC):
        reason = "a folder that holds bytes"
    elif not _plain(entry.extra):
        reason = "it tells more of itself than size, time and owner"
    elif entry.compress_type == zipfile.ZIP_STORED and entry.compress_size != entry.file_size:
        reason = "stored, and of two sizes"
    elif entry.file_size > max(SMALL, MOST_RATIO * entry.compress_size):
        reason = f"{entry.file_size:,} bytes out of {entry.compress_size:,}: a zip bomb"
    if reason is not None:
        raise BundleError(f"{shown(name)}: {reason}")


def _plain(extra: bytes) -> bool:
    """An entry's extra fields are whole, and none of them is one by which another program would call the file otherwise."""
    while extra:
        if len(extra) < _FIELD.size:
            return False
        kind, length = _FIELD.unpack_from(extra)
        if kind not in _EXTRAS or len(extra) < _FIELD.size + length:
            return False
        extra = extra[_FIELD.size + length :]
    return True


def safe_name(name: str) -> bool:
    """Relative, of steps that every system takes as they are: letters, digits, `.`, `_`, `-`; no device, no `..`."""
    steps = name.split("/")
    return len(name) <= LONGEST and all(
        _STEP.fullmatch(step) and not step.endswith(".") and not _DEVICE.fullmatch(step) for step in steps
    )


def _nested(files: Sequence[zipfile.ZipInfo]) -> None:
    """No file is another one's folder."""
    names = {entry.filename.casefold() for entry in files}
    for entry in files:
        steps = entry.filename.casefold().split("/")
        if any("/".join(steps[:depth]) in names for depth in range(1, len(steps))):
            raise BundleError(f"{shown(entry.filename)}: its folder is a file")


def _side_by_side(entries: Sequence[zipfile.ZipInfo], directory: int, file: BinaryIO, size: int) -> None:
    """Entries lie one behind the other from the first byte to the directory: none overlaps, and nothing hides between them."""
    end = 0
    for entry in entries:
        if entry.header_offset < end:
            raise BundleError(f"{shown(entry.filename)}: lies over another entry")
        if entry.header_offset > end:
            raise BundleError(f"{shown(entry.filename)}: before it are {entry.header_offset - end:,} bytes of no entry")
        file.seek(entry.header_offset)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != b"PK\3\4":
            raise BundleError(f"{shown(entry.filename)}: no entry begins where the directory says")
        _, _, flags, method, _, _, crc, _, _, name, extra = _LOCAL.unpack(head)
        if file.read(name) != entry.filename.encode("ascii") or not _plain(file.read(extra)):
            raise BundleError(f"{shown(entry.filename)}: its head has another name than the directory, or tells more")
        told_behind = entry.flag_bits & _DESCRIBED_BEHIND
        if (flags, method) != (entry.flag_bits, entry.compress_type) or (not told_behind and crc != entry.CRC):
            raise BundleError(f"{shown(entry.filename)}: its head and the directory differ")
        end = entry.header_offset + _LOCAL.size + name + extra + entry.compress_size
        if told_behind:
            end = _behind(entry, end, entries, directory)
    if end != directory:
        raise BundleError(f"{directory - end:,} bytes of no entry before the directory of the zip")
    file.seek(max(size - _END, 0))
    last = file.read()
    if not (len(last) == _END and last.startswith(b"PK\5\6") and last.endswith(b"\0\0")):
        raise BundleError("bytes behind the directory of the zip")


def _behind(entry: zipfile.ZipInfo, end: int, entries: Sequence[zipfile.ZipInfo], directory: int) -> int:
    """Where an entry ends that tells its size behind itself, as other zip programs write."""
    following = [other.header_offset for other in entries if other.header_offset >= end]
    gap = min([*following, directory]) - end
    return end + gap if gap in _DESCRIPTORS else end


def shown(name: str) -> str:
    """A hostile name, fit for one line."""
    return ascii(name[:200])[1:-1]


def room_for(size: int, folder: Path) -> None:
    """Whether the disk has room.

    Raises:
        BundleError: it has not.
    """
    told = os.statvfs(folder)
    if size > told.f_bavail * told.f_frsize:
        raise BundleError(f"{size:,} bytes unpacked, more than {folder} has room for")
