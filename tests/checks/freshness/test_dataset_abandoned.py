"""No sign of life for three periods and a year: the builder's audit is of 2026-11-01, a year before is 2025-11-01."""

import pytest

from portalaudit.connectors.values import ABSENT
from portalaudit.model.capture import Evidence
from tests.builders import a_dataset, a_probe, a_profile, a_snapshot
from tests.checks.freshness.asking import ANSWER, asked, evidence, text
from tests.checks.table import NOT_APPLICABLE, PASS, UNSEEN, Case, case, label, params, said_of

YEAR, LESS, LONG = "2025-11-01T02:00:00Z", "2025-11-01T02:00:01Z", "2019-01-01T00:00:00Z"
NO_ROWS: dict[str, object] = {"newest": None, "since": None, "fingerprint": None, "changed": False}


def stamps(
    said: str, frequency: object = "monthly", data: object = LONG, metadata: object = LONG, modified: object = ABSENT
) -> Case:
    return case("dataset_abandoned", said, frequency=frequency, data_modified=data, metadata_modified=metadata, modified=modified)


def asking(said: str, data: object = LONG, metadata: object = LONG, **probe: object) -> Case:
    return asked("dataset_abandoned", said, {**NO_ROWS, **probe}, data_modified=data, metadata_modified=metadata, modified=ABSENT)


CASES = [
    stamps("by_data", data=YEAR),
    stamps(PASS, data=LESS),
    stamps("by_metadata", metadata=YEAR),
    stamps(PASS, metadata=LESS),
    stamps("by_modified", modified="2025-06-01"),
    stamps(PASS, modified="2026-06-01"),
    # three periods where they are longer than a year
    stamps(PASS, "annual", data="2023-11-01T00:00:00Z"),
    stamps("by_data", "annual", data="2023-10-30T00:00:00Z"),
    stamps("by_data", "continuous", data=YEAR),
    # without a stamp of the data or a date of the rows there is too little to say so
    stamps(UNSEEN, data=None),
    stamps(UNSEEN, data="8291-01-01T00:00:00Z"),
    stamps(UNSEEN, "whenever the moon is full"),
    stamps(NOT_APPLICABLE, "never"),
    stamps(NOT_APPLICABLE, ABSENT),
    # what was learnt by asking
    asking("by_data"),
    asking("by_rows", newest="2024-01-01T00:00:00Z"),
    asking("by_rows", data=None, newest="2024-01-01T00:00:00Z"),
    asking(PASS, newest=LESS),
    asking(PASS, newest="2024-01-01T00:00:00Z", asked_at="2024-06-01T00:00:00Z", carried=True),
    asking("by_data", newest=LESS, out_of_date=True),
    asking("by_data", newest="2030-01-01T00:00:00Z"),
    asking("by_http", http_modified="2025-01-01T00:00:00Z"),
    asking(PASS, http_modified="2026-01-01T00:00:00Z"),
    asking("by_data", http_modified="2026-11-01T02:30:00Z"),
    asking(PASS, layer_modified="2026-01-01T00:00:00Z"),
    asking("by_data", since="2026-01-01T00:00:00Z", fingerprint="a:b"),
    asking("by_change", since="2025-06-01T00:00:00Z", fingerprint="a:b", changed=True),
    asking(PASS, since="2026-11-01T02:30:00Z", fingerprint="a:b", changed=True),
]


@pytest.mark.parametrize("one", CASES, ids=label)
def test_says(one: Case) -> None:
    assert said_of(one) == one.said


def test_the_last_sign_of_life_is_told_and_shown() -> None:
    stamps = {"data_modified": LONG, "metadata_modified": LONG}
    snapshot = a_snapshot(
        a_dataset(**stamps, modified=ABSENT),
        a_dataset(**stamps, modified="2020-01-01"),
        a_dataset(
            **stamps, modified=ABSENT, probe=a_probe(**{**NO_ROWS, "newest": "2024-01-01T00:00:00Z"}),
            profiles=[a_profile(newest="2024-01-01T00:00:00Z", latest="2024-01-01T00:00:00Z", latest_raw="1/1/2024")],
        ),
        a_dataset(**stamps, modified=ABSENT, probe=a_probe(**{**NO_ROWS, "http_modified": "2024-01-01T00:00:00Z"})),
        places={"modified": "/metadata_modified", "data_modified": "/data_modified"},
    )  # fmt: skip
    assert params("dataset_abandoned", snapshot, 0) == {"declared_days": 31.0, "days": 2861, "newest": "2019-01-01"}
    assert evidence("dataset_abandoned", snapshot, 0).pointer == "/result/results/0/data_modified"
    assert evidence("dataset_abandoned", snapshot, 1).excerpt == "2020-01-01"
    assert evidence("dataset_abandoned", snapshot, 2) == Evidence(ANSWER, "/0/max_updated_on", "1/1/2024")
    assert evidence("dataset_abandoned", snapshot, 3) == Evidence(ANSWER, "header=Last-Modified")
    assert text("dataset_abandoned", snapshot, 2) == (
        "When we asked, nothing had moved for 1,035 days by any clock that is known, since the newest row, of 2024-01-01. "
        "An update is due every 31 days."
    )
