"""Whose assets a Socrata portal shows, where Discovery does not keep to the name it is asked for."""

from collections import Counter
from pathlib import Path

import pytest

from portalaudit.audit.ownership import ownership
from portalaudit.connectors.socrata import CONNECTOR
from portalaudit.connectors.socrata.detect import root_of
from portalaudit.connectors.socrata.discovery import host_of
from portalaudit.demo.http import Request, Response, as_json
from tests.connectors.crawling import Answering, crawl_portal
from tests.portals import recordings as recorded

SMALL, BIG = "data.small.example", "data.big.example"


def asset(number: int, domain: str) -> dict[str, object]:
    key = f"aaaa-{number:04d}"
    return {
        "resource": {"id": key, "name": f"Asset {number}", "type": "dataset"},
        "metadata": {"domain": domain},
        "link": f"https://{domain}/d/{key}",
    }


BOTH = [*(asset(n, BIG) for n in range(60)), *(asset(100 + n, SMALL) for n in range(10))]


def heedless(
    assets: list[dict[str, object]], told: str | None = None, feed: str | None = None, counted: int | None = None
) -> Answering:
    """A portal whose Discovery ignores `domains`; `told` is its domain by its descriptions, `feed` by its `/data.json`."""

    def answer(request: Request) -> Response:
        if request.path == "/api/catalog/v1":
            after = request.one("scroll_id")
            left = [each for each in assets if str(each["resource"]["id"]) > after] if after else assets  # type: ignore[index]
            page = left[: int(request.one("limit", "100"))]
            return as_json({"results": page, "resultSetSize": counted or len(assets), "timings": {}})
        if request.path == "/api/views/metadata/v1" and told:
            return as_json([{"id": "aaaa-0100", "domain": told}])
        if request.path == "/data.json" and feed:
            return as_json({"dataset": [{"identifier": f"https://{feed}/api/views/aaaa-0{n}"} for n in range(100, 110)]})
        return Response(404)

    return Answering(answer)


@pytest.mark.parametrize(("told", "feed"), [(SMALL, None), (SMALL.upper(), None), (SMALL, BIG), (None, SMALL)])
def test_the_portals_own_word_decides_which_assets_are_its(tmp_path: Path, told: str | None, feed: str | None) -> None:
    """Most assets that it shows are another city's; they are federated, not its own ones."""
    seen = crawl_portal(CONNECTOR, heedless(BOTH, told, feed), tmp_path).seen
    assert seen.portal.domain == SMALL
    words = Counter(zip(seen.datasets["domain"].tolist(), ownership(seen, None), strict=True))
    assert words == {(BIG, "federated"): 60, (SMALL, "unknown"): 10}


def test_a_portal_whose_host_is_its_name_is_not_taken_for_another(tmp_path: Path) -> None:
    def answer(request: Request) -> Response:
        host = request.headers["host"]
        return heedless([*BOTH[:60], asset(100, host)], host).answer(request)

    crawled = crawl_portal(CONNECTOR, Answering(answer), tmp_path)
    assert crawled.seen.portal.domain == crawled.url.removeprefix("http://")
    assert Counter(ownership(crawled.seen, None)) == {"federated": 60, "unknown": 1}


def test_a_catalogue_of_many_domains_is_nobodys_where_nobody_says_whose(tmp_path: Path) -> None:
    crawled = crawl_portal(CONNECTOR, heedless(BOTH), tmp_path)
    assert crawled.detection is None
    everything = crawl_portal(CONNECTOR, heedless(BOTH, SMALL, counted=10_000), tmp_path / "b")
    assert everything.detection is None, "all of Socrata is not read through one portal that filters nothing"


def test_a_portal_under_one_other_name_is_that(tmp_path: Path) -> None:
    seen = crawl_portal(CONNECTOR, heedless(BOTH[:60]), tmp_path).seen
    assert (seen.portal.domain, Counter(ownership(seen, None))) == (BIG, {"unknown": 60})


def test_the_name_is_asked_for_once_an_audit(tmp_path: Path) -> None:
    asked = Counter(entry.target for entry in crawl_portal(CONNECTOR, heedless(BOTH, SMALL), tmp_path).log)
    assert {target for target, times in asked.items() if times > 1} == set()


def test_names_and_passwords_in_an_address_are_no_part_of_the_host() -> None:
    address = "http://user:PASSW0RD@Data.example:8080/browse?apikey=x"
    assert (host_of(address), root_of(address)) == ("data.example:8080", "http://data.example:8080")


@pytest.mark.recordings
def test_a_stand_in_whose_assets_name_the_real_portal_owns_them(recordings: Path, tmp_path: Path) -> None:
    portal = recorded.socrata(recordings / "portals/chattanooga/api-views-20240927.jsonl", domain="data.chattanooga.gov")
    seen = crawl_portal(CONNECTOR, portal, tmp_path).seen
    assert (len(seen.datasets), seen.portal.domain) == (339, "data.chattanooga.gov")
    assert "federated" not in ownership(seen, None)
