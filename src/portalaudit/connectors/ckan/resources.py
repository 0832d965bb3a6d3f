"""Resources of CKAN packages as columns of `distributions`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portalaudit.connectors.keys import JOB_NAMES, plain
from portalaudit.model.stamps import micros

_SERVICES = frozenset({
    "api", "rest", "rest api", "json api", "wms", "wfs", "wmts", "wcs", "csw", "ogc wms", "ogc wfs", "ogc wcs", "sparql", "odata",
    "esri rest", "arcgis geoservices rest api", "arcgis geoservice", "arcgis rest", "geoservice", "service", "web service",
    "html", "htm", "text html", "web page", "webpage", "website", "web", "www link", "link", "url", "hyperlink", "web site",
    "application", "app", "webapp", "map viewer", "geoportal",
})  # fmt: skip
"""Formats that name a service or a page, so that the address is no file (own list, from portals' format facets)."""
_SERVICE_TYPES = frozenset({"api", "service", "documentation", "visualization", "app", "website", "code"})
"""Resource types that are no file (those of CKAN's and ckanext-scheming's forms)."""

_SIZE = re.compile(r"\s*(\d{1,15}(?:[.,]\d{1,6})?)\s*([kmgt]?)i?(b|bytes?)?\s*", re.IGNORECASE)
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}


@dataclass(frozen=True, slots=True)
class Resources:
    """Distributions of a page of packages."""

    owners: list[int]
    """Number of the package in the page, ascending."""
    columns: Mapping[str, list[object]]

    def newest(self, packages: int) -> Iterator[int | None]:
        """For each package the latest time at which a file was uploaded or its address changed; None where none is told."""
        latest: dict[int, int] = {}
        for owner, stamp in zip(self.owners, self.columns["modified"], strict=True):
            if isinstance(stamp, int) and stamp > latest.get(owner, -(2**63)):
                latest[owner] = stamp
        return (latest.get(number) for number in range(packages))


def read_resources(entries: Sequence[Mapping[str, object]]) -> Resources:
    """The resources of these packages; deleted ones and what is no object are left out."""
    owners: list[int] = []
    places: list[object] = []
    items: list[Mapping[str, object]] = []
    for owner, entry in enumerate(entries):
        resources = entry.get("resources")
        if not isinstance(resources, list):
            continue
        for number, item in enumerate(resources):
            if item.__class__ is dict and item.get("state") != "deleted":
                owners.append(owner)
                places.append(_place(number))
                items.append(item)
    urls = [item.get("url") for item in items]
    formats = [item.get("format") for item in items]
    services = [
        item.get("url_type") != "upload" and is_service(form, item.get("resource_type"))
        for item, form in zip(items, formats, strict=True)
    ]
    columns: dict[str, list[object]] = {
        "key": [item.get("id") for item in items],
        "title": [item.get("name") for item in items],
        # ckanext-dcat keeps accessURL and downloadURL in keys of their own where they differ from `url`
        "access_url": [
            item.get("access_url") or (url if service else None) for item, url, service in zip(items, urls, services, strict=True)
        ],
        "download_url": [
            item.get("download_url") or (None if service else url)
            for item, url, service in zip(items, urls, services, strict=True)
        ],
        "format": formats,
        "media_type": [item.get("mimetype") for item in items],
        "size": [None if (size := item.get("size")) is None else size_of(size) for item in items],
        "license": [item.get("license") for item in items],
        "modified": [None if (stamp := item.get("last_modified")) is None else micros(stamp) for item in items],
        "generated": [item.get("url_type") == "datastore" for item in items],
        "at": places,
    }
    queryable = [truth(item.get("datastore_active")) for item in items]
    if any(told is not None for told in queryable):  # old versions don't tell it
        columns["queryable"] = list(queryable)
    if any(names := [_job_key(item) for item in items]):
        columns["job"] = [None if name is None else item[name] for item, name in zip(items, names, strict=True)]
    return Resources(owners, columns)


def truth(value: object) -> bool | None:
    """A boolean, or one that is spelled as a text, as some portals have it."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().casefold())
    return value if isinstance(value, bool) else None


def _job_key(item: Mapping[str, object]) -> str | None:
    """The key of a resource that names what loads it."""
    return next((key for key in item if _names_job(key)), None)


@lru_cache(maxsize=4_096)
def _names_job(key: str) -> bool:
    return plain(key) in JOB_NAMES


@lru_cache(maxsize=4_096)
def _place(number: int) -> str:
    return f"#/resources/{number}"


def is_service(form: object, kind: object) -> bool:
    """True for a resource whose address leads to a service or a page."""
    if isinstance(kind, str) and kind in _SERVICE_TYPES:
        return True
    return isinstance(form, str) and _names_service(form)


@lru_cache(maxsize=4_096)
def _names_service(form: str) -> bool:
    return len(form) < 60 and plain(form) in _SERVICES


def size_of(value: object) -> int | None:
    """Bytes from a number, a text of digits or `1.2 MB`; None for anything else. Units are powers of 1,024."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if 0 <= value < 2**63 else None
    if not isinstance(value, str) or not value or len(value) > 40 or (found := _SIZE.fullmatch(value)) is None:
        return None
    number = float(found[1].replace(",", ".")) * _UNITS[found[2].lower()]
    return int(number) if number < 2**63 else None
