"""An item of the search as a row, and what it adds to the row of a feed's entry."""

from collections.abc import Mapping

from portalaudit.connectors.answers import UnreadableError, decode
from portalaudit.connectors.arcgis.search import Item
from portalaudit.connectors.arcgis.types import kind_of_item
from portalaudit.connectors.dcat.distribution import generated
from portalaudit.connectors.dcat.feed import DEEPEST, within
from portalaudit.connectors.values import ABSENT, escaped, first, member, state, text
from portalaudit.model.frames import State
from portalaudit.model.stamps import epoch_micros

Row = dict[str, object]

NO_LICENCE = frozenset({"none", "custom"})
"""Hub's words for "no licence that I know" (reference: portal-apis 3.2)."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "name"), "description": ("description", "snippet"), "publisher": ("source", "orgName", "organization"),
    "contact_email": ("orgContactEmail",), "keywords": ("tags",), "categories": ("categories",), "access_level": ("access",),
    "language": ("culture",), "identifier": ("id", "itemId"), "modified": ("modified",),
}  # fmt: skip
"""Fields of a row that the search alone tells, and the keys that hold them."""


MAINTENANCE = ("metadata", "metadata", "dataIdInfo", "resMaint")
"""Where the search carries an item's formal metadata: what it says of its maintenance."""
RHYTHMS: Mapping[str, tuple[str, ...]] = {
    "dataIdInfo/resMaint/maintFreq/MaintFreqCd": ("maintFreq", "MaintFreqCd", "@_value"),
    "dataIdInfo/resMaint/usrDefFreq/duration": ("usrDefFreq", "duration"),
}
"""Elements of ArcGIS metadata that tell an update frequency, and the steps to their value; the code before a duration."""

FILLED = tuple(name for name in FIELDS if name != "identifier")
"""Fields that the search fills where the feed has no such key; the identifier is the feed's own."""


def enrichment(item: Item) -> tuple[Row, dict[str, str]]:
    """What the search knows beyond a feed, type, owner, stamps and views, and the places of the fields that have one."""
    told = item.properties
    organization, key = _best(told, ("source", "orgName", "organization"))
    places = {"organization": _place(item, key), **{name: _place(item, key) for name, key in stamp_keys(told).items()}}
    row: Row = {
        "platform_type": text(first(told.get("type", ABSENT), told.get("hubType", ABSENT))),
        "owner": text(owner_of(told)),
        "organization": organization,
        "created_at": epoch_micros(told.get("created"), 1000),
        "content_status": text(told.get("contentStatus")),
    }
    row["metadata_modified"], row["data_modified"] = stamps_of(told)
    views = told.get("numViews")
    row["views"] = views if isinstance(views, int) and not isinstance(views, bool) and 0 <= views < 2**63 else None
    return row, places


def filling(item: Item, row: Row) -> tuple[Row, dict[str, str]]:
    """What the search says of fields of which a feed's row says nothing, since its entry has no such key; and their places."""
    lacking = [name for name in FILLED if row.get(name, ABSENT) is ABSENT]
    made: Row = {}
    places: dict[str, str] = {}
    for name in lacking:
        value, key = _best(item.properties, FIELDS[name])
        if state(value) == State.VALUE and (name != "modified" or epoch_micros(value, 1000) is not None):
            made[name], places[name] = value, _place(item, key)
    if row.get("frequency", ABSENT) is ABSENT:
        _frequency(item, made, places)
    if row.get("license", ABSENT) is ABSENT:
        found, at = _license(item)
        if state(found["license"]) == State.VALUE:
            made.update({name: value for name, value in found.items() if value is not ABSENT})
            places["license"] = at
    return made, places


def _frequency(item: Item, row: Row, places: dict[str, str]) -> None:
    """Note the update frequency of an item's formal metadata; where there is none, nothing was observed."""
    told = _stepped(item.properties, MAINTENANCE, ())
    for key, steps in RHYTHMS.items():
        value, path = _stepped(told[0], steps, told[1])
        if isinstance(value, str) and state(value) == State.VALUE:
            row["frequency"], row["frequency_key"] = value, key
            places["frequency"] = f"/{item.holder}/{'/'.join(map(escaped, path))}"
            return


def _stepped(value: object, steps: tuple[str, ...], path: tuple[str, ...]) -> tuple[object, tuple[str, ...]]:
    """What stands at steps below a value, and the path to it; of an element that comes several times the first."""
    for step in steps:
        if isinstance(value, list):
            value, path = (value[0] if value else ABSENT), (*path, "0")
        value, path = member(value, step), (*path, step)
    return value, path


def owner_of(told: Mapping[str, object]) -> object:
    """The organisation's id, else the account that owns the item; ABSENT where neither is told."""
    return first(*(told.get(key, ABSENT) for key in ("orgid", "orgId", "owner")))


