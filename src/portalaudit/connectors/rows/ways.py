"""How the rows of an asset can be asked for: by what its key, links and distributions are, whichever connector read it.

A platform's export job is never among the ways: SODA, CKAN's datastore and a layer's query give the same rows in pages.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from portalaudit.connectors.arcgis.sharing import ONLINE, sharing_root
from portalaudit.connectors.dcat.kind import item_id
from portalaudit.connectors.rows import addresses
from portalaudit.connectors.rows.addresses import KEY, ORDER
from portalaudit.model import frames
from portalaudit.model.frames import QUERYABLE
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.stamps import micros_of
from portalaudit.model.tables import Way

MOST = 3
"""Ways to one asset (own choice: what the third refuses, the fourth rarely gives)."""
MOST_FILES = 200
"""Distributions of one asset that are looked at (own choice; the largest seen has 46)."""

_STORED = frozenset({"CSV", "TSV", "XLSX", "XLS", "ODS"})
"""Formats that CKAN's DataPusher and XLoader put into the datastore."""
_SHEETS = frozenset({"csv", "microsoft excel"})
"""ArcGIS item types whose file is a table."""
_ASIDE = re.compile(
    r"dictionar|diccionario|dicion[aá]rio|glossar|glosario|read ?me|metadat|data model|field desc|schema|method|metodolog",
    re.IGNORECASE,
)
"""Titles of what lies beside a table (English, Spanish, Portuguese; own list)."""
_WORD = re.compile(r"\w{5,}")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?::\d{1,5})?", re.IGNORECASE)
_ALPHABET = re.compile(r"[2-9a-kmnp-z]{4}-[2-9a-kmnp-z]{4}")
"""What Socrata makes its ids of: neither 0 and 1 nor l and o (as in all recorded ones)."""
_TABULAR = frozenset({"dataset", "view", "map", "chart"})
_NO_ROWS = frozenset({"story", "page", "app"})

_LAYER = 1.5
"""The grade of a layer: behind CSV and TSV, which lie there as the city wrote them, before spreadsheets."""

_Rank = tuple[bool, bool, float, int, int, int]


@dataclass(frozen=True, slots=True)
class _File:
    """One distribution."""

    urls: tuple[str, ...]
    """Usable addresses, the download first."""
    form: str | None
    """One of `addresses.ORDER`."""
    media: str
    title: str
    key: str | None
    generated: bool
    queryable: bool | None
    """Whether the platform says that its rows can be asked for; None where it does not say."""
    modified: int
    position: int


