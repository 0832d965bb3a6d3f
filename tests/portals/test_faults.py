"""Every fault is a switch, and spoils what it says."""

import gzip
import http.client
import json
from collections.abc import Callable

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.http import Portal
from portalaudit.demo.server import serve
from portalaudit.errors import UsageError
from tests.demo.asking import Answer, ask
from tests.portals.faults import FAULTS, SETTINGS, listing, with_faults

SEARCH = "/api/3/action/package_search?rows=20&sort=id+asc"


@pytest.fixture(scope="module")
def portal() -> Portal:
    return generate("ckan", 60, 1)


def shown(portal: Portal, *specs: str, path: str = SEARCH) -> Answer:
    with serve(with_faults(portal, specs)) as server:
        return ask(server.url, path)


@pytest.mark.parametrize("name", sorted({*FAULTS, *SETTINGS}))
def test_it_can_be_switched_on(name: str) -> None:
    kinds = ("ckan", "socrata", "arcgis") if name in SETTINGS else ("dcat",)
    made = []
    for kind in kinds:
        try:
            made.append(with_faults(generate(kind, 3), [name]))
        except UsageError:
            continue

    assert made
    assert name in listing()


@pytest.mark.parametrize(
    ("fault", "status", "mark"),
    [
        ("503-html", 503, b"We will be back"),
        ("cloudflare-403", 403, b"Just a moment"),
        ("f5-200", 200, b"Request Rejected"),
        ("login-200", 200, b"<input"),
        ("parking", 200, b"for sale"),
        ("429-seconds", 429, b"Too Many"),
        ("429-bare", 429, b"Too Many"),
        ("bom", 200, b"\xef\xbb\xbf{"),
        ("wrong-charset", 200, b"\xdcberblick"),
        ("nan-numbers", 200, b"NaN"),
        ("null-bytes", 200, b"\\u0000"),
        ("deep-nesting=1", 200, b"[[[["),
        ("huge-body=1", 200, b"xxxx"),
        ("502-once", 502, b"Bad Gateway"),
    ],
)
def test_what_the_body_becomes(portal: Portal, fault: str, status: int, mark: bytes) -> None:
    answer = shown(portal, fault)

    assert answer.status == status
    assert mark in answer.body


@pytest.mark.parametrize(
    ("fault", "target"),
    [
        ("redirect-loop", SEARCH),
        ("redirect-chain", "/api/3/action/package_search?hop=1"),
        ("redirect-private", "http://10.0.0.1/data.json"),
        ("redirect-mapped", "http://[::ffff:10.0.0.1]/data.json"),
        ("redirect-metadata", "http://169.254.169.254/latest/meta-data/"),
        ("redirect-file", "file:///etc/passwd"),
    ],
)
def test_where_redirects_lead(portal: Portal, fault: str, target: str) -> None:
    answer = shown(portal, fault)

    assert (answer.status, answer.headers["location"]) == (302, target)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("reset-mid-body", ConnectionResetError), ("refuse", http.client.RemoteDisconnected)],
)
def test_connections_that_break(portal: Portal, fault: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        shown(portal, fault)


def test_truncated_json_is_whole_http(portal: Portal) -> None:
    answer = shown(portal, "truncated-json")

    assert int(answer.headers["content-length"]) == len(answer.body)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_the_bomb_is_small_and_grows() -> None:
    answer = shown(generate("dcat", 1), "gzip-bomb=8", path="/data.json")

    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 20_000
    assert len(gzip.decompress(answer.body)) == (8 << 20)


def test_odd_types_keep_the_envelope(portal: Portal) -> None:
    plain, odd = shown(portal).json()["result"], shown(portal, "odd-types").json()["result"]

    assert odd["count"] == plain["count"]
    assert odd["results"] != plain["results"]


def test_html_that_is_json(portal: Portal) -> None:
    answer = shown(portal, "html-type-json")

    assert answer.headers["content-type"] == "text/html"
    assert answer.json()["success"]


@pytest.mark.parametrize(
    ("specs", "path", "statuses"),
    [
        (["503-html*2"], SEARCH, [503, 503, 200]),
        (["503-html@package_search"], "/api/3/action/status_show", [200, 200, 200]),
        (["503-html@start=0&*1"], SEARCH, [200, 200, 200]),
        (["429-seconds"], SEARCH, [429, 200, 200]),
        (["503-html"], "/robots.txt", [200, 200, 200]),
        (["robots-503"], "/robots.txt", [503, 503, 503]),
        (["soft-404"], "/nothing", [200, 200, 200]),
        (["503-html*1", "cloudflare-403@search*2"], SEARCH, [403, 403, 200]),
    ],
)
def test_where_and_how_often(portal: Portal, specs: list[str], path: str, statuses: list[int]) -> None:
    with serve(with_faults(portal, specs)) as server:
        assert [ask(server.url, path).status for _ in statuses] == statuses


@pytest.mark.parametrize("spec", ["nothing", "503-html*x*", "=", "feed-off-404", "cap-10000"])
def test_what_is_no_fault_of_a_ckan(portal: Portal, spec: str) -> None:
    with pytest.raises(UsageError):
        with_faults(portal, [spec])


@pytest.mark.parametrize(
    ("fault", "path", "expected"),
    [
        ("rows-100", "/api/3/action/package_search?rows=1000", lambda a: len(a.json()["result"]["results"]) == 60),
        ("solr-409", "/api/3/action/package_search", lambda a: a.status == 409),
        ("index-mismatch", "/api/3/action/package_search?rows=0", lambda a: a.json()["result"]["count"] == 57),
        ("dkan1", "/api/3/action/status_show", lambda a: a.status == 404),
    ],
)
def test_settings_reach_the_portal(portal: Portal, fault: str, path: str, expected: Callable[[Answer], bool]) -> None:
    assert expected(shown(portal, fault, path=path))
