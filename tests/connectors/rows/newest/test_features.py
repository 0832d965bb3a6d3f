"""The newest row asked of an ArcGIS layer: what is asked, how often, and what is said of the answers."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.http import Request, Response
from portalaudit.demo.stored import Cell
from portalaudit.demo.tables import Column, LayerOptions, Table, TableOptions, with_tables
from portalaudit.model.probes import KnownColumn
from tests.connectors.rows.asking import Paged
from tests.connectors.rows.newest.asking import Asked, micros, question_of

LAYER = "/arcgis/rest/services/permits/FeatureServer/0"
EDITED = 1_785_672_000_000
KNOWN = (
    KnownColumn("OBJECTID", "other", "esriFieldTypeOID"), KnownColumn("updated", "date", "esriFieldTypeDate"),
    KnownColumn("amount", "number", "esriFieldTypeDouble"),
)  # fmt: skip


def table(*columns: Column, rows: Sequence[Sequence[Cell]]) -> Table:
    return Table(columns, lambda: rows)


def days(*texts: str | None, column: str = "updated", kind: str = "timestamp") -> Table:
    rows = [[text, f"r{number}", number * 1.5] for number, text in enumerate(texts)]
    return table(Column(column, kind, "Updated", "When it was edited."), Column("name"), Column("amount", "numeric"), rows=rows)


FRESH = days("2026-01-05T08:00:00", "2026-10-30T10:00:00", None, "2025-11-01T00:00:00")


def asked(
    folder: Path, made: Table, known: Sequence[KnownColumn] = (), *, cadence: bool = False, edited: int | None = EDITED,
    **options: object,
) -> Asked:  # fmt: skip
    told = TableOptions(edited=edited, layer=LayerOptions(**options))  # type: ignore[arg-type]
    portal = with_tables(ckan_portal([]), {"permits": made}, options=told)
    return question_of(portal, [("features", LAYER)], folder, known, cadence=cadence)


def statistics(query: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(one["statisticType"], one["onStatisticField"]) for one in json.loads(query["outStatistics"][0])]


def test_a_layer_whose_columns_are_known_is_asked_once_for_all_extremes(tmp_path: Path) -> None:
    found = asked(tmp_path, FRESH, KNOWN)
    assert [path for path, _ in found.requests] == [f"{LAYER}/query"]
    query = found.requests[0][1]
    assert statistics(query) == [
        ("count", "OBJECTID"),
        *((kind, name) for name in ("updated", "amount") for kind in ("max", "min")),
    ]
    assert {name: values for name, values in query.items() if name != "outStatistics"} == {
        "where": ["1=1"], "returnGeometry": ["false"], "f": ["json"],
    }  # fmt: skip
    answer, column = found.answer, found.column("updated")
    assert (answer.failure, answer.rows, answer.data_modified) == (None, 4, None)
    assert (column.newest, column.oldest) == (micros("2026-10-30T10:00:00"), micros("2025-11-01"))
    assert found.at("updated") == 1_793_354_400_000
    assert (answer.cadence_by, round(answer.cadence_days or 0, 1)) == ("rows", 121.1)
    assert answer.capture == found.captures[-1].id == answer.cadence_capture


def test_a_layer_is_asked_first_what_it_is_where_nobody_told_and_tells_when_it_was_edited(tmp_path: Path) -> None:
    found = asked(tmp_path, FRESH)
    assert [path for path, _ in found.requests] == [LAYER, f"{LAYER}/query"]
    assert found.answer.data_modified == datetime(2026, 8, 2, 12, 0, tzinfo=UTC)
    assert [(one.name, one.title, one.description) for one in found.answer.columns] == [
        ("OBJECTID", "OBJECTID", None), ("updated", "Updated", "When it was edited."), ("name", "name", None),
        ("amount", "amount", None),
    ]  # fmt: skip
    known = [KnownColumn(one.name, one.kind, one.type, one.title, one.description) for one in found.answer.columns]
    again = asked(tmp_path / "again", FRESH, known)
    assert len(again.requests) == 1
    assert again.answer.fingerprint == found.answer.fingerprint
    assert asked(tmp_path / "unedited", FRESH, edited=None).answer.data_modified is None


def test_the_fingerprint_tells_whether_the_rows_are_the_same(tmp_path: Path) -> None:
    rows = ["2026-01-05T08:00:00", "2026-10-30T10:00:00", None, "2025-11-01T00:00:00"]
    marks = [
        asked(tmp_path / str(number), made, KNOWN).answer.fingerprint
        for number, made in enumerate([FRESH, FRESH, days(*rows, None), days("2026-10-31T10:00:00", *rows[1:])])
    ]
    assert marks[0] == marks[1]
    assert len(set(marks)) == 3
    assert len({(mark or "").partition(":")[0] for mark in marks}) == 1


@pytest.mark.parametrize("told", [False, None])  # it says so, or refuses though it says otherwise
@pytest.mark.parametrize("known", [(), KNOWN])
def test_a_layer_that_takes_no_statistics_is_sorted(told: bool | None, known: Sequence[KnownColumn], tmp_path: Path) -> None:
    found = asked(tmp_path, FRESH, known, statistics=told)
    last = found.requests[-1][1]
    assert last == {
        "where": ["updated IS NOT NULL"], "outFields": ["updated"], "orderByFields": ["updated DESC"],
        "resultRecordCount": ["1"], "returnGeometry": ["false"], "f": ["json"],
    }  # fmt: skip
    assert len(found.requests) == (2 if told is False and not known else 3)
    assert (found.answer.failure, found.answer.rows, found.column("updated").newest) == (
        None,
        None,
        micros("2026-10-30T10:00:00"),
    )
    assert found.at("updated") == 1_793_354_400_000
    assert found.answer.data_modified is not None


def test_a_layer_that_neither_counts_nor_sorts_is_not_believed(tmp_path: Path) -> None:
    found = asked(tmp_path, FRESH, statistics=False, sorts=False)
    assert (found.answer.failure, len(found.requests)) == ("no-way", 1)
    assert found.answer.data_modified is not None
    refusing = asked(tmp_path / "refusing", FRESH, KNOWN, statistics=None, sorts=False)
    assert (refusing.answer.failure, len(refusing.requests)) == ("http-400", 2)


def test_a_layer_that_does_not_page_gives_more_than_one(tmp_path: Path) -> None:
    found = asked(tmp_path, FRESH, statistics=False, pages=False)
    assert "resultRecordCount" not in found.requests[-1][1]
    assert found.column("updated").newest == micros("2026-10-30T10:00:00")


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("kind", ["timestamp", "date"])
def test_what_cannot_be_true_is_looked_past(counts: bool, kind: str, tmp_path: Path) -> None:
    texts = ["8291-01-01", "2026-10-30", "2020-01-01"]
    made = days(*(text if kind == "date" else f"{text}T00:00:00" for text in texts), kind=kind)
    found = asked(tmp_path, made, statistics=counts)
    column = found.column("updated")
    assert (column.newest, column.latest) == (micros("2026-10-30"), micros("8291-01-01"))
    said = "DATE '2026-11-01'" if kind == "date" else "TIMESTAMP '2026-11-01 23:59:59'"
    assert found.requests[-1][1]["where"] == [f"updated <= {said}"]
    assert len(found.requests) == 3
    assert str(found.at("updated")) == column.latest_raw and column.newest_at is None
    assert found.answer.capture == found.captures[-2].id
    assert found.answer.rows == (3 if counts else None)


def test_all_of_it_in_the_future_is_told(tmp_path: Path) -> None:
    found = asked(tmp_path, days("8291-01-01T00:00:00", "2201-01-01T00:00:00"), KNOWN)
    assert (found.answer.failure, found.column("updated").newest) == (None, None)
    assert "greatest value" in (found.answer.detail or "")
    assert len(found.requests) == 2


def test_the_distinct_days_are_grouped_where_they_are_wanted(tmp_path: Path) -> None:
    weekly = [f"2026-10-{day:02}T0{hour}:00:00" for day in (1, 8, 15, 22, 29) for hour in (1, 2)]
    found = asked(tmp_path, days("8291-01-01T00:00:00", None, *weekly), KNOWN, cadence=True)
    assert (found.answer.entries, found.answer.cadence_days, found.answer.cadence_by) == (5, 7.0, "entries")
    assert found.requests[-1][1]["groupByFieldsForStatistics"] == ["updated"]
    assert found.requests[-1][1]["resultRecordCount"] == ["100"]
    assert found.answer.cadence_capture == found.captures[-1].id != found.answer.capture
    few = asked(tmp_path / "few", days(*weekly), KNOWN, cadence=True, statistics=None)
    assert (few.answer.entries, few.answer.failure, len(few.requests)) == (None, None, 4)


def test_names_in_capitals_are_the_same(tmp_path: Path) -> None:
    found = asked(tmp_path, FRESH, KNOWN, upper=True)
    assert (found.answer.rows, found.column("updated").newest) == (4, micros("2026-10-30T10:00:00"))
    assert found.at("updated") == 1_793_354_400_000


def test_dates_in_text_count_where_the_extremes_are_dates(tmp_path: Path) -> None:
    known = (KNOWN[0], KnownColumn("date_updated", "text", "esriFieldTypeString"))
    found = asked(tmp_path, days("2026-10-30", "2024-02-03", column="date_updated", kind="text"), known)
    assert (found.column("date_updated").newest, found.column("date_updated").oldest) == (
        micros("2026-10-30"),
        micros("2024-02-03"),
    )
    other = asked(tmp_path / "o", days("9/30/2026", "12/1/2026", column="date_updated", kind="text"), known)
    assert (other.answer.failure, other.column("date_updated").newest, other.answer.rows) == ("dates-as-text", None, 2)


def test_loads_that_all_rows_share_are_no_update(tmp_path: Path) -> None:
    same = ["2026-10-30T10:00:00"] * 3
    found = asked(
        tmp_path, days(*same, column="last_updated"), [KNOWN[0], KnownColumn("last_updated", "date", "esriFieldTypeDate")]
    )
    assert found.column("last_updated").latest == micros("2026-10-30T10:00:00")
    assert (found.column("last_updated").role, found.column("last_updated").why) == ("load", "name-update all-equal")
    assert found.answer.cadence_days is None


def test_many_columns_stay_within_an_address(tmp_path: Path) -> None:
    columns = [Column(f"a_rather_long_name_of_a_date_{number}", "timestamp") for number in range(300)]
    found = asked(tmp_path, table(*columns, rows=[["2026-10-30T10:00:00"] * 300]))
    assert len(found.log[-1].target) < 2_100
    assert len(statistics(found.requests[-1][1])) > 10
    assert len(found.answer.columns) == 301
    assert found.answer.failure is None


@pytest.mark.parametrize("name", ["order", "Order_", "fecha_añadida", "permits.updated"])
def test_names_are_asked_for_as_they_are(name: str, tmp_path: Path) -> None:
    field = {"name": name, "type": "esriFieldTypeDate"}

    def answer(n: int, request: Request) -> object:
        if request.path == LAYER:
            return {"fields": [{"name": "FID", "type": "esriFieldTypeOID"}, field], "maxRecordCount": 1}
        asked = json.loads(request.one("outStatistics"))
        return {"features": [{"attributes": {one["outStatisticFieldName"]: 1_793_354_400_000 for one in asked}}]}

    found = question_of(Paged(answer), [("features", LAYER)], tmp_path)
    assert (found.answer.failure, found.column(name).newest) == (None, micros("2026-10-30T10:00:00"))


def test_names_that_sql_would_need_quotes_for_stand_in_no_condition(tmp_path: Path) -> None:
    field = {"name": "it's 1=1; --", "type": "esriFieldTypeDate"}
    layer = {"fields": [field], "advancedQueryCapabilities": {"supportsStatistics": False, "supportsOrderBy": True}}
    found = question_of(Paged(lambda n, _: layer), [("features", LAYER)], tmp_path)
    assert (found.answer.failure, len(found.requests)) == ("no-date-column", 1)


def test_a_layer_without_dates(tmp_path: Path) -> None:
    found = asked(tmp_path, table(Column("name"), rows=[["a"]]))
    assert (found.answer.failure, len(found.requests), len(found.answer.columns)) == ("no-date-column", 1, 2)
    assert found.answer.data_modified is not None
    assert found.answer.capture == found.captures[0].id


TOLD = {"fields": [{"name": "FID", "type": "esriFieldTypeOID"}, {"name": "updated", "type": "esriFieldTypeDate"}]}
SORTS = {**TOLD, "advancedQueryCapabilities": {"supportsStatistics": False, "supportsOrderBy": True, "supportsPagination": True}}
LOGIN = Response(200, (("Content-Type", "text/html"),), (b"<form><input type='password' name=p></form>",))


def error(code: int, message: str = "no") -> dict[str, object]:
    return {"error": {"code": code, "message": message, "details": []}}


def after(layer: object, answer: object) -> Callable[[int, Request], Any]:
    return lambda n, request: layer if request.path == LAYER else answer


HOSTILE: Sequence[tuple[str, Callable[[int, Request], Any], str | None]] = (
    ("token required", lambda n, _: error(499, "Token Required"), "login"),
    ("token invalid", lambda n, _: error(498), "login"),
    ("forbidden", lambda n, _: error(403), "login"),
    ("stopped", lambda n, _: error(500, "Service stopped"), "http-500"),
    ("an error of text", lambda n, _: {"error": "no"}, "error"),
    ("a folder", lambda n, _: {"services": [], "folders": []}, "shape"),
    ("a page", lambda n, _: Response(200, (("Content-Type", "text/html"),), (b"<html>ArcGIS REST</html>",)), "not-json"),
    ("a login", lambda n, _: LOGIN, "login"),
    ("gone", lambda n, _: Response(404), "http-404"),
    ("odd fields", lambda n, _: {"fields": [None, 1, {"name": 3}, {"name": "a" * 9_000}, {"name": "\0"}]}, "no-date-column"),
    ("no features", after(TOLD, {"count": 3}), "shape"),
    ("ordinary rows", after(TOLD, {"features": [{"attributes": {"FID": 1}}]}), "shape"),
    ("no attributes", after(TOLD, {"features": [1, None, {"attributes": 3}]}), None),
    ("no rows", after(TOLD, {"features": []}), None),
    ("nulls", after(TOLD, {"features": [{"attributes": {"n_rows": None, "mx_0": None, "mn_0": None}}]}), None),
    ("odd values", after(TOLD, {"features": [{"attributes": {"n_rows": -3, "mx_0": [1], "mn_0": {"a": 1}}}]}), None),
    ("huge values", after(TOLD, {"features": [{"attributes": {"n_rows": 1e300, "mx_0": 1e300, "mn_0": -1e300}}]}), None),
    ("long text", after(TOLD, {"features": [{"attributes": {"mx_0": "9" * 500_000, "mn_0": True}}]}), None),
    ("unsorted", after(SORTS, {"features": [{"attributes": {"updated": 10**12 * n}} for n in (1, 1.7, 1.2)]}), None),
    ("unsorted, odd", after(SORTS, {"features": [{"attributes": {"updated": [n]}} for n in (1, 2)]}), None),
    ("nested", lambda n, _: Response(200, (), (b'{"fields":' + b"[" * 200_000,)), "nesting"),
    ("many keys", after(TOLD, {"features": [{"attributes": {f"k{n}": n for n in range(50_000)}}]}), "shape"),
)  # fmt: skip


@pytest.mark.parametrize(("make", "failure"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_hostile_answers_are_told_and_never_raise(
    make: Callable[[int, Request], Any], failure: str | None, tmp_path: Path
) -> None:
    for number, known in enumerate(((), KNOWN[:2])):
        found = question_of(Paged(make), [("features", LAYER)], tmp_path / str(number), known, cadence=True)
        assert len(found.requests) <= 5
        if not known or failure in ("login", "http-404", "not-json"):
            assert found.answer.failure == failure
        assert all(column.newest is None or column.newest < micros("2027-01-01") for column in found.answer.columns)


def test_of_rows_in_no_order_the_newest_counts(tmp_path: Path) -> None:
    rows = {
        "features": [{"attributes": {"updated": stamp}} for stamp in (1_700_000_000_000, 1_790_000_000_000, 1_720_000_000_000)]
    }
    found = question_of(Paged(after(SORTS, rows)), [("features", LAYER)], tmp_path)
    assert found.at("updated") == 1_790_000_000_000
