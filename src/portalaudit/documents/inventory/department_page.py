"""A page of a city's site: links that lead to a list of its departments, and the list itself."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from portalaudit.documents.bounded import Limits, run
from portalaudit.documents.caps import MAX_MARKUP_BYTES
from portalaudit.documents.encoding import encoding_of
from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.department_names import Names, names_of
from portalaudit.documents.inventory.department_words import is_hub, said
from portalaudit.documents.inventory.page_depth import too_deep

JOB = "portalaudit.documents.inventory.department_page:job"
LIMITS = Limits(seconds=20.0, memory=1024 * 1024 * 1024, output=4 * 1024 * 1024)
"""What one page may cost. Own choice."""
_MOST_LINKS = 20
_FILES = (
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".csv",
    ".zip",
    ".jpg",
    ".jpeg",
    ".png",
    ".gif",
    ".svg",
    ".mp4",
    ".ics",
    ".rss",
    ".xml",
)
_NOT_PAGES = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may lead to the list."""

    url: str
    text: str
    sure: int
    """3 says that all departments are there, 2 that departments are, 1 that among other words; 0 leads to a page on the
    government, where the list may be one step further."""


@dataclass(frozen=True, slots=True)
class DepartmentPage:
    """What a page shows of the city's departments."""

    links: tuple[Link, ...] = ()
    """Best first, one an address, the page itself left out."""
    found: Names | None = None
    """The list; None where nothing on the page is surely one."""
    encoding: str = "utf-8"
    title: str = ""


def read_page(body: bytes, url: str, *, declared: str | None = None, limits: Limits = LIMITS) -> DepartmentPage | Failure:
    """Read a page in a process of its own, bounded in time and memory.

    Args:
        body: the bytes.
        url: the address that they came from; relative links are read against it.
        declared: the charset that the server declares, if any.
        limits: what it may cost.

    Returns:
        What it shows, or a Failure (`not-a-page too-large damaged memory timeout crashed`) whatever the bytes are. Blocks: call
        it from a thread where an event loop runs.
    """
    told = run(JOB, [body], {"url": url, "declared": declared}, limits)
    if isinstance(told, Failure):
        return told
    try:
        value = json.loads(told)
        found = value["found"]
        return DepartmentPage(
            tuple(Link(*link) for link in value["links"]),
            None if found is None else Names(tuple(found["names"]), tuple(found["records"]), found["place"], found["more"]),
            value["encoding"],
            value["title"],
        )
    except (ValueError, KeyError, TypeError) as problem:
        return Failure("crashed", f"the result cannot be read: {problem}"[:200])


def job(bodies: Sequence[bytes], url: str, declared: str | None = None) -> bytes | Failure:
    """The job of `read_page`, in the bounded process."""
    found = parse(bodies[0], url, declared)
    if isinstance(found, Failure):
        return found
    names = found.found
    value = {
        "links": [(link.url, link.text, link.sure) for link in found.links],
        "found": names and {"names": names.names, "records": names.records, "place": names.place, "more": names.more},
        "encoding": found.encoding,
        "title": found.title,
    }
    return json.dumps(value).encode("ascii")


def parse(body: bytes, url: str, declared: str | None = None) -> DepartmentPage | Failure:
    """`read_page` in this process, without its limits: for bytes that are trusted."""
    from selectolax.lexbor import SelectolaxError

    from portalaudit.documents.inventory.page_items import see

    if len(body) > MAX_MARKUP_BYTES:
        return Failure("too-large", f"{len(body):,} bytes of HTML; at most {MAX_MARKUP_BYTES:,} are read")
    if body.startswith(_NOT_PAGES) or b"<" not in body:
        return Failure("not-a-page", "no HTML")
    encoding = encoding_of(body, declared)
    text = body.decode(encoding.name, "replace")
    if too_deep(text):
        return Failure("damaged", "nested too deeply")
    try:
        seen = see(text)
    except SelectolaxError as problem:
        return Failure("damaged", str(problem)[:200])
    links = _links(seen.links, url, seen.base)
    return DepartmentPage(links, names_of(seen), encoding.name, seen.title[:200])


def _links(written: Sequence[tuple[str, str]], url: str, base: str) -> tuple[Link, ...]:
    """Links that may lead to the list: by what they say, then the shorter address, then in the order of the page."""
    here = address(url, base) or url
    best: dict[str, tuple[tuple[int, int, int], Link]] = {}
    for place, (href, text) in enumerate(written):
        sure = said(text)
        if not sure and not is_hub(text):
            continue
        target = address(here, href)
        if target is None or place_of(target) == place_of(url):
            continue
        rank = (-sure, urlsplit(target).path.rstrip("/").count("/"), place)
        key = place_of(target)
        if key not in best or rank < best[key][0]:
            best[key] = (rank, Link(target, text[:200], sure))
    return tuple(link for _, link in sorted(best.values(), key=lambda item: item[0])[:_MOST_LINKS])


def address(base: str, href: str) -> str | None:
    """A link's address, absolute and without its fragment; None for what is no web page."""
    if not href or len(href) > 2_000 or href.startswith("#"):
        return None
    try:
        target = urldefrag(urljoin(base, href)).url
        parts = urlsplit(target)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.path.lower().endswith(_FILES) or parts.username:
        return None
    return target


def place_of(url: str) -> str:
    """An address without scheme, `www.` and trailing marks: two of one place are one page."""
    parts = urlsplit(url)
    host = (parts.netloc.rpartition("@")[2]).lower().removeprefix("www.")
    path = parts.path.rstrip("/").lower().removesuffix("/index.html").removesuffix("/index.php")
    return f"{host}{path}" + (f"?{parts.query}" if parts.query else "")
