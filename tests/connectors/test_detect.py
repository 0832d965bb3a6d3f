"""Which connector is chosen for a site, over a real socket."""

import asyncio
from pathlib import Path

import pytest

from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.cities import resolve
from portalaudit.connectors.arcgis import CONNECTOR as ARCGIS
from portalaudit.connectors.ckan import CONNECTOR as CKAN
from portalaudit.connectors.dcat import CONNECTOR as DCAT
from portalaudit.connectors.detect import cleaned, detect
from portalaudit.connectors.registry import connectors
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.http import Response, as_json
from portalaudit.demo.server import serve
from portalaudit.errors import UsageError
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Connector, Detection
from tests.connectors.arcgis.hubs import a_feature, a_hub, an_item
from tests.connectors.crawling import Scripted
from tests.connectors.dcat.reading import a_catalogue, an_entry

OURS = {connector.name: connector for connector in (ARCGIS, CKAN, DCAT)}
FEED = {"/data.json": as_json(a_catalogue(an_entry()))}

Outcome = tuple[Detection | None, tuple[Gap, ...], tuple[Detection, ...], list[str]]


def look(portal: object, folder: Path, path: str = "", platform: str | None = None) -> Outcome:
    """Detection's answer, and the paths that were asked but for robots.txt."""

    async def run(url: str) -> tuple[Detection | None, tuple[Gap, ...], tuple[Detection, ...]]:
        settings = FetchSettings(rate=0.0, allow_private=True, backoff_base=0.001, attempts=1, read_seconds=5.0)
        async with Fetcher(settings, writer) as fetch:
            return await detect(fetch, url + path, OURS, platform)

    with SegmentWriter(folder / "archive", "a1") as writer, serve(portal) as server:  # type: ignore[arg-type]
        found = asyncio.run(run(server.url))
        return (*found, [entry.path for entry in server.log if entry.path != "/robots.txt"])


def test_a_hub_is_recognised_by_its_search_before_its_data_json(tmp_path: Path) -> None:
    chosen, gaps, hits, paths = look(Scripted(a_hub([an_item(1)], [a_feature(n) for n in range(7)]) | FEED), tmp_path)
    assert chosen is not None
    assert (chosen.connector, chosen.proof, chosen.weight) == ("arcgis", "ogc-search", 7)
    assert (gaps, hits) == ((), (chosen,))
    assert "/data.json" not in paths
    assert len(paths) == 2


def test_a_site_with_nothing_but_a_file_is_read_by_the_file(tmp_path: Path) -> None:
    chosen, gaps, _, _ = look(Scripted(FEED), tmp_path)
    assert chosen is not None
    assert (chosen.connector, chosen.platform, chosen.weight) == ("dcat", "dcat", 1)
    assert chosen.root.endswith("/data.json")
    assert chosen.answer is not None
    assert gaps == ()


@pytest.mark.parametrize(("packages", "connector"), [(3, "ckan"), (1, "arcgis")])
def test_of_two_platforms_on_one_host_the_larger_is_chosen_and_both_are_told(
    tmp_path: Path, packages: int, connector: str
) -> None:
    ckan = ckan_portal([{"id": f"p{n}", "name": f"p{n}", "title": "x"} for n in range(packages)])
    site = Scripted(a_hub([an_item(1)], [a_feature(1), a_feature(2)]), otherwise=ckan)
    chosen, _, hits, _ = look(site, tmp_path)
    assert chosen is not None
    assert chosen.connector == connector
    assert [hit.connector for hit in hits] == ["arcgis", "ckan"]


def test_an_address_that_names_a_file_is_that_file_even_on_a_hub(tmp_path: Path) -> None:
    site = Scripted(a_hub([an_item(1)], [a_feature(1)]) | FEED)
    chosen, _, _, paths = look(site, tmp_path, "/data.json?x=1#top")
    assert chosen is not None
    assert chosen.connector == "dcat"
    assert paths[0] == "/data.json"


def test_a_path_before_a_file_is_kept(tmp_path: Path) -> None:
    chosen, _, _, _ = look(Scripted({"/open/data.json": as_json(a_catalogue(an_entry()))}), tmp_path, "/open/")
    assert chosen is not None
    assert chosen.root.endswith("/open/data.json")


def test_nothing_recognised_is_a_gap_that_says_so(tmp_path: Path) -> None:
    chosen, gaps, hits, _ = look(Scripted({}), tmp_path)
    assert (chosen, hits) == (None, ())
    assert [(gap.part, gap.reason) for gap in gaps] == [("catalogue", "unrecognised")]


def test_a_site_that_refuses_everything_says_why(tmp_path: Path) -> None:
    class Refusing:
        def answer(self, request: object) -> Response:
            return Response(403)

    chosen, gaps, _, _ = look(Refusing(), tmp_path)
    assert chosen is None
    assert {gap.reason for gap in gaps} == {"http-403"}


