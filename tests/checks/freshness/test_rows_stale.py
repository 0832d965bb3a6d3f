"""Rows against the declared frequency and the stamp: a month is 31 days, 39 are allowed; asked at 2026-11-01."""

import math

import pytest

from portalaudit.connectors.values import ABSENT
from portalaudit.model.capture import Evidence
from tests.builders import a_dataset, a_probe, a_profile, a_snapshot
from tests.checks.freshness.asking import ANSWER, asked, evidence, text
from tests.checks.table import NOT_APPLICABLE, PASS, UNSEEN, Case, case, label, params, said_of, verdict

OLD = "2026-09-22T02:00:00Z"
"""40 days before the audit."""


def rows(said: str, newest: object, stamp: object = "2026-10-20T06:00:00Z", **probe: object) -> Case:
    return asked("rows_stale", said, {"newest": newest, "stamp": stamp, **probe})


def declared(said: str, frequency: object, **changes: object) -> Case:
    return asked("rows_stale", said, {"newest": "2020-01-01T00:00:00Z"}, frequency=frequency, **changes)


CASES = [
    rows(PASS, "2026-09-23T02:00:00Z"),
    rows("stale", OLD),
    rows("stale", OLD, stamp="2026-09-23T02:00:00Z"),
    rows(PASS, OLD, stamp="2026-09-22T01:59:59Z"),
    rows(PASS, OLD, stamp=OLD),
    rows(PASS, "2026-10-20T00:00:00Z", stamp=None),
    rows(UNSEEN, OLD, stamp=None),
    rows(UNSEEN, OLD, stamp="2030-01-01T00:00:00Z"),
    # the moment of asking counts, not the audit
    rows(PASS, "2026-08-01T00:00:00Z", asked_at="2026-09-01T00:00:00Z", carried=True),
    rows("stale", OLD, stamp="2026-10-30T00:00:00Z", asked_at="2026-11-01T23:00:00Z"),
    rows(PASS, "2026-09-23T02:00:00Z", asked_at="2026-11-02T20:00:00Z"),
    # what is not known
    rows(UNSEEN, None),
    rows(UNSEEN, "2030-06-30T00:00:00Z"),
    rows(UNSEEN, OLD, asked_at=None),
    rows(UNSEEN, OLD, asked_at="2031-01-01T00:00:00Z"),
    rows(UNSEEN, OLD, failure="timeout"),
    rows(UNSEEN, OLD, out_of_date=True),
    case("rows_stale", UNSEEN),
    # the stamp: as it was noted when the rows were asked, else as it is, unless the answer is carried on; or the layer's own
    asked("rows_stale", "stale", {"newest": OLD, "stamp": None}, data_modified="2026-10-20T00:00:00Z"),
    asked("rows_stale", PASS, {"newest": OLD, "stamp": None}, data_modified="2026-09-20T00:00:00Z"),
    asked("rows_stale", UNSEEN, {"newest": OLD, "stamp": None, "carried": True}, data_modified="2026-10-20T00:00:00Z"),
    asked("rows_stale", UNSEEN, {"newest": OLD, "stamp": None}, data_modified="8291-01-01T00:00:00Z"),
    asked("rows_stale", PASS, {"newest": OLD, "stamp": OLD}, data_modified="2026-10-31T00:00:00Z"),
    asked("rows_stale", "stale", {"newest": OLD, "stamp": OLD, "layer_modified": "2026-10-30T00:00:00Z"}, data_modified=OLD),
    asked("rows_stale", UNSEEN, {"newest": OLD, "stamp": None}, metadata_modified="2026-10-31T00:00:00Z"),
    # the declaration
    declared("stale", "annual"),
    declared("stale", "R/P1M"),
    declared(PASS, "R/P10Y"),
    declared(NOT_APPLICABLE, ABSENT),
    declared(NOT_APPLICABLE, "never"),
    declared(UNSEEN, "whenever the moon is full"),
    declared(UNSEEN, "monthly", unseen=("frequency",)),
]


@pytest.mark.parametrize("one", CASES, ids=label)
def test_says(one: Case) -> None:
    assert said_of(one) == one.said


def test_a_stale_table_is_told_with_its_column_and_the_answer_as_evidence() -> None:
    old = {"newest": OLD, "latest": OLD, "latest_raw": "2026-09-22T02:00:00.000"}
    first = a_profile(name="seen_on", title=None, latest_raw="another", **{key: old[key] for key in ("newest", "latest")})
    snapshot = a_snapshot(
        a_dataset(probe=a_probe()),
        a_dataset(probe=a_probe(newest=OLD), profiles=[first, a_profile(**old)]),
        a_dataset(probe=a_probe(newest=OLD, column="gone", at=None), profiles=[a_profile(**old)]),
        a_dataset(probe=a_probe(newest=OLD, capture=None), profiles=[a_profile(**old)]),
        a_dataset(),
    )
    expected = {
        "declared_days": 31.0, "days": 40, "late_days": 1, "newest": "2026-09-22", "column": "Updated on", "stamp": "2026-10-20",
        "asked": "2026-11-01",
    }  # fmt: skip
    assert params("rows_stale", snapshot, 1) == expected
    assert evidence("rows_stale", snapshot, 1) == Evidence(ANSWER, "/0/max_updated_on", "2026-09-22T02:00:00.000")
    assert evidence("rows_stale", snapshot, 2) == Evidence(ANSWER, "")
    assert evidence("rows_stale", snapshot, 3) == Evidence("00000000-0000-4000-8000-000000000001", "/result/results/3")
    assert params("rows_stale", snapshot, 2)["column"] == "gone"
    assert text("rows_stale", snapshot, 1) == (
        "The newest row, by “Updated on”, is of 2026-09-22, 40 days before the rows were asked; the portal says that the data "
        "changed on 2026-10-20. An update is due every 31 days; the rows are a day past what it allows."
    )


def test_the_greatest_value_is_quoted_only_where_it_is_the_newest_that_can_be_true() -> None:
    ahead = a_profile(newest=OLD, latest="8291-01-01T00:00:00Z", latest_raw="8291-01-01")
    beyond = a_profile(newest=OLD, latest=None, latest_raw="12026-01-01")
    snapshot = a_snapshot(*(a_dataset(probe=a_probe(newest=OLD), profiles=[one]) for one in (ahead, beyond)))

    assert evidence("rows_stale", snapshot, 0) == evidence("rows_stale", snapshot, 1) == Evidence(ANSWER, "")


def test_lateness_of_rows_is_measured_whatever_the_stamp_says() -> None:
    snapshot = a_snapshot(*(a_dataset(**one.changes) for one in CASES[:5]), a_dataset(frequency="never", probe=a_probe()))
    measure = verdict("rows_stale", snapshot).measure

    assert measure is not None
    assert measure.tolist()[:5] == [0.0, 1.0, 1.0, 1.0, 1.0]
    assert math.isnan(measure[5])
