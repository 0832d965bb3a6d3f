"""Whole crawls of Socrata stand-ins over a socket."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portalaudit.connectors.socrata import CONNECTOR
from portalaudit.connectors.socrata.views import EVENT, MOST, ROTATION, choose
from portalaudit.demo.http import Request, Response, as_html, as_json
from portalaudit.demo.socrata import socrata_portal
from portalaudit.model.frames import State
from portalaudit.model.ports import Detection, Past
from portalaudit.model.stamps import micros_of
from tests.connectors.crawling import Crawled, Scripted, crawl_portal
from tests.portals import recordings as recorded

STAMP = 1_700_000_000


def views(n: int, **more: object) -> list[dict[str, object]]:
    return [
        {"id": f"aaaa-{i:04d}", "name": f"Asset {i}", "assetType": "dataset", "viewType": "tabular", "createdAt": STAMP,
         "viewLastModified": STAMP + i, "rowsUpdatedAt": STAMP, **more}
        for i in range(n)
    ]  # fmt: skip


def at(url: str) -> Detection:
    return Detection("socrata", "socrata", url, "told", "")


def differences(crawled: Crawled) -> dict[str, tuple[int, int | None, int, int, bool]]:
    return {e.source: (e.listed, e.declared, e.only_count, e.missing_count, e.comparable) for e in crawled.seen.enumerations}


def test_assets_are_read_by_scrolling_in_few_requests(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, socrata_portal(views(2_300)), tmp_path)
    assert len(crawled.seen.datasets) == crawled.seen.declared_total == 2_300
    assert crawled.seen.gaps == ()
    scrolls = [entry.target for entry in crawled.log if "scroll_id" in entry.target]
    assert len(scrolls) == 4
    assert scrolls[0].endswith("scroll_id=")
    assert {entry.method for entry in crawled.log} == {"GET"}
    assert not any("rows." in path or path.startswith("/resource") for path in crawled.paths()), (
        "exports and rows are never asked for"
    )


def test_more_than_the_service_counts(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, socrata_portal(views(40), cap=10), tmp_path)
    assert len(crawled.seen.datasets) == 40
    assert crawled.seen.declared_total is None


def test_a_server_without_scrolling_is_read_by_offset(tmp_path: Path) -> None:
    portal = socrata_portal(views(1_200))

    def refuse(request: Request) -> Response:
        return as_json({"error": "unknown parameter"}, 400) if "scroll_id" in request.query else portal.answer(request)

    def ignore(request: Request) -> Response:
        target = request.target.replace("scroll_id=", "ignored=") if "scroll_id" in request.query else request.target
        return portal.answer(Request(request.method, target, request.headers))

    for name, answer in (("refuse", refuse), ("ignore", ignore)):
        crawled = crawl_portal(CONNECTOR, Scripted({"/api/catalog/v1": answer}, portal), tmp_path / name)
        assert len(crawled.seen.datasets) == 1_200, name


def test_a_page_that_fails_is_asked_for_in_smaller_ones(tmp_path: Path) -> None:
    portal = socrata_portal(views(250))

    def answer(request: Request) -> Response:
        return as_html("timeout", 504) if int(request.one("limit", "0")) > 100 else portal.answer(request)

    crawled = crawl_portal(CONNECTOR, Scripted({"/api/catalog/v1": answer}, portal), tmp_path, attempts=1)
    assert len(crawled.seen.datasets) == 250


@pytest.mark.parametrize("domain", [None, "data.elsewhere.example"])
def test_a_portal_is_found_under_the_name_that_it_has_in_discovery(tmp_path: Path, domain: str | None) -> None:
    crawled = crawl_portal(CONNECTOR, socrata_portal(views(12), domain=domain).with_options(federated=True), tmp_path)
    assert len(crawled.seen.datasets) == 12
    assert differences(crawled)["search_context"] == (12, 14, 0, 0, False)


def test_a_server_that_filters_nothing_keeps_every_assets_domain(tmp_path: Path) -> None:
    portal = socrata_portal(views(20)).with_options(federated=True)

    def unfiltered(request: Request) -> Response:
        kept = "&".join(
            part for part in request.target.partition("?")[2].split("&") if part.split("=")[0] in ("limit", "scroll_id")
        )
        return portal.answer(Request("GET", f"/api/catalog/v1?{kept}", request.headers))

    crawled = crawl_portal(CONNECTOR, Scripted({"/api/catalog/v1": unfiltered}, portal), tmp_path)
    domains = crawled.seen.datasets["domain"].value_counts().to_dict()
    assert domains == {crawled.url.removeprefix("http://"): 20, "data.county.example": 2}


def test_a_catalogue_of_many_portals_is_not_taken_for_this_one(tmp_path: Path) -> None:
    """Discovery without a name that it knows shows all of Socrata."""
    results = [{"resource": {"id": f"aaaa-{i:04d}"}, "metadata": {"domain": f"d{i % 3}"}} for i in range(100)]

    def answer(request: Request) -> Response:
        named = request.one("domains")
        return as_json({"error": "Domain not found"}, 404) if named else as_json({"results": results, "resultSetSize": 10_000})

    crawled = crawl_portal(CONNECTOR, Scripted({"/api/catalog/v1": answer}), tmp_path)
    assert crawled.detection is None
    forced = crawl_portal(CONNECTOR, Scripted({"/api/catalog/v1": answer}), tmp_path / "b", detection=at)
    assert len(forced.seen.datasets) == 0
    assert [gap.reason for gap in forced.seen.gaps if gap.part == "catalogue"] == ["http-404"]


@pytest.mark.parametrize(
    "portal",
    [
        Scripted({}),
        Scripted({"/api/catalog/v1": as_json([1, 2])}),
        Scripted({"/api/catalog/v1": as_json({"results": [], "total": 0})}),
        Scripted({"/api/catalog/v1": as_json({"results": [{"id": 1}], "resultSetSize": 1})}),
        Scripted({"/api/catalog/v1": as_html("<h1>hello</h1>")}),
    ],
)
def test_what_is_not_discovery_is_not_socrata(tmp_path: Path, portal: Scripted) -> None:
    crawled = crawl_portal(CONNECTOR, portal, tmp_path)
    assert (crawled.detection, crawled.gaps) == (None, ())
    assert len(crawled.log) == 1


def test_an_empty_portal_is_recognised(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, socrata_portal([]), tmp_path)
    assert crawled.seen.declared_total == 0
    assert crawled.seen.parts == {"datasets", "distributions", "columns"}


def test_the_feed_is_compared_over_what_it_should_hold(tmp_path: Path) -> None:
    assets = [
        *views(10),
        *[{**view, "id": f"bbbb-{n:04d}", "assetType": "filter"} for n, view in enumerate(views(5))],
        {**views(1)[0], "id": "cccc-0001", "hideFromDataJson": True},
    ]
    whole = crawl_portal(CONNECTOR, socrata_portal(assets), tmp_path / "a")
    assert differences(whole)["data.json"][:4] == (10, None, 0, 0)
    late = crawl_portal(CONNECTOR, socrata_portal(assets, feed_lag=3), tmp_path / "b")
    assert differences(late)["data.json"] == (7, None, 0, 3, True)
    none = crawl_portal(CONNECTOR, socrata_portal(assets, feed=False), tmp_path / "c")
    assert [(gap.part, gap.reason) for gap in none.seen.gaps] == [("feed", "http-404")]


def test_single_views_are_few_recorded_and_merged(tmp_path: Path) -> None:
    licensed = {"license": {"name": "CC0", "termsLink": "http://cc0"}}
    crawled = crawl_portal(CONNECTOR, socrata_portal(views(30, **licensed)), tmp_path)
    asked = [path for path in crawled.paths() if path.startswith("/api/views/aaaa")]
    (event,) = crawled.events
    assert len(asked) == ROTATION
    assert event.name == EVENT
    assert isinstance(event.value, dict)
    assert sorted(event.value) == sorted(path.removeprefix("/api/views/").removesuffix(".json") for path in asked)
    rows = crawled.rows()
    for key, row in rows.items():
        assert row["license"] == "CC0"
        assert (row["license_url"] == "http://cc0") is (key in event.value)
    seen = rows[min(event.value)]
    assert crawled.captures[str(seen["capture_view"])].url.endswith(f"/api/views/{min(event.value)}.json")


def test_refused_views_are_not_asked_for_to_the_end(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, socrata_portal(views(30), private_views=True), tmp_path)
    assert [(gap.part, gap.reason) for gap in crawled.seen.gaps] == [("views", "http-403")] * 3
    assert len(crawled.seen.datasets) == 30


def test_the_plan_asks_for_what_moved_and_then_by_rotation() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    old, new = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
    stamps = {f"k{n:03d}": micros_of(new if n < 3 else old) for n in range(100)}
    chosen = choose(stamps, Past(dict.fromkeys(stamps, old)), now)
    assert {"k000", "k001", "k002"} <= chosen.keys()
    assert len(chosen) == 3 + ROTATION
    assert chosen["k000"] == new.isoformat()
    assert len(choose(stamps, Past(dict.fromkeys(stamps, datetime(2020, 1, 1, tzinfo=UTC))), now)) == MOST
    assert choose({}, Past({}), now) == {}


def test_a_rotation_comes_round() -> None:
    stamps = {f"k{n:02d}": 1 for n in range(30)}
    past: dict[str, datetime] = {}
    for day in range(1, 7):
        for key in choose(stamps, Past(past), datetime(2026, 11, day, tzinfo=UTC)):
            past[key] = datetime(2026, 11, day, tzinfo=UTC)
    assert len(past) == 30


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (as_html("<title>Request Rejected</title>"), "waf"),
        (as_html('<input type="password">'), "login"),
        (as_json({"error": "no"}, 500), "http-500"),
        (as_json({"results": "x"}), "shape"),
        (Response(200, (), (b"[" * 1_000_000,)), "nesting"),
    ],
)
def test_a_catalogue_that_cannot_be_read_is_a_gap(tmp_path: Path, answer: Response, reason: str) -> None:
    crawled = crawl_portal(CONNECTOR, Scripted({"/api/catalog/v1": answer}), tmp_path, detection=at, attempts=1)
    assert len(crawled.seen.datasets) == 0
    assert [gap.reason for gap in crawled.seen.gaps if gap.part == "catalogue"] == [reason]
    assert crawled.seen.parts == frozenset()


@pytest.mark.recordings
@pytest.mark.parametrize("described", [True, False])
def test_chattanooga(recordings: Path, tmp_path: Path, described: bool) -> None:
    """339 assets, 240 of them datasets: 193 without licence, 209 with an undescribed column (of 99 views 92 and 75)."""
    path = recordings / "portals/chattanooga/api-views-20240927.jsonl"
    seen = crawl_portal(CONNECTOR, recorded.socrata(path, views_metadata=described), tmp_path).seen
    datasets, columns = seen.datasets, seen.columns
    bare = columns[~columns["system"] & (columns["description"].fillna("").str.strip() == "")]["dataset"].unique()
    counts = {}
    for kind in ("dataset", "view"):
        rows = datasets["kind"] == kind
        unlicensed = (datasets["license_state"] != State.VALUE) & rows
        counts[kind] = (int(rows.sum()), int(unlicensed.sum()), int(rows.iloc[bare].sum()))
    assert counts == {"dataset": (240, 193, 209), "view": (99, 92, 75)}
    assert seen.declared_total == 339
    keys = datasets["frequency_key"].value_counts().to_dict()
    assert keys["Internal / How often are data values updated?"] == 259