def stamps_of(told: Mapping[str, object]) -> tuple[int | None, int | None]:
    """When the metadata and when the data last changed, in microseconds since 1970.

    `itemModified` moves with the item's page, `modified` with the layer where `modifiedProvenance` says so; alone, `modified`
    is the item's (reference: portal-apis 3.2 to 3.4).
    """
    modified, item = epoch_micros(told.get("modified"), 1000), epoch_micros(told.get("itemModified"), 1000)
    provenance = told.get("modifiedProvenance")
    of_data = isinstance(provenance, str) and provenance.startswith(("layer.", "server.", "service."))
    if of_data or (not isinstance(provenance, str) and item is not None and modified != item):
        return item, modified
    return item if item is not None else modified, None


def stamp_keys(told: Mapping[str, object]) -> dict[str, str]:
    """The keys that the stamps of `stamps_of` come from, by the field that they fill."""
    metadata, data = stamps_of(told)
    keys = {"data_modified": "modified"} if data is not None else {}
    if metadata is not None:
        keys["metadata_modified"] = "modified" if epoch_micros(told.get("itemModified"), 1000) is None else "itemModified"
    return keys


def row_of_item(item: Item) -> tuple[Row, dict[str, str]]:
    """The row of an item that only the search lists, and the place of every field in it. Fields of the feed stay unobserved."""
    told = item.properties
    row: Row = {}
    places: dict[str, str] = {}
    for name, keys in FIELDS.items():
        value, key = _best(told, keys)
        if value is not ABSENT:  # what a page of the search does not carry is not observed
            row[name] = value
            places[name] = _place(item, key)
    _frequency(item, row, places)
    beyond, at_beyond = enrichment(item)
    row.update(beyond)
    places.update(at_beyond)
    row.setdefault("identifier", item.key)
    row["key"] = item.key
    row["kind"] = kind_of_item(first(told.get("type", ABSENT), told.get("hubType", ABSENT)), told.get("url"))
    license_row, at = _license(item)
    row.update({name: value for name, value in license_row.items() if value is not ABSENT})
    if row.get("license", ABSENT) is not ABSENT:
        places["license"] = at
    row["capture"], row["pointer"] = item.capture, item.pointer
    return row, places


def _best(told: Mapping[str, object], keys: tuple[str, ...]) -> tuple[object, str]:
    for key in keys:
        if state(told.get(key)) == State.VALUE:
            return told[key], key
    return next(((told[key], key) for key in keys if key in told), (ABSENT, keys[0]))


def _license(item: Item) -> tuple[Row, str]:
    """The licence: the publisher's own text, else Hub's id unless that means nothing."""
    told = item.properties
    structured = told.get("structuredLicense")
    row: Row = {
        "license_title": first(member(structured, "name"), member(structured, "abbr")),
        "license_url": member(structured, "url"),
    }
    own = told.get("licenseInfo", ABSENT)
    short = told.get("license", ABSENT)
    if state(own) != State.VALUE and isinstance(short, str) and short.lower() not in NO_LICENCE and state(short) == State.VALUE:
        return {**row, "license": short}, _place(item, "license")
    if own is ABSENT and short is not ABSENT:
        return {**row, "license": "" if isinstance(short, str) else short}, _place(item, "license")
    return {**row, "license": own}, _place(item, "licenseInfo")


def _place(item: Item, key: str) -> str:
    return f"/{item.holder}/{escaped(key)}"


def distributions_of_item(item: Item) -> list[Row]:
    """The service or file behind an item, where the search names one."""
    url = item.properties.get("url")
    if not isinstance(url, str) or not url.strip():
        return []
    service = "/rest/services/" in url or "Server" in url.rsplit("/", 2)[-1]
    return [
        {
            "title": text(item.properties.get("type")), "access_url": url.strip(), "generated": generated(url),
            "format": "ArcGIS GeoServices REST API" if service else None, "at": f"#{_place(item, 'url')}",
        }
    ]  # fmt: skip


def tells_columns(item: Item) -> bool:
    """True where the search carries the layer's fields, as it does for some items only."""
    return isinstance(item.properties.get("fields"), list)


def columns_of_item(item: Item, part: str = "") -> list[Row]:
    """The layer's fields, where the search carries them. `part` is the name of the search's part beside a feed."""
    fields = item.properties.get("fields")
    rows: list[Row] = []
    for number, field in enumerate(fields if isinstance(fields, list) else []):
        if isinstance(field, dict):
            name = text(field.get("name"))
            rows.append(
                {
                    "name": name, "title": text(field.get("alias")), "type": text(field.get("type")),
                    "description": _description(field.get("description")), "system": _system(name, field.get("type")),
                    "at": f"{part}#{_place(item, 'fields')}/{number}",
                }
            )  # fmt: skip
    return rows


def _system(name: str | None, kind: object) -> bool:
    """Fields that every hosted layer has: keys and the lengths and areas of shapes."""
    plain = (name or "").lower()
    return kind in ("esriFieldTypeOID", "esriFieldTypeGlobalID", "esriFieldTypeGeometry") or plain.startswith("shape__")


def _description(value: object) -> str | None:
    """A field's description, which ArcGIS keeps as JSON within a text: `{"value": …, "fieldValueType": …}`."""
    if isinstance(value, str) and value.startswith("{") and '"value"' in value:
        try:
            inner = within(decode(value.encode("utf-8", "replace")), DEEPEST)
        except UnreadableError:
            return value
        return text(member(inner, "value")) or ""
    return text(value)
