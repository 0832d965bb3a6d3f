"""Checks over a snapshot: verdicts become counts of own datasets, counts of the others, and findings."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.audit.evidence import Witness
from portalaudit.checks.run import CheckError, run
from portalaudit.model.audit import CheckResult
from portalaudit.model.check import Check, Judged, PortalVerdict, Verdict
from portalaudit.model.counting import Mask
from portalaudit.model.snapshot import Snapshot

EXAMPLES = 5
"""Examples a check in a document (contract)."""

Rows = npt.NDArray[np.int32]


def judge(
    snapshot: Snapshot, judged: Judged, checks: Sequence[Check], examples: int | None = EXAMPLES
) -> tuple[CheckResult, ...]:
    """Run checks, in order. `examples` is how many findings each gives; None for all of them."""
    return tuple(_judge(snapshot, judged, check, examples) for check in checks)


def _judge(snapshot: Snapshot, judged: Judged, check: Check, examples: int | None) -> CheckResult:
    own = judged.own
    said = run(check, snapshot, judged)
    if isinstance(said, CheckError):
        return CheckResult(check.id, check.family, 0, 0, 0, 0, 0, outcome="error", error=said.text, version=check.version)
    if isinstance(said, PortalVerdict):
        return _of_portal(check, said, examples)
    return _of_datasets(snapshot, own, check, said, examples)


def _of_portal(check: Check, said: PortalVerdict, examples: int | None) -> CheckResult:
    at = {word: int(said.outcome == word) for word in ("pass", "fail", "not_applicable", "not_observed")}
    measure = None if said.measure is None else np.array([said.measure])
    return CheckResult(
        check.id, check.family, at["pass"] + at["fail"], at["pass"], at["fail"], at["not_applicable"], at["not_observed"],
        outcome=said.outcome, reasons=dict(sorted(Counter(finding.reason for finding in said.findings).items())),
        measure=measure, findings=said.findings[:examples], shown=said.shown, version=check.version,
    )  # fmt: skip


def _of_datasets(snapshot: Snapshot, own: Mask, check: Check, said: Verdict, examples: int | None) -> CheckResult:
    applies = np.ones(len(own), np.bool_) if said.applies is None else _plain(pc.fill_null(said.applies, False))
    observed = applies & _plain(pc.is_valid(said.passed))
    passed = _plain(pc.fill_null(said.passed, False))
    failing: Rows = np.flatnonzero(observed & ~passed).astype(np.int32)
    reasons = _reasons(said, failing)
    own_failing = own[failing]
    shown = np.concatenate([failing[own_failing], failing[~own_failing]])[:examples]
    witness = Witness(snapshot, check, said)
    return CheckResult(
        check.id, check.family,
        tested=int((observed & own).sum()),
        passed=int((observed & passed & own).sum()),
        failed=int(own_failing.sum()),
        not_applicable=int((own & ~applies).sum()),
        not_observed=int((own & applies & ~observed).sum()),
        others_tested=int((observed & ~own).sum()),
        others_failed=int((~own_failing).sum()),
        reasons=_counted(reasons, own_failing),
        measure=None if said.measure is None else said.measure[own],
        measures={name: values[own] for name, values in said.measures.items()},
        failing=failing,
        failing_reasons=reasons,
        unobserved=np.flatnonzero(applies & ~observed).astype(np.int32),
        inapplicable=np.flatnonzero(~applies).astype(np.int32),
        findings=tuple(witness.finding(int(row)) for row in shown),
        version=check.version,
    )  # fmt: skip


def _reasons(said: Verdict, failing: Rows) -> Sequence[str]:
    if isinstance(said.reason, str):
        return [said.reason] * len(failing)
    return said.reason.take(pa.array(failing)).to_pylist()  # type: ignore[no-any-return]


def _counted(reasons: Sequence[str], chosen: Mask) -> dict[str, int]:
    counts = Counter(reason for reason, take in zip(reasons, chosen.tolist(), strict=True) if take)
    return dict(sorted(counts.items()))


def _plain(array: pa.Array | pa.ChunkedArray) -> Mask:
    """An Arrow boolean array without nulls as numpy."""
    made = array.to_numpy(zero_copy_only=False) if isinstance(array, pa.Array) else array.to_numpy()
    return np.asarray(made, dtype=np.bool_)
