"""Discovery results as rows."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portalaudit.connectors.socrata.assets import read_columns, read_distributions
from portalaudit.connectors.socrata.crawl import Taken, take_page
from portalaudit.connectors.socrata.custom import Custom, custom_fields, flat, learnt, nested
from portalaudit.connectors.socrata.described import Described, Descriptions
from portalaudit.connectors.socrata.discovery import Page
from portalaudit.connectors.socrata.feed import _keys
from portalaudit.connectors.socrata.views import View
from portalaudit.model import frames
from portalaudit.model.capture import Gap
from portalaudit.model.frames import State
from tests.connectors.test_answers import an_exchange


def read(*entries: object, described: dict[str, Described] | None = None, views: dict[str, View] | None = None) -> dict[str, Any]:
    taken = Taken("http://p", "p", Descriptions(described or {}, None, ()), dict(views or {}))
    take_page(taken, Page(list(entries), None, "c1"))
    made = taken.builder.frames()
    for name in frames.SCHEMAS.keys() - {"rows", "probes", "profiles"}:
        frames.validate(name, made[name])
    return made


def an_asset(
    custom: dict[str, object] | None = None, metadata: dict[str, object] | None = None, **resource: object
) -> dict[str, object]:
    pairs = [{"key": key, "value": value} for key, value in (custom or {}).items()]
    return {
        "resource": {"id": "aaaa-0001", "name": "N", "type": "dataset", "lens_view_type": "tabular", **resource},
        "classification": {"domain_metadata": pairs},
        "metadata": {"domain": "p", **(metadata or {})},
    }


def row_of(entry: dict[str, object], **more: Any) -> dict[str, Any]:
    rows: list[dict[str, Any]] = read(entry, **more)["datasets"].to_dict("records")
    return rows[0]


@pytest.mark.parametrize(
    ("custom", "field", "value", "key"),
    [
        ({"Internal_How-often-is-it-updated?": "Daily"}, "frequency", "Daily", "Internal / How often is it updated?"),
        ({"Update-Frequency_Period": "Monthly"}, "frequency", "Monthly", "Update Frequency / Period"),
        ({"Metadata_Frequency": "Daily", "Metadata_Time-Period": "2011"}, "frequency", "Daily", "Metadata / Frequency"),
        ({"U_Data-Change-Frequency": "Hourly", "U_Update-Frequency": "Weekly"}, "frequency", "Weekly", "U / Update Frequency"),
        ({"Frequenza_di_aggiornamento_Frequenza": "Mensile"}, "frequency", "Mensile", "Frequenza / di_aggiornamento_Frequenza"),
        ({"Temporal_Posting-Frequency": "Static"}, "frequency", "Static", "Temporal / Posting Frequency"),
        ({"Internal_Department": "Roads"}, "organization", "Roads", None),
        ({"Organization_Name": "City"}, "organization", "City", None),
        ({"Public_Public-Dataset-Contact": "a@b.c", "Internal_Data-Steward-Email": "s@b.c"}, "contact_email", "a@b.c", None),
        ({"Internal_Data-Steward-Email": "s@b.c"}, "contact_email", "s@b.c", None),
        ({"Internal_Data-Steward-Name": "Team"}, "contact_name", "Team", None),
    ],
)  # fmt: skip
def test_custom_fields_by_their_names(custom: dict[str, object], field: str, value: str, key: str | None) -> None:
    row = row_of(an_asset(custom))
    assert (row[field], row[f"{field}_state"]) == (value, State.VALUE)
    assert str(row[f"{field}_at"]).startswith("#/classification/domain_metadata/")
    if key:
        assert row["frequency_key"] == key


@pytest.mark.parametrize(
    "custom", [{"Update_Automation": "Yes"}, {"Update_Date-Made-Public": "12/7/2020"}, {"Frequency_Automated": "No"}]
)
def test_other_custom_fields_are_no_frequency(custom: dict[str, object]) -> None:
    assert row_of(an_asset(custom))["frequency_state"] == State.ABSENT


def test_a_blank_frequency_is_empty_and_a_missing_one_absent() -> None:
    assert row_of(an_asset({"Update-Frequency_Period": ""}))["frequency_state"] == State.EMPTY
    assert row_of(an_asset())["frequency_state"] == State.ABSENT


def test_keys_are_learnt_from_their_values() -> None:
    custom = [(Custom("S", "Rhythm", value, ""),) for value in ("Daily", "Weekly", "As Needed")]
    names = learnt(custom)
    assert names == {"s rhythm"}
    assert custom_fields(custom[0], names)["frequency"].value == "Daily"
    assert custom_fields(custom[0], frozenset()) == {}


def test_the_description_of_an_asset_adds_a_part_of_its_own() -> None:
    told = Described(None, tuple(nested({"Set": {"Update Frequency": "Daily"}})), 1_000_000, False, "c2", "/7")
    row = row_of(an_asset(), described={"aaaa-0001": told})
    assert (row["capture_metadata"], row["pointer_metadata"]) == ("c2", "/7")
    assert row["frequency_at"] == "metadata#/customFields/Set/Update Frequency"
    assert (row["license_state"], row["license_at"]) == (State.NULL, "metadata#/license")
    assert row_of(an_asset(metadata={"license": "CC0"}), described={"aaaa-0001": told})["license"] == "CC0"


def test_a_view_of_its_own_tells_the_licences_address() -> None:
    view = View({"license": {"name": "ODbL", "termsLink": "http://odbl"}}, "c3")
    row = row_of(an_asset(metadata={"license": "ODbL"}), views={"aaaa-0001": view})
    assert (row["license_url"], row["capture_view"], row["pointer_view"]) == ("http://odbl", "c3", "")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("dataset", "dataset"), ("filter", "view"), ("map", "map"), ("chart", "chart"), ("file", "document"), ("href", "link"),
     ("federated_href", "link"), ("story", "story"), ("something new", "dataset"), (None, "dataset"), (["map"], "dataset")],
)  # fmt: skip
def test_kinds(kind: object, expected: str) -> None:
    assert row_of(an_asset(type=kind))["kind"] == expected


def test_columns_keep_the_platforms_own_apart() -> None:
    entry = an_asset(
        columns_field_name=["a", ":@computed_region_x", ":id"], columns_name=["A", "B", "C"], columns_datatype=["Text", "Number"],
        columns_description=["", "d"],
    )  # fmt: skip
    columns = read_columns(entry)
    assert [(column["name"], column["system"], column["description"]) for column in columns] == [
        ("a", False, ""), (":@computed_region_x", True, "d"), (":id", True, None),
    ]  # fmt: skip
    assert columns[1]["at"] == "#/resource/columns_description/1"


def test_distributions_by_what_the_asset_is() -> None:
    table = read_distributions(an_asset(), "http://p")
    assert {row["format"] for row in table} == {"CSV", "JSON", "XML", "RDF"}
    assert all(row["generated"] for row in table)
    geo = read_distributions(an_asset(lens_view_type="geo"), "http://p")
    assert {row["format"] for row in geo} == {"GeoJSON", "Shapefile", "KML"}
    (file,) = read_distributions(an_asset(type="file", lens_view_type="blobby", blob_mime_type="application/pdf"), "http://p")
    assert (file["download_url"], file["media_type"], file["generated"]) == (
        "http://p/download/aaaa-0001",
        "application/pdf",
        False,
    )
    points = {"access_points": {"text/csv": "http://x/a.csv", "bad": 3}}
    (link,) = read_distributions(an_asset(type="href", lens_view_type="href", metadata=points), "http://p")
    assert (link["access_url"], link["at"]) == ("http://x/a.csv", "#/metadata/access_points/text~1csv")
    assert read_distributions(an_asset(type="story"), "http://p") == []


def test_a_category_is_one_whatever_its_commas() -> None:
    entry = an_asset()
    entry["classification"] = {"domain_category": "Arts, Culture & Leisure", "domain_tags": ["a"]}
    assert list(row_of(entry)["categories"]) == ["Arts, Culture & Leisure"]


SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=6) | st.sampled_from(
    ["dataset", "filter", "file", "tabular", "geo", "aaaa-0001", "2020-01-01T00:00:00.000Z", "<br />", "\x00", "a@b", "Daily"]
)  # fmt: skip
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=8
)
RESOURCE = st.dictionaries(
    st.sampled_from([
        "id", "name", "description", "attribution", "type", "lens_view_type", "parent_fxf", "createdAt", "updatedAt",
        "metadata_updated_at", "data_updated_at", "page_views", "columns_name", "columns_field_name", "columns_datatype",
        "columns_description", "contact_email", "hide_from_data_json", "publication_date", "blob_mime_type",
    ]),
    JSON | st.lists(SCALARS, max_size=3), max_size=9,
)  # fmt: skip
PAIRS = st.lists(st.fixed_dictionaries({"key": SCALARS | st.just("Update_Frequency"), "value": JSON}) | JSON, max_size=3)
CLASSES = st.fixed_dictionaries({}, optional={"domain_metadata": PAIRS | JSON, "domain_tags": JSON, "domain_category": JSON})
ENTRY = st.fixed_dictionaries({}, optional={
    "resource": RESOURCE | JSON,
    "classification": CLASSES | JSON,
    "metadata": st.dictionaries(st.sampled_from(["domain", "license", "access_points"]), JSON) | JSON,
    "owner": JSON, "link": JSON, "permalink": JSON,
})  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ENTRY | JSON, max_size=4), JSON)
def test_no_answer_breaks_the_reader(entries: list[object], custom: object) -> None:
    told = Described(custom, tuple(nested(custom)), None, False, "c2", "/0")
    learnt([tuple(flat(custom)), tuple(nested(custom))])
    made = read(*entries, an_asset(id="zzzz-9999"), described={"zzzz-9999": told, "aaaa-0001": told})
    assert "zzzz-9999" in set(made["datasets"]["key"])


@settings(max_examples=100, deadline=None)
@given(JSON | st.fixed_dictionaries({"dataset": st.lists(st.fixed_dictionaries({"identifier": JSON}) | JSON, max_size=4)}))
def test_no_feed_breaks_the_comparison(document: object) -> None:
    read = _keys(an_exchange(msgspec.json.encode(document)))
    assert isinstance(read, Gap | tuple)


def test_the_feeds_identifiers_are_brought_to_asset_keys() -> None:
    entries = [
        {"identifier": value} for value in ("https://d/api/views/AAAA-0001", "bbbb-0002", "https://d/d/cccc-0003/", "other", 3)
    ]
    assert _keys(an_exchange(msgspec.json.encode({"dataset": entries}))) == (
        frozenset({"aaaa-0001", "bbbb-0002", "cccc-0003"}),
        5,
    )
