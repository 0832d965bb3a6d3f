"""The portal's home page, asked once: its title, its generator, and how it is reached."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import urlsplit, urlunsplit

from portalaudit.connectors.answers import gap_of, page_reason
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Fetch
from portalaudit.model.snapshot import Transport

HEAD = 262_144
"""Bytes of the page that are looked at (the reference's 256 KB)."""
LONGEST_TITLE = 300

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,2000})", re.IGNORECASE)
_META = re.compile(r"<meta\s([^>]{1,1000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page showed."""

    title: str | None = None
    """`og:site_name`, else the page's title, white space normalised."""
    generator: str | None = None
    transport: Transport = field(default_factory=Transport)
    capture: str | None = None
    html: str = ""
    """The first 256 KB, for hints; never a proof."""
    gaps: tuple[Gap, ...] = ()


async def see_home(fetch: Fetch, url: str) -> Home:
    """Ask for the home page of a portal, and where it has a standard port also over the other scheme.

    Two requests at most; three where http does not lead to https. Addresses with a port of their own are not tried over the
    other scheme, since another protocol listens there.
    """
    parts = urlsplit(url)
    exchange = await fetch.get(urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "", "")), accept="text/html,*/*;q=0.5")
    capture = exchange.capture
    answered = urlsplit(fetch.resolve(exchange)).scheme
    gaps = () if capture.ok else (gap_of(exchange, "site"),)
    hsts = capture.header("strict-transport-security") is not None if answered == "https" and capture.status else None
    seen = Transport(
        https=_https(exchange, answered),
        error=capture.error if capture.error == "tls" else None,
        upgrades=answered == "https" if parts.scheme == "http" and capture.status else None,
        hsts=hsts,
        login=page_reason(exchange) == "login" or capture.status == 401 or None,
        capture=capture.id,
    )
    if parts.port is None:
        seen = await _other_scheme(fetch, parts.scheme, parts.hostname or "", seen)
    html = exchange.body[:HEAD].decode("utf-8", "replace") if capture.ok else ""
    metas = _metas(html)
    title = metas.get("og:site_name") or (_clean(found[1]) if (found := _TITLE.search(html)) else None)
    return Home(title or None, metas.get("generator"), seen, capture.id if capture.ok else None, html, gaps)


def _https(exchange: Exchange, answered: str) -> bool | None:
    if exchange.capture.error == "tls":
        return False
    if answered != "https":
        return None
    return True if exchange.capture.status is not None else None


async def _other_scheme(fetch: Fetch, scheme: str, host: str, seen: Transport) -> Transport:
    """Complete what one scheme cannot show. An address that gave no answer at all is not asked again."""
    if seen.https is None and seen.upgrades is None:
        return seen
    if scheme == "https":
        exchange = await fetch.get(f"http://{host}/")
        if exchange.capture.status is None:
            return seen
        return replace(seen, upgrades=urlsplit(fetch.resolve(exchange)).scheme == "https")
    if seen.upgrades:
        return seen
    exchange = await fetch.get(f"https://{host}/")
    if exchange.capture.error == "tls":
        return replace(seen, https=False, error="tls", capture=exchange.capture.id)
    if exchange.capture.status is None:
        return replace(seen, https=False, capture=exchange.capture.id)
    hsts = exchange.capture.header("strict-transport-security") is not None
    return replace(seen, https=urlsplit(fetch.resolve(exchange)).scheme == "https", hsts=hsts)


def with_login(transport: Transport, gaps: Iterable[Gap]) -> Transport:
    """The transport with `login` set where the catalogue itself asked for one; False where it was read without."""
    catalogue = [gap for gap in gaps if gap.part == "catalogue"]
    if any(gap.reason in ("login", "http-401") for gap in catalogue):
        return replace(transport, login=True)
    return transport if catalogue else replace(transport, login=False)


def _metas(html: str) -> dict[str, str]:
    """Contents of meta elements by lower-cased name or property; the first of a name stands."""
    found: dict[str, str] = {}
    for match in _META.finditer(html):
        attributes = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(match[1])}
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        if name and (content := _clean(attributes.get("content", ""))):
            found.setdefault(name, content)
    return found


def _clean(text: str) -> str:
    return " ".join(unescape(text).split())[:LONGEST_TITLE]
