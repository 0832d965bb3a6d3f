"""The shapes in which catalogues come."""

import pytest

from portalaudit.connectors.dcat.feed import Feed, parse
from portalaudit.connectors.dcat.schema import entry_violations
from tests.connectors.dcat.reading import GOOD, a_catalogue, an_entry, read, rows
from tests.connectors.exchanges import an_answer

DCT = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
V3 = {"@type": "Catalog", "conformsTo": {"@type": "Standard", "title": "DCAT-US 3.0"}}


@pytest.mark.parametrize(
    ("document", "dialect", "pointers"),
    [
        (a_catalogue(an_entry(), an_entry(identifier="b")), "dcat-us-1.1", ["/dataset/0", "/dataset/1"]),
        ({"dataset": [an_entry()]}, "dcat-us-1.1", ["/dataset/0"]),
        ([{"title": "a", "identifier": "b", "keyword": "x,y"}], "dcat-us-1.0", ["/0"]),
        ([an_entry()], "dcat-us-1.1", ["/0"]),
        ({**V3, "dataset": [an_entry()]}, "dcat-us-3.0", ["/dataset/0"]),
        ({"conformsTo": "https://resources.data.gov/dcat-us/3.0.0", "dataset": [an_entry()]}, "dcat-us-3.0", ["/dataset/0"]),
        ({"dataset": [an_entry(accessLevel=..., accessRights="public")]}, "dcat-us-3.0", ["/dataset/0"]),
        ({"dcat:dataset": [{"dct:title": "a"}]}, "dcat-ap", ["/dcat:dataset/0"]),
        ({"dcat:dataset": {"dct:title": "a"}}, "dcat-ap", ["/dcat:dataset"]),
        ({"@graph": [{"@type": "dcat:Catalog"}, {"@id": "x", "@type": "dcat:Dataset"}]}, "dcat-ap", ["/@graph/1"]),
        ([{"@id": "x", "@type": [DCAT + "Dataset"], DCT + "title": [{"@value": "a"}]}], "dcat-ap", ["/0"]),
    ],
)
def test_the_dialect_and_the_place_of_each_entry(document: object, dialect: str, pointers: list[str]) -> None:
    feed, frames, _ = read(document)
    assert feed.catalogue.dialect == dialect
    assert sorted(frames["datasets"]["pointer"]) == pointers


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"success": True, "result": []}, "shape"), ([], "shape"), ([1, 2], "shape"), ("<html>", "not-json"), ("", "empty"),
        (3, "shape"),
        ({"error": {"code": 499, "message": "Token Required"}}, "http-499"), ({"statusCode": 500, "message": "no"}, "http-500"),
        ({"code": "x", "description": "y"}, "error"), ({"dataset": "none"}, "shape"), ({"@graph": [1, {}]}, "shape"),
    ],
)  # fmt: skip
def test_what_is_no_catalogue_is_a_gap_with_its_reason(document: object, reason: str) -> None:
    gap = parse(an_answer(document), "catalogue")
    assert not isinstance(gap, Feed)
    assert gap.reason == reason


def test_an_empty_catalogue_is_a_catalogue() -> None:
    assert len(read(a_catalogue())[1]["datasets"]) == 0


def test_members_that_are_no_objects_are_faults_of_the_catalogue_not_entries() -> None:
    feed, frames, _ = read(a_catalogue(None, an_entry(), "x"))
    assert feed.catalogue.oddities == ("/dataset/0", "/dataset/2")
    assert len(frames["datasets"]) == 1


def test_a_2013_array_is_read_and_the_feeds_own_entry_is_kept_out() -> None:
    own = {
        "title": "Project Open Data, /data.json file", "description": "Lists the datasets", "format": "application/json",
        "identifier": "https://data.example.org/data.json", "webService": "https://data.example.org/data.json",
        "accessLevel": "Public",
    }  # fmt: skip
    entry = {
        "title": "Trees", "description": "All trees", "accessLevel": "Public", "identifier": "mreg-rk5p",
        "keyword": "trees,parks",
        "keywords": ["trees", "parks"], "modified": "2013-08-22", "releaseDate": "2011-10-10", "created": "2011-10-09",
        "format": "text/csv",
        "accessURL": "https://data.example.org/t.csv", "webService": "https://data.example.org/resource/mreg-rk5p",
        "contactPoint": "A Person", "mbox": "a@city.example", "publisher": "City",
        "distribution": [{"accessURL": "https://data.example.org/t.csv", "formats": [{"label": "csv", "value": "text/csv"}]}],
    }  # fmt: skip
    _, frames, places = read([entry, own])
    (row,) = rows([entry, own])
    assert row["keywords"] == ["trees", "parks"]
    assert (row["contact_name"], row["contact_email"], row["publisher"]) == ("A Person", "a@city.example", "City")
    assert (row["issued"], places["issued"]) == ("2011-10-10", "/releaseDate")
    files = frames["distributions"].to_dict("records")
    assert [(f["access_url"], f["format"], f["media_type"], f["at"]) for f in files] == [
        ("https://data.example.org/t.csv", "csv", "text/csv", "#/distribution/0"),
        ("https://data.example.org/resource/mreg-rk5p", "API", None, "#/webService"),
    ]


