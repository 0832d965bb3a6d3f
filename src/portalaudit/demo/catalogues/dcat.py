"""Generated DCAT-US 1.1 feeds: of a plain site, and of an ArcGIS Hub, whose entries look otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from random import Random

from portalaudit.demo.catalogues.entries import REFERENCE, Entry, Traits, entries, format_of, pick
from portalaudit.demo.http import encode

SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
HEADER: Mapping[str, str] = {
    "@context": f"{SCHEMA}/catalog.jsonld", "@type": "dcat:Catalog", "conformsTo": SCHEMA,
    "describedBy": f"{SCHEMA}/catalog.json",
}  # fmt: skip
ORGANIZATION = "aBcDeFgHiJkLmNoP"
"""The generated city's own, as ArcGIS Online writes it."""
VENDOR = "Esri"
NEIGHBOUR = "Neighborhood Indicators Alliance"
HUB_FORMATS: tuple[tuple[str, str, str], ...] = (
    ("GeoJSON", "application/vnd.geo+json", "geojson"), ("CSV", "text/csv", "csv"),
    ("KML", "application/vnd.google-earth.kml+xml", "kml"), ("ZIP", "application/zip", "shapefile"),
)  # fmt: skip


def feed(found: Iterable[Mapping[str, object]]) -> bytes:
    """Entries as a catalogue document."""
    return encode(HEADER)[:-1] + b',"dataset":[' + b",".join(encode(entry) for entry in found) + b"]}"


def plain_entries(n: int, seed: int = 0, traits: Traits | None = None, on: datetime = REFERENCE) -> Iterator[dict[str, object]]:
    """n entries of a site's own feed; a few repeat the identifier of the one before."""
    traits, before = traits or Traits(), ""
    for rng, entry in entries(n, seed, traits, on):
        identifier = before if entry.repeats else f"https://{traits.domain}/dataset/{entry.slug}"
        before = identifier
        found = _common(rng, entry, traits)
        found["identifier"] = identifier
        if rng.random() < 0.9:
            found["landingPage"] = f"https://{traits.domain}/dataset/{entry.slug}"
        found["publisher"] = {"@type": "org:Organization", "name": entry.department or f"City of {traits.city}"}
        if entry.other:
            found["publisher"] = {"@type": "org:Organization", "name": NEIGHBOUR}
        if entry.frequency is not None:
            found["accrualPeriodicity"] = entry.frequency
        if entry.license:
            found["license"] = entry.license[2] or entry.license[1]
        count = 0 if rng.random() < 0.04 else 1 + int(rng.random() * 4)
        found["distribution"] = [_distribution(rng, entry, traits, place) for place in range(count)]
        yield found


def hub_entries(n: int, seed: int = 0, traits: Traits | None = None, on: datetime = REFERENCE) -> Iterator[dict[str, object]]:
    """n entries as a Hub's feed gives them: maps and tables with layers, documents, apps, pages, a vendor's assets."""
    traits = traits or Traits()
    site = f"https://{traits.domain}"
    for rng, entry in entries(n, seed, traits, on):
        item, layer = f"{rng.getrandbits(128):032x}", int(rng.random() * 4)
        path = pick(rng, ("maps", "datasets")) if entry.is_dataset else pick(rng, ("documents", "documents", "apps", "pages"))
        landing = f"{site}/{path}/city::{entry.slug}"
        found = _common(rng, entry, traits)
        sublayer = f"&sublayer={layer}" if entry.is_dataset else ""
        found["identifier"] = f"https://www.arcgis.com/home/item.html?id={item}{sublayer}"
        found["landingPage"] = landing
        found["license"] = _hub_license(rng, entry)
        found["publisher"] = {"name": pick(rng, (VENDOR, NEIGHBOUR)) if entry.other else f"City of {traits.city}"}
        found["spatial"] = (
            f"-{80 + rng.random():.4f},40.{entry.number % 1000:04d},-79.{entry.number % 1000:04d},{41 + rng.random():.4f}"
        )
        found["theme"] = ["geospatial"]
        found["distribution"] = _hub_distributions(entry, site, landing, item, layer)
        yield found


def _common(rng: Random, entry: Entry, traits: Traits) -> dict[str, object]:
    found: dict[str, object] = {
        "@type": "dcat:Dataset", "title": entry.title, "accessLevel": "public",
        "issued": entry.issued.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "modified": entry.odd_date or entry.modified.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "contactPoint": {"@type": "vcard:Contact", "fn": entry.contact_name or "", "hasEmail": _mail(entry)},
    }  # fmt: skip
    if entry.description is not None:
        found["description"] = entry.description
    if entry.keywords:
        found["keyword"] = list(dict.fromkeys(entry.keywords))
    if entry.category:
        found["theme"] = [entry.category]
    if entry.contact_name is None and rng.random() < 0.7:
        del found["contactPoint"]
    return found


def _mail(entry: Entry) -> str:
    mail = entry.contact_email or ""
    return f"mailto:{mail}" if "@" in mail else mail


def _distribution(rng: Random, entry: Entry, traits: Traits, place: int) -> dict[str, object]:
    label, extension, media = format_of(rng, place, traits)
    url = f"https://{traits.domain}/files/{entry.slug}-{place}" + (f".{extension}" if extension else "")
    found: dict[str, object] = {"@type": "dcat:Distribution", "title": label or "Download", "format": label}
    if rng.random() >= traits.missing_urls:
        found["downloadURL" if extension else "accessURL"] = url
    if media:
        found["mediaType"] = media
    return found


def _hub_license(rng: Random, entry: Entry) -> str:
    if entry.license is None:
        return pick(rng, ("", "", "", "<br />"))
    return entry.license[2] or f"<p>{entry.license[1]}</p>"


def _hub_distributions(entry: Entry, site: str, landing: str, item: str, layer: int) -> list[dict[str, str]]:
    def link(title: str, label: str, media: str, address: str) -> dict[str, str]:
        return {"@type": "dcat:Distribution", "title": title, "format": label, "mediaType": media, "accessURL": address}

    found = [link("ArcGIS Hub Dataset", "Web Page", "text/html", landing)]
    organization = "ZyXwVuTsRqPoNmLk" if entry.other else ORGANIZATION
    name = entry.slug.replace("-", "_")
    service = f"https://services1.arcgis.com/{organization}/arcgis/rest/services/{name}/FeatureServer/{layer}"
    if not entry.is_dataset:
        service = f"https://storymaps.arcgis.com/stories/{item}" if "/apps/" in landing else ""
    if service:
        found.append(link("ArcGIS GeoService", "ArcGIS GeoServices REST API", "application/json", service))
    if not entry.is_dataset:
        return found
    for label, media, path in HUB_FORMATS:
        address = f"{site}/api/download/v1/items/{item}/{path}?layers={layer}"
        title = "Shapefile" if path == "shapefile" else label
        found.append(link(title, label, media, address))
    return found
