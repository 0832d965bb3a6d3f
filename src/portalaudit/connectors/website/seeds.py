"""Where the look begins: what the registry knows, the home pages, sitemaps, a platform's own pages, and the catalogue."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from portalaudit.connectors.website.address import cleaned
from portalaudit.connectors.website.hub import domain_lookup, item_data
from portalaudit.connectors.website.visit import Seed
from portalaudit.connectors.website.worth import in_catalogue, number
from portalaudit.model import frames
from portalaudit.model.portal import City
from portalaudit.model.snapshot import Snapshot

PAGES = {"ckan": ("/about",), "dkan": ("/about",)}
"""Pages that a platform ships. CKAN's stock templates have `/about`; Socrata's and Hub's are found by links."""
KINDS = frozenset({"document", "page", "story", "link", "dataset"})
"""Kinds of asset that may be a document of governance."""

_READABLE = re.compile(
    r"\b(?:pdf|docx?|odt|html?|md|markdown|txt|rtf|web ?page|word|msword|wordprocessingml|text/plain)\b", re.IGNORECASE
)
_ITEM = re.compile(r"([0-9a-f]{32})(?:_\d+)?")


@dataclass(frozen=True, slots=True)
class _Offer:
    worth: float
    seed: Seed


def seeds_of(snapshot: Snapshot, city: City | None, portal_url: str) -> tuple[Seed, ...]:
    """All seeds, in a fixed order, each address once.

    Args:
        snapshot: the portal's, for the assets whose titles name a document.
        city: its registered record; None where it has none.
        portal_url: the portal's address.
    """
    found: list[Seed] = []
    root = portal_url.rstrip("/")
    if city is not None:
        found += [Seed(url, "", "registry") for url in (city.policy_url,) if url]
        found += [Seed(url, "", "registry-copy") for url in (city.policy_copy_url,) if url]
    found.append(Seed(root + "/", snapshot.portal.title or "", "home"))
    if city is not None and city.website:
        found.append(Seed(city.website, city.name, "city-site"))
    found += [Seed(f"{origin}/sitemap.xml", "", "sitemap") for origin in _origins(root, city)]
    platform = snapshot.portal.platform
    if platform == "arcgis":
        found.append(Seed(domain_lookup(_origin(root)), "", "portal-page"))
    found += [Seed(root + path, "About", "portal-page") for path in PAGES.get(platform, ())]
    found += catalogue_seeds(snapshot)
    once: dict[tuple[str, str | None], Seed] = {}
    for seed in found:
        if (address := cleaned(seed.url)) is not None:
            once.setdefault((address, seed.ask), Seed(address, seed.text, seed.source, seed.ask))
    return tuple(once.values())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _origins(root: str, city: City | None) -> list[str]:
    urls = [root, *([city.website] if city is not None and city.website else [])]
    return list(dict.fromkeys(_origin(address) for url in urls if (address := cleaned(url)) is not None))


def catalogue_seeds(snapshot: Snapshot) -> list[Seed]:
    """Assets, and files of datasets, whose titles name a document of policy or governance; the best first, ties by address.

    Assets of other domains that the portal only shows are left out.
    """
    offers = [*_assets(snapshot), *_files(snapshot)]
    best: dict[str, _Offer] = {}
    for offer in sorted(offers, key=lambda offer: (-offer.worth, offer.seed.url)):
        best.setdefault(offer.seed.ask or offer.seed.url, offer)
    return [offer.seed for offer in best.values()][: int(number("limits", "catalogue"))]


def _column(snapshot: Snapshot, frame: str, name: str) -> list[str | None]:
    values: list[str | None] = frames.column(getattr(snapshot, frame), name).to_pylist()
    return values


def _assets(snapshot: Snapshot) -> Iterable[_Offer]:
    columns = [_column(snapshot, "datasets", name) for name in ("title", "kind", "landing_page", "key", "domain", "identifier")]
    files = _readable(snapshot)
    for row, (title, kind, page, key, domain, identifier) in enumerate(zip(*columns, strict=True)):
        if title is None or kind not in KINDS or _foreign(snapshot, domain):
            continue
        worth = in_catalogue(title, kind == "dataset")
        if worth is None or worth.away >= worth.strength:
            continue
        seeds = _behind(snapshot, title, kind, page, key or identifier, files.get(row, ()))
        yield from (_Offer(worth.strength - worth.away, seed) for seed in seeds)


def _foreign(snapshot: Snapshot, domain: str | None) -> bool:
    own = snapshot.portal.domain
    return bool(own and domain and domain.lower() != own.lower())


def _behind(
    snapshot: Snapshot, title: str, kind: str | None, page: str | None, key: str | None, files: Sequence[str]
) -> list[Seed]:
    """The addresses that show an asset: its files of words, else the item behind a page of Hub, else its page."""
    item = _ITEM.fullmatch(key or "") if snapshot.portal.platform == "arcgis" else None
    if item is not None and kind in ("page", "story", "document"):
        data = item_data(_origin(snapshot.portal.url), item[1])
        ask = data.removesuffix("?f=json") if kind == "document" else data
        return [Seed(page or ask, title, "catalogue", ask)]
    if files:
        return [Seed(url, title, "catalogue") for url in files[:3]]
    return [Seed(page, title, "catalogue")] if page else []


def _files(snapshot: Snapshot) -> Iterable[_Offer]:
    """Files whose own titles name a document, whatever their dataset is called."""
    columns = [
        _column(snapshot, "distributions", name) for name in ("title", "download_url", "access_url", "format", "media_type")
    ]
    for title, download, access, form, media in zip(*columns, strict=True):
        url = download or access
        if title and url and _is_readable(url, form, media) and (worth := in_catalogue(title, dataset=True)) is not None:
            yield _Offer(worth.strength - worth.away, Seed(url, title, "catalogue"))


def _readable(snapshot: Snapshot) -> dict[int, list[str]]:
    """Files of words, by the row of their dataset."""
    columns = [_column(snapshot, "distributions", name) for name in ("download_url", "access_url", "format", "media_type")]
    datasets: list[int] = frames.column(snapshot.distributions, "dataset").to_pylist()
    generated: list[bool | None] = frames.column(snapshot.distributions, "generated").to_pylist()
    found: dict[int, list[str]] = {}
    for row, made, download, access, form, media in zip(datasets, generated, *columns, strict=True):
        url = download or access
        if url and not made and _is_readable(url, form, media):
            found.setdefault(row, []).append(url)
    return found


def _is_readable(url: str, form: str | None, media: str | None) -> bool:
    told = f"{form or ''} {media or ''}".strip()
    ending = url.rpartition("/")[2].partition("?")[0].rpartition(".")[2] if "." in url.rpartition("/")[2] else ""
    return bool(_READABLE.search(told) or (not told and _READABLE.fullmatch(ending)) or _READABLE.fullmatch(ending))
