"""What kind of asset a feed entry is: by its distributions, else by its landing page, else a dataset.

ArcGIS Hub sorts its pages into `/datasets/`, `/maps/`, `/documents/`, `/apps/`, `/pages/`, `/content/`; of these `/maps/`
and `/datasets/` hold data as a rule. Older sites put everything under `/datasets/{item id}`, where only the address of the
service tells an application from a layer.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, urlsplit

_ITEM = re.compile(r"(?<![0-9a-fA-F])([0-9a-fA-F]{32})(?:_(\d{1,4}))?(?![0-9a-fA-F])")
_SUBLAYER = re.compile(r"[?&](?:sublayer|layers?)=(\d{1,4})(?!\d)", re.IGNORECASE)
_SECTION = re.compile(
    r"/(datasets|maps|documents|apps|pages|content|stories|feedback|initiatives?\d?|events|templates)/", re.IGNORECASE
)
_SLUG = re.compile(r"/(?:datasets|maps|documents|apps|pages|content|stories)/([^/?#]+)", re.IGNORECASE)
_SERVICE = re.compile(
    r"/(?:Feature|Map|Image|VectorTile|Scene|Stream|GeoData|WFS|WMS|OGCFeature)Server(?:/|$|\?)|/arcgis/rest/services/",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\.(?:csv|tsv|xlsx?|ods|json|geojson|xml|kml|kmz|shp|zip|gpkg|gdb|parquet|rdf|ttl|gpx|dbf|mdb|accdb|las|laz|tiff?)(?:$|[?#])"
    r"|[?&](?:format|method)=(?:csv|json|geojson|shp|kml|export)",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|pptx?|txt|rtf|odt|png|jpe?g|gif|svg)(?:$|[?#])", re.IGNORECASE)
_STORY = re.compile(
    r"storymaps\.arcgis\.com|/(?:MapJournal|MapSeries|Cascade|StoryMap\w*|MapTour|StorytellingSwipe|Shortlist)/", re.IGNORECASE
)
_APP = re.compile(
    r"[?&](?:app)?id=[0-9a-f]{32}|/apps?/|/experience/|/dashboards?/|/webappviewer/|/home/webmap/|experience\.arcgis\.com|survey123|powerbi"
    r"|tableau|shinyapps|/opsdashboard/",
    re.IGNORECASE,
)
_SITE = re.compile(r"\.(?:hub|opendata)\.arcgis\.com/?$|opendata\.arcgis\.com/admin", re.IGNORECASE)

_DATA_FORMATS = """
    csv tsv xls xlsx ods json geojson xml kml kmz shp shapefile zip gpkg geopackage fgdb filegdb gdb rdf ttl parquet gtfs
    wms wfs ogcwms ogcwfs featurecollection sqlite
"""
_FORMATS = frozenset(_DATA_FORMATS.split())
_SECTIONS = {
    "documents": "document", "apps": "app", "pages": "page", "stories": "story", "feedback": "page", "initiatives": "page",
    "initiatives2": "page", "initiative": "page", "events": "page", "templates": "app",
}  # fmt: skip


def item_id(text: object) -> str | None:
    """The ArcGIS item id in an identifier of any shape, as `32hex` or `32hex_LAYER`, lower case; None where there is none.

    Shapes: the id itself, `…/datasets/{id}_{n}`, `…/home/item.html?id={id}&sublayer={n}`, `…/items/{id}/csv?layers={n}`.
    """
    if not isinstance(text, str) or (found := _ITEM.search(text[:2_000])) is None:
        return None
    layer = found[2]
    if layer is None and (sub := _SUBLAYER.search(text[:2_000])):
        layer = sub[1]
    return found[1].lower() + (f"_{int(layer)}" if layer is not None else "")


def slug_of(page: object) -> str | None:
    """The name in a Hub landing page (`org::trees`), lower case; None where the address is no such page."""
    if not isinstance(page, str):
        return None
    found = _SLUG.findall(_path(urlsplit_safe(page)))
    return found[-1].lower() if found else None


def is_hub_entry(identifier: object, page: object) -> bool:
    """True where an entry is written by ArcGIS Hub: an item id, or a landing page with `org::name`."""
    return item_id(identifier) is not None or "::" in (slug_of(page) or "")


def holds_data(distributions: Iterable[Mapping[str, object]]) -> bool:
    """True where a distribution is data: a format of data with an address, or a service of features, maps or images."""
    return any(_is_data(item) for item in distributions)


def _is_data(item: Mapping[str, object]) -> bool:
    urls = [url for key in ("download_url", "access_url") if isinstance(url := item.get(key), str) and url]
    if not urls:
        return False
    if any(_SERVICE.search(url) for url in urls):
        return True
    if any(_APP.search(url) or _STORY.search(url) for url in urls):
        return False
    form = item.get("format")
    name = re.sub(r"[\W_]", "", form).lower() if isinstance(form, str) else ""
    # "Esri REST" without a service behind it is Hub's word for any address that an item has.
    if name in ("esrirest", "arcgisgeoservicesrestapi"):
        return any(_DATA.search(url) for url in urls)
    return name in _FORMATS or any(_DATA.search(url) for url in urls)


def kind_of_entry(identifier: object, page: object, distributions: Iterable[Mapping[str, object]]) -> str:
    """The kind of a feed entry; `dataset` where nothing says otherwise."""
    if not is_hub_entry(identifier, page):
        return "dataset"
    return hub_kind(page, list(distributions))


def hub_kind(page: object, distributions: list[Mapping[str, object]]) -> str:
    """The kind of an entry of an ArcGIS Hub."""
    if holds_data(distributions):
        return "dataset"
    section = section_of(page)
    if section in _SECTIONS:
        return _SECTIONS[section]
    address = _service_address(distributions, page)
    if address is None:
        # A map page without a service is a composed map; an old `/datasets/{id}` page says nothing.
        return "map" if section == "maps" else "page" if section == "content" else "dataset"
    return kind_of_address(address, "page" if section == "content" else "link")


def kind_of_address(address: str, otherwise: str) -> str:
    """The kind of a thing that is only known by an address outside the portal."""
    if _STORY.search(address):
        return "story"
    if _SITE.search(address):
        return "page"
    if _APP.search(address):
        return "app"
    if _DOCUMENT.search(address):
        return "document"
    return otherwise


def section_of(page: object) -> str | None:
    """The section of the Hub that a landing page belongs to: `datasets maps documents …`."""
    if not isinstance(page, str):
        return None
    found = _SECTION.findall(_path(urlsplit_safe(page)))
    return found[-1].lower() if found else None


def _service_address(distributions: list[Mapping[str, object]], page: object) -> str | None:
    """The first address that is not the landing page itself."""
    for item in distributions:
        for key in ("access_url", "download_url"):
            url = item.get(key)
            if isinstance(url, str) and url and url != page and item.get("media_type") != "text/html":
                return url
    return None


def urlsplit_safe(url: str) -> SplitResult:
    """An address in parts; empty parts where it is no address."""
    try:
        return urlsplit(url.strip())
    except ValueError:
        return SplitResult("", "", "", "", "")


def _path(parts: SplitResult) -> str:
    """The path of a page; on ArcGIS Enterprise the site's pages stand behind `#/site`."""
    return parts.fragment if parts.fragment.startswith("/") else parts.path
