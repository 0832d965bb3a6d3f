"""The stand-in Hub and the plain DCAT site (reference: Esri's koop plugins and hub.js; ArcGIS REST API)."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from portalaudit.demo.arcgis import HubPortal, hub_portal
from portalaudit.demo.arcgis_features import feature_of
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.server import serve
from tests.demo.asking import Answer, ask

ITEMS = "/api/search/v1/collections/{}/items"


def an_entry(number: int, *, path: str = "maps", service: str | None = None, **changes: object) -> dict[str, object]:
    item = f"{number:032x}"
    landing = f"https://hub.example/{path}/city::item-{number}"
    links = [{"title": "ArcGIS Hub Dataset", "accessURL": landing}]
    if service:
        links.append({"title": "ArcGIS GeoService", "accessURL": service})
    return {
        "identifier": f"https://www.arcgis.com/home/item.html?id={item}&sublayer=0",
        "landingPage": landing,
        "title": f"Item {number}",
        "description": "Words",
        "keyword": ["a"],
        "issued": "2021-01-29T15:34:38.000Z",
        "modified": "2021-07-27T20:25:19.723Z",
        "publisher": {"name": "City of X"},
        "license": "",
        "distribution": links,
        "spatial": "-121.1,38.7,-119.0,39.3",
    } | changes


FEATURES = "https://services1.arcgis.com/OrgOrgOrg/arcgis/rest/services/X/FeatureServer/0"
ENTRIES = [
    *(an_entry(number, service=FEATURES) for number in range(230)),
    *(an_entry(number, path="documents") for number in range(230, 250)),
    an_entry(250, path="apps", service="https://storymaps.arcgis.com/stories/1"),
    an_entry(251, path="pages"),
]
FEED = json.dumps({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": ENTRIES}).encode()


@pytest.fixture(scope="module")
def portal() -> HubPortal:
    return hub_portal(FEED)


@pytest.fixture(scope="module")
def url(portal: HubPortal) -> Iterator[str]:
    with serve(portal) as server:
        yield server.url


def follow(url: str, collection: str = "all") -> list[Mapping[str, object]]:
    features, address = [], f"{ITEMS.format(collection)}?limit=500"
    while address:
        page = ask(url, address).json()
        features += page["features"]
        address = next((link["href"].removeprefix(url) for link in page["links"] if link["rel"] == "next"), "")
    return features


def test_the_feed_is_served_as_it_is(url: str) -> None:
    for path in ("/data.json", "/api/feed/dcat-us/1.1.json", "/api/feed/dcat-us/1.1"):
        assert ask(url, path).body == FEED
    assert ask(url, "/api/feed/dcat-ap/2.0.1.json").status == 404


@pytest.mark.parametrize(
    ("collection", "count"), [("all", 252), ("dataset", 230), ("document", 20), ("appAndMap", 1), ("site", 1)]
)
def test_collections_are_reached_by_their_next_links(url: str, collection: str, count: int) -> None:
    features = follow(url, collection)

    assert len({feature["id"] for feature in features}) == len(features) == count


@pytest.mark.parametrize(
    ("params", "returned", "matched"),
    [
        ({}, 10, 252),
        ({"limit": 100}, 100, 252),
        ({"limit": 101}, 100, 252),
        ({"limit": 0, "startindex": 1}, 0, 252),
        ({"limit": 100, "startindex": 201}, 52, 252),
        ({"type": "PDF"}, 10, 20),
        ({"filter": "type='Feature Service'"}, 10, 230),
        ({"q": "item 25"}, 3, 3),
    ],
)
def test_pages(url: str, params: dict[str, object], returned: int, matched: int) -> None:
    page = ask(url, ITEMS.format("all"), **params)
    body = page.json()

    assert (body["numberReturned"], len(body["features"]), body["numberMatched"]) == (returned, returned, matched)
    assert page.headers["content-type"].startswith("application/geo+json")
    assert page.headers["x-ratelimit-limit-portal_search_throttler"] == "10"


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"startindex": 0}, 400),
        ({"limit": "x"}, 400),
        ({"limit": 100, "startindex": 9_902}, 500),
        ({"limit": 100, "startindex": 9_901}, 200),
    ],
)
def test_what_the_search_refuses(url: str, params: dict[str, object], status: int) -> None:
    answer = ask(url, ITEMS.format("all"), **params)

    assert answer.status == status
    assert status == 200 or answer.json()["statusCode"] == status


def test_recognised_as_a_hub(url: str) -> None:
    assert b"hubcdn.arcgis.com" in ask(url).body
    assert [link["rel"] for link in ask(url, "/api/search/v1").json()["links"]] == ["self", "conformance", "data"]
    assert len(ask(url, "/api/search/v1/collections").json()["collections"]) == 5


def test_sharing_errors_are_http_200(url: str) -> None:
    item, lost = (ask(url, f"/sharing/rest/content/items/{key}", f="json") for key in (f"{7:032x}", "nothing"))

    assert (item.status, item.json()["title"], item.json()["orgId"]) == (200, "Item 7", "OrgOrgOrg")
    assert (lost.status, lost.json()["error"]["messageCode"]) == (200, "CONT_0001")
    assert ask(url, f"/sharing/rest/content/items/{7:032x}").headers["content-type"].startswith("text/html")


def test_the_sharing_search_ends_at_minus_one(url: str) -> None:
    first, last = (ask(url, "/sharing/rest/search", f="json", q="x", num=200, start=start).json() for start in (1, 201))

    assert (first["num"], first["nextStart"], first["total"]) == (100, 101, 252)
    assert last["nextStart"] == -1


@pytest.mark.parametrize(
    ("entry", "kind", "license_id"),
    [
        (an_entry(1, service=FEATURES), "Feature Service", "none"),
        (an_entry(1, service="https://maps.x.gov/rest/services/A/MapServer/3", license="<br />"), "Map Service", "custom"),
        (an_entry(1, path="documents"), "PDF", "none"),
        (an_entry(1, path="documents", title="Report.docx"), "Microsoft Word", "none"),
        (an_entry(1, path="documents", service="https://x.gov/a"), "Document Link", "none"),
        (an_entry(1, path="apps", service="https://experience.arcgis.com/x"), "Web Experience", "none"),
        (an_entry(1, path="apps"), "Web Mapping Application", "none"),
        (an_entry(1, path="datasets", license="https://creativecommons.org/licenses/by/4.0/"), "Feature Service", "CC-BY-4.0"),
        ({"dct:title": "T", "@id": "https://x/maps/a"}, "Feature Service", "none"),
        (
            {"title": 7, "keyword": "a", "publisher": [], "distribution": {}, "spatial": 3, "issued": "x"},
            "Feature Service",
            "none",
        ),
    ],
)
def test_item_types_are_read_off_the_entry(entry: dict[str, object], kind: str, license_id: str) -> None:
    feature = feature_of(entry)

    assert (feature.properties["type"], feature.properties["license"]) == (kind, license_id)
    assert len(feature.id.partition("_")[0]) == 32


@pytest.mark.parametrize(
    ("options", "path", "expected"),
    [
        ({"feed": "off"}, "/data.json", lambda a: a.status == 404),
        ({"feed": "error"}, "/data.json", lambda a: a.status == 500),
        ({"feed": "truncated"}, "/data.json", lambda a: a.status == 200 and FEED.startswith(a.body) and len(a.body) < len(FEED)),
        ({"feed": "stale"}, "/data.json", lambda a: len(a.json()["dataset"]) == 227),
        ({"search": "error"}, ITEMS.format("all"), lambda a: a.status == 500),
        ({"search": "enveloped"}, ITEMS.format("all"), lambda a: (a.status, a.json()["error"]["code"]) == (200, 499)),
        ({"null_fields": True}, ITEMS.format("all"), lambda a: a.json()["features"][0]["properties"]["tags"] is None),
    ],
)
def test_sites_differ(portal: HubPortal, options: dict[str, object], path: str, expected: Callable[[Any], bool]) -> None:
    with serve(portal.with_options(**options)) as server:
        assert expected(ask(server.url, path))


def test_an_unordered_feed_has_all_entries_each_time(portal: HubPortal) -> None:
    with serve(portal.with_options(feed="unordered")) as server:
        feeds = [[entry["identifier"] for entry in ask(server.url, "/data.json").json()["dataset"]] for _ in range(3)]

    assert feeds[0] != feeds[1] != feeds[2]
    assert sorted(feeds[0]) == sorted(feeds[1]) == sorted(feeds[2])


@pytest.mark.parametrize("feed", [b"[]", b'{"dataset": []}', b"\xef\xbb\xbf{}", b"not json"])
def test_a_plain_site_serves_any_bytes_and_nothing_else(feed: bytes) -> None:
    with serve(DcatPortal(feed)) as server:
        first: Answer = ask(server.url, "/data.json")

        assert (first.status, first.body) == (200, feed)
        assert ask(server.url, "/data.json", headers={"If-None-Match": first.headers["etag"]}).status == 304
        assert ask(server.url, "/data.json", headers={"If-Modified-Since": first.headers["last-modified"]}).status == 304
        assert [ask(server.url, path).status for path in ("/", "/api/3", "/api/catalog/v1", "/robots.txt")] == [
            200,
            404,
            404,
            200,
        ]