def test_a_dataset_that_happens_to_name_the_feed_but_has_files_is_kept() -> None:
    entry = an_entry(identifier="https://data.example.org/data.json")
    assert len(rows(a_catalogue(entry))) == 1


def test_datasets_in_catalogues_within_series_and_services_are_found_once() -> None:
    one, two, three, four = (an_entry(identifier=name) for name in "abcd")
    document = {
        **V3, "dataset": [one],
        "catalog": [{"dataset": [two], "catalog": [{"dataset": [three]}]}],
        "datasetSeries": [{"title": "s", "description": "s", "seriesMember": [one, four], "first": one, "last": four}],
        "service": [{"servesDataset": [four, "https://data.example.org/ref"]}],
    }  # fmt: skip
    found = {row["identifier"]: row["pointer"] for row in rows(document)}
    assert found == {
        "a": "/dataset/0", "b": "/catalog/0/dataset/0", "c": "/catalog/0/catalog/0/dataset/0",
        "d": "/datasetSeries/0/seriesMember/1",
    }  # fmt: skip


def test_catalogue_records_date_the_metadata() -> None:
    document = {
        **V3,
        "dataset": [an_entry()],
        "record": [{"@id": "r", "primaryTopic": GOOD["identifier"], "modified": "2026-09-01"}],
    }
    assert str(rows(document)[0]["metadata_modified"]).startswith("2026-09-01")


def test_json_ld_values_are_taken_out_of_their_wrappers() -> None:
    document = {
        "@context": "https://example.org/never-asked.jsonld",
        "@graph": [
            {"@id": "_:p", "@type": "foaf:Agent", "foaf:name": [{"@value": "Stadt", "@language": "de"}, {"@value": "City",
            "@language": "en"}]},
            {"@id": "_:d", "@type": "dcat:Distribution", "dcat:accessURL": {"@id": "https://a.example/x.csv"},
             "dct:format": {"@id": "http://publications.europa.eu/resource/authority/file-type/CSV"},
             "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/text/csv"},
             "dct:license": {"@id": "https://l.example"}},
            {
                "@id": "https://a.example/set/1", "@type": ["dcat:Dataset"], DCT + "title": {"de": "Bäume", "en": "Trees"},
                "dct:description": {"@value": "All trees"}, "dct:publisher": {"@id": "_:p"},
                "dcat:distribution": [{"@id": "_:d"}],
                "dcat:keyword": [{"@value": "tree", "@language": "en"}, {"@value": "Baum", "@language": "de"}],
                "dcat:contactPoint": {"vcard:fn": "Team", "vcard:hasEmail": {"@id": "mailto:a@city.example"}},
                "dct:modified": {"@value": "2026-01-01", "@type": "xsd:date"},
                "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
                "dcat:theme": [{"@id": "http://publications.europa.eu/resource/authority/data-theme/ENVI"}], "dct:license": None,
            },
        ],
    }  # fmt: skip
    _, frames, places = read(document)
    (row,) = rows(document)
    assert (row["title"], row["description"], row["publisher"]) == ("Trees", "All trees", "City")
    assert row["keywords"] == ["tree", "Baum"]
    assert (row["contact_name"], row["contact_email"]) == ("Team", "mailto:a@city.example")
    assert (row["modified"], row["frequency_key"]) == ("2026-01-01", "accrualPeriodicity")
    assert (row["key"], row["landing_page"]) == ("https://a.example/set/1", "https://a.example/set/1")
    assert (row["license_state"], row["identifier_state"]) == (1, 0)
    assert places["title"] == "/http:~1~1purl.org~1dc~1terms~1title/en"
    assert places["contact_email"] == "/dcat:contactPoint/vcard:hasEmail/@id"
    assert places["license"] == "/dct:license"
    (file,) = frames["distributions"].to_dict("records")
    assert (file["access_url"], file["format"], file["media_type"], file["license"]) == (
        "https://a.example/x.csv", "CSV", "text/csv", "https://l.example",
    )  # fmt: skip
    assert file["at"] == "#/dcat:distribution/0"


