"""Single values of typed columns, and the extremes that servers tell."""

import pytest

from portalaudit.documents.rowdates.values import Span, extremes, moment, plausible
from tests.documents.rowdates.days import AUDIT, day, micros


@pytest.mark.parametrize(
    ("value", "type", "told"),
    [
        # Socrata
        ("2024-08-01T00:00:00.000", "calendar_date", "2024-08-01"),
        ("2026-08-03T22:12:15.000Z", "fixed_timestamp", "2026-08-03T22:12:15"),
        ("2017-03-08T19:21:49+0000", "Calendar date", "2017-03-08T19:21:49"),
        ("08/31/2017 12:00:00 AM", "calendar_date", "2017-08-31"),
        ("03/05/2017 12:30:00 PM", "calendar_date", "2017-03-05T12:30:00"),
        ("11/12/2019 07:18:52 PM +0000", "date", "2019-11-12T19:18:52"),
        ("31/12/2017", "calendar_date", "2017-12-31"),
        (1420246585, "date", "2015-01-03T00:56:25"),
        ("1420246585", "date", "2015-01-03T00:56:25"),
        # CKAN
        ("2019-01-02T03:04:05.678901", "timestamp", "2019-01-02T03:04:05.678901"),
        ("2019-01-02 03:04:05+02", "timestamptz", "2019-01-02T01:04:05"),
        ("2019-01-02", "date", "2019-01-02"),
        # ArcGIS: milliseconds whatever their size, before 1970 too
        (1551744000000, "esriFieldTypeDate", "2019-03-05"),
        (1551744000000.0, "esriFieldTypeDate", "2019-03-05"),
        (1551744000, "esriFieldTypeDate", "1970-01-18T23:02:24"),
        (-315619200000, "esriFieldTypeDate", "1960-01-01"),
        ("2019-03-05", "esriFieldTypeDateOnly", "2019-03-05"),
        ("2019-03-05T10:00:00-05:00", "esriFieldTypeTimestampOffset", "2019-03-05T15:00:00"),
        # milliseconds and seconds beside each other where nobody says which
        (1551744000000, "", "2019-03-05"), (1551744000, "", "2019-03-05"), (1551744000000000, "timestamp", "2019-03-05"),
        ("1551744000000", "timestamp", "2019-03-05"),
        # texts
        ("5 March 2019", "text", "2019-03-05"), ("20190305", "text", "2019-03-05"),
        ("31/12/2017", "text", "2017-12-31"), ("12/31/2017", "text", "2017-12-31"), ("03/03/2017", "text", "2017-03-03"),
        ("03/05/2017", "text", None), ("2019", "text", None), ("2019-03", "text", None), ("43529", "text", None),
        ("1551744000000", "text", None), (1551744000000, "number", None), ("1551744000000", "number", None),
        # beyond every plausible date, and beyond the calendar
        ("8291-01-01", "timestamp", "8291-01-01"), ("0141-02-02", "timestamp", "0141-02-02"),
        ("9999-12-31T00:00:00.000", "calendar_date", "9999-12-31"), ("0001-01-01", "date", "0001-01-01"),
        ("0000-01-01", "date", None), ("10000-01-01", "date", None), ("2020-02-30", "date", None),
        (10**400, "esriFieldTypeDate", None), (-(10**400), "date", None), (10**17, "esriFieldTypeDate", None),
        (float("nan"), "esriFieldTypeDate", None), (float("inf"), "date", None),
        (-62_135_596_800_001, "esriFieldTypeDate", None),
        ("0001-01-01T00:00:00+05:00", "timestamptz", None), ("9999-12-31T23:59:59-08:00", "timestamptz", None),
        # no date at all
        (True, "date", None), (None, "date", None), ({}, "date", None), ([], "date", None), (b"2019-03-05", "date", None),
        ("", "date", None), ("\ud800", "date", None), ("2019-03-05\ud800", "date", None), ("x" * 1_000_000, "date", None),
        ("9" * 1_000_000, "date", None), ("--5", "date", None), ("soon", "calendar_date", None),
        ("2019-03-05" + " " * 200 + "x", "date", None),
    ],
)  # fmt: skip
def test_a_value_says_a_moment_or_nothing(value: object, type: str, told: str | None) -> None:
    assert day(moment(value, type)) == told


@pytest.mark.parametrize(
    ("high", "low", "type", "expected"),
    [
        ("2024-09-01", "2016-07-03", "calendar_date", ("2024-09-01", "2016-07-03", "2024-09-01", "2016-07-03")),
        # a day or two after the audit is a matter of time zones and clocks
        ("2024-09-29", "2016-07-03", "calendar_date", ("2024-09-29", "2016-07-03", "2024-09-29", "2016-07-03")),
        ("2024-09-30", "2016-07-03", "calendar_date", (None, "2016-07-03", "2024-09-30", "2016-07-03")),
        ("8291-01-01", "0141-02-02", "timestamp", (None, None, "8291-01-01", "0141-02-02")),
        ("9999-12-31", "0001-01-01", "timestamp", (None, None, "9999-12-31", "0001-01-01")),
        # defaults of software, with the time that somebody's zone makes of them
        ("2024-09-01", "1970-01-01T16:40:00", "calendar_date", ("2024-09-01", None, "2024-09-01", "1970-01-01T16:40:00")),
        ("2024-09-01", "1969-12-31T19:00:00", "calendar_date", ("2024-09-01", None, "2024-09-01", "1969-12-31T19:00:00")),
        ("2024-09-01", "1900-01-01", "calendar_date", ("2024-09-01", None, "2024-09-01", "1900-01-01")),
        ("1899-12-30", "1899-12-30", "calendar_date", (None, None, "1899-12-30", "1899-12-30")),
        # old is not implausible: registers of trees and deaths
        ("1985-06-01", "1803-05-04", "calendar_date", ("1985-06-01", "1803-05-04", "1985-06-01", "1803-05-04")),
        ("2024-09-01", "1799-12-31", "calendar_date", ("2024-09-01", None, "2024-09-01", "1799-12-31")),
        (1551744000000, -1, "esriFieldTypeDate", ("2019-03-05", None, "2019-03-05", "1969-12-31T23:59:59.999000")),
        (None, None, "date", (None, None, None, None)),
        ("soon", {}, "date", (None, None, None, None)),
    ],
)  # fmt: skip
def test_extremes_that_cannot_be_true_are_kept_apart(
    high: object, low: object, type: str, expected: tuple[str | None, ...]
) -> None:
    found = extremes(high, low, type, AUDIT)

    assert tuple(map(day, (found.newest, found.oldest, found.latest, found.earliest))) == expected


def test_the_values_stay_as_they_stood() -> None:
    found = extremes("2024-09-01T00:00:00.000", 1551744000000, "", AUDIT)

    assert (found.latest_raw, found.earliest_raw) == ("2024-09-01T00:00:00.000", "1551744000000")
    assert len(extremes("x" * 1_000_000, None, "text", AUDIT).latest_raw or "") == 100
    assert extremes(None, None, "text", AUDIT) == Span()


def test_what_is_plausible_depends_on_the_audit_alone() -> None:
    """A clock that jumps changes the audit's moment, and nothing else."""
    assert plausible(micros("2024-09-28"), AUDIT)
    assert not plausible(micros("2024-09-28"), micros("2024-09-01"))
