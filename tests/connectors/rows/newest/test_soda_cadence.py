"""Gaps between entries: from the newest distinct days where they are asked for, else from the number of rows."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from portalaudit.demo.http import Request, Response, as_json
from tests.connectors.rows.asking import Paged
from tests.connectors.rows.newest.sodas import column, holding, put, question


def test_gaps_between_entries_come_from_the_number_of_rows(tmp_path: Path) -> None:
    days = [["2026-10-01T00:00:00.000"], ["2026-10-11T00:00:00.000"], [""], ["2026-10-21T00:00:00.000"]]
    found = put(holding({"issue_date": "calendar_date"}, days), question("issue_date"), tmp_path)
    assert (found.answer.cadence_days, found.answer.cadence_by, found.answer.entries) == (10.0, "rows", None)
    assert len(found.queries) == 1


def test_distinct_days_are_asked_for_where_they_are_wanted(tmp_path: Path) -> None:
    start = datetime(2026, 1, 1)
    stamps = [f"{start + timedelta(days=7 * n, hours=n % 5):%Y-%m-%dT%H:%M:%S}.000" for n in range(30)]
    rows = [[stamp] for stamp in stamps for _ in range(3)] + [["8291-01-01T00:00:00.000"], [""]]
    found = put(holding({"issue_date": "calendar_date"}, rows), question("issue_date", cadence=True), tmp_path)
    assert found.queries[-1] == {
        "$select": "date_trunc_ymd(issue_date) AS d,count(*) AS n", "$where": "issue_date <= '2026-11-01T23:59:59.999'",
        "$group": "d", "$order": "d DESC", "$limit": "100",
    }  # fmt: skip
    answer = found.answer
    assert (answer.entries, answer.cadence_days, answer.cadence_by) == (30, 7.0, "entries")
    assert answer.cadence_capture == found.captures[-1].id != answer.capture


@pytest.mark.parametrize(
    ("type", "name", "function", "end"),
    [
        ("calendar_date", "issue_date", "date_trunc_ymd", "2026-11-01T23:59:59.999"),
        ("Calendar date", "issue_date", "date_trunc_ymd", "2026-11-01T23:59:59.999"),
        ("date", "issue_date", "datez_trunc_ymd", "2026-11-01T23:59:59.999Z"),
        ("fixed_timestamp", "issue_date", "datez_trunc_ymd", "2026-11-01T23:59:59.999Z"),
    ],
)
def test_moments_with_a_zone_are_cut_by_another_function(type: str, name: str, function: str, end: str, tmp_path: Path) -> None:
    held = "date" if function.startswith("datez") else "calendar_date"
    portal = holding({name: held}, [["2026-10-01T23:00:00.000"], ["2026-10-03T01:00:00.000"]])
    found = put(portal, question(column(name, type=type), cadence=True), tmp_path)
    assert found.queries[-1]["$select"].startswith(function)
    assert found.queries[-1]["$where"].endswith(f"'{end}'")
    assert (found.answer.entries, found.answer.cadence_days) == (2, 2.0)


def test_one_day_alone_has_no_gaps(tmp_path: Path) -> None:
    portal = holding({"issue_date": "calendar_date"}, [["2026-10-01T00:00:00.000"]])
    answer = put(portal, question("issue_date", cadence=True), tmp_path).answer
    assert (answer.entries, answer.cadence_days, answer.cadence_by) == (1, None, "entries")


def test_days_that_are_refused_leave_what_the_rows_tell(tmp_path: Path) -> None:
    portal = holding({"issue_date": "calendar_date"}, [["2026-10-01T00:00:00.000"], ["2026-10-03T00:00:00.000"]])

    def ungrouped(n: int, request: Request) -> Response:
        return as_json({"code": "query.soql.bad-parse"}, 400) if request.one("$group") else portal.answer(request)

    answer = put(Paged(ungrouped), question("issue_date", cadence=True), tmp_path).answer
    assert (answer.failure, answer.cadence_by, answer.cadence_days) == (None, "rows", 2.0)
    assert (answer.entries, answer.cadence_capture, answer.detail) == (None, None, "days of entries: soql-bad-parse")


def test_days_behind_the_audit_are_no_entries(tmp_path: Path) -> None:
    """A server may ignore the condition, repeat days, and mix in what is none."""
    days = ["8291-01-01", "2026-10-09", "2026-10-05", "2026-10-05", "2026-10-01"]
    told = [{"d": f"{one}T00:00:00.000", "n": "1"} for one in days] + [{"n": "4"}, {"d": "soon"}, {"d": [1]}]

    def ignoring(n: int, request: Request) -> object:
        return [*told, 7] if request.one("$group") else [{"n": "9", "max_1": "2026-10-09T00:00:00.000", "count_1": "9"}]

    answer = put(Paged(ignoring), question("issue_date", cadence=True), tmp_path).answer
    assert (answer.entries, answer.cadence_days) == (3, 4.0)
