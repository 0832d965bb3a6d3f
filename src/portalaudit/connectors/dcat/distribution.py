"""Distributions of an entry as rows of the frame `distributions`."""

import re
from collections.abc import Mapping

from portalaudit.connectors.dcat.document import Entry
from portalaudit.connectors.dcat.terms import bare
from portalaudit.connectors.values import ABSENT, escaped, first, integer, text
from portalaudit.model.stamps import micros

Row = dict[str, object]

MOST = 2_000
"""Distributions kept of one entry (own choice; the largest seen has 46)."""

_GENERATED = re.compile(
    r"/api/views/\w{4}-\w{4}/rows\.|/api/geospatial/\w{4}-\w{4}\?|/resource/\w{4}-\w{4}\.\w+"  # Socrata
    r"|/api/download/v1/items/|/datasets/(?:[0-9a-f]{32}(?:_\d+)?|[^/?#]+::[^/?#]+)\.(?:csv|geojson|kml|kmz|zip|shp|xlsx|gdb|gpkg|json)"
    r"(?=$|[?#])"  # ArcGIS Hub
    r"|/api/v3/datasets/[^/?#]+/downloads/|opendata\.arcgis\.com/datasets/[0-9a-f]{32}"
    r"|/datastore/dump/|/explore/dataset/[^/]+/download|/catalog/datasets/[^/]+/exports/",  # CKAN, Opendatasoft
    re.IGNORECASE,
)
_VOCABULARY = re.compile(
    r"^(?:ftype:|https?://publications\.europa\.eu/resource/authority/file-type/|https?://www\.iana\.org/assignments/media-types/"
    r"|https?://publications\.europa\.eu/resource/dataset/file-type/)(?=.)"
)


def generated(url: object) -> bool:
    """True for an address at which the platform makes the file on request (reference: portal-apis 1.5, 3.1)."""
    return isinstance(url, str) and _GENERATED.search(url) is not None


def distributions_of(entry: Entry) -> list[Row]:
    """The rows of an entry's distributions, in its order; `at` points below the entry."""
    rows = [row for at, item in _listed(entry) if (row := _row(item, at))]
    known = {url for row in rows for url in (row["access_url"], row["download_url"]) if url}
    rows.extend(row for row in _of_entry(entry) if row["access_url"] not in known)
    return rows


def _listed(entry: Entry) -> list[tuple[str, object]]:
    value = entry.plain.get("distribution")
    if value is None:
        return []
    key = (
        "distribution"
        if "distribution" in entry.raw
        else next((key for key in entry.raw if bare(key) == "distribution"), "distribution")
    )
    at = f"#/{escaped(key)}"
    if isinstance(value, list):
        return [(f"{at}/{number}", item) for number, item in enumerate(value[:MOST])]
    return [(at, value)]


def _row(item: object, at: str) -> Row | None:
    if isinstance(item, str):
        return _made(at, {"accessURL": item})
    return _made(at, item) if isinstance(item, dict) else None


def _made(at: str, item: Mapping[str, object]) -> Row:
    access, download = _address(item, "accessURL"), _address(item, "downloadURL")
    form, media = item.get("format"), item.get("mediaType")
    if form is None and isinstance(formats := item.get("formats"), list) and formats and isinstance(formats[0], dict):
        form, media = formats[0].get("label"), media or formats[0].get("value")  # DCAT-US 1.0 as Socrata wrote it
    return {
        "key": said(first(item.get("identifier", ABSENT), item.get("@id", ABSENT))),
        "title": said(item.get("title")),
        "access_url": access,
        "download_url": download,
        "format": _term(form),
        "media_type": _term(media),
        "size": integer(item.get("byteSize")),
        "license": said(item.get("license")),
        "modified": micros(item.get("modified")),
        "generated": generated(download) or generated(access),
        "at": at,
    }


def _of_entry(entry: Entry) -> list[Row]:
    """Addresses that DCAT-US 1.0 keeps beside or instead of distributions."""
    raw = entry.plain
    rows: list[Row] = []
    if "distribution" not in raw:
        what = {"format": raw.get("format"), "mediaType": raw.get("mediaType")}
        rows.extend(_made(f"#/{key}", {key: raw[key], **what}) for key in ("accessURL", "downloadURL") if _address(raw, key))
    service = _address(raw, "webService")
    if service:
        rows.append(_made("#/webService", {"accessURL": service, "title": "webService", "format": "API"}))
    return rows


def _address(item: Mapping[str, object], key: str) -> str | None:
    value = item.get(key)
    if value is None or type(value) is str:
        return (value.strip() or None) if value else None
    if isinstance(value, list):
        value = value[0] if value else None
    made = said(value)
    return made.strip() if isinstance(made, str) and made.strip() else None


def _term(value: object) -> str | None:
    """A format or media type; of a term of a vocabulary only its name."""
    made = said(value)
    return _VOCABULARY.sub("", made) if made and ":" in made else made or None


def said(value: object) -> str | None:
    """A value or node as one text: a node says its label, else its id; of several the first."""
    return value if value is None or type(value) is str else text(label(value))


def label(value: object) -> object:
    """A node reduced to its label, else its id; lists member by member; ABSENT and plain values as they are."""
    if isinstance(value, dict):
        for key in ("prefLabel", "label", "title", "name", "fn", "@id", "notation", "identifier", "@value"):
            if isinstance(value.get(key), str | int | float):
                return value[key]
        return value
    if isinstance(value, list):
        return [label(item) if isinstance(item, dict) else item for item in value]
    return value