@dataclass(frozen=True, slots=True)
class _Asset:
    key: str
    kind: str
    type: str
    domain: str | None
    identifier: str
    title: str
    page: str | None
    files: tuple[_File, ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of its distributions but for what the platform makes on request, once each."""
        return tuple(dict.fromkeys(url for file in self.files if not file.generated for url in file.urls))

    @property
    def links(self) -> tuple[str, ...]:
        """Every address of the asset, once each."""
        named = [addresses.usable(self.identifier)] if "/" in self.identifier else []
        found = [url for file in self.files for url in file.urls] + [url for url in (self.page, *named) if url]
        return tuple(dict.fromkeys(found))


class Offers:
    """What a snapshot's assets offer, read one by one."""

    __slots__ = ("_assets", "_files", "_root", "_snapshot")

    def __init__(self, snapshot: Snapshot, root: str) -> None:
        """`root` is the address that the portal's interfaces are relative to."""
        self._snapshot, self._root = snapshot, root.rstrip("/")
        self._assets = frames.Lines(
            snapshot.datasets, ("key", "kind", "platform_type", "domain", "identifier", "title", "landing_page")
        )
        names = (
            "key", "title", "access_url", "download_url", "format", "media_type", "generated", "modified", "position",
            QUERYABLE.name,
        )  # fmt: skip
        self._files = frames.Hanging(snapshot.distributions, names)

    def ways(self, row: int) -> tuple[Way, ...]:
        """The ways to ask for the rows of an asset (its row in `datasets`), best first, at most MOST; none where it has no rows
        that we know to ask for."""
        found: dict[Way, None] = {}
        for way in _ways(self._asset(row), self._snapshot, self._root):
            found.setdefault(way)
            if len(found) == MOST:
                break
        return tuple(found)

    def _asset(self, row: int) -> _Asset:
        (told,) = self._assets.read(row, row + 1)
        return _Asset(
            _text(told, "key"), _text(told, "kind"), _text(told, "platform_type"), told["domain"], _text(told, "identifier"),
            _text(told, "title"), addresses.usable(told["landing_page"]), tuple(map(_file, self._files.of(row, MOST_FILES))),
        )  # fmt: skip


def ways(snapshot: Snapshot, row: int, root: str) -> tuple[Way, ...]:
    """The same for a single asset."""
    return Offers(snapshot, root).ways(row)


def way_of(url: str) -> Way:
    """The way to the rows at an address that somebody named: a Socrata asset's page, a layer, a CKAN resource, else a file."""
    plain = addresses.usable(url) or url
    try:
        parts = urlsplit(plain)
    except ValueError:
        return Way("file", url)
    base = f"{parts.scheme}://{parts.netloc}"
    key = addresses.socrata_key(plain) or addresses.socrata_key(plain, page=True)
    if key is not None and (addresses.socrata_key(plain) or _strict(key)):
        return Way("soda", addresses.soda(base, key))
    if layer := addresses.layer_of(plain):
        return Way("features", layer)
    if resource := addresses.resource_of(plain):
        return Way("datastore", addresses.datastore(*resource))
    item = item_id(plain)
    if item and parts.path.endswith("/home/item.html"):
        return Way("file", addresses.item_data(base + parts.path.removesuffix("/home/item.html") + "/sharing/rest", item))
    return Way("file", plain)


def _ways(asset: _Asset, snapshot: Snapshot, root: str) -> Iterator[Way]:
    yield from _socrata(asset, snapshot, root)
    ranked = sorted(_of_files(asset, snapshot, root), key=lambda found: found[0])
    for _, way in ranked:
        yield way
    yield from _item(asset, snapshot, root)


def _socrata(asset: _Asset, snapshot: Snapshot, root: str) -> Iterator[Way]:
    told, own = snapshot.portal.platform == "socrata", snapshot.portal.connector == "socrata"
    if own and KEY.fullmatch(asset.key) and asset.kind in _TABULAR:
        yield Way("soda", addresses.soda(_home(asset, snapshot, root), asset.key))
    if told and not own and KEY.fullmatch(asset.identifier) and not _is_blob(asset, asset.identifier):
        yield Way("soda", addresses.soda(addresses.site(root), asset.identifier.lower()))
    seen: Counter[tuple[str, str]] = Counter()
    sure: dict[tuple[str, str], bool] = {}
    for url in asset.addresses if own else asset.links:
        key = addresses.socrata_key(url, page=True)
        if key is not None and not _is_blob(asset, key):
            place = (addresses.on_root(url, root), key)
            seen[place] += 1
            sure[place] = sure.get(place, False) or told or addresses.socrata_key(url) is not None
    for (base, key), count in seen.items():
        if sure[base, key] or (count > 1 and _strict(key)):
            yield Way("soda", addresses.soda(base, key))


def _strict(key: str) -> bool:
    """True for an id that is hardly anything else: other sites have /open/data-sets and /reports/years/2019-2020."""
    return _ALPHABET.fullmatch(key) is not None and not key.replace("-", "").isalpha()


def _is_blob(asset: _Asset, key: str) -> bool:
    """True for an asset that is a file: its only address beside the page is a download."""
    return any(f"/download/{key}" in url.lower() for url in asset.links)


def _home(asset: _Asset, snapshot: Snapshot, root: str) -> str:
    """Where a Socrata asset's rows are asked for: at the portal, of a federated asset at the domain that owns it."""
    domain = asset.domain
    if not domain or domain in (snapshot.portal.domain, urlsplit(root).netloc) or snapshot.portal.domain is None:
        return root
    return f"https://{domain}" if _HOST.fullmatch(domain) else root


def _of_files(asset: _Asset, snapshot: Snapshot, root: str) -> Iterator[tuple[_Rank, Way]]:
    """The ways that distributions offer, each with its rank."""
    if asset.kind in _NO_ROWS and snapshot.portal.connector == "socrata":
        return
    wanted = set(_WORD.findall(asset.title.casefold()))
    related = [bool(wanted & set(_WORD.findall(file.title.casefold()))) for file in asset.files]
    layer = (item_id(asset.key) or item_id(asset.identifier) or "").partition("_")[2]
    number = int(layer) if layer else None
    for file, near in zip(asset.files, related, strict=True):
        aside = _ASIDE.search(file.title) is not None and not _ASIDE.search(asset.title)
        for step, (grade, way) in enumerate(_of_file(file, asset, snapshot, root, number)):
            yield (aside, not near and any(related), grade, -file.modified, file.position, step), way


def _of_file(file: _File, asset: _Asset, snapshot: Snapshot, root: str, number: int | None) -> Iterator[tuple[float, Way]]:
    layer = next((found for url in file.urls if (found := addresses.layer_of(url, number))), None)
    if layer is not None:
        yield _LAYER, Way("features", layer)
        return
    grade = ORDER.index(file.form) if file.form else len(ORDER)
    resource = _resource(file, snapshot, root)
    if resource is not None:
        yield grade, Way("datastore", addresses.datastore(*resource))
    url = next((url for url in file.urls if not _barred(url, asset)), None)
    if url is not None and file.form is not None and not file.generated:
        yield grade, Way("file", _download(url, file, snapshot))


def _resource(file: _File, snapshot: Snapshot, root: str) -> tuple[str, str] | None:
    """Root and id of the datastore table that may stand behind a distribution."""
    likely = file.form in _STORED or file.generated
    if not (likely if file.queryable is None else file.queryable):
        return None
    if snapshot.portal.connector == "ckan" and file.key:
        foreign = any(addresses.socrata_key(url) for url in file.urls)
        return None if foreign else (root, file.key)
    if snapshot.portal.platform != "ckan":
        return None
    return next((found for url in file.urls if (found := addresses.resource_of(url, upload=True))), None)


def _barred(url: str, asset: _Asset) -> bool:
    """True for an address that is no file to ask for: an export job, a service, a Socrata asset's rows, the asset's own page."""
    return url == asset.page or addresses.is_export(url) or addresses.is_service(url) or addresses.socrata_key(url) is not None


def _download(url: str, file: _File, snapshot: Snapshot) -> str:
    """The address of a file; Socrata serves its file assets under `/download/4x4/MEDIA/TYPE`."""
    if snapshot.portal.connector == "socrata" and "/" in file.media and re.search(rf"/download/{KEY.pattern}$", url):
        return f"{url}/{quote(file.media)}"
    return url


def _item(asset: _Asset, snapshot: Snapshot, root: str) -> Iterator[Way]:
    """The file of an ArcGIS item that is a table by its type, or by the ending of its title where no type is told."""
    item = item_id(asset.key) or item_id(asset.identifier)
    if item is None or snapshot.portal.platform != "arcgis":
        return
    by_title = not asset.type and asset.kind in ("document", "dataset") and addresses.format_of("", None, None, asset.title)
    if asset.type.casefold() not in _SHEETS and not by_title:
        return
    sharing = sharing_root(root) if snapshot.portal.connector == "arcgis" else ONLINE
    yield Way("file", addresses.item_data(sharing, item))


def _file(item: Mapping[str, object]) -> _File:
    urls = [addresses.usable(item[name]) for name in ("download_url", "access_url")]
    usable = tuple(dict.fromkeys(url for url in urls if url))
    form, media, title = (_text(item, name) or None for name in ("format", "media_type", "title"))
    named = next((found for url in usable or ("",) if (found := addresses.format_of(url, form, media, title))), None)
    modified = item["modified"]
    return _File(
        usable, named, media or "", title or "", _text(item, "key") or None, bool(item["generated"]),
        told if isinstance(told := item.get(QUERYABLE.name), bool) else None,
        micros_of(modified) if isinstance(modified, datetime) else 0, int(str(item["position"])),
    )  # fmt: skip


def _text(row: Mapping[str, object], name: str) -> str:
    value = row[name]
    return value if isinstance(value, str) else ""
