"""Gaps between entries against the declared period; ten times as long is allowed."""

import math

import pytest

from portalaudit.connectors.values import ABSENT
from portalaudit.model.capture import Evidence
from tests.builders import a_dataset, a_probe, a_snapshot
from tests.checks.freshness.asking import asked, evidence, text
from tests.checks.table import NOT_APPLICABLE, PASS, UNSEEN, Case, case, label, params, said_of, verdict


def gaps(said: str, frequency: object, days: object, by: object = "entries", **probe: object) -> Case:
    return asked("frequency_improbable", said, {"cadence_days": days, "cadence_by": by, **probe}, frequency=frequency)


CASES = [
    gaps("by_entries", "daily", 365.0),
    gaps("by_entries", "daily", 10.1),
    gaps(PASS, "daily", 10.0),
    gaps(PASS, "monthly", 310.0),
    gaps("by_entries", "monthly", 310.5),
    gaps("by_entries", "continuous", 11.0),
    gaps("by_entries", "hourly", 11.0),
    gaps(PASS, "hourly", 9.0),
    gaps(PASS, "annual", 1.0),
    gaps(PASS, "daily", 0.0),
    # the number of rows and their span show nothing: one date from long ago stretches it
    gaps(UNSEEN, "daily", 30.0, "rows", entries=None, rows=3),
    gaps(UNSEEN, "daily", 30.0, "rows", entries=400, rows=400),
    gaps(UNSEEN, "daily", 5.0, "rows", entries=None, rows=300),
    gaps(UNSEEN, "daily", 30.0, "rows", entries=None, rows=2),
    gaps(UNSEEN, "daily", 30.0, "rows", entries=None, oldest="1970-01-01T00:00:00Z"),
    gaps("by_entries", "daily", 365.0, entries=3),
    gaps(UNSEEN, "daily", 365.0, entries=2),
    gaps(UNSEEN, "daily", 365.0, entries=None),
    gaps(UNSEEN, "daily", None),
    *(gaps(UNSEEN, "daily", days) for days in (math.nan, math.inf, -5.0)),
    gaps(UNSEEN, "daily", 365.0, None),
    gaps(UNSEEN, "daily", 365.0, failure="timeout"),
    gaps(UNSEEN, "daily", 365.0, out_of_date=True),
    gaps(UNSEEN, "whenever the moon is full", 365.0),
    gaps(NOT_APPLICABLE, ABSENT, 365.0),
    gaps(NOT_APPLICABLE, "as needed", 365.0),
    case("frequency_improbable", UNSEEN),
]


@pytest.mark.parametrize("one", CASES, ids=label)
def test_says(one: Case) -> None:
    assert said_of(one) == one.said


def test_the_ratio_is_measured_and_the_answer_shown() -> None:
    yearly = {"cadence_days": 365.25, "entries": 12}
    snapshot = a_snapshot(
        a_dataset(frequency="daily", probe=a_probe(**yearly)),
        a_dataset(frequency="weekly", probe=a_probe(cadence_days=14.0)),
        a_dataset(frequency="weekly", probe=a_probe(cadence_days=14.0, cadence_by="rows")),
    )
    measure = verdict("frequency_improbable", snapshot).measure
    assert measure is not None
    assert measure[0] == 365.25
    assert measure[1] == 2.0
    assert math.isnan(measure[2])
    assert params("frequency_improbable", snapshot) == {
        "declared_days": 1.0,
        "observed_days": 365.2,
        "ratio": 365.2,
        "entries": 12,
    }
    assert evidence("frequency_improbable", snapshot, 0) == Evidence("00000000-0000-4000-8000-00000000000b", "")
    assert text("frequency_improbable", snapshot, 0) == (
        "An update is due every day; the newest entries, on 12 days, are 365.2 days apart by the median, 365.2 times as far."
    )