@pytest.mark.parametrize(
    ("changes", "field", "value", "state"),
    [
        ({"license": ...}, "license", None, 0),
        ({"license": None}, "license", None, 1),
        ({"license": ""}, "license", "", 2),
        ({"license": "<br />"}, "license", "<br />", 2),
        ({"license": "https://l.example"}, "license", "https://l.example", 3),
        ({"publisher": {"source": "City"}}, "publisher", "City", 3),
        ({"publisher": {}}, "publisher", "", 2),
        ({"contactPoint": None}, "contact_email", None, 1),
        ({"contactPoint": {}}, "contact_email", "", 2),
        ({"contactPoint": []}, "contact_email", "", 2),
        ({"contactPoint": "Team"}, "contact_email", None, 0),
        ({"publisher": "City"}, "publisher", "City", 3),
        ({"publisher": [{"name": "City"}]}, "publisher", "City", 3),
        ({"contactPoint": [{"fn": "A", "hasEmail": "mailto:a@b.c"}]}, "contact_email", "mailto:a@b.c", 3),
        ({"contactPoint": {"fn": "A"}}, "contact_email", None, 0),
        ({"identifier": {"@id": "x"}}, "identifier", "x", 3),
        ({"identifier": {"notation": "n"}}, "identifier", "n", 3),
        ({"identifier": {"@type": "Identifier"}}, "identifier", "", 2),
        ({"title": 707}, "title", "707", 3),
        ({"keyword": []}, "keywords", [], 2),
        ({"keyword": "a, b"}, "keywords", ["a", "b"], 3),
        ({"theme": [{"prefLabel": "Environment"}]}, "categories", ["Environment"], 3),
        ({"accrualPeriodicity": "R/P1D"}, "frequency", "R/P1D", 3),
    ],
)
def test_a_fields_value_and_state(changes: dict[str, object], field: str, value: object, state: int) -> None:
    (row,) = rows(a_catalogue(an_entry(**changes)))
    assert row.get(field) == value
    assert row[f"{field}_state"] == state


@pytest.mark.parametrize(
    ("changes", "field", "place"),
    [
        ({"contactPoint": None}, "contact_email", "/contactPoint"),
        ({"contactPoint": [{"fn": "A", "hasEmail": "a@b.c"}]}, "contact_email", "/contactPoint/0/hasEmail"),
        ({"contactPoint": [{"fn": "A"}]}, "contact_email", "/contactPoint/0/hasEmail"),
        ({"publisher": [{"name": "City"}]}, "publisher", "/publisher/0/name"),
        ({"publisher": {"@type": "org:Organization"}}, "publisher", "/publisher/name"),
        ({"title": {"nl": "Bomen", "en": "Trees"}}, "title", "/title/en"),
    ],
)
def test_a_place_leads_to_the_very_value_or_to_the_object_that_lacks_it(
    changes: dict[str, object], field: str, place: str
) -> None:
    _, _, places = read(a_catalogue(an_entry(**changes)))
    assert places[field] == place


@pytest.mark.parametrize(
    ("context", "more", "dialect"),
    [
        ({"@vocab": "http://www.w3.org/ns/dcat#"}, {}, "dcat-ap"),
        (["https://x.example", {"dcat": "http://www.w3.org/ns/dcat#"}], {}, "dcat-ap"),
        ("https://www.w3.org/ns/dcat3.jsonld", {}, "dcat-ap"),
        ({"dcat": "http://www.w3.org/ns/dcat#"}, {"accessLevel": "public"}, "dcat-us-1.1"),
        ("https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld", {}, "dcat-us-1.1"),
        ({"@vocab": "http://schema.org/"}, {}, "dcat-us-1.1"), (7, {}, "dcat-us-1.1"),
    ],
)  # fmt: skip
def test_without_conforms_to_the_context_tells_the_dialect(context: object, more: dict[str, object], dialect: str) -> None:
    entry = {key: value for key, value in GOOD.items() if key != "accessLevel"} | more
    feed, _, _ = read({"@context": context, "@type": "Catalog", "dataset": [entry]})
    assert feed.catalogue.dialect == dialect
    assert len(entry_violations(feed.catalogue.dialect, {})) == (0 if dialect == "dcat-ap" else 8)


@pytest.mark.parametrize("context", [{"@vocab": "http://www.w3.org/ns/dcat#"}, None])
@pytest.mark.parametrize(
    ("language", "texts", "chosen"),
    [
        ("nl", {"fr": "arbre", "en": "tree", "nl": "boom"}, "tree"), ("nl", {"fr": "arbre", "nl": "boom"}, "boom"),
        (["nl-BE"], {"fr": "arbre", "nl": "boom"}, "boom"), (None, {"nl": "boom", "fr": "arbre"}, "arbre"),
        ("http://publications.europa.eu/resource/authority/language/NLD", {"fr": "arbre", "nl": "boom"}, "boom"),
    ],
)  # fmt: skip
def test_of_several_languages_english_is_chosen_then_the_catalogues(
    context: object, language: object, texts: object, chosen: str
) -> None:
    entry = {"identifier": "a", "title": texts, "description": texts, "keyword": ["a"], "distribution": []}
    document = {"@context": context, "@type": "Catalog", "title": texts, "language": language, "dataset": [entry]}
    feed, _, _ = read(document)
    (row,) = rows(document)
    assert (row["title"], row["description"], feed.catalogue.title) == (chosen, chosen, chosen)


def test_where_rows_differ_in_place_each_says_its_own() -> None:
    document = a_catalogue(an_entry(identifier="a"), an_entry(identifier="b", publisher={"source": "City"}))
    _, _, places = read(document)
    first, second = rows(document)
    assert places["publisher"] == "/publisher/name"
    assert (first.get("publisher_at"), second["publisher_at"]) == (None, "/publisher/source")


def test_identifiers_used_twice_stay_as_they_are_and_subjects_are_unique() -> None:
    found = rows(a_catalogue(an_entry(title="A"), an_entry(title="B")))
    assert [row["key"] for row in found] == [GOOD["identifier"]] * 2
    assert len({row["id"] for row in found}) == 2
