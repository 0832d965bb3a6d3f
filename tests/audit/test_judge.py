"""Verdicts become counts, and findings point at their evidence."""

import pyarrow as pa
import pytest

from portalaudit.audit.judge import judge
from portalaudit.checks.run import discover
from portalaudit.connectors.values import ABSENT
from portalaudit.model.audit import CheckResult
from portalaudit.model.check import Check, Judged, Parts, Verdict
from portalaudit.model.counting import own_datasets
from portalaudit.model.inventory import Inventories
from portalaudit.model.portal import Ownership
from tests.builders import a_dataset, a_snapshot

LICENCE = next(check for check in discover() if check.id == "license_missing")
NOTHING = {"license": ABSENT, "license_title": ABSENT, "license_url": ABSENT}


def judged(
    rows: list[dict[str, object]], ownership: list[Ownership], check: Check = LICENCE, examples: int | None = 5
) -> CheckResult:
    snapshot = a_snapshot(*rows)
    (result,) = judge(snapshot, Judged(Inventories(), own_datasets(snapshot, ownership)), [check], examples)
    return result


def test_own_datasets_are_counted_and_all_else_apart() -> None:
    """Own and unknown datasets are counted; views, the vendor's and federated assets are the others; the unseen is neither."""
    rows = [
        a_dataset(), a_dataset(**NOTHING), a_dataset(unseen=("license", "license_title", "license_url")),
        a_dataset(kind="view", **NOTHING), a_dataset(**NOTHING), a_dataset(),
    ]  # fmt: skip
    said = judged(rows, ["own", "unknown", "own", "own", "vendor", "federated"])

    assert (said.tested, said.passed, said.failed, said.not_observed) == (2, 1, 1, 1)
    assert (said.others_tested, said.others_failed) == (3, 2)
    assert said.failing.tolist() == [1, 3, 4]
    assert said.unobserved.tolist() == [2]
    assert [finding.subject for finding in said.findings] == ["d2", "d4", "d5"]


@pytest.mark.parametrize(
    ("value", "pointer", "excerpt", "absent"),
    [
        (ABSENT, "/result/results/0", None, "license_id"),
        (None, "/result/results/0/license_id", "null", None),
        ("<br />", "/result/results/0/license_id", "<br />", None),
    ],
)
def test_evidence_stands_where_it_says(value: object, pointer: str, excerpt: str | None, absent: str | None) -> None:
    """What is missing is shown at its nearest ancestor; what says nothing, at its own place."""
    said = judged([a_dataset(license=value, license_title=ABSENT, license_url=ABSENT)], ["own"])
    ((found,),) = (finding.evidence for finding in said.findings)

    assert (found.pointer, found.excerpt, found.absent) == (pointer, excerpt, absent)
    assert found.capture == "00000000-0000-4000-8000-000000000001"


def test_examples_are_few_unless_all_are_asked_for() -> None:
    """Five findings stand for a thousand; the failing rows are all there."""
    rows = [a_dataset(**NOTHING) for _ in range(9)]

    assert len(judged(rows, ["own"] * 9).findings) == 5
    assert len(judged(rows, ["own"] * 9, examples=None).findings) == 9
    assert len(judged(rows, ["own"] * 9).failing) == 9


def test_a_broken_check_is_one_error() -> None:
    """A check's bug is told, and counts nothing."""

    def breaks(parts: Parts) -> Verdict:
        return Verdict(pa.array([True] * 7))

    said = judged([a_dataset()], ["own"], Check("made_up", "metadata", "dataset", ("datasets",), None, breaks, __name__))

    assert (said.outcome, said.tested) == ("error", 0)
    assert said.error is not None
