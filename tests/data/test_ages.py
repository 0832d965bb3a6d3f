"""Allowed ages: the published tables, line by line, and what lies between their lines."""

import math
from pathlib import Path

import numpy as np
import pytest

from portalaudit.data.ages import (
    NOT_ASKED,
    NOT_COVERED,
    UNDECLARED,
    UNKNOWN,
    age_table,
    age_tables,
    allowed_days,
    default_table,
    rows_of,
    states,
)

HDX = {
    1: (1, 2, 3), 2: (2, 4, 6), 7: (7, 14, 21), 14: (14, 21, 28), 30: (30, 44, 60), 60: (60, 84, 108), 90: (90, 120, 150),
    120: (120, 147, 174), 180: (180, 210, 240), 300: (300, 342, 384), 365: (365, 425, 455), 730: (730, 785, 840),
}  # fmt: skip
TORONTO = {1: 7, 7: 4, 14: 4, 30: 2, 91: 2, 182: 2, 365: 0.5}
PROJECT_OPEN_DATA = {
    0: 1, 0.04: 1, 1: 2, 2.31: 4, 3.5: 5, 7: 9, 10: 13, 14: 18, 15: 19, 31: 39, 62: 78, 92: 115, 123: 154, 184: 230, 366: 458,
    731: 914, 1096: 1370, 1461: 1827, 3653: 4567,
}  # fmt: skip
OTHER = {UNKNOWN: "unknown", NOT_ASKED: "not asked", NOT_COVERED: "not covered"}


def said(table: str, declared: float, age: float = math.nan) -> str:
    """The state of one dataset."""
    ages = age_table(table)
    code = int(states(ages, np.array([declared], float), np.array([age], float))[0])
    return OTHER.get(code) or ages.states[code]


def test_three_tables_ship_and_the_checks_judge_by_the_first() -> None:
    assert list(age_tables()) == ["project-open-data", "hdx", "toronto"]
    assert default_table() is age_table("project-open-data")
    assert all(table.source for table in age_tables().values())


@pytest.mark.parametrize(("days", "allowed"), PROJECT_OPEN_DATA.items())
def test_project_open_data_allows_a_quarter_more(days: float, allowed: int) -> None:
    assert allowed_days(default_table(), np.array([days], float)).tolist() == [allowed]
    late = [said("project-open-data", days, age) for age in (allowed, allowed + 0.99, allowed + 1)]
    assert late == ["fresh", "fresh", "late"]


@pytest.mark.parametrize(("days", "limits"), HDX.items())
def test_hdx_by_exact_ages(days: int, limits: tuple[int, int, int]) -> None:
    due, overdue, delinquent = limits
    ages = (0, due - 1e-6, due, overdue - 1e-6, overdue, delinquent - 1e-6, delinquent, 10_000)
    assert [said("hdx", days, age) for age in ages] == [
        "fresh", "fresh", "due", "due", "overdue", "overdue", "delinquent", "delinquent",
    ]  # fmt: skip


@pytest.mark.parametrize(("period", "k"), TORONTO.items())
def test_toronto_by_whole_days_and_k_periods(period: int, k: float) -> None:
    end = period * (1 + k)
    ages = (period, period + 0.99, period + 1, math.ceil(end) - 1, math.ceil(end))
    assert [said("toronto", period, age) for age in ages] == ["fresh", "fresh", "late", "late", "stale"]
    (place,) = rows_of(age_table("toronto"), np.array([period], float))
    assert (age_table("toronto").rows[place].days, age_table("toronto").rows[place].k) == (period, k)


@pytest.mark.parametrize(
    ("table", "declared", "row"),
    [
        # the calendar's longest month, quarter, half and year
        ("hdx", 31, 30), ("hdx", 62, 60), ("hdx", 92, 90), ("hdx", 123, 120), ("hdx", 184, 180), ("hdx", 366, 365),
        ("hdx", 731, 730), ("toronto", 31, 30), ("toronto", 92, 91), ("toronto", 184, 182), ("toronto", 366, 365),
        # faster than daily
        ("hdx", 0.5, 1), ("toronto", 1 / 24, 1), ("1=4", 0, 1),
        # no row near enough
        ("hdx", 3, None), ("hdx", 3.5, None), ("hdx", 10, None), ("hdx", 15, None), ("hdx", 1096, None), ("toronto", 62, None),
        ("toronto", 731, None), ("1=4 7=13 31=40", 366, None), ("7=13", 0.5, None),
        ("1=4 7=13 31=40", 30, 31),
    ],
)  # fmt: skip
def test_another_period_is_asked_as_the_nearest_row_or_not_at_all(table: str, declared: float, row: float | None) -> None:
    ages = age_table(table)
    (place,) = rows_of(ages, np.array([declared], float))

    assert (None if place < 0 else ages.rows[place].days) == row
    assert (said(table, declared, 0) == "not covered") == (row is None)


@pytest.mark.parametrize(
    ("table", "declared", "state"),
    [
        ("project-open-data", math.inf, "not asked"), ("project-open-data", UNDECLARED, "not asked"),
        ("project-open-data", math.nan, "unknown"), ("project-open-data", 0, "unknown"), ("project-open-data", 31, "unknown"),
        ("hdx", math.inf, "fresh"), ("hdx", 0, "fresh"), ("hdx", UNDECLARED, "unavailable"), ("hdx", math.nan, "unknown"),
        ("hdx", 30, "unknown"), ("hdx", 1096, "not covered"),
        ("toronto", math.inf, "fresh"), ("toronto", 0, "fresh"), ("toronto", UNDECLARED, "not asked"), ("toronto", 7, "unknown"),
        ("1=4 7=13", math.inf, "not asked"), ("1=4 7=13", UNDECLARED, "not asked"), ("1=4 7=13", 7, "unknown"),
    ],
)  # fmt: skip
def test_without_an_age_only_what_is_declared_can_decide(table: str, declared: float, state: str) -> None:
    """An age that nobody knows, with a period that has one, is unknown: never fresh, never late."""
    assert said(table, declared) == state


def test_a_list_of_ones_own() -> None:
    ages = age_table(" 1=4  7=13 31=40.5 ")
    assert [(row.days, row.limits) for row in ages.rows] == [(1, (4,)), (7, (13,)), (31, (40.5,))]
    assert [said("1=4 7=13 31=40", days, age) for days, age in ((1, 4.9), (1, 5), (7, 13), (7, 14), (31, 41))] == [
        "fresh", "late", "fresh", "late", "late",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "chattanooga", "7", "7=", "=7", "7=13,14", "-1=2", "0=1", "7=1 7=2", "7=1e3", "nan=1", "7=inf", "7=13 " * 50]
)
def test_what_is_no_list_is_refused_and_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"project-open-data|once"):
        age_table(text)


def test_many_datasets_at_once() -> None:
    declared = np.array([31, 31, 7, np.inf, UNDECLARED, np.nan, 1096])
    age = np.array([29, 60, np.nan, np.nan, 5, 5, 5])
    hdx = age_table("hdx")

    assert states(hdx, declared, age).tolist() == [0, 3, UNKNOWN, 0, 4, UNKNOWN, NOT_COVERED]
    assert states(hdx, np.array([]), np.array([])).tolist() == []


def test_the_manual_names_every_table_with_its_states() -> None:
    page = (Path(__file__).parents[2] / "docs" / "freshness.md").read_text(encoding="utf-8")
    for table in age_tables().values():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{table.id}`")]
        assert f"| `{' '.join(table.states)}` |" in row
