"""What a stored document tells of then: criteria, and the counts that they rest on.

A document may be of any version that wrote `portalaudit/audit/1`, and a bundle's may be anybody's: what is not there is unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, cast

import msgspec

from portalaudit.errors import StoreError
from portalaudit.model.audit import CheckResult
from portalaudit.model.capture import Scalar
from portalaudit.model.check import Family, Finding, Outcome
from portalaudit.model.moved import Standing, Total
from portalaudit.model.rubric import FindingWord, Strength, Why

Count = Annotated[int, msgspec.Meta(ge=0)]


@dataclass(frozen=True, slots=True)
class ThenExample:
    subject: str
    reason: str
    params: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ThenCheck:
    id: str
    family: str
    tested: Count
    passed: Count
    failed: Count
    not_applicable: Count
    not_observed: Count
    outcome: Outcome | None = None
    examples: tuple[ThenExample, ...] = ()
    shown: tuple[ThenExample, ...] = ()
    version: int | None = None

    @property
    def result(self) -> CheckResult:
        """As rubrics read it, without measures and places."""
        return CheckResult(
            self.id, cast(Family, self.family), self.tested, self.passed, self.failed, self.not_applicable, self.not_observed,
            outcome=self.outcome, findings=self._findings(self.examples), shown=self._findings(self.shown),
            version=self.version or 1,
        )  # fmt: skip

    def _findings(self, examples: Sequence[ThenExample]) -> tuple[Finding, ...]:
        return tuple(Finding(self.id, one.subject, one.reason, one.params) for one in examples)


@dataclass(frozen=True, slots=True)
class ThenSnapshot:
    digest: str
    own_datasets: Count


@dataclass(frozen=True, slots=True)
class ThenPortal:
    url: str
    snapshot: ThenSnapshot
    checks: tuple[ThenCheck, ...]


@dataclass(frozen=True, slots=True)
class ThenCriterion:
    id: str
    title: str
    finding: FindingWord
    strength: Strength | None
    why: Why | None
    because: str
    checks: tuple[str, ...] = ()
    value: float | None = None
    states: Mapping[str, Count] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        value = None if self.value is None else round(self.value, 6)
        return Standing(self.finding, self.strength, self.why, value, dict(self.states), self.because)


@dataclass(frozen=True, slots=True)
class ThenRubric:
    id: str
    version: str
    score: float | None
    decided: float
    counts: Mapping[str, Count]
    criteria: tuple[ThenCriterion, ...]
    digest: str | None = None

    @property
    def total(self) -> Total:
        return Total(self.score, self.decided, dict(self.counts), self.version, self.digest)


@dataclass(frozen=True, slots=True)
class Then:
    """The document's part that is laid beside today's."""

    software: str
    portals: tuple[ThenPortal, ...]
    rubrics: tuple[ThenRubric, ...]


def parse_then(document: bytes) -> Then:
    """A stored document read.

    Raises:
        StoreError: it is no document of an audit.
    """
    try:
        return msgspec.json.decode(document, type=Then)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as problem:
        raise StoreError(f"the stored document is no audit's: {problem}") from problem
