"""What a table that was read whole tells of its columns."""

import json

import pytest

from portalaudit.documents.read import read
from portalaudit.documents.rowdates.profile import Profiled, profile
from portalaudit.documents.table import Table
from portalaudit.model.probes import ColumnAnswer
from tests.documents.rowdates.days import AUDIT, day
from tests.documents.tables import a_csv
from tests.documents.workbooks import a_row, a_workbook


def a_table(body: bytes) -> Table:
    found = read([body])
    assert isinstance(found, Table), found
    return found


def by_name(found: Profiled) -> dict[str, ColumnAnswer]:
    return {column.name: column for column in found.columns}


PERMITS = """Permit,Issued Date,Expiration Date,Last Updated,Amount,Note,Empty,OBJECTID
P-1,01/15/2024,01/15/2025,09/20/2024 03:00:05 AM,"1,200.50",see file,,1
P-2,01/18/2024,01/18/2025,09/20/2024 03:00:09 AM,80,,,2
P-2,01/18/2024,,09/20/2024 03:00:09 AM,n/a,paid,,3
P-3,01/22/2024,12/31/9999,09/20/2024 03:01:10 AM,$15,,,4
"""


def test_every_column_says_what_it_is() -> None:
    found = profile(a_csv(PERMITS), AUDIT)
    columns = by_name(found)

    assert {name: (one.kind, one.role, one.rows, one.nulls, one.distinct) for name, one in columns.items()} == {
        "Permit": ("text", "other", 4, 0, 3), "Issued Date": ("date", "event", 4, 0, 3),
        "Expiration Date": ("date", "aside", 4, 1, 3), "Last Updated": ("date", "load", 4, 0, 3),
        "Amount": ("number", "other", 4, 0, 4), "Note": ("text", "other", 4, 2, 2), "Empty": ("text", "other", 4, 4, 0),
        "OBJECTID": ("other", "other", 4, 0, 4),
    }  # fmt: skip
    assert {name: one.why for name, one in columns.items() if one.kind == "date"} == {
        "Issued Date": "name-event text-date month-first", "Expiration Date": "name-aside text-date month-first",
        "Last Updated": "name-update text-date month-first all-equal",
    }  # fmt: skip


def test_dates_come_with_the_place_of_the_greatest_and_with_what_cannot_be_true() -> None:
    columns = by_name(profile(a_csv(PERMITS), AUDIT))

    issued, expires = columns["Issued Date"], columns["Expiration Date"]
    assert (day(issued.newest), day(issued.oldest), issued.at) == ("2024-01-22", "2024-01-15", "cell=5,2")
    assert (expires.newest, expires.oldest, expires.at, expires.newest_at) == (None, None, "cell=5,3", None)
    assert (day(expires.latest), expires.latest_raw) == ("9999-12-31", "12/31/9999")
    assert (day(expires.earliest), expires.earliest_raw) == ("2025-01-15", "01/15/2025")


def test_the_cadence_is_the_median_gap_between_days_of_the_column_that_decides() -> None:
    found = profile(a_csv(PERMITS), AUDIT)

    assert (found.entries, found.cadence_days) == (3, 3.5)


@pytest.mark.parametrize(
    ("text", "entries", "cadence"),
    [
        ("Name,Date\na,2024-01-01\nb,2024-01-01\n", 1, None),
        ("Name,Month\na,2024-01\nb,2024-02\nc,2024-03\nd,2024-04\n", 4, 31.0),
        ("Name,Year\na,2020\nb,2021\nc,2022\n", 3, 365.5),
        ("Name,Expires\na,2024-01-01\nb,2024-02-01\n", None, None),
        ("Name,Size\na,1\nb,2\n", None, None),
        # a date that cannot be true is no entry
        ("Name,Date\na,2024-01-01\nb,2024-01-08\nc,1970-01-01\nd,2099-01-01\n", 2, 7.0),
    ],
)
def test_cadence(text: str, entries: int | None, cadence: float | None) -> None:
    found = profile(a_csv(text), AUDIT)

    assert (found.entries, found.cadence_days) == (entries, cadence)


