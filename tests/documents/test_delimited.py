"""CSV files as cities publish them, good and bad."""

import csv
import io
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalaudit.documents import caps
from portalaudit.documents.delimited import read_delimited
from portalaudit.documents.failure import Failure
from portalaudit.documents.table import Table

HEADER = "Dataset Name,Department,Published"


def read(body: bytes, declared: str | None = None) -> Table:
    found = read_delimited(body, declared)
    assert isinstance(found, Table), found
    return found


def rows(table: Table) -> list[tuple[str | None, ...]]:
    return list(zip(*(column.to_pylist() for column in table.data.columns), strict=True))


@pytest.mark.parametrize(
    ("body", "encoding", "notes"),
    [
        ("Nombre;Área\nParques;Dirección\n".encode(), "utf-8", ()),
        ("Nombre;Área\nParques;Dirección\n".encode("utf-8-sig"), "utf-8-sig", ()),
        ("Nombre;Área\nParques;Dirección\n".encode("utf-16"), "utf-16", ("utf-16",)),
        ("Nombre;Área\nParques;Dirección\n".encode("utf-16-le"), "utf-16-le", ("utf-16",)),
        ("Nombre;Área\nParques;Dirección\n".encode("utf-16-be"), "utf-16-be", ("utf-16",)),
        ("Nombre;Área\nParques;Dirección\n".encode("latin-1"), "cp1252", ("encoding-not-as-declared",)),
        ("Nombre;Área\nParques;Dirección – “x”\n".encode("cp1252"), "cp1252", ("encoding-not-as-declared",)),
    ],
    ids=["utf-8", "byte order mark", "utf-16", "utf-16-le without mark", "utf-16-be without mark", "latin-1", "windows"],
)
def test_the_bytes_tell_the_encoding_not_the_declaration(body: bytes, encoding: str, notes: tuple[str, ...]) -> None:
    """Everything here declares UTF-8."""
    table = read(body, "utf-8")

    assert (table.dialect.encoding, table.notes) == (encoding, notes)
    assert table.header == ("Nombre", "Área")
    assert rows(table)[0][1] in ("Dirección", "Dirección – “x”")


def test_a_declared_encoding_decides_where_the_bytes_leave_it_open() -> None:
    """No bytes of Windows-1251 are wrong in Windows-1252."""
    table = read("Имя,Отдел\nПарки,Город\n".encode("cp1251"), "windows-1251")

    assert table.header == ("Имя", "Отдел")


def test_a_broken_byte_costs_one_letter() -> None:
    """A text that is UTF-8 but for one byte stays UTF-8."""
    good = "Nombre,Área\n" + "Dirección,Educación\n" * 60
    table = read(good.encode().replace(b"Direcci\xc3\xb3n", b"Direcci\xf3n", 1))

    assert table.notes == ("replacement-characters",)
    assert rows(table)[1] == ("Dirección", "Educación")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    """Commas within cells don't win over the delimiter between them."""
    lines = [["Name", "Owner", "Notes"], *([f"Set {n}", "Parks, Lakes", "one, two, three"] for n in range(9))]
    body = "\n".join(delimiter.join(f'"{cell}"' if delimiter == "," else cell for cell in line) for line in lines)

    table = read(body.encode())

    assert table.dialect.delimiter == delimiter
    assert rows(table)[0] == ("Set 0", "Parks, Lakes", "one, two, three")


def test_excel_s_own_line_names_the_delimiter() -> None:
    """`sep=;` is no header and no row."""
    table = read(b"sep=;\r\nName;Owner\r\nTrees, old;Parks\r\n")

    assert (table.header, table.header_row, rows(table)) == (("Name", "Owner"), 2, [("Trees, old", "Parks")])


def test_line_ends_may_be_mixed() -> None:
    """Old Macintosh, Unix and Windows in one file."""
    table = read(f"{HEADER}\r\nA,B,Yes\nC,D,No\rE,F,Yes\r\n".encode())

    assert table.dialect.line_ends == ("cr", "crlf", "lf")
    assert [row[0] for row in rows(table)] == ["A", "C", "E"]


def test_a_cell_may_hold_lines() -> None:
    """A record is not a line."""
    table = read(f'{HEADER}\r\nA,"one\r\ntwo, ""three""",Yes\r\nB,C,No\r\n'.encode())

    assert rows(table) == [("A", 'one\r\ntwo, "three"', "Yes"), ("B", "C", "No")]
    assert table.records.to_pylist() == [2, 3]


