"""How far the machine and the assessors agree: what is counted, in which period, and as which files."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portalaudit.export.agreement import Period, agreement, agreement_csv, agreement_json
from portalaudit.model.assessment import Decision

GIVEN = Decision("a1", "wwc-v3", "3", "DM2", "met", "verified", "accept", "Jo", datetime(2026, 11, 2, 9, tzinfo=UTC), "Seen")


def a_decision(**changes: object) -> Decision:
    return replace(GIVEN, **changes)  # type: ignore[arg-type]


def on(year: int, month: int, day: int = 1) -> datetime:
    return datetime(year, month, day, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "labels"),
    [
        ("month", ["2026-03", "2026-04", "2026-12", "2027-01"]),
        ("quarter", ["2026-Q1", "2026-Q2", "2026-Q4", "2027-Q1"]),
        ("year", ["2026", "2027"]),
        ("all", ["all"]),
    ],
)
def test_decisions_are_counted_in_the_period_in_which_they_were_made(period: Period, labels: list[str]) -> None:
    given = [
        a_decision(audit=f"a{n}", decided_at=moment)
        for n, moment in enumerate((on(2026, 3, 31), on(2026, 4), on(2026, 12, 31), on(2027, 1)))
    ]
    found = agreement(given, period)

    assert [one.period for one in found] == labels
    assert sum(one.of("accept") for one in found) == 4


def test_what_was_found_stands_against_what_was_decided() -> None:
    said = (("met", "accept"), ("not_met", "accept"), ("not_met", "reject"), ("undetermined", "more"), ("partly", "reject"))
    given = [a_decision(audit=f"a{n}", finding=finding, decision=word) for n, (finding, word) in enumerate(said)]
    (one,) = agreement(given, "all")

    assert one.counts == dict.fromkeys(said, 1)
    assert (one.of("accept"), one.of("reject"), one.of("more"), one.share) == (2, 2, 1, 0.5)


def test_only_the_last_decision_on_a_criterion_of_an_audit_counts() -> None:
    """A criterion of another rubric, or of another audit, is another one."""
    given = [
        a_decision(), a_decision(decision="reject", decided_at=on(2026, 11, 3)), a_decision(rubric="wwc-v2", decision="more"),
        a_decision(audit="a2"),
    ]  # fmt: skip
    found = agreement(given, "all")

    assert [(one.rubric, one.of("accept"), one.of("reject"), one.of("more")) for one in found] == [
        ("wwc-v2", 0, 0, 1), ("wwc-v3", 1, 1, 0),
    ]  # fmt: skip
    assert found[0].share is None


def test_criteria_stand_in_the_order_of_their_numbers() -> None:
    given = [a_decision(criterion=name) for name in ("DM10", "OD1", "DM2", "DM1", "title")]
    assert [one.criterion for one in agreement(given, "all")] == ["DM1", "DM2", "DM10", "OD1", "title"]


def test_as_csv_and_as_json() -> None:
    found = agreement(
        [a_decision(), a_decision(audit="a2", decision="reject"), a_decision(audit="a3"), a_decision(criterion="=x")]
    )
    rows = list(csv.DictReader(io.StringIO(agreement_csv(found).decode())))
    told = json.loads(agreement_json(found, "quarter"))

    assert [(row["criterion"], row["met_accept"], row["agreement"]) for row in rows] == [
        ("'=x", "1", "1.0"),
        ("DM2", "2", "0.6667"),
    ]
    assert all(line.endswith(b"\r") for line in agreement_csv(found).split(b"\n")[:-1])
    assert (told["schema"], told["period"]) == ("portalaudit/agreement/1", "quarter")
    assert told["rows"][1]["counts"]["met"] == {"accept": 2, "reject": 1, "more": 0}
    assert told["rows"][1]["agreement"] == 0.6667
