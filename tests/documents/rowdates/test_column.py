"""Columns of text: one spelling for all cells, decided by the cells."""

from collections.abc import Sequence

import pyarrow as pa
import pytest

from portalaudit.documents.rowdates.column import date_column
from tests.documents.rowdates.days import AUDIT, day


def told(texts: Sequence[str | None], name: str = "x") -> tuple[str | None, str | None, str]:
    """Newest, oldest, and how it was read."""
    found = date_column(texts, name, AUDIT)
    assert found is not None
    return day(found.span.newest), day(found.span.oldest), found.why.removeprefix("text-date").strip()


@pytest.mark.parametrize(
    ("texts", "newest", "oldest", "why"),
    [
        (["2018-03-11", "2018-01-03 00:00:00"], "2018-03-11", "2018-01-03", ""),
        # one cell that allows one reading only decides for all
        (["31/12/2018", "01/02/2019"], "2019-02-01", "2018-12-31", "day-first"),
        (["12/31/2018", "01/02/2019"], "2019-01-02", "2018-12-31", "month-first"),
        (["31.12.2018", "01.02.2019"], "2019-02-01", "2018-12-31", "day-first"),
        (["12/31/18 11:00 PM", "1/2/19 1:05 AM"], "2019-01-02T01:05:00", "2018-12-31T23:00:00", "month-first"),
        # nobody guesses: only what reads the same both ways counts
        (["01/02/2019", "03/03/2018"], "2018-03-03", "2018-03-03", "ambiguous-dates"),
        (["01/02/2019", "02/01/2019"], None, None, "ambiguous-dates"),
        (["31/12/2018", "12/31/2018", "2/2/2017"], "2017-02-02", "2017-02-02", "ambiguous-dates"),
        (["03/03/2018", "04/04/2018"], "2018-04-04", "2018-03-03", ""),
        (["2019-05-01", "01/02/2019"], "2019-05-01", "2019-05-01", "ambiguous-dates"),
        # the first of every month: read the other way, all would lie in Januaries
        ([f"{m:02}/01/{y}" for y in (2021, 2022) for m in range(1, 13)], "2022-12-01", "2021-01-01", "month-first"),
        ([f"01/{m:02}/{y}" for y in (2021, 2022) for m in range(1, 13)], "2022-12-01", "2021-01-01", "day-first"),
        # … but not within one year: these may be the first days of January
        ([f"{m:02}/01/2021" for m in range(1, 13)], "2021-01-01", "2021-01-01", "ambiguous-dates"),
        (["01/01/2021", "02/01/2022", "02/01/2023"], "2021-01-01", "2021-01-01", "ambiguous-dates"),
        # named months of two languages, placeholders beside them
        (["5 de marzo de 2019", "March 4, 2018", "n/a", "-", "Unknown", None], "2019-03-05", "2018-03-04", ""),
        # days over the change of the clocks, without zone and with both offsets
        (["2024-03-31T01:59:59+01:00", "2024-03-31T03:00:00+02:00"], "2024-03-31T01:00:00", "2024-03-31T00:59:59", ""),
        (["10/27/2019 01:30:00 AM EDT", "11/03/2019 01:30:00 AM EST"], "2019-11-03T06:30:00", "2019-10-27T05:30:00",
        "month-first"),
        (["2024-03-10 02:30:00"], "2024-03-10T02:30:00", "2024-03-10T02:30:00", ""),
        # a period counts by its last day, its first day is how old it is
        (["2019-03", "2018-12"], "2019-03-31", "2018-12-01", "period-month"),
        (["Mar 2019", "Dec 2018"], "2019-03-31", "2018-12-01", "period-month"),
        (["Q1 2019", "Q4 2018"], "2019-03-31", "2018-10-01", "period-quarter"),
        (["FY2019", "FY2018"], "2019-12-31", "2017-01-01", "period-fiscal-year"),
        # … and where it runs, by the day of the audit
        (["Sep 2024", "Aug 2024"], "2024-09-27", "2024-08-01", "period-month"),
        (["Nov 2024", "Aug 2024"], "2024-08-31", "2024-08-01", "period-month"),
        # numbers that can hardly be anything else
        (["20190305", "20190306", "20190307", "20190308", "20190311"], "2019-03-11", "2019-03-05", "compact"),
    ],
)  # fmt: skip
def test_a_column_whose_name_says_nothing(texts: Sequence[str | None], newest: str | None, oldest: str | None, why: str) -> None:
    assert told(texts) == (newest, oldest, why)


