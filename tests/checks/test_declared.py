"""The declared frequencies of a whole catalogue, each distinct one read once, and what rubrics are told of them."""

import numpy as np
import pyarrow as pa
import pytest

from portalaudit.checks.freshness.declared import readings
from portalaudit.connectors.values import ABSENT
from portalaudit.model.freshness import DECLARED_DAYS, TWO_READINGS, age_by
from tests.builders import a_dataset, a_snapshot
from tests.checks.table import verdict

HDX, ARCGIS = "data_update_frequency", "dataIdInfo/resMaint/maintFreq/MaintFreqCd"


@pytest.mark.parametrize(
    ("pairs", "days"),
    [
        ([("30", HDX), ("30", "frequency"), ("weekly", HDX), ("weekly", None)], [30, None, 7, 7]),
        ([("005", ARCGIS), ("30", HDX), ("005", HDX), ("30", ARCGIS), ("-1", HDX)], [31, 30, 5, None, None]),
        ([("7", "Data update frequency"), ("7", HDX), (None, HDX), (None, None), ("7", None)], [7, 7, None, None, None]),
        ([], []),
    ],
)
def test_values_are_read_under_their_keys(pairs: list[tuple[str | None, str | None]], days: list[float | None]) -> None:
    values = pa.chunked_array([pa.array([value for value, _ in pairs], pa.string())])
    keys = pa.chunked_array([pa.array([key for _, key in pairs], pa.string()).dictionary_encode()])
    read, numbers = readings(values, keys)
    found = [None if number < 0 else read[number] for number in numbers.tolist()]

    assert [None if one is None else one.days for one in found] == days


def test_a_catalogue_of_many_keys_is_read_in_few_ways() -> None:
    """Keys that mean the same are one way of reading, however they are spelt."""
    rows = 2_000
    keys = pa.chunked_array([pa.array([f"data{'_' * (n % 200 + 1)}update frequency" for n in range(rows)]).dictionary_encode()])
    read, numbers = readings(pa.chunked_array([pa.array([str(n) for n in range(1, rows + 1)])]), keys)

    assert len(read) == 2 * rows
    assert all(read[number] is not None for number in numbers.tolist())


def test_what_a_rubric_is_told() -> None:
    """Declared days, and ages by each clock: NaN where nothing is known, infinite where a stamp cannot be true."""
    stamps = {"data_modified": None, "metadata_modified": "2026-10-31T14:00:00Z", "modified": ABSENT}
    snapshot = a_snapshot(
        a_dataset(frequency="30", frequency_key=HDX, **{**stamps, "data_modified": "2026-10-31T02:00:00Z"}),
        a_dataset(frequency="continuous", **{**stamps, "data_modified": "2030-01-01T00:00:00Z"}),
        a_dataset(frequency="never", **{**stamps, "modified": "2026-10-01"}),
        a_dataset(frequency="unknown", **{**stamps, "data_modified": "2026-11-01T08:00:00Z"}),
        a_dataset(frequency="whenever the moon is full", **stamps),
        a_dataset(unseen=("frequency",), **stamps),
    )
    told = verdict("dataset_overdue", snapshot).measures

    assert np.array_equal(told[DECLARED_DAYS], [30, 0, np.inf, -1, np.nan, np.nan], equal_nan=True)
    assert np.array_equal(told[age_by("data_modified")], [1, np.inf, np.nan, 0, np.nan, np.nan], equal_nan=True)
    assert told[TWO_READINGS].tolist() == [0] * 6
    assert told[age_by("metadata_modified")].tolist() == [0.5] * 6
    assert np.array_equal(told[age_by("modified")], [np.nan] * 2 + [31 + 1 / 12] + [np.nan] * 3, equal_nan=True)


def test_a_frequency_of_two_readings_is_told_as_one() -> None:
    snapshot = a_snapshot(a_dataset(frequency="biweekly"), a_dataset(frequency="fortnightly"), a_dataset(frequency=ABSENT))
    assert verdict("dataset_overdue", snapshot).measures[TWO_READINGS].tolist() == [1, 0, 0]
