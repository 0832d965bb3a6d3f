"""Records for a bundle: members of segments as they lie, nothing compressed anew, but for bodies that are to stay behind.

The same archive gives the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from portalaudit.archive.index import walk_segment
from portalaudit.archive.members import Head, Member, members_at, parse_head
from portalaudit.archive.parse import MARK, entry, identifier
from portalaudit.archive.records import FIELDS, RESPONSE, Field, member, record
from portalaudit.archive.segments import all_segments, file_safe, locate
from portalaudit.errors import ArchiveError
from portalaudit.model.capture import WITHHELD, Capture

PIECE = 1024 * 1024
"""Bytes that are copied at once."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A record of an audit's own segments and where it lies."""

    segment: str
    offset: int
    length: int
    capture: Capture | None
    """None of a request, an event and what heads a segment. Headers are left out."""


def survey(archive: Path, audit: str) -> Iterator[Placed]:
    """Every record of an audit's segments, in order.

    Raises:
        ArchiveError: a segment is damaged, or gone since.
    """
    for name, path in all_segments(archive, audit):
        end = 0
        for one in walk_segment(archive, name, path):
            found = entry(one, name)
            item = found.item if found is not None and found.audit == audit else None
            yield Placed(name, one.offset, one.length, replace(item, headers=()) if isinstance(item, Capture) else None)
            end = one.offset + one.length
        if end != _place(archive, name).stat().st_size:
            raise ArchiveError(f"{name}: damaged at byte {end:,}")


def copied(archive: Path, records: Sequence[Placed], withheld: frozenset[str]) -> Iterator[bytes]:
    """The records of one segment in pieces; bodies of the captures in `withheld` left out.

    Raises:
        ArchiveError: the segment is gone.
    """
    path = _place(archive, records[0].segment)
    kept: list[tuple[int, int]] = []
    for one in records:
        if one.capture is not None and one.capture.id in withheld:
            yield from _ranges(path, kept)
            kept = []
            yield bodiless(next(members_at(path, one.offset)))
        else:
            kept.append((one.offset, one.length))
    yield from _ranges(path, kept)


def others_name(audit: str, at: datetime) -> str:
    """The segment of a bundle that holds captures of other audits, which this one goes on with."""
    return f"segments/{at:%Y}/{at:%m}/{file_safe(audit)}-others.warc.gz"


def others(
    archive: Path, audit: str, at: datetime, captures: Iterable[Capture], withheld: frozenset[str], software: str
) -> Iterator[bytes]:
    """The segment of captures that other audits made, in pieces: each with its request, in the order given.

    Raises:
        ArchiveError: the archive does not hold one of them.
    """
    lines = (
        f"software: {software}\r\nformat: WARC File Format 1.1\r\nisPartOf: {audit}\r\n"
        "description: captures of other audits that this one goes on with, as they were recorded\r\n"
    )
    fields: list[Field] = [("WARC-Filename", Path(others_name(audit, at)).name)]
    name = str(uuid5(NAMESPACE_URL, f"urn:portalaudit:{audit}:others"))
    yield b"".join(member(record("warcinfo", name, at, FIELDS, fields, (lines.encode(),))))
    for capture in captures:
        yield from with_request(archive, capture, withheld)


def with_request(archive: Path, capture: Capture, withheld: frozenset[str]) -> Iterator[bytes]:
    if capture.segment is None or capture.offset is None:
        raise ArchiveError(f"capture {capture.id} has no place in the archive")
    path = _place(archive, capture.segment)
    found = members_at(path, capture.offset)
    own, following = next(found, None), next(found, None)
    head = parse_head(own.start) if own is not None else None
    if own is None or head is None or identifier(head.get("WARC-Record-ID")) != capture.id:
        raise ArchiveError(f"capture {capture.id} is not where it should be in {capture.segment}")
    if capture.id in withheld:
        yield bodiless(own)
    else:
        yield from _ranges(path, [(own.offset, own.length)])
    asked = parse_head(following.start) if following is not None else None
    if following is not None and asked is not None and identifier(asked.get("WARC-Concurrent-To")) == capture.id:
        yield from _ranges(path, [(following.offset, following.length)])


def bodiless(one: Member) -> bytes:
    """A response as a record of metadata: its fields, the digest and length of its body, its HTTP head; the body left out.

    Raises:
        ArchiveError: it is no response.
    """
    head = parse_head(one.start)
    http = parse_head(one.start, head.end, "latin-1") if head is not None else None
    if head is None or http is None or head.get("WARC-Type") != "response":
        raise ArchiveError(f"the record at {one.offset} is no response whose body could be left out")
    made = [(name, value) for name, value in head.fields if name not in _MADE]
    # Not WARC-Payload-Digest: checkers hold that against the bytes that are there.
    told = [(MARK + "Payload-Digest", head.get("WARC-Payload-Digest")), (MARK + "Error", WITHHELD)]
    item = record(
        "metadata", identifier(head.get("WARC-Record-ID")) or "", _date(head), RESPONSE, [*made, *told],
        (one.start[head.end : http.end],),
    )  # fmt: skip
    fields = tuple((name, head.get(name) if name == "WARC-Date" else value) for name, value in item.fields)
    return b"".join(member(replace(item, fields=fields)))


_MADE = frozenset({
    "WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Block-Digest", "WARC-Payload-Digest", "WARC-Truncated", "Content-Type",
    "Content-Length", MARK + "Error", MARK + "Detail",
})  # fmt: skip
"""Fields of a record that are made anew when its body is left out."""


def _date(head: Head) -> datetime:
    return datetime.fromisoformat((head.get("WARC-Date") or "1970-01-01T00:00:00Z").replace("Z", "+00:00"))


def _ranges(path: Path, ranges: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    """Bytes of a file; ranges that touch are read as one."""
    joined: list[tuple[int, int]] = []
    for begin, length in ranges:
        if joined and joined[-1][1] == begin:
            joined[-1] = (joined[-1][0], begin + length)
        else:
            joined.append((begin, begin + length))
    with path.open("rb") as file:
        for begin, end in joined:
            file.seek(begin)
            while begin < end:
                piece = file.read(min(PIECE, end - begin))
                if not piece:
                    raise ArchiveError(f"{path.name}: cut off at byte {begin:,}")
                begin += len(piece)
                yield piece


def _place(archive: Path, segment: str) -> Path:
    path = locate(archive, segment)
    if path is None:
        raise ArchiveError(f"the archive has no segment {segment}")
    return path
