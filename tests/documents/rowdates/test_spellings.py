"""How single cells are read."""

import pytest

from portalaudit.documents.rowdates.cells import as_texts, read
from portalaudit.documents.rowdates.spellings import DIGITS, Form
from tests.documents.rowdates.days import day


def reading(text: str) -> tuple[str, str | None, str | None]:
    found = read(as_texts([text]))
    form = Form(found.form[0])
    if form is Form.NONE:
        return "NONE", None, None
    first = None if found.day_first[0] else day(int(found.first[0]))
    return form.name, first, None if found.month_first[0] else day(int(found.last[0]))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2019-03-05", "2019-03-05"), ("2019/3/5", "2019-03-05"), ("2019.03.05", "2019-03-05"),
        ("  2019-03-05\n", "2019-03-05"),
        ("２０１９-03-05", "2019-03-05"),
        # months by name, in seven languages
        ("March 5, 2019", "2019-03-05"), ("Mar 5 2019", "2019-03-05"), ("mar. 5,2019", "2019-03-05"),
        ("5th of March 2019", "2019-03-05"), ("05-MAR-19", "2019-03-05"), ("05AUG2019", "2019-08-05"),
        ("Tuesday, 5 March 2019", "2019-03-05"), ("2019-Mar-05", "2019-03-05"),
        ("5 de marzo de 2019", "2019-03-05"), ("martes, 5 de marzo de 2019", "2019-03-05"), ("5-ENE-2019", "2019-01-05"),
        ("1º de janeiro de 2019", "2019-01-01"), ("segunda-feira, 4 de março de 2019", "2019-03-04"),
        ("5 fev. 2019", "2019-02-05"),
        ("1er janvier 2019", "2019-01-01"), ("le 1er août 2019", "2019-08-01"), ("12 févr. 2019", "2019-02-12"),
        ("5 d’abril de 2019", "2019-04-05"), ("5 de març del 2019", "2019-03-05"), ("5 maig 2019", "2019-05-05"),
        ("lunedì 5 agosto 2019", "2019-08-05"), ("5 gennaio 2019", "2019-01-05"), ("5 lug 2019", "2019-07-05"),
        ("5. März 2019", "2019-03-05"), ("Di., 5. Mai 2020", "2020-05-05"), ("05. Dez. 2019", "2019-12-05"),
        # times of day: halves, fractions, zones, both offsets of a year with daylight saving
        ("2019-03-05 10:20:30,5", "2019-03-05T10:20:30.500000"),
        ("2019-03-05T10:20:30.123456789Z", "2019-03-05T10:20:30.123456"),
        ("2019-01-15T12:00:00-05:00", "2019-01-15T17:00:00"), ("2019-07-15T12:00:00-04:00", "2019-07-15T16:00:00"),
        ("2019-03-31T02:30:00+02:00[Europe/Madrid]", "2019-03-31T00:30:00"), ("2019-10-27 01:30 CEST", "2019-10-26T23:30:00"),
        ("2019-10-27 01:30 CET", "2019-10-27T00:30:00"), ("2019-07-15 12:00 EDT", "2019-07-15T16:00:00"),
        ("2017-03-08T19:21:49+0000", "2017-03-08T19:21:49"), ("2019-03-05T23:30:00-05", "2019-03-06T04:30:00"),
        ("Tue Mar 05 2019 00:00:00 GMT-0500 (Eastern Standard Time)", "2019-03-05T05:00:00"),
        ("Tue, 05 Mar 2019 14:30:00 GMT", "2019-03-05T14:30:00"), ("mardi 5 mars 2019 14h30", "2019-03-05T14:30:00"),
        ("Dienstag, 5. März 2019 14:30 Uhr", "2019-03-05T14:30:00"), ("5 Mar 2019 at 12:05 am", "2019-03-05T00:05:00"),
        ("5 Mar 2019 12:05 p. m.", "2019-03-05T12:05:00"), ("05AUG2019:10:11:12", "2019-08-05T10:11:12"),
        ("2019-03-05 24:00:00", "2019-03-06"),
        # far away
        ("8291-01-01", "8291-01-01"), ("0141-02-02", "0141-02-02"), ("9999-12-31", "9999-12-31"), ("0001-01-01", "0001-01-01"),
        ("2024-02-29", "2024-02-29"),
    ],
)  # fmt: skip
def test_a_day(text: str, told: str) -> None:
    assert reading(text) == ("DAY", told, told)


@pytest.mark.parametrize(
    ("text", "form", "month_first", "day_first"),
    [
        ("03/05/2019", "EITHER", "2019-03-05", "2019-05-03"), ("05.03.2019", "EITHER", "2019-05-03", "2019-03-05"),
        ("5. 3. 2019", "EITHER", "2019-05-03", "2019-03-05"), ("3-5-2019", "EITHER", "2019-03-05", "2019-05-03"),
        ("31/12/2018", "EITHER", None, "2018-12-31"), ("12/31/2018", "EITHER", "2018-12-31", None),
        ("12/31/68", "EITHER", "2068-12-31", None), ("12/31/70", "EITHER", "1970-12-31", None),
        ("01-23-45", "EITHER_SHORT", "2045-01-23", None),
        ("3/5/2019, 2:30:00\u202fPM", "EITHER", "2019-03-05T14:30:00", "2019-05-03T14:30:00"),
    ],
)  # fmt: skip
def test_digits_of_which_the_column_must_tell(text: str, form: str, month_first: str | None, day_first: str | None) -> None:
    assert reading(text) == (form, month_first, day_first)


