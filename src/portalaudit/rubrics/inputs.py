"""What a rubric is judged on: a city's check results pooled over its portals, and what its portals showed at all."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from portalaudit.model.audit import CheckResult, PortalAudit
from portalaudit.model.capture import CATALOGUE, Evidence, Gap
from portalaudit.model.check import Finding, Outcome
from portalaudit.model.counting import is_dataset
from portalaudit.model.governance import Governance
from portalaudit.model.telling import Part, Reason

_ODD = frozenset({"nesting", "shape"})
"""Reasons that tell of entries that are no assets, or of values left out of one; nothing else is missing."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a portal check says of one portal in its own words; empty where it gives none."""

    reason: str | None = None
    """The code of its first finding."""
    said: Part | None = None
    """The finding as a sentence."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """One check's results over the portals of a city. Counts are of own datasets, as in `CheckResult`."""

    id: str
    tested: int = 0
    passed: int = 0
    not_applicable: int = 0
    not_observed: int = 0
    """Own datasets that the check could not see, those of portals where it broke or did not run among them."""
    outcomes: tuple[Outcome, ...] = ()
    """One a portal, of a portal check; `error` also where a dataset check broke."""
    told: tuple[Told, ...] = ()
    """One for each of `outcomes`."""
    measure: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    """Finite measures of own datasets, in the order of portals and rows."""
    examples: tuple[Evidence, ...] = ()
    """Evidence of the findings at hand, in order; what passes at one portal before what fails or is not seen at others."""
    measures: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    """Further measures by name, one value for every own dataset in that order, NaN where nothing was measured: those of all
    checks stand beside one another."""

    @property
    def failed(self) -> int:
        return self.tested - self.passed


@dataclass(frozen=True, slots=True)
class PortalSeen:
    """What one portal let us see."""

    url: str
    entry_points: Mapping[str, str] = field(default_factory=dict)
    """Interfaces that answered: name → capture."""
    gaps: tuple[Gap, ...] = ()
    login: bool = False
    """True where the catalogue asked for a login."""
    unseen: int = 0
    """Assets that the catalogue says it has and that could not be read, where a gap explains them."""
    cut: bool = False
    """True where the catalogue broke off and nothing tells how many assets are missing."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """A city, or a portal audited alone, as rubrics see it."""

    checks: Mapping[str, Pooled]
    own_datasets: int
    """Assets of kind dataset and ownership own or unknown, over all portals."""
    unknown_datasets: int = 0
    """Those among them whose ownership is unknown."""
    registered: bool = False
    """The city has a record: what only a record can tell is known."""
    portals: tuple[PortalSeen, ...] = ()
    governance: Governance = field(default_factory=Governance)
    """What the city's documents show."""
    evidence: Callable[[str], Sequence[Evidence]] | None = None
    """Examples of a check by id; None to take those of the pooled results."""

    @property
    def unseen(self) -> int:
        """Assets of any kind that may be missing from every count."""
        return sum(portal.unseen for portal in self.portals)

    @property
    def cut(self) -> bool:
        """True where nobody knows how many assets are missing from every count."""
        return any(portal.cut for portal in self.portals)

    def examples(self, check: str) -> Sequence[Evidence]:
        """Evidence for one check's failures; empty where there is none."""
        if self.evidence is not None:
            return self.evidence(check)
        return self.checks[check].examples if check in self.checks else ()


def pool(results: Sequence[Sequence[CheckResult]]) -> Mapping[str, Pooled]:
    """Pool the check results of several portals (one sequence a portal), by check id in the order of appearance.

    Where a check broke or is absent on one portal, that portal's own datasets count as not observed.
    """
    totals = [max((_total(result) for result in portal if result.outcome is None), default=0) for portal in results]
    ids = list(dict.fromkeys(result.id for portal in results for result in portal))
    by_id = [{result.id: result for result in portal} for portal in results]
    return {check: _pooled(check, [portal.get(check) for portal in by_id], totals) for check in ids}


def _total(result: CheckResult) -> int:
    return result.tested + result.not_applicable + result.not_observed


def _pooled(check: str, results: Sequence[CheckResult | None], totals: Sequence[int]) -> Pooled:
    lost = sum(total for result, total in zip(results, totals, strict=True) if result is None or result.outcome == "error")
    ran = [result for result in results if result is not None]
    counted = [result for result in ran if result.outcome is None]
    spoken = list(_outcomes(results))
    shown = [finding for result in sorted(ran, key=_decisive) for finding in (*result.findings, *result.shown)]
    measures = [result.measure[np.isfinite(result.measure)] for result in ran if result.measure is not None]
    return Pooled(
        id=check,
        tested=sum(result.tested for result in counted),
        passed=sum(result.passed for result in counted),
        not_applicable=sum(result.not_applicable for result in counted),
        not_observed=sum(result.not_observed for result in counted) + lost,
        outcomes=tuple(outcome for outcome, _ in spoken),
        told=tuple(told for _, told in spoken),
        measure=np.concatenate(measures) if measures else np.empty(0),
        measures=_measures(results, totals),
        examples=tuple(evidence for finding in shown for evidence in finding.evidence),
    )


def _measures(results: Sequence[CheckResult | None], totals: Sequence[int]) -> Mapping[str, npt.NDArray[np.float64]]:
    names = dict.fromkeys(name for result in results if result is not None for name in result.measures)
    return {
        name: np.concatenate([
            np.full(total, np.nan) if result is None or name not in result.measures else result.measures[name]
            for result, total in zip(results, totals, strict=True)
        ])
        for name in names
    }  # fmt: skip


def _decisive(result: CheckResult) -> int:
    return {None: 0, "pass": 0, "fail": 1}.get(result.outcome, 2)


def _outcomes(results: Sequence[CheckResult | None]) -> Iterator[tuple[Outcome, Told]]:
    for result in results:
        if result is None:
            yield "error", Told()
        elif result.outcome is not None:
            yield result.outcome, _told(next(iter((*result.findings, *result.shown)), None))


def _told(finding: Finding | None) -> Told:
    if finding is None:
        return Told()
    return Told(finding.reason, Reason(finding.check, finding.reason, tuple(finding.params.items())))


def gather(
    portals: Sequence[PortalAudit],
    *,
    registered: bool,
    governance: Governance | None = None,
    evidence: Callable[[str], Sequence[Evidence]] | None = None,
) -> Inputs:
    """The inputs of rubrics from the portals of an audit; `registered` where a city record was used."""
    counts = [_datasets_by_ownership(portal) for portal in portals]
    return Inputs(
        checks=pool([portal.checks for portal in portals]),
        own_datasets=sum(count["own"] + count["unknown"] for count in counts),
        unknown_datasets=sum(count["unknown"] for count in counts),
        registered=registered,
        portals=tuple(_seen(portal) for portal in portals),
        governance=governance or Governance(),
        evidence=evidence,
    )


def _datasets_by_ownership(portal: PortalAudit) -> Counter[str]:
    return Counter(word for word, dataset in zip(portal.ownership, is_dataset(portal.snapshot), strict=True) if dataset)


def _seen(portal: PortalAudit) -> PortalSeen:
    snapshot = portal.snapshot
    holes = [gap.reason for gap in snapshot.gaps if gap.part in CATALOGUE]
    return PortalSeen(
        url=snapshot.portal.url,
        entry_points=dict(snapshot.entry_points),
        gaps=snapshot.gaps,
        login=snapshot.transport.login is True,
        unseen=max(0, (snapshot.declared_total or 0) - len(snapshot.datasets)) if holes else 0,
        cut=snapshot.declared_total is None and not _ODD.issuperset(holes),
    )
