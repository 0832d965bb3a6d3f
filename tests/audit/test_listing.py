"""One line an asset, with what the freshness checks measured and what was asked of the rows."""

import json

import pytest

from portalaudit.audit.listing import listing
from tests.builders import a_dataset, a_frame, a_probe, a_profile
from tests.export.audits import a_portal, an_audit


def lines(*rows: dict[str, object], **snapshot: object) -> list[dict[str, object]]:
    return [json.loads(line) for line in listing(an_audit(a_portal(*rows, **snapshot)), "json").splitlines()]


def test_what_was_asked_of_the_rows_is_listed() -> None:
    probe = a_probe(
        http_modified="2026-10-02T00:00:00Z", layer_modified="2026-10-03T00:00:00Z", since="2026-10-04T00:00:00Z",
        oldest="1970-01-01T00:00:00Z", cadence_days=7.25,
    )  # fmt: skip
    asked, not_asked = lines(
        a_dataset(data_modified="2026-09-22T02:00:00Z", probe=probe, profiles=[a_profile()]), a_dataset(frequency="never")
    )
    listed = {
        "frequency_days": 31, "rows_newest": "2026-10-20T00:00:00Z", "rows_oldest": "1970-01-01T00:00:00Z",
        "clock": "data_modified", "days_late": -10, "data_modified": "2026-09-22T02:00:00Z",
        "http_modified": "2026-10-02T00:00:00Z", "layer_modified": "2026-10-03T00:00:00Z",
        "own_observed": "2026-10-04T00:00:00Z", "rows_column": "updated_on", "observed_days": 7.25,
        "asked_at": "2026-11-01T02:30:00Z",
    }  # fmt: skip
    assert {key: asked[key] for key in listed} == listed
    unknown = set(listed) - {"clock"}
    assert {key: not_asked[key] for key in unknown} == dict.fromkeys(unknown)
    assert not_asked["clock"] == "metadata_modified"


def test_content_that_was_seen_once_is_not_observed_by_us() -> None:
    once, failed = lines(a_dataset(probe=a_probe()), a_dataset(probe=a_probe(failure="timeout", newest=None, column=None)))

    assert (once["own_observed"], once["rows_newest"]) == (None, "2026-10-20T00:00:00Z")
    assert (failed["rows_newest"], failed["rows_column"]) == (None, None)


@pytest.mark.parametrize("moment", [2**63 - 1, -(2**63), 10**18, None])
def test_moments_that_nobody_can_write_are_left_out(moment: int | None) -> None:
    names = ("asked_at", "newest", "oldest", "http_modified", "layer_modified", "since", "stamp", "since_stamp")
    probes = a_frame("probes", [{**a_probe(**dict.fromkeys(names, moment)), "dataset": 0}] * 2)
    keys = ("asked_at", "rows_newest", "rows_oldest", "http_modified", "layer_modified", "own_observed")
    (line,) = lines(a_dataset(), probes=probes)

    assert {line[key] for key in keys} == {None}
