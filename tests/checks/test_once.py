"""Values shared by checks belong to one snapshot."""

import gc
from dataclasses import replace
from datetime import timedelta

from portalaudit.checks import once as module
from portalaudit.checks.once import once
from portalaudit.model.check import Parts
from tests.builders import TAKEN_AT, a_dataset, a_distribution, a_snapshot
from tests.checks.table import words


def test_a_value_is_made_once_for_a_snapshot() -> None:
    made: list[int] = []
    parts = Parts(a_snapshot(a_dataset()), ("datasets",))

    assert [once(parts, "n", lambda parts: made.append(1) or len(made)) for _ in range(3)] == [1, 1, 1]  # type: ignore[func-returns-value]


def test_a_snapshot_that_differs_is_judged_by_what_it_holds() -> None:
    """Also where it shares the frame of datasets with another."""
    first = a_snapshot(a_dataset(frequency="monthly", metadata_modified="2026-10-20T00:00:00Z"))
    later = replace(first, taken_at=TAKEN_AT + timedelta(days=100))
    pages = a_snapshot(a_dataset(distributions=[a_distribution(format="PDF", media_type=None)]))

    assert words("dataset_overdue", first) == ["pass"]
    assert words("dataset_overdue", later) == ["overdue_by_metadata"]
    assert words("format_not_machine_readable", first) == ["pass"]
    assert words("format_not_machine_readable", replace(first, distributions=pages.distributions)) == ["none"]


def test_nothing_outlives_the_snapshot() -> None:
    snapshot = a_snapshot(a_dataset())
    words("license_missing", snapshot)
    key = id(snapshot.datasets)
    assert key in module._kept

    del snapshot
    gc.collect()
    assert key not in module._kept
