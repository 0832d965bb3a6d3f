"""OGC features of a Hub's search, derived from the entries of its DCAT feed (DCAT-US 1.1 or DCAT-AP as JSON-LD).

A feed says less than the search does: what it does not tell is null here. Item types are read off the landing page and the
distributions; where nothing tells the type, it is a Feature Service, as most items of a Hub are.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

Entry = Mapping[str, object]

FILE_TYPES: Mapping[str, str] = {
    "pdf": "PDF", "doc": "Microsoft Word", "docx": "Microsoft Word", "xls": "Microsoft Excel", "xlsx": "Microsoft Excel",
    "ppt": "Microsoft Powerpoint", "pptx": "Microsoft Powerpoint", "csv": "CSV", "zip": "Shapefile", "geojson": "GeoJson",
    "kml": "KML", "kmz": "KML", "png": "Image", "jpg": "Image", "jpeg": "Image",
}  # fmt: skip
SERVICES: Mapping[str, str] = {"FeatureServer": "Feature Service", "MapServer": "Map Service", "ImageServer": "Image Service"}
APP_HOSTS: Mapping[str, str] = {
    "storymaps.arcgis.com": "StoryMap", "experience.arcgis.com": "Web Experience", "/apps/dashboards": "Dashboard",
    "/apps/opsdashboard": "Dashboard",
}  # fmt: skip
COLLECTIONS: Mapping[str, frozenset[str]] = {
    "dataset": frozenset(("Feature Service", "Map Service", "Image Service", "CSV", "Shapefile", "GeoJson", "KML")),
    "document": frozenset(("PDF", "Microsoft Word", "Microsoft Excel", "Microsoft Powerpoint", "Document Link", "Image")),
    "appAndMap": frozenset(("Web Mapping Application", "StoryMap", "Web Experience", "Dashboard", "Web Map")),
    "site": frozenset(("Hub Page", "Hub Site Application")),
}
"""Which item types stand in which collection of the search."""
KEYWORD_OF_LICENSE = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/(by(?:-\w+)*|zero)/(\d\.\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feature:
    id: str
    collection: str
    properties: Mapping[str, object]
    bbox: tuple[float, float, float, float] | None

    def as_json(self) -> dict[str, object]:
        """The feature as the search answers it."""
        return {
            "id": self.id, "type": "Feature", "geometry": _polygon(self.bbox), "properties": self.properties,
            "time": None, "links": [],
        }  # fmt: skip


def entries_of(feed: object) -> list[Entry]:
    """The entries of a feed: an object with `dataset` or `dcat:dataset`, or a bare array."""
    found: object = feed
    if isinstance(feed, Mapping):
        found = next((feed[key] for key in ("dataset", "dcat:dataset") if isinstance(feed.get(key), list)), [])
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def feature_of(entry: Entry) -> Feature:
    """One entry as a feature; values of an unexpected type count as absent."""
    key = item_key(entry)
    links = _links(entry)
    service = next((url for title, url in links if title in ("Esri Rest API", "ArcGIS GeoService")), None)
    landing = _text(entry, "landingPage", "dcat:landingPage", "@id") or ""
    kind = item_type(landing, service, links, _text(entry, "title", "dct:title") or "")
    organization = re.search(r"//services\d*\.arcgis\.com/(\w+)/", service or "")
    license_text = _text(entry, "license", "dct:license")
    properties: dict[str, object] = {
        "id": key, "itemId": key.partition("_")[0], "title": _text(entry, "title", "dct:title"), "type": kind, "typeKeywords": [],
        "owner": contact_of(entry), "created": epoch(_text(entry, "issued", "dct:issued")),
        "modified": epoch(_text(entry, "modified", "dct:modified", "issued", "dct:issued")), "snippet": None,
        "description": _text(entry, "description", "dct:description"), "tags": _strings(entry, "keyword", "dcat:keyword"),
        "licenseInfo": license_text, "license": license_id(license_text), "accessInformation": _text(entry, "dct:provenance"),
        "access": "public", "url": service, "extent": None, "categories": [],
        "orgid": organization.group(1) if organization else None, "source": publisher_of(entry), "size": -1, "numViews": 0,
        "scoreCompleteness": None, "contentStatus": None, "culture": "en-us",
        "slug": landing.rstrip("/").rpartition("/")[2] or None, "hubType": "Map" if "/maps/" in landing else None,
    }  # fmt: skip
    collection = next((name for name, kinds in COLLECTIONS.items() if kind in kinds), "document")
    return Feature(key, collection, properties, _bbox(_text(entry, "spatial", "dct:spatial")))


def item_key(entry: Entry) -> str:
    """The item's id, 32 hexadecimal digits, with `_N` for a layer of it; a digest where the entry names none."""
    for text in (_text(entry, "identifier", "dct:identifier"), _text(entry, "landingPage", "dcat:landingPage", "@id")):
        found = re.search(r"([0-9a-f]{32})(?:(?:_|&sublayer=|/)(\d+))?", text or "")
        if found:
            return f"{found[1]}_{found[2]}" if found[2] else found[1]
    return hashlib.md5(repr(sorted(entry.items())).encode(), usedforsecurity=False).hexdigest()


