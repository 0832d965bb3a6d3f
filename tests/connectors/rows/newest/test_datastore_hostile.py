"""CKAN's datastore that answers otherwise than it should: told, never raised."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from portalaudit.demo.http import Request, Response, as_json
from tests.connectors.rows.asking import Paged
from tests.connectors.rows.newest.asking import micros, question_of
from tests.connectors.rows.newest.test_datastore import FRESH, KNOWN, STORE, asked


def result(**changes: object) -> dict[str, object]:
    known: dict[str, object] = {
        "fields": [{"id": "_id", "type": "int"}, {"id": "opened", "type": "timestamp"}],
        "records": [{"opened": "2026-10-30T10:00:00"}], "total": 3, "limit": 1,
    }  # fmt: skip
    return {"success": True, "result": {**known, **changes}}


def envelope(kind: str, status: int, **fields: object) -> Response:
    return as_json({"success": False, "error": {"__type": kind, **fields}}, status)


HTML = Response(200, (("Content-Type", "text/html"),), (b"<html><body>Welcome to our portal</body></html>",))
LOGIN = Response(200, (("Content-Type", "text/html"),), (b"<form><input type='password' name=p></form>",))
WALL = Response(403, (("Content-Type", "text/html"),), (b"<html><title>Just a moment...</title></html>",))
HOSTILE: Sequence[tuple[str, Callable[[int, Request], Any], str | None]] = (
    ("html", lambda n, _: HTML, "not-json"),
    ("login", lambda n, _: LOGIN, "login"),
    ("wall", lambda n, _: WALL, "waf"),
    ("forbidden", lambda n, _: envelope("Authorization Error", 403, message="Access denied"), "http-403"),
    ("gone", lambda n, _: envelope("Not Found Error", 404, message="Not found"), "http-404"),
    ("no action", lambda n, _: as_json("Bad request - Action name not known: datastore_search", 400), "http-400"),
    ("refused", lambda n, _: envelope("Validation Error", 409, sort=["invalid value"]), "http-409"),
    ("broken", lambda n, _: as_json({"success": False, "error": None}, 500), "http-500"),
    ("no records", lambda n, _: result(records=None), "shape"),
    ("a text of records", lambda n, _: result(records="a,b"), "shape"),
    ("records of lists", lambda n, _: result(records=[["2026-10-30"]]), "shape"),
    ("no result", lambda n, _: {"success": True, "result": None}, "shape"),
    ("a list", lambda n, _: [1, 2], "shape"),
    ("numbers for dates", lambda n, _: result(records=[{"opened": 17}]), None),
    ("lists for dates", lambda n, _: result(records=[{"opened": [{"a": "b" * 5_000}]}]), None),
    ("a long text", lambda n, _: result(records=[{"opened": "9" * 100_000}]), None),
    ("without the column", lambda n, _: result(records=[{"other": 1}]), None),
    ("a total of text", lambda n, _: result(total="many"), None),
    ("a negative total", lambda n, _: result(total=-5), None),
    ("a total that is none", lambda n, _: result(total=1e300), None),
    ("fields of anything", lambda n, _: result(fields=[None, 1, {"id": ["x"]}, {"id": "opened", "info": "none"}]), None),
    ("nested", lambda n, _: Response(200, (), (b'{"success":true,"result":' + b"[" * 200_000 + b"]" * 200_000,)), "nesting"),
)  # fmt: skip


@pytest.mark.parametrize(("make", "failure"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_hostile_answers_are_told_and_never_raise(
    make: Callable[[int, Request], Any], failure: str | None, tmp_path: Path
) -> None:
    for number, known in enumerate(((), KNOWN)):
        found = question_of(Paged(make), [("datastore", STORE)], tmp_path / str(number), known, cadence=True)
        assert found.answer.failure == failure or (failure is None and found.answer.failure in (None, "no-date-column")), number
        assert len(found.requests) <= 4
        assert all(column.newest is None or column.newest < micros("2027-01-01") for column in found.answer.columns)


def test_a_datastore_that_declares_what_it_does_not_give(tmp_path: Path) -> None:
    nothing = question_of(Paged(lambda n, _: result(total=10_000_000, records=[])), [("datastore", STORE)], tmp_path, KNOWN)
    assert (nothing.answer.failure, nothing.answer.rows) == ("shape", None)
    assert "10,000,000" in (nothing.answer.detail or "")
    three = [{"opened": f"2026-10-0{number}T00:00:00"} for number in (2, 3, 1)]
    few = question_of(
        Paged(lambda n, _: result(total=10_000_000, records=three)), [("datastore", STORE)], tmp_path / "few", KNOWN
    )
    assert (few.answer.failure, few.answer.rows, few.column("opened").newest) == (None, None, micros("2026-10-03"))
    assert "10000000 rows and gives 3" in (few.answer.detail or "")
    assert few.at("opened") == "2026-10-03T00:00:00"


def test_a_server_that_sorts_nothing_shows_no_newest_row(tmp_path: Path) -> None:
    """It is noticed where the distinct days are asked for."""
    rows = [{"opened": f"2024-0{month}-10T00:00:00"} for month in (6, 1, 8, 3)]

    def answer(n: int, request: Request) -> object:
        return result(total=4, records=rows[: int(request.one("limit") or 100)])

    found = question_of(Paged(answer), [("datastore", STORE)], tmp_path, KNOWN, cadence=True)
    assert (found.answer.failure, found.answer.detail) == ("shape", "opened does not come in the order asked for")
    assert all(column.newest is None for column in found.answer.columns)


def test_an_estimate_is_no_number_of_rows(tmp_path: Path) -> None:
    found = asked(tmp_path, FRESH, KNOWN, estimated=True, declared=10_000_000)
    assert (found.answer.rows, found.answer.failure) == (None, None)
    assert found.column("opened").newest == micros("2026-10-30T10:00:00")


def test_an_answer_without_end_is_cut(tmp_path: Path) -> None:
    body = b'{"success":true,"result":{"fields":[],"records":[' + b'{"opened":"2026-10-30T10:00:00"},' * 200_000
    found = question_of(Paged(lambda n, _: Response(200, (), (body,))), [("datastore", STORE)], tmp_path, KNOWN)
    assert found.answer.failure == "too-large"


def test_a_refusal_of_something_else_is_not_asked_again(tmp_path: Path) -> None:
    def answer(n: int, request: Request) -> object:
        return result(records=[]) if request.one("limit") == "0" else envelope("Validation Error", 409, sort=["no"])

    found = question_of(Paged(answer), [("datastore", STORE)], tmp_path, KNOWN[1:])
    assert (found.answer.failure, found.answer.rows, len(found.requests)) == ("http-409", 3, 2)
