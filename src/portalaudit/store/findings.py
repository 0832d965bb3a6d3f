"""Findings as intervals: opened by the audit that first saw a subject fail, closed by the one that saw it mended or gone.

Who moves them: only a complete audit, and only when it is the newest of its portal. What closes an interval:

- `fixed`: the subject was seen and does not fail any more (it passes, or the question no longer applies);
- `subject_gone`: the portal was seen whole and the subject is not there;
- `check_changed`: the check was not part of this audit, or was part of it in another version.

A subject that was not observed closes nothing, nor does a check that broke. A finding that comes back is a new interval.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
from sqlalchemy.engine import Connection

from portalaudit.model.audit import CheckResult, PortalAudit
from portalaudit.model.whole import saw_everything
from portalaudit.store.bulk import Numbers, insert_findings, pack, select_open, update_findings
from portalaudit.store.codes import Codes, portal_reason
from portalaudit.store.subjects import Subjects, number_subjects


@dataclass(frozen=True, slots=True)
class Moves:
    """How many intervals an audit moved."""

    opened: int = 0
    fixed: int = 0
    subject_gone: int = 0
    check_changed: int = 0

    def __add__(self, other: "Moves") -> "Moves":
        return Moves(
            self.opened + other.opened, self.fixed + other.fixed,
            self.subject_gone + other.subject_gone, self.check_changed + other.check_changed,
        )  # fmt: skip


def move_findings(
    connection: Connection, portal: int, audit: int, taken_at: datetime, result: PortalAudit, codes: Codes
) -> Moves:
    """Open and close a portal's intervals by what an audit saw. The caller holds the portal's row.

    Args:
        portal: its number.
        audit: its number.
    """
    subjects = number_subjects(connection, portal, result.snapshot, result.ownership)
    seen = _Seen.of(result, subjects, codes)
    ids, packed = select_open(connection, portal)
    old, new = packed >> 16, seen.failing >> 16
    opened = seen.failing[~_within(new, old)]
    insert_findings(connection, portal, audit, taken_at, opened)
    stays = _within(old, new)
    _keep_reasons(connection, ids[stays], packed[stays], seen.failing, new)
    closed = _close(connection, audit, taken_at, ids[~stays], old[~stays], seen, saw_everything(result.snapshot))
    return Moves(opened=len(opened), **closed)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an audit says of a portal's subjects, as numbers."""

    failing: Numbers
    """Packed, ascending, each subject and check once."""
    unobserved: Numbers
    """Subject and check of what was not observed, ascending."""
    present: Numbers
    """Subjects that are there, the portal among them."""
    ran: Numbers
    """Checks that were part of the audit …"""
    silent: Numbers
    """… and those among them that said nothing of any subject."""

    @classmethod
    def of(cls, result: PortalAudit, subjects: Subjects, codes: Codes) -> "_Seen":
        said = [check for check in result.checks if check.outcome not in ("error", "not_observed")]
        failing = [_failing(check, subjects, codes) for check in said]
        unobserved = [(subjects.rows[check.unobserved] << 16) | codes.check(check) for check in said]
        packed = np.sort(np.concatenate([*failing, np.empty(0, np.int64)]))
        first = np.unique(packed >> 16, return_index=True)[1]
        return cls(
            failing=packed[first],
            unobserved=np.unique(np.concatenate([*unobserved, np.empty(0, np.int64)])),
            present=np.unique(np.append(subjects.rows, subjects.portal)),
            ran=np.array(sorted(codes.check(check) for check in result.checks), np.int64),
            silent=np.array(sorted({codes.check(check) for check in result.checks if check not in said}), np.int64),
        )


def _failing(check: CheckResult, subjects: Subjects, codes: Codes) -> Numbers:
    number = codes.check(check)
    if check.outcome == "fail":  # a portal check: its findings are examples, the portal is what fails
        return pack(np.array([subjects.portal]), number, np.array([codes.reason(portal_reason(check))]))
    encoded = pa.array(check.failing_reasons, pa.string()).dictionary_encode()
    table = np.array([codes.reason(code) for code in encoded.dictionary.to_pylist()], np.int64)
    return pack(subjects.rows[check.failing], number, table[encoded.indices.to_numpy()])


def _within(some: Numbers, others: Numbers) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which of `some` are among `others`; the latter ascending."""
    if not len(others):
        return np.zeros(len(some), np.bool_)
    places = np.minimum(np.searchsorted(others, some), len(others) - 1)
    return np.asarray(others[places] == some)


def _keep_reasons(connection: Connection, ids: Numbers, packed: Numbers, failing: Numbers, keys: Numbers) -> None:
    """The same subject fails the same check for another reason: still one interval, with the reason of today."""
    today = failing[np.searchsorted(keys, packed >> 16)]
    changed = today != packed
    for reason in np.unique(today[changed] & 0xFFFF).tolist():
        update_findings(connection, {"reason": reason}, ids[changed & ((today & 0xFFFF) == reason)])


def _close(
    connection: Connection, audit: int, taken_at: datetime, ids: Numbers, keys: Numbers, seen: _Seen, whole: bool
) -> dict[str, int]:
    check, subject = keys & 0xFFFF, keys >> 16
    ran = _within(check, seen.ran)
    there = _within(subject, seen.present)
    spoken = ran & ~_within(check, seen.silent)
    chosen = {
        "check_changed": ~ran,
        "subject_gone": ran & ~there & whole,
        "fixed": spoken & there & ~_within(keys, seen.unobserved),
    }
    for reason, which in chosen.items():
        values = {"closed_by": audit, "closed_at": taken_at, "close_reason": reason}
        update_findings(connection, values, ids[which])
    return {reason: int(which.sum()) for reason, which in chosen.items()}
