"""Finding payloads again, digests verified."""

from dataclasses import replace
from pathlib import Path

from portalaudit.archive.decode import Decoded, content_encoding, decode
from portalaudit.archive.members import HEAD_LIMIT, Head, parse_head, read_at
from portalaudit.archive.parse import digest, identifier, received
from portalaudit.archive.records import sha256
from portalaudit.archive.segments import locate
from portalaudit.errors import ArchiveError, CaptureMissing, DigestMismatch
from portalaudit.model.capture import WITHHELD, Capture, Headers
from portalaudit.model.ports import CaptureIndex

MAX_HOPS = 8
"""Revisits that refer to revisits; ours refer to the original at once."""
MAX_BYTES = 512 * 1024 * 1024
"""Cap of a decoded payload; the fetcher's default."""


class ArchiveReader:
    """Reads payloads from an archive folder. Thread-safe. `index` finds the captures that revisits refer to."""

    def __init__(self, archive: Path, index: CaptureIndex | None = None) -> None:
        self.archive, self.index = archive, index

    def read(self, capture: Capture) -> bytes:
        """The payload as archived (content encoding kept); of a revisit, the payload that it repeats.

        Raises:
            CaptureMissing: the archive does not hold the record, or not the one that this revisit repeats.
            DigestMismatch: the bytes are not those that were recorded.
            ArchiveError: the record cannot be read.
        """
        return self._record(self._original(capture))[0]

    def whole(self, capture: Capture) -> Capture:
        """The capture with its headers, which no database keeps: of a revisit without any of its own, those of what it repeats.

        Raises: as `read`.
        """
        return capture if capture.headers else replace(capture, headers=self._record(self._original(capture))[1])

    def decoded(self, capture: Capture, *, max_bytes: int = MAX_BYTES, max_ratio: float = 200.0) -> bytes:
        """The payload with its content encoding undone, as the fetcher handed it over: empty where it broke a cap or could not be
        decoded, what came where it was cut short.

        Raises: as `read`.
        """
        if capture.error not in (None, "truncated"):
            return b""
        original = self._original(capture)
        body = self.content(original, max_bytes=max_bytes, max_ratio=max_ratio)
        return body.body if body.error in (None, "truncated") else b""

    def verify(self, capture: Capture) -> None:
        """Look whether a capture's own record is in its place, and its payload, where it has one, what was recorded.

        Raises: as `read`.
        """
        repeats = capture.revisit_of is not None and (capture.status is not None or capture.error is not None)
        if not repeats and capture.sha256 is not None:
            self._record(capture)
        elif capture.segment is not None and capture.offset is not None:
            path = locate(self.archive, capture.segment)
            head = None if path is None else parse_head(read_at(path, capture.offset, 2 * HEAD_LIMIT))
            if head is None or identifier(head.get("WARC-Record-ID")) != capture.id:
                raise CaptureMissing(f"capture {capture.id} is not where it should be in {capture.segment}")

    def content(self, capture: Capture, *, max_bytes: int = MAX_BYTES, max_ratio: float = 200.0) -> Decoded:
        """As `decoded`, with the reason where nothing can be decoded. Raises: as `read`."""
        original = self._original(capture)
        payload, headers = self._record(original)
        encoding = content_encoding(original.headers or headers)
        return decode(payload, encoding, max_bytes=max_bytes, max_ratio=max_ratio)

    def _original(self, capture: Capture) -> Capture:
        """The capture whose record holds the payload. A conversion's own record does, whatever it was made from."""
        for _ in range(MAX_HOPS):
            if capture.revisit_of is None or (capture.status is None and capture.error is None):
                return capture
            found = self.index.find(capture.revisit_of) if self.index else None
            if found is None:
                raise CaptureMissing(f"capture {capture.id} repeats {capture.revisit_of}, which is not in the archive")
            capture = found
        raise CaptureMissing(f"capture {capture.id} is at the end of too long a chain of revisits")

    def _record(self, capture: Capture) -> tuple[bytes, Headers]:
        """Payload and response headers of a capture's own record."""
        if capture.sha256 is None and capture.length == 0:
            return b"", ()
        if capture.error == WITHHELD:
            raise CaptureMissing(f"capture {capture.id}: its body stayed behind when the bundle was made")
        if capture.segment is None or capture.offset is None or capture.offset < 0:
            raise CaptureMissing(f"capture {capture.id} has no place in the archive")
        path = locate(self.archive, capture.segment)
        if path is None:
            raise CaptureMissing(f"capture {capture.id}: the archive has no segment {capture.segment}")
        try:
            data = read_at(path, capture.offset, capture.length + HEAD_LIMIT)
        except ArchiveError:
            moved = locate(self.archive, capture.segment)  # sealed by another process after our look
            if moved in (None, path):
                raise
            data = read_at(moved, capture.offset, capture.length + HEAD_LIMIT)
        head = parse_head(data)
        if head is None or identifier(head.get("WARC-Record-ID")) != capture.id:
            raise CaptureMissing(f"capture {capture.id} is not where it should be in {capture.segment}")
        begin, headers = _payload_begin(data, head, capture)
        payload = data[begin : _block_end(data, head, capture)]
        if sha256(payload) != capture.sha256 or digest(head.get("WARC-Payload-Digest")) != capture.sha256:
            raise DigestMismatch(f"capture {capture.id}: the archived bytes are not the bytes that were recorded")
        return payload, headers


def _payload_begin(data: bytes, head: Head, capture: Capture) -> tuple[int, Headers]:
    if head.get("WARC-Type") != "response":
        return head.end, ()
    http = parse_head(data, head.end, "latin-1")
    if http is None:
        raise ArchiveError(f"capture {capture.id}: its record has no HTTP head")
    return http.end, received(http.fields)


def _block_end(data: bytes, head: Head, capture: Capture) -> int:
    length = head.get("Content-Length") or ""
    end = head.end + int(length) if length.isdecimal() and len(length) < 16 else -1
    if not head.end <= end <= len(data):
        raise ArchiveError(f"capture {capture.id}: its record has another length than it says")
    return end
