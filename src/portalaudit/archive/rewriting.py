"""A segment written anew with those of its captures that are still needed: their records as they lie, and nothing else."""

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from portalaudit.archive.copying import with_request
from portalaudit.archive.records import FIELDS, Field, member, record
from portalaudit.archive.segments import SEALED
from portalaudit.errors import ArchiveError
from portalaudit.model.capture import Capture

AGAIN = 100_000
"""Added to the number in a segment's name each time that it is written anew: no audit opens so many."""
_NUMBERED = re.compile(r"(.+-\d{14}-)(\d+)\.warc\.gz")


def new_name(segment: str) -> str:
    """What a segment is called when it is written anew.

    Raises:
        ArchiveError: that is no segment's name.
    """
    found = _NUMBERED.fullmatch(segment)
    if found is None or not SEALED.fullmatch(segment):
        raise ArchiveError(f"{segment[:200]!r} is not a segment's name")
    return f"{found[1]}{int(found[2]) + AGAIN}.warc.gz"


def was_rewritten(segment: str) -> bool:
    """Whether a segment was written anew before."""
    found = _NUMBERED.fullmatch(segment)
    return found is not None and int(found[2]) >= AGAIN


def rewritten(archive: Path, segment: str, captures: Sequence[Capture], audit: str, at: datetime, software: str) -> list[int]:
    """Write captures of one segment, each with its request, into a segment of their own, all of it or nothing. The same captures
    give the same bytes.

    Args:
        captures: in the order of their places.
        audit: that they are of.

    Returns: where each of them lies now, in `new_name(segment)`.

    Raises:
        ArchiveError: the archive does not hold one of them, or cannot be written.
    """
    name = new_name(segment)
    target = archive / name
    scratch = target.with_name(f".{target.name}.part")
    offsets: list[int] = []
    try:
        with scratch.open("wb") as file:
            file.write(_head(target.name, audit, at, software))
            for capture in captures:
                offsets.append(file.tell())
                file.writelines(with_request(archive, capture, frozenset()))
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
    except OSError as trouble:
        raise ArchiveError(f"the segment {target} cannot be written: {trouble.strerror}") from trouble
    finally:
        scratch.unlink(missing_ok=True)
    return offsets


def _head(leaf: str, audit: str, at: datetime, software: str) -> bytes:
    lines = (
        f"software: {software}\r\nformat: WARC File Format 1.1\r\nisPartOf: {audit}\r\n"
        "description: captures of an audit that retention took which other audits need, as they were recorded\r\n"
    )
    fields: list[Field] = [("WARC-Filename", leaf)]
    name = str(uuid5(NAMESPACE_URL, f"urn:portalaudit:{leaf}"))
    return b"".join(member(record("warcinfo", name, at, FIELDS, fields, (lines.encode(),))))
