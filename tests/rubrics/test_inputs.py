"""Results of several portals become one city's."""

import numpy as np
import pytest

from portalaudit.model.audit import CheckResult, PortalAudit
from portalaudit.model.capture import Evidence, Gap, Traffic
from portalaudit.model.check import Finding, Outcome
from portalaudit.rubrics.inputs import gather, pool
from tests.builders import a_dataset, a_snapshot


def a_result(check: str, passed: int = 0, failed: int = 0, unseen: int = 0, **more: object) -> CheckResult:
    return CheckResult(check, "metadata", passed + failed, passed, failed, 0, unseen, **more)  # type: ignore[arg-type]


def a_verdict(check: str, outcome: Outcome) -> CheckResult:
    return a_result(check, int(outcome == "pass"), int(outcome == "fail"), outcome=outcome)


def test_counts_add_up_over_portals() -> None:
    one, two = a_result("license_missing", 10, 30, 1), a_result("license_missing", 60, 0)
    pooled = pool([[one], [two]])["license_missing"]
    assert (pooled.tested, pooled.passed, pooled.failed, pooled.not_observed) == (100, 70, 30, 1)


def test_a_portal_where_a_check_broke_or_is_absent_is_not_observed() -> None:
    broken = CheckResult("license_missing", "metadata", 0, 0, 0, 0, 0, outcome="error", error="KeyError")
    other = a_result("title_missing", 25, 0)
    pooled = pool(
        [[a_result("license_missing", 10, 0), other], [broken, a_result("title_missing", 40, 0)], [a_result("title_missing", 7)]]
    )
    assert (pooled["license_missing"].tested, pooled["license_missing"].not_observed) == (10, 47)
    assert (pooled["title_missing"].tested, pooled["title_missing"].not_observed) == (72, 0)


def test_outcomes_stand_one_a_portal() -> None:
    pooled = pool([[a_verdict("portal_insecure", "pass")], [a_verdict("portal_insecure", "fail")], []])
    assert pooled["portal_insecure"].outcomes == ("pass", "fail", "error")


def test_measures_are_joined_without_what_was_not_measured() -> None:
    one = a_result("dataset_overdue", 2, measure=np.array([3.0, np.nan]))
    two = a_result("dataset_overdue", 1, measure=np.array([np.inf, 5.0]))
    assert pool([[one], [two]])["dataset_overdue"].measure.tolist() == [3.0, 5.0]


def test_examples_are_those_of_the_findings() -> None:
    finding = Finding("license_missing", "d1", "absent", {}, (Evidence("c", "/license"),))
    assert pool([[a_result("license_missing", 0, 1, findings=(finding,))]])["license_missing"].examples == finding.evidence


def test_nothing_pools_to_nothing() -> None:
    assert pool([]) == {}
    assert pool([[]]) == {}


def test_own_and_unknown_datasets_are_counted_and_gaps_tell_of_unread_assets() -> None:
    rows = [a_dataset(), a_dataset(), a_dataset(kind="view"), a_dataset(), a_dataset()]
    snapshot = a_snapshot(*rows, declared_total=12, gaps=(Gap("catalogue", "budget"),), entry_points={"catalogue-api": "c1"})
    portal = PortalAudit(snapshot, "sha256:0", ["own", "unknown", "own", "vendor", "federated"], (), Traffic())
    given = gather([portal, portal], registered=True)
    assert (given.own_datasets, given.unknown_datasets, given.unseen, given.registered) == (4, 2, 14, True)
    assert given.portals[0].entry_points == {"catalogue-api": "c1"}


def test_a_declared_total_without_a_gap_hides_nothing() -> None:
    portal = PortalAudit(a_snapshot(a_dataset(), declared_total=12), "sha256:0", ["own"], (), Traffic())
    assert gather([portal], registered=False).unseen == 0


@pytest.mark.parametrize(
    ("gaps", "declared", "cut"),
    [
        ((), None, False),
        ((Gap("feed", "truncated"),), None, True),
        ((Gap("feed", "truncated"),), 1, False),
        ((Gap("feed", "nesting"), Gap("catalogue", "shape")), None, False),
        ((Gap("columns", "http-403"),), None, False),
    ],
)
def test_a_catalogue_is_cut_where_it_broke_off_and_does_not_say_its_size(
    gaps: tuple[Gap, ...], declared: int | None, cut: bool
) -> None:
    portal = PortalAudit(a_snapshot(a_dataset(), declared_total=declared, gaps=gaps), "sha256:0", ["own"], (), Traffic())
    given = gather([portal], registered=False)
    assert (given.cut, given.unseen) == (cut, 0)
