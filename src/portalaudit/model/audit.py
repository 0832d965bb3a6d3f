"""The results of an audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from portalaudit.model.capture import Capture, Event, Traffic
from portalaudit.model.check import Family, Finding, Outcome
from portalaudit.model.governance import Governance
from portalaudit.model.inventory import Inventories
from portalaudit.model.moved import RubricMoved
from portalaudit.model.portal import City
from portalaudit.model.rubric import RubricResult
from portalaudit.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check said of one portal. Counts are of own datasets (kind dataset, ownership own or unknown); for a
    portal check 1 stands where its outcome belongs."""

    id: str
    family: Family
    tested: int
    """passed + failed."""
    passed: int
    failed: int
    not_applicable: int
    not_observed: int
    others_tested: int = 0
    """The same of every other asset."""
    others_failed: int = 0
    outcome: Outcome | None = None
    """Of a portal check; `error` also of a dataset check that broke."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Failures of own datasets by reason code."""
    measure: npt.NDArray[np.float64] | None = None
    """Measures of own datasets, NaN where nothing was measured."""
    failing: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    """Row numbers of all assets that fail, ascending."""
    failing_reasons: Sequence[str] = ()
    """Their reason codes, in that order."""
    unobserved: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    """Row numbers of the assets that were not observed: they close no finding."""
    inapplicable: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    """Row numbers of the assets that the check does not apply to, ascending."""
    findings: tuple[Finding, ...] = ()
    """Examples, or all of them where asked for."""
    shown: tuple[Finding, ...] = ()
    """Of a portal check that doesn't fail: what shows it, or where we looked (`PortalVerdict.shown`)."""
    error: str | None = None
    version: int = 1
    """Of the check (`Check.version`)."""
    measures: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    """Further measures of own datasets, by name (`Verdict.measures`)."""


@dataclass(frozen=True, slots=True)
class PortalAudit:
    """One portal's part of an audit."""

    snapshot: Snapshot
    digest: str
    """`sha256:…` over the snapshot's canonical values."""
    ownership: Sequence[str]
    """One word a row of `datasets`."""
    checks: tuple[CheckResult, ...]
    traffic: Traffic
    inventories: Inventories = field(default_factory=Inventories)


@dataclass(frozen=True, slots=True)
class Target:
    city: City | None
    """The registry's record as it was, None where a portal is audited alone."""
    urls: tuple[str, ...]

    @property
    def key(self) -> str:
        """What audits of the same target share: the city's key, else the portal's address."""
        return self.city.key if self.city else " ".join(self.urls)


@dataclass(frozen=True, slots=True)
class Audit:
    id: str
    taken_at: datetime
    complete: bool
    """False where a budget or a signal ended the crawl."""
    software: str
    target: Target
    portals: tuple[PortalAudit, ...]
    rubrics: tuple[RubricResult, ...]
    events: tuple[Event, ...] = ()
    captures: tuple[Capture, ...] = ()
    causes: tuple[str, ...] = ()
    """On a replay: what differs from the stored audit's inputs: `city-record software checks rubric reading data`."""
    governance: Governance = field(default_factory=Governance)
    """What the city's documents show, pooled over its portals."""
    moved: tuple[RubricMoved, ...] = ()
    """On a replay: its criteria beside those of the stored audit; empty where nothing differs."""
