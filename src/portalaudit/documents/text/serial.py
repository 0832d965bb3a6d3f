"""A text as bytes and back: the same text is the same bytes."""

from importlib.metadata import version

import msgspec

from portalaudit import __version__
from portalaudit.documents.textual import Text

TOOL = f"portalaudit {__version__} text/1; selectolax {version('selectolax')}; pypdfium2 {version('pypdfium2')}"
"""What made the text, for the archive: our reader and its version, which moves when the same bytes give another text, and the
libraries whose version can do that."""


def to_bytes(text: Text) -> bytes:
    """A text as JSON in UTF-8."""
    return msgspec.json.encode(text)


def from_bytes(body: bytes) -> Text:
    """What `to_bytes` wrote.

    Raises:
        msgspec.DecodeError: the bytes are something else (msgspec.ValidationError among them).
    """
    return msgspec.json.decode(body, type=Text)
