"""Package dicts as rows: every DCAT field, whatever key the portal keeps it under."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portalaudit.connectors.ckan.crawl import Taken, take_page
from portalaudit.connectors.ckan.extra import learnt_keys
from portalaudit.connectors.ckan.pages import Page
from portalaudit.connectors.ckan.reading import License, Reading
from portalaudit.connectors.ckan.resources import is_service, size_of
from portalaudit.model import frames
from portalaudit.model.frames import State

KNOWN = {"cc": License("Creative Commons", "http://cc")}


def read(*entries: object, frequency_keys: frozenset[str] = frozenset(), language: str = "en") -> dict[str, Any]:
    reading = Reading("http://p", "p", language, KNOWN, {"o1": "Roads"}, frequency_keys)
    taken = Taken(reading)
    take_page(taken, Page(0, None, list(entries), "c1"))
    made = taken.builder.frames()
    for name in ("datasets", "distributions", "columns", "violations"):
        frames.validate(name, made[name])
    return made


def row_of(language: str = "en", **entry: object) -> dict[str, Any]:
    rows: list[dict[str, Any]] = read({"id": "i", "name": "n", **entry}, language=language)["datasets"].to_dict("records")
    return rows[0]


def extras(**values: object) -> list[dict[str, object]]:
    return [{"key": key.replace("__", " "), "value": value} for key, value in values.items()]


@pytest.mark.parametrize(
    ("entry", "field", "value", "at"),
    [
        ({"title": "T"}, "title", "T", None),
        ({"title": "", "title_translated": {"en": "T", "fr": "F"}}, "title", "T", "#/title_translated/en"),
        ({"title": {"fr": "F", "de": "D"}}, "title", "D", "#/title/de"),
        ({"notes": "N"}, "description", "N", None),
        ({"notes_translated": {"xx": "N"}}, "description", "N", "#/notes_translated/xx"),
        ({"organization": {"title": "Org"}, "author": "A"}, "publisher", "Org", None),
        ({"organization": {"title": "Org"}, "extras": extras(publisher_name="P")}, "publisher", "P", "#/extras/0/value"),
        ({"publisher": [{"name": "P", "email": "e@x"}]}, "publisher", "P", "#/publisher/0/name"),
        ({"extras": extras(publisher='{"name": "P"}')}, "publisher", "P", "#/extras/0/value/name"),
        ({"author": "A", "organization": None}, "publisher", "A", "#/author"),
        ({"owner_org": "o1"}, "organization", "Roads", "#/owner_org"),
        ({"maintainer": "M", "author": "A"}, "contact_name", "M", None),
        ({"maintainer": "", "author": "A"}, "contact_name", "A", "#/author"),
        ({"maintainer_email": "m@x", "contact_email": "c@x"}, "contact_email", "c@x", "#/contact_email"),
        ({"extras": extras(Contato="dados@x.br")}, "contact_email", "dados@x.br", "#/extras/0/value"),
        ({"contact": [{"name": "C", "email": "c@x", "url": "http://c"}]}, "contact_url", "http://c", "#/contact/0/url"),
        ({"license_id": "cc"}, "license_title", "Creative Commons", "#/license_id"),
        ({"license_id": "cc", "license_title": "Own"}, "license_title", "Own", None),
        ({"license_id": "", "extras": extras(licence="OGL")}, "license", "OGL", "#/extras/0/value"),
        ({"frequency": "monthly"}, "frequency", "monthly", None),
        ({"extras": extras(accrualPeriodicity="R/P1D")}, "frequency", "R/P1D", "#/extras/0/value"),
        ({"extras": extras(**{"Frequência de atualização\xa0": "Diária"})}, "frequency", "Diária", "#/extras/0/value"),
        ({"frequency": "", "update_frequency": "daily"}, "frequency", "daily", "#/update_frequency"),
        ({"metadata_modified": "2020-01-01", "extras": extras(modified="2019")}, "modified", "2019", "#/extras/0/value"),
        ({"extras": extras(guid="g", identifier="d")}, "identifier", "d", "#/extras/1/value"),
        ({"refresh_rate": "Monthly"}, "frequency", "Monthly", "#/refresh_rate"),
        ({"owner_email": "o@x", "maintainer_email": "m@x"}, "contact_email", "o@x", "#/owner_email"),
        ({"owner_division": "Parks"}, "organization", "Parks", "#/owner_division"),
        ({"information_url": "http://read.on"}, "landing_page", "http://read.on", "#/information_url"),
        ({"url": "http://own", "information_url": "http://read.on"}, "landing_page", "http://own", None),
        ({"url": "http://own"}, "landing_page", "http://own", None),
        ({"url": None, "type": "geo set"}, "landing_page", "http://p/geo%20set/n", "#/name"),
        ({"extras": extras(language='["en", "fr"]')}, "language", "en, fr", "#/extras/0/value"),
        ({"temporal_start": "2010-01-01", "temporal_end": "2011"}, "temporal", "2010-01-01/2011", "#/temporal_start"),
        ({"extras": extras(time_period_from="2010")}, "temporal", "2010/", "#/extras/0/value"),
        ({"spatial": '{"type": "Point"}'}, "spatial", '{"type": "Point"}', None),
    ],
)  # fmt: skip
def test_a_field_is_found_where_the_portal_keeps_it(entry: dict[str, object], field: str, value: str, at: str | None) -> None:
    row = row_of(**entry)
    assert row[field] == value
    assert row.get(f"{field}_at") == at
    assert row[f"{field}_state"] == State.VALUE


def test_words_of_tags_groups_and_themes() -> None:
    row = row_of(tags=[{"name": "a", "display_name": "A"}, {"name": "b"}], groups=[], theme='["http://t/1"]')
    assert (list(row["keywords"]), list(row["categories"]), row["categories_at"]) == (["A", "b"], ["http://t/1"], "#/theme")
    assert list(row_of(keywords={"en": ["x"], "fr": ["y"]})["keywords"]) == ["x"]


def test_languages_follow_the_portal() -> None:
    assert row_of("fr", title_translated={"en": "E", "fr": "F"})["title"] == "F"
    assert row_of("pt_BR", title_translated={"en": "E", "pt": "P"})["title"] == "P"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("dataset", "dataset"),
        (None, "dataset"),
        (7, "dataset"),
        ("geodata", "dataset"),
        ("harvest", "link"),
        ("showcase", "page"),
        ("Application", "app"),
    ],
)
def test_kind_is_the_packages_type(kind: object, expected: str) -> None:
    assert row_of(type=kind)["kind"] == expected


def test_states_are_told_apart() -> None:
    row = row_of(title=None, notes="<br />", license_id="")
    assert [row[f"{name}_state"] for name in ("title", "description", "license", "publisher", "rights")] == [
        State.NULL, State.EMPTY, State.EMPTY, State.ABSENT, State.ABSENT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "modified", "at"),
    [
        ("2021-05-01 12:00:00", "2021-05-01 12:00:00+00:00", "#/last_refreshed"),
        ("soon", "2020-01-02 00:00:00+00:00", None),
        (None, "2020-01-02 00:00:00+00:00", None),
        (7, "2020-01-02 00:00:00+00:00", None),
    ],
)
def test_what_a_package_says_of_its_data_goes_before_its_files(told: object, modified: str, at: str | None) -> None:
    row = row_of(last_refreshed=told, resources=[{"id": "r", "last_modified": "2020-01-02"}])
    assert (str(row["data_modified"]), row.get("data_modified_at")) == (modified, at)


@pytest.mark.parametrize(
    ("resource", "queryable", "job"),
    [
        ({"datastore_active": True, "extract_job": "nightly"}, True, "nightly"),
        ({"datastore_active": "false", "etl_job": ""}, False, ""),
        ({"datastore_active": "True"}, True, None),
        ({"datastore_active": 1}, None, None),
        ({}, None, None),
    ],
)
def test_what_keeps_and_loads_a_resource(resource: dict[str, object], queryable: bool | None, job: str | None) -> None:
    other = {"id": "o", "datastore_active": True, "extract_job": "x"}
    made = read({"id": "i", "resources": [{"id": "r", **resource}, other]}, {"id": "j", "resources": [{"id": "s"}]})
    rows = made["distributions"].astype(object).where(made["distributions"].notna(), None).to_dict("records")
    assert [(row["queryable"], row["job"]) for row in rows] == [(queryable, job), (True, "x"), (None, None)]


def test_a_portal_without_such_keys_has_no_such_columns() -> None:
    made = read({"id": "i", "resources": [{"id": "r", "url": "http://x/a.csv"}]})
    assert list(made["distributions"].columns) == frames.DISTRIBUTIONS.names


def test_resources_become_distributions() -> None:
    resources = [
        {"id": "r1", "name": "R", "url": "http://x/a.csv", "format": "CSV", "mimetype": "text/csv", "size": "1.5 MB",
         "last_modified": "2020-01-02T00:00:00", "url_type": "upload"},
        {"url": "http://x/wms", "format": "WMS"},
        {"url": "http://x/gone", "state": "deleted"},
        "no object",
        {"url": "http://x/dump", "url_type": "datastore"},
        {"url": "http://x/page", "download_url": "http://x/file", "format": "HTML"},
    ]  # fmt: skip
    made = read({"id": "i", "resources": resources})
    rows = made["distributions"].astype(object).where(made["distributions"].notna(), None).to_dict("records")
    assert [(row["download_url"], row["access_url"], row["at"], row["generated"]) for row in rows] == [
        ("http://x/a.csv", None, "#/resources/0", False),
        (None, "http://x/wms", "#/resources/1", False),
        ("http://x/dump", None, "#/resources/4", True),
        ("http://x/file", "http://x/page", "#/resources/5", False),
    ]
    assert rows[0]["size"] == 1_572_864
    assert str(made["datasets"]["data_modified"].iat[0]) == "2020-01-02 00:00:00+00:00"


@pytest.mark.parametrize(
    ("value", "size"),
    [(12, 12), ("12", 12), ("1.2 MB", 1_258_291), ("3,5 kB", 3_584), ("2 GiB", 2 << 30), ("", None), (None, None), (True, None),
     (-1, None), (float("nan"), None), (float("inf"), None), ("about 3 MB", None), ("9" * 30, None)],
)  # fmt: skip
def test_sizes(value: object, size: int | None) -> None:
    assert size_of(value) == size


def test_services_are_no_downloads() -> None:
    assert is_service("WFS", None)
    assert is_service("Esri-REST", None)
    assert is_service("CSV", "api")
    assert not is_service("GeoJSON", "file")
    assert not is_service(None, {"a": 1})


def test_a_frequency_key_without_a_known_name_is_learnt_from_the_first_page() -> None:
    entries = [{"id": str(n), "extras": extras(rhythm=value)} for n, value in enumerate(["Daily", "Weekly", "monthly"])]
    keys = learnt_keys(entries)
    assert keys == {"rhythm"}
    assert set(read(*entries, frequency_keys=keys)["datasets"]["frequency"]) == {"Daily", "Weekly", "monthly"}


def test_a_dataset_seen_twice_is_one() -> None:
    assert len(read({"id": "i"}, {"id": "i"}, {"name": "n"}, {"name": "n"})["datasets"]) == 2


TEXTS = st.text(max_size=6) | st.sampled_from([
    "", " ", "<br />", "2020-01-01", "8291-01-01T00:00:00", "R/P1D", "[1]", '{"a":1}', "\x00", "=HYPERLINK()", "http://x", "a@b",
])  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | TEXTS
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=8
)
KEYS = st.sampled_from([
    "id", "name", "title", "notes", "title_translated", "type", "state", "organization", "owner_org", "author", "maintainer",
    "maintainer_email", "license_id", "license_title", "license_url", "metadata_created", "metadata_modified", "url", "tags",
    "groups", "extras", "resources", "tracking_summary", "publisher", "contact", "contact_email", "frequency", "theme",
    "temporal",
    "temporal_start", "temporal_end", "spatial", "language", "identifier", "keywords",
])  # fmt: skip
PARTS = st.sampled_from([
    "key", "value", "url", "format", "size", "last_modified", "title", "name", "display_name", "email", "id", "url_type",
])  # fmt: skip
VALUES = JSON | st.lists(st.dictionaries(PARTS, JSON, max_size=4), max_size=3) | st.dictionaries(PARTS, JSON, max_size=3)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=12) | JSON, max_size=4))
def test_no_answer_breaks_the_reader(entries: list[object]) -> None:
    learnt_keys(entries)
    made = read(*entries, {"id": "anchor", "title": "T"})
    assert "anchor" in set(made["datasets"]["key"])
