"""The JSON document of an inventory and the CSV of its reconciliation."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest

from portalaudit.documents.inventory.catalogue import Catalogue
from portalaudit.documents.inventory.departments import Listed
from portalaudit.documents.inventory.examine import Examination, examine
from portalaudit.documents.inventory.recognise import Recognition
from portalaudit.export.document import encode
from portalaudit.export.inventory import CSV_COLUMNS, document, reconciliation_csv, schema
from tests.documents.recorded import a_file, washington
from tests.documents.tables import a_csv, a_table, an_entry

VALIDATOR = jsonschema_rs.Draft202012Validator(schema())
TODAY = date(2026, 11, 1)
KEYS = (
    "schema",
    "entries",
    "kind",
    "columns",
    "completeness",
    "updated",
    "not_on_portal",
    "not_public",
    "departments",
    "reconciliation",
)


def examined() -> Examination:
    rows = [
        an_entry("Trees", data_classification="Confidential"), an_entry("=cmd()", department="@Police"),
        an_entry("Signs", publishing_status="Not Published"),
    ]  # fmt: skip
    catalogue = Catalogue(["trees", "+Benches"], [("t1",), ("b1",)], [(), ()], [True, True], ["", "Parks"])
    return examine(
        a_table(rows),
        TODAY,
        departments=[Listed("Department of Parks"), Listed("Fire")],
        catalogue=catalogue,
        stamp=date(2026, 10, 1),
    )


def test_the_document_has_the_keys_of_the_interface_in_their_order() -> None:
    """And validates, and is the same bytes twice."""
    told = document(examined())

    assert tuple(told)[: len(KEYS)] == KEYS
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(encode(told)))] == []
    assert encode(told) == encode(document(examined()))
    assert told["reconciliation"] is not None
    assert tuple(told["reconciliation"])[:5] == (
        "claims",
        "distinct_names",
        "matched",
        "claimed_not_found",
        "published_not_listed",
    )  # type: ignore[arg-type,index]
    assert told["updated"] == {
        "by_content": "2026-01-15",
        "by_stamp": "2026-10-01",
        "oldest": "2026-01-15",
        "column": "Last Updated",
        "note": None,
    }


@pytest.mark.parametrize(
    "text", ["Dataset Name,Department\n", "a\n1\n", "Tree,Species\nOak,Quercus\n"], ids=["no rows", "one cell", "trees"]
)
def test_what_is_no_inventory_still_validates(text: str) -> None:
    """Without departments and without a catalogue."""
    told = document(examine(a_csv(text), TODAY))

    assert [error.message for error in VALIDATOR.iter_errors(json.loads(encode(told)))] == []
    assert (told["departments"], told["reconciliation"]) == (None, None)


def test_a_part_by_its_title_stays_a_part() -> None:
    """Rows cannot tell that a list holds one year's news only."""
    rows = [an_entry("A"), an_entry("B", department="Police", data_classification="Confidential")]

    found = examine(a_table(rows), TODAY, recognition=Recognition(True, "part", "one-period", 0.9, "17"))

    assert (found.judgement.kind, found.judgement.why) == ("part", "one-period")


def test_a_copy_of_the_catalogue_is_told_by_the_catalogue() -> None:
    """An inventory that says nothing of publication, all of which is published."""
    rows = [{"Dataset Name": f"Set {n}", "Department": f"D{n % 3}", "Update Frequency": "Daily"} for n in range(10)]
    titles = [f"set {n}" for n in range(10)]
    catalogue = Catalogue(titles, [()] * 10, [()] * 10, [True] * 10, [""] * 10)

    found = examine(a_table(rows), TODAY, catalogue=catalogue)

    assert (found.judgement.kind, found.judgement.disguise, found.judgement.why) == ("catalogue", "yes", "lists-only-published")


def test_the_csv_lists_rows_then_assets_that_no_row_lists() -> None:
    """Formulas are neutralised."""
    lines = list(csv.DictReader(io.StringIO(reconciliation_csv(examined()).decode(), newline="")))

    assert tuple(lines[0]) == CSV_COLUMNS
    assert [(line["outcome"], line["name"], line["matched_by"], line["asset_title"]) for line in lines] == [
        ("found", "Trees", "normalised", "trees"),
        ("claimed_not_found", "'=cmd()", "", ""),
        ("not_claimed", "Signs", "", ""),
        ("published_not_listed", "", "", "'+Benches"),
    ]
    assert lines[1]["department"] == "'@Police"


@pytest.mark.recordings
def test_washington_s_document(recordings: Path) -> None:
    """The whole document of a real inventory against a real catalogue validates."""
    found = examine(
        a_file(recordings / "portals/washington-dc/inventory-fy19.csv"),
        date(2019, 9, 4),
        catalogue=washington(recordings),
        stamp=date(2019, 3, 9),
    )

    told = json.loads(encode(document(found)))

    assert [error.message for error in VALIDATOR.iter_errors(told)] == []
    assert (told["entries"], told["kind"], told["not_on_portal"], told["not_public"]) == (1_779, "whole", 1_202, 985)
    assert len(reconciliation_csv(found).splitlines()) > 1_779
