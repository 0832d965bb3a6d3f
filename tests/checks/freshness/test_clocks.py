"""Six clocks kept apart, and which of them decides."""

import math

import numpy as np
import pyarrow as pa
import pytest

from portalaudit.checks.freshness.clocks import CLOCKS, DECIDING, order
from portalaudit.checks.freshness.moments import UNKNOWN_STAMP, stamp_of, stamps_of
from portalaudit.checks.run import run
from portalaudit.connectors.values import ABSENT
from portalaudit.model.capture import Evidence
from portalaudit.model.check import PortalVerdict
from tests.builders import a_dataset, a_frame, a_probe, a_profile, a_snapshot
from tests.checks.freshness.asking import ANSWER, asked, evidence, text
from tests.checks.table import CHECKS, PASS, UNSEEN, Case, label, params, said_of, verdict

OLD, FRESH, NOW = "2026-06-01T00:00:00Z", "2026-10-30T00:00:00Z", "2026-11-01T02:30:00Z"


def deciding(said: str, data: object = None, metadata: object = FRESH, modified: object = ABSENT, **probe: object) -> Case:
    return asked("dataset_overdue", said, probe, data_modified=data, metadata_modified=metadata, modified=modified)


CASES = [
    deciding("overdue_by_http", http_modified=OLD),
    deciding(PASS, http_modified=FRESH, metadata=OLD),
    deciding(PASS, data=FRESH, http_modified=OLD),
    deciding("overdue_by_data", data=OLD, http_modified=FRESH),
    # what was asked earlier is as old as it was then
    deciding(PASS, http_modified=OLD, asked_at="2026-07-01T00:00:00Z", carried=True),
    # a Last-Modified of the moment of the answer, or one that cannot be true, decides nothing
    deciding("overdue_by_metadata", metadata=OLD, http_modified=NOW),
    deciding("overdue_by_metadata", metadata=OLD, http_modified="2026-11-01T02:29:55Z"),
    deciding(PASS, metadata=OLD, http_modified="2026-11-01T02:29:54Z"),
    deciding("overdue_by_metadata", metadata=OLD, http_modified="1970-01-01T00:00:00Z"),
    deciding("overdue_by_metadata", metadata=OLD, http_modified="2030-01-01T00:00:00Z"),
    deciding("overdue_by_metadata", metadata=OLD, http_modified=FRESH, asked_at=None),
    # a refusal can tell of the file
    deciding("overdue_by_http", http_modified=OLD, failure="not-tabular"),
    # the layer's own stamp, where it is later
    deciding("overdue_by_layer", layer_modified=OLD),
    deciding("overdue_by_layer", data="2026-01-01T00:00:00Z", layer_modified=OLD),
    deciding("overdue_by_data", data=OLD, layer_modified="2026-01-01T00:00:00Z"),
    deciding(PASS, data=OLD, layer_modified=FRESH),
    deciding(PASS, data=FRESH, layer_modified=OLD),
    deciding(UNSEEN, data="2030-01-01T00:00:00Z", layer_modified=FRESH),
    deciding("overdue_by_data", data=OLD, layer_modified="2030-01-01T00:00:00Z"),
    deciding("overdue_by_metadata", metadata=OLD, layer_modified=FRESH, asked_at=None),
    # neither rows nor our own observation decide
    deciding("overdue_by_data", data=OLD, newest=FRESH),
    deciding(PASS, data=FRESH, newest=OLD, since=OLD, changed=False),
]


@pytest.mark.parametrize("one", CASES, ids=label)
def test_says(one: Case) -> None:
    assert said_of(one) == one.said


def test_the_order_of_clocks_is_a_table_s() -> None:
    assert [CLOCKS[place] for place in order()] == ["data_modified", "http_modified", "metadata_modified", "modified"]
    assert {CLOCKS[place] for place in order()} <= set(DECIDING)


def test_the_age_on_every_clock_is_measured_apart() -> None:
    """Each clock differs from all others, so that none is taken for another; in days up to the audit, or to the question."""
    probe = a_probe(
        http_modified="2026-10-28T02:00:00Z", newest="2026-10-27T02:00:00Z", since="2026-10-26T02:00:00Z", asked_at=NOW,
    )  # fmt: skip
    row = {
        "data_modified": "2026-10-31T02:00:00Z",
        "metadata_modified": "2026-10-30T02:00:00Z",
        "modified": "2026-10-29T02:00:00Z",
    }
    snapshot = a_snapshot(
        a_dataset(**row, probe=probe),
        a_dataset(**row, probe={**probe, "asked_at": "2026-10-28T14:00:00Z", "carried": True}),
        a_dataset(**row, probe={**probe, "layer_modified": "2026-10-31T14:00:00Z"}),
        a_dataset(**row),
        a_dataset(data_modified="2026-11-02T00:00:00Z", metadata_modified="2031-01-01T00:00:00Z", modified="1970-01-01"),
        a_dataset(probe=a_probe(newest="2026-11-02T00:00:00Z", out_of_date=True)),
        a_dataset(probe=a_probe(newest="2026-11-02T00:00:00Z", since=NOW)),
        a_dataset(probe=a_probe(since="2026-11-01T01:00:00Z")),
        a_dataset(probe=a_probe(since="2026-10-01T02:00:00Z", fingerprint=None)),
    )
    measures = verdict("dataset_overdue", snapshot).measures
    table = np.array([measures[f"age_{name}"] for name in CLOCKS]).T
    ages = [[None if math.isnan(age) else age for age in row] for row in table.tolist()]

    assert ages[0] == [1, 2, 3, 4, 5, 6]
    assert ages[1] == [1, 2, 3, 0.5, 1.5, 2.5]
    assert ages[2] == [0.5, 2, 3, 4, 5, 6]
    assert ages[3] == [1, 2, 3, None, None, None]
    assert ages[4] == [0, math.inf, math.inf, None, None, None]
    assert [row[4] for row in ages[5:7]] == [None, 0]
    assert [row[5] for row in ages[6:]] == [None, pytest.approx(1 / 24), None]


