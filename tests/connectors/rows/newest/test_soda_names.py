"""Columns of any name and number: questions that SoQL takes, in addresses that proxies let pass."""

from pathlib import Path

import pytest

from portalaudit.connectors.rows.newest.soda import newest
from portalaudit.connectors.rows.newest.soql import LONGEST, identifier, selection
from tests.connectors.rows.asking import ask
from tests.connectors.rows.newest.sodas import FIELDS, LATEST, PATH, ROWS, column, day, holding, put, question


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("issue_date", "issue_date"), ("_2019", "_2019"), (":updated_at", ":updated_at"),
        (":@computed_region_ab12_cd34", ":@computed_region_ab12_cd34"), ("année", "année"), ("date", "date"), ("count", "count"),
        ("group", "`group`"), ("Order", "`Order`"), ("end", "`end`"), ("first-date", "`first-date`"),
        ("issue date", None), ("it's", None), ('"x"', None), ("a`b", None), ("2019", None), ("", None), ("a.b", None),
        ("x) AS y,max(z", None), ("a\nb", None), ("-", "`-`"),
        ("m²", None), (":9", ":9"), (":", None), (":@a-b", "`:@a-b`"), ("a$", None),
    ],
)  # fmt: skip
def test_names_are_quoted_only_where_they_must_be(name: str, written: str | None) -> None:
    assert identifier(name) == written


def test_columns_called_like_keywords_are_asked_for(tmp_path: Path) -> None:
    names = ["group", "order", "end", "date"]
    rows = [["2026-10-01T00:00:00.000"] * 4, ["2026-10-02T00:00:00.000"] * 4]
    found = put(holding(dict.fromkeys(names, "calendar_date"), rows), question(*names, cadence=True), tmp_path)
    assert found.answer.failure is None
    assert {one.name: day(one.newest) for one in found.answer.columns} == dict.fromkeys(names, "2026-10-02")


def test_names_that_soql_cannot_write_are_left_out_and_named(tmp_path: Path) -> None:
    names = ["issue date", "it's", 'a "date"', "d\nate", "issue_date"]
    found = put(holding({"issue_date": "calendar_date"}, [["2026-10-01T00:00:00.000"]]), question(*names), tmp_path)
    assert [one.name for one in found.answer.columns] == ["issue_date"]
    assert found.answer.detail == 'no names in SoQL: issue date, it\'s, a "date" and 1 more'
    assert len(found.queries) == 1


def test_aliases_keep_clear_of_columns(tmp_path: Path) -> None:
    names = ["max_1", "n", "count_1", "D", "min_1"]
    rows = [["2026-10-01T00:00:00.000"] * 5, ["2026-10-03T00:00:00.000"] * 5]
    found = put(holding(dict.fromkeys(names, "calendar_date"), rows), question(*names, cadence=True), tmp_path)
    assert found.queries[0]["$select"].startswith(
        "count(*) AS n_,max(max_1) AS max_1_,min(max_1) AS min_1_,count(max_1) AS count_1_"
    )
    assert (found.answer.failure, found.answer.rows, found.answer.entries, found.answer.cadence_days) == (None, 2, 2, 2.0)
    assert {day(one.newest) for one in found.answer.columns} == {"2026-10-03"}


def test_a_column_told_twice_is_asked_once(tmp_path: Path) -> None:
    found = put(holding({"issue_date": "calendar_date"}, [["2026-10-01"]]), question("issue_date", "ISSUE_DATE"), tmp_path)
    assert found.queries[0]["$select"].count("max(") == 1


def test_wide_tables_keep_the_address_short(tmp_path: Path) -> None:
    names = [f"{'a_very_long_name_of_a_date_column' * 4}_{n}_date" for n in range(500)]
    numbers = [f"number_{n}" for n in range(500)]
    portal = holding(
        dict.fromkeys(names, "calendar_date") | dict.fromkeys(numbers, "number"), [["2026-10-01T00:00:00.000"] * 500]
    )
    found = put(portal, question(*names, *(column(name, "number") for name in numbers)), tmp_path)
    (entry,) = found.log
    assert 4_000 < len(entry.target) < LONGEST
    assert found.answer.failure is None and "no room in the address" in (found.answer.detail or "")
    assert {day(one.newest) for one in found.answer.columns} == {"2026-10-01"}
    huge = selection("https://x.example/resource/abcd-2345.json", [column("a" * 10_000)], [column("b", "number")], frozenset())
    assert (huge.unfit, [one.column.name for one in huge.asked]) == (("a" * 10_000,), ["b"])


def test_an_id_of_which_no_address_can_be_made_is_not_asked(tmp_path: Path) -> None:
    async def nowhere(fetch: object, way: object) -> object:
        return await newest(fetch, "ftp://x.example/resource/abcd-2345.json", question("issue_date"), LATEST)  # type: ignore[arg-type]

    found = ask(holding(FIELDS, ROWS), "soda", PATH, tmp_path, nowhere)
    assert found.rows.failure == "shape" and not found.log
