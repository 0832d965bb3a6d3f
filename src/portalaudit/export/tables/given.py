"""What tables are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from portalaudit.export.datasets import Schedule
from portalaudit.export.report.catalogue import Part, part_of
from portalaudit.export.report.departments import Grouped, grouped
from portalaudit.export.report.wording import Wording, wording
from portalaudit.export.sources import sources
from portalaudit.model.assessment import Annotation, Assessment, Decision, annotations_in_force, standing_decisions
from portalaudit.model.audit import Audit, CheckResult, PortalAudit
from portalaudit.model.check import Manual
from portalaudit.model.rubric import Rubric
from portalaudit.model.subject import FindingKey


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside an audit and it does not carry itself."""

    rubrics: tuple[Rubric, ...] = ()
    """By which it is told what to ask for; those that the audit was graded by and that have no score."""
    schedules: tuple[Schedule, ...] = ()
    """What the freshness checks measured, one a portal."""
    manuals: Mapping[str, Manual] = field(default_factory=dict)
    """By check id."""
    assessment: Assessment = field(default_factory=Assessment)
    with_contacts: bool = False
    """Names, mail addresses and pages of contacts stand in it; else they are left out, and mail addresses masked everywhere."""
    lang: str = "en"


class Given:
    """An audit and what stands beside it, with what several tables need worked out once."""

    def __init__(self, audit: Audit, beside: Beside) -> None:
        self.audit = audit
        self.beside = beside

    @cached_property
    def words(self) -> Wording:
        return wording(self.beside.lang)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part_of(portal) for portal in self.audit.portals)

    @cached_property
    def departments(self) -> Grouped:
        return grouped(self.parts, self.audit.target.city)

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Where a person finds what a capture holds, by the captures' ids."""
        return {**{capture.id: capture.url for capture in self.audit.captures}, **sources(self.audit)}

    @cached_property
    def decisions(self) -> Mapping[tuple[str, str], Decision]:
        """Those that stand, by rubric and criterion."""
        return {(one.rubric, one.criterion): one for one in standing_decisions(self.beside.assessment.decisions)}

    @cached_property
    def annotations(self) -> Mapping[FindingKey, Annotation]:
        """Those that hold on the day of the audit, by finding."""
        day = self.audit.taken_at.date()
        return {one.key: one for one in annotations_in_force(self.beside.assessment.annotations, day)}

    @cached_property
    def dataset_checks(self) -> tuple[str, ...]:
        """Ids of the checks that looked at datasets, in the audit's order; one that broke everywhere tells of nothing."""
        found = (check.id for portal in self.audit.portals for check in portal.checks if check.outcome is None)
        return tuple(dict.fromkeys(found))


def result_of(portal: PortalAudit, check: str) -> CheckResult | None:
    """What a check said of a portal."""
    return next((one for one in portal.checks if one.id == check), None)


def joined(texts: Sequence[str]) -> str | None:
    """A list as text, with semicolons; None for an empty one."""
    return "; ".join(texts) or None
