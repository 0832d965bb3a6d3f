"""One answer read: is it a page or a document, and what does it say."""

import re
from dataclasses import dataclass
from hashlib import sha256

from portalaudit.connectors.answers import charset_of, json_value, page_reason
from portalaudit.connectors.dcat.feed import DEEPEST, told_error, within
from portalaudit.connectors.website.hub import as_page
from portalaudit.connectors.website.visit import Read
from portalaudit.documents.failure import Failure
from portalaudit.documents.textual import Text
from portalaudit.model.capture import Exchange, Gap

LARGEST = 20 * 1024 * 1024
"""Bytes of a page or document that is read (own choice): the longest policy at hand has 4 MB."""
ACCEPT = (
    "text/html,application/xhtml+xml,application/pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document,"
    "text/plain;q=0.8,*/*;q=0.5"
)
REFUSING = 1_000
"""Characters of plain text below which the marks of a firewall mean its page: beside longer texts they stand in every page that
it lets through (own choice)."""

_WORDS = re.compile(
    r"text/(?:html|plain|markdown|x-markdown|rtf|xml)|application/(?:xhtml\+xml|xml|pdf|x-pdf|acrobat|msword|rtf|octet-stream|binary|"
    r"x-download|download|force-download|vnd\.openxmlformats-officedocument\.wordprocessingml\.\w+|vnd\.oasis\.opendocument\.text|zip)|"
    r"binary/octet-stream|unknown/unknown"
)
_OPAQUE = re.compile(r".*(?:octet-stream|binary|download|unknown|/zip)$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer turned out to be."""

    text: Text | None = None
    failure: str | None = None
    detail: str | None = None
    skipped: bool = False
    """Nothing went wrong, but it is nothing of words."""
    data: object = None
    """The JSON of an item's data."""


def digest_of(exchange: Exchange) -> str:
    """What two answers with the same body share."""
    return sha256(exchange.body).hexdigest()


def read_answer(exchange: Exchange, url: str, read: Read, item: bool) -> Answer:
    """Read one answer that came whole. Blocks: call it from a thread.

    Args:
        url: what relative links are relative to.
        item: the answer should be the data of an item of ArcGIS: JSON, or a file.
    """
    media, body = exchange.capture.media_type, exchange.body
    if item and body.lstrip()[:1] in (b"{", b"["):
        return _item(exchange, url, read)
    if not body:
        return Answer(failure="empty")
    if media is not None and not _WORDS.fullmatch(media):
        return Answer(failure="media-type", detail=media, skipped=True)
    if media is not None and _OPAQUE.fullmatch(media) and not _worded(body):
        return Answer(failure="media-type", detail=f"{media} that is no document of words", skipped=True)
    found = read([body], declared=charset_of(exchange.capture), url=url)
    if isinstance(found, Failure):
        return Answer(failure=found.reason, detail=found.detail)
    if found.format == "html" and len(found.plain) < REFUSING:
        reason = page_reason(exchange)
        if reason == "waf":
            return Answer(failure="waf", detail="a firewall's page")
        if reason == "login" and exchange.history:  # a form that many pages of a site have refuses nothing
            return Answer(failure="login", detail="led to a page to sign in")
    return Answer(found)


def _item(exchange: Exchange, url: str, read: Read) -> Answer:
    data = within(json_value(exchange, "documents"), DEEPEST)
    if isinstance(data, Gap):
        return Answer(failure=data.reason, detail=data.detail)
    told = told_error(data)
    if told is not None:
        return Answer(failure=told[0], detail=told[1])
    found = read([as_page(data)], declared="utf-8", url=url)
    if isinstance(found, Failure):
        return Answer(failure=found.reason, detail=found.detail, data=data)
    return Answer(found, data=data)


def _worded(body: bytes) -> bool:
    """A file without a telling media type that begins like a document: PDF, an Office file, HTML, RTF."""
    head = body[:2_048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK"):
        return b"word/" in body[:65_536] or b"word/" in body[-65_536:] or b"opendocument.text" in head
    return head.startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf")) or head[:1] == b"<"
