"""Exceptions, one tree. A portal's refusal is never an exception: it is a capture and, where it matters, a gap.

PortalauditError
├── UsageError            wrong command line or configuration              exit 2
├── TargetError           nothing of the target could be observed          exit 3
├── StopRequested         a budget or a signal ended the run               exit 4
├── ArchiveError          the archive cannot be written or read
│   ├── CaptureMissing    no such capture in the archive
│   └── DigestMismatch    archived bytes are not the bytes that were recorded
├── BundleError           a bundle is not safe to open, not whole, or of a version that we don't read
├── SnapshotError         a frame does not have its documented schema
├── RubricError           a rubric file is not well formed
├── PdfError              the PDF cannot be made on this machine
└── StoreError            the database cannot be used
    ├── NotFound          no such audit, city or finding
    └── StoreAway         it is away, busy or full at this moment: waiting may help
"""


class PortalauditError(Exception):
    """Base of every exception that portalaudit raises on purpose; its text is one clear line for the user."""

    exit_code = 2


class UsageError(PortalauditError):
    """The command line or the configuration is wrong; the text says what to change."""


class TargetError(PortalauditError):
    """No part of the target could be observed."""

    exit_code = 3


class StopRequested(PortalauditError):
    """A budget or a signal ended the run; what was gathered is kept."""

    exit_code = 4


class ArchiveError(PortalauditError):
    """The archive cannot be written or read."""


class CaptureMissing(ArchiveError):
    """The archive holds no such capture."""


class DigestMismatch(ArchiveError):
    """The archived bytes differ from the digest that was recorded with them."""


class BundleError(PortalauditError):
    """A bundle is not safe to open, not whole, or of a version that this software doesn't read; the text names the file."""


class SnapshotError(PortalauditError):
    """A snapshot's frame does not have the documented schema."""


class RubricError(PortalauditError):
    """A rubric file is not well formed; the text names the file and the criterion."""


class PdfError(PortalauditError):
    """The PDF cannot be made on this machine; the text says what to install."""


class StoreError(PortalauditError):
    """The database cannot be used as it is."""


class NotFound(StoreError):
    """The database holds no such audit, city or finding."""


class StoreAway(StoreError):
    """The database cannot be used at this moment: it is away, busy or full, which may be over by itself."""
