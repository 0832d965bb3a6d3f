"""Numbers of checks and reasons, which repeat in millions of findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from sqlalchemy.engine import Connection

from portalaudit.model.audit import CheckResult
from portalaudit.store import tables
from portalaudit.store.bulk import Key, intern


@dataclass(frozen=True, slots=True)
class Codes:
    """The numbers of one audit's checks and reasons."""

    checks: Mapping[Key, int]
    """Check id and version → number."""
    reasons: Mapping[Key, int]

    def check(self, check: CheckResult) -> int:
        """The number of a check in the version that ran."""
        return self.checks[check.id, check.version]

    def reason(self, code: str) -> int:
        """The number of a reason code."""
        return self.reasons[(code,)]


def number_codes(connection: Connection, checks: Sequence[CheckResult]) -> Codes:
    """Number all checks and reasons of an audit, always in the same order, so that two audits at once do not deadlock."""
    numbers: dict[Key, int] = {}
    for family in sorted({check.family for check in checks}):
        keys = [(check.id, check.version) for check in checks if check.family == family]
        numbers |= intern(connection, tables.checks, ("name", "version"), keys, {"family": family})
    codes = {code for check in checks for code in pa.array(check.failing_reasons, pa.string()).unique().to_pylist()}
    codes |= {portal_reason(check) for check in checks if check.outcome == "fail"}
    return Codes(numbers, intern(connection, tables.reasons, ("code",), [(code,) for code in sorted(codes)]))


def portal_reason(check: CheckResult) -> str:
    """Why a portal check fails: the reason of its first finding."""
    return check.findings[0].reason if check.findings else "failed"
