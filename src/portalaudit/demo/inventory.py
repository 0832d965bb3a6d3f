"""A city's data inventory on its own CKAN, as inventories are: half of the catalogue, what is kept inside, names that
have drifted apart, and claims that nobody finds."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from portalaudit.demo.catalogues import ckan as ckan_packages
from portalaudit.demo.catalogues import words
from portalaudit.demo.catalogues.entries import Traits, pick, slug_of, title_of
from portalaudit.demo.catalogues.rows import of_ckan
from portalaudit.demo.ckan import CkanOptions, CkanPortal
from portalaudit.demo.ckan_catalogue import Catalogue, read
from portalaudit.demo.http import Portal
from portalaudit.demo.tables import HERE, Record, TableOptions, names_of, with_tables

ENTRIES = 300
NEVER_NAMED = "City Clerk"
"""A department of the list that takes no part, though the catalogue has data of it."""
NOT_LISTED = "Municipal Court"
"""Named in the inventory, and not among the city's departments."""
KEEPER = "Department of Information Technology"
"""The department that publishes the inventory."""
ALIAS = {KEEPER: "DoIT"}
"""Called by another name of its own throughout."""

_NAMED = {names[0]: ALIAS.get(names[0], names[0]) for names in words.DEPARTMENTS if names[0] != NEVER_NAMED}
_KEPT_INSIDE = (
    "Overtime Records", "Personnel Files", "Case Notes", "Complaint Letters", "Vendor Bank Details", "Key Register",
    "Vehicle Positions", "Customer Accounts", "Incident Photographs",
)  # fmt: skip
_LEVELS = ("Confidential", "Internal use only", "Restricted")
_STEWARDS = ("Records manager", "GIS analyst", "Division head", "Data coordinator", "Program manager")
_PERIODS = ("Daily", "Weekly", "Monthly", "Quarterly", "Annually")
_RETIRED = (
    "Pay Phones", "Taxi Stands 2009", "Cable Franchise Complaints", "Fax Numbers", "Red Light Cameras 2011", "Typewriter Pool",
    "Street Vendors 2008", "Bicycle Registrations", "Pager Numbers", "Film Library", "Coal Deliveries", "Siren Tests 2010",
)  # fmt: skip


