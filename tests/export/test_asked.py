"""What the rows of own datasets told, counted."""

from datetime import timedelta

import jsonschema_rs
import numpy as np
import pytest

from portalaudit.checks.freshness.declared import allowed_days
from portalaudit.export.asked import AGES, PERIODS, Asked, asked, tally
from portalaudit.export.document import document, schema
from portalaudit.export.report.wording import wording
from portalaudit.model.audit import Audit
from tests.builders import TAKEN_AT, a_column, a_dataset
from tests.export.probed import INF, NAN, a_probe, lived_in, own_rows, probed, refused
from tests.export.report.sample import an_audit

NONE = -1


def of(audit: Audit) -> Asked:
    return asked(audit.portals[0])


def one(declared: float | None, **probe: object) -> Asked:
    audit = probed(an_audit({"Parks": 1}), [a_probe(0, **probe)], declared=None if declared is None else [declared])
    return of(audit)


@pytest.mark.parametrize(
    ("declared", "place"),
    [
        (0, 0), (1 / 24, 0), (1, 0), (1.01, 1), (7, 1), (14, 2), (31, 2), (62, 3), (92, 3), (184, 4), (365, 4), (366, 4),
        (731, NONE), (INF, NONE), (-1, NONE), (NAN, NONE), (None, NONE),
    ],
)  # fmt: skip
def test_a_declared_period_is_of_the_class_that_holds_it(declared: float | None, place: int) -> None:
    assert one(declared).promise.tolist() == [place]


@pytest.mark.parametrize(
    ("days", "place"),
    [(-2, 0), (0, 0), (2.99, 0), (3, 1), (9.5, 1), (10, 2), (39, 2), (40, 3), (115, 3), (116, 4), (458, 4), (459, 5), (9_000, 5)],
)
def test_the_age_of_the_newest_row_is_told_in_whole_days(days: float, place: int) -> None:
    assert one(1, newest=TAKEN_AT - timedelta(days=days)).aged.tolist() == [place]


def test_the_age_is_that_of_the_moment_when_the_rows_were_asked() -> None:
    carried = one(1, newest=TAKEN_AT - timedelta(days=31), asked_at=TAKEN_AT - timedelta(days=30), carried=True)
    assert carried.aged.tolist() == [0] and not carried.older.any()


def test_each_class_may_be_as_old_as_the_default_allows_its_longest_period() -> None:
    assert tuple(allowed_days(np.array([days for _, days in PERIODS])).tolist()) == AGES


@pytest.mark.parametrize(
    ("probe", "known"),
    [
        ({}, (True, True, True)),
        ({"newest": None}, (True, True, False)),
        ({"failure": "timeout", "newest": None}, (True, False, False)),
        ({"failure": "no-date-column"}, (True, False, False)),
    ],
)
def test_an_answer_without_a_date_is_an_answer_and_a_failure_is_none(
    probe: dict[str, object], known: tuple[bool, bool, bool]
) -> None:
    found = one(1, **probe)
    assert (found.chosen.all(), found.answered.all(), found.dated.all()) == known


def test_a_server_that_is_behind_its_data_tells_no_age() -> None:
    behind = {"newest": "2020-01-01", "cadence_days": 400.0, "cadence_by": "entries", "out_of_date": True}
    found = one(1, **behind)
    assert found.answered.all() and not found.dated.any() and not found.older.any()
    assert (found.aged.tolist(), found.paced.tolist(), found.failures) == ([NONE], [NONE], {"out-of-date": 1})
    known = one(1, **behind | {"out_of_date": False})
    assert known.older.all() and known.paced.tolist() == [4] and known.failures == {}


UNDATED: dict[str, object] = {"newest": None}


