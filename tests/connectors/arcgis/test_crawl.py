"""Hub sites, crawled over a socket."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from portalaudit.checks.run import discover, run
from portalaudit.connectors.arcgis import CONNECTOR
from portalaudit.demo.http import Request, Response, as_html, as_json
from portalaudit.model.check import Verdict
from portalaudit.model.ports import Detection, Past
from tests.connectors.arcgis.hubs import SERVICE, a_feature, a_hub, a_page, an_item, by_title, hex_of, paged
from tests.connectors.crawling import Crawled, Scripted, crawl_portal

ITEMS = "/api/search/v1/collections/all/items"
FEED = "/api/feed/dcat-us/1.1.json"


def crawl(answers: dict[str, object], folder: Path, **more: object) -> Crawled:
    return crawl_portal(CONNECTOR, Scripted(answers), folder, attempts=1, **more)  # type: ignore[arg-type]


def told(url: str) -> Detection:
    return Detection("arcgis", "arcgis", url, "told", "")


def test_the_search_enriches_what_the_feed_says(tmp_path: Path) -> None:
    crawled = crawl(a_hub([an_item(1)], [a_feature(1, title="Other", itemModified=1_700_000_000_000)]), tmp_path)
    (row,) = crawled.rows().values()
    assert (row["title"], row["publisher"], row["organization"], row["owner"]) == (
        "Set 1",
        "City of Example",
        "City of Example",
        "orgA",
    )
    assert (row["platform_type"], row["kind"], row["views"]) == ("Feature Service", "dataset", 690)
    assert row["metadata_modified"] == pd.Timestamp(1_700_000_000_000, unit="ms", tz="UTC")
    assert row["data_modified"] == pd.Timestamp(1_627_417_486_000, unit="ms", tz="UTC")
    assert row["pointer"] == "/dataset/0"
    assert row["pointer_search"] == "/features/0"
    snapshot = crawled.seen
    assert {row["capture"], row["capture_search"]} == {snapshot.entry_points["bulk-feed"], snapshot.entry_points["catalogue-api"]}
    assert snapshot.places["organization"] == "search#/properties/source"
    assert (snapshot.declared_total, snapshot.gaps) == (1, ())
    assert snapshot.parts == {"datasets", "distributions", "violations"}


def test_pages_are_followed_to_the_last(tmp_path: Path) -> None:
    crawled = crawl(a_hub([an_item(n) for n in range(1, 252)], [a_feature(n) for n in range(1, 252)]), tmp_path)
    assert len(crawled.seen.datasets) == crawled.seen.declared_total == 251
    assert crawled.paths().count(ITEMS) == 4  # one to recognise the site
    assert [(e.source, e.listed, e.only_count, e.missing_count, e.comparable) for e in crawled.seen.enumerations] == [
        ("feed", 251, 0, 0, True), ("search", 251, 0, 0, True),
    ]  # fmt: skip


@pytest.mark.parametrize("following", ["http://elsewhere.invalid/next", "http://[", "", None])
def test_a_next_link_to_another_host_is_not_followed_but_counted_on(tmp_path: Path, following: str | None) -> None:
    features = [a_feature(n) for n in range(1, 151)]

    def answer(request: Request) -> Response:
        limit, start = int(request.one("limit")), int(request.one("startindex"))
        return as_json(a_page(features[start - 1 : start - 1 + limit], 150, following))

    crawled = crawl({ITEMS: answer, **a_hub([], None)}, tmp_path)
    assert len(crawled.seen.datasets) == 150
    assert all(entry.host.startswith("127.0.0.1") for entry in crawled.log)


def test_a_search_that_repeats_its_first_page_ends(tmp_path: Path) -> None:
    page = as_json(a_page([a_feature(1)], 5_000))
    crawled = crawl({ITEMS: page, **a_hub([], None)}, tmp_path)
    assert len(crawled.seen.datasets) == 1
    assert crawled.paths().count(ITEMS) <= 4


def test_a_page_that_fails_leaves_a_gap_and_what_was_read(tmp_path: Path) -> None:
    whole = paged([a_feature(n) for n in range(1, 251)])

    def answer(request: Request) -> Response:
        return whole(request) if request.one("startindex") == "1" else as_json({"statusCode": 500, "message": "boom"})  # type: ignore[operator]

    snapshot = crawl({ITEMS: answer, **a_hub([an_item(n) for n in range(1, 251)], None)}, tmp_path).seen
    assert len(snapshot.datasets) == 250
    assert [(gap.part, gap.reason, gap.detail) for gap in snapshot.gaps if gap.part == "search"] == [
        ("search", "http-500", "boom")
    ]
    assert not any(enumeration.comparable for enumeration in snapshot.enumerations)
    assert not any(enumeration.truncated for enumeration in snapshot.enumerations)


def test_past_ten_thousand_the_collections_are_read_and_what_is_left_is_a_gap(tmp_path: Path) -> None:
    matched = 12_000

    def collection(first: int, count: int) -> object:
        def answer(request: Request) -> Response:
            limit, start = int(request.one("limit")), int(request.one("startindex"))
            if start + limit - 1 > 10_000:
                return Response(500)
            numbers = range(first + start - 1, first + min(start - 1 + limit, count))
            return as_json(a_page([a_feature(n) for n in numbers], count))

        return answer

    base = "/api/search/v1/collections/"
    answers = {
        f"{base}all/items": collection(1, matched), f"{base}dataset/items": collection(1, 9_000),
        f"{base}document/items": collection(9_001, 3_000), **a_hub(None, None),
    }  # fmt: skip
    crawled = crawl(answers, tmp_path)
    assert len(crawled.seen.datasets) == matched
    assert all(gap.reason != "paging-limit" for gap in crawled.seen.gaps)
    assert 500 not in {entry.status for entry in crawled.log}


def test_where_the_feed_is_off_the_search_alone_gives_the_rows(tmp_path: Path) -> None:
    features = [
        a_feature(1),
        a_feature(2, None, type="Web Mapping Application", url="https://app.example", tags=None, licenseInfo="<p>CC0</p>"),
    ]
    crawled = crawl(a_hub(None, features), tmp_path)
    rows = by_title(crawled.rows())
    assert {title: row["kind"] for title, row in rows.items()} == {"Set 1": "dataset", "Set 2": "app"}
    assert rows["Set 1"]["key"] == f"https://www.arcgis.com/home/item.html?id={hex_of(1)}&sublayer=0"
    assert (rows["Set 1"]["license"], rows["Set 1"]["license_state"]) == (None, 1)
    assert rows["Set 2"]["license"] == "<p>CC0</p>"
    for field in ("contact_name", "contact_email", "issued", "landing_page", "frequency"):
        assert all(pd.isna(row[f"{field}_state"]) for row in rows.values()), field
    snapshot = crawled.seen
    assert snapshot.parts == {"datasets"}
    assert ("feed", "http-404") in [(gap.part, gap.reason) for gap in snapshot.gaps]
    assert snapshot.places["title"] == "/properties/title"
    assert "bulk-feed" not in snapshot.entry_points
    assert rows["Set 1"]["modified"] == "1627417486000"
    verdict = run(next(check for check in discover() if check.id == "download_missing"), snapshot)
    assert isinstance(verdict, Verdict)
    assert verdict.passed.to_pylist() == [None, None]


def test_an_older_address_of_the_feed_is_tried(tmp_path: Path) -> None:
    answers = a_hub([an_item(1)], [a_feature(1)])
    answers["/data.json"] = answers.pop(FEED)
    crawled = crawl(answers, tmp_path)
    assert crawled.seen.gaps == ()
    assert "violations" in crawled.seen.parts


def test_a_truncated_feed_is_salvaged_and_the_search_fills_the_rest_under_the_same_names(tmp_path: Path) -> None:
    answers = a_hub([an_item(n) for n in range(1, 11)], [a_feature(n) for n in range(1, 11)])
    whole = answers[FEED].body[0]  # type: ignore[attr-defined]
    full = {row["id"] for row in crawl(answers, tmp_path / "whole").rows().values()}
    answers[FEED] = Response(200, (("Content-Type", "application/json"),), (whole[: len(whole) * 7 // 10],))
    crawled = crawl(answers, tmp_path / "cut")
    rows = crawled.rows().values()
    assert {row["id"] for row in rows} == full
    assert [gap.reason for gap in crawled.seen.gaps if gap.part == "feed"] == ["truncated"]
    feed, search = crawled.seen.enumerations
    assert 0 < feed.listed < 10
    assert (feed.truncated, feed.missing_count, feed.comparable) == (True, 10 - feed.listed, False)
    assert (search.listed, search.truncated) == (10, False)
    filled = [row for row in rows if row.get("unseen") == "distributions violations"]
    assert len(filled) == 10 - feed.listed
    assert all(row["title_at"] == "/properties/title" and pd.isna(row["issued_state"]) for row in filled)


def test_lists_that_disagree_name_what_the_other_lacks(tmp_path: Path) -> None:
    snapshot = crawl(a_hub([an_item(1), an_item(2), an_item(9)], [a_feature(n) for n in range(1, 6)]), tmp_path).seen
    feed, search = snapshot.enumerations
    name = "www.arcgis.com/home/item.html?id={}&sublayer=0".format
    assert (feed.only_here, feed.missing_here) == ((name(hex_of(9)),), tuple(name(hex_of(n)) for n in (3, 4, 5)))
    assert (search.only_here, search.missing_here) == ((), ())
    assert feed.comparable
    assert search.comparable
    assert feed.capture != search.capture
    assert len(snapshot.datasets) == 6


@pytest.mark.parametrize(
    "search",
    [
        as_json({"error": {"code": 499, "message": "Token Required"}}), as_json({"statusCode": 500, "message": "no"}, 500),
        as_json({"code": "x", "description": "y"}), as_json([]), as_html("<p>", 403),
    ],
)  # fmt: skip
def test_where_the_search_fails_the_feed_proves_the_site_and_gives_the_rows(tmp_path: Path, search: Response) -> None:
    crawled = crawl({ITEMS: search, **a_hub([an_item(1)], None)}, tmp_path)
    assert crawled.detection is not None
    assert crawled.detection.proof == "hub-feed"
    assert len(crawled.seen.datasets) == 1
    assert crawled.paths().count(FEED) == 1
    assert [gap.part for gap in crawled.seen.gaps if gap.part != "site"] == ["search"]


def test_the_v3_interface_is_the_last_resort(tmp_path: Path) -> None:
    attributes = {
        "name": "Trees", "type": "Table", "orgId": "orgA", "orgName": "City", "source": "City",
        "orgContactEmail": "mailto:a@city.example",
        "licenseInfo": "https://l.example", "license": "custom", "modified": 1_600_000_000_000, "itemModified": 1_500_000_000_000,
        "modifiedProvenance": "layer.editingInfo.lastEditDate", "url": SERVICE, "tags": ["a"],
        "fields": [{"name": "OBJECTID", "type": "esriFieldTypeOID", "alias": "OBJECTID"},
                   {"name": "species", "type": "esriFieldTypeString", "alias": "Species",
                    "description": '{"value":"Latin name","fieldValueType":"nameOrTitle"}'}],
    }  # fmt: skip
    answer = {
        "data": [{"id": f"{hex_of(1)}_0", "type": "dataset", "attributes": attributes}],
        "meta": {"stats": {"count": 1, "totalCount": 1}},
    }
    crawled = crawl({"/api/v3/datasets": as_json(answer)}, tmp_path, detection=told)
    (row,) = crawled.rows().values()
    assert (row["title"], row["publisher"], row["contact_email"]) == ("Trees", "City", "mailto:a@city.example")
    assert row["pointer"] == "/data/0"
    assert crawled.seen.places["title"] == "/attributes/name"
    assert row["data_modified"] == pd.Timestamp(1_600_000_000_000, unit="ms", tz="UTC")
    columns = crawled.seen.columns.to_dict("records")
    assert [(c["name"], c["description"], c["system"]) for c in columns] == [
        ("OBJECTID", None, True),
        ("species", "Latin name", False),
    ]
    assert crawled.seen.parts == {"datasets", "columns"}


def test_an_empty_site_has_zero_assets(tmp_path: Path) -> None:
    crawled = crawl({"/api/v3/datasets": as_json({"data": [], "meta": {"stats": {"totalCount": 0}}})}, tmp_path, detection=told)
    assert (len(crawled.seen.datasets), crawled.seen.declared_total) == (0, 0)


def test_a_site_that_answers_nothing_is_gaps_without_datasets(tmp_path: Path) -> None:
    snapshot = crawl({}, tmp_path, detection=told).seen
    assert len(snapshot.datasets) == 0
    assert snapshot.declared_total is None
    assert {"catalogue", "feed", "search"} <= {gap.part for gap in snapshot.gaps}
    assert snapshot.parts == frozenset()


def test_single_items_are_asked_only_for_unknown_owners_and_the_choice_is_on_record(tmp_path: Path) -> None:
    features = [a_feature(n, orgid=None, owner=None) for n in range(1, 31)] + [a_feature(31)]
    item = as_json({"id": "x", "owner": "someone", "orgId": "orgB", "type": "Feature Service"})
    answers = a_hub([an_item(n) for n in range(1, 32)], features)
    answers |= {f"/sharing/rest/content/items/{hex_of(n)}": item for n in range(1, 32)}
    past = Past({hex_of(n): datetime(2026, 1, n, tzinfo=UTC) for n in range(1, 16)})
    crawled = crawl(answers, tmp_path, past=past)
    asked = [path.rpartition("/")[2] for path in crawled.paths() if "/sharing/" in path]
    assert asked == [hex_of(n) for n in (*range(16, 31), *range(1, 6))]
    assert [event.value for event in crawled.events] == [asked]
    rows = by_title(crawled.rows())
    assert [rows[f"Set {n}"]["owner"] for n in (3, 16, 31, 10)] == ["orgB", "orgB", "orgA", None]


def test_an_item_that_is_refused_inside_status_200_is_passed_over(tmp_path: Path) -> None:
    refused = as_json({"error": {"code": 400, "messageCode": "CONT_0001", "message": "Item does not exist or is inaccessible."}})
    answers = a_hub([an_item(1), an_item(2)], [a_feature(1, orgid=None, owner=None), a_feature(2, orgid=None, owner=None)])
    answers |= {f"/sharing/rest/content/items/{hex_of(n)}": refused for n in (1, 2)}
    crawled = crawl(answers, tmp_path)
    assert [path for path in crawled.paths() if "/sharing/" in path] == [
        f"/sharing/rest/content/items/{hex_of(n)}" for n in (1, 2)
    ]


@pytest.mark.parametrize(
    "answer", [Response(404), as_html("<h1>Not found", 404), as_json({"success": False}), as_html("<p>hello")]
)
def test_another_site_is_not_taken_for_a_hub(tmp_path: Path, answer: Response) -> None:
    crawled = crawl({ITEMS: answer}, tmp_path)
    assert crawled.detection is None
    assert crawled.gaps == ()
    assert len([path for path in crawled.paths() if path != "/robots.txt"]) <= 2
