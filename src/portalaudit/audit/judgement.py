"""From snapshots to an audit: ownership, checks, rubrics. Nothing here asks anything of anyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portalaudit import __version__
from portalaudit.audit.governance import at_portal, judged_governance
from portalaudit.audit.inventories import judged_inventories
from portalaudit.audit.judge import EXAMPLES, judge
from portalaudit.audit.ownership import ownership
from portalaudit.clock import timed
from portalaudit.model.audit import Audit, PortalAudit, Target
from portalaudit.model.capture import Capture, Event, Traffic
from portalaudit.model.check import Check, Judged
from portalaudit.model.counting import own_datasets
from portalaudit.model.rubric import Rubric
from portalaudit.model.snapshot import Snapshot
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import gather


@dataclass(frozen=True, slots=True)
class Seen:
    """One portal as it was read."""

    snapshot: Snapshot
    digest: str
    traffic: Traffic


@dataclass(frozen=True, slots=True)
class Criteria:
    """By what an audit is judged."""

    checks: tuple[Check, ...]
    rubrics: tuple[Rubric, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """What an audit is about and how it came to be."""

    id: str
    taken_at: datetime
    target: Target
    complete: bool = True
    events: tuple[Event, ...] = ()
    captures: tuple[Capture, ...] = ()
    causes: tuple[str, ...] = ()


def judged(origin: Origin, seen: Sequence[Seen], criteria: Criteria, examples: int | None = EXAMPLES) -> Audit:
    """Judge snapshots as a city's and grade them. `examples` is how many findings a check gives; None for all of them."""
    portals = []
    with timed("checks"):
        city = origin.target.city
        whose = [ownership(portal.snapshot, city) for portal in seen]
        own = [own_datasets(portal.snapshot, words) for portal, words in zip(seen, whose, strict=True)]
        inventories = judged_inventories([portal.snapshot for portal in seen], own, city, origin.taken_at)
        governance = judged_governance([portal.snapshot for portal in seen], city)
        for portal, words, mask, found in zip(seen, whose, own, inventories, strict=True):
            here = at_portal(governance, portal.snapshot.portal.url, origin.target.urls)
            results = judge(portal.snapshot, Judged(found, mask, here), criteria.checks, examples)
            portals.append(PortalAudit(portal.snapshot, portal.digest, words, results, portal.traffic, found))
        inputs = gather(portals, registered=origin.target.city is not None, governance=governance)
        graded = tuple(grade(rubric, inputs) for rubric in criteria.rubrics)
    return Audit(
        origin.id, origin.taken_at, origin.complete, __version__, origin.target, tuple(portals), graded,
        origin.events, origin.captures, origin.causes, governance,
    )  # fmt: skip
