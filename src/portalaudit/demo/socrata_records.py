"""A Socrata asset in its four shapes, all derived from the record of `/api/views/{id}.json`.

Discovery leaves out what is unset (`license`, `domain_category`), `/api/views/metadata/v1` gives it as null, and `/data.json`
carries data sets only: the differences that a reader of Socrata has to live with.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

View = Mapping[str, object]

DOMAIN = "domain.standin.invalid"
"""Stands where the portal's own host goes; the server writes the host that the client used."""

TYPES: Mapping[str, str] = {
    "text": "Text", "number": "Number", "calendar_date": "Calendar date", "date": "Date", "checkbox": "Checkbox",
    "point": "Point", "url": "URL", "multiline": "MultiLine", "line": "Line", "polygon": "Polygon",
    "multipolygon": "MultiPolygon", "multipoint": "MultiPoint", "location": "Location", "money": "Money", "percent": "Percent",
    "photo": "Photo", "document": "Document",
}  # fmt: skip
"""Discovery's names of the column types of `/api/views`."""
VIEW_TYPES: Mapping[str, str] = {"blobby": "file", "href": "href", "story": "story", "geo": "map", "tabular": "dataset"}
EXPORTS: tuple[tuple[str, str], ...] = (
    ("rows.csv?accessType=DOWNLOAD", "text/csv"), ("rows.rdf?accessType=DOWNLOAD", "application/rdf+xml"),
    ("rows.json?accessType=DOWNLOAD", "application/json"), ("rows.xml?accessType=DOWNLOAD", "application/xml"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asset:
    """What the stand-in must know of an asset to find it."""

    id: str
    name: str
    type: str
    domain: str
    """The owner's host; `DOMAIN` for the portal's own."""
    category: str | None
    tags: tuple[str, ...]
    attribution: str | None
    license: str | None
    custom: tuple[tuple[str, str], ...]
    provenance: str
    parents: tuple[str, ...]
    public: bool
    in_feed: bool
    """Listed in `/data.json`."""
    updated: str
    created: str
    views: int


def describe(view: View) -> Asset:
    """An asset's index entry; values of a wrong type count as absent."""
    kind = _text(view, "assetType") or VIEW_TYPES.get(_text(view, "viewType") or "", "dataset")
    grants = view.get("grants")
    public = (
        any("public" in (grant.get("flags") or ()) for grant in grants if isinstance(grant, dict))
        if isinstance(grants, list)
        else True
    )
    parent = _text(view, "modifyingViewUid") if kind != "dataset" else None
    return Asset(
        id=_text(view, "id") or "", name=_text(view, "name") or "", type=kind, domain=_text(view, "domainCName") or DOMAIN,
        category=_text(view, "category") or None, tags=_strings(view.get("tags")), attribution=_text(view, "attribution"),
        license=license_of(view), custom=custom_of(view), provenance=_text(view, "provenance") or "official",
        parents=(parent,) if parent else (), public=public and not view.get("hideFromCatalog"),
        in_feed=kind == "dataset" and not view.get("hideFromDataJson"),
        updated=stamp(max(_number(view, "rowsUpdatedAt"), _number(view, "viewLastModified"), _number(view, "createdAt"))) or "",
        created=stamp(_number(view, "createdAt")) or "", views=_number(view, "viewCount"),
    )  # fmt: skip


def discovery(view: View, asset: Asset) -> dict[str, object]:
    """The asset as a result of `/api/catalog/v1`."""
    columns = columns_of(view)
    total = asset.views
    resource: dict[str, object] = {
        "name": asset.name, "id": asset.id, "resource_name": _text(view, "resourceName"), "parent_fxf": list(asset.parents),
        "description": _text(view, "description") or "", "attribution": asset.attribution,
        "attribution_link": _text(view, "attributionLink"), "contact_email": None, "type": asset.type, "updatedAt": asset.updated,
        "createdAt": asset.created or None, "metadata_updated_at": stamp(_number(view, "viewLastModified")),
        "data_updated_at": stamp(_number(view, "rowsUpdatedAt")), "publication_date": stamp(_number(view, "publicationDate")),
        "page_views": {
            "page_views_last_week": 0, "page_views_last_month": 0, "page_views_total": total, "page_views_last_week_log": 0.0,
            "page_views_last_month_log": 0.0, "page_views_total_log": math.log2(total + 1),
        },
        "columns_name": [_text(column, "name") or "" for column in columns],
        "columns_field_name": [_text(column, "fieldName") or "" for column in columns],
        "columns_datatype": [TYPES.get(name := _text(column, "dataTypeName") or "", name.title()) for column in columns],
        "columns_description": [_text(column, "description") or "" for column in columns],
        "columns_format": [column.get("format") or {} for column in columns],
        "download_count": _number(view, "downloadCount"), "provenance": asset.provenance, "lens_view_type": view.get("viewType"),
        "lens_display_type": view.get("displayType"), "locked": bool(view.get("locked")),
        "blob_mime_type": view.get("blobMimeType"),
        "hide_from_data_json": bool(view.get("hideFromDataJson")),
    }  # fmt: skip
    classification: dict[str, object] = {
        "categories": [], "tags": [], "domain_tags": list(asset.tags),
        "domain_metadata": [{"key": key, "value": value} for key, value in asset.custom],
    }  # fmt: skip
    if asset.category:
        classification["domain_category"] = asset.category
    metadata = {"domain": asset.domain}
    if asset.license:
        metadata["license"] = asset.license
    return {
        "resource": resource, "classification": classification, "metadata": metadata,
        "permalink": f"https://{asset.domain}/d/{asset.id}",
        "link": f"https://{asset.domain}/{_slug(asset.category or 'dataset')}/{_slug(asset.name)}/{asset.id}",
        "owner": _person(view.get("owner")), "creator": _person(view.get("tableAuthor")),
    }  # fmt: skip


def metadata(view: View, asset: Asset) -> dict[str, object]:
    """The asset as `/api/views/metadata/v1` gives it: what is blank is null, never omitted."""
    meta = view.get("metadata")
    custom = meta.get("custom_fields") if isinstance(meta, dict) else None
    base = f"https://{asset.domain}"
    return {
        "id": asset.id, "name": asset.name, "attribution": asset.attribution, "attributionLink": _text(view, "attributionLink"),
        "category": asset.category, "createdAt": offset_stamp(_number(view, "createdAt")),
        "dataUpdatedAt": offset_stamp(_number(view, "rowsUpdatedAt")), "dataUri": f"{base}/resource/{asset.id}",
        "description": _text(view, "description"), "domain": asset.domain, "externalId": None,
        "hideFromCatalog": bool(view.get("hideFromCatalog")), "hideFromDataJson": bool(view.get("hideFromDataJson")),
        "license": asset.license, "metadataUpdatedAt": offset_stamp(_number(view, "viewLastModified")),
        "provenance": asset.provenance.upper(),
        "updatedAt": offset_stamp(max(_number(view, "rowsUpdatedAt"), _number(view, "viewLastModified"))),
        "webUri": f"{base}/d/{asset.id}", "customFields": custom or None, "tags": list(asset.tags) or None,
    }  # fmt: skip


def feed_entry(view: View, asset: Asset) -> dict[str, object]:
    """The asset as an entry of `/data.json`."""
    base, owner = f"https://{asset.domain}", _person(view.get("owner"))
    entry: dict[str, object] = {
        "@type": "dcat:Dataset", "identifier": f"{base}/api/views/{asset.id}", "accessLevel": "public",
        "landingPage": f"{base}/d/{asset.id}", "issued": asset.created[:10], "modified": asset.updated[:10], "title": asset.name,
        "description": _text(view, "description") or "", "publisher": {"@type": "org:Organization", "name": asset.domain},
        "contactPoint": {"@type": "vcard:Contact", "fn": owner["display_name"], "hasEmail": f"mailto:no-reply@{asset.domain}"},
        "distribution": [
            {"@type": "dcat:Distribution", "downloadURL": f"{base}/api/views/{asset.id}/{path}", "mediaType": media}
            for path, media in EXPORTS
        ],
    }  # fmt: skip
    if asset.tags:
        entry["keyword"] = list(asset.tags)
    if asset.category:
        entry["theme"] = [asset.category]
    if asset.license:
        entry["license"] = asset.license
    return entry


def columns_of(view: View) -> list[Mapping[str, object]]:
    found = view.get("columns")
    return [column for column in found if isinstance(column, Mapping)] if isinstance(found, list) else []


def license_of(view: View) -> str | None:
    """The licence's label, else its id."""
    found = view.get("license")
    return (_text(found, "name") if isinstance(found, Mapping) else None) or _text(view, "licenseId")


def custom_of(view: View) -> tuple[tuple[str, str], ...]:
    """Custom fields as Discovery keys them: `{Set}_{Key}`, spaces as dashes."""
    meta = view.get("metadata")
    custom = meta.get("custom_fields") if isinstance(meta, Mapping) else None
    if not isinstance(custom, Mapping):
        return ()
    return tuple(
        (f"{name}_{key}".replace(" ", "-"), str(value))
        for name, fields in custom.items()
        if isinstance(fields, Mapping)
        for key, value in fields.items()
    )


def stamp(seconds: int) -> str | None:
    """Epoch seconds as Discovery writes them, in UTC with milliseconds; None for zero."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if seconds else None


def offset_stamp(seconds: int) -> str | None:
    """The same as `/api/views/metadata/v1` writes it, with an offset without colon."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000") if seconds else None


def _person(found: object) -> dict[str, object]:
    person = found if isinstance(found, Mapping) else {}
    return {"id": person.get("id"), "user_type": person.get("type") or "interactive", "display_name": person.get("displayName")}


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text, flags=re.ASCII).strip("-")[:50] or "-"


def _text(record: Mapping[str, object], key: str) -> str | None:
    value = record.get(key)
    return value if isinstance(value, str) else None


def _number(record: Mapping[str, object], key: str) -> int:
    value = record.get(key)
    return value if isinstance(value, int) and 0 < value < 1 << 36 else 0


def _strings(found: object) -> tuple[str, ...]:
    return tuple(word for word in found if isinstance(word, str)) if isinstance(found, list) else ()
