"""The rule on freshness: ages by named clocks against a table, states counted, nothing claimed of what was not seen."""

import math
from collections.abc import Mapping

import numpy as np
import pytest

from portalaudit.data.tables import table
from portalaudit.model.capture import Gap
from portalaudit.model.freshness import CLOCKS
from portalaudit.model.rubric import CriterionResult, Rule
from portalaudit.rubrics.inputs import Inputs, Pooled
from tests.rubrics.cases import a_portal, graded, inputs, pooled, rule, share

NAN, NEVER, NONE = math.nan, math.inf, -1.0
HDX = dict.fromkeys(("fresh", "due", "overdue", "delinquent", "unavailable"), 0)


def aged(declared: list[float], **ages: list[float]) -> Pooled:
    """The measures of as many datasets; `ages` are by clock."""
    given: Mapping[str, list[float]] = {"declared_days": declared, **{f"age_{clock}": age for clock, age in ages.items()}}
    return Pooled("dataset_overdue", measures={name: np.array(values, float) for name, values in given.items()})


def asked(clock: str = "data_modified", **args: object) -> Rule:
    return Rule("freshness", {"clock": clock, "met": 0.9, "partly": 0.5, **args})  # type: ignore[dict-item]


def said(one: Pooled, given: Rule, **more: object) -> CriterionResult:
    return graded(given, inputs(one, own=len(one.measures["declared_days"]), **more))


def test_the_states_of_a_table_are_counted_and_the_clock_is_named() -> None:
    one = aged([30, 30, 30, 30, 0, NEVER, NONE], data_modified=[29.9, 30, 44, 60, NAN, NAN, 3])
    found = said(one, asked(table="hdx", says="are fresh by HDX's table"))

    assert found.states == {"fresh": 3, "due": 1, "overdue": 1, "delinquent": 1, "unavailable": 1}
    assert found.because == (
        "3 of 7 datasets are fresh by HDX's table (43 %): by the portal's stamp of the data 1 fresh, 1 due, 1 overdue, "
        "1 delinquent; by what they declare alone 2 fresh, 1 unavailable; met asks for 90 %"
    )
    assert (found.finding, found.value, found.checks) == ("not_met", 3 / 7, ("dataset_overdue",))


def test_the_first_clock_that_is_known_decides_dataset_by_dataset() -> None:
    one = aged([7, 7, 7, 7], rows_newest=[100, NAN, NAN, NAN], data_modified=[0, 0, NAN, NAN], metadata_modified=[0, 50, 50, NAN])
    by_rows = said(one, asked("rows_newest data_modified metadata_modified"))
    by_data = said(one, asked("data_modified rows_newest"))

    assert by_rows.states == {"fresh": 1, "late": 2, "not_observed": 1}
    assert by_rows.because == (
        "1 of 3 datasets are fresh (33 %): by the newest date in the rows 1 late; by the portal's stamp of the data 1 fresh; "
        "by the portal's stamp of the metadata 1 late; 1 dataset could not be observed; met asks for 90 %"
    )
    assert by_data.states == {"fresh": 2, "late": 0, "not_observed": 2}


def test_a_stamp_that_cannot_be_true_is_not_replaced_by_the_next_clock() -> None:
    """The next one would make it look fresh."""
    one = aged([7, 7], data_modified=[math.inf, 3], metadata_modified=[0, 0])
    found = said(one, asked("data_modified metadata_modified"))

    assert found.states == {"fresh": 1, "late": 0, "not_observed": 1}
    assert found.finding == "undetermined"


@pytest.mark.parametrize(
    ("declared", "age", "table", "states"),
    [
        # what a table says nothing of is not counted, and nothing is unseen there
        ([31, NEVER, NONE, 0], [3, NAN, NAN, 1.5], "project-open-data", {"fresh": 2, "late": 0}),
        (
            [31, 3, 1096],
            [3, 3, 3],
            "hdx",
            {"fresh": 1, "due": 0, "overdue": 0, "delinquent": 0, "unavailable": 0, "not_covered": 2},
        ),
        ([1, 7, 31, 366], [5, 13, 40, 900], "1=4 7=13 31=40", {"fresh": 2, "late": 1, "not_covered": 1}),
        # a frequency that cannot be read is unseen, whatever the age; so is an age that nobody knows
        ([31, NAN], [3, 3], "project-open-data", {"fresh": 1, "late": 0, "not_observed": 1}),
        ([31, 31], [3, NAN], "project-open-data", {"fresh": 1, "late": 0, "not_observed": 1}),
        ([7, 30, 365], [35, 91, 700], "toronto", {"fresh": 0, "late": 0, "stale": 3}),
    ],
)
def test_what_is_counted(declared: list[float], age: list[float], table: str, states: dict[str, int]) -> None:
    assert said(aged(declared, data_modified=age), asked(table=table)).states == states


