"""Is there a CKAN behind this address, and under which path?"""

import re
from urllib.parse import urlsplit

from portalaudit.connectors.answers import NO_HOST, json_value
from portalaudit.connectors.ckan.actions import ask, result_of
from portalaudit.connectors.home import HEAD
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Detection, Fetch

PREFIXES = ("/data", "/en", "/opendata", "/ckan", "/katalog", "/catalog")
"""Paths under which portals mount CKAN beside a website (reference: portal-apis 2.1, and `/catalog`)."""
MOST_PARENTS = 4
"""Parents of the given path that are tried."""


_STOP = frozenset({"waf", "login", "robots"})
"""Reasons that hold for every path of a host."""
_SHUT = frozenset({"http-401", "http-403", "http-429", "http-503"})

_OTHERS = re.compile(
    r"cdn\.socrata\.com|/socrata_site_chrome/|hubcdn\.arcgis\.com|window\.__SITE|static\.opendatasoft\.com", re.IGNORECASE
)
"""Marks of other platforms on a home page (reference: portal-apis 4)."""
_LINK = re.compile(r"""(?:href|data-site-root)\s*=\s*["']([^"'<>]{1,500})""", re.IGNORECASE)


async def detect(fetch: Fetch, url: str, *, beside: bool = False) -> tuple[Detection | None, tuple[Gap, ...]]:
    """Ask the given base, its parents, then the known prefixes for `status_show`.

    Prefixes are asked only where the host's own page links to them, or tells nothing. Software that imitates some actions
    (DKAN 1) has no `status_show`; where that is refused, `/api/3` and a search that counts must both answer. A host that
    gives no answer at all is asked once. `beside` another platform that was recognised already no prefix is asked.
    """
    gaps: list[Gap] = []
    for root in candidates(url):
        found, gap = await _try(fetch, root)
        if found is not None:
            return found, ()
        if gap is not None:
            gaps.append(gap)
            if gap.reason in NO_HOST | _STOP:
                return None, (gap,)
    for root in [] if beside else await _prefixed(fetch, url):
        found, _ = await _try(fetch, root)
        if found is not None:
            return found, ()
    return None, tuple(gaps[:1])


async def _try(fetch: Fetch, root: str) -> tuple[Detection | None, Gap | None]:
    """What one base shows; a gap only where it says that we were kept out or breaks off, not where nothing is there."""
    exchange = await ask(fetch, root, "status_show")
    found = await _proven(fetch, root, exchange) if exchange.capture.status is not None else None
    if found is not None:
        return found, None
    gap = result_gap(exchange)
    kept_out = exchange.capture.error is not None or gap.reason in _STOP | _SHUT
    broken = exchange.ok and exchange.body.lstrip()[:1] == b"{" and gap.reason != "shape"
    return None, gap if kept_out or broken else None


def candidates(url: str) -> list[str]:
    """The given address and its parents, without trailing slash."""
    parts = urlsplit(url)
    steps = [step for step in parts.path.split("/") if step]
    paths = ["/" + "/".join(steps[:n]) if n else "" for n in range(len(steps), -1, -1)]
    kept = paths if len(paths) <= MOST_PARENTS + 1 else [*paths[:MOST_PARENTS], paths[-1]]
    host = parts.netloc.rpartition("@")[2]
    return [f"{parts.scheme}://{host}{path}" for path in kept]


async def _prefixed(fetch: Fetch, url: str) -> list[str]:
    """Bases under known prefixes that the host's own page links to; all of them where that page tells nothing."""
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    exchange = await fetch.get(f"{host}/", accept="text/html,*/*;q=0.5")
    html = exchange.body[:HEAD].decode("utf-8", "replace") if exchange.ok else ""
    if _OTHERS.search(html) or any(name.lower().startswith("x-socrata") for name, _ in exchange.capture.headers):
        return []
    links = {_path(link) for link in _LINK.findall(html)}
    tried = set(candidates(url))
    linked = [prefix for prefix in PREFIXES if any(f"{path}/".startswith(f"{prefix}/") for path in links)]
    return [base for prefix in (linked if links else PREFIXES) if (base := f"{host}{prefix}") not in tried]


def _path(link: str) -> str:
    """The path of a link; empty where it is none."""
    try:
        return urlsplit(link).path
    except ValueError:
        return ""


def result_gap(exchange: Exchange) -> Gap:
    """Why `status_show` proves nothing."""
    value = result_of(exchange, "catalogue")
    return value if isinstance(value, Gap) else Gap("catalogue", "shape", exchange.capture.id, "not CKAN's status")


async def _proven(fetch: Fetch, root: str, exchange: Exchange) -> Detection | None:
    root = fetch.resolve(exchange).removesuffix("/api/3/action/status_show") if exchange.capture.ok else root
    status = result_of(exchange, "catalogue")
    if isinstance(status, dict) and _is_status(status):
        count, _ = await _count(fetch, root)
        return Detection("ckan", "ckan", root, "status_show", exchange.capture.id, count or 0, exchange)
    value = json_value(exchange, "catalogue") if exchange.capture.ok else None
    refused = exchange.capture.status in (401, 403, 409, 500, 503) or isinstance(value, dict)
    if not refused:
        return None
    # status_show may be barred on its own; then the version and a search that counts must speak for it
    version = json_value(await fetch.get(f"{root}/api/3", accept="application/json", invited=True), "catalogue")
    if not isinstance(version, dict) or version.get("version") != 3:
        return None
    count, capture = await _count(fetch, root)
    if count is None:
        return None
    return Detection("ckan", "ckan", root, "api-version", capture, count, exchange)


def _is_status(status: dict[str, object]) -> bool:
    return isinstance(status.get("ckan_version"), str) or ("site_url" in status and isinstance(status.get("extensions"), list))


async def _count(fetch: Fetch, root: str) -> tuple[int | None, str]:
    """How many packages the search says there are; None where it does not say so in CKAN's shape."""
    exchange = await ask(fetch, root, "package_search", {"rows": 0})
    value = result_of(exchange, "catalogue")
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        count = value.get("count")
        if isinstance(count, int) and not isinstance(count, bool):
            return max(count, 0), exchange.capture.id
    return None, exchange.capture.id
