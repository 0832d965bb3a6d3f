"""What a bundle is made of: one audit's evidence as a file that a stranger can check (docs/bundle.md)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from portalaudit.model.audit import Audit
from portalaudit.model.check import Manual
from portalaudit.model.policy import Submission

VERSION = 1
"""Of the bundle's layout. Raised when a reader of the one before could not read it."""
SCHEMA = f"portalaudit/bundle/{VERSION}"

DOCUMENT, INPUTS, SAVED = "audit.json", "inputs.json", "saved.json"
ARCHIVE, RUBRICS, SUBMITTED, ASSESSMENT = "archive/", "rubrics/", "submitted/", "assessment/"
PAPER = "report.pdf"
"""Places below `data/`."""


def top_of(audit: str) -> str:
    """The one folder of the zip."""
    return f"portalaudit-{audit}"


Pieces = Iterable[bytes]
"""A file's bytes, in pieces, so that none need be held whole."""
File = tuple[str, Pieces]
"""Its name below `data/`, and its bytes."""


class Archived(Protocol):
    """The part of the archive that an audit needs (audit.archived)."""

    def files(self) -> Iterator[File]:
        """Segments and snapshots by their names in an archive folder, sorted. Read anew each time."""
        ...

    def payload(self, capture: str) -> bytes:
        """The bytes of a capture.

        Raises:
            ArchiveError: the archive does not hold it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Withheld:
    """A capture whose body stays behind."""

    capture: str
    url: str
    sha256: str
    length: int
    """Bytes of the body."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A document that a person handed over, and where the bundle has it."""

    document: Submission
    file: str
    """Below `data/`."""


@dataclass(frozen=True, slots=True)
class Dress:
    """How what is for people is shown; recorded in a bundle, so that `verify` makes the same."""

    lang: str = "en"
    with_contacts: bool = False
    """Names and addresses of contacts stand in the tables."""
    paper: bool = True
    """The report lies beside its page as a PDF, which takes most of the time and needs Pango."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the files of a bundle are made from. The same contents give the same files."""

    audit: Audit
    """With all findings."""
    document: bytes
    """Its JSON."""
    inputs: bytes
    """What it was judged from beside the archive, as JSON (audit.bundle_inputs)."""
    archived: Archived
    software: str
    """The version that makes the bundle."""
    rubrics: Mapping[str, bytes]
    """File below `data/` → TOML, as they were used."""
    manuals: Mapping[str, Manual] = field(default_factory=dict)
    """Of checks, by id."""
    saved: bytes | None = None
    """The document as it was saved, where today's software does not judge the same."""
    handed: Sequence[HandedOver] = ()
    withheld: Sequence[Withheld] = ()
    missing: Sequence[str] = ()
    """Captures that the audit names and that were never on record."""
    others: int = 0
    """Captures of earlier audits that this one goes on with."""
    given: Mapping[str, bytes] = field(default_factory=dict)
    """File below `data/` → bytes that no replay can make: decisions and annotations of people."""
    dress: Dress = field(default_factory=Dress)
    beside: object = None
    """What tables are told beside the audit (`export.tables.Beside`)."""
