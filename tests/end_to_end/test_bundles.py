"""Audits of every kind, exported and verified: good and bad portals, nights that go on with others, stops, hostile values."""

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from portalaudit.audit.exporting import export
from portalaudit.audit.registry import open_database
from portalaudit.demo.arcgis import hub_portal
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.generate import generate
from portalaudit.demo.http import Portal, encode
from portalaudit.demo.server import serve
from portalaudit.demo.tables import HERE, with_tables
from portalaudit.model.bundle import Dress
from portalaudit.store.audits import list_audits
from tests.bundles import differing, files_of, steps
from tests.end_to_end import test_hostile_values as hostile
from tests.end_to_end.auditing import Place
from tests.end_to_end.city_audits import audited, small_portal
from tests.end_to_end.faulty import PORTALS, audit_of, sized
from tests.end_to_end.six_cities import CITIES, CitySite, site_of
from tests.end_to_end.test_inventories import CITY, an_inventory
from tests.portals import recordings as stand_ins

PLATFORMS = ("socrata", "ckan", "arcgis", "dcat")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.at(tmp_path)


def bundled(place: Place, audit: str | None = None) -> Path:
    """The bundle of an audit, the newest unless told; without a PDF, which says nothing that is checked here."""
    ref = audit or list_audits(open_database(place.db))[0].id
    path = place.archive.parent / f"{ref}.zip"
    export(place.db, place.archive, ref, path, dress=Dress(paper=False))
    return path


def wrong(path: Path) -> list[str]:
    """What is not as the bundle says."""
    found = steps(path)
    return [found[name].said for name in differing(found)]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_two_nights_of_a_generated_portal(platform: str, place: Place) -> None:
    """Rows are asked the first night and gone on with the second; both bundles are whole by themselves."""
    with serve(generate(platform, 40, 3)) as server:
        for _ in range(2):
            place.document(server.url, data="sample", pages=10)
            assert wrong(bundled(place)) == []


def files_portal() -> Portal:
    """Small files of rows to download, and an inventory among them."""
    files = {f"/files/t{number}.csv": rows(number) for number in range(3)}
    entries = [
        {"title": f"Trees {number}", "identifier": f"t{number}", "modified": "2026-11-01", "accrualPeriodicity": "R/P1M",
         "distribution": [
            {"downloadURL": f"{HERE}/files/t{number}.csv", "mediaType": "text/csv", "format": "CSV"},
        ]}
        for number in range(3)
    ]  # fmt: skip
    inventory = {"downloadURL": f"{HERE}/files/inventory.csv", "mediaType": "text/csv"}
    entries.append({"title": "Data Inventory", "identifier": "inventory", "distribution": [inventory]})
    feed = encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": entries})
    return with_tables(DcatPortal(feed), files={**files, "/files/inventory.csv": an_inventory(900)})


def rows(number: int) -> bytes:
    lines = (f"Oak {number}-{tree},2026-0{1 + tree % 6}-1{tree % 9}\n" for tree in range(50))
    return f"Species,Planted\n{''.join(lines)}".encode()


def test_samples_of_rows_leave_as_digests_only(place: Place) -> None:
    """Tonight's and those that are gone on with; the inventory, which is evidence, leaves whole. What was read from the
    samples is said not to be checked, and nothing else differs."""
    with serve(files_portal()) as server:
        for night in range(2):
            place.document(server.url, judged_as=CITY, data="all")
            path = bundled(place)
            files = files_of(path)
            inputs = json.loads(files["data/inputs.json"])
            found = steps(path)

            told = {one["url"].rpartition("/")[2] for one in inputs["withheld"]}
            assert {"t0.csv", "t1.csv", "t2.csv"} <= told, night
            archived = b"".join(gzip.decompress(body) for name, body in files.items() if name.endswith(".warc.gz"))
            assert b"Oak 1-7" not in archived and b"Register 3" in archived
            assert differing(found) == [], found
            assert "whose samples were withheld" in found["rereading"].said
            assert "were withheld" in found["evidence"].said
            assert all(one["sha256"] and one["length"] for one in inputs["withheld"])
    assert b"captures stay behind" in files["data/VERIFY.md"]