def item_type(landing: str, service: str | None, links: Sequence[tuple[str, str]], title: str) -> str:
    """The ArcGIS item type."""
    word = re.search(r"/(maps|datasets|documents|apps|pages|content)/", landing)
    path = (service or "").partition("?")[0]
    server = re.search(r"/(FeatureServer|MapServer|ImageServer)(?:/\d+)?/?$", path)
    if server:
        return SERVICES[server[1]]
    app = next((kind for mark, kind in APP_HOSTS.items() if mark in (service or "")), None)
    if word and word[1] == "pages":
        return "Hub Page"
    if app or (word and word[1] == "apps"):
        return app or "Web Mapping Application"
    ending = re.search(r"\.(\w{2,7})$", path) or re.search(r"\.(\w{3,4})$", title)
    file_type = FILE_TYPES.get(ending[1].lower()) if ending else None
    if word and word[1] == "documents":
        return file_type or ("Document Link" if service else "PDF")
    if file_type:
        return file_type
    if "/apps/" in path or path.endswith(".html"):
        return "Web Mapping Application"
    return "Document Link" if service and not (word and word[1] == "maps") else "Feature Service"


def license_id(text: str | None) -> str:
    """Hub's short word for a licence: `none` for nothing, an id for Creative Commons, else `custom`."""
    if not text:
        return "none"
    found = KEYWORD_OF_LICENSE.search(text)
    if not found:
        return "custom"
    return f"CC0-{found[2]}" if found[1].lower() == "zero" else f"CC-{found[1].upper()}-{found[2]}"


def publisher_of(entry: Entry) -> str | None:
    """The publisher's name; old feeds write `source`, DCAT-AP a bare string."""
    found = entry.get("publisher", entry.get("dct:publisher"))
    if isinstance(found, Mapping):
        return _text(found, "name", "foaf:name", "source")
    return found if isinstance(found, str) else None


def contact_of(entry: Entry) -> str | None:
    """The owner's account name, which feeds give as the contact."""
    found = entry.get("contactPoint", entry.get("dcat:contactPoint"))
    return _text(found, "fn", "vcard:fn") if isinstance(found, Mapping) else None


def epoch(text: str | None) -> int | None:
    """An ISO 8601 stamp as milliseconds since 1970; None for what is no stamp."""
    try:
        moment = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _links(entry: Entry) -> list[tuple[str, str]]:
    found = entry.get("distribution", entry.get("dcat:distribution"))
    parts = [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []
    keys = ("accessURL", "downloadURL", "dcat:accessUrl", "dcat:accessURL", "dcat:downloadUrl")
    return [(_text(part, "title", "dct:title") or "", url) for part in parts if (url := _text(part, *keys))]


def _text(entry: Mapping[str, object], *keys: str) -> str | None:
    return next((value for key in keys if isinstance(value := entry.get(key), str)), None)


def _strings(entry: Entry, *keys: str) -> list[str]:
    found = next((entry[key] for key in keys if key in entry), [])
    return [word for word in found if isinstance(word, str)] if isinstance(found, list) else []


def _bbox(text: str | None) -> tuple[float, float, float, float] | None:
    numbers = re.fullmatch(r"\s*(-?\d+\.?\d*)" + r"\s*,\s*(-?\d+\.?\d*)" * 3 + r"\s*", text or "")
    if not numbers:
        return None
    west, south, east, north = (float(number) for number in numbers.groups())
    return west, south, east, north


def _polygon(bbox: tuple[float, float, float, float] | None) -> dict[str, object] | None:
    if bbox is None:
        return None
    west, south, east, north = bbox
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}