def test_a_file_is_written_in_one_way() -> None:
    """What one column tells of day and month holds for the others; two that differ tell nothing."""
    told = "Opened,Closed,Name\n31/01/2024,01/02/2024,a\n15/01/2024,03/02/2024,b\n"
    both = "Opened,Closed,Seen,Name\n31/01/2024,01/31/2024,01/02/2024,a\n15/01/2024,01/15/2024,03/03/2024,b\n"

    assert day(by_name(profile(a_csv(told), AUDIT))["Closed"].newest) == "2024-02-03"
    seen = by_name(profile(a_csv(both), AUDIT))["Seen"]
    assert (day(seen.newest), seen.why) == ("2024-03-03", "type-date text-date ambiguous-dates")


@pytest.mark.parametrize(
    ("body", "name", "newest", "at", "raw"),
    [
        (b'[{"id":"a","date":"2024-01-02"},{"id":"b","date":"2024-03-02"}]', "date", "2024-03-02", "/1/date", "2024-03-02"),
        (b'{"records":[{"a/b":"2024-01-02","c":"x"}]}', "a/b", "2024-01-02", "/records/0/a~1b", "2024-01-02"),
        (
            json.dumps({
                "fields": [{"name": "EditDate", "type": "esriFieldTypeDate"}],
                "features": [{"properties": {"EditDate": stamp, "N": "x"}} for stamp in (1551744000000, 1551830400000, None)],
            }).encode(),
            "EditDate", "2019-03-06", "/features/1/properties/EditDate", "1551830400000",
        ),
        (a_workbook(a_row(1, ["Name", "Date"]) + a_row(2, ["x", "5 de marzo de 2019"])), "Date", "2019-03-05", "Data!B2",
        None),
    ],
    ids=["json", "pointer", "milliseconds", "workbook"],
)  # fmt: skip
def test_dates_of_other_formats(body: bytes, name: str, newest: str, at: str, raw: str | None) -> None:
    column = by_name(profile(a_table(body), AUDIT))[name]

    assert (day(column.newest), column.at) == (newest, at)
    assert raw is None or column.latest_raw == raw


def test_milliseconds_are_dates_however_odd() -> None:
    """Esri says which fields are dates: no share of cells is asked for."""
    rows = [{"attributes": {"D": stamp, "N": "x"}} for stamp in (-2_209_161_600_000, 0, 1551744000000, 199_476_950_400_000)]
    body = json.dumps({"fields": [{"name": "D", "type": "esriFieldTypeDate"}], "features": rows}).encode()
    column = by_name(profile(a_table(body), AUDIT))["D"]

    assert (column.kind, column.why) == ("date", "type-date")
    assert (day(column.newest), day(column.oldest)) == ("2019-03-05", "2019-03-05")
    assert (day(column.latest), day(column.earliest)) == ("2019-03-05", "1899-12-30")


def test_repeated_and_odd_headers_stay_apart() -> None:
    found = profile(a_csv('Date,Date,"sel""ect",group by\n2024-01-01,2023-01-01,x,1\n2024-01-02,2023-01-02,y,2\n'), AUDIT)

    assert [(one.name, one.kind, day(one.newest)) for one in found.columns] == [
        ("Date", "date", "2024-01-02"), ("Date (2)", "date", "2023-01-02"), ('sel"ect', "text", None),
        ("group by", "number", None),
    ]  # fmt: skip


def test_500_columns() -> None:
    names = [f"{kind} {number}" for number in range(125) for kind in ("date", "name", "amount", "expires")]
    row = ["2024-01-{:02}", "n{}", "{}.5", "2030-01-{:02}"] * 125
    lines = [",".join(names), *(",".join(cell.format(day) for cell in row) for day in range(1, 29))]

    found = profile(a_csv("\n".join(lines)), AUDIT)

    kinds = [(one.kind, one.role) for one in found.columns]
    assert kinds == [("date", "event"), ("text", "other"), ("number", "other"), ("date", "aside")] * 125
    assert (found.entries, found.cadence_days) == (28, 1.0)
