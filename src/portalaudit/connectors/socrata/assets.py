"""A Discovery result as a row of `datasets`, with its columns and distributions.

The main part is the result itself; the part `metadata` is the asset's entry in `/api/views/metadata/v1`, the part `view` its own
record. Any value may be of any type; nothing here raises for what a server says.
"""

from collections.abc import Mapping
from urllib.parse import quote

from portalaudit.connectors.offers import Found
from portalaudit.connectors.socrata.custom import custom_fields, flat
from portalaudit.connectors.socrata.described import Described
from portalaudit.connectors.socrata.discovery import domain_of
from portalaudit.connectors.socrata.views import View
from portalaudit.connectors.values import ABSENT, VALUE, escaped, integer, member, state
from portalaudit.model.stamps import micros

Row = dict[str, object]
Placed = tuple[str, object]

CUSTOM = "#/classification/domain_metadata"
"""Where Discovery lists an asset's custom fields, each an object of key and value."""
PLACES: Mapping[str, str] = {
    "title": "#/resource/name", "description": "#/resource/description", "publisher": "#/resource/attribution",
    "organization": f"{CUSTOM}/organization", "contact_name": f"{CUSTOM}/contact name",
    "contact_email": "#/resource/contact_email", "contact_url": f"{CUSTOM}/contact address",
    "license": "#/metadata/license", "license_title": "view#/license/name", "license_url": "view#/license/termsLink",
    "rights": f"{CUSTOM}/rights", "keywords": "#/classification/domain_tags",
    "categories": "#/classification/domain_category", "identifier": "#/resource/id", "landing_page": "#/link",
    "access_level": f"{CUSTOM}/access level", "language": f"{CUSTOM}/language",
    "spatial": f"{CUSTOM}/spatial coverage", "temporal": f"{CUSTOM}/temporal coverage",
    "frequency": f"{CUSTOM}/update frequency", "issued": "#/resource/publication_date", "modified": "#/resource/updatedAt",
    "created_at": "#/resource/createdAt", "metadata_modified": "#/resource/metadata_updated_at",
    "data_modified": "#/resource/data_updated_at",
}  # fmt: skip
"""Where a field stands where a row says nothing else; below the list of custom fields what no key of it says, in plain words."""

KINDS: Mapping[str, str] = {
    "dataset": "dataset", "system_dataset": "dataset", "filter": "view", "map": "map", "chart": "chart", "measure": "chart",
    "calendar": "chart", "datalens": "chart", "visualization": "chart", "file": "document", "href": "link", "link": "link",
    "federated_href": "link", "api": "link", "story": "story", "form": "page",
}  # fmt: skip
"""Kind by Discovery's `type` (its `only` words); dataset where it is another."""

EXPORTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "tabular": (
        ("CSV", "text/csv", "/api/views/{}/rows.csv?accessType=DOWNLOAD"),
        ("JSON", "application/json", "/api/views/{}/rows.json?accessType=DOWNLOAD"),
        ("XML", "application/xml", "/api/views/{}/rows.xml?accessType=DOWNLOAD"),
        ("RDF", "application/rdf+xml", "/api/views/{}/rows.rdf?accessType=DOWNLOAD"),
    ),
    "geo": (
        ("GeoJSON", "application/vnd.geo+json", "/api/geospatial/{}?method=export&format=GeoJSON"),
        ("Shapefile", "application/zip", "/api/geospatial/{}?method=export&format=Shapefile"),
        ("KML", "application/vnd.google-earth.kml+xml", "/api/geospatial/{}?method=export&format=KML"),
    ),
}
"""Exports that the platform makes on request, by `lens_view_type`."""
EXPORTED = frozenset({"dataset", "system_dataset", "filter"})
"""Types whose rows can be exported."""

_CUSTOM_ONLY = ("organization", "contact_name", "contact_url", "rights", "access_level", "language", "spatial", "frequency")


