"""What the checks on access say, row by row."""

from collections.abc import Mapping

import pytest

from portalaudit.checks.run import run
from portalaudit.model.capture import Gap
from portalaudit.model.check import PortalVerdict
from portalaudit.model.snapshot import Enumeration, Transport
from tests.builders import a_dataset, a_distribution, a_snapshot
from tests.checks.table import CHECKS, NOT_APPLICABLE, PASS, UNSEEN, Case, case, label, params, said_of, verdict

ALONE = frozenset({"datasets"})
BARE = {"title": None, "format": None, "media_type": None, "download_url": None, "access_url": None}


def offering(check: str, said: str, *distributions: Mapping[str, object], **changes: object) -> Case:
    return case(check, said, distributions=[a_distribution(**{**BARE, **each}) for each in distributions], **changes)


FILE = "http://data.example.org/d/1"
CSV, PDF, PAGE = (
    {"format": "CSV", "download_url": FILE},
    {"format": "PDF", "download_url": FILE},
    {"format": "HTML", "access_url": FILE},
)
XLS, SERVICE = {"format": "XLS", "download_url": FILE}, {"format": "ArcGIS GeoServices REST API", "access_url": FILE}
READABLE, PROPRIETARY, DOWNLOAD = "format_not_machine_readable", "format_proprietary", "download_missing"