def test_of_several_lines_of_a_dataset_the_first_counts() -> None:
    """Frames that are not as documented break nothing."""
    probes = [{**a_probe(http_modified=moment, stamp=FRESH), "dataset": 1} for moment in (OLD, FRESH)]
    profiles = [{**a_profile(latest_raw=raw), "dataset": 1, "position": 0} for raw in ("first", "second")]
    snapshot = a_snapshot(
        a_dataset(), a_dataset(frequency="daily"), probes=a_frame("probes", probes), profiles=a_frame("profiles", profiles)
    )
    assert params("dataset_overdue", snapshot, 1)["stamp"] == "2026-06-01"
    assert evidence("rows_stale", snapshot, 1).excerpt == "first"


@pytest.mark.parametrize(
    ("frequency", "days"),
    [
        ("monthly", 31), ("R/P0.5D", 0.5), ("continuous", 0), ("never", math.inf), ("irregular", math.inf),
        ("as needed", math.inf), (ABSENT, -1), (None, -1), ("unknown", -1), ("whenever the moon is full", math.nan),
    ],
)  # fmt: skip
def test_declared_days_are_a_measure(frequency: object, days: float) -> None:
    found = verdict("dataset_overdue", a_snapshot(a_dataset(frequency=frequency))).measures["declared_days"][0]
    assert found == days or (math.isnan(found) and math.isnan(days))


def test_declared_days_are_nothing_where_nobody_looked() -> None:
    assert math.isnan(verdict("dataset_overdue", a_snapshot(a_dataset(unseen=("frequency",)))).measures["declared_days"][0])


def test_the_answer_is_the_evidence_of_what_it_told() -> None:
    snapshot = a_snapshot(
        a_dataset(modified=ABSENT, probe=a_probe(http_modified=OLD)),
        a_dataset(modified=ABSENT, probe=a_probe(layer_modified=OLD)),
        a_dataset(modified=ABSENT, data_modified=OLD, probe=a_probe(http_modified=FRESH)),
    )
    assert evidence("dataset_overdue", snapshot, 0) == Evidence(ANSWER, "header=Last-Modified")
    assert evidence("dataset_overdue", snapshot, 1) == Evidence(ANSWER, "")
    assert evidence("dataset_overdue", snapshot, 2).capture == "00000000-0000-4000-8000-000000000001"
    assert [params("dataset_overdue", snapshot, row)["clock"] for row in range(3)] == [
        "http_modified", "data_modified", "data_modified",
    ]  # fmt: skip
    due = "An update is due every 31 days; that is 114 days past what it allows."
    assert text("dataset_overdue", snapshot, 0) == (
        "When the data changed is not told; the server says that their file last changed on 2026-06-01, "
        "153 days before we asked. " + due
    )
    assert text("dataset_overdue", snapshot, 1) == (
        "The layer itself says that its rows last changed on 2026-06-01, 153 days before we asked. " + due
    )


@pytest.mark.parametrize(
    ("probe", "outcome", "pointer"),
    [
        ({}, "fail", "/result/results/0"),
        ({"newest": FRESH}, "fail", "/result/results/0"),
        ({"http_modified": FRESH}, "pass", None),
        ({"layer_modified": FRESH}, "pass", None),
        ({"http_modified": "2025-06-01T00:00:00Z"}, "fail", "header=Last-Modified"),
        ({"layer_modified": "2025-06-01T00:00:00Z"}, "fail", ""),
    ],
)
def test_a_portal_is_not_dormant_where_files_or_layers_move(probe: dict[str, object], outcome: str, pointer: str | None) -> None:
    old = {"data_modified": "2025-01-01T00:00:00Z", "metadata_modified": "2025-02-01T00:00:00Z", "modified": ABSENT}
    said = run(CHECKS["portal_dormant"], a_snapshot(a_dataset(**old, probe=a_probe(**probe))))

    assert isinstance(said, PortalVerdict)
    assert said.outcome == outcome
    assert [shown.pointer for finding in said.findings for shown in finding.evidence] == ([] if pointer is None else [pointer])


TEXTS = [
    "2026-10-20", "2026-10-20T10:00:00", "2026-10-20 10:00:00", "2026-10-20T10:00:00.5", "2021-07-27T20:25:19.723Z",
    "2017-03-08T19:21:49+0000", "2026-10-20T10:00:00+02:00", "1627417486", "1627417486000", "", " 2020-02-29 ", "2021-02-29",
    "0000-01-01", "0001-01-01", "9999-12-31T23:59:59.999999Z", "2021-07-27T24:00:00", "R/P1D", "2023", "yesterday",
]  # fmt: skip


@pytest.mark.parametrize("leave", ["2021-02-29", "2021-07-27T24:00:00", "0000-01-01", None])
def test_dates_are_read_all_at_once_as_one_by_one(leave: str | None) -> None:
    """Whether or not all that look like dates are some."""
    texts = [text for text in TEXTS if leave is None or text not in {"2021-02-29", "2021-07-27T24:00:00", "0000-01-01"}]
    found = stamps_of(pa.chunked_array([[*texts, None, *texts]]))
    one_by_one = [UNKNOWN_STAMP if (stamp := stamp_of(text)) is None else stamp for text in texts]

    assert found.tolist() == [*one_by_one, UNKNOWN_STAMP, *one_by_one]
