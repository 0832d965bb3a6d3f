"""Sites with a catalogue file, crawled over a socket."""

import json
from pathlib import Path

import pandas as pd
import pytest

from portalaudit.connectors.dcat import CONNECTOR
from portalaudit.connectors.dcat.connector import places_of
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import Request, Response, as_html, as_json
from portalaudit.model.ports import Detection
from tests.connectors.crawling import Scripted, crawl_portal
from tests.connectors.dcat.reading import a_catalogue, an_entry

FEED = json.dumps(a_catalogue(an_entry(), an_entry(identifier="b", title=""), title="Our data")).encode()


def test_a_site_with_nothing_but_data_json_is_read_with_one_request_for_it(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, DcatPortal(FEED, title="City Data"), tmp_path)
    snapshot = crawled.seen
    assert (snapshot.portal.platform, snapshot.portal.connector, snapshot.portal.title) == ("dcat", "dcat", "Our data")
    assert len(snapshot.datasets) == snapshot.declared_total == 2
    assert snapshot.parts == {"datasets", "distributions", "violations"}
    assert set(snapshot.entry_points) == {"bulk-feed", "home"}
    assert crawled.paths().count("/data.json") == 1
    assert [(e.source, e.listed, e.truncated) for e in snapshot.enumerations] == [("feed", 2, False)]
    assert snapshot.gaps == ()
    assert set(snapshot.datasets["capture"]) == {snapshot.entry_points["bulk-feed"]}


def test_an_empty_catalogue_is_zero_assets_and_no_error(tmp_path: Path) -> None:
    snapshot = crawl_portal(CONNECTOR, DcatPortal(json.dumps(a_catalogue()).encode()), tmp_path).seen
    assert (len(snapshot.datasets), snapshot.declared_total, snapshot.gaps) == (0, 0, ())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Response(403), "http-403"), (Response(500), "http-500"), (as_html("<p>Welcome"), "not-json"),
        (as_json({"a": 1}), "shape"),
        (Response(200, (("Content-Type", "application/json"),), (b'{"dataset":[{',)), "not-json"),
    ],
)  # fmt: skip
def test_a_catalogue_that_cannot_be_read_is_a_gap_and_no_dataset(tmp_path: Path, answer: Response, reason: str) -> None:
    told = lambda url: Detection("dcat", "dcat", f"{url}/data.json", "told", "")  # noqa: E731
    snapshot = crawl_portal(CONNECTOR, Scripted({"/data.json": answer}), tmp_path, detection=told, attempts=1).seen
    assert len(snapshot.datasets) == 0
    assert snapshot.declared_total is None
    assert snapshot.parts == frozenset()
    assert ("catalogue", reason) in [(gap.part, gap.reason) for gap in snapshot.gaps]


def test_one_object_in_place_of_the_list_is_one_entry(tmp_path: Path) -> None:
    one = {**a_catalogue(), "dataset": an_entry()}
    snapshot = crawl_portal(CONNECTOR, DcatPortal(json.dumps(one).encode()), tmp_path).seen
    assert (len(snapshot.datasets), snapshot.declared_total) == (1, 1)
    assert snapshot.datasets["pointer"].tolist() == ["/dataset"]
    of_catalogue = snapshot.violations[snapshot.violations["dataset"] == -1]
    assert [(row["rule"], row["field"]) for row in of_catalogue.to_dict("records")] == [("type", "dataset")]


@pytest.mark.parametrize("more", [{}, {"dataset": None}, {"dataset": "soon"}])
def test_a_catalogue_without_a_list_is_a_gap_and_declares_nothing(tmp_path: Path, more: dict[str, object]) -> None:
    without = {key: value for key, value in a_catalogue().items() if key != "dataset"} | more
    told = lambda url: Detection("dcat", "dcat", f"{url}/data.json", "told", "")  # noqa: E731
    snapshot = crawl_portal(CONNECTOR, Scripted({"/data.json": as_json(without)}), tmp_path, detection=told).seen
    assert (len(snapshot.datasets), snapshot.declared_total) == (0, None)
    assert ("catalogue", "shape") in [(gap.part, gap.reason) for gap in snapshot.gaps]


