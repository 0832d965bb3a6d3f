"""The shipped rubrics: what they may and may not say."""

from dataclasses import replace

import numpy as np
import pytest

from portalaudit.model.capture import Gap
from portalaudit.model.check import Outcome
from portalaudit.model.rubric import CriterionResult, Rubric
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import Inputs, Pooled
from portalaudit.rubrics.load import available, checks_of, load
from tests.governed import CITY, governed
from tests.rubrics.cases import a_portal

POLICY_CHECKS = (
    "policy_unpublished", "policy_superseded", "policy_review_overdue", "policy_provisions_few", "lead_unnamed",
)  # fmt: skip
CHECKS = frozenset({
    "title_missing", "description_missing", "description_short", "description_is_title", "placeholder_text", "publisher_missing",
    "contact_missing", "contact_unusable", "license_missing", "license_unrecognised", "license_not_open", "keywords_missing",
    "category_missing", "identifier_duplicate", "title_duplicate", "columns_undescribed", "dcat_us_invalid", "frequency_missing",
    "frequency_unreadable", "dataset_overdue", "modified_missing", "modified_implausible", "portal_dormant",
    "distribution_missing", "format_not_machine_readable", "format_proprietary", "download_missing", "catalog_disagrees",
    "feed_truncated",
    "portal_insecure", "inventory_unpublished", "inventory_outdated", "inventory_columns_short", "inventory_departments_short",
    "inventory_is_catalogue", "inventory_disagrees", "disaggregation_missing", "procurement_data_missing",
    "performance_data_missing", "rows_stale", "stamp_without_change", "metadata_incomplete", "column_names_cryptic",
    "columns_constant", "values_missing", "rows_unqueryable", "pipeline_untold", *POLICY_CHECKS,
})  # fmt: skip
PORTAL_CHECKS = frozenset({
    "portal_dormant", "catalog_disagrees", "feed_truncated", "portal_insecure", "inventory_unpublished", "inventory_outdated",
    "inventory_columns_short", "inventory_departments_short", "inventory_is_catalogue", "inventory_disagrees",
    "disaggregation_missing", "procurement_data_missing", "performance_data_missing", *POLICY_CHECKS,
})  # fmt: skip
DM = tuple(f"DM{number}" for number in range(1, 10))


def a_city(passed: int, tested: int = 100, outcome: Outcome = "pass", registered: bool = True, **changes: int) -> Inputs:
    """Every dataset check passes so often; a check named in `changes` passes that often instead."""
    checks = {name: Pooled(name, tested=tested, passed=changes.get(name, passed)) for name in CHECKS - PORTAL_CHECKS}
    in_time = np.arange(tested) < checks["dataset_overdue"].passed
    ages = {"declared_days": np.full(tested, 7.0), "age_data_modified": np.where(in_time, 0.0, 1000.0)}
    checks["dataset_overdue"] = replace(checks["dataset_overdue"], measures=ages)
    portal = {name: Pooled(name, outcomes=(outcome,)) for name in PORTAL_CHECKS}
    return Inputs({**checks, **portal}, tested, registered=registered, portals=(a_portal({"catalogue-api": "c1"}),))


def by_id(rubric: Rubric, given: Inputs) -> dict[str, CriterionResult]:
    return {criterion.id: criterion for criterion in grade(rubric, given).criteria}


@pytest.mark.parametrize("name", available())
def test_every_rule_names_a_check_that_exists(name: str) -> None:
    rubric = load(name)
    assert set().union(*(checks_of(criterion.rule) for criterion in rubric.criteria)) <= CHECKS


@pytest.mark.parametrize("name", available())
def test_nothing_seen_is_undetermined_throughout_and_never_a_zero(name: str) -> None:
    said = grade(load(name), Inputs({}, 0, portals=(a_portal(gaps=(Gap("catalogue", "timeout", "c0"),)),)))
    assert said.score is None
    assert said.decided == 0
    assert {criterion.finding for criterion in said.criteria} == {"undetermined"}
    assert all(criterion.why and criterion.because and criterion.ask_for for criterion in said.criteria)


@pytest.mark.parametrize("name", ["portal-health", "dcat-us-1.1"])
def test_a_faultless_city_has_100_and_a_hopeless_one_0(name: str) -> None:
    assert (grade(load(name), a_city(100)).score, grade(load(name), a_city(0, outcome="fail")).score) == (100.0, 0.0)
    assert grade(load(name), a_city(100)).decided == 1.0


@pytest.mark.parametrize("name", ["portal-health", "dcat-us-1.1"])
def test_a_score_never_falls_when_a_check_passes_more_often(name: str) -> None:
    base = grade(load(name), a_city(50)).score
    for check in sorted(CHECKS - PORTAL_CHECKS):
        assert grade(load(name), a_city(50, **{check: 60})).score >= base  # type: ignore[operator]


UNKNOWN = {
    "license_unrecognised": Pooled("license_unrecognised", tested=100),
    "license_not_open": Pooled("license_not_open", not_observed=100),
}
NONE = {name: Pooled(name, not_applicable=100) for name in UNKNOWN}


@pytest.mark.parametrize(
    ("stated", "others", "finding", "value"),
    [
        (100, {}, "met", 1.0),
        (100, UNKNOWN, "not_met", 0.0),  # a licence that nobody knows opens nothing
        (0, NONE, "not_met", 0.0),  # none stated: nothing to recognise
        (20, {}, "not_met", 0.2),
        (60, {}, "partly", 0.6),
    ],
)
def test_open_licences(stated: int, others: dict[str, Pooled], finding: str, value: float) -> None:
    given = a_city(100, license_missing=stated)
    said = by_id(load("portal-health"), replace(given, checks={**given.checks, **others}))["PH8"]
    assert (said.finding, said.value) == (finding, value)


