"""The stand-in Socrata answers as Discovery and `/api/views` do (reference: apis/discovery.json, recorded answers)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portalaudit.demo.server import serve
from portalaudit.demo.socrata import SocrataPortal, socrata_portal
from tests.demo.asking import Answer, ask

PUBLIC = [{"inherited": False, "type": "viewer", "flags": ["public"]}]


def a_view(number: int, **changes: object) -> dict[str, object]:
    return {
        "id": f"aaaa-{number:04d}",
        "name": f"Name {number:02d}",
        "assetType": "dataset",
        "createdAt": 1_400_000_000,
        "viewLastModified": 1_500_000_000 + number,
        "rowsUpdatedAt": 1_600_000_000,
        "publicationDate": 1_400_000_001,
        "viewCount": number,
        "viewType": "tabular",
        "displayType": "table",
        "provenance": "official",
        "grants": PUBLIC,
        "columns": [
            {"name": "Ward", "fieldName": "ward", "dataTypeName": "number", "format": {}},
            {
                "name": "Area",
                "fieldName": ":@computed_region_ab12_cd34",
                "dataTypeName": "calendar_date",
                "description": "Of the city",
            },
        ],
        "metadata": {"custom_fields": {"Publishing Information": {"Update Frequency": "Daily"}}},
        "owner": {"id": "u", "displayName": "Owner", "type": "interactive"},
    } | changes


VIEWS = [
    *(a_view(number) for number in range(20)),
    a_view(
        30, assetType="filter", modifyingViewUid="aaaa-0003", category="Health", license={"name": "Public Domain"}, tags=["a"]
    ),
    a_view(31, assetType="story", hideFromDataJson=True),
    a_view(40, domainCName="data.county.example"),
    a_view(50, grants=[]),
    a_view(51, hideFromCatalog=True),
]


@pytest.fixture(scope="module")
def portal() -> SocrataPortal:
    return socrata_portal(VIEWS)


@pytest.fixture(scope="module")
def url(portal: SocrataPortal) -> Iterator[str]:
    with serve(portal) as server:
        yield server.url


def catalog(url: str, path: str = "", **params: object) -> Answer:
    return ask(url, f"/api/catalog/v1{path}", **params)


def keys(answer: Answer) -> list[str]:
    return [result["resource"]["id"] for result in answer.json()["results"]]


def host_of(url: str) -> str:
    return url.removeprefix("http://")


def test_every_answer_tells_that_it_is_socrata(url: str) -> None:
    for path in ("/", "/api/catalog/v1", "/nothing", "/api/views/xxxx-xxxx.json"):
        headers = ask(url, path).headers
        assert headers["x-socrata-region"].startswith("aws-")
        assert len(headers["x-socrata-requestid"]) == 32


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"domains": "{host}", "search_context": "{host}"}, 22),
        ({"search_context": "{host}"}, 23),
        ({"domains": "127.0.0.1"}, 22),
        ({"domains": "data.county.example"}, 1),
        ({"domains": ["{host}", "data.county.example"]}, 23),
        ({"domains": "other.example"}, 0),
        ({"only": "dataset"}, 21),
        ({"only": "datasets,stories"}, 22),
        ({"ids": "aaaa-0001,aaaa-0002"}, 2),
        ({"search_context": "{host}", "categories": "Health"}, 1),
        ({"q": "name 1"}, 10),
        ({"search_context": "{host}", "Publishing-Information_Update-Frequency": "Daily"}, 23),
        ({"search_context": "{host}", "Publishing-Information_Update-Frequency": "Weekly"}, 0),
        ({"license": "Public Domain"}, 1),
        ({"parent_ids": "aaaa-0003"}, 1),
    ],
)
def test_filters_narrow(url: str, params: dict[str, object], count: int) -> None:
    host = host_of(url)
    filled = {
        name: [v.format(host=host) for v in value] if isinstance(value, list) else str(value).format(host=host)
        for name, value in params.items()
    }
    answer = catalog(url, **filled, limit=100).json()

    assert answer["resultSetSize"] == len(answer["results"]) == count


def test_scrolling_reaches_every_asset_once(url: str) -> None:
    seen: list[str] = []
    while page := keys(catalog(url, scroll_id=seen[-1] if seen else "", limit=7)):
        seen += page

    assert seen == sorted(set(seen))
    assert len(seen) == 23


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"limit": 10_001}, 400),
        ({"offset": 9_990, "limit": 11}, 400),
        ({"offset": 9_990, "limit": 10}, 200),
        ({"scroll_id": "", "order": "name"}, 400),
        ({"only": "foo"}, 400),
        ({"order": "foo"}, 400),
        ({"limit": "x"}, 400),
        ({"search_context": "other.example"}, 404),
        ({"order": "updatedAt DESC"}, 200),
    ],
)
def test_what_discovery_refuses(url: str, params: dict[str, object], status: int) -> None:
    answer = catalog(url, **params)

    assert answer.status == status
    assert status == 200 or list(answer.json()) == ["error"]


def test_unset_fields_are_absent_in_discovery_and_null_in_views_metadata(url: str) -> None:
    bare, full = (catalog(url, ids=key).json()["results"][0] for key in ("aaaa-0001", "aaaa-0030"))
    listed = {entry["id"]: entry for entry in ask(url, "/api/views/metadata/v1").json()}

    assert "license" not in bare["metadata"]
    assert "domain_category" not in bare["classification"]
    assert (full["metadata"]["license"], full["classification"]["domain_category"]) == ("Public Domain", "Health")
    assert full["resource"]["parent_fxf"] == ["aaaa-0003"]
    assert (listed["aaaa-0001"]["license"], listed["aaaa-0001"]["tags"], listed["aaaa-0001"]["category"]) == (None, None, None)
    assert listed["aaaa-0001"]["customFields"] == {"Publishing Information": {"Update Frequency": "Daily"}}
    assert listed["aaaa-0001"]["createdAt"] == "2014-05-13T16:53:20+0000"
    assert len(listed) == 22


def test_columns_stand_in_arrays_of_one_length(url: str) -> None:
    resource = catalog(url, ids="aaaa-0001").json()["results"][0]["resource"]

    assert resource["columns_field_name"] == ["ward", ":@computed_region_ab12_cd34"]
    assert resource["columns_datatype"] == ["Number", "Calendar date"]
    assert resource["columns_description"] == ["", "Of the city"]
    assert resource["updatedAt"] == "2020-09-13T12:26:40.000Z"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/views/aaaa-0001.json", 200, None),
        ("/api/views/aaaa-0001", 200, None),
        ("/api/views/none-none.json", 404, "not_found"),
        ("/api/views/aaaa-0050.json", 403, "permission_denied"),
        ("/api/views/metadata/v1/aaaa-0002", 200, None),
        ("/api/views/metadata/v1/aaaa-0050", 404, "not_found"),
        ("/resource/aaaa-0001.json", 404, "dataset.missing"),
    ],
)
def test_single_assets(url: str, path: str, status: int, code: str | None) -> None:
    answer = ask(url, path)

    assert (answer.status, answer.json().get("code")) == (status, code)


def test_the_feed_has_data_sets_only(url: str) -> None:
    feed = ask(url, "/data.json").json()

    assert len(feed["dataset"]) == 20
    assert feed["dataset"][0]["identifier"] == f"https://{host_of(url)}/api/views/aaaa-0000"
    assert "license" not in feed["dataset"][0]


def test_views_metadata_pages_from_one(url: str) -> None:
    pages = [ask(url, "/api/views/metadata/v1", limit=15, page=number).json() for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [15, 7, 0]


def test_facets_tell_the_custom_fields(url: str) -> None:
    facets = {facet["facet"]: facet for facet in catalog(url, f"/domains/{host_of(url)}/facets").json()}

    assert facets["Publishing-Information_Update-Frequency"]["values"] == [{"value": "Daily", "count": 22}]
    assert facets["datatypes"]["count"] == 22


@pytest.mark.parametrize(
    ("options", "path", "expected"),
    [
        ({"cap": 10}, "/api/catalog/v1?scroll_id=", lambda a: (a["resultSetSize"], len(a["results"])) == (10, 23)),
        ({"federated": True}, "/api/catalog/v1?domains=data.county.example", lambda a: a["resultSetSize"] == 4),
        (
            {"vanishing": True},
            "/api/catalog/v1?scroll_id=aaaa-0010",
            lambda a: (a["resultSetSize"], len(a["results"])) == (23, 11),
        ),
        ({"private_views": True}, "/api/views/aaaa-0001.json", lambda a: a["code"] == "permission_denied"),
        ({"feed_lag": 3}, "/data.json", lambda a: len(a["dataset"]) == 17),
        ({"views_metadata": False}, "/api/views/metadata/v1", lambda a: a["code"] == "not_found"),
        (
            {"domain": "data.city.example"},
            "/api/catalog/v1?ids=aaaa-0001",
            lambda a: a["results"][0]["metadata"]["domain"] == "data.city.example",
        ),
    ],
)
def test_portals_differ(portal: SocrataPortal, options: dict[str, object], path: str, expected: Callable[[Any], bool]) -> None:
    with serve(portal.with_options(**options)) as server:
        assert expected(ask(server.url, path).json())