CASES = [
    case("distribution_missing", PASS),
    case("distribution_missing", "absent", distributions=[]),
    case("distribution_missing", "absent", kind="document", distributions=[]),
    case("distribution_missing", NOT_APPLICABLE, kind="story", distributions=[]),
    Case("distribution_missing", UNSEEN, {"distributions": []}, snapshot={"parts": ALONE}),
    # by label, media type, title and address
    *(
        offering(READABLE, PASS, each)
        for each in (
            CSV, SERVICE, XLS, {"format": ".CSV", "download_url": FILE}, {"format": "text/csv;charset=utf-8",
            "download_url": FILE},
            {"format": "zip+csv", "download_url": FILE}, {"media_type": "application/vnd.geo+json", "download_url": FILE},
            {"format": "data", "media_type": "application/json", "download_url": FILE},
            {"format": "n/a", "download_url": "https://example.org/trees.XLSX?download=1"},
            {"format": "ZIP", "title": "Shapefile", "download_url": FILE},
            {"format": "http://publications.europa.eu/resource/authority/file-type/RDF_TURTLE", "download_url": FILE},
            {"access_url": "https://services.example.org/arcgis/rest/services/Trees/FeatureServer/0"},
            {"download_url": "https://example.org/api/geospatial/x?method=export&format=GeoJSON"},
            {"format": "Web Page", "media_type": "application/json", "access_url": FILE},
        )[:13]
    ),
    offering(READABLE, "none", PDF),
    offering(READABLE, "none", PAGE, {"media_type": "image/png", "download_url": FILE}),
    offering(READABLE, "none", {"download_url": "https://example.org/a/report.pdf#page=2"}),
    offering(READABLE, UNSEEN, PDF, {"format": "ZIP", "download_url": FILE}),
    offering(READABLE, UNSEEN, {"format": "quux", "download_url": FILE}),
    offering(READABLE, UNSEEN, {"download_url": "http://data.gov.md"}),
    offering(READABLE, UNSEEN, {"format": "TXT", "download_url": FILE}),
    offering(READABLE, NOT_APPLICABLE, {"format": "CSV"}),
    offering(READABLE, NOT_APPLICABLE),
    offering(READABLE, NOT_APPLICABLE, PDF, kind="document"),
    offering(PROPRIETARY, PASS, XLS, CSV),
    offering(PROPRIETARY, PASS, {"format": "XLSX", "download_url": FILE}),
    offering(PROPRIETARY, PASS, {"format": "SHP", "download_url": FILE}),
    offering(PROPRIETARY, "only_proprietary", XLS, PDF),
    offering(PROPRIETARY, "only_proprietary", {"format": "File Geodatabase", "download_url": FILE}),
    offering(PROPRIETARY, UNSEEN, XLS, {"format": "ZIP", "download_url": FILE}),
    offering(PROPRIETARY, NOT_APPLICABLE, PDF),
    offering(DOWNLOAD, PASS, CSV),
    offering(DOWNLOAD, PASS, {"format": "CSV", "access_url": FILE}),
    offering(DOWNLOAD, PASS, {"format": "quux", "download_url": FILE}),
    offering(DOWNLOAD, PASS, {"format": "ZIP", "access_url": FILE}, PAGE),
    offering(DOWNLOAD, "page_only", PAGE),
    offering(DOWNLOAD, "page_only", {"media_type": "text/html", "download_url": FILE}),
    offering(DOWNLOAD, "service_only", PAGE, SERVICE),
    offering(DOWNLOAD, "no_address", {"format": "CSV"}),
    offering(DOWNLOAD, UNSEEN, {"access_url": FILE}, PAGE),
    offering(DOWNLOAD, NOT_APPLICABLE),
    offering(DOWNLOAD, NOT_APPLICABLE, PAGE, kind="app"),
    # a source that tells of services but not of all files, as Hub's search does
    *(
        Case(check, said, {"distributions": [a_distribution(**{**BARE, **each})]}, snapshot={"parts": ALONE})
        for check, each, said in (
            (DOWNLOAD, SERVICE, UNSEEN), (DOWNLOAD, CSV, PASS), (READABLE, PDF, UNSEEN), (READABLE, SERVICE, PASS),
            (PROPRIETARY, XLS, UNSEEN),
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=label)
def test_says(one: Case) -> None:
    """The check's word for the dataset is the expected one."""
    assert said_of(one) == one.said


def test_unreadable_formats_are_named() -> None:
    pages = [a_distribution(**{**BARE, **each}) for each in (PAGE, PDF, PDF)]

    assert params(READABLE, a_snapshot(a_dataset(distributions=pages))) == {"formats": "HTML, PDF"}


@pytest.mark.parametrize("check", [READABLE, DOWNLOAD])
def test_the_evidence_is_the_first_distribution(check: str) -> None:
    pages = [a_distribution(**{**BARE, **PAGE, "at": f"#/resources/{n}"}) for n in range(2)]
    found = verdict(check, a_snapshot(a_dataset(), a_dataset(distributions=pages), a_dataset(distributions=[])))

    assert found.at is not None
    assert found.at.to_pylist() == [None, "#/resources/0", None]


def listing(source: str, listed: int, **changes: object) -> Enumeration:
    return Enumeration(source, listed, **{"capture": "c1", "pointer": "/count", **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lists", "outcome", "reasons"),
    [
        ((listing("search", 10), listing("list", 10)), "pass", []),
        ((listing("search", 10, declared=10), listing("list", 10)), "pass", []),
        ((listing("search", 10), listing("list", 9, missing_count=1)), "fail", ["lists_differ"]),
        ((listing("search", 10), listing("datasets only", 4)), "pass", []),
        ((listing("search", 10), listing("list", 10, only_count=1, missing_count=1)), "fail", ["lists_differ"]),
        ((listing("search", 10, declared=12),), "fail", ["declares_other"]),
        ((listing("search", 10), listing("feed", 4, comparable=False)), "not_applicable", []),
        ((listing("search", 10), listing("feed", 4, truncated=True)), "not_applicable", []),
        ((listing("search", 10),), "not_applicable", []),
        ((), "not_observed", []),
    ],
)
def test_lists_that_can_be_compared_have_to_agree(lists: tuple[Enumeration, ...], outcome: str, reasons: list[str]) -> None:
    said = run(CHECKS["catalog_disagrees"], a_snapshot(a_dataset(), enumerations=lists))

    assert isinstance(said, PortalVerdict)
    assert (said.outcome, [finding.reason for finding in said.findings]) == (outcome, reasons)


def test_a_disagreement_gives_both_counts_examples_and_captures() -> None:
    short = listing("package_search", 8, missing_here=("a", "b"), missing_count=2, capture="c2")
    said = run(CHECKS["catalog_disagrees"], a_snapshot(a_dataset(), enumerations=(short, listing("package_list", 10))))

    assert isinstance(said, PortalVerdict)
    finding = said.findings[0]
    assert finding.params == {
        "source": "package_search", "listed": 8, "other": "package_list", "other_listed": 10, "only": 0, "missing": 2,
        "examples": "a, b",
    }  # fmt: skip
    assert [(each.capture, each.excerpt) for each in finding.evidence] == [("c2", None), ("c1", None)]


def test_a_crawl_that_was_cut_short_is_not_a_portal_that_contradicts_itself() -> None:
    cut = a_snapshot(a_dataset(), enumerations=(listing("search", 10, declared=12),), gaps=(Gap("catalogue", "budget"),))
    said = run(CHECKS["catalog_disagrees"], cut)

    assert isinstance(said, PortalVerdict)
    assert said.outcome == "not_observed"


@pytest.mark.parametrize(
    ("lists", "gaps", "outcome"),
    [
        ((listing("feed", 4, truncated=True),), (), "fail"),
        ((listing("feed", 4),), (), "pass"),
        ((listing("search", 4),), (), "not_applicable"),
        ((listing("search", 4),), (Gap("feed", "http-404"),), "not_applicable"),
        ((listing("search", 4),), (Gap("feed", "http-502"),), "not_observed"),
    ],
)
def test_a_list_that_breaks_off_fails(lists: tuple[Enumeration, ...], gaps: tuple[Gap, ...], outcome: str) -> None:
    said = run(CHECKS["feed_truncated"], a_snapshot(a_dataset(), enumerations=lists, gaps=gaps))

    assert isinstance(said, PortalVerdict)
    assert said.outcome == outcome
    assert [finding.reason for finding in said.findings] == (["truncated"] if outcome == "fail" else [])


@pytest.mark.parametrize(
    ("transport", "outcome", "reason"),
    [
        (Transport(https=True, upgrades=True), "pass", None),
        (Transport(https=True), "pass", None),
        (Transport(https=True, upgrades=False), "fail", "not_upgraded"),
        (Transport(upgrades=False), "fail", "not_upgraded"),
        (Transport(https=False), "fail", "no_https"),
        (Transport(https=False, error="certificate has expired", capture="c1"), "fail", "certificate"),
        (Transport(), "not_observed", None),
    ],
)
def test_a_portal_is_reached_safely(transport: Transport, outcome: str, reason: str | None) -> None:
    said = run(CHECKS["portal_insecure"], a_snapshot(a_dataset(), transport=transport))

    assert isinstance(said, PortalVerdict)
    assert said.outcome == outcome
    assert [finding.reason for finding in said.findings] == ([reason] if reason else [])
