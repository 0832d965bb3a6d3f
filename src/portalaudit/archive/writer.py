"""Writing captures: every exchange of one audit becomes records before anyone reads it."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from uuid import uuid4

from portalaudit import __version__, clock
from portalaudit.archive import records
from portalaudit.archive.exchange import Answered, Asked, Original
from portalaudit.archive.parse import MARK, media_type
from portalaudit.archive.records import Field, Record, member, record
from portalaudit.archive.redact import archived_url, redact_headers
from portalaudit.archive.segments import SEAL_BYTES, SEAL_SECONDS, adopt_orphans
from portalaudit.archive.shelf import Shelf
from portalaudit.errors import ArchiveError
from portalaudit.model.capture import Capture, Event, Headers

BIG_EVENT = 900 * 1024
"""Bytes of an event's JSON: it must fit into what a rebuild keeps of a record (members.HEAD_LIMIT)."""


class SegmentWriter:
    """Writes the records of one audit. Thread-safe; call it from worker threads, it compresses where it is called.

    Opening one seals the segments that dead processes left in the spool.
    """

    def __init__(
        self,
        archive: Path,
        audit: str,
        *,
        seal_bytes: int = SEAL_BYTES,
        seal_seconds: float = SEAL_SECONDS,
        level: int = records.LEVEL,
    ) -> None:
        """
        Raises:
            ArchiveError: an orphan cannot be moved.
        """
        self.archive, self.audit, self._level = archive, audit, level
        adopt_orphans(archive)
        self._shelf = Shelf(archive, audit, self._warcinfo, seal_bytes=seal_bytes, seal_seconds=seal_seconds)

    @property
    def bytes_written(self) -> int:
        """Compressed bytes so far."""
        return self._shelf.bytes_written

    def exchange(self, asked: Asked, answered: Answered, original: Original | None = None) -> Capture:
        """Write a response and its request. With `original` a revisit: not modified for a 304, the same payload else.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        url, headers = archived_url(asked.url), redact_headers(answered.headers)
        detail = _one_line(answered.detail)
        unchanged = original is not None and answered.status == 304
        payload = b"" if unchanged else answered.body
        digest = original.sha256 if original else (records.sha256(payload) if payload else None)
        length = original.length if original else len(payload)
        media = media_type(_first(headers, "content-type"))
        fields: list[Field] = [
            ("WARC-Target-URI", url),
            ("WARC-IP-Address", answered.address),
            ("WARC-Payload-Digest", f"sha256:{digest}" if digest else None),
            ("WARC-Truncated", answered.cut),
            (MARK + "Payload-Length", str(length)),
            (MARK + "Error", answered.error),
            (MARK + "Detail", detail),
            (MARK + "TLS", answered.tls),
            *self._common(asked),
        ]
        if original:
            fields += _refers_to(original, unchanged)
            if media is None and original.media_type:
                media = original.media_type
                fields.append((MARK + "Media-Type", media))
        head = records.response_head(answered.version, answered.status, answered.phrase, headers)
        block = (head,) if original else (head, payload)
        response = record("revisit" if original else "response", asked.id, asked.at, records.RESPONSE, fields, block)
        segment, offset = self._write(response, self._request(asked, url))
        return Capture(
            id=asked.id,
            method=asked.method,
            url=url,
            fetched_at=asked.at,
            status=answered.status,
            error=answered.error,
            headers=headers,
            media_type=media,
            length=length,
            sha256=digest,
            tls=answered.tls,
            segment=segment,
            offset=offset,
            revisit_of=original.id if original else None,
            detail=detail,
            chain=asked.chain,
            step=asked.step,
        )

    def failure(self, asked: Asked, error: str, detail: str | None = None, *, sent: bool = False) -> Capture:
        """Write that no answer came, and why; `sent` where a request went out.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        url, detail = archived_url(asked.url), _one_line(detail)
        fields: list[Field] = [
            ("WARC-Target-URI", url),
            (MARK + "Error", error),
            (MARK + "Detail", detail),
            *self._common(asked),
        ]
        block = (f"error: {error}\r\n" + (f"detail: {detail}\r\n" if detail else "")).encode()
        item = record("metadata", asked.id, asked.at, records.FIELDS, fields, (block,))
        segment, offset = self._write(item, *((self._request(asked, url),) if sent else ()))
        return Capture(
            id=asked.id, method=asked.method, url=url, fetched_at=asked.at, error=error, detail=detail,
            segment=segment, offset=offset, chain=asked.chain, step=asked.step,
        )  # fmt: skip

    def event(self, event: Event, at: datetime | None = None) -> None:
        """Write a choice.

        Raises:
            ArchiveError: it is no JSON, too large, or the archive cannot be written.
        """
        block = _event_json(event)
        fields: list[Field] = [(MARK + "Audit", self.audit), (MARK + "Event", event.name)]
        self._write(record("metadata", str(uuid4()), at or clock.now(), records.EVENT, fields, (block,)))

    def conversion(self, of: Capture, text: bytes, content_type: str, tool: str) -> Capture:
        """Write text taken from a capture; `tool` names the extractor and its version. Spans point to what is returned.

        Its id follows from the capture, the tool and the text, so that who reads the archive again points to the same record.
        """
        name = records.conversion_id(of.id, text, tool)
        return self._resource("conversion", of.url, text, content_type, of.kind, of.id, [(MARK + "Tool", tool)], name)

    def submitted(self, url: str, payload: bytes, content_type: str, note: str | None = None) -> Capture:
        """Write a document that a person handed over. `url` says where it is from, or is a `urn:` of its own."""
        return self._resource("resource", archived_url(url), payload, content_type, "submitted", None, [(MARK + "Note", note)])

    def _resource(
        self, record_type: str, url: str, payload: bytes, content_type: str, kind: Literal["crawled", "submitted"],
        of: str | None, more: list[Field], name: str | None = None,
    ) -> Capture:  # fmt: skip
        asked = Asked(name or str(uuid4()), "GET", url, clock.now())
        digest = records.sha256(payload)
        fields: list[Field] = [
            ("WARC-Target-URI", url),
            ("WARC-Payload-Digest", f"sha256:{digest}"),
            ("WARC-Refers-To", records.urn(of) if of else None),
            (MARK + "Payload-Length", str(len(payload))),
            (MARK + "Kind", "submitted" if kind == "submitted" else None),
            *more,
            *self._common(asked),
        ]
        segment, offset = self._write(record(record_type, asked.id, asked.at, content_type, fields, (payload,)))
        return Capture(
            id=asked.id, method="GET", url=url, fetched_at=asked.at, media_type=media_type(content_type), length=len(payload),
            sha256=digest, segment=segment, offset=offset, revisit_of=of, kind=kind,
        )  # fmt: skip

    def seal(self) -> None:
        """Seal the current segment; writing goes on in another."""
        self._shelf.seal()

    def close(self) -> None:
        """Seal and end.

        Raises:
            ArchiveError: the last segment cannot be moved to its place.
        """
        self._shelf.close()

    def __enter__(self) -> "SegmentWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, *items: Record) -> tuple[str, int]:
        return self._shelf.append([piece for item in items for piece in member(item, self._level)])

    def _common(self, asked: Asked) -> list[Field]:
        return [
            (MARK + "Audit", self.audit),
            (MARK + "Method", asked.method),
            (MARK + "Chain", asked.chain),
            (MARK + "Step", str(asked.step) if asked.step else None),
        ]

    def _request(self, asked: Asked, url: str) -> Record:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fields: list[Field] = [
            ("WARC-Target-URI", url),
            ("WARC-Concurrent-To", records.urn(asked.id)),
            (MARK + "Audit", self.audit),
        ]
        head = records.request_head(asked.method, target, redact_headers(asked.headers))
        return record("request", str(uuid4()), asked.at, records.REQUEST, fields, (head,))

    def _warcinfo(self, filename: str, at: datetime) -> list[bytes]:
        block = (
            f"software: portalaudit/{__version__}\r\nformat: WARC File Format 1.1\r\n"
            "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
            f"isPartOf: {self.audit}\r\n"
        ).encode()
        fields: list[Field] = [("WARC-Filename", filename), (MARK + "Audit", self.audit)]
        return member(record("warcinfo", str(uuid4()), at, records.FIELDS, fields, (block,)), self._level)


def _refers_to(original: Original, unchanged: bool) -> list[Field]:
    return [
        ("WARC-Profile", records.NOT_MODIFIED if unchanged else records.SAME_PAYLOAD),
        ("WARC-Refers-To", records.urn(original.id)),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", records.stamp(original.at)),
    ]


def _event_json(event: Event) -> bytes:
    value: Mapping[str, object] = {"name": event.name, "value": event.value, "detail": dict(event.detail)}
    try:
        block = json.dumps(value, allow_nan=False, sort_keys=True).encode()
    except (TypeError, ValueError, RecursionError) as trouble:
        raise ArchiveError(f"the choice {event.name!r} is no JSON: {trouble}") from trouble
    if len(block) > BIG_EVENT:
        raise ArchiveError(f"the choice {event.name!r} has {len(block)} bytes of JSON, more than {BIG_EVENT}")
    return block


def _first(headers: Headers, name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name), None)


def _one_line(value: str | None) -> str | None:
    return records.one_line(value.encode("utf-8", "replace").decode())[:300] if value else None