@pytest.mark.parametrize(
    ("text", "form", "first", "last"),
    [
        ("2019-02", "MONTH", "2019-02-01", "2019-02-28"), ("3/2019", "MONTH", "2019-03-01", "2019-03-31"),
        ("2019M03", "MONTH", "2019-03-01", "2019-03-31"), ("March 2019", "MONTH", "2019-03-01", "2019-03-31"),
        ("Feb-2020", "MONTH", "2020-02-01", "2020-02-29"), ("marzo de 2019", "MONTH", "2019-03-01", "2019-03-31"),
        ("août 2019", "MONTH", "2019-08-01", "2019-08-31"), ("2019 Dez", "MONTH", "2019-12-01", "2019-12-31"),
        ("03-2019", "MONTH_LOOSE", "2019-03-01", "2019-03-31"), ("2019/3", "MONTH_LOOSE", "2019-03-01", "2019-03-31"),
        ("2019-Q1", "QUARTER", "2019-01-01", "2019-03-31"), ("T4 2019", "QUARTER", "2019-10-01", "2019-12-31"),
        ("3er trimestre de 2019", "QUARTER", "2019-07-01", "2019-09-30"),
        ("2. Quartal 2019", "QUARTER", "2019-04-01", "2019-06-30"),
        ("2019", "YEAR", "2019-01-01", "2019-12-31"), ("2019.0", "YEAR", "2019-01-01", "2019-12-31"),
        # named for the year in which it ends, wherever in it that is
        ("FY2019", "FISCAL", "2018-01-01", "2019-12-31"), ("FY 19", "FISCAL", "2018-01-01", "2019-12-31"),
        ("FY2018-19", "SEASON", "2018-01-01", "2019-12-31"), ("2018-2019", "SEASON", "2018-01-01", "2019-12-31"),
        ("2018/19", "SEASON", "2018-01-01", "2019-12-31"), ("1999–2000", "SEASON", "1999-01-01", "2000-12-31"),
        ("20190305", "COMPACT", "2019-03-05", "2019-03-05"), ("20190305T101500Z", "COMPACT", *["2019-03-05T10:15:00"] * 2),
        ("20190305101500", "COMPACT", *["2019-03-05T10:15:00"] * 2), ("201903", "COMPACT_MONTH", "2019-03-01", "2019-03-31"),
        ("43529", "SERIAL", "2019-03-05", "2019-03-05"), ("43529.5", "SERIAL", *["2019-03-05T12:00:00"] * 2),
        ("1551744000", "EPOCH", "2019-03-05", "2019-03-05"), ("1551744000000", "EPOCH", "2019-03-05", "2019-03-05"),
        ("1551744000.25", "EPOCH", *["2019-03-05T00:00:00.250000"] * 2),
        ("1551744000000000", "EPOCH", "2019-03-05", "2019-03-05"),
    ],
)  # fmt: skip
def test_a_period_or_a_number(text: str, form: str, first: str, last: str) -> None:
    assert reading(text) == (form, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "n/a", "soon", "2020-02-30", "2020-99-99", "2023-02-29", "0000-01-01", "13/13/2019", "00/10/2019",
        "00:00.0", "12:30 PM",
        "2019-03-05 25:00", "2019-03-05 10:61", "2019-03-05 10:00 XYZ", "2019-03-05 10:00+99:00", "room 2019", "Apt 5, 2019",
        "May",
        "May 2019 edition", "until 5 May 2019 or later", "1.2.3", "10.1.2.3", "555-1234", "423-555-1234", "2018-2021",
        "2018-20",
        "1e5", "-5", "-2019", "99999", "12345", "5111111111111111", "3000", "2019-13", "13/2019", "Q5 2019", "FY",
        "20191301", "١٢/٠٣/٢٠١٩",
        "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-08:00", "5" * 70, "2019-03-05" + " " * 300 + "x", "1/2", "3-4",
        "12 12 2019",
    ],
)  # fmt: skip
def test_no_date(text: str) -> None:
    """Impossible days, times and zones; numbers and codes that only look like dates."""
    assert reading(text) == ("NONE", None, None)


def test_many_cells_are_read_as_each_alone() -> None:
    texts = ["2019-03-05", "n/a", "5 March 2019 10:00", "43529", "FY2019", "x" * 1_000, "31/12/2018 11:00 PM", "20190305101500"]
    together = read(as_texts(texts))
    alone = [read(as_texts([text])) for text in texts]

    assert together.form.tolist() == [one.form[0] for one in alone]
    assert together.first.tolist() == [one.first[0] for one in alone]
    assert together.last.tolist() == [one.last[0] for one in alone]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2019-03-05 at 10:30 by J. Smith", "2019-03-05"), ("March 4, 2018 (draft)", "2018-03-04"),
        ("2019-03-05T25:99", "2019-03-05"),
        ("2019-03-05T23:30:00-05:00", "2019-03-05"), ("2019-03-05 " + "x" * 9_000, "2019-03-05"), ("2019-03-05x", None),
        ("n/a 2019-03-05", None), ("2019-03", None), ("20190305", None),
    ],
)  # fmt: skip
def test_loosely_read_the_day_counts_whatever_follows(text: str, told: str | None) -> None:
    found = read(as_texts([text]), loose=True)

    assert (day(int(found.first[0])) if found.form[0] in DIGITS else None) == told
