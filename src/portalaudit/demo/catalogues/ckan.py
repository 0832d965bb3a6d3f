"""Generated CKAN packages of about seven kilobytes, as CKAN's `package_show` gives them."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from portalaudit.demo.catalogues import words
from portalaudit.demo.catalogues.entries import REFERENCE, Entry, Traits, entries, format_of, pick
from portalaudit.demo.ckan_catalogue import Package, describe
from portalaudit.demo.http import encode

HARVEST_SOURCE = "Regional Transit Authority"
PLACES = {name: place for place, names in enumerate(words.DEPARTMENTS) for name in names}


def packages(n: int, seed: int = 0, traits: Traits | None = None, on: datetime = REFERENCE) -> Iterator[dict[str, object]]:
    """n datasets in the order of their ids, then n/40 private ones and drafts, and n/1000 harvest sources, which CKAN lists
    among its packages."""
    traits = traits or Traits()
    hidden, harvest = n // 40, n // 1000
    slot = (1 << 32) // (n + hidden + harvest + 1)
    names = [*(names[0] for names in words.DEPARTMENTS), HARVEST_SOURCE]
    organizations = [_organization(name, place, traits) for place, name in enumerate(names)]
    groups = {name: _group(name, place) for place, name in enumerate(words.CATEGORIES)}
    tags = {word: _tag(word, place) for place, word in enumerate(words.KEYWORDS)}
    for rng, entry in entries(n + hidden + harvest, seed, traits, on):
        key = f"{entry.number * slot + int(rng.random() * slot):08x}" + _uuid(rng)[8:]
        package = _package(rng, entry, key, traits)
        place = len(words.DEPARTMENTS) if entry.other else PLACES.get(entry.department or "", 8)
        package["organization"], package["owner_org"] = organizations[place], organizations[place]["id"]
        package["groups"] = [groups[entry.category]] if entry.category else []
        chosen = [tags[word] for word in dict.fromkeys(entry.keywords)]
        package["tags"], package["num_tags"] = chosen, len(chosen)
        if entry.number >= n + hidden:
            package["type"] = "harvest"
        elif entry.number >= n:
            package["private"], package["state"] = entry.number % 2 == 0, "active" if entry.number % 2 == 0 else "draft"
        yield package


def read_packages(
    n: int, seed: int = 0, traits: Traits | None = None, on: datetime = REFERENCE
) -> Iterator[tuple[Package, bytes, dict[str, object]]]:
    """The same, indexed and encoded, for a `Catalogue`."""
    for package in packages(n, seed, traits, on):
        yield describe(package), encode(package), package


def _package(rng: Random, entry: Entry, key: str, traits: Traits) -> dict[str, object]:
    license_id, license_title, license_url = entry.license or (pick(rng, (None, "", "notspecified")), None, None)
    created, modified = _naive(entry.issued), _naive(entry.modified)
    resources = [_resource(rng, entry, key, place, traits, (created, modified)) for place in range(_resource_count(rng))]
    package: dict[str, object] = {
        "author": entry.department if rng.random() < 0.5 else pick(rng, ("", None)),
        "author_email": entry.contact_email if rng.random() < 0.3 else pick(rng, ("", None)),
        "creator_user_id": _uuid(rng), "id": key, "isopen": bool(license_url),
        "license_id": license_id, "license_title": license_title, "license_url": license_url,
        "maintainer": entry.contact_name or pick(rng, ("", None)),
        "maintainer_email": entry.contact_email or pick(rng, ("", None)), "metadata_created": created,
        "metadata_modified": modified, "name": entry.slug, "notes": entry.description,
        "num_resources": len(resources), "num_tags": 0, "organization": None, "owner_org": None, "private": False,
        "title": entry.title, "state": "active",
        "type": "dataset", "url": "", "version": "",
        "extras": _extras(rng, entry), "groups": [], "resources": resources, "tags": [],
        "relationships_as_subject": [], "relationships_as_object": [],
    }  # fmt: skip
    if entry.frequency is not None and rng.random() < 0.3:
        package["update_frequency"] = entry.frequency
    return package


def _extras(rng: Random, entry: Entry) -> list[dict[str, str]]:
    found = [{"key": "department", "value": entry.department or ""}]
    if entry.frequency is not None:
        found.append({"key": pick(rng, words.FREQUENCY_KEYS), "value": entry.frequency})
    if entry.odd_date is not None:
        found.append({"key": "modified", "value": entry.odd_date})
    if entry.other:
        found.append({"key": "harvest_source_title", "value": HARVEST_SOURCE})
        found.append({"key": "guid", "value": _uuid(rng)})
    if rng.random() < 0.6:
        west, south = -90 + rng.random(), 35 + rng.random()
        box = [[west, south], [west + 0.2, south], [west + 0.2, south + 0.1], [west, south + 0.1], [west, south]]
        text = ",".join(f"[{x:.5f},{y:.5f}]" for x, y in box)
        found.append({"key": "spatial", "value": f'{{"type":"Polygon","coordinates":[[{text}]]}}'})
        found.append({"key": "temporal_start", "value": f"{entry.issued.year - 3}-01-01"})
        found.append({"key": "contact_name", "value": entry.contact_name or ""})
    return found


def _resource_count(rng: Random) -> int:
    at = rng.random()
    return 0 if at < 0.02 else 2 + int(at * 9)


def _resource(rng: Random, entry: Entry, package: str, place: int, traits: Traits, stamps: tuple[str, str]) -> dict[str, object]:
    label, extension, media = format_of(rng, place, traits)
    key, (created, stamp) = _uuid(rng), stamps
    name = f"{entry.slug}-{place}.{extension}" if extension else entry.slug
    upload = rng.random() < 0.6
    url: str | None = f"https://{traits.domain}/dataset/{package}/resource/{key}/download/{name}"
    if not upload:
        url = f"gis.{traits.domain}/files/{name}" if rng.random() < traits.odd else f"https://gis.{traits.domain}/files/{name}"
    if rng.random() < traits.missing_urls:
        url = pick(rng, ("", None))
    return {
        "cache_last_updated": None, "cache_url": None, "created": created,
        "datastore_active": extension == "csv" and upload,
        "description": pick(rng, words.SENTENCES) if rng.random() < 0.6 else pick(rng, ("", None)), "format": label, "hash": "",
        "id": key, "last_modified": stamp if upload else None, "metadata_modified": stamp, "mimetype": media,
        "mimetype_inner": None, "name": name if place % 3 else pick(rng, (entry.title, None, "")), "package_id": package,
        "position": place, "resource_type": None,
        "size": pick(rng, (int(rng.random() * 1e7), str(int(rng.random() * 1e6)), "1.2 MB", "", None)), "state": "active",
        "url": url, "url_type": "upload" if upload else None,
    }  # fmt: skip


def _organization(name: str, place: int, traits: Traits) -> dict[str, object]:
    return {
        "id": f"0a9{place:05x}-0000-4000-8000-00000000{place:04x}", "name": f"dept-{place:02d}", "title": name,
        "type": "organization", "description": f"{name} of the City of {traits.city}.", "image_url": "",
        "created": "2014-03-01T09:00:00.000000", "is_organization": True, "approval_status": "approved", "state": "active",
    }  # fmt: skip


def _group(name: str, place: int) -> dict[str, object]:
    slug = name.lower().replace(" & ", "-").replace(" ", "-")
    return {
        "id": f"9{place:07x}-0000-4000-8000-000000000000", "name": slug, "title": name, "display_name": name, "description": "",
        "image_display_url": "",
    }  # fmt: skip


def _tag(word: str, place: int) -> dict[str, object]:
    return {
        "id": f"7{place:07x}-0000-4000-8000-000000000000",
        "name": word,
        "display_name": word,
        "state": "active",
        "vocabulary_id": None,
    }


def _uuid(rng: Random) -> str:
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _naive(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")
