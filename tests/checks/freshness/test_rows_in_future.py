"""Dates after the audit, which is of 2026-11-01 02:00; two days are allowed."""

import pytest

from portalaudit.model.capture import Evidence
from tests.builders import a_dataset, a_probe, a_profile, a_snapshot
from tests.checks.freshness.asking import ANSWER, asked, evidence, text
from tests.checks.table import NOT_APPLICABLE, PASS, UNSEEN, Case, case, label, params, said_of, verdict

AHEAD = {"latest": "2026-11-03T02:00:01Z", "latest_raw": "2026-11-03T02:00:01.000", "newest": None}
FAR = {
    "latest": "8291-01-01T00:00:00Z",
    "latest_raw": "8291-01-01",
    "newest": None,
    "name": "permit_date",
    "title": "Permit date",
}


def columns(said: str, *profiles: dict[str, object], **probe: object) -> Case:
    return asked("rows_in_future", said, probe, profiles=list(profiles))


CASES = [
    columns(PASS, {}),
    columns(PASS, {"latest": "2026-11-03T02:00:00Z"}),
    columns("future", AHEAD),
    columns("future", {**AHEAD, "role": "event"}),
    columns("future", {}, FAR),
    columns("future", FAR, out_of_date=True),
    *(columns(NOT_APPLICABLE, {**FAR, "role": role}) for role in ("aside", "load", "other")),
    columns(PASS, {}, {**FAR, "role": "aside"}),
    columns(NOT_APPLICABLE),
    columns(NOT_APPLICABLE, failure="no-date-column"),
    columns(UNSEEN, {"latest": None, "newest": None}),
    columns(UNSEEN, FAR, failure="timeout"),
    case("rows_in_future", UNSEEN),
]


@pytest.mark.parametrize("one", CASES, ids=label)
def test_says(one: Case) -> None:
    assert said_of(one) == one.said


def test_the_column_with_the_greatest_date_is_quoted() -> None:
    snapshot = a_snapshot(
        a_dataset(probe=a_probe(), profiles=[a_profile(**FAR, at="/0/max_permit_date"), a_profile(**AHEAD), a_profile()]),
        a_dataset(probe=a_probe(), profiles=[a_profile(**{**AHEAD, "newest": "2026-10-01T00:00:00Z", "at": "cell=7,2"})]),
    )
    assert params("rows_in_future", snapshot) == {"column": "Permit date", "latest": "8291-01-01", "columns": 2}
    assert evidence("rows_in_future", snapshot, 0) == Evidence(ANSWER, "/0/max_permit_date", "8291-01-01")
    assert evidence("rows_in_future", snapshot, 1) == Evidence(ANSWER, "cell=7,2", AHEAD["latest_raw"])  # type: ignore[arg-type]
    assert text("rows_in_future", snapshot, 0) == (
        "“Permit date” holds a date in the future, 8291-01-01; 2 columns hold such dates."
    )
    assert text("rows_in_future", snapshot, 1) == "“Updated on” holds a date in the future, 2026-11-03."
    assert verdict("rows_in_future", snapshot).measure.tolist() == [2.0, 1.0]  # type: ignore[union-attr]
