"""Where Socrata's fields stand, also those that are not there: every place leads to something in the answer."""

from typing import Any

import pytest

from portalaudit.connectors.socrata.assets import PLACES, read_asset, read_columns, read_distributions
from portalaudit.connectors.socrata.custom import Custom
from portalaudit.connectors.socrata.described import Described
from portalaudit.connectors.values import ABSENT
from tests.connectors.socrata.test_assets import an_asset, row_of

CUSTOM = "#/classification/domain_metadata"
DESCRIBED = Described(None, (), None, False, "c2", "/0")


@pytest.mark.parametrize(
    ("classification", "place", "value"),
    [
        ({"domain_metadata": [{"key": "A_B", "value": "c"}]}, f"{CUSTOM}/update frequency", ABSENT),
        ({"domain_metadata": []}, f"{CUSTOM}/update frequency", ABSENT),
        ({"domain_metadata": None}, CUSTOM, None),
        ({"domain_category": "x"}, CUSTOM, ABSENT),
        ({}, "#/classification", {}),
        (None, "#/classification", None),
    ],
)
@pytest.mark.parametrize("described", [None, DESCRIBED])
def test_a_missing_frequency_names_what_is_there_instead(
    classification: object, place: str, value: object, described: Described | None
) -> None:
    """The list of custom fields is there, full of other keys; where it is null or has nothing above it, that is the evidence."""
    row = read_asset({**an_asset(), "classification": classification}, described, None)
    assert (row.get("frequency_at", PLACES["frequency"]), row["frequency"]) == (place, value)


def test_what_one_interface_leaves_out_the_other_tells() -> None:
    """Else the evidence of a missing field would point into a list that has it."""
    other = Described(None, (Custom("A", "B", "c", "metadata#/customFields/A/B"),), None, False, "c2", "/0")
    for each in (DESCRIBED, other):
        row = row_of(an_asset({"Update_Frequency": "Daily"}), described={"aaaa-0001": each})
        assert (row["frequency"], row["frequency_at"]) == ("Daily", f"{CUSTOM}/0/value")


@pytest.mark.parametrize(
    ("lists", "places"),
    [
        ({"columns_name": ["A", "B"], "columns_description": ["x", ""]}, ["columns_description/0", "columns_description/1"]),
        ({"columns_name": ["A", "B"], "columns_description": ["x"]}, ["columns_description/0", "columns_description"]),
        ({"columns_name": ["A"], "columns_description": None}, ["columns_description"]),
        ({"columns_name": ["A"]}, ["columns_name/0"]),
        ({"columns_field_name": ["a"], "columns_name": ["A", "B"]}, ["columns_field_name/0", "columns_name/1"]),
    ],
)
def test_an_undescribed_column_points_at_what_is_there(lists: dict[str, Any], places: list[str]) -> None:
    assert [row["at"] for row in read_columns(an_asset(**lists))] == [f"#/resource/{place}" for place in places]


def test_a_distribution_points_at_what_is_there() -> None:
    bare: dict[str, Any] = {"resource": {"id": "aaaa-0001", "type": "dataset"}}
    assert {row["at"] for row in read_distributions(bare, "http://p")} == {"#/resource"}
    assert {row["at"] for row in read_distributions(an_asset(), "http://p")} == {"#/resource/lens_view_type"}


def test_stamps_have_places() -> None:
    assert {name: PLACES[name] for name in ("data_modified", "metadata_modified", "created_at")} == {
        "data_modified": "#/resource/data_updated_at",
        "metadata_modified": "#/resource/metadata_updated_at",
        "created_at": "#/resource/createdAt",
    }
