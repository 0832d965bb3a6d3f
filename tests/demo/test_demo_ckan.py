"""The stand-in CKAN pages, clamps and fails as CKAN does (reference: ckan/views/api.py, ckan/logic)."""

import json
from collections.abc import Iterator

import pytest

from portalaudit.demo.ckan import CkanPortal, ckan_portal
from portalaudit.demo.server import serve
from tests.demo.asking import Answer, ask


def a_package(number: int, **changes: object) -> dict[str, object]:
    organization = {"id": f"o{number % 2}", "name": f"org-{number % 2}", "title": f"Org {number % 2}"}
    return {
        "id": f"id-{99 - number:02d}",
        "name": f"name-{number:02d}",
        "title": f"Title {number}",
        "type": "dataset",
        "state": "active",
        "private": False,
        "metadata_modified": f"2024-01-{number + 1:02d}T00:00:00.000000",
        "organization": organization,
        "license_id": "cc-by",
        "tags": [{"name": "water"}],
        "groups": [],
        "resources": [{"format": "CSV"}, {"format": "CSV"}],
    } | changes


PACKAGES = [
    *(a_package(number) for number in range(12)),
    a_package(20, private=True),
    a_package(21, state="draft"),
    a_package(22, state="deleted"),
    a_package(23, type="harvest"),
]


@pytest.fixture(scope="module")
def portal() -> CkanPortal:
    return ckan_portal(PACKAGES)


@pytest.fixture(scope="module")
def url(portal: CkanPortal) -> Iterator[str]:
    with serve(portal) as server:
        yield server.url


def action(url: str, name: str, **params: object) -> Answer:
    return ask(url, f"/api/3/action/{name}", **params)


def names(answer: Answer) -> list[str]:
    return [package["name"] for package in answer.json()["result"]["results"]]


def test_recognised_as_ckan(url: str) -> None:
    status = action(url, "status_show").json()

    assert status["success"] is True
    assert status["result"]["ckan_version"] == "2.11.5"
    assert ask(url, "/api/3").json() == {"version": 3}
    assert b'content="ckan 2.11.5"' in ask(url).body
    assert b"Crawl-Delay: 10" in ask(url, "/robots.txt").body


def test_private_ones_and_drafts_are_in_no_list(url: str) -> None:
    listed = action(url, "package_list").json()["result"]
    searched = action(url, "package_search", rows=100).json()["result"]

    assert listed == [*(f"name-{number:02d}" for number in range(12)), "name-23"]
    assert searched["count"] == 13
    assert [action(url, "package_show", id=f"name-{number}").status for number in (20, 21, 22)] == [403, 403, 403]


def test_pages_follow_the_order_asked_for(url: str) -> None:
    by_id = [names(action(url, "package_search", sort="id asc", rows=5, start=start)) for start in (0, 5, 10, 15)]
    newest = names(action(url, "package_search", rows=2, fq="dataset_type:dataset"))

    assert [len(page) for page in by_id] == [5, 5, 3, 0]
    assert by_id[0] == ["name-23", "name-11", "name-10", "name-09", "name-08"]
    assert newest == ["name-11", "name-10"]


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"fq": "dataset_type:dataset"}, 12),
        ({"fq": "+type:harvest"}, 1),
        ({"fq": "-dataset_type:harvest"}, 12),
        ({"fq": 'organization:"org-0"'}, 6),
        ({"fq_list": ["organization:org-0", "license_id:cc-by"]}, 6),
        ({"q": "*:*"}, 13),
        ({"q": "title 3"}, 1),
        ({"q": "name:name-03"}, 1),
        ({"fq": "license_id:gfdl"}, 0),
    ],
)
def test_filters_let_through(url: str, params: dict[str, object], count: int) -> None:
    assert action(url, "package_search", **params).json()["result"]["count"] == count


def test_facets_count_the_whole_answer(url: str) -> None:
    answer = action(url, "package_search", **{"rows": 0, "facet.field": '["organization", "res_format"]'}).json()["result"]

    assert answer["facets"] == {"organization": {"org-0": 6, "org-1": 7}, "res_format": {"CSV": 13}}
    assert answer["search_facets"]["organization"]["items"][0] == {"name": "org-1", "display_name": "org-1", "count": 7}


