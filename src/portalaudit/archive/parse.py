"""Records back into values: the mirror of `writer`."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from portalaudit.archive import records
from portalaudit.archive.members import Head, Member, parse_head
from portalaudit.model.capture import Capture, Event, Headers, Method, Scalar

_URN = re.compile(r"<urn:uuid:([0-9A-Za-z-]{1,64})>")
_SHA256 = re.compile(r"sha256:([0-9a-f]{64})")
_STATUS_LINE = re.compile(r"HTTP/\S+ (\d{3})(?: .*)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z", re.ASCII)
_MEDIA = re.compile(r"[\w.+*-]{1,100}/[\w.+*-]{1,100}")

MARK = "Portalaudit-"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record of a segment holds."""

    audit: str
    item: Capture | Event
    at: datetime
    conversion: bool = False
    """The item is text taken from the capture that `revisit_of` names, not something that was received."""


def entry(member: Member, segment: str) -> Entry | None:
    """The capture or event in a member; None for records that stand for neither (warcinfo, request) or are not ours."""
    head = parse_head(member.start)
    if head is None or not head.first.startswith("WARC/1."):
        return None
    audit = head.get(MARK + "Audit")
    at = _stamp(head.get("WARC-Date"))
    if audit is None or at is None:
        return None
    kind = head.get("WARC-Type")
    if kind == "metadata" and head.get("Content-Type") == records.EVENT:
        event = _event(member.start[head.end :])
        return Entry(audit, event, at) if event else None
    if kind not in ("response", "revisit", "metadata", "resource", "conversion"):
        return None
    answered = kind in ("response", "revisit") or (kind == "metadata" and head.get("Content-Type") == records.RESPONSE)
    http = parse_head(member.start, head.end, "latin-1") if answered else None
    capture = _capture(head, http, kind, at, segment, member.offset)
    return Entry(audit, capture, at, kind == "conversion") if capture else None


def _capture(head: Head, http: Head | None, kind: str, at: datetime, segment: str, offset: int) -> Capture | None:
    capture_id = identifier(head.get("WARC-Record-ID"))
    url = head.get("WARC-Target-URI")
    method = head.get(MARK + "Method")
    if capture_id is None or url is None or method not in ("GET", "HEAD"):
        return None
    headers = received(http.fields) if http else ()
    status = _STATUS_LINE.fullmatch(http.first) if http else None
    own_type = head.get("Content-Type") if kind in ("resource", "conversion") else None
    return Capture(
        id=capture_id,
        method=cast(Method, method),
        url=url,
        fetched_at=at,
        status=int(status[1]) if status else None,
        error=head.get(MARK + "Error"),
        headers=headers,
        media_type=head.get(MARK + "Media-Type") or media_type(own_type or _first(headers, "content-type")),
        length=_number(head.get(MARK + "Payload-Length")) or 0,
        sha256=digest(head.get("WARC-Payload-Digest") or head.get(MARK + "Payload-Digest")),
        tls=head.get(MARK + "TLS"),
        segment=segment,
        offset=offset,
        revisit_of=identifier(head.get("WARC-Refers-To")),
        kind="submitted" if head.get(MARK + "Kind") == "submitted" else "crawled",
        detail=head.get(MARK + "Detail"),
        chain=head.get(MARK + "Chain"),
        step=_number(head.get(MARK + "Step")) or 0,
    )


def received(fields: Headers) -> Headers:
    """Response headers as they were received: what the writer renamed has its name again."""
    undone = tuple(records.MOVED.lower() + name for name in records.UNDONE)
    return tuple((name[len(records.MOVED) :] if name.lower() in undone else name, value) for name, value in fields)


def media_type(content_type: str | None) -> str | None:
    """Lower-cased type/subtype of a Content-Type; None where it has no such thing."""
    word = (content_type or "").partition(";")[0].strip().lower()
    return word if _MEDIA.fullmatch(word) else None


def identifier(value: str | None) -> str | None:
    found = _URN.fullmatch(value or "")
    return found[1] if found else None


def digest(value: str | None) -> str | None:
    """The hexadecimal part of a `sha256:` digest."""
    found = _SHA256.fullmatch(value or "")
    return found[1] if found else None


def _first(headers: Headers, name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name), None)


def _number(value: str | None) -> int | None:
    return int(value) if value is not None and re.fullmatch(r"\d{1,15}", value) else None


def _stamp(value: str | None) -> datetime | None:
    if value is None or not _MOMENT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except ValueError:
        return None


def _event(block: bytes) -> Event | None:
    try:
        value = json.loads(block.rstrip(b"\r\n"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("name"), str) or not isinstance(value.get("detail"), dict):
        return None
    return Event(value["name"], value.get("value"), cast("dict[str, Scalar]", value["detail"]))
