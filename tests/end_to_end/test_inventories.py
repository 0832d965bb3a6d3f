"""A city's data inventory over HTTP: recognised, read by platform, judged, and the same again from the archive."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from portalaudit import clock
from portalaudit.audit.cities import from_record
from portalaudit.demo.arcgis import hub_portal
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import Portal, Request, Response, encode
from portalaudit.demo.server import serve
from portalaudit.demo.socrata import socrata_portal
from portalaudit.demo.stories import stories
from portalaudit.demo.tables import HERE, TableOptions, records_of, with_tables
from portalaudit.model.portal import City, Department
from tests.end_to_end.auditing import Document, Place, checks_of
from tests.portals import recordings as stand_ins
from tests.portals.faults import with_faults

DEPARTMENTS = ("Parks", "Fire", "Police", "Finance", "Library", "Public Works")
CITY = City("example-xx", "Example", departments=tuple(Department(name) for name in DEPARTMENTS))
PUBLISHED = ("Trees", "Fires")
KEY, ITEM, UUID = "abcd-2345", "0123456789abcdef0123456789abcdef", "0d6e0c29-0a5b-4b3b-9b0a-3f2f0b1c2d3e"
WASHINGTON = "portals/washington-dc"


def an_inventory(days_old: int = 30) -> bytes:
    """Twelve entries of six departments, two of them on the portal, four not public."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        ["Dataset Name", "Description", "Department", "Data Steward", "Classification", "Update Frequency", "On Portal",
         "Last Updated"],
    )  # fmt: skip
    day = (clock.now() - timedelta(days=days_old)).date().isoformat()
    names = [*PUBLISHED, *(f"Register {number}" for number in range(10))]
    for number, name in enumerate(names):
        level = "Confidential" if number % 3 == 2 else "Public"
        on_portal = "Yes" if name in PUBLISHED else "No"
        writer.writerow([name, f"About {name}", DEPARTMENTS[number % 6], "A role", level, "Monthly", on_portal, day])
    return out.getvalue().encode()


def socrata(body: bytes) -> Portal:
    view = {"assetType": "dataset", "viewType": "tabular", "createdAt": 1_700_000_000}
    titles = {KEY: "Data Inventory", "wxyz-6789": PUBLISHED[0], "wxyz-6788": PUBLISHED[1]}
    return with_tables(
        socrata_portal([{**view, "id": key, "name": title} for key, title in titles.items()]), {KEY: records_of(body)}
    )


def ckan(body: bytes, datastore: bool = True) -> Portal:
    resource = {"id": UUID, "name": "Inventory", "format": "CSV", "url": f"{HERE}/files/inventory.csv", "state": "active"}
    packages = [
        {
            "id": f"p{number}",
            "name": f"n{number}",
            "title": title,
            "state": "active",
            "resources": [resource] if not number else [],
        }
        for number, title in enumerate(("Data Inventory", *PUBLISHED))
    ]
    rows = {UUID: records_of(body)} if datastore else {}
    return with_tables(ckan_portal(packages), rows, {"/files/inventory.csv": body})


def hub(body: bytes) -> Portal:
    layer = {
        "title": "ArcGIS GeoService", "format": "ArcGIS GeoServices REST API", "mediaType": "application/json",
        "accessURL": f"{HERE}/arcgis/rest/services/inventory/FeatureServer/0",
    }  # fmt: skip
    entries = [
        {
            "@type": "dcat:Dataset", "title": title, "landingPage": f"{HERE}/datasets/city::{number}",
            "identifier": f"https://www.arcgis.com/home/item.html?id={ITEM[:-1]}{number}&sublayer=0",
            "distribution": [] if number else [layer],
        }
        for number, title in enumerate(("Data Inventory", *PUBLISHED))
    ]  # fmt: skip
    feed = encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": entries})
    return with_tables(hub_portal(feed), {"inventory": records_of(body)})


def dcat(body: bytes) -> Portal:
    link = {"downloadURL": f"{HERE}/files/inventory.csv", "mediaType": "text/csv"}
    entries = [
        {"title": title, "identifier": f"i{number}", "distribution": [] if number else [link]}
        for number, title in enumerate(("Data Inventory", *PUBLISHED))
    ]
    feed = encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": entries})
    return with_tables(DcatPortal(feed), files={"/files/inventory.csv": body})


PORTALS = {"socrata": socrata, "ckan": ckan, "ckan-file": lambda body: ckan(body, datastore=False), "arcgis": hub, "dcat": dcat}
RUBRICS = ("wwc-v3", "wwc-v2", "wwc-2018-fundamentals")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.at(tmp_path)


def criterion(document: Document, rubric: str, name: str) -> Mapping[str, object]:
    graded = next(one for one in document["rubrics"] if one["id"] == rubric)
    found: Mapping[str, object] = next(one for one in graded["criteria"] if one["id"] == name)
    return found


@pytest.mark.parametrize("name", PORTALS)
def test_an_inventory_in_the_catalogue_decides_its_criteria(name: str, place: Place) -> None:
    with serve(PORTALS[name](an_inventory())) as server:
        document = place.document(server.url, judged_as=CITY, rubrics=RUBRICS)

    (inventory,) = document["inventories"]
    assert (inventory["title"], inventory["entries"], inventory["kind"], inventory["chosen"]) == (
        "Data Inventory",
        12,
        "whole",
        True,
    )
    assert (inventory["not_public"], inventory["not_on_portal"], inventory["departments"]["matched"]) == (4, 10, 6)
    assert inventory["reconciliation"]["matched"]["exact"] == 2
    for rubric, wanted in (("wwc-v3", "DM2"), ("wwc-v2", "DG1")):
        found = criterion(document, rubric, wanted)
        assert (found["finding"], found["strength"]) == ("met", "verified"), found
        assert any(evidence["capture"] == inventory["capture"] for evidence in found["evidence"])  # type: ignore[attr-defined]
    assert len(set(place.again(document["audit"]).values())) == 1


