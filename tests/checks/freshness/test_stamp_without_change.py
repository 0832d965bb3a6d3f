"""The stamp against the content, over two questions: first seen on 2026-10-01, asked again on 2026-11-01."""

import math

import pytest

from portalaudit.model.capture import Evidence
from tests.builders import a_dataset, a_probe, a_profile, a_snapshot
from tests.checks.freshness.asking import ANSWER, asked, evidence, text
from tests.checks.table import NOT_APPLICABLE, PASS, UNSEEN, Case, case, label, params, said_of, verdict

FIRST, ONCE = "2026-10-01T02:30:00Z", "2026-11-01T02:30:00Z"
BEFORE, AFTER, NOW = "2026-09-30T06:00:00Z", "2026-10-31T06:00:00Z", "2026-11-01T01:00:00Z"
MOVED = {"since_stamp": BEFORE, "stamp": AFTER}
STOOD = {"since_stamp": BEFORE, "stamp": BEFORE}
FAIL = "same_extremes"


def content(said: str, since: str, changed: bool, stamps: dict[str, object], now: str | None = None, **probe: object) -> Case:
    asking = {"since": since, "changed": changed, **stamps, **probe}
    return asked("stamp_without_change", said, asking, data_modified=now or stamps["stamp"])


TABLE = [
    # the truth table of the check, in its order: seen twice, changed, moved, later
    *(content(FAIL, FIRST, changed, MOVED, now) for changed in (False, True) for now in (None, NOW)),
    *(content(UNSEEN, FIRST, changed, {"since_stamp": None, "stamp": AFTER}) for changed in (False, True)),
    *(content(UNSEEN, FIRST, False, {"since_stamp": BEFORE, "stamp": None}, now, carried=True) for now in (None, NOW)),
    content(NOT_APPLICABLE, FIRST, False, STOOD),
    content(UNSEEN, FIRST, False, STOOD, NOW),
    content(PASS, FIRST, True, STOOD),
    content(UNSEEN, FIRST, True, STOOD, NOW),
    *(content(UNSEEN, ONCE, False, {"since_stamp": AFTER, "stamp": AFTER}, now) for now in (None, NOW)),
    content(PASS, ONCE, True, {"since_stamp": AFTER, "stamp": AFTER}),
    content(PASS, ONCE, True, {"since_stamp": None, "stamp": None}),
    content(UNSEEN, ONCE, True, {"since_stamp": AFTER, "stamp": AFTER}, NOW),
    # the same of an answer that is carried on
    content(FAIL, FIRST, False, MOVED, carried=True),
    content(NOT_APPLICABLE, FIRST, False, STOOD, carried=True),
    content(UNSEEN, FIRST, False, STOOD, NOW, carried=True),
]
CASES = [
    *TABLE,
    content("same_file", FIRST, False, MOVED, way="file"),
    content("same_file", FIRST, False, MOVED, way="file", rows=None),
    content("same_extremes", FIRST, False, MOVED, way="features"),
    content("same_newest", FIRST, False, MOVED, way="features", rows=None),
    content("same_newest", FIRST, False, MOVED, way="datastore"),
    content(FAIL, FIRST, False, {"since_stamp": BEFORE, "stamp": "2026-09-30T07:00:01Z"}),
    content(NOT_APPLICABLE, FIRST, False, {"since_stamp": BEFORE, "stamp": "2026-09-30T07:00:00Z"}),
    content(NOT_APPLICABLE, FIRST, False, {"since_stamp": AFTER, "stamp": BEFORE}),
    content(FAIL, FIRST, False, {"since_stamp": BEFORE, "stamp": None}, NOW),
    content(FAIL, "2026-11-01T01:59:59Z", False, MOVED),
    content(UNSEEN, "2026-11-01T02:00:00Z", False, MOVED),
    content(UNSEEN, FIRST, False, MOVED, fingerprint=None),
    content(UNSEEN, ONCE, True, {"since_stamp": AFTER, "stamp": AFTER}, fingerprint=None),
    content(UNSEEN, ONCE, True, {"since_stamp": AFTER, "stamp": AFTER}, asked_at=None),
    content(UNSEEN, FIRST, False, MOVED, out_of_date=True),
    content(UNSEEN, FIRST, False, MOVED, asked_at=None),
    content(UNSEEN, FIRST, False, {"since_stamp": BEFORE, "stamp": "2030-01-01T00:00:00Z"}, carried=True),
    asked("stamp_without_change", UNSEEN, {"since": None, "changed": False, **MOVED}),
    case("stamp_without_change", UNSEEN),
]


@pytest.mark.parametrize("one", CASES, ids=label)
def test_says(one: Case) -> None:
    assert said_of(one) == one.said


def test_what_was_compared_and_when_is_told() -> None:
    moved = {"since": FIRST, "changed": False, **MOVED}
    snapshot = a_snapshot(
        a_dataset(probe=a_probe(**moved), profiles=[a_profile()]),
        a_dataset(probe=a_probe(**moved, way="file"), profiles=[a_profile()]),
        a_dataset(probe=a_probe()),
        a_dataset(probe=a_probe(**moved, way="datastore"), profiles=[a_profile()]),
    )
    assert params("stamp_without_change", snapshot) == {
        "since": "2026-10-01 02:30", "asked": "2026-11-01 02:30", "since_stamp": "2026-09-30 06:00", "stamp": "2026-10-31 06:00",
    }  # fmt: skip
    assert evidence("stamp_without_change", snapshot, 0) == Evidence(ANSWER, "/0/max_updated_on", "2026-10-20T00:00:00.000")
    assert evidence("stamp_without_change", snapshot, 1) == Evidence(ANSWER, "")
    stamps = "The portal's stamp of the data moved from 2026-09-30 06:00 to 2026-10-31 06:00; "
    both = "at 2026-10-01 02:30 and at 2026-11-01 02:30"
    assert text("stamp_without_change", snapshot, 0) == (
        f"{stamps}{both} no change was seen: as many rows, and the same least and greatest values in the columns that were "
        "asked. A change inside rows can escape this."
    )
    assert text("stamp_without_change", snapshot, 1) == f"{stamps}the file was the same, byte for byte, {both}."
    assert text("stamp_without_change", snapshot, 3) == (
        f"{stamps}{both} no change was seen: the newest date and the number of rows, as far as they are told, were the same. "
        "A change inside rows can escape this."
    )
    measure = verdict("stamp_without_change", snapshot).measure
    assert measure is not None
    assert (round(measure[0], 2), math.isnan(measure[2])) == (30.98, True)
