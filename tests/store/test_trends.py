"""Trends of a target, its departments, and a criterion."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from portalaudit.model.history import Count, Score, Unit
from portalaudit.store.trends import criterion_tally, month_ends, open_counts, scores_of, units_of
from tests.store.examples import NIGHT, PORTAL, a_check, a_part, a_portal_check, some_city
from tests.store.history import a_criterion, a_night, a_rubric, saved

CITY = "example-ex"
NAMES = ["d1@Parks", "d2@Parks", "d3@Police", "d4"]


def day(number: int) -> datetime:
    return NIGHT + timedelta(days=number)


def failing(engine: Engine, *nights: tuple[int, list[int]]) -> None:
    """Audits on nights, each with the rows that fail."""
    for night, rows in nights:
        saved(
            engine,
            a_night(night, a_criterion("C1", "met"), portals=(a_part(NAMES, a_check(fails=rows), a_portal_check("fail")),)),
        )


@pytest.mark.parametrize(
    ("since", "until", "ends"),
    [
        (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC), ["2026-01-31", "2026-02-28", "2026-03-02"]),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), ["2026-12-31", "2027-01-01"]),
        (datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 2, 29, 23, tzinfo=UTC), ["2028-02-29"]),
    ],
    ids=["three", "year", "one"],
)
def test_ends_of_months(since: datetime, until: datetime, ends: list[str]) -> None:
    found = month_ends(since, until)
    assert [f"{moment:%Y-%m-%d}" for moment in found] == ends
    assert found[-1] == until


def test_scores_are_those_of_the_last_audit_of_each_month(engine: Engine) -> None:
    for night, score in ((0, 50.0), (3, 60.0), (31, 200 / 3), (40, 75.0)):
        rubrics = (a_rubric(name="portal-health", score=score),)
        saved(engine, replace(a_night(night), rubrics=rubrics, complete=night != 40))
    assert scores_of(engine, CITY, "portal-health", NIGHT) == (Score(day(3), 60.0, 0.5), Score(day(31), 200 / 3, 0.5))
    assert scores_of(engine, CITY, "portal-health", day(4)) == (Score(day(31), 200 / 3, 0.5),)
    assert scores_of(engine, CITY, "wwc-v3", NIGHT) == scores_of(engine, "other-ex", "portal-health", NIGHT) == ()


def test_departments_with_most_open_findings_stand_first(engine: Engine) -> None:
    failing(engine, (0, [0, 1, 2, 3]), (1, [0, 1, 2]))
    url = PORTAL.url
    assert units_of(engine, CITY) == (Unit("Parks", url, 2, 2), Unit("Police", url, 1, 1))
    assert units_of(engine, CITY, limit=1) == (Unit("Parks", url, 2, 2),)
    assert units_of(engine, "other-ex") == ()


def test_what_names_nobody_is_told_as_such(engine: Engine) -> None:
    failing(engine, (0, [3]))
    assert units_of(engine, CITY) == (Unit(None, PORTAL.url, 1, 1),)


def test_open_findings_over_time(engine: Engine) -> None:
    failing(engine, (0, [0]), (1, [0, 1, 2]), (2, [1]), (3, [0, 1]))
    moments = [day(-1), day(0), day(1), day(2), day(9)]
    assert [one.open for one in open_counts(engine, CITY, moments)] == [2, 4, 2, 3], "nobody knows of the day before"
    assert open_counts(engine, CITY, moments[2:4], organisation="Parks") == (Count(day(1), 2), Count(day(2), 1))
    assert [one.open for one in open_counts(engine, CITY, moments, organisation="Police")] == [0, 1, 0, 0]
    assert [one.open for one in open_counts(engine, CITY, moments, organisation="nobody")] == [0] * 4


def test_a_criterion_over_all_targets(engine: Engine) -> None:
    for key, words in (("a-ex", ["met", "partly"]), ("b-ex", ["not_met", "gap"])):
        city = replace(some_city(), key=key)
        for night, word in enumerate(words):
            made = a_night(night, a_criterion("C1", word), a_criterion("C2", "met"))
            saved(engine, replace(made, id=f"{key}{night}", target=replace(made.target, city=city)))
    nothing = {"met": 0, "partly": 0, "not_met": 0, "undetermined": 0}
    assert [one.counts for one in criterion_tally(engine, "wwc-v3", "C1", [day(-1), day(0), day(5)])] == [
        nothing, nothing | {"met": 1, "not_met": 1}, nothing | {"partly": 1, "not_met": 1},
    ]  # fmt: skip
    assert criterion_tally(engine, "wwc-v2", "C1", [day(5)])[0].counts == nothing
