"""Reads a document in the test's own process, where it must be text."""

from portalaudit.documents.failure import Failure
from portalaudit.documents.text.read import read_text
from portalaudit.documents.textual import Text


def read(body: str | bytes, declared: str | None = None, url: str | None = None) -> Text:
    """The text of a document that can be read."""
    found = read_text(body.encode() if isinstance(body, str) else body, declared, url)
    assert not isinstance(found, Failure), found
    return found


def failure(body: str | bytes) -> str:
    """Why a document cannot be read."""
    found = read_text(body.encode() if isinstance(body, str) else body)
    assert isinstance(found, Failure), found
    return found.reason


def outline(text: Text) -> list[tuple[int, str]]:
    """Level and words of each heading, as its places tell."""
    return [(heading.level, text.plain[heading.start : heading.end]) for heading in text.headings]


def own(text: Text) -> str:
    """The document's own content."""
    start, end = text.main or (0, len(text.plain))
    return text.plain[start:end]