def portal(n: int, seed: int, traits: Traits, on: datetime) -> Portal:
    """A CKAN of n generated datasets and three more: the inventory, a list of what was retired, an inventory of trees."""
    packages = list(ckan_packages.packages(n, seed, traits, on))
    rng = Random(f"inventory {seed}")
    inventory = entries(packages, f"https://{traits.domain}", rng, on)
    tables: list[tuple[str, str, str, Sequence[Record]]] = [
        ("Data Inventory", "Every dataset that the city keeps, published or not, with department, steward and classification.",
         "data inventory", inventory),
        ("Data Inventory: Retired Datasets", "Datasets that the city no longer keeps, and which department had them.",
         "data inventory", list(_retired(rng, on))),
        ("Tree Inventory", "Every tree along the streets, with its species, its girth and when somebody last looked at it.",
         "trees", list(_trees(rng, on))),
    ]  # fmt: skip
    rows, files = {}, {}
    home, group = _titled(packages, KEEPER), _titled(packages, "City Government")
    for number, (title, description, tag, records) in enumerate(tables):
        package = _package(number, title, description, tag, traits.domain, on)
        package["organization"], package["owner_org"] = home, home and home["id"]
        package["groups"] = [group] if group else []
        resource = f"{package['id']}"[:-1] + "f"
        path = f"/dataset/{package['name']}/resource/{resource}/download/{package['name']}.csv"
        package["resources"] = [_resource(resource, str(package["id"]), title, path, on)]
        packages.append(package)
        rows[resource], files[path] = records, _csv(records)
    packages.sort(key=lambda package: str(package["id"]))
    catalogue = Catalogue(read(packages))
    portal = CkanPortal(catalogue, CkanOptions(title=f"{traits.city} Open Data"))
    stamp = (on - timedelta(days=9)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return with_tables(portal, rows, files, TableOptions(modified=stamp), of_ckan(catalogue))


def entries(packages: Sequence[Mapping[str, object]], site: str, rng: Random, on: datetime) -> list[dict[str, str | None]]:
    """The inventory's rows, by department and name.

    Args:
        packages: the catalogue's.
        site: where their pages are, for the links.
        rng: what the choice is drawn from.
        on: the moment that dates are told from.

    A quarter is not public, a tenth is planned. The rest claims to be on the portal: six in ten under the title that the
    catalogue has, a few in another spelling, the others not to be found there.
    """
    inside, planned = ENTRIES // 4, ENTRIES // 10
    claims = ENTRIES - inside - planned
    known = [(str(package["title"]), str(package["name"]), department) for package in packages if (department := _owner(package))]
    rng.shuffle(known)
    found, respelt = known[: claims * 6 // 10], known[claims * 6 // 10 :][: claims // 20]
    made = [_entry(rng, title, department, "Public", on, page=f"{site}/dataset/{slug}") for title, slug, department in found]
    made += [_entry(rng, _respelt(title, place), name, "Public", on) for place, (title, _, name) in enumerate(respelt)]
    departments = list(_NAMED)
    for place in range(claims - len(made)):
        # titles that the catalogue, which is smaller, does not come to
        made.append(_entry(rng, title_of(len(packages) + place), pick(rng, departments), "Public", on))
    for place in range(planned):
        made.append(_entry(rng, title_of(3 * len(packages) + place), pick(rng, departments), "Public", on, published=False))
    for place in range(inside):
        department = NOT_LISTED if place % 15 == 0 else departments[place % len(departments)]
        name = f"{_KEPT_INSIDE[place // 13 % len(_KEPT_INSIDE)]}, {department}"
        made.append(_entry(rng, name, department, pick(rng, _LEVELS), on, published=False))
    return sorted(made, key=lambda row: (row["Department"] or "", row["Dataset Name"] or ""))


def _entry(
    rng: Random, name: str, department: str, level: str, on: datetime, *, published: bool = True, page: str | None = None
) -> dict[str, str | None]:
    return {
        "Dataset Name": name, "Description": pick(rng, words.SENTENCES) if rng.random() < 0.93 else None,
        "Department": _NAMED.get(department, department), "Steward Role": pick(rng, _STEWARDS) if rng.random() < 0.9 else None,
        "Classification": level, "Update Frequency": pick(rng, _PERIODS) if rng.random() < 0.85 else None,
        "On Portal": "Yes" if published else "No", "Dataset Link": page if rng.random() < 0.7 else None,
        "Last Updated": (on - timedelta(days=12 + 500 * rng.random() ** 2)).date().isoformat(),
    }  # fmt: skip


def _respelt(title: str, place: int) -> str:
    """The same title as another person types it: without its capitals and blanks, or in the singular."""
    first, _, rest = title.partition(" ")
    singular = f"{first.removesuffix('s')} {rest.replace('s ', ' ').removesuffix('s')}".strip()
    return title.lower().replace(" - ", ": ").replace(" ", "_") if place % 2 or singular == title else singular


def _owner(package: Mapping[str, object]) -> str | None:
    """The department that keeps a dataset of the city's own; None for what the inventory leaves out."""
    extras = package["extras"]
    told = {item["key"]: item["value"] for item in extras} if isinstance(extras, list) else {}
    if package["private"] or package["state"] != "active" or package["type"] != "dataset" or "harvest_source_title" in told:
        return None
    name = next((names[0] for names in words.DEPARTMENTS if told.get("department") in names), None)
    return name if name in _NAMED else None


def _retired(rng: Random, on: datetime) -> Iterator[dict[str, str | None]]:
    for name in _RETIRED:
        day = on - timedelta(days=400 + 2_000 * rng.random())
        yield {
            "Dataset Name": name, "Description": f"{name}, no longer kept.", "Department": pick(rng, list(_NAMED.values())),
            "Classification": "Public", "Status": "Retired", "Last Updated": day.date().isoformat(),
        }  # fmt: skip


def _trees(rng: Random, on: datetime) -> Iterator[dict[str, str | None]]:
    for number in range(40):
        day = on - timedelta(days=700 * rng.random())
        yield {
            "Tree ID": str(number + 1), "Species": pick(rng, ("Bur oak", "Red maple", "Hackberry", "Honey locust")),
            "Diameter": str(4 + int(rng.random() * 30)), "Latitude": f"{41 + rng.random() / 9:.5f}",
            "Longitude": f"{-88 - rng.random() / 9:.5f}", "Last Seen": day.date().isoformat(),
        }  # fmt: skip


def _titled(packages: Sequence[Mapping[str, object]], title: str) -> Mapping[str, object] | None:
    """The organization or group of that title, as the catalogue's packages carry it."""
    for package in packages:
        groups = package["groups"]
        for one in (package["organization"], *(groups if isinstance(groups, list) else ())):
            if isinstance(one, Mapping) and one.get("title") == title:
                return one
    return None


def _package(number: int, title: str, description: str, tag: str, domain: str, on: datetime) -> dict[str, object]:
    stamp = (on - timedelta(days=9)).replace(tzinfo=None).isoformat(timespec="microseconds")
    license_id, license_title, license_url = words.LICENSES[0]
    tags = [{"id": f"71{number:06x}-0000-4000-8000-000000000000", "name": tag, "display_name": tag, "state": "active"}]
    return {
        "id": f"d1{number:06x}-0000-4000-8000-000000000000", "name": slug_of(title, number), "title": title,
        "notes": description, "license_id": license_id, "license_title": license_title, "license_url": license_url,
        "maintainer": "Open Data Team", "maintainer_email": f"opendata@{domain}", "private": False,
        "state": "active", "type": "dataset", "metadata_created": "2021-02-01T09:00:00.000000", "metadata_modified": stamp,
        "tags": tags, "extras": [{"key": "department", "value": KEEPER}, {"key": "frequency", "value": "Monthly"}],
    }  # fmt: skip


def _resource(key: str, package: str, title: str, path: str, on: datetime) -> dict[str, object]:
    stamp = (on - timedelta(days=9)).replace(tzinfo=None).isoformat(timespec="microseconds")
    return {
        "id": key, "package_id": package, "name": title, "description": "One row an entry.", "format": "CSV",
        "mimetype": "text/csv", "url": HERE + path, "url_type": "upload", "datastore_active": True, "state": "active",
        "position": 0, "created": "2021-02-01T09:00:00.000000", "last_modified": stamp, "metadata_modified": stamp,
    }  # fmt: skip


def _csv(records: Sequence[Record]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names_of(records))
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()