@pytest.mark.parametrize(
    ("name", "texts", "newest", "oldest", "why"),
    [
        ("Year", ["2019", "2018", "n/a"], "2019-12-31", "2018-01-01", "period-year"),
        ("Año", ["2019"], "2019-12-31", "2019-01-01", "period-year"),
        ("Year", ["2024", "2023.0"], "2024-09-27", "2023-01-01", "period-year"),
        ("Fiscal Year", ["2025", "2024"], "2024-09-27", "2023-01-01", "period-fiscal-year"),
        ("Fiscal Year", ["2018-2019", "2017-18"], "2019-12-31", "2017-01-01", "period-fiscal-year"),
        ("Report Month", ["201903", "201812"], "2019-03-31", "2018-12-01", "period-month"),
        ("Month", ["03-2019"], "2019-03-31", "2019-03-01", "period-month"),
        ("Date", ["20190305"], "2019-03-05", "2019-03-05", "compact"),
        ("Date", ["43529", "43530.5"], "2019-03-06T12:00:00", "2019-03-05", "excel-serial"),
        ("fecha_incidente", ["43529", "n/a"], "2019-03-05", "2019-03-05", "excel-serial"),
        # seconds beside milliseconds
        ("timestamp", ["1551744000", "1551830400000"], "2019-03-06", "2019-03-05", "epoch"),
        ("created_at", ["1551744000"], "2019-03-05", "2019-03-05", "epoch"),
        ("data_publicacao", ["1551744000"], "2019-03-05", "2019-03-05", "epoch"),
        ("date", ["01-23-45", "01-22-19"], "2019-01-22", "2019-01-22", "month-first"),
    ],
)  # fmt: skip
def test_a_column_whose_name_speaks_of_dates(
    name: str, texts: Sequence[str], newest: str | None, oldest: str | None, why: str
) -> None:
    assert told(texts, name) == (newest, oldest, why)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        # numbers under names that say nothing of dates
        ("Permit", ["2019", "2018"]), ("Permits", ["43529", "43530"]), ("Phone", ["4235551234"]), ("Account", ["1551744000"]),
        ("Lot", ["20190305"]), ("Parcel", ["01-23-45", "01-22-19"]), ("Case", ["201903"]), ("Term", ["2018-2019"]),
        # names that speak of something about a date
        ("Date Type", ["2019"]), ("Years of Service", ["2019"]), ("Updated By", ["43529"]), ("Days", ["43529"]),
        # Excel serials only where all cells may be one
        ("Date", ["43529", "17"]), ("Date", ["43529", "99999"]), ("Date", ["43529", "2019-03-05x", "soon"]),
        # a day alone is a day of a month
        ("Day", ["17", "18"]), ("Month", ["1", "12"]), ("Month", ["March", "May"]),
        # fewer than 80 of 100
        ("Date", ["2019-03-05"] * 79 + ["see note"] * 21), ("Note", ["2019-03-05 called the owner", "2019-03-06 no answer"]),
        ("Date", []), ("Date", [None, None]), ("Date", ["n/a", "-"]), ("Time", ["12:30 PM", "00:00.0"]),
    ],
)  # fmt: skip
def test_no_column_of_dates(name: str, texts: Sequence[str | None]) -> None:
    assert date_column(texts, name, AUDIT) is None


def test_80_of_100_are_enough_and_blanks_in_words_do_not_count() -> None:
    assert told(["2019-03-05"] * 80 + ["see note"] * 20 + ["n/a"] * 500) == ("2019-03-05", "2019-03-05", "")


def test_implausible_dates_are_reported_and_never_how_new_the_rows_are() -> None:
    texts = ["8291-01-01", "2024-09-01", "0141-02-02", "2016-01-01", "1970-01-01 05:46 PM", "1900-01-01", "2030-06-30"]
    found = date_column(texts, "Expiration Date", AUDIT)

    assert found is not None
    span = found.span
    assert (day(span.newest), day(span.oldest)) == ("2024-09-01", "2016-01-01")
    assert (day(span.latest), span.latest_raw) == ("8291-01-01", "8291-01-01")
    assert (day(span.earliest), span.earliest_raw) == ("0141-02-02", "0141-02-02")
    assert (found.latest, len(found.days)) == ("8291-01-01", 2)


def test_a_column_of_implausible_dates_alone_has_no_newest() -> None:
    found = date_column(["1970-01-01", "9999-12-31"], "x", AUDIT)

    assert found is not None
    assert (found.span.newest, found.span.oldest, found.latest, len(found.days)) == (None, None, "9999-12-31", 0)
    assert (day(found.span.latest), day(found.span.earliest)) == ("9999-12-31", "1970-01-01")


def test_cells_come_as_arrow_too() -> None:
    """In chunks, with nulls, and encoded as a dictionary."""
    texts = ["2019-03-05", None, "2019-03-06"]
    expected = date_column(texts, "x", AUDIT)
    assert expected is not None

    for column in (pa.array(texts), pa.chunked_array([texts[:2], texts[2:]]), pa.array(texts).dictionary_encode()):
        found = date_column(column, "x", AUDIT)
        assert found is not None and found.span == expected.span
