"""Candidates out of seeds, pages and sitemaps."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from portalaudit.connectors.website.address import cleaned, google_export, is_own, keeps_documents, worth_following
from portalaudit.connectors.website.frontier import Candidate
from portalaudit.connectors.website.hub import HubPage, item_data
from portalaudit.connectors.website.visit import Place, Seed
from portalaudit.connectors.website.worth import Worth, documents, number, worth_of
from portalaudit.documents.textual import Link, Text

_REGIONS: dict[str, Place] = {"nav": "navigation", "header": "navigation", "footer": "footer"}
FILES = (".pdf", ".doc", ".docx", ".odt", ".rtf")
CONTEXT = 160
"""Characters of the line around a link that may say what it is (own choice)."""


def of_seed(seed: Seed, own_hosts: frozenset[str]) -> Candidate:
    """A seed as a candidate. Addresses on hosts that are not the city's are leaves."""
    worth = worth_of(seed.text, seed.url)
    base = number("source", seed.source) + (worth.strength - worth.away if seed.source in ("catalogue", "portal-page") else 0.0)
    ask = seed.ask or google_export(seed.url) or cleaned(seed.url) or seed.url
    own = is_own(seed.url, own_hosts)
    return Candidate(
        seed.url, ask, seed.source, seed.source, 0, round(base, 3), worth.topic, worth.strength, seed.text,
        leaf=not own or seed.source == "registry-copy", seed=True, linked=seed.source == "catalogue",
    )  # fmt: skip


def of_links(text: Text, page: Candidate, at: str, own_hosts: frozenset[str], last: bool = False) -> Iterator[Candidate]:
    """The links of a page that are worth following.

    Args:
        page: the candidate that led to the page.
        at: the address that answered.
        last: the page is as deep as is looked; only documents that it names are worth it, and their links are not.
    """
    for link in text.links:
        url = cleaned(link.url) if scheme_of(link.url) in ("http", "https") else None
        if url is None or not worth_following(url):
            continue
        found = _of_link(link, url, _line(text, link), page, at, own_hosts)
        if found is not None and not last:
            yield found
        elif found is not None and _names_a_document(found, link, page):
            yield replace(found, leaf=True)


def _names_a_document(found: Candidate, link: Link, page: Candidate) -> bool:
    """It stands in the page's own content and names a document; a page about policies makes that likelier."""
    if link.region in ("nav", "header", "footer", "aside") or found.topic not in documents():
        return False
    return found.strength + number("weights", "inherit") * page.strength >= number("weights", "beyond")


def scheme_of(url: str) -> str:
    """The scheme of an address that anyone may have written; empty where it has none."""
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""


def _line(text: Text, link: Link) -> str:
    """The line of plain text that a link stands in, where its own words are few."""
    if link.start is None or len(link.text) > 40:
        return ""
    start = text.plain.rfind("\n", max(0, link.start - CONTEXT), link.start) + 1 or max(0, link.start - CONTEXT)
    end = text.plain.find("\n", link.start, link.start + CONTEXT)
    return text.plain[start : end if end >= 0 else link.start + CONTEXT]


def _of_link(link: Link, url: str, line: str, page: Candidate, at: str, own_hosts: frozenset[str]) -> Candidate | None:
    worth = worth_of(link.text, url, line)
    own = is_own(url, own_hosts)
    if not own and worth.strength < number("weights", "foreign_document" if keeps_documents(url) else "foreign"):
        return None
    depth = page.depth + 1
    place: Place = _REGIONS.get(link.region, "links") if own else "elsewhere"
    region = link.region if link.region in ("nav", "header", "footer", "aside") else "main"
    base = worth.strength + number("region", region)
    if region == "main":
        file = urlsplit(url).path.lower().endswith(FILES)
        base += number("weights", "inherit") * page.strength + (number("weights", "document") if file else 0.0)
    return Candidate(
        url, google_export(url) or url, page.source, place, depth, _score(base, worth, depth), worth.topic, worth.strength,
        link.text, via=at, leaf=not own, linked=True,
    )  # fmt: skip


def _score(base: float, worth: Worth, depth: int) -> float:
    return round(base - number("weights", "step") * depth - worth.away, 3)


def of_sitemap(urls: Iterable[str], at: str, own_hosts: frozenset[str]) -> Iterator[Candidate]:
    """Addresses of a sitemap that name a topic, as if the home page linked to them."""
    for given in urls:
        url = cleaned(given)
        if url is None or not worth_following(url) or not is_own(url, own_hosts):
            continue
        worth = worth_of("", url)
        if worth.topic is not None:
            base = _score(worth.strength, worth, 1)
            yield Candidate(url, url, "sitemap", "sitemap", 1, base, worth.topic, worth.strength, via=at, linked=True)


def of_hub(pages: Iterable[HubPage], root: str, at: str) -> Iterator[Candidate]:
    """The pages of a Hub site, asked for as items."""
    for page in pages:
        url = cleaned(f"{root}/pages/{page.slug}")
        if url is None:
            continue
        worth = worth_of(page.title, url)
        base = number("source", "portal-page") / 2 + worth.strength
        yield Candidate(
            url, item_data(root, page.id), "portal-page", "portal-page", 1, _score(base, worth, 1), worth.topic, worth.strength,
            page.title, via=at, linked=True,
        )  # fmt: skip


def root_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