def test_columns_of_one_name_are_told_apart() -> None:
    """Names in the table are unique, the header stays as written."""
    table = read(b"Name,Date,Date\nA,1,2\nB,3,4\n")

    assert table.header == ("Name", "Date", "Date")
    assert table.data.column_names == ["Name", "Date", "Date (2)"]
    assert "repeated-header" in table.notes


@pytest.mark.parametrize(
    ("top", "row"),
    [
        ("", 1),
        ("City of Somewhere\nData inventory 2026\n\n", 4),
        ("City of Somewhere,,\nAs of 2026-01-01,,\n,,\n", 4),
        ("\n\n", 3),
    ],
    ids=["at once", "below a title", "below a title with delimiters", "below blank lines"],
)
def test_the_header_is_found_below_what_stands_above(top: str, row: int) -> None:
    """Titles and blank lines are no header."""
    table = read(f"{top}{HEADER}\nA,B,Yes\nC,D,No\n".encode())

    assert (table.header, table.header_row) == (("Dataset Name", "Department", "Published"), row)
    assert len(rows(table)) == 2


def test_a_file_without_a_header_gets_made_up_names() -> None:
    """Values are no names."""
    table = read(b"1,2026-01-01,true\n2,2026-01-02,false\n")

    assert (table.header_row, table.header, table.rows) == (None, ("column 1", "column 2", "column 3"), 2)


def test_a_stray_quote_swallows_no_rows() -> None:
    """A cell that opens a quote and never closes it ends at its line."""
    body = f'{HEADER}\nA,"6 inch pipe,Yes\n' + "B,C,No\n" * 500

    table = read(body.encode())

    assert table.rows == 501
    assert "stray-quote" in table.notes


def test_one_cell_of_100_mb_is_cut() -> None:
    """What follows it is read."""
    body = f"{HEADER}\nA,".encode() + b"x" * 100_000_000 + b",Yes\nB,C,No\n"

    table = read(body)

    assert [len(row[1] or "") for row in rows(table)] == [caps.MAX_CELL, 1]
    assert "cells-cut" in table.notes


def test_one_quoted_cell_of_20_mb_costs_no_other_row() -> None:
    """A quoted cell with commas and line ends that is longer than a cell may be."""
    body = f'{HEADER}\nA,"'.encode() + b'x, ""y""\n' * 2_000_000 + b'",Yes\nB,C,No\n'

    table = read(body)

    assert rows(table)[-1] == ("B", "C", "No")


def test_rows_beyond_the_cap_are_left_out_and_told() -> None:
    """Ten million rows are bounded."""
    body = b"Name,Owner\n" + b"a,b\n" * (caps.MAX_ROWS + 10)

    table = read(body)

    assert (table.rows, table.truncated) == (caps.MAX_ROWS, "rows")


def test_columns_beyond_the_cap_are_left_out_and_told() -> None:
    """A row of 5,000 cells."""
    names = ",".join(f"name{n}" for n in range(5_000))

    table = read(f"{names}\n{names}\n".encode())

    assert len(table.header) == caps.MAX_COLUMNS
    assert "columns-cut" in table.notes


def test_ragged_rows_are_read() -> None:
    """Short rows lack cells, long rows have more columns."""
    table = read(f"{HEADER}\nA\nB,C,Yes,more\nD,E,No\n".encode())

    assert rows(table)[:2] == [("A", None, None, None), ("B", "C", "Yes", "more")]
    assert table.header[3] == "column 4"


@pytest.mark.parametrize(
    ("body", "reason"), [(b"\n\n  \n", "empty"), (bytes(range(256)) * 40, "not-a-table")], ids=["white space", "binary"]
)
def test_what_is_no_table_is_a_failure(body: bytes, reason: str) -> None:
    """Never an exception."""
    found = read_delimited(body)

    assert isinstance(found, Failure)
    assert found.reason == reason


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_what_csv_writes_is_read_again(lines: list[tuple[str, str, str]]) -> None:
    """Any texts, quoted as the csv module quotes them; blank rows are left out, blank cells are null."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(("Dataset Name", "Department Name", "Publishing Status"))
    writer.writerows(lines)
    wanted = [tuple(cell if cell.strip() else None for cell in line) for line in lines if any(cell.strip() for cell in line)]

    found = read_delimited(out.getvalue().encode())

    if isinstance(found, Failure) or not wanted:
        assert not wanted or isinstance(found, Table)
        return
    assert [tuple(row) for row in islice(rows(found), len(wanted))] == wanted


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise(body: bytes) -> None:
    """A Table or a Failure, whatever comes."""
    assert isinstance(read_delimited(body), Table | Failure)
