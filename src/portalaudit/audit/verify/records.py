"""Step: every record of the archive is whole and has the digests that it tells."""

import re
from collections import Counter

from portalaudit.archive.members import HEAD_LIMIT, Head, Member, decoded, parse_head
from portalaudit.archive.parse import digest, identifier
from portalaudit.archive.reader import MAX_BYTES
from portalaudit.archive.records import sha256
from portalaudit.archive.segments import SEALED
from portalaudit.audit.bundles import Bundle
from portalaudit.errors import ArchiveError, BundleError
from portalaudit.export.bundle.bag import DATA
from portalaudit.model.bundle import ARCHIVE
from portalaudit.model.capture import WITHHELD

MOST = MAX_BYTES + HEAD_LIMIT
"""Bytes that a record may decode to: the largest body that is fetched, and its heads."""
_ENDS = b"\r\n\r\n"


def records(bundle: Bundle) -> str:
    """Walk all segments.

    Raises:
        BundleError: a record is damaged, is there twice, or its bytes have another digest than it tells.
    """
    kinds: Counter[str] = Counter()
    seen: set[str] = set()
    place = DATA + ARCHIVE
    for name in sorted(name for name in bundle.files.digests if name.startswith(f"{place}segments/")):
        if not SEALED.fullmatch(name.removeprefix(place)):
            raise BundleError(f"{name}: no name of a segment")
        try:
            for member, data in decoded(bundle.files.folder / name, MOST):
                where = f"{name}, record at {member.offset:,}"
                kind, record_id = _record(where, member, data)
                kinds[kind] += 1
                if record_id in seen:
                    raise BundleError(f"{where}: its id {record_id} is there twice")
                seen.add(record_id)
        except ArchiveError as problem:
            raise BundleError(f"{DATA}{ARCHIVE}segments/…/{problem}") from problem
    _withheld(bundle)
    told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
    return f"{sum(kinds.values()):,} records ({told})"


def _record(where: str, member: Member, data: bytes) -> tuple[str, str]:
    """Kind and id of a record that is as it says."""
    head = parse_head(data[:HEAD_LIMIT])
    if head is None or not head.first.startswith("WARC/1."):
        raise BundleError(f"{where}: no WARC record")
    kind, record_id, length = head.get("WARC-Type"), identifier(head.get("WARC-Record-ID")), head.get("Content-Length") or ""
    if kind is None or record_id is None or not re.fullmatch(r"\d{1,15}", length):
        raise BundleError(f"{where}: a head without type, id or length")
    end = head.end + int(length)
    if len(data) != end + len(_ENDS) or data[end:] != _ENDS:
        raise BundleError(f"{where}: another length than it tells")
    _digests(where, kind, head, data, end)
    return kind, record_id


def _digests(where: str, kind: str, head: Head, data: bytes, end: int) -> None:
    told = digest(head.get("WARC-Block-Digest"))
    whole = memoryview(data)
    if told is None or sha256(whole[head.end : end]) != told:
        raise BundleError(f"{where}: its block has another digest than it tells")
    payload = digest(head.get("WARC-Payload-Digest"))
    if payload is None:
        return
    begin = head.end
    if kind == "response":
        http = parse_head(data[: head.end + HEAD_LIMIT], head.end, "latin-1")
        begin = http.end if http is not None else end
    elif kind not in ("resource", "conversion"):  # a revisit or what was withheld tells of bytes that are elsewhere
        return
    if sha256(whole[begin:end]) != payload:
        raise BundleError(f"{where}: its body has another digest than it tells")


def _withheld(bundle: Bundle) -> None:
    """What is said to be withheld is, with the digest that is told; and nothing else is."""
    told = {one.capture: one for one in bundle.inputs.withheld}
    for name, capture in bundle.captures.items():
        if (capture.error == WITHHELD) != (name in told):
            raise BundleError(f"capture {name}: {'not ' if name not in told else ''}told as withheld in data/inputs.json")
        if name in told and (capture.sha256, capture.length) != (told[name].sha256, told[name].length):
            raise BundleError(f"capture {name}: withheld with another digest or length than data/inputs.json tells")
    if gone := sorted(told.keys() - bundle.captures.keys()):
        raise BundleError(f"capture {gone[0]}: told as withheld, and in no segment")
