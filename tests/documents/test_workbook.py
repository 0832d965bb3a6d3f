"""Workbooks, good and bad."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalaudit.documents import caps
from portalaudit.documents.failure import Failure
from portalaudit.documents.read import read
from portalaudit.documents.table import Table
from portalaudit.documents.workbook import read_workbook
from tests.documents.workbooks import a_cell, a_row, a_workbook

HEADER = a_row(1, ["Dataset Name", "Department", "Published"])
ROW = a_row(2, ["Trees", "Parks", "Yes"])


def table_of(body: bytes) -> Table:
    found = read_workbook(body)
    assert isinstance(found, Table), found
    return found


def test_a_workbook_is_read() -> None:
    """Header, rows, sheet, and the row numbers of the sheet."""
    table = table_of(a_workbook(HEADER + ROW + a_row(9, ["Signs", "Roads", "No"])))

    assert table.header == ("Dataset Name", "Department", "Published")
    assert table.data.column("Dataset Name").to_pylist() == ["Trees", "Signs"]
    assert table.records.to_pylist() == [2, 9]
    assert (table.dialect.format, table.dialect.sheet) == ("xlsx", "Data")


def test_a_million_empty_rows_cost_nothing() -> None:
    """Rows that hold only looks, as Excel writes them down to the end of the sheet."""
    empty = (
        "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 200_000))
        + '<row r="1048576"><c r="XFD1048576"/></row>'
    )

    table = table_of(a_workbook(HEADER + ROW + empty))

    assert table.rows == 1
    assert "blank-rows" in table.notes


def test_a_cell_in_the_far_corner_costs_nothing() -> None:
    """The sheet is not a rectangle in memory."""
    table = table_of(
        a_workbook(HEADER + ROW + f'<row r="1048576">{a_cell("A1048576", "end")}{a_cell("XFD1048576", "far")}</row>')
    )

    assert table.data.column(0).to_pylist() == ["Trees", "end"]
    assert "columns-cut" in table.notes


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(caps.MAX_UNPACKED + 1, id="larger than may be unpacked"),
        pytest.param(64 * 1024 * 1024, id="packed a thousandfold"),
    ],
)
def test_a_zip_bomb_is_refused_before_it_is_opened(size: int) -> None:
    """By what the package says of its members."""
    found = read_workbook(a_workbook(HEADER + ROW, more=[("xl/media/image1.bin", bytes(size))]))

    assert isinstance(found, Failure)
    assert found.reason == "zip-bomb"


def test_a_size_that_lies_is_found_while_unpacking() -> None:
    """The member declares a few bytes and holds more."""
    body = a_workbook(HEADER + "".join(a_row(n, ["Trees", "Parks", "Yes"]) for n in range(2, 4_000)))
    name = b"xl/worksheets/sheet1.xml"
    at = body.rindex(name) - 46  # its entry in the central directory
    lied = body[: at + 24] + (100).to_bytes(4, "little") + body[at + 28 :]

    found = read_workbook(lied)

    assert isinstance(found, Failure)
    assert found.reason == "damaged"


def test_entities_are_refused() -> None:
    """A billion laughs stay untold."""
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'

    found = read_workbook(a_workbook(HEADER + a_row(2, ["&b;", "Parks", "Yes"]), doctype=laughs))

    assert isinstance(found, Failure)
    assert found.reason == "damaged"


def test_formulas_show_their_last_value_and_never_run() -> None:
    """A formula that was never calculated is an empty cell, noted."""
    cells = (
        '<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>CONCAT("a","b")</f><v>ab</v></c>'
        '<c r="C2"><f>WEBSERVICE("http://x")</f></c>'
    )
    table = table_of(a_workbook(HEADER + f'<row r="2">{cells}</row>'))

    assert [column.to_pylist() for column in table.data.columns] == [["2"], ["ab"], [None]]
    assert "formula-without-value" in table.notes


def test_numbers_and_dates_read_as_they_look() -> None:
    """Dates by the number format, whole numbers without a point, truth as a word, shared texts with their runs joined."""
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>'
    )
    texts = "<si><t>Trees</t></si><si><r><t>Street </t></r><r><t>signs</t></r><rPh><t>x</t></rPh></si>"
    cells = (
        '<c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>45292</v></c><c r="C2" s="2"><v>45292.5</v></c><c r="D2"><v>12.0</v></c>'
        '<c r="E2" t="b"><v>1</v></c><c r="F2"><v>0.1</v></c>'
    )
    header = a_row(1, ["Name", "Added", "Updated", "Count", "Open", "Share"])

    table = table_of(a_workbook(header + f'<row r="2">{cells}</row>', texts=texts, styles=styles))

    row = [column.to_pylist()[0] for column in table.data.columns]
    assert row == ["Street signs", "2024-01-01", "2024-01-01 12:00:00", "12", "true", "0.1"]


def test_merged_header_cells_name_what_stands_below_them() -> None:
    """`Name | Dates` over `(merged) | from | from` keeps both columns' meaning."""
    top = a_row(1, ["Dataset Name", "Department", "Opened", "", "Closed", ""])
    below = a_row(2, ["", "", "from", "to", "from", "to"])
    rows = "".join(a_row(n, ["Trees", "Parks", "2020", "2021", "2022", "2023"]) for n in range(3, 9))

    table = table_of(a_workbook(top + below + rows, merges=["A1:A2", "B1:B2", "C1:D1", "E1:F1"]))

    assert table.header == ("Dataset Name", "Department", "Opened from", "Opened to", "Closed from", "Closed to")
    assert "merged-header" in table.notes


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"PK\x03\x04 and no more", "unsupported-format"),
        (a_workbook(HEADER + ROW)[:-200] + b"[Content_Types].xml", "damaged"),
        (a_workbook(""), "empty"),
        (a_workbook(HEADER + "<row><c><v>"), "damaged"),
    ],
    ids=["no package", "cut short", "no cell", "broken XML"],
)
def test_a_broken_workbook_is_a_failure(body: bytes, reason: str) -> None:
    """Never an exception."""
    found = read([body])

    assert isinstance(found, Failure)
    assert found.reason == reason


@given(st.integers(0, 2_000), st.binary(min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_no_damage_raises(at: int, noise: bytes) -> None:
    """Bytes overwritten anywhere."""
    body = a_workbook(HEADER + ROW)
    at %= len(body)

    assert isinstance(read([body[:at] + noise + body[at + len(noise) :]]), Table | Failure)
