"""A page of CKAN package dicts as columns of `datasets` and `distributions`.

Shapes are those of CKAN's `package_dictize`, of ckanext-scheming (extras as top-level keys), ckanext-dcat and
ckanext-fluent (`title_translated`). Any value may be of any type; nothing here raises for what a server says.

A field is read a column at a time: where its usual key holds plain text that is the value, and only the rest is chosen
among the field's other places. That is several times faster than a row at a time, and pages are what costs here.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from portalaudit.connectors.ckan.extra import translated
from portalaudit.connectors.ckan.reading import KINDS, PLACES, Reading
from portalaudit.connectors.ckan.resources import Resources
from portalaudit.connectors.offers import Found, Offer
from portalaudit.connectors.values import ABSENT, SURE, VALUE, integer, member, state
from portalaudit.model.stamps import micros

Entry = Mapping[str, object]
Placed = tuple[str, object]
Choose = Callable[[Entry, Found, Reading], Sequence[Placed]]
Columns = dict[str, list[object]]


def read_packages(entries: Sequence[Entry], found: Sequence[Found], resources: Resources, reading: Reading) -> Columns:
    """The fields of these packages as columns, for `Builder.add_block`; without `capture` and `pointer`.

    Args:
        found: what `extra_fields` found in each of them.
        resources: their resources, for the time of the last change of the data.
    """
    having: dict[str, list[int]] = {}
    for number, fields in enumerate(found):
        for name in fields:
            having.setdefault(name, []).append(number)
    kinds = [e.get("type") for e in entries]
    columns: Columns = {
        "key": [key if isinstance(key := e.get("id"), str) else e.get("name") for e in entries],
        "kind": [KINDS.get(kind.casefold(), "dataset") if isinstance(kind, str) else "dataset" for kind in kinds],
        "platform_type": [kind if isinstance(kind, str) else None for kind in kinds],
        "domain": [reading.host] * len(entries),
        "owner": [e.get("owner_org") for e in entries],
        "created_at": [micros(e.get("metadata_created")) for e in entries],
        "metadata_modified": [micros(e.get("metadata_modified")) for e in entries],
        "data_modified": _data_modified(found, list(resources.newest(len(entries)))),
        "views": [integer(member(e.get("tracking_summary"), "total")) for e in entries],
        "frequency_key": [fields["frequency"].key if "frequency" in fields else None for fields in found],
    }
    if "data_modified" in having:
        columns["data_modified_at"] = [_told_at(fields.get("data_modified")) for fields in found]
    for name, (usual, choose) in FIELDS.items():
        values = [usual(e) for e in entries] if callable(usual) else [e.get(usual, ABSENT) for e in entries]
        unsure = [n for n, v in enumerate(values) if v.__class__ is not str or not v or v[0] not in SURE]
        if name in having and name not in USUAL_FIRST:
            unsure = sorted({*unsure, *having[name]})
        columns[name] = values
        _choose(columns, name, unsure, entries, found, reading, choose)
    for name in ALONE:
        columns[name] = [ABSENT] * len(entries)
        _choose(columns, name, having.get(name, ()), entries, found, reading, _found(name))
    columns["temporal"] = [ABSENT] * len(entries)
    temporal = {n for name in ("temporal", "temporal_start", "temporal_end") for n in having.get(name, ())}
    _choose(columns, "temporal", sorted(temporal), entries, found, reading, _temporal)
    for name, key in (("keywords", "tags"), ("categories", "groups")):
        columns[name] = [_labels(e.get(key, ABSENT)) for e in entries]
        empty = [n for n, value in enumerate(columns[name]) if not value or value.__class__ is not list]
        _choose(columns, name, [n for n in empty if name in found[n]], entries, found, reading, _found(name))
    return columns


def _data_modified(found: Sequence[Found], newest: Sequence[int | None]) -> list[object]:
    """When the package says that its data were last refreshed, else the newest time at which one of its files changed."""
    told = [micros(fields["data_modified"].value) if "data_modified" in fields else None for fields in found]
    return [stamp if stated is None else stated for stated, stamp in zip(told, newest, strict=True)]


def _told_at(offer: Offer | None) -> str | None:
    """Where a date stands that could be read."""
    return None if offer is None or micros(offer.value) is None else offer.place


def _choose(
    columns: Columns,
    name: str,
    numbers: Sequence[int],
    entries: Sequence[Entry],
    found: Sequence[Found],
    reading: Reading,
    choose: Choose,
) -> None:
    """Set a field of these rows to the first candidate that says something, else the first that is there."""
    values, usual = columns[name], PLACES[name]
    places: list[object] | None = columns.get(f"{name}_at")
    for number in numbers:
        place, value = _first(choose(entries[number], found[number], reading))
        values[number] = value
        if place and place != usual:
            if places is None:
                places = columns[f"{name}_at"] = [None] * len(entries)
            places[number] = place


def _first(candidates: Sequence[Placed]) -> Placed:
    chosen: Placed = ("", ABSENT)
    for candidate in candidates:
        value = candidate[1]
        if value is ABSENT:
            continue
        if state(value) == VALUE:
            return candidate
        if chosen[1] is ABSENT:
            chosen = candidate
    return chosen


def _found(name: str, *keys: str) -> Choose:
    """What the keys beyond CKAN's own say, then these keys of CKAN's own."""

    def choose(entry: Entry, found: Found, reading: Reading) -> Sequence[Placed]:
        own = [(f"#/{key}", entry.get(key, ABSENT)) for key in keys]
        return [found[name][1:3], *own] if name in found else own

    return choose


def _title(entry: Entry, found: Found, reading: Reading) -> Sequence[Placed]:
    return translated(entry, "title", reading.language), translated(entry, "title_translated", reading.language)


def _description(entry: Entry, found: Found, reading: Reading) -> Sequence[Placed]:
    return translated(entry, "notes", reading.language), translated(entry, "notes_translated", reading.language)


def _organization_title(entry: Entry) -> object:
    organization = entry.get("organization", ABSENT)
    return organization.get("title", ABSENT) if isinstance(organization, dict) else organization


def _organization(entry: Entry, found: Found, reading: Reading) -> Sequence[Placed]:
    organization = entry.get("organization", ABSENT)
    placed: list[Placed] = []
    if isinstance(organization, dict):
        keys = ("title", "display_name", "name")
        placed += [translated(organization, key, reading.language, "#/organization") for key in keys]
        if not organization:
            placed.append(("#/organization", organization))
    elif isinstance(owner := entry.get("owner_org"), str) and owner in reading.organizations:
        placed.append(("#/owner_org", reading.organizations[owner]))
    elif organization is not ABSENT:
        placed.append(("#/organization", None))
    return [*placed, found["organization"][1:3]] if "organization" in found else placed


def _publisher(entry: Entry, found: Found, reading: Reading) -> Sequence[Placed]:
    told = [found["publisher"][1:3]] if "publisher" in found else []
    return [*told, *_organization(entry, found, reading), ("#/author", entry.get("author", ABSENT))]


def _license(entry: Entry, found: Found, reading: Reading) -> Sequence[Placed]:
    own = ("#/license_id", entry.get("license_id", ABSENT))
    return [own, found["license"][1:3]] if "license" in found else [own]


def _registered(name: str) -> Choose:
    """A licence's title or address: the package's own, then the portal's register."""

    def choose(entry: Entry, found: Found, reading: Reading) -> Sequence[Placed]:
        placed: list[Placed] = [(f"#/{name}", entry.get(name, ABSENT))]
        if name in found:
            placed.append(found[name][1:3])
        key = entry.get("license_id")
        if isinstance(key, str) and key in reading.licenses:
            known = reading.licenses[key]
            placed.append(("#/license_id", known.title if name == "license_title" else known.url))
        return placed

    return choose


