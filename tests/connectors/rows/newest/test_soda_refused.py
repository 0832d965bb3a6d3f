"""What servers say instead of an answer: hidden columns, errors however worded, walls, values of any type."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portalaudit.connectors.rows.newest.soda import MOST_BYTES, MOST_GONE, newest
from portalaudit.demo.http import Request, Response, as_html, as_json
from portalaudit.errors import StopRequested
from portalaudit.model.capture import Exchange
from portalaudit.model.ports import Fetch
from portalaudit.model.tables import Way
from tests.connectors.rows.asking import Paged, ask
from tests.connectors.rows.newest.sodas import FIELDS, KEY, KNOWN, LATEST, PATH, ROWS, column, day, holding, put, question


@pytest.mark.parametrize("coordinator", [True, False])
def test_a_hidden_column_is_left_out_and_named(coordinator: bool, tmp_path: Path) -> None:
    portal = holding(FIELDS, ROWS, hidden={KEY: ["issue_date"]}, coordinator=coordinator)
    found = put(portal, question(*KNOWN, "closed_date"), tmp_path)
    assert len(found.queries) == 2
    assert [one.name for one in found.answer.columns] == ["closed_date"]
    assert (found.answer.failure, found.answer.detail) == (None, "not there: issue_date")


GONE = "No such column: issue_date"
WORDINGS: dict[str, object] = {
    "code": {"code": "query.soql.no-such-column", "error": True, "message": GONE, "data": {"query": "x"}},
    "coordinator": {
        "message": f"Query coordinator error: query.soql.no-such-column; {GONE}; position: Map(row -> 1, column -> 8, line -> "
        '"SELECT `x`\\n ^")', "errorCode": "query.soql.no-such-column", "data": {},
    },
    "data": {"message": "Invalid SoQL query", "errorCode": "query.soql.no-such-column", "data": {"column": "ISSUE_DATE"}},
    "nested": {"message": "x", "errorCode": "query.soql.no-such-column", "data": {"data": {"column": "issue_date"}}},
    "no code": {"error": True, "message": "No such column: `issue_date`"},
    "analyzer": {"message": GONE, "code": "soql.analyzer.typechecker.no-such-column", "data": None},
}  # fmt: skip


@pytest.mark.parametrize("status", [400, 404, 200])
@pytest.mark.parametrize("wording", WORDINGS)
def test_a_missing_column_is_understood_however_it_is_worded(wording: str, status: int, tmp_path: Path) -> None:
    portal = holding(FIELDS, ROWS)

    def worded(n: int, request: Request) -> Response:
        return as_json(WORDINGS[wording], status) if "issue_date" in request.one("$select") else portal.answer(request)  # type: ignore[arg-type]

    found = put(Paged(worded), question(*KNOWN), tmp_path)
    assert (found.answer.failure, found.answer.rows, len(found.queries)) == (None, 4, 2)
    assert found.answer.detail == "not there: issue_date"


def test_columns_that_keep_missing_end_it(tmp_path: Path) -> None:
    names = [f"d{n}_date" for n in range(8)]
    portal = holding({"a": "text"}, [["x"]], dict.fromkeys(names, "calendar_date"), hidden={KEY: names})
    found = put(portal, question(*names), tmp_path)
    assert (found.answer.failure, len(found.queries)) == ("soql-no-such-column", 1 + MOST_GONE)
    assert found.answer.capture == found.captures[-1].id


def test_numbers_that_are_none_are_left_out(tmp_path: Path) -> None:
    portal = holding({"issue_date": "calendar_date", "fee": "point"}, [["2026-10-01T00:00:00.000", "POINT (1 2)"]])
    found = put(portal, question("issue_date", column("fee", "number")), tmp_path)
    assert (found.answer.failure, found.answer.detail) == (None, "numbers are of another type")
    assert (day(found.column.newest), len(found.queries)) == ("2026-10-01", 2)
    dates = put(holding({"issue_date": "point"}, [["POINT (1 2)"]]), question("issue_date"), tmp_path / "dates")
    assert (dates.answer.failure, len(dates.queries)) == ("soql-type-mismatch", 1)


PAGE = "<html><head><title>Just a moment...</title></head><body></body></html>"
LOGIN = '<html><title>Sign in</title><form action="/login"><input name="u"><input type="password" name="p"></form></html>'
REFUSALS: dict[str, tuple[Callable[[], Response], str]] = {
    "bad parse": (lambda: as_json({"code": "query.soql.bad-parse", "message": "Expected"}, 400), "soql-bad-parse"),
    "an unknown code": (lambda: as_json({"code": "query.soql.something-new"}, 400), "soql-error"),
    "an old code": (lambda: as_json({"code": "query.compiler.malformed", "message": "no"}, 400), "soql-error"),
    "a column that nobody asked for": (lambda: as_json({"message": "No such column: zz"}, 400), "soql-no-such-column"),
    "no column named": (lambda: as_json({"errorCode": "query.soql.no-such-column", "data": {}}, 400), "soql-no-such-column"),
    "bad request": (lambda: as_json({"error": "bad"}, 400), "http-400"),
    "no table": (lambda: as_json({"code": "invalid_request", "message": "This dataset is not tabular"}, 400), "not-tabular"),
    "missing": (lambda: as_json({"code": "dataset.missing", "error": True, "message": "Not found"}, 404), "http-404"),
    "gone": (lambda: Response(410), "http-410"),
    "refused": (lambda: as_json({"code": "permission_denied", "message": "Invalid app_token specified"}, 403), "http-403"),
    "locked": (
        lambda: as_json({"code": "permission_denied", "message": "You must be logged in to access this resource"}, 403), "login",
    ),
    "unavailable": (lambda: as_json({"code": "query.datasource.unavailable"}, 500), "http-500"),
    "a firewall": (lambda: as_html(PAGE, 403), "waf"),
    "a firewall that says 200": (lambda: as_html(PAGE), "waf"),
    "a login that says 200": (lambda: as_html(LOGIN), "login"),
    "a page": (lambda: as_html("<html><body>Maintenance</body></html>"), "not-json"),
    "nothing": (lambda: Response(200, (("Content-Type", "application/json"),)), "empty"),
    "no content": (lambda: Response(204), "empty"),
    "an object": (lambda: as_json({"rows": 3}), "shape"),
    "a number": (lambda: as_json(3), "shape"),
    "null": (lambda: as_json(None), "shape"),
    "an empty list": (lambda: as_json([]), "shape"),
    "a list of numbers": (lambda: as_json([1, 2]), "shape"),
    "a list of lists": (lambda: as_json([["n", 3]]), "shape"),
    "an empty row": (lambda: as_json([{}]), "shape"),
    "plain rows": (lambda: as_json([{"issue_date": "2026-10-01T00:00:00.000"}]), "shape"),
    "deep": (lambda: Response(200, (), (b"[" * 200_000 + b"]" * 200_000,)), "nesting"),
    "large": (lambda: as_json([{"n": "1", "pad": "x" * MOST_BYTES}]), "too-large"),
    "in UTF-16": (lambda: Response(200, (), ("[1]".encode("utf-16"),)), "shape"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_what_a_server_says_instead_is_a_failure_with_a_reason(name: str, tmp_path: Path) -> None:
    make, reason = REFUSALS[name]
    found = put(Paged(lambda n, request: make()), question("issue_date"), tmp_path, attempts=1)
    assert (found.answer.failure, found.answer.rows, found.answer.columns) == (reason, None, ())
    assert (found.answer.capture, found.answer.asked_at) == (found.captures[-1].id, found.captures[-1].fetched_at)
    assert found.answer.fingerprint is None
    assert len(found.queries) == 1
    learning = put(Paged(lambda n, request: make()), question(), tmp_path / "learning", attempts=1)
    assert learning.answer.failure is not None and len(learning.queries) <= 2


VALUES: dict[str, tuple[dict[str, object], int | None, str | None]] = {
    "strings": ({"n": "7", "max_1": "2026-10-01T00:00:00.000", "count_1": "5"}, 7, "2026-10-01"),
    "numbers": ({"n": 7, "max_1": "2026-10-01T00:00:00.000", "count_1": 5}, 7, "2026-10-01"),
    "floats": ({"n": 7.0, "max_1": "2026-10-01", "count_1": "5.000"}, 7, "2026-10-01"),
    "a count that is none": ({"n": "many", "max_1": "2026-10-01T00:00:00.000"}, None, "2026-10-01"),
    "a count below zero": ({"n": -7, "max_1": "2026-10-01T00:00:00.000"}, None, "2026-10-01"),
    "a count of many digits": ({"n": "9" * 5_000, "max_1": "2026-10-01T00:00:00.000"}, None, "2026-10-01"),
    "a truth": ({"n": True, "max_1": False}, None, None),
    "nothing but rows": ({"n": "7"}, 7, None),
    "no rows": ({"max_1": "2026-10-01T00:00:00.000"}, None, "2026-10-01"),
    "a null": ({"n": "7", "max_1": None, "min_1": None}, 7, None),
    "a list": ({"n": ["7"], "max_1": ["2026-10-01"]}, None, None),
    "an object": ({"n": "7", "max_1": {"a": 1}}, 7, None),
    "no date": ({"n": "7", "max_1": "soon", "min_1": "3"}, 7, None),
    "a long text": ({"n": "7", "max_1": "2" * 1_000_000}, 7, None),
    "more dates than rows": ({"n": "7", "max_1": "2026-10-01T00:00:00.000", "count_1": "9"}, 7, "2026-10-01"),
    "a count of dates that is none": ({"n": "7", "max_1": "2026-10-01T00:00:00.000", "count_1": {}}, 7, "2026-10-01"),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_values_of_any_type_are_read_or_left(name: str, tmp_path: Path) -> None:
    row, rows, newest_day = VALUES[name]
    found = put(Paged(lambda n, request: [row]), question("issue_date", column("fee", "number")), tmp_path)
    assert (found.answer.failure, found.answer.rows, day(found.column.newest)) == (None, rows, newest_day)
    known = name in ("strings", "numbers", "floats")
    assert found.column.nulls == (2 if known else None)
    assert (found.column.latest_raw is not None) is (newest_day is not None or name == "no date")
    assert found.answer.out_of_date is None


def test_numbers_that_are_none_in_json_are_left(tmp_path: Path) -> None:
    body = b'[{"n": NaN, "max_1": Infinity, "min_1": -Infinity, "count_1": 1e400}]'
    found = put(Paged(lambda n, request: Response(200, (), (body,))), question("issue_date"), tmp_path)
    assert (found.answer.failure, found.answer.rows, found.column.latest_raw) == (None, None, None)
    assert found.answer.fingerprint is None


def test_a_stop_passes_through(tmp_path: Path) -> None:
    """The budget is spent with the extremes; the date before the audit is never asked for."""
    portal = holding({"issue_date": "calendar_date"}, [["8291-01-01T00:00:00.000"]])

    class Stopping:
        def __init__(self, fetch: Fetch) -> None:
            self.fetch, self.left = fetch, 1

        async def get(self, url: str, **options: object) -> Exchange:
            if not self.left:
                raise StopRequested("the budget is spent")
            self.left -= 1
            return await self.fetch.get(url, **options)  # type: ignore[arg-type]

    async def asking(fetch: Fetch, way: Way) -> object:
        with pytest.raises(StopRequested):
            await newest(Stopping(fetch), way.url, question("issue_date"), LATEST)  # type: ignore[arg-type]
        return "stopped"

    assert len(ask(portal, "soda", PATH, tmp_path, asking).targets) == 1
