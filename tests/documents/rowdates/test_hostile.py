"""Nothing that stands in an answer or a file raises."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from portalaudit.documents.rowdates.cells import EARLIEST, LATEST
from portalaudit.documents.rowdates.column import date_column
from portalaudit.documents.rowdates.profile import profile
from portalaudit.documents.rowdates.roles import dated, kind_of, text_dated
from portalaudit.documents.rowdates.values import extremes, moment
from portalaudit.documents.table import Table
from portalaudit.model.probes import KnownColumn
from portalaudit.model.stamps import moment_of
from portalaudit.model.tables import Dialect
from tests.documents.rowdates.days import AUDIT

ANY_TEXT = st.text(st.characters(), max_size=60)
"""Lone surrogates and control characters included."""
LIKE_DATES = st.from_regex(
    r"\A[0-9]{0,4}[-/. T:]?[0-9a-zA-ZäéçÑº'’.]{0,9}[-/. ,:]{0,2}[0-9]{0,4}"
    r"[ T]?[0-9]{0,2}[:h]?[0-9]{0,2}:?[0-9.]{0,10} ?[apAPzZ+-]?[0-9m:]{0,5}\Z"
)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT, LIKE_DATES, st.binary(max_size=9), st.lists(st.integers()),
    st.dictionaries(ANY_TEXT, st.integers()), st.integers(-(10**400), 10**400), st.sampled_from(["9" * 10**6, "x" * 10**6,
    "2019-" * 10**5]),
)  # fmt: skip
TYPES = st.one_of(st.sampled_from(["", "calendar_date", "date", "timestamp", "text", "number", "esriFieldTypeDate"]), ANY_TEXT)
NAMES = st.one_of(
    st.sampled_from(["x", "date", "Year", "Fiscal Year", "Expires", "updated_at", "data_fim", "OBJECTID"]), ANY_TEXT
)
MOMENTS = st.integers(EARLIEST, LATEST)


@settings(max_examples=400, deadline=None)
@given(VALUES, VALUES, TYPES, MOMENTS)
def test_a_value_is_a_moment_of_the_calendar_or_none(high: object, low: object, type: str, latest: int) -> None:
    span = extremes(high, low, type, latest)

    for found in (moment(high, type), span.newest, span.oldest, span.latest, span.earliest):
        assert found is None or moment_of(found) is not None
    assert len(span.latest_raw or "") <= 100 and len(span.earliest_raw or "") <= 100


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.none(), ANY_TEXT, LIKE_DATES), max_size=12), NAMES, MOMENTS)
def test_a_column_is_one_of_dates_or_none(texts: list[str | None], name: str, latest: int) -> None:
    found = date_column(texts, name, latest)

    if found is not None:
        span = found.span
        for value in (span.newest, span.oldest, span.latest, span.earliest):
            assert value is None or EARLIEST <= value <= LATEST
        assert (span.newest is None) == (found.newest is None)
        assert span.newest is None or span.oldest is None or span.oldest <= span.newest <= (span.latest or 0)


@settings(max_examples=150, deadline=None)
@given(st.lists(LIKE_DATES, min_size=1, max_size=8), NAMES)
def test_a_column_is_read_again_as_before_in_any_order(texts: list[str], name: str) -> None:
    found, again = date_column(texts, name, AUDIT), date_column(texts[::-1], name, AUDIT)

    assert (found is None) == (again is None)
    if found is not None and again is not None:
        assert (found.span.newest, found.span.oldest, found.span.latest) == (
            again.span.newest,
            again.span.oldest,
            again.span.latest,
        )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.one_of(st.none(), st.text(max_size=40), LIKE_DATES), min_size=3, max_size=3), max_size=3),
    st.lists(st.text(min_size=1, max_size=20), min_size=3, max_size=3, unique=True),
)
def test_a_table_is_profiled(columns: list[list[str | None]], names: list[str]) -> None:
    names = names[: len(columns)]
    data = pa.table([pa.array(cells, pa.string()) for cells in columns], names=names) if columns else pa.table({})
    height = data.num_rows
    table = Table(data, tuple(names), 1, pa.array(range(2, height + 2), pa.int32()), Dialect("csv"))

    found = profile(table, AUDIT)

    assert [column.name for column in found.columns] == names
    for column in found.columns:
        assert column.role == "other" or column.kind == "date"
        assert (column.latest is None) == (column.at is None)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.builds(KnownColumn, NAMES, st.sampled_from(["date", "text"]), TYPES, st.none() | ANY_TEXT, st.none() | ANY_TEXT))
)
def test_columns_have_roles(columns: list[KnownColumn]) -> None:
    assert len(dated(columns, 500)) == sum(column.kind == "date" for column in columns)
    assert len(text_dated(columns, 3)) <= 3
    assert {kind_of(column.type, column.name) for column in columns} <= {"date", "number", "text", "other"}