def test_one_that_is_old_and_of_few_departments_is_not_met_by_three_of_four(place: Place) -> None:
    body = an_inventory(900).replace(b"Police", b"Fire").replace(b"Finance", b"Parks").replace(b"Library", b"Parks")
    with serve(ckan(body)) as server:
        document = place.document(server.url, judged_as=CITY)

    checks = checks_of(document)
    assert (checks["inventory_outdated"]["outcome"], checks["inventory_departments_short"]["outcome"]) == ("fail", "fail")
    assert criterion(document, "wwc-v3", "DM2")["finding"] != "met"


class Barred:
    """A portal whose files the public does not get."""

    def __init__(self, inner: Portal) -> None:
        self.inner = inner

    def answer(self, request: Request) -> Response:
        return Response(403) if request.path.startswith("/files/") else self.inner.answer(request)


@pytest.mark.parametrize(
    ("bar", "reason"), [(Barred, "http-403"), (lambda portal: with_faults(portal, ["login-200@/files/"]), "login")]
)
def test_one_behind_a_login_is_a_gap_and_a_finding_with_the_reason(
    bar: Callable[[Portal], Portal], reason: str, place: Place
) -> None:
    with serve(bar(dcat(an_inventory()))) as server:
        document = place.document(server.url, judged_as=CITY)

    assert [(gap["part"], gap["reason"]) for gap in document["portals"][0]["gaps"]] == [("inventory", reason)]
    assert checks_of(document)["inventory_unpublished"]["outcome"] == "fail"
    assert [entry["failure"] for entry in document["inventories"]] == [reason]
    assert criterion(document, "wwc-v3", "DM2")["finding"] != "met"
    assert len(set(place.again(document["audit"]).values())) == 1


def test_a_portal_without_one_is_undetermined_and_says_where_we_looked(place: Place) -> None:
    feed = encode({"dataset": [{"title": title, "identifier": title} for title in ("Trees", "Tree Inventory")]})
    with serve(DcatPortal(feed)) as server:
        document = place.document(server.url, judged_as=CITY)

    found = criterion(document, "wwc-v3", "DM2")
    assert (found["finding"], found["why"]) == ("undetermined", "not_found")
    assert found["ask_for"]
    assert document["inventories"] == []
    (refused,) = document["portals"][0]["inventory_considered"]
    assert (refused["title"], refused["accepted"], refused["reason"]) == ("Tree Inventory", False, "about:trees")


def test_the_demonstration_shows_one_that_claims_more_than_can_be_found(place: Place) -> None:
    story = next(story for story in stories() if story.inventory)
    with serve(story.portal(clock.now())) as server:
        document = place.document(server.url, judged_as=from_record(story.record(server.url), "the demonstration"))

    chosen, retired = sorted(document["inventories"], key=lambda entry: not entry["chosen"])
    assert (chosen["entries"], chosen["not_public"], chosen["departments"]["matched"]) == (300, 75, 13)
    assert (retired["kind"], retired["chosen"]) == ("retired", False)
    (refused,) = (one for one in document["portals"][0]["inventory_considered"] if not one["accepted"])
    assert (refused["title"], refused["reason"]) == ("Tree Inventory", "about:trees")
    assert criterion(document, "wwc-v3", "DM2")["finding"] == "met"
    assert checks_of(document)["inventory_disagrees"]["outcome"] == "fail"


def agencies(recordings: Path) -> tuple[Department, ...]:
    """The list of agencies of 2018, with their acronyms."""
    with (recordings / WASHINGTON / "agencies-fy18.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Department(row["AGENCY_NAME"], (row["AGENCY_ACRONYM"],) if row["AGENCY_ACRONYM"] else ()) for row in rows)


@pytest.mark.recordings
def test_washington_s_inventory_is_read_from_its_layer(recordings: Path, place: Place) -> None:
    """The catalogue of 2019-09 with the inventories of FY19 and FY18 behind two of its eight layers."""
    folder = recordings / WASHINGTON
    services = "/dcgis/rest/services/DCGIS_DATA/Government_Operations/MapServer/"
    rows = {f"{services}5": records_of((folder / "inventory-fy19.csv").read_bytes()),
            f"{services}21": records_of((folder / "inventory-fy18.csv").read_bytes())}  # fmt: skip
    options = TableOptions(here=("https://maps2.dcgis.dc.gov",), edited=1_568_000_000_000)
    city = City("washington-dc", "Washington", "DC", departments=agencies(recordings))

    with serve(with_tables(stand_ins.arcgis(folder / "dcat-us-20190904.json"), rows, {}, options)) as server:
        document = place.document(server.url, judged_as=city)

    read = {entry["title"]: entry for entry in document["inventories"]}
    now, then = read["Enterprise Dataset Inventory"], read["Enterprise Dataset Inventory as of March 2018"]
    assert (now["entries"], then["entries"], now["chosen"], then["chosen"]) == (1779, 1640, True, False)
    assert (now["not_on_portal"], now["not_public"]) == (1202, 985)
    assert (now["departments"]["named"], now["departments"]["listed"]) == (92, len(city.departments))
    assert now["reconciliation"]["matched"]["normalised"] == 376
    considered = document["portals"][0]["inventory_considered"]
    assert sum(one["accepted"] for one in considered) == 8
    assert sorted(one["kind"] for one in considered if one["accepted"]) == ["part"] * 5 + ["retired"] + ["whole"] * 2
    assert checks_of(document)["inventory_unpublished"]["outcome"] == "pass"
    assert len(set(place.again(document["audit"]).values())) == 1
