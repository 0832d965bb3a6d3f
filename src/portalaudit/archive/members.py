"""Reading segments: gzip members, the WARC and HTTP heads in them, and what follows.

Everything read here is untrusted: segments travel in bundles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from isal import isal_zlib

from portalaudit.archive.decode import BROKEN
from portalaudit.errors import ArchiveError
from portalaudit.model.capture import Headers

HEAD_LIMIT = 1024 * 1024
"""A WARC head with the HTTP head behind it is never longer than this."""
_BLOCK = 256 * 1024
_OUT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member, known by its first bytes."""

    offset: int
    length: int
    """Bytes of the member in the file."""
    start: bytes
    """The first decoded bytes, at most HEAD_LIMIT and a little."""
    decoded: int
    """Bytes that it decodes to."""


@dataclass(frozen=True, slots=True)
class Head:
    """A parsed head: first line, fields in order, and where the rest begins."""

    first: str
    fields: Headers
    end: int

    def get(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), None)


def walk(path: Path) -> Iterator[Member]:
    """The whole members of a segment, in order. A half-written or damaged tail ends the walk without an error."""
    return members_at(path, 0)


def _one(file: BinaryIO, offset: int, rest: bytes) -> tuple[Member, bytes] | None:
    """The member that begins at `offset`, of which `rest` was read already; None where no whole member is."""
    stream = isal_zlib.decompressobj(wbits=31)
    start = bytearray()
    taken = decoded = 0
    data, more = rest, False
    while True:
        if not data and not more:
            data = file.read(_BLOCK)
            if not data:
                return None
        try:
            piece = stream.decompress(data, _OUT)
        except BROKEN:
            return None
        decoded += len(piece)
        more = len(piece) == _OUT  # the input may be used up while output waits
        if len(start) < HEAD_LIMIT:
            start += piece[: HEAD_LIMIT - len(start)]
        left = stream.unused_data if stream.eof else stream.unconsumed_tail
        taken += len(data) - len(left)
        if stream.eof:
            return Member(offset, taken, bytes(start), decoded), left
        data = left


def members_at(path: Path, offset: int) -> Iterator[Member]:
    """The whole members from the one that begins at `offset`, in order."""
    with path.open("rb") as file:
        file.seek(offset)
        rest = b""
        while (found := _one(file, offset, rest)) is not None:
            member, rest = found
            yield member
            offset += member.length


def decoded(path: Path, most: int) -> Iterator[tuple[Member, bytes]]:
    """The whole members of a segment with all that they decode to, one at a time.

    Raises:
        ArchiveError: a member is damaged, decodes to more than `most` bytes, or bytes behind the last are none.
    """
    size, end = path.stat().st_size, 0
    with path.open("rb") as file:
        rest = b""
        while end < size:
            stream, out, taken, total = isal_zlib.decompressobj(wbits=31), [], 0, 0
            data, more = rest, False
            while not stream.eof:
                if not data and not more and not (data := file.read(_OUT)):
                    raise ArchiveError(f"{path.name}: the record at {end:,} is cut off")
                try:
                    piece = stream.decompress(data, _OUT)
                except BROKEN as problem:
                    raise ArchiveError(f"{path.name}: the record at {end:,} is damaged: {problem}") from problem
                total += len(piece)
                if total > most:
                    raise ArchiveError(f"{path.name}: the record at {end:,} decodes to more than {most:,} bytes")
                out.append(piece)
                more = len(piece) == _OUT
                left = stream.unused_data if stream.eof else stream.unconsumed_tail
                taken += len(data) - len(left)
                data = left
            rest = data
            whole = out[0] if len(out) == 1 else b"".join(out)
            yield Member(end, taken, whole[:HEAD_LIMIT], total), whole
            end += taken


def whole_length(path: Path) -> int:
    """Bytes of the segment up to the end of its last whole member."""
    return max((member.offset + member.length for member in walk(path)), default=0)


def read_at(path: Path, offset: int, limit: int) -> bytes:
    """Decode the one member that begins at `offset`.

    Raises:
        ArchiveError: there is no whole member, or it decodes to more than `limit` bytes.
    """
    stream = isal_zlib.decompressobj(wbits=31)
    out: list[bytes] = []
    size = 0
    try:
        with path.open("rb") as file:
            file.seek(offset)
            while not stream.eof:
                data = stream.unconsumed_tail or file.read(_OUT)
                if not data:
                    raise ArchiveError(f"{path.name}: the record at {offset} is cut off")
                piece = stream.decompress(data, limit + 1 - size)
                size += len(piece)
                if size > limit:
                    raise ArchiveError(f"{path.name}: the record at {offset} decodes to more than {limit} bytes")
                out.append(piece)
    except (BROKEN, OSError, ValueError, OverflowError) as trouble:
        raise ArchiveError(f"{path.name}: no record can be read at {offset}: {trouble}") from trouble
    return out[0] if len(out) == 1 else b"".join(out)


def parse_head(data: bytes, begin: int = 0, encoding: str = "utf-8") -> Head | None:
    """The head that begins at `begin`, up to its empty line; None where there is none."""
    end = data.find(b"\r\n\r\n", begin)
    if end < 0:
        return None
    lines = data[begin:end].decode(encoding, "replace").split("\r\n")
    fields = tuple((name, value.strip(" \t")) for name, colon, value in (line.partition(":") for line in lines[1:]) if colon)
    return Head(lines[0], fields, end + 4)
