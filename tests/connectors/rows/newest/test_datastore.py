"""The newest row asked of CKAN's datastore: what is asked, how often, and what is said of the answers."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from portalaudit.connectors.rows.newest.columns import MOST_DAYS, cadence
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.stored import Cell
from portalaudit.demo.tables import Column, StoreOptions, Table, TableOptions, with_tables
from portalaudit.documents.rowdates.values import DAY
from portalaudit.model.probes import KnownColumn
from tests.connectors.rows.newest.asking import Asked, micros, question_of

KEY = "0d6e0c29-0a5b-4b3b-9b0a-3f2f0b1c2d3e"
PATH = "/api/3/action/datastore_search"
STORE = f"{PATH}?resource_id={KEY}"
KNOWN = (KnownColumn("id", "text", "text"), KnownColumn("opened", "date", "timestamp"))


def table(*columns: Column, rows: Sequence[Sequence[Cell]]) -> Table:
    return Table(columns, lambda: rows)


def asked(folder: Path, made: Table, known: Sequence[KnownColumn] = (), *, cadence: bool = False, **options: object) -> Asked:
    portal = with_tables(ckan_portal([]), {KEY: made}, options=TableOptions(store=StoreOptions(**options)))  # type: ignore[arg-type]
    return question_of(portal, [("datastore", STORE)], folder, known, cadence=cadence)


def days(*texts: str | None, column: str = "opened", kind: str = "timestamp") -> Table:
    rows = [[f"r{number}", None if text is None else text, number * 1.5] for number, text in enumerate(texts)]
    return table(Column("id"), Column(column, kind, "Opened", "When it was opened."), Column("amount", "numeric"), rows=rows)


FRESH = days("2026-01-05T08:00:00", "2026-10-30T10:00:00", "2025-03-01T00:00:00")


def test_a_dataset_whose_columns_are_known_is_asked_once(tmp_path: Path) -> None:
    found = asked(tmp_path, FRESH, KNOWN)
    assert found.requests == [
        (PATH, {"resource_id": [KEY], "sort": ["opened desc,_id desc"], "fields": ["opened"], "limit": ["1"]})
    ]
    answer, column = found.answer, found.column("opened")
    assert (answer.failure, answer.detail, answer.rows, answer.way) == (None, None, 3, "datastore")
    assert (column.newest, column.latest, column.latest_raw) == (
        micros("2026-10-30T10:00:00"), micros("2026-10-30T10:00:00"), "2026-10-30T10:00:00",
    )  # fmt: skip
    assert found.at("opened") == "2026-10-30T10:00:00"
    assert answer.capture == found.captures[-1].id and answer.asked_at == found.captures[-1].fetched_at
    assert (answer.url, answer.cadence_days, answer.entries) == (found.url + STORE, None, None)


def test_columns_are_asked_first_where_nobody_told_them_and_come_back_with_the_data_dictionary(tmp_path: Path) -> None:
    found = asked(tmp_path, FRESH)
    assert [query for _, query in found.requests] == [
        {"resource_id": [KEY], "limit": ["0"]},
        {"resource_id": [KEY], "sort": ["opened desc,_id desc"], "fields": ["opened"], "limit": ["1"]},
    ]
    assert [(one.name, one.type, one.title, one.description) for one in found.answer.columns] == [
        ("id", "text", None, None), ("opened", "timestamp", "Opened", "When it was opened."), ("amount", "numeric", None, None),
    ]  # fmt: skip
    assert [one.role == "other" for one in found.answer.columns] == [True, False, True]
    again = asked(tmp_path / "again", FRESH, KNOWN)
    assert again.answer.fingerprint == found.answer.fingerprint
    assert again.column("opened").description == "When it was opened."


def test_the_fingerprint_tells_whether_the_rows_are_the_same(tmp_path: Path) -> None:
    marks = {
        name: asked(tmp_path / name, made, KNOWN).answer.fingerprint or ""
        for name, made in {
            "same": FRESH,
            "again": FRESH,
            "newer": days("2026-01-05T08:00:00", "2026-10-31T10:00:00", "2025-03-01T00:00:00"),
            "fewer": days("2026-01-05T08:00:00", "2026-10-30T10:00:00"),
        }.items()
    }
    assert marks["same"] == marks["again"]
    assert len(set(marks.values())) == 3
    assert len({mark.partition(":")[0] for mark in marks.values()}) == 1
    estimated = asked(tmp_path / "estimated", FRESH, KNOWN, estimated=True).answer
    assert estimated.rows is None
    assert (estimated.fingerprint or "").partition(":")[0] != marks["same"].partition(":")[0]


@pytest.mark.parametrize("release", [(2, 6), (2, 9), (2, 11), (2, 12)])
def test_nulls_that_stand_first_are_looked_past_on_every_release(release: tuple[int, int], tmp_path: Path) -> None:
    made = days(None, "2026-10-30T10:00:00", None, "2025-03-01T00:00:00")
    found = asked(tmp_path, made, KNOWN, release=release)
    assert len(found.requests) == 2
    assert found.requests[1][1]["distinct"] == ["true"]
    assert ("include_total" in found.requests[1][1]) == (release >= (2, 8))
    assert (found.column("opened").newest, found.answer.rows) == (micros("2026-10-30T10:00:00"), 4)
    assert found.at("opened") == "2026-10-30T10:00:00"
    assert found.answer.entries == 2 and found.answer.cadence_by == "entries"


@pytest.mark.parametrize(
    ("texts", "newest", "detail"),
    [
        (["8291-01-01T00:00:00", "8291-01-01T00:00:00", "2026-10-30T10:00:00"], "2026-10-30T10:00:00", None),
        (["infinity", "2026-10-30T10:00:00"], "2026-10-30T10:00:00", None),
        (["2027-01-01T00:00:00", "2028-01-01T00:00:00"], None, "is the greatest value"),
        ([None, None], None, "empty"),
    ],
)
def test_what_cannot_be_true_is_set_aside_and_told(
    texts: list[str | None], newest: str | None, detail: str | None, tmp_path: Path
) -> None:
    found = asked(tmp_path, days(*texts), KNOWN)
    column = found.column("opened")
    assert len(found.requests) == 2
    assert column.newest == (None if newest is None else micros(newest))
    assert column.latest_raw == max((text for text in texts if text), default=None)
    assert (column.latest_raw is None) == (column.at is None)
    assert column.at is None or found.at("opened") == column.latest_raw
    assert column.newest_at is None
    assert found.answer.failure is None
    assert detail is None or detail in (found.answer.detail or "")


def test_a_column_of_updates_that_all_rows_share_is_the_time_of_a_load(tmp_path: Path) -> None:
    columns = (Column("last_updated", "timestamp"), Column("opened", "timestamp"))
    loaded = [["2026-10-31T04:00:00", "2019-05-01T00:00:00"], ["2026-10-31T05:00:00", "2018-01-01T00:00:00"]]
    known = [KnownColumn(column.name, "date", "timestamp") for column in columns]
    found = asked(tmp_path, table(*columns, rows=loaded), known)
    assert found.column("last_updated").role == "load"
    assert found.column("opened").newest == micros("2019-05-01")
    assert found.at("opened") == "2019-05-01T00:00:00"
    assert [(query["sort"][0].partition(",")[0], query["limit"]) for _, query in found.requests] == [
        ("last_updated desc", ["1"]), ("last_updated asc", ["1"]), ("opened desc", ["1"]),
    ]  # fmt: skip
    edited = [["2026-10-31T04:00:00", "2019-05-01T00:00:00"], ["2024-10-31T05:00:00", "2018-01-01T00:00:00"]]
    found = asked(tmp_path / "edited", table(*columns, rows=edited), known)
    assert (found.column("last_updated").newest, found.column("last_updated").oldest) == (
        micros("2026-10-31T04:00:00"), micros("2024-10-31T05:00:00"),
    )  # fmt: skip
    assert (len(found.requests), found.answer.cadence_by) == (2, "rows")
    once = asked(tmp_path / "once", table(*columns, rows=edited), known, cadence=True)
    assert (len(once.requests), once.answer.entries) == (2, 2), "the distinct days tell it too"


def test_where_the_best_column_is_empty_the_next_one_is_asked(tmp_path: Path) -> None:
    columns = (Column("last_updated", "timestamp"), Column("opened", "timestamp"))
    known = [KnownColumn(column.name, "date", "timestamp") for column in columns]
    ahead = asked(tmp_path / "ahead", table(*columns, rows=[["8291-01-01T00:00:00", "2019-05-01T00:00:00"]]), known)
    assert (ahead.column("last_updated").latest_raw, ahead.column("last_updated").at) == ("8291-01-01T00:00:00", None)
    assert ahead.at("opened") == "2019-05-01T00:00:00", "the answer's capture is that of the second question"
    found = asked(tmp_path, table(*columns, rows=[[None, "2019-05-01T00:00:00"]]), known)
    assert (found.column("opened").newest, found.column("last_updated").newest) == (micros("2019-05-01"), None)
    assert (len(found.requests), found.answer.detail) == (3, None)


def test_an_empty_table_has_no_rows_and_that_is_an_answer(tmp_path: Path) -> None:
    found = asked(tmp_path, days(), KNOWN)
    assert (found.answer.failure, found.answer.rows, found.column("opened").newest) == (None, 0, None)
    assert len(found.requests) == 1


def test_the_distinct_days_are_asked_for_once_where_they_are_wanted(tmp_path: Path) -> None:
    weekly = [f"2026-{month:02}-{day:02}T0{hour}:00:00" for month in (9, 10) for day in (1, 8, 15, 22, 29) for hour in (1, 2)]
    found = asked(tmp_path, days(*weekly), KNOWN, cadence=True)
    assert len(found.requests) == 2
    assert found.requests[1][1]["limit"] == ["100"]
    answer = found.answer
    assert (answer.entries, answer.cadence_days, answer.cadence_by) == (10, 7.0, "entries")
    assert answer.cadence_capture == found.captures[-1].id != answer.capture


@pytest.mark.parametrize(
    ("texts", "failure", "requests"),
    [
        (["2026-10-30", "2025-03-01", None, " "], None, 3),  # nulls first, then the least ones
        (["2026-10-30", "2025-03-01"], None, 2),
        (["2026-10-30 10:00", "2025-03-01T09:00"], None, 2),
        (["9/30/2026", "12/1/2026"], "dates-as-text", 1),
        (["unknown", "2026-10-30"], "dates-as-text", 1),
        (["2026-10-30", "10/01/2026"], "dates-as-text", 2),  # the least tells that they are not in order
        (["9999-12-31", "2026-10-30", "2025-01-01"], None, 3),
        (["2026", "2025"], "dates-as-text", 1),
    ],
)
def test_text_counts_only_where_its_order_is_that_of_the_days(
    texts: list[str | None], failure: str | None, requests: int, tmp_path: Path
) -> None:
    found = asked(tmp_path, days(*texts, column="date_opened", kind="text"), [KnownColumn("date_opened", "text", "text")])
    assert (found.answer.failure, len(found.requests)) == (failure, requests)
    column = found.column("date_opened")
    if failure is None:
        assert column.newest == micros("2026-10-30" if ":" not in (texts[0] or "") else "2026-10-30T10:00:00")
        assert column.oldest is not None and column.kind == "date"
    else:
        assert (column.newest, column.kind) == (None, "text")


@pytest.mark.parametrize("known", [(), (KnownColumn("date_updated", "date", "text"), KnownColumn("opened", "date", "timestamp"))])
def test_a_column_typed_as_a_date_goes_before_text(known: Sequence[KnownColumn], tmp_path: Path) -> None:
    made = table(Column("date_updated", "text"), Column("opened", "timestamp"), rows=[["2026-10-31", "2026-05-01T00:00:00"]])
    found = asked(tmp_path, made, known)
    assert found.column("opened").newest == micros("2026-05-01")
    assert all("date_updated" not in ",".join(query.get("fields", ())) for _, query in found.requests)


def test_of_two_columns_of_text_the_one_in_order_counts(tmp_path: Path) -> None:
    made = table(Column("date_opened"), Column("date_created"), rows=[["12/1/2026", "2026-05-01"], ["1/1/2026", "2025-05-01"]])
    found = asked(tmp_path, made)
    assert (found.answer.failure, found.column("date_created").newest) == (None, micros("2026-05-01"))
    assert found.column("date_opened").kind == "text"
    assert len(found.requests) == 4


def test_a_table_without_dates_is_no_failure_of_ours_and_its_columns_are_told(tmp_path: Path) -> None:
    made = table(Column("name"), Column("amount", "numeric"), rows=[["a", 1.0], ["b", 2.0]])
    found = asked(tmp_path, made)
    assert (found.answer.failure, found.answer.rows, len(found.requests)) == ("no-date-column", 2, 1)
    assert [one.name for one in found.answer.columns] == ["name", "amount"]
    assert found.answer.capture == found.captures[0].id
    unasked = asked(tmp_path / "known", made, [KnownColumn("name", "text", "text")])
    assert (unasked.answer.failure, unasked.requests) == ("no-date-column", [])


ODD_NAMES = (
    "order",
    "select",
    "it's opened",
    "closed desc",
    "opened, date",
    "a nulls last",
    "fecha añadida",
    "date (UTC)",
    "x%s",
    "é&=#+",
)


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("release", [(2, 9), (2, 12)])
def test_names_are_asked_for_as_they_are(name: str, release: tuple[int, int], tmp_path: Path) -> None:
    found = asked(tmp_path, days(None, "2026-10-30T10:00:00", column=name), cadence=True, release=release)
    assert found.column(name).newest == micros("2026-10-30T10:00:00")
    assert found.at(name) == "2026-10-30T10:00:00"
    assert len(found.requests) == 3


def test_a_column_that_was_renamed_or_hidden_is_asked_for_anew(tmp_path: Path) -> None:
    old = [KnownColumn("changed", "date", "timestamp")]
    found = asked(tmp_path, FRESH, old)
    assert [query.get("limit") for _, query in found.requests] == [["1"], ["0"], ["1"]]
    assert found.column("opened").newest == micros("2026-10-30T10:00:00")
    assert not any(one.name == "changed" for one in found.answer.columns)


def test_gaps_are_told_of_values_in_their_order_alone() -> None:
    falling = [(1_000 - 7 * number) * DAY for number in range(MOST_DAYS)]
    assert cadence(falling) == (MOST_DAYS, 7.0)
    assert cadence([None, *falling[1:]]) == (MOST_DAYS - 1, 7.0)
    assert cadence([*falling[50:], *falling[:50]]) == (None, None)  # any of more that were not given
    assert cadence([falling[2], falling[0], falling[1]]) == (3, 7.0)  # all that there are
    assert cadence([5 * DAY, 5 * DAY + 1]) == (1, None)
    assert cadence([]) == (0, None)


def test_five_hundred_columns(tmp_path: Path) -> None:
    columns = [Column(f"date_{number}", "timestamp") for number in range(500)]
    found = asked(tmp_path, table(*columns, rows=[["2026-10-30T10:00:00"] * 500]))
    assert len(found.answer.columns) == 500
    assert len(found.requests[1][1]["fields"][0].split(",")) <= 12
    assert found.answer.failure is None


def test_a_resource_that_is_not_there_leads_to_the_file(tmp_path: Path) -> None:
    portal = with_tables(ckan_portal([]), {"other": FRESH})
    found = question_of(portal, [("datastore", STORE)], tmp_path)
    assert (found.answer.failure, len(found.requests)) == ("http-404", 1)
    assert "not found" in (found.answer.detail or "")
