"""HTML under any name, rows in JSON, and bytes that are something else."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalaudit.documents.failure import Failure
from portalaudit.documents.read import read
from portalaudit.documents.table import Table

WORD = b"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8></head><body>
<p>Data inventory</p><table><tr><td><p><b>Dataset Name</b></p></td><td>Department</td></tr>
<tr><td>Trees</td><td rowspan=2>Parks &amp; Lakes</td></tr><tr><td>Signs</td></tr></table></body></html>"""


def table_of(*bodies: bytes) -> Table:
    found = read(bodies)
    assert isinstance(found, Table), found
    return found


def rows(table: Table) -> list[tuple[str | None, ...]]:
    return list(zip(*(column.to_pylist() for column in table.data.columns), strict=True))


def test_word_html_named_csv_is_read_as_html() -> None:
    """The bytes decide, not the name; a cell that spans rows stands in each."""
    table = table_of(WORD)

    assert (table.dialect.format, table.header) == ("html", ("Dataset Name", "Department"))
    assert rows(table) == [("Trees", "Parks & Lakes"), ("Signs", "Parks & Lakes")]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"<!doctype html><form><input name=u><input type=PASSWORD></form>", "login"),
        (b"<html><body>Not found</body></html>", "not-a-table"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x1f\x8b\x08rest", "unsupported-format"),
        (b"", "empty"),
        (b'{"error": {"code": 499, "message": "Token Required"}}', "login"),
        (b'{"message": "not found"}', "shape"),
        (b"[" * 100_000, "not-json"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook", "damaged"),
    ],
    ids=["login", "page", "pdf", "gzip", "nothing", "ArcGIS login", "no rows", "nested", "xls"],
)
def test_what_is_no_table_says_what_it_is(page: bytes, reason: str) -> None:
    """An inventory behind a login is told from one that is not there."""
    found = read([page])

    assert isinstance(found, Failure)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        ([{"dataset_name": "Trees", "department": "Parks"}, {"dataset_name": "Signs", "url": {"url": "http://x.org/a"}}], ""),
        (
            {
                "success": True,
                "result": {
                    "fields": [{"id": "_id"}],
                    "records": [
                        {"dataset_name": "Trees", "department": "Parks"},
                        {"dataset_name": "Signs", "url": "http://x.org/a"},
                    ],
                },
            },
            "/result/records",
        ),
        (
            {
                "fields": [{"name": "dataset_name", "type": "esriFieldTypeString"}],
                "features": [
                    {"attributes": {"dataset_name": "Trees", "department": "Parks"}},
                    {"attributes": {"dataset_name": "Signs", "url": "http://x.org/a"}},
                ],
            },
            "/features",
        ),
    ],
    ids=["SODA", "CKAN datastore", "ArcGIS features"],
)
def test_rows_of_services_are_read(answer: object, path: str) -> None:
    """Columns in the order in which fields first occur; a field that a row lacks is null."""
    table = table_of(json.dumps(answer).encode())

    assert table.dialect.sheet == path
    assert table.header == ("dataset_name", "department", "url")
    assert rows(table) == [("Trees", "Parks", None), ("Signs", None, "http://x.org/a")]


def test_pages_are_joined() -> None:
    """A field that only the second page has is a column of all."""
    table = table_of(b'[{"name": "Trees"}]', b'[{"name": "Signs", "owner": "Roads"}]')

    assert rows(table) == [("Trees", None), ("Signs", "Roads")]
    assert table.records.to_pylist() == [1, 2]


def test_arcgis_dates_are_dates() -> None:
    """Milliseconds since 1970, where the fields say so and only there."""
    answer = {
        "fields": [{"name": "updated", "type": "esriFieldTypeDate"}, {"name": "n", "type": "esriFieldTypeInteger"}],
        "features": [{"attributes": {"updated": 1561479737000, "n": 1561479737000}}],
    }

    assert rows(table_of(json.dumps(answer).encode())) == [("2019-06-25T16:22:17Z", "1561479737000")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["result", "records", "features", "fields", "attributes", "data", "meta", "view",
                "columns", "name", "error"]), inner),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_no_json_raises(value: object) -> None:
    """Any value of any type in any place."""
    assert isinstance(read([json.dumps(value).encode()]), Table | Failure)


@given(st.text(alphabet="<>/tabledhr \"'=rowspancol0123456789!-&;x", max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_markup_raises(text: str) -> None:
    """Tables that never end, spans that are no numbers."""
    assert isinstance(read([f"<table>{text}".encode()]), Table | Failure)