@pytest.mark.parametrize(
    ("name", "params", "status", "error"),
    [
        ("foo", {}, 400, "Bad request: Action name not known: foo"),
        ("package_create", {}, 400, "Bad request: JSON Error: Invalid request. Please use POST method for your request"),
        ("package_show", {"id": "nope"}, 404, "Not Found Error"),
        ("package_show", {}, 409, "Validation Error"),
        ("package_show", {"id": "name-20"}, 403, "Authorization Error"),
        ("config_option_list", {}, 403, "Authorization Error"),
        ("package_search", {"rows": "many"}, 409, "Validation Error"),
        ("package_search", {"sort": "nothing asc"}, 409, "Search Error"),
        ("package_search", {"fq": "((("}, 409, "Search Error"),
    ],
)
def test_errors_have_ckans_shapes(url: str, name: str, params: dict[str, object], status: int, error: str) -> None:
    answer = action(url, name, **params)
    body = answer.json()

    assert answer.status == status
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    if isinstance(body, str):
        assert body == error
    else:
        assert (body["success"], body["error"]["__type"], "result" in body) == (False, error, False)


@pytest.mark.parametrize("body", [b'{"id": "name-03"}', b"%7B%22id%22%3A%22name-03%22%7D=1"], ids=["json", "form"])
def test_reads_may_be_posted(url: str, body: bytes) -> None:
    assert ask(url, "/api/action/package_show", method="POST", body=body).json()["result"]["id"] == "id-96"


def test_full_organizations_come_25_at_a_time() -> None:
    many = [a_package(n, organization={"id": f"o{n}", "name": f"org-{n:02d}"}) for n in range(30)]
    with serve(ckan_portal(many)) as server:
        full = action(server.url, "organization_list", all_fields="true").json()["result"]
        rest = action(server.url, "organization_list", all_fields="true", offset=25).json()["result"]
        bare = action(server.url, "organization_list").json()["result"]

    assert [len(full), len(rest), len(bare)] == [25, 5, 30]
    assert full[0]["package_count"] == 1


@pytest.mark.parametrize(
    ("options", "name", "params", "expected"),
    [
        ({"rows_max": 5}, "package_search", {"rows": 100}, lambda r: len(r["results"]) == 5 and r["count"] == 13),
        ({"rows_max": 0}, "package_search", {"rows": 100}, lambda r: len(r["results"]) == 13),
        ({"unlisted": 3}, "package_search", {"rows": 100}, lambda r: len(r["results"]) == r["count"] == 10),
        ({"overcount": 4}, "package_search", {"start": 13}, lambda r: r["results"] == [] and r["count"] == 17),
        ({"vanishing": True}, "package_search", {"start": 5, "rows": 9}, lambda r: len(r["results"]) == 7 and r["count"] == 12),
        ({"hide_version": True}, "status_show", {}, lambda r: "ckan_version" not in r and "extensions" in r),
        ({"dkan": True}, "package_show", {"id": "name-03"}, lambda r: isinstance(r, list)),
    ],
)
def test_installations_differ(
    portal: CkanPortal, options: dict[str, object], name: str, params: dict[str, object], expected
) -> None:  # type: ignore[no-untyped-def]
    with serve(portal.with_options(**options)) as server:
        assert expected(action(server.url, name, **params).json()["result"])


def test_an_old_release_words_its_errors_otherwise(portal: CkanPortal) -> None:
    with serve(portal.with_options(version="2.6.9")) as server:
        assert action(server.url, "foo").json() == "Bad request - Action name not known: foo"
        assert ask(server.url, "/api/util/status").json()["ckan_version"] == "2.6.9"
        assert "is_okd_compliant" in action(server.url, "license_list").json()["result"][0]


def test_a_search_that_is_down_is_409(portal: CkanPortal) -> None:
    with serve(portal.with_options(search_down=True)) as server:
        assert action(server.url, "package_search").status == 409
        assert action(server.url, "package_list").status == 200


def test_a_prefix_moves_everything(portal: CkanPortal) -> None:
    with serve(portal.with_options(prefix="/data")) as server:
        found = ask(server.url, "/data/api/3/action/status_show").json()

        assert found["result"]["site_url"] == server.url + "/data"
        assert found["help"] == f"{server.url}/data/api/3/action/help_show?name=status_show"
        assert ask(server.url, "/api/3").status == 404
        assert b"generator" in ask(server.url, "/data/").body


def test_post_can_be_shut(portal: CkanPortal) -> None:
    with serve(portal.with_options(post=False)) as server:
        assert ask(server.url, "/api/3/action/package_list", method="POST", body=b"{}").status == 405


def test_a_record_is_given_as_it_came(url: str) -> None:
    assert action(url, "package_show", id="id-96").json()["result"] == json.loads(json.dumps(a_package(3)))