@pytest.mark.parametrize("minutes", [0.0002, 0.004])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_audit_that_was_stopped(platform: str, minutes: float, place: Place) -> None:
    """Its bundle says that it was, and holds; so does the one of the audit that goes on from it."""
    with serve(generate(platform, 400, 3)) as server:
        result = place.audit(server.url, data="sample", pages=5, max_minutes=minutes)
        path = bundled(place)
        assert wrong(path) == []
        if result.code == 4:
            assert b"was stopped before its end" in files_of(path)["data/VERIFY.md"]
            again = list_audits(open_database(place.db))[0].id
            assert place.audit(server.url, data="sample", pages=5, resume=again).code == 0
            assert wrong(bundled(place)) == []


@pytest.mark.parametrize(
    ("platform", "fault"),
    [
        ("ckan", "truncated-json"), ("dcat", "truncated-json"), ("arcgis", "reset-mid-body"), ("ckan", "503-html"),
        ("socrata", "odd-types"), ("ckan", "wrong-charset"), ("dcat", "bom"), ("arcgis", "nan-numbers"), ("ckan", "null-bytes"),
        ("ckan", "gzip-bomb"), ("ckan", "redirect-loop"), ("ckan", "robots-deny"),
    ],
)  # fmt: skip
def test_a_portal_with_a_fault(platform: str, fault: str, tmp_path: Path) -> None:
    """Whatever it answers is evidence too: of gaps, of salvaged objects, of bytes that are no JSON."""
    ended = audit_of(PORTALS[platform], tmp_path, [sized(fault)])

    assert wrong(bundled(ended.place)) == []


HOSTILE: dict[str, Callable[[], Portal]] = {
    "ckan": hostile.ckan, "socrata": hostile.socrata, "dcat": lambda: DcatPortal(hostile.feed()),
    "arcgis": lambda: hub_portal(hostile.feed()),
}  # fmt: skip


@pytest.mark.parametrize("platform", HOSTILE)
def test_hostile_values(platform: str, tmp_path: Path) -> None:
    """In the metadata of the crate, VERIFY.md and bag-info.txt they do nothing; the evidence holds letter by letter."""
    ended = audit_of(HOSTILE[platform](), tmp_path)
    path = bundled(ended.place)

    assert wrong(path) == []
    with zipfile.ZipFile(path) as packed:
        info = packed.read(f"portalaudit-{ended.document['audit']}/bag-info.txt").decode()
    assert [line.partition(": ")[0] for line in info.splitlines()] == [
        "Bag-Software-Agent", "Bagging-Date", "External-Identifier", "External-Description", "Payload-Oxum", "Portalaudit-Bundle",
    ]  # fmt: skip


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("socrata", "chattanooga/api-views-20240927.jsonl"), ("arcgis", "washington-dc/dcat-us-20201118.json"),
        ("arcgis", "baltimore/dcat-us-20220916.json"), ("ckan", "amsterdam/ckan-packages.jsonl"),
        ("dcat", "san-francisco-2013/data.sfgov.org.json"), ("arcgis", "iowa-dot/dcat-us-20210119.json"),
    ],
)  # fmt: skip
def test_recorded_portals(recordings: Path, place: Place, kind: str, name: str) -> None:
    with serve(getattr(stand_ins, kind)(recordings / "portals" / name)) as server:
        place.document(server.url, data="sample", pages=5)
    path = bundled(place)
    print(f"{name}: {path.stat().st_size:,} bytes")

    assert wrong(path) == []


@pytest.mark.recordings
@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.key)
def test_policies_of_recorded_cities(recordings: Path, tmp_path: Path, city: CitySite) -> None:
    """Spans of texts that were taken from pages, PDF and Word files."""
    seen = audited(tmp_path, site_of(city, recordings), small_portal(city.name), city=city.record)

    assert wrong(bundled(seen.place, seen.id)) == []