def test_a_host_that_does_not_answer_is_asked_no_further(tmp_path: Path) -> None:
    async def run() -> tuple[Detection | None, tuple[Gap, ...], tuple[Detection, ...]]:
        settings = FetchSettings(rate=0.0, allow_private=True, backoff_base=0.001, attempts=1)
        async with Fetcher(settings, writer, on_capture=seen.append) as fetch:
            return await detect(fetch, "http://127.0.0.1:9", OURS)

    seen: list[object] = []
    with SegmentWriter(tmp_path / "archive", "a1") as writer:
        chosen, gaps, _ = asyncio.run(run())
    assert chosen is None
    assert [gap.reason for gap in gaps] == ["connect"]
    assert len(seen) == 1


def test_a_named_platform_is_asked_alone_and_taken_at_its_word(tmp_path: Path) -> None:
    chosen, _, _, paths = look(Scripted(FEED), tmp_path, platform="arcgis")
    assert chosen is not None
    assert (chosen.connector, chosen.proof, chosen.root.count("/")) == ("arcgis", "told", 2)
    assert len(paths) == 1


def test_a_platform_that_nobody_reads_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are arcgis, ckan, dcat"):
        look(Scripted({}), tmp_path, platform="magda")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://data.example.org/", "https://data.example.org"), (" data.example.org ", "https://data.example.org"),
        ("https://data.example.org/browse?limit=3#x", "https://data.example.org/browse"),
        ("http://127.0.0.1:8080/data/", "http://127.0.0.1:8080/data"),
        ("https://a.example/x/catalog.php?f=data.json", "https://a.example/x/catalog.php?f=data.json"),
        ("https://a.example/catalog?format=json-ld&page=1#x", "https://a.example/catalog?format=json-ld&page=1"),
        ("https://a.example/data.json?v=2", "https://a.example/data.json?v=2"),
        ("https://a.example/api/feed/dcat-us/1.1.json?id=3", "https://a.example/api/feed/dcat-us/1.1.json?id=3"),
        ("https://a.example/?format=json", "https://a.example"), ("https://a.example/browse?q=json", "https://a.example/browse"),
        ("https://a.example/@city/data", "https://a.example/@city/data"),
    ],
)  # fmt: skip
def test_an_address_is_cleaned(given: str, address: str) -> None:
    assert cleaned(given) == address


@pytest.mark.parametrize("given", ["", "https://", "ftp://data.example.org", "http://[::1", "file:///etc/passwd"])
def test_what_is_no_address_is_wrong_usage(given: str) -> None:
    with pytest.raises(UsageError):
        cleaned(given)


@pytest.mark.parametrize(
    "given",
    [
        "http://user:hunter2@a.example/", "user:hunter2@a.example", "https://hunter2@a.example", "ftp://user:hunter2@a.example",
        "http://user:hunter2@[::1", "http://user:hunter2/x@a.example/", "http://user:hunter2\\@a.example",
    ],
)  # fmt: skip
def test_an_address_with_a_login_is_refused_in_one_line_without_the_password(given: str) -> None:
    with pytest.raises(UsageError) as refused:
        cleaned(given)
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)
    with pytest.raises(UsageError) as refused:
        resolve(given, {}, None)
    assert "hunter2" not in str(refused.value)


def test_a_catalogue_behind_a_query_is_read_and_the_others_never_see_the_query(tmp_path: Path) -> None:
    asked = lambda request: FEED["/data.json"] if request.one("f", "") == "data.json" else Response(404)  # noqa: E731
    chosen, _, _, paths = look(Scripted({"/x/catalog.php": asked}), tmp_path, path="/x/catalog.php?f=data.json")
    assert chosen is not None
    assert chosen.connector == "dcat"
    assert chosen.root.endswith("/x/catalog.php?f=data.json")
    (tmp_path / "none").mkdir()
    _, _, _, paths = look(Scripted({}), tmp_path / "none", path="/x/catalog.php?f=data.json")
    assert not any("data.json/" in path for path in paths)


def test_installed_connectors_are_found_in_detection_order() -> None:
    found = connectors()
    assert list(found) == ["socrata", "arcgis", "ckan", "dcat"]
    for name, connector in found.items():
        assert connector.name == name
        lines = connector.plan(Detection(name, name, "https://data.example.org", "told", "", 250))
        assert lines
        assert all(line.url.startswith("https://") for line in lines)


def test_connectors_keep_the_protocol() -> None:
    found: list[Connector] = [ARCGIS, CKAN, DCAT]
    assert [connector.order for connector in found] == [20, 30, 90]
