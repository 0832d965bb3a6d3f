"""Whole crawls of CKAN stand-ins over a socket."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from portalaudit.connectors.ckan import CONNECTOR
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.generate import generate
from portalaudit.demo.http import Request, Response, as_html, as_json
from portalaudit.model.frames import State
from portalaudit.model.ports import Detection
from portalaudit.model.snapshot import Enumeration
from tests.connectors.crawling import Crawled, Scripted, crawl_portal
from tests.portals import recordings as recorded
from tests.realckan import RealCkan


def packages(n: int, **more: object) -> list[dict[str, object]]:
    return [{"id": f"id-{i:05d}", "name": f"name-{i:05d}", "title": f"Title {i}", "type": "dataset", **more} for i in range(n)]


def at(url: str) -> Detection:
    return Detection("ckan", "ckan", url, "told", "")


def listed(crawled: Crawled) -> dict[str, Enumeration]:
    return {enumeration.source: enumeration for enumeration in crawled.seen.enumerations}


@pytest.mark.parametrize("rows_max", [1000, 100, 7])
def test_pages_are_counted_by_what_came_back(tmp_path: Path, rows_max: int) -> None:
    crawled = crawl_portal(CONNECTOR, ckan_portal(packages(215), rows_max=rows_max), tmp_path)
    assert len(crawled.seen.datasets) == crawled.seen.declared_total == 215
    assert crawled.seen.gaps == ()
    searches = [entry for entry in crawled.log if entry.path.endswith("package_search") and "start=" in entry.target]
    assert len(searches) == -(-215 // min(rows_max, 1000))
    assert max(entry.in_flight for entry in crawled.log) <= 2
    assert {entry.method for entry in crawled.log} == {"GET"}


def test_a_count_that_promises_too_much_ends_at_the_empty_page(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, ckan_portal(packages(30), rows_max=10, overcount=5), tmp_path)
    assert (len(crawled.seen.datasets), crawled.seen.declared_total) == (30, 35)


def test_a_dataset_that_vanishes_between_pages_hides_no_other(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, ckan_portal(packages(40), rows_max=10, vanishing=True), tmp_path)
    assert len(crawled.seen.datasets) == 40


def test_a_server_that_always_gives_the_first_page_is_left(tmp_path: Path) -> None:
    portal = ckan_portal(packages(30), rows_max=10)

    def search(request: Request) -> Response:
        body = json.loads(b"".join(portal.answer(Request("GET", request.target.replace("start=", "x="), request.headers)).body))
        body["result"]["count"] = 10**9
        return as_json(body)

    crawled = crawl_portal(CONNECTOR, Scripted({"/api/3/action/package_search": search}, portal), tmp_path)
    assert len(crawled.seen.datasets) == 10
    assert [gap.reason for gap in crawled.seen.gaps] == ["shape"]
    assert len(crawled.log) < 20


def test_an_index_that_lost_datasets_shows_in_the_enumerations(tmp_path: Path) -> None:
    names = listed(crawl_portal(CONNECTOR, ckan_portal(packages(20), unlisted=3), tmp_path))["package_list"]
    assert (names.listed, names.only_count, names.missing_count, names.comparable) == (20, 3, 0, True)
    assert names.only_here == ("name-00017", "name-00018", "name-00019")


def test_types_that_an_extension_hides_are_no_difference(tmp_path: Path) -> None:
    harvest = [{"id": f"h{i}", "name": f"source-{i}", "type": "harvest"} for i in range(2)]
    whole = ckan_portal([*packages(5), *harvest], extensions=("harvest", "ckan_harvester"))

    def search(request: Request) -> Response:
        body = json.loads(b"".join(whole.answer(request).body))
        if "dataset_type:harvest" not in request.one("fq"):
            kept = [package for package in body["result"]["results"] if package["type"] != "harvest"]
            body["result"].update(results=kept, count=5)
        return as_json(body)

    crawled = crawl_portal(CONNECTOR, Scripted({"/api/3/action/package_search": search}, whole), tmp_path)
    assert len(crawled.seen.datasets) == 5
    names = listed(crawled)["package_list"]
    assert (names.listed, names.only_count, names.comparable) == (5, 0, True)


def test_private_and_draft_datasets_are_neither_seen_nor_guessed(tmp_path: Path) -> None:
    hidden = [{**package, "id": f"x{n}", "name": f"x{n}"} for n, package in enumerate(packages(4))]
    hidden[0]["private"] = True
    hidden[1]["state"] = "draft"
    hidden[2]["state"] = "deleted"
    crawled = crawl_portal(CONNECTOR, ckan_portal([*packages(6), *hidden[:3]]), tmp_path)
    assert len(crawled.seen.datasets) == crawled.seen.declared_total == 6
    assert not any("package_show" in path for path in crawled.paths())


def test_a_broken_search_is_a_gap_and_not_zero_datasets(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, ckan_portal(packages(6), search_down=True), tmp_path)
    assert len(crawled.seen.datasets) == 0
    assert crawled.seen.declared_total is None
    assert crawled.seen.parts == frozenset()
    (gap,) = [gap for gap in crawled.seen.gaps if gap.part == "catalogue"]
    assert gap.reason == "http-409"
    assert (gap.detail or "").startswith("search error")
    assert listed(crawled)["package_list"].listed == 6
    assert listed(crawled)["package_list"].comparable is False


def test_one_bad_package_costs_its_stretch_and_no_more(tmp_path: Path) -> None:
    portal = ckan_portal(packages(400), rows_max=200)

    def search(request: Request) -> Response:
        start, rows = int(request.one("start", "0")), int(request.one("rows", "10"))
        if start <= 310 < start + min(rows, 200):
            return as_html("<h1>Internal Server Error</h1>", 500)
        return portal.answer(request)

    crawled = crawl_portal(CONNECTOR, Scripted({"/api/3/action/package_search": search}, portal), tmp_path, attempts=1)
    assert len(crawled.seen.datasets) == 388
    assert [(gap.reason, gap.detail) for gap in crawled.seen.gaps] == [("http-500", "rows 300 to 311")]
    assert listed(crawled)["package_list"].comparable is False


def test_smaller_pages_are_counted_by_what_came_back_too(tmp_path: Path) -> None:
    portal = ckan_portal(packages(500), rows_max=100)

    def search(request: Request) -> Response:
        return as_html("timeout", 504) if int(request.one("rows")) == 1000 else portal.answer(request)

    crawled = crawl_portal(CONNECTOR, Scripted({"/api/3/action/package_search": search}, portal), tmp_path, attempts=1)
    assert len(crawled.seen.datasets) == 500
    assert crawled.seen.gaps == ()


def test_a_truncated_page_is_asked_for_in_smaller_ones(tmp_path: Path) -> None:
    portal = ckan_portal(packages(300), rows_max=0)

    def search(request: Request) -> Response:
        response = portal.answer(request)
        body = b"".join(response.body)
        return response if int(request.one("rows")) <= 250 else Response(200, response.headers, (body[: len(body) // 2],))

    crawled = crawl_portal(CONNECTOR, Scripted({"/api/3/action/package_search": search}, portal), tmp_path)
    assert len(crawled.seen.datasets) == 300


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (as_html('<form action="/user/login"><input type="password"></form>'), "login"),
        (as_html("<title>Request Rejected</title>"), "waf"),
        (as_html("<h1>Forbidden</h1>", 403), "http-403"),
        (as_json({"success": True}), "shape"),
        (as_json({"success": False, "error": None}), "shape"),
        (as_json({"success": True, "result": {"count": 3, "results": {"a": 1}}}), "shape"),
        (as_json({"success": True, "result": [1, 2]}), "shape"),
        (as_json("Bad request: Action name not known: package_search", 400), "http-400"),
        (Response(200, (), (b"[" * 3_000_000,)), "nesting"),
    ],
)
def test_a_search_that_cannot_be_read_names_its_reason(tmp_path: Path, answer: Response, reason: str) -> None:
    portal = Scripted({"/api/3/action/package_search": answer}, ckan_portal(packages(3)))
    crawled = crawl_portal(CONNECTOR, portal, tmp_path, detection=at)
    assert [gap.reason for gap in crawled.seen.gaps if gap.part == "catalogue"] == [reason]
    assert len(crawled.seen.datasets) == 0
    assert crawled.seen.transport.login is (True if reason == "login" else None)


def test_nothing_but_refusals_still_gives_a_snapshot(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, Scripted({}), tmp_path, detection=at)
    assert {gap.part for gap in crawled.seen.gaps} >= {"catalogue", "licences", "status", "site"}
    assert len(crawled.seen.datasets) == 0


def test_licence_ids_are_resolved_through_the_portals_register(tmp_path: Path) -> None:
    register = {"success": True, "result": [{"id": "city-1", "title": "City Licence", "url": "http://city/l"}, 7, {"id": 3}]}
    portal = Scripted({"/api/3/action/license_list": as_json(register)}, ckan_portal(packages(1, license_id="city-1")))
    (row,) = crawl_portal(CONNECTOR, portal, tmp_path).rows().values()
    assert (row["license"], row["license_title"], row["license_url"]) == ("city-1", "City Licence", "http://city/l")
    assert row["license_title_at"] == "#/license_id"


def test_organisations_named_by_id_alone_are_looked_up_on_all_pages(tmp_path: Path) -> None:
    organizations = [{"id": f"o{i}", "name": f"dept-{i}", "title": f"Department {i}"} for i in range(60)]

    def listing(request: Request) -> Response:
        start = int(request.one("offset", "0"))
        return as_json({"success": True, "result": organizations[start : start + 25]})

    bare = [{**package, "owner_org": f"o{n + 30}"} for n, package in enumerate(packages(3))]
    portal = Scripted({"/api/3/action/organization_list": listing}, ckan_portal(bare))
    rows = crawl_portal(CONNECTOR, portal, tmp_path).rows()
    assert [row["publisher"] for row in rows.values()] == ["Department 30", "Department 31", "Department 32"]
    assert rows["id-00000"]["publisher_at"] == "#/owner_org"


def test_evidence_points_into_the_page_that_was_archived(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, ckan_portal(packages(25), rows_max=10), tmp_path)
    row = crawled.rows()["id-00013"]
    assert row["pointer"] == "/result/results/3"
    assert "start=10&" in crawled.captures[str(row["capture"])].url


def test_the_same_catalogue_gives_the_same_frames(tmp_path: Path) -> None:
    portal = generate("ckan", 120, 3)
    first, again = (crawl_portal(CONNECTOR, portal, tmp_path / name).seen.datasets for name in "ab")
    drop = ["capture", "domain", "landing_page"]
    assert first.drop(columns=drop).equals(again.drop(columns=drop))


@pytest.mark.recordings
def test_amsterdams_field_states_are_those_that_roomba_published(recordings: Path, tmp_path: Path) -> None:
    """1,032 of 1,032: six top-level fields of 172 packages (reference metrics.md 5.5b)."""
    portal = recorded.ckan(recordings / "portals/amsterdam/ckan-packages.jsonl")
    seen = crawl_portal(CONNECTOR, portal, tmp_path).seen
    source = [json.loads(line) for line in (recordings / "portals/amsterdam/ckan-packages.jsonl").read_text().splitlines()]
    reports = [json.loads(line) for line in (recordings / "data/truth/roomba-amsterdam/reports.jsonl").read_text().splitlines()]
    states = seen.states.set_index(seen.datasets["key"])
    agreed = 0
    for package, report in zip(source, reports, strict=True):
        for field in ("organization", "owner_org", "url", "version", "maintainer", "maintainer_email"):
            code = State(int(states.loc[package["id"], field]))
            agreed += roomba_word(field, code) == roomba_status(field, report)
    assert agreed == 172 * 6 == 1032


def roomba_status(field: str, report: Mapping[str, list[str]]) -> str:
    return "missing" if field in report["missing"] else "undefined" if field in report["undefined"] else "ok"


def roomba_word(field: str, code: State) -> str:
    """Roomba's word for a state: a null organisation is missing to it, other nulls and empties are undefined."""
    if code == State.VALUE:
        return "ok"
    return "missing" if code == State.ABSENT or (field == "organization" and code == State.NULL) else "undefined"


@pytest.mark.recordings
def test_a_national_catalogue_with_extras_in_portuguese(recordings: Path, tmp_path: Path) -> None:
    path = recordings / "portals/dados-gov-br/package_search-rows800.json"
    seen = crawl_portal(CONNECTOR, recorded.ckan(path, prefix="/dados", rows_max=300), tmp_path, path="/dados").seen
    assert (len(seen.datasets), len(seen.distributions), seen.gaps) == (800, 8006, ())
    assert (seen.datasets["frequency_state"] == State.VALUE).sum() == 329


@pytest.mark.recordings
@pytest.mark.realckan
@pytest.mark.slow
@pytest.mark.xdist_group("realckan")
def test_a_real_ckan_is_read_to_the_last_dataset(real_ckan: RealCkan, tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, real_ckan.url, tmp_path)
    assert len(crawled.seen.datasets) == crawled.seen.declared_total
    names = listed(crawled)["package_list"]
    assert (names.only_count, names.missing_count, names.comparable) == (0, 0, True)
    assert crawled.seen.gaps == ()
    assert crawled.seen.portal.version is not None
    assert crawled.seen.portal.version.startswith("2.")
