"""What the checks on freshness say, row by row. The builder's snapshot is of 2026-11-01, its dataset of 2026-10-20."""

import math

import pytest

from portalaudit.checks.run import run
from portalaudit.connectors.values import ABSENT
from portalaudit.model.check import PortalVerdict
from portalaudit.model.reasons import render
from tests.builders import a_dataset, a_snapshot
from tests.checks.table import CHECKS, NOT_APPLICABLE, PASS, UNSEEN, Case, case, label, params, said_of, verdict


def at(check: str, said: str, frequency: object, data: object = None, metadata: object = None, modified: object = ABSENT) -> Case:
    return case(check, said, frequency=frequency, data_modified=data, metadata_modified=metadata, modified=modified)


CASES = [
    case("frequency_missing", PASS),
    case("frequency_missing", PASS, frequency="as needed"),
    case("frequency_missing", "absent", frequency=ABSENT),
    case("frequency_missing", "null", frequency=None),
    case("frequency_missing", "empty", frequency=""),
    case("frequency_missing", "not_specified", frequency="Unknown"),
    case("frequency_missing", PASS, frequency="whenever the moon is full"),
    case("frequency_missing", UNSEEN, unseen=("frequency",)),
    case("frequency_unreadable", PASS),
    case("frequency_unreadable", PASS, frequency="Never"),
    case("frequency_unreadable", "unreadable", frequency="whenever the moon is full"),
    case("frequency_unreadable", "unreadable", frequency="R/P"),
    case("frequency_unreadable", NOT_APPLICABLE, frequency=ABSENT),
    case("frequency_unreadable", NOT_APPLICABLE, frequency="n/a"),
    case("frequency_unreadable", UNSEEN, unseen=("frequency",)),
    # dataset_overdue: a month is 31 days, 39 are allowed
    at("dataset_overdue", PASS, "monthly", data="2026-09-23T02:00:00Z"),
    at("dataset_overdue", "overdue_by_data", "monthly", data="2026-09-22T02:00:00Z"),
    at("dataset_overdue", "overdue_by_data", "monthly", data="2026-09-22T02:00:00Z", metadata="2026-10-31T00:00:00Z"),
    at("dataset_overdue", "overdue_by_metadata", "monthly", metadata="2026-09-22T02:00:00Z"),
    at("dataset_overdue", PASS, "monthly", metadata="2026-10-20T00:00:00Z"),
    at("dataset_overdue", "overdue_by_modified", "R/P1D", modified="2026-10-20"),
    at("dataset_overdue", PASS, "R/P1D", modified="2026-10-31T12:00:00Z"),
    at("dataset_overdue", PASS, "daily", data="2026-11-01T09:00:00Z"),
    at("dataset_overdue", UNSEEN, "daily", data="2030-06-30T00:00:00Z"),
    at("dataset_overdue", UNSEEN, "daily", data="1970-01-01T00:00:00Z", metadata="2026-10-31T00:00:00Z"),
    at("dataset_overdue", UNSEEN, "monthly"),
    at("dataset_overdue", UNSEEN, "monthly", modified="R/P1D"),
    at("dataset_overdue", UNSEEN, "whenever the moon is full", data="2020-01-01T00:00:00Z"),
    at("dataset_overdue", NOT_APPLICABLE, ABSENT, data="2020-01-01T00:00:00Z"),
    at("dataset_overdue", NOT_APPLICABLE, "irregular", data="2020-01-01T00:00:00Z"),
    case("dataset_overdue", UNSEEN, unseen=("frequency",)),
    case("modified_missing", PASS),
    case("modified_missing", "absent", modified=ABSENT),
    case("modified_missing", "null", modified=None),
    case("modified_missing", "empty", modified=" "),
    case("modified_missing", "says_nothing", modified="-"),
    case("modified_missing", UNSEEN, unseen=("modified",)),
    *(
        case("modified_implausible", PASS, modified=value)
        for value in (
            "2026-10-20", "2026-10-20T10:00:00.123456", "2021-07-27T20:25:19.723Z", "2017-03-08T19:21:49+0000", "2026-11-02",
            "R/P1D", "R/PT1S", "1990-01-01", 1_627_417_486, 1_627_417_486_000, " 2020-02-29 ",
        )
    ),
    *(
        case("modified_implausible", said, modified=value)
        for said, value in (
            ("unreadable", "yesterday"), ("unreadable", "12/7/2020"), ("unreadable", "2021-02-30"), ("unreadable", "R/P"),
            ("unreadable", "2020-01-01T25:00:00Z"), ("unreadable", "-1"), ("imprecise", "2023"), ("imprecise", "2023-05"),
            ("future", "2026-11-04"), ("future", "8291-01-01"), ("too_early", "1970-01-01T00:00:00Z"), ("too_early",
            "0001-01-01"),
        )
    ),
    case("modified_implausible", NOT_APPLICABLE, modified=""),
    case("modified_implausible", UNSEEN, unseen=("modified",)),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=label)
