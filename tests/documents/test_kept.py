"""Tables kept in a snapshot: they come back as they were, and their cells are found where they stood."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from portalaudit.archive.snapshots import digest, load, save
from portalaudit.documents.kept import cell_at, header_at, rows_frame, table_of, told
from portalaudit.documents.read import read
from portalaudit.documents.table import Table
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.tables import ReadTable
from tests.builders import a_dataset, a_snapshot
from tests.documents.workbooks import a_row, a_workbook

ASKED = ReadTable("d1", "inventory", "http://data.example.org/i.csv", ("c1", "c2"), way="file")
CSV = b'About this file\r\nNAME,Dept,Dept\r\nTrees,Parks,\r\n"Two\nlines",Fire,F\r\n,,\r\nLast,Police,P\r\n'


def a_table(*bodies: bytes) -> Table:
    found = read(bodies)
    assert isinstance(found, Table)
    return found


def with_tables(*tables: Table | None) -> Snapshot:
    asked = tuple(ASKED if table is None else told(ASKED, table) for table in tables)
    return replace(a_snapshot(a_dataset()), tables=asked, rows=rows_frame(tables))


@pytest.mark.parametrize(
    "bodies",
    [
        (CSV,),
        (b'[{"name":"Trees","dept":null},{"name":"Fires","extra":"x"}]', b'[{"name":"More"}]'),
        (json.dumps({"features": [{"attributes": {"NAME": "Trees", "DEPT": "Parks"}}]}).encode(),),
        (a_workbook(a_row(1, ["Name", "Department"]) + a_row(2, ["Trees", "Parks"]) + a_row(3, ["Fires"])),),
    ],
    ids=["csv", "json-pages", "features", "workbook"],
)
def test_a_table_comes_back_out_of_a_stored_snapshot(bodies: tuple[bytes, ...], tmp_path: Path) -> None:
    first, second = a_table(*bodies), a_table(b"a,b\n1,2\n3,4\n")
    snapshot = with_tables(first, None, second)

    name = save(tmp_path, snapshot)
    again = load(tmp_path, name)

    for place, table in ((0, first), (2, second)):
        found = table_of(again.tables[place], again.rows, place)
        assert found is not None
        assert found.data.equals(table.data)
        assert (found.header, found.header_row, found.records, found.dialect, found.notes) == (
            table.header, table.header_row, table.records, table.dialect, table.notes,
        )  # fmt: skip
    assert table_of(again.tables[1], again.rows, 1) is None


def test_rows_count_in_the_digest_and_snapshots_without_them_keep_theirs() -> None:
    plain = a_snapshot(a_dataset())
    one, other = with_tables(a_table(b"a,b\n1,2\n")), with_tables(a_table(b"a,b\n1,3\n"))

    assert len({digest(plain), digest(one), digest(other)}) == 3
    assert digest(replace(one, tables=(), rows=plain.rows)) == digest(plain)


@pytest.mark.parametrize(
    ("bodies", "record", "column", "pointer", "capture"),
    [
        ((CSV,), 4, 1, "cell=4,2", "c1"),
        ((b'[{"name":"Trees"},{"name":"Fires"}]', b'[{"name":"More/s"}]'), 3, 0, "/0/name", "c2"),
        ((b'{"result":{"records":[{"a/b~c":"x"}]}}',), 1, 0, "/result/records/0/a~1b~0c", "c1"),
        ((a_workbook(a_row(1, ["Name", "Department"]) + a_row(2, ["Trees", "Parks"])),), 2, 1, "Data!B2", "c1"),
    ],
)
def test_a_cell_is_pointed_at_where_it_stands(
    bodies: tuple[bytes, ...], record: int, column: int, pointer: str, capture: str
) -> None:
    found = cell_at(told(ASKED, a_table(*bodies)), record, column, "x" * 400)

    assert (found.pointer, found.capture, len(found.excerpt or "")) == (pointer, capture, 300)


def resolved(page: bytes, pointer: str | None) -> object:
    """What stands at a JSON Pointer."""
    value = json.loads(page)
    for step in str(pointer).split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def test_a_moment_in_milliseconds_is_quoted_as_it_stands() -> None:
    fields = '"fields":[{"name":"N","type":"esriFieldTypeString"},{"name":"D","type":"esriFieldTypeDate"}]'
    page = f'{{{fields},"features":[{{"attributes":{{"N":"2026-09-21T14:13:20Z","D":1790000000000}}}}]}}'.encode()
    table = a_table(page)
    snapshot = with_tables(table)
    asked = replace(snapshot.tables[0], way="features")
    again = table_of(asked, snapshot.rows, 0)

    assert table.data.column(1)[0].as_py() == "2026-09-21T14:13:20+00:00".replace("+00:00", "Z")
    assert again is not None and again.moments == (1,)
    for column in (0, 1):
        found = cell_at(asked, 1, column, table.data.column(column)[0].as_py())
        assert str(resolved(page, found.pointer)) == found.excerpt


@pytest.mark.parametrize(
    ("page", "way", "pointer"),
    [
        (b'[{"name":"Trees"}]', "soda", "/0"),
        (b'{"features":[{"attributes":{"N":"a"}}]}', "features", "/features/0/attributes"),
        (b'{"meta":{"view":{"columns":[{"name":"N"}]}},"data":[["a"]]}', "file", "/meta/view/columns"),
    ],
)
def test_the_header_of_an_answer_is_its_first_row_and_is_not_quoted(page: bytes, way: str, pointer: str) -> None:
    found = header_at(replace(told(ASKED, a_table(page)), way=way))

    assert found is not None
    assert (found.pointer, found.excerpt) == (pointer, None)
    assert resolved(page, found.pointer)


def test_what_is_no_row_moves_no_pointer() -> None:
    pages = (b'[null,{"N":"a"},7,{"N":"b"}]', b'["x",{"N":"c"}]')
    table = a_table(*pages)
    asked = replace(told(ASKED, table), way="soda")

    for row, record in enumerate(table.records.to_pylist()):
        found = cell_at(asked, record, 0, table.data.column(0)[row].as_py())
        assert resolved(pages[int(str(found.capture)[1:]) - 1], found.pointer) == found.excerpt


def test_a_pointer_into_an_answer_resolves_to_the_cell() -> None:
    pages = (b'{"features":[{"attributes":{"N":"a"}},{"attributes":{"N":"b"}}]}', b'{"features":[{"attributes":{"N":"c"}}]}')
    table = a_table(*pages)
    asked = replace(told(ASKED, table), way="features")

    for row, record in enumerate(table.records.to_pylist()):
        found = cell_at(asked, record, 0, table.data.column(0)[row].as_py())
        assert resolved(pages[int(str(found.capture)[1:]) - 1], found.pointer) == found.excerpt
