"""The stand-in's SODA evaluates what it is asked, and refuses as the platform does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from portalaudit.demo.catalogues import socrata as catalogue
from portalaudit.demo.catalogues.socrata_rows import LYING, PROMISING, rows_of
from portalaudit.demo.generate import generate
from portalaudit.demo.http import Request
from portalaudit.demo.server import serve
from portalaudit.demo.socrata import SocrataPortal, socrata_portal
from portalaudit.demo.socrata_rows import Rows
from portalaudit.demo.soql.values import guessed, number, spelt, stamped
from tests.demo.asking import Answer, ask

KEY = "abcd-2345"
FIELDS = {
    "permit": "text", "issue_date": "calendar_date", "closed": "calendar_date", "edited": "date", "fee": "number",
    "open": "checkbox", "place": "point", "group": "text", ":@computed_region_ab12_cd34": "number",
}  # fmt: skip
NAMES = ["permit", "issue_date", "closed", "edited", "fee", "open", "place", "group"]
LINES = [
    ["P-1", "12/15/2014 03:18:33 PM", "01/02/2015", "12/15/2014 03:18:33 PM +0000", "$1,200.50", "true", "POINT (1 2)", "b"],
    ["P-2", "2026-08-01T00:00:00.000", "", "12/15/2014 11:30:00 PM -0500", "9", "false", "", "a"],
    ["P-3", "July 12, 2022 03:10 PM", "May 2023", "", "10", "", "", "a"],
    ["P-4", "", "", "", "", "", "", ""],
]
VIEW = {
    "id": KEY, "assetType": "dataset", "viewType": "tabular", "rowsUpdatedAt": 1_788_220_800,
    "columns": [{"name": name.title(), "fieldName": name, "dataTypeName": kind} for name, kind in FIELDS.items()],
}  # fmt: skip


def portal(**manner: object) -> SocrataPortal:
    return socrata_portal([VIEW], rows=Rows(read={KEY: (NAMES, LINES)})).with_rows(**manner)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve(portal()) as server:
        yield server.url


def soda(url: str, **clauses: object) -> Answer:
    return ask(url, f"/resource/{KEY}.json", **{f"${name}": value for name, value in clauses.items()})


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ({"select": "count(*)"}, [{"count": "4"}]),
        ({"select": "count(*) AS n, count(closed) as c, COUNT(fee)"}, [{"n": "4", "c": "2", "count_fee": "3"}]),
        (
            {"select": "max(issue_date) AS mx, min(issue_date) AS mn"},
            [{"mx": "2026-08-01T00:00:00.000", "mn": "2014-12-15T15:18:33.000"}],
        ),
        ({"select": "max(edited)"}, [{"max_edited": "2014-12-16T04:30:00.000Z"}]),
        ({"select": "max(fee),min(fee),sum(fee)"}, [{"max_fee": "1200.5", "min_fee": "9", "sum_fee": "1219.5"}]),
        ({"select": "max(`group`) AS g"}, [{"g": "b"}]),
        ({"select": "max(:@computed_region_ab12_cd34)"}, [{}]),
        ({"select": "max(:updated_at) AS hi,min(:updated_at) AS lo"}, [dict.fromkeys(("hi", "lo"), "2026-09-01T00:00:00.000Z")]),
        ({"select": "permit", "where": "issue_date <= '2022-12-31T23:59:59.999'"}, [{"permit": "P-1"}, {"permit": "P-3"}]),
        ({"select": "permit", "where": "issue_date <= '2014-12-15'"}, []),
        ({"select": "permit", "where": "closed IS NULL AND issue_date IS NOT NULL"}, [{"permit": "P-2"}]),
        ({"select": "permit", "where": "fee > 9 or `group` = 'a'"}, [{"permit": "P-1"}, {"permit": "P-2"}, {"permit": "P-3"}]),
        ({"select": "permit", "where": "NOT (fee = '10' OR open = true) and fee is not null"}, [{"permit": "P-2"}]),
        ({"select": "permit", "where": "fee between 9 and 10 and permit in ('P-3', 'it''s')"}, [{"permit": "P-3"}]),
        ({"select": "count(*) AS n", "where": "edited > '2014-12-15T20:00:00Z'"}, [{"n": "1"}]),
        (
            {"select": "date_trunc_y(issue_date) AS y,count(*) AS n", "group": "y", "order": "y DESC", "limit": 2},
            [{"n": "1"}, {"y": "2026-01-01T00:00:00.000", "n": "1"}],
        ),
        (
            {"select": "date_trunc_ym(issue_date) AS m", "where": "fee = 10"}, [{"m": "2022-07-01T00:00:00.000"}],
        ),
        ({"select": "date_trunc_ymd(issue_date) AS d", "where": "permit='P-1'"}, [{"d": "2014-12-15T00:00:00.000"}]),
        ({"select": "datez_trunc_ymd(edited) AS d", "where": "permit='P-2'"}, [{"d": "2014-12-16T00:00:00.000Z"}]),
        (
            {"select": "`group`,count(*) AS n", "group": "`group`", "having": "count(*) > 1"}, [{"group": "a", "n": "2"}],
        ),
        ({"select": "permit,open", "order": "fee desc nulls last", "limit": 1, "offset": 1}, [{"permit": "P-3"}]),
        ({"select": "permit,open", "order": "fee", "limit": 1}, [{"permit": "P-2", "open": False}]),
        ({"select": "max(case(issue_date < '2023-01-01', issue_date)) AS mx"}, [{"mx": "2022-07-12T15:10:00.000"}]),
        ({"select": ":id", "order": ":id DESC", "limit": 1}, [{":id": "row-00000004"}]),
        ({"where": "permit = 'P-4'"}, [{"permit": "P-4"}]),
        ({"limit": 0}, []),
    ],
)  # fmt: skip
def test_questions_are_evaluated(url: str, clauses: dict[str, object], expected: list[dict[str, object]]) -> None:
    answer = soda(url, **clauses)
    assert (answer.status, answer.json()) == (200, expected)


def test_plain_rows_leave_out_what_is_null_and_system_fields(url: str) -> None:
    first, last = soda(url, limit=1).json()[0], soda(url, offset=3).json()
    assert first == {
        "permit": "P-1", "issue_date": "2014-12-15T15:18:33.000", "closed": "2015-01-02T00:00:00.000",
        "edited": "2014-12-15T15:18:33.000Z", "fee": "1200.5", "open": True, "place": "POINT (1 2)", "group": "b",
    }  # fmt: skip
    assert last == [{"permit": "P-4"}]


@pytest.mark.parametrize(
    ("clauses", "code", "says"),
    [
        ({"select": "max(gone)"}, "query.soql.no-such-column", "No such column: gone"),
        ({"where": "gone IS NULL"}, "query.soql.no-such-column", "gone"),
        ({"order": "gone DESC"}, "query.soql.no-such-column", "gone"),
        ({"select": "max(place)"}, "query.soql.type-mismatch", "max"),
        ({"select": "max(open)"}, "query.soql.type-mismatch", "max"),
        ({"select": "sum(permit)"}, "query.soql.type-mismatch", "sum"),
        ({"select": "date_trunc_ymd(edited)"}, "query.soql.type-mismatch", "date_trunc_ymd"),
        ({"where": "issue_date > 'lately'"}, "query.soql.type-mismatch", ">"),
        ({"where": "permit > 3"}, "query.soql.type-mismatch", ">"),
        ({"where": "fee"}, "query.soql.non-boolean-where", "WHERE"),
        ({"where": "max(fee) > 1"}, "query.soql.aggregate-in-ungrouped-context", "WHERE"),
        ({"select": "max(max(fee))"}, "query.soql.aggregate-in-ungrouped-context", "max"),
        ({"select": "permit,count(*)"}, "query.soql.column-not-in-group-bys", "permit"),
        ({"select": "permit", "group": "fee"}, "query.soql.column-not-in-group-bys", "permit"),
        ({"select": "max(fee) AS a,min(fee) AS a"}, "query.soql.duplicate-alias", "a"),
        ({"select": "median_of(fee)"}, "query.soql.no-such-function", "median_of"),
        ({"select": "max(group)"}, "query.soql.bad-parse", "group"),
        ({"select": "max(fee"}, "query.soql.bad-parse", "end of input"),
        ({"select": "fee AS select"}, "query.soql.bad-parse", "select"),
        ({"where": "permit = 'P-1"}, "query.soql.unterminated-string", "10"),
        ({"select": "fee;drop"}, "query.soql.unexpected-character", ";"),
        ({"order": "place"}, "query.soql.unorderable-order-by", "other"),
        ({"limit": "ten"}, "req.bad-parameter", "$limit"),
    ],
)
def test_what_is_refused(url: str, clauses: dict[str, object], code: str, says: str) -> None:
    answer = soda(url, **clauses)
    body = answer.json()
    assert (answer.status, body["code"], body["error"]) == (400, code, True)
    assert says in body["message"]
    assert body["data"] == {"query": str(clauses.get("select", ""))}


def test_the_query_coordinator_words_it_in_its_own_way() -> None:
    with serve(portal(coordinator=True)) as server:
        body = soda(server.url, select="max(gone)").json()
    assert (body["errorCode"], body["data"]["column"]) == ("query.soql.no-such-column", "gone")
    assert body["message"].startswith("Query coordinator error: query.soql.no-such-column; No such column: gone; position")
    assert "code" not in body


def test_headers_tell_fields_types_and_loads(url: str) -> None:
    answer = soda(url, limit=1)
    assert json.loads(answer.headers["x-soda2-fields"]) == list(FIELDS)
    assert json.loads(answer.headers["x-soda2-types"]) == [
        "text", "floating_timestamp", "floating_timestamp", "fixed_timestamp", "number", "checkbox", "point", "text", "number",
    ]  # fmt: skip
    assert "deprecated" in answer.headers["x-soda2-warning"]
    told = ("last-modified", "x-soda2-truth-last-modified", "x-soda2-secondary-last-modified")
    assert {answer.headers[name] for name in told} == {"Tue, 01 Sep 2026 00:00:00 GMT"}
    assert answer.headers["x-soda2-data-out-of-date"] == "false"


def test_an_etag_is_weak_and_known_again(url: str) -> None:
    first = soda(url, select="count(*)")
    again = ask(
        url, f"/resource/{KEY}.json", headers={"If-None-Match": first.headers["etag"]}, **{"$select": "count(*)"}
    )  # fmt: skip
    assert first.headers["etag"].startswith('W/"')
    assert (again.status, again.body) == (304, b"")
    assert soda(url, select="max(fee)").headers["etag"] != first.headers["etag"]


def test_manners_are_switched() -> None:
    with serve(portal(out_of_date=True, processing=2, hidden={KEY: ["issue_date"]})) as server:
        assert [soda(server.url, select="count(*)").status for _ in range(3)] == [202, 202, 200]
        assert soda(server.url, select="max(fee)").json()["code"] == "accepted"
        soda(server.url, limit=1)
        soda(server.url, limit=1)
        row = soda(server.url, limit=1)
        assert row.headers["x-soda2-data-out-of-date"] == "true"
        assert "issue_date" not in row.json()[0] and "issue_date" not in row.headers["x-soda2-fields"]
        assert "issue_date" in str(ask(server.url, f"/api/catalog/v1?ids={KEY}").json())
        for _ in range(3):
            refused = soda(server.url, select="max(issue_date)")
        assert refused.json()["code"] == "query.soql.no-such-column"
    with serve(portal(out_of_date=None)) as server:
        assert "x-soda2-data-out-of-date" not in soda(server.url, limit=1).headers


def test_a_table_of_500_columns_answers_and_keeps_its_names_to_itself() -> None:
    names = [f"a_rather_long_name_of_a_column_{n}" for n in range(500)]
    wide = socrata_portal([], rows=Rows(read={KEY: (names, [[str(n) for n in range(500)]])}))
    with serve(wide) as server:
        answer = soda(server.url, limit=1)
    assert len(answer.json()[0]) == 500
    assert "x-soda2-fields" not in answer.headers and "too large" in answer.headers["x-soda2-warning"]


@pytest.mark.parametrize(
    ("text", "floating", "fixed"),
    [
        ("12/15/2014 03:18:33 PM +0000", "2014-12-15T15:18:33.000", "2014-12-15T15:18:33.000Z"),
        ("12/15/2014 12:00:00 AM", "2014-12-15T00:00:00.000", "2014-12-15T00:00:00.000Z"),
        ("3/7/2014", "2014-03-07T00:00:00.000", "2014-03-07T00:00:00.000Z"),
        ("2026-08-01", "2026-08-01T00:00:00.000", "2026-08-01T00:00:00.000Z"),
        ("2026-08-01T10:00:00.25+02:00", "2026-08-01T10:00:00.250", "2026-08-01T08:00:00.250Z"),
        ("Jan 2020", "2020-01-01T00:00:00.000", "2020-01-01T00:00:00.000Z"),
        ("2018", "2018-01-01T00:00:00.000", "2018-01-01T00:00:00.000Z"),
        ("8291-01-01T00:00:00.000", "8291-01-01T00:00:00.000", "8291-01-01T00:00:00.000Z"),
        ("13/13/2014", None, None), ("soon", None, None), ("2026-02-30", None, None),
        ("9999-12-31T23:00:00.000-0500", "9999-12-31T23:00:00.000", None),
    ],
)  # fmt: skip
def test_cells_of_exports_become_moments(text: str, floating: str | None, fixed: str | None) -> None:
    assert stamped(text, True) == fixed
    assert stamped(text, False) == floating
    assert stamped(text, False, iso=True) == (stamped(text, False) if text[4:5] == "-" else None)


def test_types_are_guessed_only_where_cells_come_out_as_they_went_in() -> None:
    assert guessed(["2026-08-01T00:00:00.000"]) == "calendar_date"
    assert guessed(["1", "-2.5"]) == "number"
    for cells in ([], ["007"], ["1.50"], ["1", "x"], ["2026-08-01"], ["1e3"]):
        assert guessed(cells) == "text", cells
    assert [spelt(value) for text in ("12%", "1e20", "0.1", "123456789012345678901") if (value := number(text)) is not None] == [
        "12", "100000000000000000000.000000", "0.1", "123456789012345683968.000000",
    ]  # fmt: skip


def _asked(portal: SocrataPortal, key: str, select: str) -> Any:
    request = Request("GET", f"/resource/{key}.json?$select={select.replace(' ', '+')}", {"host": "data.x.example"})
    return json.loads(b"".join(portal.answer(request).body))


def test_generated_rows_agree_with_their_records_but_for_those_that_lie() -> None:
    portal = generate("socrata", 400, 3)
    assert isinstance(portal, SocrataPortal)
    tabular = [view for view in portal.views if view["viewType"] == "tabular"]
    behind: list[int] = []
    for view in tabular:
        if "date_opened" in str(view["columns"]) and view["assetType"] == "dataset":
            found = _asked(portal, str(view["id"]), "max(date_opened) AS hi,count(*) AS n")
            if isinstance(found, list) and "T" in found[0].get("hi", ""):
                loaded = datetime.fromtimestamp(int(str(view["rowsUpdatedAt"])), UTC)
                behind.append((loaded - datetime.fromisoformat(found[0]["hi"]).replace(tzinfo=UTC)).days)
                assert int(found[0]["n"]) >= 20
    assert len(behind) > 200
    assert LYING / 2 < sum(days > 700 for days in behind) / len(behind) < LYING * 2
    assert sum(0 <= days <= 1 for days in behind) > len(behind) * 0.8
    assert 0 < sum(days < -50_000 for days in behind) < len(behind) / 10, "a few dates cannot be"


def test_generated_rows_are_made_when_asked_for_the_same_each_time() -> None:
    views = [view for view in catalogue.views(300, 7) if view["viewType"] == "tabular"]
    made = {seed: [rows_of(view, seed) for view in views] for seed in (7, 8)}
    assert made[7] == [rows_of(view, 7) for view in views]
    assert made[7] != made[8]
    assert None not in made[7]
    assert rows_of({"viewType": "story", "columns": []}) is None
    portal = generate("socrata", 300, 7)
    assert isinstance(portal, SocrataPortal) and not portal.rows.store.tables
    promising = [view for view in views if PROMISING in str(view["columns"])]
    _asked(portal, str(promising[0]["id"]), "count(*)")
    assert list(portal.rows.store.tables) == [promising[0]["id"]]


def test_generated_stories_have_no_table(url: str) -> None:
    portal = generate("socrata", 200, 1)
    assert isinstance(portal, SocrataPortal)
    kinds = {str(view["viewType"]): str(view["id"]) for view in portal.views}
    assert _asked(portal, kinds["story"], "count(*)")["code"] == "dataset.missing"
    assert isinstance(_asked(portal, kinds["tabular"], "count(*)"), list)