@pytest.mark.parametrize(
    ("probe", "roles", "listed", "reason"),
    [
        (UNDATED | {"rows": 0}, ["update"], (), "empty-table"),
        (UNDATED | {"rows": 0, "out_of_date": True}, [], (), "out-of-date"),
        (UNDATED, [], (), "no-date-column"),
        (UNDATED, ["other"], (), "no-date-column"),
        (UNDATED, ["aside", "aside", "other"], (), "only-aside"),
        (UNDATED, ["load", "aside"], (), "only-aside"),
        (UNDATED, ["load", "other"], (), "only-loads"),
        (UNDATED, ["aside", "event"], (), "no-plausible-date"),
        (UNDATED | {"rows": None}, ["update"], (), "no-plausible-date"),
        (UNDATED, ["aside"], ("issue_date",), "dates-as-text"),
        (UNDATED, ["event"], ("issue_date",), "no-plausible-date"),
        (UNDATED, ["aside"], ("species", "expiration_date"), "only-aside"),
        (UNDATED | {"way": "file"}, [], ("issue_date",), "no-date-column"),
        (UNDATED | {"way": "datastore"}, ["text", "load"], (), "dates-as-text"),
        (UNDATED | {"failure": "no-date-column"}, ["aside"], (), "only-aside"),
        (UNDATED | {"failure": "no-date-column", "rows": 0}, [], (), "no-date-column"),
        (UNDATED | {"failure": "timeout", "out_of_date": True}, ["aside"], (), "timeout"),
    ],
)
def test_why_the_newest_row_is_not_known(
    probe: dict[str, object], roles: list[str], listed: tuple[str, ...], reason: str
) -> None:
    texts = [a_column(name=name, title=None, description=None, type="text") for name in listed]
    audit = an_audit({}, extra=[a_dataset(columns=[]), a_dataset(columns=texts)])
    first, row = own_rows(audit)
    profiles = [
        {"dataset": row, "position": place, "name": f"c{place}", "role": "other", "why": "name-event dates-as-text"}
        if role == "text"
        else {"dataset": row, "position": place, "name": f"c{place}", "role": role, "why": "name-event"}
        for place, role in enumerate(roles)
    ]
    found = of(probed(audit, [a_probe(first), a_probe(row, **probe)], profiles))
    assert (found.reason, found.failures) == ((None, reason), {reason: 1})
    assert int(found.chosen.sum()) - int(found.dated.sum()) == sum(found.failures.values())
    assert wording("en").has("gap", reason)


def test_only_the_city_s_own_datasets_are_counted() -> None:
    audit = an_audit({"Parks": 2})  # two own datasets, then views and the vendor's
    everything = [a_probe(row) for row in range(len(audit.portals[0].snapshot.datasets))]
    found = of(probed(audit, everything, declared=[1, 7]))
    assert found.rows.tolist() == own_rows(audit) == found.line.tolist() and int(found.chosen.sum()) == 2


def test_answers_stand_with_the_datasets_that_they_are_of() -> None:
    audit = an_audit({}, extra=[a_dataset(kind="view"), a_dataset(), a_dataset(), a_dataset()])
    own = own_rows(audit)
    newest = [TAKEN_AT - timedelta(days=days) for days in (3, 400)]
    found = of(probed(audit, [a_probe(own[0], newest=newest[0]), a_probe(own[2], newest=newest[1])], declared=[1, 7, 31]))
    assert found.line.tolist() == [0, -1, 1] and found.aged.tolist() == [1, -1, 4] and found.older.tolist() == [True, False, True]


def test_of_a_snapshot_without_questions_nothing_was_chosen() -> None:
    found = of(an_audit({"Parks": 3}))
    assert not found.chosen.any() and found.failures == {} and np.isnat(found.newest).all()


def test_the_document_counts_what_was_asked_and_why_others_told_nothing() -> None:
    audit = an_audit({"Parks": 8})
    a, b, c, d, e, f, *_ = own_rows(audit)
    probes = [
        a_probe(a), a_probe(b, newest="2020-01-01", asked_at="2026-10-30", carried=True), a_probe(c, newest=None),
        refused(d, "timeout"), refused(e, "no-date-column"), refused(f, "timeout", carried=True),
    ]  # fmt: skip
    audit = probed(audit, probes, declared=[1, 7, 1, 1, 1, 1, 1, 1])
    assert tally(audit.portals[0]) == {
        "chosen": 6, "answered": 3, "dated": 2, "carried": 1, "promised": 2, "older": 1,
        "failures": {"no-date-column": 2, "timeout": 2},
    }  # fmt: skip


def test_documents_with_rows_satisfy_the_schema() -> None:
    value = document(lived_in(an_audit()))
    assert value["portals"][0]["rows"]["older"] > 0  # type: ignore[index]
    validator = jsonschema_rs.Draft202012Validator(schema())
    assert validator.is_valid(value)
    del value["portals"][0]["rows"]["failures"]  # type: ignore[index]
    assert not validator.is_valid(value)
