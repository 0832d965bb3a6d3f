"""Generated catalogues: the same for the same seed, of any size, and as odd as real ones."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portalaudit.demo.arcgis import HubPortal
from portalaudit.demo.catalogues import ckan, dcat, socrata, words
from portalaudit.demo.catalogues.entries import REFERENCE, Traits, title_of
from portalaudit.demo.catalogues.socrata import four_by_four
from portalaudit.demo.ckan import CkanPortal
from portalaudit.demo.generate import KINDS, generate
from portalaudit.demo.http import Request, encode
from portalaudit.demo.server import serve
from portalaudit.demo.stories import serve_stories, stories
from portalaudit.errors import UsageError
from tests.demo.asking import ask

Records = Callable[..., Iterator[dict[str, object]]]
MAKERS: dict[str, Records] = {
    "ckan": ckan.packages, "socrata": socrata.views, "arcgis": dcat.hub_entries, "dcat": dcat.plain_entries,
}  # fmt: skip
CATALOGUE = {
    "ckan": "/api/3/action/package_search?rows=1000", "socrata": "/api/catalog/v1?scroll_id=&limit=1000",
    "arcgis": "/api/feed/dcat-us/1.1.json", "dcat": "/data.json",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_seed_makes_one_catalogue(kind: str) -> None:
    first, again, other = (encode(list(MAKERS[kind](200, seed))) for seed in (3, 3, 4))

    assert first == again
    assert first != other


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("n", [0, 1, 45])
def test_portals_of_any_size_answer(kind: str, n: int) -> None:
    portal = generate(kind, n, 1)
    body = b"".join(portal.answer(Request("GET", CATALOGUE[kind], {"host": "data.x.example"})).body)
    found = json.loads(body)

    counts = (found.get("result") or {}).get("count"), found.get("resultSetSize"), len(found.get("dataset", ()))
    assert n in counts


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UsageError, match="arcgis, ckan, dcat, socrata"):
        generate("drupal", 1)


def test_ckan_records_weigh_six_kilobytes_and_more_stand_hidden() -> None:
    portal = generate("ckan", 400, 5)
    assert isinstance(portal, CkanPortal)
    packages = portal.catalogue.packages

    assert len(portal.catalogue.records.view) / len(packages) > 6_000
    assert (len(packages), len(portal.catalogue.names)) == (410, 400)
    assert [package.id for package in packages] == sorted({package.id for package in packages})


@pytest.mark.parametrize(
    ("kind", "odd"),
    [
        (
            "ckan",
            [
                b'"notes":null',
                b'"url":""',
                b'"license_id":"notspecified"',
                b'"organization":{',
                b'"url":null',
                b'"size":"1.2 MB"',
            ],
        ),
        (
            "socrata",
            [b'"assetType":"story"', b'"assetType":"href"', b'"domainCName"', b":@computed_region_", b"See Terms of Use"],
        ),
        ("arcgis", [b'"license":""', b'"license":"<br />"', b'"name":"Esri"', b"/documents/", b"/apps/", b"/pages/"]),
        ("dcat", [b"R/P1Y", b'"hasEmail":"TBD"', b"8291-01-01", b'"distribution":[]', b'"accrualPeriodicity":""']),
    ],
)
def test_the_oddities_of_real_ones_are_there(kind: str, odd: list[bytes]) -> None:
    body = encode(list(MAKERS[kind](3_000, 2)))
    common = [b"<script>", b"=HYPERLINK(", b"\\u202e", b"{{default.description}}", b"\\u0000", b"<p>"]

    assert [mark for mark in common + odd if mark not in body] == []


def test_identifiers_and_titles_repeat_now_and_then() -> None:
    entries = list(dcat.plain_entries(2_000, 8))
    identifiers = Counter(entry["identifier"] for entry in entries)
    titles = Counter(entry["title"] for entry in entries if entry["title"] not in words.ODD_TITLES)

    assert 10 < sum(count > 1 for count in identifiers.values()) < 100
    assert 10 < sum(count > 1 for count in titles.values()) < 100


def test_numbers_make_titles_and_ids_of_their_own() -> None:
    assert len({title_of(number) for number in range(20_000)}) == 20_000
    assert len({four_by_four(number) for number in range(20_000)}) == 20_000


def test_traits_are_shares() -> None:
    traits = replace(Traits(), license=0.25, weak_license=0.0, description=1.0, templates=0.0, odd=0.0)
    entries = list(dcat.plain_entries(4_000, 1, traits))

    assert 0.22 < sum("license" in entry for entry in entries) / 4_000 < 0.28
    assert all(entry.get("description") for entry in entries)


def test_stamps_are_told_from_the_moment_given() -> None:
    traits = replace(Traits(), frequency=1.0, readable=1.0, fresh=1.0, odd=0.0)
    moment = datetime(2030, 5, 1, tzinfo=UTC)
    newest = [max(str(entry["modified"]) for entry in dcat.plain_entries(300, 1, traits, on)) for on in (REFERENCE, moment)]

    assert newest[0][:7] == "2026-10"
    assert newest[1][:7] == "2030-04"


def test_a_catalogue_can_have_stopped() -> None:
    traits = replace(Traits(), stopped=datetime(2023, 6, 30, tzinfo=UTC), odd=0.0)

    assert max(str(entry["modified"]) for entry in dcat.plain_entries(300, 1, traits)) < "2023-07"


def test_a_hub_searches_what_its_feed_lists() -> None:
    portal = generate("arcgis", 120, 6)
    assert isinstance(portal, HubPortal)
    with serve(portal) as server:
        feed = ask(server.url, "/data.json").json()["dataset"]
        page = ask(server.url, "/api/search/v1/collections/all/items", limit=0, startindex=1).json()

    assert len(feed) == page["numberMatched"] == 120
    assert len(portal.search.by_id) == 120


def test_every_platform_has_a_story() -> None:
    told = stories()

    assert sorted(story.platform for story in told) == sorted(KINDS)
    assert all(str(story.city["key"]) == story.key and story.city["publishers"] and story.blurb for story in told)


def test_stories_are_served_side_by_side() -> None:
    with serve_stories(REFERENCE) as served:
        for story, url in served:
            answer = ask(url, CATALOGUE[story.platform])
            assert answer.status == 200
            assert story.record(url)["portals"] == [url]
            if story.name == "Harborview":
                results = answer.json()["results"]
                licensed = sum("license" in result["metadata"] for result in results)
                assert licensed < 0.1 * len(results)
