"""A text as bytes and back: the same text is the same bytes."""

import re
from dataclasses import replace

import msgspec

from portalaudit.documents.textual import Text

_BEYOND_UTF8 = re.compile("[\ud800-\udfff]")


def to_bytes(text: Text) -> bytes:
    """A text as JSON in UTF-8; lone halves of surrogate pairs become replacement characters, so that places stay."""
    try:
        return msgspec.json.encode(text)
    except UnicodeEncodeError:
        plain, title = (_BEYOND_UTF8.sub("\ufffd", part) for part in (text.plain, text.title or ""))
        links = tuple(
            replace(link, url=_BEYOND_UTF8.sub("\ufffd", link.url), text=_BEYOND_UTF8.sub("\ufffd", link.text))
            for link in text.links
        )
        return msgspec.json.encode(replace(text, plain=plain, title=title or None, links=links))


def from_bytes(body: bytes) -> Text:
    """What `to_bytes` wrote.

    Raises:
        msgspec.DecodeError: the bytes are something else (msgspec.ValidationError among them).
    """
    return msgspec.json.decode(body, type=Text)