def read_asset(
    entry: Mapping[str, object],
    described: Described | None,
    view: View | None,
    frequency_names: frozenset[str] = frozenset(),
) -> Row:
    """One asset as a row for `Builder.add`; without `capture` and `pointer`."""
    resource, kind = _object(entry, "resource"), member(entry, "resource", "type")
    parents = resource.get("parent_fxf")
    row: Row = {
        "key": _text(resource.get("id")),
        "kind": KINDS.get(kind.casefold(), "dataset") if isinstance(kind, str) else "dataset",
        "platform_type": _text(kind),
        "domain": domain_of(entry),
        "owner": _text(member(entry, "owner", "id")),
        "parent": _text(parents[0] if isinstance(parents, list) and parents else parents),
        "created_at": micros(resource.get("createdAt")),
        "metadata_modified": micros(resource.get("metadata_updated_at")),
        "data_modified": micros(resource.get("data_updated_at")),
        "views": integer(member(resource, "page_views", "page_views_total")),
    }
    if row["metadata_modified"] is None and described is not None:
        row["metadata_modified"] = described.stamp
        row["metadata_modified_at"] = "metadata#/metadataUpdatedAt"
    found = _custom(entry, described, frequency_names)
    _fields(row, entry, resource, found)
    _license(row, entry, described, view, found)
    if described is not None:
        row["capture_metadata"], row["pointer_metadata"] = described.capture, described.pointer
    if view is not None:
        row["capture_view"], row["pointer_view"] = view.capture, ""
    return row


def _custom(entry: Mapping[str, object], described: Described | None, frequency_names: frozenset[str]) -> Found:
    """Custom fields with set and key apart where we have them so; what these do not tell as Discovery flattens them."""
    flattened = custom_fields(flat(member(entry, "classification", "domain_metadata")), frequency_names)
    if described is None or not described.custom:
        return flattened
    return {**flattened, **custom_fields(described.custom, frequency_names)}


def _nowhere(entry: Mapping[str, object]) -> Placed:
    """What stands in the place of custom fields that are not told: where their list is null or has nothing above it, that."""
    above = entry.get("classification", ABSENT)
    if above is None or above == {}:
        return "#/classification", above
    listed = member(above, "domain_metadata")
    return (CUSTOM, listed) if listed is None or listed is ABSENT else ("", ABSENT)


def _fields(row: Row, entry: Mapping[str, object], resource: Mapping[str, object], found: Found) -> None:
    get, classification, nowhere = resource.get, _object(entry, "classification"), _nowhere(entry)
    _put(row, "title", ("#/resource/name", get("name", ABSENT)))
    _put(row, "description", ("#/resource/description", get("description", ABSENT)))
    attribution = ("#/resource/attribution", get("attribution", ABSENT))
    _put(row, "publisher", attribution, _told(found, "publisher"), _told(found, "organization"))
    _put(row, "contact_email", ("#/resource/contact_email", get("contact_email", ABSENT)), _told(found, "contact_email"))
    for name in _CUSTOM_ONLY:
        _put(row, name, _told(found, name), nowhere)
    if "frequency" in found:
        row["frequency_key"] = found["frequency"].key
    _put(row, "temporal", _told(found, "temporal"), _told(found, "temporal_start"), nowhere)
    tags = ("#/classification/domain_tags", classification.get("domain_tags", ABSENT))
    _put(row, "keywords", tags, _told(found, "keywords"))
    category = classification.get("domain_category", ABSENT)
    # one category, whatever commas its name has
    placed = ("#/classification/domain_category", [category] if isinstance(category, str) and category.strip() else category)
    _put(row, "categories", placed, _told(found, "categories"))
    _put(row, "identifier", ("#/resource/id", get("id", ABSENT)))
    _put(row, "landing_page", ("#/link", entry.get("link", ABSENT)), ("#/permalink", entry.get("permalink", ABSENT)))
    _put(row, "issued", ("#/resource/publication_date", get("publication_date", ABSENT)), _told(found, "issued"))
    _put(row, "modified", ("#/resource/updatedAt", get("updatedAt", ABSENT)), _told(found, "modified"))


def _license(row: Row, entry: Mapping[str, object], described: Described | None, view: View | None, found: Found) -> None:
    own = ("#/metadata/license", member(entry, "metadata", "license"))
    other = ("metadata#/license", described.license) if described is not None else ("", ABSENT)
    _put(row, "license", own, other, _told(found, "license"))
    if view is not None:
        for name, key in (("license_title", "name"), ("license_url", "termsLink")):
            _put(row, name, (f"view#/license/{key}", member(view.record, "license", key)), _told(found, name))
    elif "license_url" in found:
        _put(row, "license_url", _told(found, "license_url"))