def test_says(one: Case) -> None:
    """The check's word for the dataset is the expected one."""
    assert said_of(one) == one.said


def test_lateness_is_measured_in_days_and_names_the_clock() -> None:
    snapshot = a_snapshot(
        a_dataset(frequency="monthly", data_modified="2026-08-22T02:00:00Z", metadata_modified="2026-10-31T00:00:00Z"),
        a_dataset(frequency="weekly", metadata_modified="2026-10-30T00:00:00Z"),
        a_dataset(frequency="irregular"),
        a_dataset(frequency="daily", metadata_modified=None, modified="2026-10-20"),
    )
    found = verdict("dataset_overdue", snapshot)

    assert found.measure is not None
    assert found.measure.tolist()[:2] == [32.0, -7.0]
    assert math.isnan(found.measure[2])
    expected = {"declared_days": 31.0, "age_days": 71, "late_days": 32, "clock": "data_modified", "stamp": "2026-08-22"}
    assert params("dataset_overdue", snapshot) == expected
    assert found.at is not None
    assert found.excerpt is not None
    assert found.at.to_pylist() == ["#", None, None, None]
    assert found.excerpt.to_pylist() == [None, None, None, "2026-10-20"]
    assert found.params["clock"].to_pylist() == ["data_modified", "metadata_modified", "metadata_modified", "modified"]


def test_the_evidence_of_lateness_is_where_this_rows_stamp_stands() -> None:
    late = {"frequency": "daily", "data_modified": "2026-10-20T02:00:00Z", "modified": "2026-10-20"}
    places = {"modified": "/modified", "data_modified": "/modified"}
    snapshot = a_snapshot(a_dataset(**late), a_dataset(**late, data_modified_at="search#/properties/modified"), places=places)
    found = verdict("dataset_overdue", snapshot)
    assert found.at is not None
    assert found.excerpt is not None
    assert found.at.to_pylist() == ["/modified", "search#/properties/modified"]
    assert found.excerpt.to_pylist() == ["2026-10-20", None]


@pytest.mark.parametrize(
    ("stamps", "says"),
    [
        ({"data_modified": "2026-10-20T02:00:00Z"}, "The data last changed on 2026-10-20, 12 days before this audit."),
        ({}, "When the data changed is not told; their metadata last changed on 2026-10-20, 12 days before this audit."),
        ({"metadata_modified": None}, "The catalogue states 2026-10-20 as the date of last change, 12 days before this audit."),
    ],
)
def test_a_stamp_is_told_as_what_it_is(stamps: dict[str, object], says: str) -> None:
    """The age of the metadata, or of what the catalogue states, is never told as the age of the data."""
    snapshot = a_snapshot(a_dataset(frequency="daily", **stamps))
    reason = verdict("dataset_overdue", snapshot).reason

    assert not isinstance(reason, str)
    text = render("dataset_overdue", reason[0].as_py(), params("dataset_overdue", snapshot))  # type: ignore[arg-type]
    assert text == f"{says} An update is due every day; that is 10 days past what it allows."


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([{}], "pass"),
        ([{"metadata_modified": "2025-10-01T00:00:00Z", "modified": ABSENT}], "fail"),
        ([{"metadata_modified": "2025-10-01T00:00:00Z", "data_modified": "2030-01-01T00:00:00Z"}], "fail"),
        ([{"metadata_modified": "2025-10-01T00:00:00Z"}, {"kind": "story"}], "fail"),
        ([{"kind": "story"}], "pass"),
        ([{"metadata_modified": None, "modified": "2026-10-01"}], "pass"),
        ([{"metadata_modified": None, "modified": "R/P1D"}], "not_observed"),
        ([], "not_observed"),
    ],
)
def test_a_portal_is_dormant_when_its_newest_dataset_is_a_year_old(rows: list[dict[str, object]], outcome: str) -> None:
    said = run(CHECKS["portal_dormant"], a_snapshot(*(a_dataset(**row) for row in rows)))

    assert isinstance(said, PortalVerdict)
    assert said.outcome == outcome
    assert [finding.reason for finding in said.findings] == (["dormant"] if outcome == "fail" else [])


def test_a_dormant_portal_shows_its_newest_dataset() -> None:
    rows = [a_dataset(key=f"d{n}", metadata_modified=f"202{n}-01-01T00:00:00Z", modified=ABSENT) for n in range(4)]
    said = run(CHECKS["portal_dormant"], a_snapshot(*rows))

    assert isinstance(said, PortalVerdict)
    assert said.measure == 1400.0
    assert said.findings[0].params == {"newest": "2023-01-01", "days": 1400, "dataset": "d3"}
    assert said.findings[0].evidence[0].pointer == "/result/results/3"