@pytest.mark.parametrize(
    ("fresh", "late", "unseen", "finding", "why"),
    [
        (10, 0, 0, "met", None),
        (9, 1, 0, "met", None),
        (8, 2, 0, "partly", None),
        (4, 6, 0, "not_met", None),
        (95, 3, 2, "met", None),  # even if both are late
        (9, 0, 2, "undetermined", "gap"),  # 9..11 of 11
        (0, 0, 5, "undetermined", "gap"),
        (1, 9, 2, "not_met", None),
    ],
)
def test_the_unobserved_are_bounded(fresh: int, late: int, unseen: int, finding: str, why: str | None) -> None:
    found = said(aged([7] * (fresh + late + unseen), data_modified=[0] * fresh + [99] * late + [NAN] * unseen), asked())
    assert (found.finding, found.why) == (finding, why)


def test_too_few_observed_decide_nothing() -> None:
    one = aged([7] * 100, data_modified=[99] * 60 + [NAN] * 40)
    assert said(one, asked(partly=0.9)).finding == "not_met"
    assert said(one, asked(partly=0.9, min_observed=0.7)).finding == "undetermined"


def test_states_that_count_as_fresh_can_be_named() -> None:
    one = aged([30, 30], data_modified=[10, 35])
    assert said(one, asked(table="hdx", fresh="fresh due")).finding == "met"
    assert said(one, asked(table="hdx")).because.startswith("1 of 2 datasets are fresh (50 %)")
    assert said(one, asked(table="hdx", fresh="fresh due")).because.startswith("2 of 2 datasets are fresh or due (100 %)")


def test_where_no_frequency_has_a_period_the_question_applies_to_nothing() -> None:
    found = said(aged([NEVER, NONE], data_modified=[1, 1]), asked())
    assert (found.finding, found.why) == ("undetermined", "not_found")
    assert found.because == "Whether datasets are fresh can be asked of none of 2 datasets"
    beside_another = said(aged([NEVER], data_modified=[1]), rule("all", asked(), rule("assets", met=1)))
    assert beside_another.finding == "met"


@pytest.mark.parametrize("given", [inputs(own=9), inputs(pooled("dataset_overdue", 9, 9), own=9)])
def test_without_measures_it_was_not_tested(given: Inputs) -> None:
    """An audit of an earlier version has the check's counts, which are of another clock and table."""
    found = graded(asked(), given)
    assert (found.finding, found.why, found.states) == ("undetermined", "gap", {})
    assert found.because == "Whether datasets are fresh was not tested in this audit"
    assert found.checks == ("dataset_overdue",)


def test_datasets_that_were_never_read_are_bounded_too() -> None:
    one = aged([7] * 20, data_modified=[0] * 20)
    assert said(one, asked(), portals=(a_portal(unseen=1),)).finding == "met"
    assert said(one, asked(), portals=(a_portal(unseen=30),)).finding == "undetermined"
    assert said(one, asked(), portals=(a_portal(cut=True),)).finding == "undetermined"


def test_no_datasets_at_all_is_no_zero() -> None:
    found = said(aged([], data_modified=[]), asked(), portals=(a_portal(gaps=(Gap("catalogue", "http-403"),)),))
    assert (found.finding, found.why, found.value) == ("undetermined", "gap", None)


def test_states_come_from_where_they_are_in_a_rule() -> None:
    one = aged([7, 7], data_modified=[1, 99])
    licences = pooled("license_missing", passed=2, tested=2)
    given = inputs(one, licences, own=2)
    figure = Rule("freshness", {**asked().args, "beside": True, "figure_only": True})
    found = graded(rule("all", share(), figure), given)

    assert (found.finding, found.states) == ("met", {"fresh": 1, "late": 1})
    assert (
        "met asks for 90 %. 1 of 2 datasets are fresh (50 %): by the portal's stamp of the data 1 fresh, 1 late" in found.because
    )
    assert graded(rule("best", share(), figure), given).states == {"fresh": 1, "late": 1}
    assert graded(rule("k_of_n", share(), figure, k=1), given).states == {"fresh": 1, "late": 1}
    assert graded(share(), given).states == {}


def test_frequencies_of_two_readings_are_told() -> None:
    one = aged([14, 14, 7, NAN], data_modified=[1, 99, 1, 1])
    measures = {**one.measures, "declared_two_readings": np.array([1.0, 1.0, 0.0, 1.0])}
    found = said(Pooled(one.id, measures=measures), asked())

    assert "1 late; 2 datasets with a frequency that can be read in two ways; 1 dataset could not be observed" in found.because


@pytest.mark.parametrize("clock", CLOCKS)
def test_every_clock_is_called_by_its_name(clock: str) -> None:
    spoken = table("because/en")["clock"][clock]  # type: ignore[index]
    assert f"by {spoken} 1 fresh" in said(aged([7], **{clock: [1]}), asked(clock)).because
