"""What a workbook's or a document's ZIP file holds, checked before anything in it is unpacked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from portalaudit.documents.caps import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED
from portalaudit.documents.failure import Failure

BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)
"""What the zipfile module raises for damaged files, passwords and methods that it does not know."""
_CHUNK = 256 * 1024
_SMALL = 8 * 1024 * 1024
"""Members up to this size may be packed as well as they like."""


def open_package(body: bytes) -> zipfile.ZipFile | Failure:
    """The ZIP file, if what it says of itself stays within the caps. Sizes that lie are found while unpacking."""
    try:
        package = zipfile.ZipFile(io.BytesIO(body))
    except BROKEN as problem:
        return Failure("damaged", f"not a ZIP file: {problem}")
    members = package.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS:
        return Failure("zip-bomb", f"{len(members):,} members; at most {MAX_MEMBERS:,} are read")
    if total > MAX_UNPACKED:
        return Failure("zip-bomb", f"unpacks to {total:,} bytes; at most {MAX_UNPACKED:,} are read")
    for member in members:
        if member.file_size > _SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            return Failure("zip-bomb", f"a member unpacks to {member.file_size // max(member.compress_size, 1):,} times its size")
        if member.flag_bits & 1:
            return Failure("encrypted", "the file asks for a password")
    return package


def chunks(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member's bytes, unpacked piece by piece and never more than it declares.

    Raises:
        KeyError: no such member.
        zipfile.BadZipFile, zlib.error, EOFError: the member is damaged.
    """
    with package.open(name) as member:
        while piece := member.read(_CHUNK):
            yield piece