def test_weights_of_portal_health_add_up_to_100() -> None:
    assert sum(criterion.weight for criterion in load("portal-health").criteria) == 100


def test_what_works_cities_has_13_core_criteria_and_three_neighbours_and_no_score() -> None:
    said = grade(load("wwc-v3"), a_city(100))
    core = [criterion.id for criterion in said.criteria if criterion.group == "core"]
    assert core == [*DM, "OD1", "OD2", "OD3", "OD4"]
    assert [criterion.id for criterion in said.criteria if criterion.group == "neighbour"] == ["LC5", "RDC7", "PA3"]
    assert (said.score, said.scored, said.counts["of"]) == (None, False, 13)
    assert said.decided == round(4 / 13, 4)


@pytest.mark.parametrize("passed", [0, 20, 50, 100])
def test_only_the_portal_itself_can_be_decided_against_a_city(passed: int) -> None:
    said = by_id(load("wwc-v3"), a_city(passed, outcome="pass" if passed else "fail"))
    assert {name for name, criterion in said.items() if criterion.finding == "not_met"} <= {"OD3"}
    assert {name for name, criterion in said.items() if criterion.finding == "met"} <= {"OD3", "DM2", "RDC7", "PA3"}
    assert all(criterion.ask_for for criterion in said.values() if criterion.finding == "undetermined")


def test_documented_practice_is_not_told_by_good_metadata_but_the_figures_stand_there() -> None:
    for passed in (0, 100):
        said = by_id(load("wwc-v3"), a_city(passed))["DM4"]
        assert (said.finding, said.why) == ("undetermined", "gap")
        assert f"{passed} of 100 datasets have a description" in said.because
        assert "met asks" not in said.because


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        (a_city(100), "met"),
        (a_city(100, license_missing=20), "partly"),
        (a_city(100, outcome="fail"), "partly"),
        (a_city(0, outcome="fail"), "not_met"),
        (a_city(100, outcome="not_observed"), "undetermined"),
    ],
)
def test_the_portal_criterion(given: Inputs, finding: str) -> None:
    said = by_id(load("wwc-v3"), given)["OD3"]
    assert said.finding == finding
    assert said.strength == (None if finding == "undetermined" else "verified")


@pytest.mark.parametrize(
    ("rubric", "criterion"), [("wwc-v3", "DM4"), ("wwc-v3", "OD3"), ("wwc-v2", "DG3"), ("portal-health", "PH10")]
)
def test_how_old_the_data_are_is_told_with_its_clock(rubric: str, criterion: str) -> None:
    """By what the platform says of the data, else what else there is; only portal-health decides by it."""
    given = a_city(100, dataset_overdue=60)
    ages = dict(given.checks["dataset_overdue"].measures)
    ages["age_rows_newest"] = np.full(100, 500.0)
    ages["age_data_modified"] = np.where(np.arange(100) < 10, np.nan, ages["age_data_modified"])
    ages["age_metadata_modified"] = np.where(np.arange(100) < 10, 500.0, np.nan)
    late = replace(given, checks={**given.checks, "dataset_overdue": replace(given.checks["dataset_overdue"], measures=ages)})
    said = by_id(load(rubric), late)[criterion]

    assert "50 of 100 datasets are within the age that their declared frequency allows (50 %)" in said.because
    assert "by the portal's stamp of the data 50 fresh, 40 late; by the portal's stamp of the metadata 10 late" in said.because
    assert said.states == {"fresh": 50, "late": 50}
    assert "dataset_overdue" in said.checks
    decides = said.finding != by_id(load(rubric), given)[criterion].finding or said.value == 0.5
    assert decides == (criterion == "PH10")


def test_described_columns_are_part_of_guidance_and_no_more() -> None:
    said = [by_id(load("wwc-v3"), a_city(100, columns_undescribed=passed))["OD2"] for passed in (100, 50, 10)]
    assert [one.finding for one in said] == ["partly", "partly", "undetermined"]
    assert said[0].strength == "indicated"


def test_without_a_record_of_the_city_policies_are_unregistered() -> None:
    cities = (replace(a_city(100), governance=governed(city=known)) for known in (None, CITY))
    alone, registered = (by_id(load("wwc-v3"), given)["OD1"].why for given in cities)
    assert (alone, registered) == ("unregistered", "not_found")


@pytest.mark.parametrize("name", available())
def test_no_level_is_ever_named(name: str) -> None:
    for given in (a_city(0), a_city(100)):
        texts = " ".join(f"{c.title} {c.because} {c.ask_for}" for c in grade(load(name), given).criteria).lower()
        assert not any(level in texts for level in ("silver", "gold", "platinum", "bronze"))


KNOWN = {
    "wwc-v3": "second-hand", "wwc-v2": "read", "wwc-2018-fundamentals": "general", "dcat-us-1.1": "read", "portal-health": "own",
    "hdx-freshness": "read", "toronto-dqs": "read",
}  # fmt: skip


@pytest.mark.parametrize("name", available())
def test_every_criterion_says_where_it_comes_from(name: str) -> None:
    for criterion in load(name).criteria:
        assert criterion.source, criterion.id
        assert criterion.known == KNOWN[name]


def test_a_catalogue_without_datasets_has_no_score() -> None:
    """What can be said of an empty catalogue is no score of it, however good it is."""
    result = grade(load("portal-health"), replace(a_city(100), own_datasets=0))

    assert result.score is None