def test_the_statement_of_last_change_is_a_stamp_of_the_data_with_its_place(tmp_path: Path) -> None:
    document = a_catalogue(an_entry(modified="2026-10-01"), an_entry(identifier="b", modified="R/P1D"))
    snapshot = crawl_portal(CONNECTOR, DcatPortal(json.dumps(document).encode()), tmp_path).seen
    stamps = dict(zip(snapshot.datasets["modified"], snapshot.datasets["data_modified"], strict=True))
    assert str(stamps["2026-10-01"]).startswith("2026-10-01")
    assert pd.isna(stamps["R/P1D"])
    assert snapshot.places["data_modified"] == snapshot.places["modified"] == "/modified"


def test_a_truncated_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    snapshot = crawl_portal(CONNECTOR, DcatPortal(FEED[:-40]), tmp_path).seen
    assert len(snapshot.datasets) == 1
    assert snapshot.declared_total is None
    assert [(gap.part, gap.reason) for gap in snapshot.gaps] == [("feed", "truncated")]
    assert snapshot.enumerations[0].truncated
    assert "salvaged" in str(snapshot.gaps[0].detail)


def test_a_file_named_by_its_address_is_read_where_it_stands(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, DcatPortal(FEED, path="/open/catalog.json"), tmp_path, path="/open/catalog.json")
    assert len(crawled.seen.datasets) == 2
    assert "/data.json" not in crawled.paths()


def test_a_file_behind_a_query_is_read_where_it_stands(tmp_path: Path) -> None:
    asked = lambda request: as_json(a_catalogue(an_entry())) if request.one("f", "") == "data.json" else Response(404)  # noqa: E731
    crawled = crawl_portal(CONNECTOR, Scripted({"/x/catalog.php": asked}), tmp_path, path="/x/catalog.php?f=data.json")
    assert (len(crawled.seen.datasets), crawled.seen.gaps) == (1, ())
    assert crawled.paths().count("/x/catalog.php") == 1


def test_pages_of_a_paged_catalogue_are_followed_on_the_host_that_answered(tmp_path: Path) -> None:
    def page(request: Request) -> Response:
        number = int(request.one("page", "1"))
        nodes: list[object] = [{"@id": f"https://x.example/{number}", "@type": "dcat:Dataset", "dct:title": f"Set {number}"}]
        following = {"hydra:nextPage": f"http://internal.invalid/catalog.jsonld?page={number + 1}"} if number < 3 else {}
        return as_json({"@graph": [*nodes, {"@id": "p", "@type": "hydra:PagedCollection", "hydra:totalItems": 3, **following}]})

    snapshot = crawl_portal(CONNECTOR, Scripted({"/catalog.jsonld": page}), tmp_path).seen
    assert sorted(snapshot.datasets["title"]) == ["Set 1", "Set 2", "Set 3"]
    assert snapshot.declared_total == 3
    assert "violations" not in snapshot.parts


def test_a_page_that_fails_leaves_a_gap_and_what_was_read(tmp_path: Path) -> None:
    first = {
        "@graph": [
            {"@id": "a", "@type": "dcat:Dataset"},
            {"@id": "p", "@type": "hydra:PagedCollection", "hydra:nextPage": "?page=2"},
        ]
    }

    def page(request: Request) -> Response:
        return as_json(first) if not request.query else Response(502)

    snapshot = crawl_portal(CONNECTOR, Scripted({"/catalog.jsonld": page}), tmp_path, attempts=1).seen
    assert len(snapshot.datasets) == 1
    assert [(gap.part, gap.reason) for gap in snapshot.gaps if gap.part == "feed"] == [("feed", "http-502")]
    assert [(each.truncated, each.comparable) for each in snapshot.enumerations] == [(False, False)]


def test_dkan_is_recognised_by_its_own_interface(tmp_path: Path) -> None:
    answers = {
        "/data.json": Response(200, (("Content-Type", "application/json"),), (FEED,)),
        "/api/1/metastore/schemas": as_json({"dataset": {"id": "x"}, "distribution": {}}),
    }
    portal = crawl_portal(CONNECTOR, Scripted(answers), tmp_path).seen.portal
    assert (portal.platform, portal.software) == ("dkan", "metastore-schemas")


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://a.example", "https://a.example/data.json"),
        ("https://a.example/open", "https://a.example/open/data.json"),
        ("https://a.example/x/data.json", "https://a.example/x/data.json"),
        ("https://a.example/api/feed/dcat-us/1.1", "https://a.example/api/feed/dcat-us/1.1"),
    ],
)
def test_where_a_catalogue_file_is_looked_for(url: str, first: str) -> None:
    assert places_of(url)[0] == first
    assert len(places_of(url)) <= 4
