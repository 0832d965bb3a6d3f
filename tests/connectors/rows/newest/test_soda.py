"""The newest row of a Socrata asset: one small question to a server that really looks through its rows."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from portalaudit.archive.writer import SegmentWriter
from portalaudit.connectors.rows.newest.answers import MOST_NUMBERS
from portalaudit.connectors.rows.newest.ask import ask as asking
from portalaudit.demo.generate import generate
from portalaudit.demo.http import Request, Response, as_json
from portalaudit.demo.server import serve
from portalaudit.demo.socrata import SocrataPortal
from portalaudit.demo.socrata_records import columns_of
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.probes import Answer, KnownColumn, Question
from portalaudit.model.tables import Way
from tests.connectors.rows.asking import Paged
from tests.connectors.rows.newest.sodas import (
    FIELDS,
    KINDS,
    KNOWN,
    LATEST,
    PATH,
    ROWS,
    Found,
    column,
    day,
    holding,
    put,
    question,
)


def test_one_request_tells_rows_extremes_and_nulls(tmp_path: Path) -> None:
    found = put(holding(FIELDS, ROWS), question(*KNOWN), tmp_path)
    assert [query["$select"] for query in found.queries] == [
        "count(*) AS n,max(issue_date) AS max_1,min(issue_date) AS min_1,count(issue_date) AS count_1,"
        "max(fee) AS max_2,min(fee) AS min_2"
    ]
    answer, one = found.answer, found.column
    assert (answer.way, answer.failure, answer.detail, answer.rows) == ("soda", None, None, 4)
    assert (day(one.newest), day(one.oldest), one.rows, one.nulls) == ("2026-10-30", "2024-03-01", 4, 1)
    assert (one.latest, one.earliest) == (one.newest, one.oldest)
    assert (one.latest_raw, one.earliest_raw) == ("2026-10-30T09:30:00.000", "2024-03-01T00:00:00.000")
    assert (answer.capture, answer.asked_at) == (found.captures[-1].id, found.captures[-1].fetched_at)
    assert answer.url is not None and answer.url.endswith(PATH)


def test_the_pointer_leads_to_the_newest_value(tmp_path: Path) -> None:
    bodies: list[bytes] = []
    portal = holding(FIELDS, ROWS)

    def kept(n: int, request: Request) -> Response:
        response = portal.answer(request)
        bodies.append(b"".join(response.body))
        return response

    found = put(Paged(kept), question(*KNOWN), tmp_path)
    assert found.column.at == "/0/max_1"
    assert json.loads(bodies[0])[0]["max_1"] == found.column.latest_raw


FUTURE = [["2026-10-01T00:00:00.000"], ["8291-01-01T00:00:00.000"], ["2026-09-01T00:00:00.000"]]


def test_a_date_that_cannot_be_is_set_aside_and_the_newest_before_it_asked_for(tmp_path: Path) -> None:
    found = put(holding({"issue_date": "calendar_date"}, FUTURE), question("issue_date"), tmp_path)
    assert found.queries[1:] == (
        {"$select": "max(issue_date) AS max_1", "$where": "issue_date <= '2026-11-01T23:59:59.999'"},
    )  # fmt: skip
    one = found.column
    assert (day(one.newest), day(one.latest), one.latest_raw) == ("2026-10-01", "8291-01-01", "8291-01-01T00:00:00.000")
    assert (one.at, one.newest_at) == ("/0/max_1", None), "the greatest stands in the first capture, the newest in another"
    assert found.answer.capture == found.captures[-2].id


def test_dates_that_are_too_old_to_be_true_cost_no_second_request(tmp_path: Path) -> None:
    portal = holding({"issue_date": "calendar_date"}, [["0021-06-05T00:00:00.000"], ["1900-01-01T00:00:00.000"]])
    found = put(portal, question("issue_date"), tmp_path)
    assert (len(found.queries), found.column.latest_raw) == (1, "1900-01-01T00:00:00.000")


def test_a_year_of_five_digits_is_set_aside_too(tmp_path: Path) -> None:
    def far(n: int, request: Request) -> object:
        high = "2026-10-01T00:00:00.000" if request.one("$where") else "12026-10-01T00:00:00.000"
        return [{"n": "3", "max_1": high, "min_1": "2026-09-01T00:00:00.000", "count_1": "3"}]

    found = put(Paged(far), question("issue_date"), tmp_path)
    assert (len(found.queries), day(found.column.newest), found.column.latest) == (2, "2026-10-01", None)
    assert found.column.latest_raw == "12026-10-01T00:00:00.000"


def test_a_promise_may_lie_ahead(tmp_path: Path) -> None:
    portal = holding({"expiration_date": "calendar_date"}, [["2031-01-01T00:00:00.000"], ["2025-01-01T00:00:00.000"]])
    found = put(portal, question("expiration_date", cadence=True), tmp_path)
    assert len(found.queries) == 1
    assert (found.column.role, day(found.column.latest), found.column.newest) == ("aside", "2031-01-01", None)
    assert (found.answer.cadence_days, found.answer.entries) == (None, None)


def test_columns_that_lie_ahead_are_asked_for_together(tmp_path: Path) -> None:
    rows = [["2026-10-01T00:00:00.000", "2026-10-09T00:00:00.000"], ["8291-01-01T00:00:00.000", "2200-01-01T00:00:00.000"]]
    rows.append(["2026-10-05T00:00:00.000", "2027-06-01T00:00:00.000"])
    portal = holding({"issue_date": "calendar_date", "incident_date": "calendar_date"}, rows)
    found = put(portal, question("issue_date", "incident_date"), tmp_path)
    assert len(found.queries) == 2 and "$where" not in found.queries[1]
    assert {one.name: day(one.newest) for one in found.answer.columns} == {
        "issue_date": "2026-10-05", "incident_date": "2026-10-09",
    }  # fmt: skip


def test_a_server_that_does_not_answer_that_leaves_the_column_without(tmp_path: Path) -> None:
    portal = holding({"issue_date": "calendar_date"}, FUTURE)

    def deaf(n: int, request: Request) -> Response:
        return as_json({"message": "no"}, 400) if request.one("$where") else portal.answer(request)

    found = put(Paged(deaf), question("issue_date"), tmp_path)
    assert (found.answer.failure, found.column.newest, day(found.column.latest)) == (None, None, "8291-01-01")
    assert found.answer.detail == "dates up to the audit: http-400"
    assert len(found.queries) == 2

    def ignoring(n: int, request: Request) -> object:
        return [{"n": "3", "max_1": "8291-01-01T00:00:00.000", "min_1": "2026-09-01T00:00:00.000", "count_1": "3"}]

    again = put(Paged(ignoring), question("issue_date"), tmp_path / "ignoring")
    assert (again.column.newest, len(again.queries)) == (None, 2)


def test_a_load_that_all_rows_share_is_not_how_new_they_are(tmp_path: Path) -> None:
    def loaded(stamp: str, issued: str, folder: str) -> Found:
        types = {"issue_date": "calendar_date", "last_updated": "calendar_date"}
        portal = holding(types, [[issued, stamp], ["2024-01-01T00:00:00.000", stamp]])
        return put(portal, question("issue_date", "last_updated", column(":updated_at", type="date")), tmp_path / folder)

    first = loaded("2026-10-30T00:00:00.000", "2024-03-01T00:00:00.000", "a")
    later = loaded("2026-10-31T00:00:00.000", "2024-03-01T00:00:00.000", "b")
    other = loaded("2026-10-31T00:00:00.000", "2024-03-02T00:00:00.000", "c")
    assert {one.name: one.role for one in first.answer.columns} == {
        "issue_date": "event", "last_updated": "load", ":updated_at": "load",
    }  # fmt: skip
    assert first.answer.fingerprint == later.answer.fingerprint != other.answer.fingerprint
    assert len(first.queries) == 1


def test_the_fingerprint_moves_with_rows_and_extremes_and_its_basis_with_the_columns(tmp_path: Path) -> None:
    def mark(name: str, rows: list[list[str]], *columns: KnownColumn) -> tuple[str, str]:
        found = put(holding(FIELDS, rows), question(*(columns or KNOWN)), tmp_path / name).answer.fingerprint
        assert found is not None
        basis, _, content = found.partition(":")
        return basis, content

    first = mark("a", ROWS)
    assert mark("b", ROWS) == first
    changed = [
        mark("fee", [*ROWS[:3], ["P-4", "", "", "101"]]),
        mark("date", [["P-1", "2024-02-01T00:00:00.000", "", "10"], *ROWS[1:]]),
        mark("count", [*ROWS, ["P-5", "", "", ""]]),
    ]
    assert len({first, *changed}) == 4 and {basis for basis, _ in changed} == {first[0]}
    assert mark("fewer", ROWS, column("issue_date"))[0] != first[0]


def test_a_table_without_dates_still_has_a_fingerprint(tmp_path: Path) -> None:
    found = put(holding({"name": "text", "fee": "number"}, [["a", "1"], ["b", "2"]]), question(column("fee", "number")), tmp_path)
    answer = found.answer
    assert (answer.failure, answer.columns, answer.rows, answer.cadence_days) == (None, (), 2, None)
    assert answer.fingerprint is not None and len(found.queries) == 1
    only = put(holding({"name": "text"}, [["a"]]), question(column("name", "text")), tmp_path / "text")
    assert (only.queries, only.answer.rows) == (({"$select": "count(*) AS n"},), 1)


def test_a_few_numbers_and_no_computed_regions_are_asked_for(tmp_path: Path) -> None:
    names = [":@computed_region_ab12_cd34", *(f"number_{n}" for n in range(9))]
    portal = holding(dict.fromkeys(names, "number"), [[str(n) for n in range(10)]])
    found = put(portal, question(*(column(name, "number") for name in names)), tmp_path)
    asked = found.queries[0]["$select"]
    assert asked.count("max(") == MOST_NUMBERS and "computed" not in asked


def test_dates_that_are_text_are_not_asked_for_an_order(tmp_path: Path) -> None:
    found = put(holding({"opened": "text"}, [["3/4/2026"]]), question(column("opened", type="Text")), tmp_path)
    assert (found.queries[0]["$select"], found.answer.columns) == ("count(*) AS n", ())
    assert found.answer.detail == "dates as text have no order: opened"


@pytest.mark.parametrize("headers", [True, False])
def test_where_nobody_told_the_columns_one_row_does(headers: bool, tmp_path: Path) -> None:
    portal = holding(FIELDS, ROWS)

    def silent(n: int, request: Request) -> Response:
        response = portal.answer(request)
        return response if headers else response.with_headers(("X-SODA2-Fields", "[nonsense"), ("X-SODA2-Types", "7"))

    found = put(Paged(silent), question(), tmp_path)
    assert found.queries[0] == {"$limit": "1"}
    assert {one.name for one in found.answer.columns} == {"issue_date", "closed_date"}
    assert ("max(fee)" in found.queries[1]["$select"]) is headers, "a number is a text like any other in a row"
    assert len(found.queries) == 2


def test_an_empty_table_is_an_answer(tmp_path: Path) -> None:
    found = put(holding({}, []), question(), tmp_path)
    assert (found.answer.failure, found.answer.rows, found.answer.columns) == (None, 0, ())
    known = put(holding({"issue_date": "calendar_date"}, []), question("issue_date"), tmp_path / "known")
    assert (known.answer.rows, known.column.newest, known.column.nulls) == (0, None, 0)


def test_out_of_date_is_what_the_server_says(tmp_path: Path) -> None:
    for told in (True, False, None):
        found = put(holding(FIELDS, ROWS, out_of_date=told), question(*KNOWN), tmp_path / str(told))
        assert found.answer.out_of_date is told
        assert found.answer.failure is None


def test_an_answer_that_is_being_prepared_is_waited_for(tmp_path: Path) -> None:
    ready = put(holding(FIELDS, ROWS, processing=2), question(*KNOWN), tmp_path)
    assert ([entry.status for entry in ready.log], ready.answer.failure, ready.answer.rows) == ([202, 202, 200], None, 4)
    never = put(holding(FIELDS, ROWS, processing=9), question(*KNOWN), tmp_path / "never")
    assert ([entry.status for entry in never.log], never.answer.failure) == ([202] * 4, "http-202")
    assert never.answer.capture == never.captures[-1].id


def test_a_generated_portal_is_asked_once_a_table(tmp_path: Path) -> None:
    """But for tables whose dates lie behind the audit, which are asked once more."""
    portal = generate("socrata", 80, 3, on=LATEST)
    assert isinstance(portal, SocrataPortal)
    views = {str(view["id"]): view for view in portal.views}
    found: dict[str, Answer] = {}

    async def run(url: str, writer: SegmentWriter) -> None:
        async with Fetcher(FetchSettings(rate=0.0, allow_private=True), writer, on_capture=lambda _: None) as fetch:
            for key, view in views.items():
                known = tuple(
                    KnownColumn(str(one["fieldName"]), KINDS.get(str(one["dataTypeName"]), "other"), str(one["dataTypeName"]))
                    for one in columns_of(view)
                )
                asked = Question(key, (Way("soda", f"{url}/resource/{key}.json"),), known)
                found[key] = await asking(fetch, asked, LATEST)

    with serve(portal) as server, SegmentWriter(tmp_path / "archive", "a1") as writer:
        asyncio.run(run(server.url, writer))
        counts = Counter(entry.path.removeprefix("/resource/").removesuffix(".json") for entry in server.log)
    tabular = [key for key, view in views.items() if view["viewType"] == "tabular"]
    assert {key for key, answer in found.items() if answer.failure is None} == set(tabular)
    assert {found[key].failure for key in views.keys() - set(tabular)} == {"http-404"}
    behind = {key for key in tabular if any(one.at and not one.newest_at for one in found[key].columns)}
    assert {key for key in tabular if counts[key] != 1} <= behind
    assert len(tabular) > 60 and len(behind) < len(tabular) / 3 and max(counts.values()) <= 2
