"""A text as bytes and back: the same text is the same bytes."""

import msgspec

from portalaudit.documents.textual import Text


def to_bytes(text: Text) -> bytes:
    """A text as JSON in UTF-8."""
    return msgspec.json.encode(text)


def from_bytes(body: bytes) -> Text:
    """What `to_bytes` wrote.

    Raises:
        msgspec.DecodeError: the bytes are something else (msgspec.ValidationError among them).
    """
    return msgspec.json.decode(body, type=Text)
