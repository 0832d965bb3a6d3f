"""Addresses of links, absolute where the page's own address is known."""

from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from portalaudit.documents.text.caps import MAX_ADDRESS


def absolute(href: str, base: str | None) -> str | None:
    """The address without fragment; None for what is none of a document's: scripts, data, a place on the same page.

    `mailto:` is kept, as a contact.
    """
    href = "".join(href.split("\n")).replace("\t", "").replace("\r", "").strip()
    if not href or href.startswith("#") or len(href) > MAX_ADDRESS:
        return None
    try:
        found = urljoin(base, href) if base else href
        parts = urlsplit(found)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", "mailto") and (parts.scheme or base):
        return None
    if parts.scheme in ("http", "https") and not parts.hostname:
        return None
    return parts._replace(fragment="").geturl()


def base_of(tree: LexborHTMLParser, url: str | None) -> str | None:
    """What the page's links start from: its `base` element, else its address."""
    node = tree.css_first("base[href]")
    told = (node.attributes.get("href") or "").strip() if node is not None else ""
    try:
        found = urljoin(url, told) if url else told
        return found if urlsplit(found).scheme in ("http", "https") else url
    except ValueError:
        return url
