"""The Atom feed (RFC 4287) of what was confirmed."""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime

from portalaudit.export.moments import iso
from portalaudit.export.telling.page import item
from portalaudit.export.telling.public import public_link
from portalaudit.export.telling.wording import Words
from portalaudit.model.alerts import Alert, News

ATOM = "http://www.w3.org/2005/Atom"
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "https://portalaudit.example/alerts")
"""The space of names of our entries' ids (own choice): nothing in it depends on the machine or the database."""
_EMPTY = datetime(1970, 1, 1, tzinfo=UTC)


def feed(news: Sequence[News], words: Words, address: str | None = None) -> bytes:
    """The feed; its entries are plain text, the newest first. The same for the same alerts.

    Args:
        address: where the feed can be read; names it too.
    """
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": words.lang})
    public = public_link(address)
    _text(root, "id", f"urn:uuid:{uuid.uuid5(_OURS, public or 'feed')}")
    _text(root, "title", words.say("feed.title"))
    newest = max((_told_at(one.alert) for one in news), default=_EMPTY)
    _text(root, "updated", iso(newest) or "")
    if public:
        ET.SubElement(root, f"{{{ATOM}}}link", {"rel": "self", "type": "application/atom+xml", "href": public})
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _text(author, "name", "portalaudit")
    _text(root, "generator", "portalaudit")
    for one in news:
        _entry(root, one, words)
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def entry_id(alert: Alert) -> str:
    """An alert's id in every feed: of what it says, not of where it is stored."""
    said = "\n".join((alert.target, alert.kind, alert.subject, alert.first_by))
    return f"urn:uuid:{uuid.uuid5(_OURS, said)}"


def _entry(root: ET.Element, news: News, words: Words) -> None:
    told = item(news, words)
    entry = ET.SubElement(root, f"{{{ATOM}}}entry")
    _text(entry, "id", entry_id(news.alert))
    _text(entry, "title", f"{told.who}: {told.what}")
    _text(entry, "updated", iso(_told_at(news.alert)) or "")
    _text(entry, "published", iso(_told_at(news.alert)) or "")
    if told.link:
        ET.SubElement(entry, f"{{{ATOM}}}link", {"rel": "related", "href": told.link})
    ET.SubElement(entry, f"{{{ATOM}}}category", {"term": news.alert.kind})
    _text(entry, "content", f"{told.what}. {told.note}.")


def _told_at(alert: Alert) -> datetime:
    return alert.confirmed_at or alert.first_at


def _text(parent: ET.Element, name: str, text: str) -> None:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    if name in ("title", "content"):
        element.set("type", "text")
    element.text = text
