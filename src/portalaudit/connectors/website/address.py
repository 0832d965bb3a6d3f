"""Addresses of pages: which are worth asking, which are the same, and whose they are."""

import ipaddress
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from portalaudit.data.tables import table, words
from portalaudit.fetch.address import BadAddress, host_of, normalise
from portalaudit.model.portal import City
from portalaudit.model.snapshot import Snapshot

LONGEST = 1_000
"""Characters of an address that is followed (own choice); longer ones carry a state, not a document."""
DEEPEST = 15
"""Steps of a path (own choice): relative links that go wrong grow it for ever."""

_DIGITS = re.compile(r"\d+")
_PATH_SESSION = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/?]*|/\((?:S|X)\([a-z0-9]+\)\)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp|cfm)$", re.IGNORECASE)
_GOOGLE_DOCUMENT = re.compile(r"/document/(?:u/\d+/)?d/([\w-]{20,80})(?:/|$)")
_GOOGLE_FILE = re.compile(r"/file/(?:u/\d+/)?d/([\w-]{20,80})(?:/|$)")


@cache
def _section(name: str, key: str) -> tuple[str, ...]:
    section = table("website_links")[name]
    assert isinstance(section, dict)
    return words(section, key)


@cache
def _any(name: str, key: str, lead: str = "", tail: str = "") -> re.Pattern[str]:
    return re.compile(f"{lead}(?:{'|'.join(_section(name, key))}){tail}", re.IGNORECASE)


def cleaned(url: str) -> str | None:
    """The address as it is asked, spelled as on the wire, without session and tracking; None for what cannot be asked."""
    try:
        whole = normalise(url)
    except BadAddress:
        return None
    parts = urlsplit(whole)
    if len(whole) > LONGEST or parts.path.count("/") > DEEPEST or "@" in parts.netloc:
        return None
    query = parts.query
    dropped = _any("never", "dropped")
    if query and any(dropped.fullmatch(pair.partition("=")[0]) for pair in query.split("&")):
        query = "&".join(pair for pair in query.split("&") if not dropped.fullmatch(pair.partition("=")[0]))
    path = _PATH_SESSION.sub("", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))


def key_of(url: str) -> str:
    """What two spellings of one page share: no scheme, no `www.`, no slash or index page at the end, the query in order."""
    parts = urlsplit(url)
    path = _INDEX.sub("/", unquote(parts.path)).rstrip("/")
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)))
    return f"{parts.netloc.removeprefix('www.')}{path}?{query}"


def template_of(url: str) -> str:
    """The address with every number folded and only the keys of its query: the pages of one machine share it."""
    parts = urlsplit(url)
    keys = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return f"{parts.netloc}{_DIGITS.sub('0', unquote(parts.path)).rstrip('/')}?{'&'.join(keys)}"


def folder_of(url: str) -> str:
    """The folder that the page stands in."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}"


def worth_following(url: str) -> bool:
    """False for addresses that are no document of words: logins, searches, days of calendars, tags, prints, media, data."""
    parts = urlsplit(url)
    if _under(host_of(url), _section("hosts", "never")) and google_export(url) is None:
        return False
    path = unquote(parts.path)
    if path.rpartition("/")[2].rpartition(".")[2].lower() in _section("never", "endings") and "." in path.rpartition("/")[2]:
        return False
    if parts.query and _any("never", "query").search(parts.query):
        return False
    tested = path.lower().rstrip("/") + "/" + (f"?{parts.query}" if parts.query else "")
    return not _any("never", "paths").search(tested)


def google_export(url: str) -> str | None:
    """The address under which a shared Google document answers with a file; None for other addresses."""
    host, path = host_of(url), urlsplit(url).path
    if host == "docs.google.com" and (found := _GOOGLE_DOCUMENT.match(path)):
        return f"https://docs.google.com/document/d/{found[1]}/export?format=pdf"
    if host in ("docs.google.com", "drive.google.com") and (found := _GOOGLE_FILE.match(path)):
        return f"https://drive.google.com/uc?export=download&id={found[1]}"
    return None


def keeps_documents(url: str) -> bool:
    """The host keeps codes of law, agendas or files for cities."""
    return _under(host_of(url), _section("hosts", "document_hosts"))


def is_shared(url: str) -> bool:
    """Everyone may have pages on this host."""
    return host_of(url) in _section("hosts", "shared") or _under(host_of(url), _section("hosts", "never"))


def _under(host: str, endings: Iterable[str]) -> bool:
    return any(host == ending or host.endswith("." + ending) for ending in endings)


@lru_cache(maxsize=4_096)
def site_of(url: str) -> str:
    """The host; of an IP address or a host without a domain with its port, since another port is another site there."""
    host = host_of(url)
    netloc = urlsplit(url).netloc.lower()
    return netloc.rpartition("@")[2] if _bare(host) else host


def _bare(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." not in host
    return True


def is_own(url: str, own_hosts: frozenset[str]) -> bool:
    """The address stands on one of these hosts, or on a host beneath one."""
    host = host_of(url)
    if host in own_hosts or site_of(url) in own_hosts:
        return True
    return not _bare(host) and any(host.endswith("." + own) for own in own_hosts if not _bare(own))


def own_hosts_of(city: City | None, portal_url: str, snapshot: Snapshot | None = None) -> frozenset[str]:
    """The hosts of the portal and of the city: portals, web site and domains of the registry, and the portal's own domain.

    Where the registry does not know the city, the name above the portal's (`example.gov` of `data.example.gov`) counts as
    the city's, unless everyone may have pages there. `www.` is left out, so that hosts beside it count too.
    """
    urls = [portal_url]
    if snapshot is not None:
        urls += [snapshot.portal.url, f"https://{snapshot.portal.domain}" if snapshot.portal.domain else ""]
    names: list[str] = []
    if city is not None:
        urls += [*city.portals, city.website or ""]
        names = [name.strip().lower().removeprefix("*.").strip(".") for name in city.domains]
    found = {site_of(url).removeprefix("www.") for url in urls if url and host_of(url)}
    found |= {host_of(name) if "://" in name else name for name in names}
    if city is None:
        found |= {above for host in list(found) if (above := _above(host)) is not None}
    return frozenset(host for host in found if host and host not in _section("hosts", "shared"))


def _above(host: str) -> str | None:
    label, _, rest = host.partition(".")
    labels = rest.split(".")
    if (
        _bare(host)
        or label not in _section("hosts", "portal_labels")
        or len(labels) < 2
        or _under(rest, _section("hosts", "shared"))
    ):
        return None
    return None if len(labels) == 2 and labels[0] in _section("hosts", "suffixes") else rest