def _landing(entry: Entry, found: Found, reading: Reading) -> Sequence[Placed]:
    """The page that the publisher names, else the package's own page on the portal."""
    placed: list[Placed] = [("#/url", entry.get("url", ABSENT))]
    if "landing_page" in found:
        placed.append(found["landing_page"][1:3])
    name, kind = entry.get("name"), entry.get("type")
    if isinstance(name, str) and name:
        under = kind if isinstance(kind, str) and kind else "dataset"
        page = f"{reading.root}/{quote(under, safe='', errors='replace')}/{quote(name, safe='', errors='replace')}"
        placed.append(("#/name", page))
    return placed


def _temporal(entry: Entry, found: Found, reading: Reading) -> Sequence[Placed]:
    placed: list[Placed] = [found["temporal"][1:3]] if "temporal" in found else []
    ends = [found[name] for name in ("temporal_start", "temporal_end") if name in found]
    if ends:
        texts = [
            end.value if name in found and isinstance((end := found[name]).value, str) else ""
            for name in ("temporal_start", "temporal_end")
        ]
        placed.append((ends[0].place, "/".join(map(str, texts)) if any(texts) else ends[0].value))
    return placed


def _labels(value: object) -> object:
    """Tags or groups as their names; whatever is no list of objects as it is."""
    if not isinstance(value, list):
        return value
    return [
        item.get("display_name") or item.get("title") or item.get("name") if isinstance(item, dict) else item for item in value
    ]


USUAL_FIRST = frozenset({"title", "description", "organization", "license", "license_title", "license_url", "landing_page"})
"""Fields whose usual key goes before an extra of the same meaning."""

FIELDS: Mapping[str, tuple[str | Callable[[Entry], object], Choose]] = {
    "title": ("title", _title),
    "description": ("notes", _description),
    "publisher": (_organization_title, _publisher),
    "organization": (_organization_title, _organization),
    "contact_name": ("maintainer", _found("contact_name", "maintainer", "author")),
    "contact_email": ("maintainer_email", _found("contact_email", "maintainer_email", "author_email")),
    "license": ("license_id", _license),
    "license_title": ("license_title", _registered("license_title")),
    "license_url": ("license_url", _registered("license_url")),
    "modified": ("metadata_modified", _found("modified", "metadata_modified")),
    "identifier": ("id", _found("identifier", "id")),
    "landing_page": ("url", _landing),
}
"""Field → its usual key, and where else to look."""

ALONE = ("contact_url", "rights", "access_level", "language", "spatial", "frequency", "issued")
"""Fields that CKAN has no key of its own for."""
