"""Pages of ArcGIS Hub sites. Scripts draw them in the reader's browser, but what they say stands in items of the sharing API.

A site is an item whose data list its pages; a page is an item whose data hold the cards that are drawn, their text as HTML
(reference: portal-apis 3.4; the names inside the data are Hub's own and not documented, so they are looked for anywhere).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, unquote, urlsplit

from portalaudit.connectors.arcgis.sharing import ONLINE, sharing_root
from portalaudit.connectors.values import member

DOMAINS = "https://hub.arcgis.com/api/v3/domains/"
LARGEST_SITE = 4_000_000
"""Bytes of the site's item within a page (own choice)."""
MOST_PAGES = 60
"""Pages that are taken of one site (own choice)."""
MOST_TEXT = 2_000_000
"""Characters that are taken of one item's data (own choice)."""
MOST_VALUES = 200_000
"""Values of one item's data that are looked at (own choice)."""

_SITE = re.compile(rb"window\.__SITE\s*=\s*(?:\"((?:[^\"\\]++|\\.)*+)\"|(\{))")
_ID = re.compile(r"[0-9a-f]{32}")
_ITEM = re.compile(r"/sharing/rest/content/items/([0-9a-f]{32})/data\b")
_TEXTS = frozenset(
    {"markdown", "html", "text", "title", "description", "subtitle", "caption", "summary", "content", "name", "label", "body"}
)
_PROSE = frozenset({"markdown", "html", "text", "content", "body", "description", "summary"})


@dataclass(frozen=True, slots=True)
class HubPage:
    """A page of a site."""

    id: str
    title: str
    slug: str


def item_data(root: str, key: str) -> str:
    """Where the data of an item of this site are."""
    return f"{sharing_root(root)}/content/items/{key}/data?f=json"


def domain_lookup(root: str) -> str:
    """Where Hub tells which item a site is; a site without a public name answers for itself."""
    host = urlsplit(root).hostname or ""
    return f"{DOMAINS}{quote(host)}" if sharing_root(root) == ONLINE else f"{root}/api/v3/domains/{quote(host)}"


def is_item(url: str) -> bool:
    """The address is that of an item's data."""
    return _ITEM.search(urlsplit(url).path) is not None


def is_lookup(url: str) -> bool:
    return "/api/v3/domains/" in urlsplit(url).path


def site_key(answer: object) -> str | None:
    """The item of a site, as the look-up tells it."""
    found = member(answer, "siteId")
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def embedded(body: bytes) -> object:
    """What the site's own page carries of the site's item (`window.__SITE`), None where it carries nothing that is readable."""
    start = body.find(b"window.__SITE")
    found = _SITE.match(body[start : start + LARGEST_SITE]) if start >= 0 else None
    if found is None:
        return None
    try:
        if found[1] is not None:
            text = json.loads(b'"' + found[1] + b'"')
            value: object = json.loads(unquote(text)) if isinstance(text, str) else None
        else:
            value = json.JSONDecoder().raw_decode(found.string[found.start(2) :].decode("utf-8", "replace"))[0]
    except (ValueError, RecursionError):
        return None
    return value


def pages_of(data: object) -> list[HubPage]:
    """The pages that a site's data list, anywhere in them, each once, in their order."""
    found: dict[str, HubPage] = {}
    for key, value in _walk(data):
        if key != "pages" or not isinstance(value, list):
            continue
        for entry in value[: MOST_PAGES * 2]:
            number, title, slug = (member(entry, name) for name in ("id", "title", "slug"))
            if isinstance(number, str) and _ID.fullmatch(number) and number not in found:
                name = slug if isinstance(slug, str) and slug else number
                found[number] = HubPage(number, title[:300] if isinstance(title, str) else "", name[:200])
    return list(found.values())[:MOST_PAGES]


def as_page(data: object) -> bytes:
    """What an item's data say, as a plain page of HTML: the texts of its cards in their order, and its links."""
    values = member(data, "values") if isinstance(member(data, "values"), dict) else data
    title = member(values, "title")
    parts: list[str] = []
    size = 0
    for key, value in _walk(values):
        if isinstance(value, str) and key in _TEXTS and (key in _PROSE or len(value) > 2):
            parts.append(f"<div>{value}</div>" if key in _PROSE else f"<p>{escape(value)}</p>")
            size += len(value)
        elif isinstance(value, dict):
            parts.append(_link(value))
        if size > MOST_TEXT:
            break
    head = f"<title>{escape(title)}</title>" if isinstance(title, str) else ""
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body><main>{''.join(parts)}</main></body></html>"
    return page.encode("utf-8", "replace")


def _link(value: dict[str, object]) -> str:
    address = next((found for key in ("url", "href", "link") if isinstance(found := value.get(key), str)), None)
    shown = next((found for key in ("title", "name", "text", "label") if isinstance(found := value.get(key), str)), "")
    if address is None or not address.startswith(("http://", "https://", "/")):
        return ""
    return f'<p><a href="{escape(address, quote=True)}">{escape(shown)}</a></p>'


def _walk(value: object) -> Iterator[tuple[str, object]]:
    """Every value with its key, parents first, in order; without recursion, since the depth is the server's."""
    waiting: list[tuple[str, object]] = [("", value)]
    seen = 0
    while waiting and seen < MOST_VALUES:
        key, item = waiting.pop()
        seen += 1
        yield key, item
        if isinstance(item, dict):
            waiting.extend((str(name), inner) for name, inner in reversed(item.items()))
        elif isinstance(item, list):
            waiting.extend((key, inner) for inner in reversed(item[:MOST_VALUES]))
