"""What a page of HTML says of itself: title, language, dates."""

import json
from collections.abc import Iterator
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from portalaudit.documents.text.caps import MAX_TITLE
from portalaudit.documents.text.compose import folded
from portalaudit.documents.text.language import code_of
from portalaudit.documents.text.stamps import day_of

_META = {
    "article:published_time": "published", "datepublished": "published", "dc.date.issued": "published",
    "dcterms.issued": "published",
    "dcterms.available": "published", "pubdate": "published", "publish-date": "published", "publication_date": "published",
    "dc.date": "published", "dcterms.date": "published", "citation_publication_date": "published", "sailthru.date": "published",
    "article:modified_time": "modified", "og:updated_time": "modified", "datemodified": "modified",
    "dcterms.modified": "modified",
    "dc.date.modified": "modified", "last-modified": "modified", "lastmod": "modified", "revised": "modified",
    "dcterms.created": "created", "dc.date.created": "created", "datecreated": "created", "uploaddate": "published",
}  # fmt: skip
"""Names of metadata (Open Graph, schema.org, Dublin Core, HTML's http-equiv) and the date they tell."""
_MOST_JSON = 512 * 1024
_MOST_VALUES = 20_000


def title_of(tree: LexborHTMLParser) -> str | None:
    """The title that the page gives to those who link to it, else its title element, else its first heading."""
    for node, attribute in (
        (tree.css_first('meta[property="og:title" i]'), "content"),
        (tree.css_first("head > title"), None),
        (tree.css_first("h1"), None),
    ):
        if node is None:
            continue
        found = folded((node.attributes.get(attribute) or "") if attribute else node.text(separator=" "), MAX_TITLE)
        if found:
            return found
    return None


def language_of(tree: LexborHTMLParser) -> str | None:
    """The language that the page declares."""
    html = tree.css_first("html")
    given = html.attributes if html is not None else {}
    for told in (
        given.get("lang"),
        given.get("xml:lang"),
        *_contents(tree, ("content-language", "dc.language", "dcterms.language")),
    ):
        if found := code_of(told):
            return found
    return None


def _contents(tree: LexborHTMLParser, names: tuple[str, ...]) -> Iterator[str]:
    for node in tree.css("meta[content]")[:500]:
        if _name(node) in names:
            yield node.attributes.get("content") or ""


def _name(node: LexborNode) -> str:
    given = node.attributes
    told = given.get("property") or given.get("name") or given.get("itemprop") or given.get("http-equiv") or ""
    return told.strip().lower()


def dates_of(tree: LexborHTMLParser) -> tuple[tuple[str, date], ...]:
    """`created modified published`, each once: from meta elements, from JSON-LD, from time elements that say which they are;
    a page's only time element counts as its publication."""
    found: dict[str, date] = {}
    for name, told in (*_from_meta(tree), *_from_json(tree), *_from_times(tree)):
        day = day_of(told)
        if day is not None:
            found.setdefault(name, day)
    return tuple(sorted(found.items()))


def _from_meta(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta[content]")[:500]:
        if name := _META.get(_name(node)):
            yield name, node.attributes.get("content") or ""


def _from_json(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css('script[type="application/ld+json" i]')[:20]:
        body = node.text() or ""
        if len(body) > _MOST_JSON:
            continue
        try:
            waiting: list[object] = [json.loads(body)]
        except (ValueError, RecursionError):
            continue
        for _ in range(_MOST_VALUES):
            if not waiting:
                break
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(reversed(value[:_MOST_VALUES]))
            elif isinstance(value, dict):
                for key in ("datePublished", "dateModified", "dateCreated", "uploadDate"):
                    if isinstance(told := value.get(key), str):
                        yield _META[key.lower()], told
                waiting.extend(value[key] for key in ("mainEntity", "@graph") if key in value)


def _from_times(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    times = tree.css("time[datetime]")[:50]
    for node in times:
        given = node.attributes
        told = given.get("datetime") or ""
        named = f"{given.get('itemprop') or ''} {given.get('class') or ''}".lower()
        if "modified" in named or "updated" in named:
            yield "modified", told
        elif "pubdate" in given or "publish" in named or "entry-date" in named or len(times) == 1:
            yield "published", told
