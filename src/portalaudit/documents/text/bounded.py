"""A stranger's document as text, read in a process of its own."""

from collections.abc import Sequence

import msgspec

from portalaudit.documents.bounded import Limits, run
from portalaudit.documents.failure import Failure
from portalaudit.documents.text.serial import from_bytes
from portalaudit.documents.textual import Text

LIMITS = Limits(seconds=30.0, memory=1024 * 1024 * 1024, output=64 * 1024 * 1024)
"""What one document may cost. Own choice: the slowest honest one seen takes a second."""
JOB = "portalaudit.documents.text.read:job"


def bounded_text(
    bodies: Sequence[bytes], *, declared: str | None = None, url: str | None = None, limits: Limits = LIMITS
) -> Text | Failure:
    """A document as text. What the bytes are decides, never a name or a media type.

    Args:
        bodies: one body.
        declared: the charset that the server declares, if any.
        url: where the document was found; links are made absolute against it.
        limits: what it may cost.

    Returns:
        The text, or a Failure whatever the bytes are: `empty unsupported-format encrypted damaged zip-bomb no-text too-large`
        of the document, `memory timeout crashed` of the process. Blocks: call it from a thread where an event loop runs.
    """
    found = run(JOB, bodies, {"declared": declared, "url": url}, limits)
    if isinstance(found, Failure):
        return found
    try:
        return from_bytes(found)
    except msgspec.DecodeError as problem:
        return Failure("crashed", f"the result cannot be read: {problem}"[:200])
