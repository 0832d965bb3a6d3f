"""One line an asset."""

import csv
import io
import json

import numpy as np
import pytest

from portalaudit.connectors.values import ABSENT
from portalaudit.export.cells import neutral
from portalaudit.export.datasets import COLUMNS, Schedule, as_csv, as_jsonl, rows
from tests.builders import a_dataset
from tests.export.audits import a_portal, an_audit

CONTRACT = (
    "subject title kind ownership publisher license frequency frequency_days metadata_modified data_modified rows_newest "
    "rows_oldest clock days_late failed"
)


def a_list() -> object:
    return an_audit(
        a_portal(
            a_dataset(license=None, title="Trees", data_modified="2026-10-01T12:30:00Z"),
            a_dataset(license=ABSENT, frequency=None, metadata_modified=None),
            a_dataset(kind="view"),
        )
    )


SCHEDULE = Schedule(np.array([31, np.nan, 2.333]), np.array([-3.0, np.nan, 10.5]), ["metadata", None, "metadata"])


def test_columns_are_those_of_the_interface_and_more_behind() -> None:
    assert COLUMNS[: len(CONTRACT.split())] == tuple(CONTRACT.split())


def test_a_row_holds_what_was_read_and_measured() -> None:
    first, second, third = rows(a_list(), [SCHEDULE])  # type: ignore[arg-type]
    assert first == {
        "subject": "d1", "title": "Trees", "kind": "dataset", "ownership": "own", "publisher": "City of Example", "license": None,
        "frequency": "monthly", "frequency_days": 31, "metadata_modified": "2026-10-20T00:00:00Z",
        "data_modified": "2026-10-01T12:30:00Z", "rows_newest": None, "rows_oldest": None, "clock": "metadata", "days_late": -3,
        "failed": ["license_missing", "contact_missing"], "portal": "http://data.example.org", "http_modified": None,
        "own_observed": None, "layer_modified": None, "rows_column": None, "observed_days": None, "asked_at": None,
    }  # fmt: skip
    assert (second["frequency"], second["frequency_days"], second["metadata_modified"], second["days_late"]) == (None,) * 4
    assert (second["failed"], third["failed"]) == (["license_missing"], [])
    assert (third["frequency_days"], third["days_late"], third["kind"]) == (2.33, 10.5, "view")


def test_without_schedules_freshness_is_absent() -> None:
    assert {(row["frequency_days"], row["days_late"], row["clock"]) for row in rows(a_list())} == {(None, None, None)}  # type: ignore[arg-type]


def test_what_was_asked_of_rows_is_dated() -> None:
    """Seconds, UTC; nothing where it is not known or no date has so many digits."""
    moments = np.array(["2026-10-01T12:30:00.999999", "NaT", "33658-09-27T00:00:00"], "datetime64[us]")
    schedule = Schedule(moments={"rows_newest": moments, "asked_at": moments}, observed_days=np.array([7.0, np.nan, np.inf]))
    listed = list(rows(a_list(), [schedule]))  # type: ignore[arg-type]

    assert [row["rows_newest"] for row in listed] == ["2026-10-01T12:30:00Z", None, None]
    assert [row["asked_at"] for row in listed] == ["2026-10-01T12:30:00Z", None, None]
    assert [row["rows_oldest"] for row in listed] == [None] * 3
    assert [row["observed_days"] for row in listed] == [7, None, None]


def test_json_is_one_object_a_line() -> None:
    lines = as_jsonl(a_list(), [SCHEDULE]).splitlines()  # type: ignore[arg-type]
    assert [json.loads(line) for line in lines] == list(rows(a_list(), [SCHEDULE]))  # type: ignore[arg-type]
    assert list(json.loads(lines[0])) == list(COLUMNS)


def test_csv_says_the_same_with_checks_in_one_cell() -> None:
    text = as_csv(a_list(), [SCHEDULE]).decode()  # type: ignore[arg-type]
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(table[0]) == list(COLUMNS)
    assert (table[0]["failed"], table[0]["days_late"], table[0]["license"]) == ("license_missing contact_missing", "-3", "")
    assert len(table) == 3


HOSTILE = ["=HYPERLINK(1)", "+1", "-1", "@SUM", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\ufeff=1"]


@pytest.mark.parametrize("title", HOSTILE)
def test_no_cell_of_a_strangers_begins_a_formula(title: str) -> None:
    text = as_csv(an_audit(a_portal(a_dataset(title=title), a_dataset()))).decode()
    cell = next(csv.DictReader(io.StringIO(text, newline="")))["title"]
    assert cell == f"'{title}"


@pytest.mark.parametrize("text", ["Trees", "", "a=b", "3-4", "'=1"])
def test_other_cells_are_left_alone(text: str) -> None:
    assert neutral(text) == text


def test_quotes_commas_line_ends_and_nul_stay_in_their_cell() -> None:
    text = as_csv(an_audit(a_portal(a_dataset(title='a "b", c\nd\x00'), a_dataset()))).decode()
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert (len(table), table[0]["title"]) == (2, 'a "b", c\nd')


def test_portals_follow_one_another() -> None:
    audit = an_audit(a_portal(a_dataset(), a_dataset()), a_portal(a_dataset(), a_dataset()))
    assert [row["subject"] for row in rows(audit)] == ["d1", "d2", "d1", "d2"]
