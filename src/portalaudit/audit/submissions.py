"""Documents that people hand over for a city: archived apart from what was crawled, read by the city's next audits."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portalaudit import clock
from portalaudit.archive.records import sha256
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.documents import inventory_in
from portalaudit.audit.registry import city_from, open_database
from portalaudit.audit.sources import file_bytes
from portalaudit.documents.failure import Failure
from portalaudit.documents.policy.bounded import Asked, read_all
from portalaudit.documents.table import Table
from portalaudit.documents.text.bounded import bounded_text
from portalaudit.documents.textual import Text
from portalaudit.errors import UsageError
from portalaudit.model.audit import Target
from portalaudit.model.capture import Event
from portalaudit.model.policy import DocumentKind, Submission
from portalaudit.rubrics.load import available, load
from portalaudit.store.submissions import Submitted, find_submission, list_submissions, save_submission

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

LARGEST = 64 * 1024 * 1024
"""Bytes of one document: a segment's size (own choice)."""
LONGEST_NOTE, LONGEST_NAME = 2_000, 200
"""Characters; own choice."""
EVENT = "submission"
"""What the archive says of one beside its bytes, so that the database can be made again from it."""
_MEDIA = {
    "pdf": "application/pdf", "html": "text/html", "markdown": "text/markdown", "plain": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a document."""

    submitted: Submitted
    new: bool
    """False where the same bytes stood there for that criterion; nothing was written then."""
    kind: DocumentKind | None
    """What it was read as; None where it could not be read."""
    failure: str | None
    """Why not."""
    entries: int | None = None
    """Rows, where it was read as a data inventory."""


def hand_over(db: str, archive: Path, city: str, criterion: str, path: Path, note: str | None) -> Handed:
    """Archive a document in segments of its own and put it on record for a city and a criterion.

    Raises:
        UsageError: no such city or criterion, or the file cannot be read, is empty or too large; nothing was written.
        ArchiveError: the archive cannot be written.
    """
    key, wanted, told = city_from(db, city).key, known_criterion(criterion), (note or "").strip() or None
    if told and len(told) > LONGEST_NOTE:
        raise UsageError(f"--note takes {LONGEST_NOTE:,} characters at most")
    body = file_bytes(path, LARGEST)
    if not body:
        raise UsageError(f"{path}: is empty")
    table = inventory_in(body, wanted)
    text = bounded_text([body])
    engine, digest = open_database(db), sha256(body)
    there = find_submission(engine, key, wanted, digest)
    if there is not None:
        return _handed(there, False, text, table)
    given = _archived(archive, key, wanted, path, told, body, text)
    new = save_submission(engine, given)
    return _handed(given if new else find_submission(engine, key, wanted, digest) or given, new, text, table)


def handed_over(engine: "Engine", target: Target) -> tuple[Submission, ...]:
    """What was handed over for the city of a target, in the order in which it was added; nothing for a portal alone."""
    if target.city is None:
        return ()
    found = list_submissions(engine, target.city.key)
    return tuple(Submission(one.capture.id, one.criterion, one.note, one.name) for one in found)


def listed(db: str, city: str) -> tuple[Submitted, ...]:
    """The same for a person.

    Raises:
        UsageError: the registry has no such city.
    """
    key = city_from(db, city).key
    return list_submissions(open_database(db), key)


def known_criterion(name: str) -> str:
    """A criterion of a shipped rubric as the rubric writes it: `ID`, or `RUBRIC/ID` where one rubric's is meant.

    Raises:
        UsageError: no shipped rubric has it.
    """
    rubric, _, wanted = name.rpartition("/")
    for each in available():
        for one in load(each).criteria if rubric.casefold() in ("", each) else ():
            if one.id.casefold() == wanted.casefold():
                return f"{each}/{one.id}" if rubric else one.id
    raise UsageError(f"no criterion {name!r} in a shipped rubric; `portalaudit rubrics show wwc-v3` lists one rubric's")


def _archived(
    archive: Path, city: str, criterion: str, path: Path, note: str | None, body: bytes, text: Text | Failure
) -> Submitted:
    """The bytes and what is said of them, written."""
    name = "".join(char if char.isprintable() else " " for char in path.name)[:LONGEST_NAME]
    media = "application/octet-stream" if isinstance(text, Failure) else _MEDIA.get(text.format, "application/octet-stream")
    with SegmentWriter(archive, f"submitted-{clock.now():%Y%m%d}-{secrets.token_hex(4)}") as writer:
        capture = writer.submitted(_address(body), body, media, note)
        said = {"city": city, "criterion": criterion, "name": name, "note": note, "capture": capture.id}
        writer.event(Event(EVENT, said))
    return Submitted(city, criterion, name, note, capture.fetched_at, capture)


def _address(body: bytes) -> str:
    """A name made of the bytes alone (RFC 6920): a file's path is nobody's business."""
    return f"ni:///sha-256;{base64.urlsafe_b64encode(hashlib.sha256(body).digest()).decode().rstrip('=')}"


def _handed(given: Submitted, new: bool, text: Text | Failure, table: Table | None) -> Handed:
    if table is not None:
        return Handed(given, new, None, None, table.rows)
    if isinstance(text, Failure):
        return Handed(given, new, None, text.reason)
    (told,) = read_all([Asked(text)])
    return Handed(given, new, None, told.reason) if isinstance(told, Failure) else Handed(given, new, told.reading.kind, None)
