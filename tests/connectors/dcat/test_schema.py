"""Entries held against the DCAT-US schemas."""

from pathlib import Path

import pytest

from portalaudit.connectors.dcat.feed import Feed, parse
from portalaudit.connectors.dcat.schema import MOST, catalogue_violations, entry_violations
from tests.connectors.dcat.reading import a_catalogue, an_entry
from tests.connectors.exchanges import an_answer

V11, V30 = "dcat-us-1.1", "dcat-us-3.0"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"bureauCode": ["018:001"], "programCode": None, "spatial": None, "temporal": None}, []),
        ({"modified": "R/P1D"}, []), ({"modified": "2019"}, []), ({"modified": "2019-06-27 12:41:27"}, []),
        ({"modified": "2021-07-27T20:25:19.723Z"}, []), ({"modified": "2021-07-27T20:25:19-04:00"}, []),
        ({"accrualPeriodicity": "R/P1Y"}, []), ({"accrualPeriodicity": "R/PT1H"}, []), ({"accrualPeriodicity": "R/P0.5M"}, []),
        ({"accrualPeriodicity": "irregular"}, []), ({"issued": "2020-01"}, []),
        ({"license": "https://creativecommons.org/licenses/by/4.0/"}, []), ({"license": None}, []),
        ({"temporal": "2019-07-03/2019-07-04"}, []), ({"accessLevel": "restricted public"}, []),
        ({"title": ...}, [("required", "title", "")]), ({"title": 7}, [("type", "title", "/title")]),
        ({"identifier": ""}, [("minLength", "identifier", "/identifier")]),
        ({"keyword": []}, [("minItems", "keyword", "/keyword")]), ({"keyword": "a,b"}, [("type", "keyword", "/keyword")]),
        ({"modified": None}, [("anyOf", "modified", "/modified")]),
        ({"modified": "last week"}, [("anyOf", "modified", "/modified")]),
        ({"publisher": {}}, [("required", "publisher", "/publisher")]),
        ({"contactPoint": {"fn": "A"}}, [("required", "contactPoint", "/contactPoint")]),
        ({"contactPoint": {"fn": "A", "hasEmail": "a@b.example"}}, [("pattern", "contactPoint", "/contactPoint/hasEmail")]),
        ({"accessLevel": "Public"}, [("enum", "accessLevel", "/accessLevel")]),
        ({"license": ""}, [("format", "license", "/license")]), ({"license": "<p>Free</p>"}, [("format", "license", "/license")]),
        ({"accrualPeriodicity": "monthly"}, [("anyOf", "accrualPeriodicity", "/accrualPeriodicity")]),
        ({"accrualPeriodicity": "R/P"}, [("anyOf", "accrualPeriodicity", "/accrualPeriodicity")]),
        ({"distribution": [{"title": "x"}]}, [("anyOf", "distribution", "/distribution/0")]),
        ({"distribution": [{"downloadURL": "https://a.example/x.csv"}]}, [("required", "distribution", "/distribution/0")]),
        ({"distribution": [{"accessURL": "//////not a url"}]}, [("format", "distribution", "/distribution/0/accessURL")]),
        ({"landingPage": "trees"}, [("format", "landingPage", "/landingPage")]),
    ],
)  # fmt: skip
def test_dcat_us_1_1_says_what_is_wrong_and_where(changes: dict[str, object], found: list[tuple[str, str, str]]) -> None:
    rows = entry_violations(V11, an_entry(**changes))
    assert [(row["rule"], row["field"], row["at"]) for row in rows] == found


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"accessLevel": ..., "publisher": ..., "keyword": ..., "modified": ...}, []),
        ({"identifier": {"@id": "x"}}, []), ({"identifier": {"notation": "n"}}, []), ({"accrualPeriodicity": "monthly"}, []),
        ({"contactPoint": [{"fn": "A", "hasEmail": "mailto:a@b.example"}]}, []), ({"spatial": [{"bbox": "x"}]}, []),
        ({"temporal": [{"startDate": "2020", "endDate": "2021-01-01"}]}, []),
        ({"identifier": {"@type": "Identifier"}}, ["identifier"]), ({"contactPoint": ...}, ["contactPoint"]),
        ({"modified": "R/P1D"}, ["modified"]), ({"spatial": "US"}, ["spatial"]), ({"temporal": "2019/2020"}, ["temporal"]),
        ({"description": ...}, ["description"]), ({"accrualPeriodicity": "now and then"}, ["accrualPeriodicity"]),
    ],
)  # fmt: skip
def test_dcat_us_3_0_has_rules_of_its_own(changes: dict[str, object], fields: list[str]) -> None:
    assert [row["field"] for row in entry_violations(V30, an_entry(**changes))] == fields


def test_an_entry_shows_no_more_than_25_errors_and_short_messages() -> None:
    rows = entry_violations(V11, an_entry(distribution=[{"accessURL": "x" * 10_000}] * 100))
    assert len(rows) == MOST
    assert all(len(str(row["message"])) <= 200 for row in rows)


@pytest.mark.parametrize("dialect", ["dcat-us-1.0", "dcat-ap"])
def test_dialects_without_a_schema_are_not_measured(dialect: str) -> None:
    assert entry_violations(dialect, {}) == []


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (a_catalogue(an_entry()), []),
        ({"@type": "dcat:Catalog", "dataset": [an_entry()]}, [("required", "conformsTo")]),
        (a_catalogue(an_entry(), None), [("type", "dataset")]),
        ([an_entry()], [("type", None)]),
    ],
)
def test_the_catalogue_itself_is_measured(document: object, found: list[tuple[str, str | None]]) -> None:
    feed = parse(an_answer(document), "catalogue")
    assert isinstance(feed, Feed)
    assert [(row["rule"], row["field"]) for row in catalogue_violations(feed.catalogue)] == found


INVALID = {
    "dcatus3_0_invalid.json", "dcatus3_0_no_identifier.json", "dcatus3_0_record_no_id.json",
    "dcatus3_0_service_no_identifier.json",
    "dcatus_bad_license_uri.json", "dcatus_multiple_invalid.json", "dcatus_no_identifier.json", "dcatus_with_none.json",
    "missing-catalog.data.json", "missing-dataset-fields.data.json", "missing-identifier-title.data.json", "missing_title.json",
    "numerical-title.data.json",
}  # fmt: skip


@pytest.mark.recordings
def test_the_samples_that_are_broken_on_purpose_are_the_ones_with_errors(recordings: Path) -> None:
    found = set()
    for path in sorted((recordings / "portals/dcat-us-samples").glob("*.json")):
        feed = parse(an_answer(path.read_bytes()), "catalogue")
        assert isinstance(feed, Feed), path
        errors = catalogue_violations(feed.catalogue)
        for entry in feed.catalogue.entries:
            errors += entry_violations(feed.catalogue.dialect, entry.raw)
        if errors:
            found.add(path.name)
    assert found == INVALID