def _told(found: Found, name: str) -> Placed:
    return found[name][1:3] if name in found else ("", ABSENT)


def _put(row: Row, name: str, *candidates: Placed) -> None:
    """Set a field to the first candidate that says something, else the first that is there; note an unusual place."""
    chosen: Placed = ("", ABSENT)
    for candidate in candidates:
        if state(candidate[1]) == VALUE:
            chosen = candidate
            break
        if chosen[1] is ABSENT:
            chosen = candidate
    row[name] = chosen[1]
    if chosen[0] and chosen[0] != PLACES[name]:
        row[f"{name}_at"] = chosen[0]


HEADERS = {"columns": "#/resource/columns_name"}
"""Where the headers of columns stand, in their order; no field, so not among PLACES."""


def read_columns(entry: Mapping[str, object]) -> list[Row]:
    """The columns, from Discovery's parallel lists; system columns are those whose field name begins with a colon."""
    resource = _object(entry, "resource")
    lists = [_list(resource, f"columns_{part}") for part in ("field_name", "name", "datatype", "description")]
    rows: list[Row] = []
    for number in range(max(map(len, lists))):
        name, title, kind, description = (values[number] if number < len(values) else None for values in lists)
        rows.append({
            "name": name, "title": title, "type": _text(kind), "description": description,
            "system": isinstance(name, str) and name.startswith(":"),
            "at": _column_place(resource, number),
        })  # fmt: skip
    return rows


def _column_place(resource: Mapping[str, object], number: int) -> str:
    """Where a column's description stands; where it has none its place's nearest ancestor that is there, else its name's."""
    described = resource.get("columns_description", ABSENT)
    if isinstance(described, list):
        place = f"/{number}" if number < len(described) else ""
        return f"#/resource/columns_description{place}"
    if described is not ABSENT:
        return "#/resource/columns_description"
    return next(
        (f"#/resource/{key}/{number}" for key in ("columns_field_name", "columns_name", "columns_datatype")
         if number < len(_list(resource, key))), "#/resource",
    )  # fmt: skip


def read_distributions(entry: Mapping[str, object], root: str) -> list[Row]:
    """What can be had: exports made on request, the file of a file asset, the addresses of an external one."""
    resource = _object(entry, "resource")
    key, kind, lens = (_text(resource.get(name)) for name in ("id", "type", "lens_view_type"))
    rows: list[Row] = []
    step = quote(key or "", safe="", errors="replace")
    if key and kind in EXPORTED:
        for form, media, path in EXPORTS.get(lens or "tabular", ()):
            rows.append({
                "key": f"{key}.{form.lower()}", "title": form, "download_url": root + path.format(step), "format": form,
                "media_type": media, "generated": True, "at": _there(resource, "lens_view_type"),
            })  # fmt: skip
    elif key and (kind == "file" or lens == "blobby"):
        rows.append({
            "key": key, "title": resource.get("name"), "download_url": f"{root}/download/{step}",
            "media_type": resource.get("blob_mime_type"), "format": resource.get("blob_mime_type"), "generated": False,
            "at": _there(resource, "blob_mime_type"),
        })  # fmt: skip
    return rows + _access_points(member(entry, "metadata", "access_points"))


def _there(resource: Mapping[str, object], key: str) -> str:
    """The place of a key of a resource, or the resource's where it lacks the key."""
    return f"#/resource/{key}" if key in resource else "#/resource"


def _access_points(value: object) -> list[Row]:
    """External addresses, by format: `{"text/csv": "https://…"}`, or a list of objects."""
    pairs: list[tuple[object, object, str]] = []
    if isinstance(value, dict):
        pairs = [(form, address, f"#/metadata/access_points/{escaped(form)}") for form, address in value.items()]
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, dict):
                address = next((item[name] for name in ("url", "href", "link") if name in item), None)
                pairs.append((item.get("format") or item.get("mimeType"), address, f"#/metadata/access_points/{number}"))
            else:
                pairs.append((None, item, f"#/metadata/access_points/{number}"))
    return [
        {"access_url": address, "format": form, "media_type": form, "generated": False, "at": at}
        for form, address, at in pairs
        if isinstance(address, str) and address
    ]


def _object(value: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _list(value: Mapping[str, object], key: str) -> list[object]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
