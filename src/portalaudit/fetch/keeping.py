"""What happens to an answer in a worker thread: decode, archive, hand back. No caller sees a byte before it is written."""

from dataclasses import dataclass, replace

from portalaudit.archive.decode import content_encoding, decode
from portalaudit.archive.exchange import Answered, Asked, Original
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.records import sha256
from portalaudit.archive.writer import SegmentWriter
from portalaudit.errors import ArchiveError
from portalaudit.fetch.client import NoAnswer
from portalaudit.model.capture import Capture, Headers
from portalaudit.model.ports import Validators


@dataclass(frozen=True, slots=True)
class Kept:
    """An attempt that is in the archive, and what the caller may see of it."""

    capture: Capture
    body: bytes = b""
    location: str | None = None
    """Where it redirects to, secrets included: the capture's own header has them masked."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A payload of an earlier audit, and the headers to ask with whether it still holds."""

    original: Original
    capture: Capture
    conditions: Headers


def stored(validators: Validators, reader: ArchiveReader, url: str) -> Stored | None:
    """What the archive has of an address; None where nothing is there to compare with."""
    validator = validators.get(url)
    if validator is None or reader.index is None:
        return None
    capture = reader.index.find(validator.capture)
    if capture is not None and capture.revisit_of is not None:
        capture = reader.index.find(capture.revisit_of)
    if capture is None or capture.sha256 is None or capture.error is not None or capture.revisit_of is not None:
        return None
    conditions = (("If-None-Match", validator.etag), ("If-Modified-Since", validator.last_modified))
    original = Original(capture.id, capture.url, capture.fetched_at, capture.sha256, capture.length, capture.media_type)
    return Stored(original, capture, tuple((name, value) for name, value in conditions if value))


def keep(
    writer: SegmentWriter,
    reader: ArchiveReader | None,
    asked: Asked,
    answer: Answered | NoAnswer,
    known: Stored | None,
    caps: tuple[int, float],
) -> Kept:
    """Archive an attempt and decode its body under the caps (bytes, ratio).

    Raises:
        ArchiveError: the archive cannot be written.
    """
    if isinstance(answer, NoAnswer):
        return Kept(writer.failure(asked, answer.error, answer.detail, sent=answer.sent))
    if answer.status == 304:
        return _unchanged(writer, reader, asked, answer, known, caps)
    body = b""
    if asked.method == "GET" and answer.body and answer.error in (None, "truncated"):
        decoded = decode(answer.body, content_encoding(answer.headers), max_bytes=caps[0], max_ratio=caps[1])
        body = decoded.body
        if decoded.error and not answer.error:
            answer = replace(answer, error=decoded.error, detail=decoded.detail)
    same = known is not None and answer.error is None and answer.status == 200 and len(answer.body) == known.original.length
    again = known.original if known and same and sha256(answer.body) == known.original.sha256 else None
    location = next((value for name, value in answer.headers if name.lower() == "location"), None)
    return Kept(writer.exchange(asked, answer, again), body, location)


def _unchanged(
    writer: SegmentWriter,
    reader: ArchiveReader | None,
    asked: Asked,
    answer: Answered,
    known: Stored | None,
    caps: tuple[int, float],
) -> Kept:
    """A 304. Where the stored body cannot be read, the record is no revisit, and the fetcher asks again without conditions."""
    if known is None or reader is None:
        return Kept(writer.exchange(asked, answer))
    try:
        found = reader.content(known.capture, max_bytes=caps[0], max_ratio=caps[1])
    except ArchiveError:
        return Kept(writer.exchange(asked, answer))
    if found.error:
        return Kept(writer.exchange(asked, answer))
    return Kept(writer.exchange(asked, answer, known.original), found.body)
