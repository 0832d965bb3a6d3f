"""Where CKAN is recognised, and where not."""

from pathlib import Path

import pytest

from portalaudit.connectors.ckan import CONNECTOR
from portalaudit.connectors.ckan.detect import candidates
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.http import Portal, Request, Response, as_html, as_json, redirect
from tests.connectors.crawling import Answering, Crawled, Scripted, crawl_portal

PACKAGES = [{"id": "i", "name": "n", "title": "t"}]


def detected(portal: Portal, folder: Path, path: str = "") -> Crawled:
    return crawl_portal(CONNECTOR, portal, folder, path=path, attempts=1)


@pytest.mark.parametrize(
    ("prefix", "path"),
    [
        ("", ""),
        ("", "/dataset/some-name"),
        ("/data", ""),
        ("/data", "/data"),
        ("/data", "/data/en/dataset"),
        ("/odd/place", "/odd/place/organization"),
    ],
)  # fmt: skip
def test_any_prefix(tmp_path: Path, prefix: str, path: str) -> None:
    crawled = detected(ckan_portal(PACKAGES, prefix=prefix), tmp_path, path)
    assert crawled.detection is not None
    assert crawled.detection.root == crawled.url.removesuffix(path) + prefix
    assert (crawled.detection.proof, crawled.detection.weight) == ("status_show", 1)
    assert len(crawled.seen.datasets) == 1


def test_what_redirects_is_asked_where_it_leads(tmp_path: Path) -> None:
    portal = ckan_portal(PACKAGES, prefix="/new")

    def moved(request: Request) -> Response:
        return redirect(request.target.replace("/old/", "/new/")) if request.path.startswith("/old/") else portal.answer(request)

    crawled = detected(Answering(moved), tmp_path, "/old")
    assert crawled.detection is not None
    assert crawled.detection.root.endswith("/new")
    assert len([path for path in crawled.paths() if path.startswith("/old/")]) == 1
    assert len(crawled.seen.datasets) == 1


def test_a_hidden_version_is_no_hindrance(tmp_path: Path) -> None:
    crawled = detected(ckan_portal(PACKAGES, hide_version=True), tmp_path)
    assert crawled.seen.portal.version is None


def test_the_api_version_and_a_counting_search_speak_where_status_show_is_barred(tmp_path: Path) -> None:
    barred = as_json({"success": False, "error": {"__type": "Authorization Error", "message": "Access denied"}}, 403)
    crawled = detected(Scripted({"/api/3/action/status_show": barred}, ckan_portal(PACKAGES)), tmp_path)
    assert crawled.detection is not None
    assert crawled.detection.proof == "api-version"


@pytest.mark.parametrize(
    "portal",
    [
        ckan_portal(PACKAGES, dkan=True),
        Scripted({}),
        Scripted({"/": as_html('<a href="/about">About</a>')}),
        Scripted({"/api/3/action/status_show": as_json({"success": True, "result": {"version": 1}})}),
        Scripted({"/api/3/action/status_show": as_json({"error": {"code": 499}})}),
        Scripted({"/api/3/action/status_show": as_json([1]), "/api/3": as_json({"version": 3})}),
    ],
)
def test_what_only_looks_like_ckan_is_not(tmp_path: Path, portal: Portal) -> None:
    crawled = detected(portal, tmp_path)
    assert crawled.detection is None
    assert crawled.gaps == ()


def test_prefixes_are_asked_only_where_the_home_page_leads_there_or_says_nothing(tmp_path: Path) -> None:
    plain = detected(Scripted({"/": as_html('<a href="/about">About</a>')}), tmp_path / "a")
    assert [path for path in plain.paths() if "api/3" in path] == ["/api/3/action/status_show"]
    linked = detected(Scripted({"/": as_html('<a href="/opendata/dataset">Data</a>')}), tmp_path / "b")
    assert "/opendata/api/3/action/status_show" in linked.paths()
    silent = detected(Scripted({}), tmp_path / "c")
    assert len([path for path in silent.paths() if "api/3" in path]) == 7


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (as_html("<title>Just a moment...</title>", 403), "waf"),
        (as_html('<input type="password">'), "login"),
        (as_html("no", 403), "http-403"),
    ],
)
def test_being_kept_out_is_a_gap(tmp_path: Path, answer: Response, reason: str) -> None:
    crawled = detected(Scripted({"/api/3/action/status_show": answer}), tmp_path)
    assert crawled.detection is None
    assert [gap.reason for gap in crawled.gaps] == [reason]


def test_a_host_that_does_not_answer_is_asked_once(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, "http://127.0.0.1:9", tmp_path, path="/a/b/c", attempts=1)
    assert [gap.reason for gap in crawled.gaps] == ["connect"]
    assert len(crawled.captures) == 1


def test_bases_are_the_address_and_its_parents() -> None:
    assert candidates("http://h:1/a/b") == ["http://h:1/a/b", "http://h:1/a", "http://h:1"]
    assert len(candidates("http://h/" + "/".join("abcdefghij"))) == 5
    assert candidates("http://h/" + "/".join("abcdefghij"))[-1] == "http://h"
