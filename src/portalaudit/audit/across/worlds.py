"""The judgements between then and now that can still be made: every old and new snapshot and city record, by today's checks.

Yesterday's software cannot be run any more. What its checks counted is in the stored document, though, and most criteria can be
graded from that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portalaudit.audit.across.attribution import NOTHING, News
from portalaudit.audit.across.then import Then
from portalaudit.audit.judgement import Criteria, Origin, Seen, judged
from portalaudit.model.audit import Audit, Target
from portalaudit.model.check import Check
from portalaudit.model.moved import Cause
from portalaudit.model.snapshot import Snapshot
from portalaudit.rubrics.inputs import Inputs, gather
from portalaudit.store.replay import StoredInputs


@dataclass(frozen=True, slots=True)
class Again:
    """A stored audit judged again."""

    then: Then
    stored: StoredInputs
    before: tuple[Snapshot, ...] | None
    """The snapshots that were stored, in the order of the portals; None where the archive has them no more."""
    now: Audit
    checks: tuple[Check, ...]
    lost: bool = False
    """The archive no longer holds every capture that the audit made."""

    @property
    def reading(self) -> frozenset[Cause]:
        """What is new of the snapshots."""
        digests = [portal.digest for portal in self.stored.portals]
        if [portal.digest for portal in self.now.portals] == digests:
            return NOTHING
        return frozenset({"data" if self.lost else "reading"})

    @property
    def record(self) -> frozenset[Cause]:
        """What is new of the city's record."""
        return NOTHING if self.now.target.city == self.stored.audit.target.city else frozenset({"city-record"})

    @property
    def judging(self) -> frozenset[Cause]:
        """What is new of the checks."""
        new = self.stored.audit.software != self.now.software or changed_checks(self.then, self.now)
        return frozenset({"checks"}) if new else NOTHING


def worlds(again: Again) -> Mapping[News, Inputs]:
    """What rubrics read of each combination of snapshots and records, by today's checks; by what is new but for the rubric."""
    found: dict[News, Inputs] = {}
    for reading in dict.fromkeys((NOTHING, again.reading)):
        for record in dict.fromkeys((NOTHING, again.record)):
            news = reading | record | again.judging
            if (reading, record) == (again.reading, again.record):
                found[news] = _inputs(again.now)
            elif reading or again.before is not None:
                found[news] = _inputs(_judged(again, new_snapshots=bool(reading), new_record=bool(record)))
    return found


def counted_then(again: Again) -> Inputs | None:
    """What rubrics read of then: the counts that the stored document holds beside the stored snapshots; no measures. None where
    the snapshots are gone."""
    if again.before is None:
        return None
    whole = _judged(again, new_snapshots=False, new_record=False, checks=())
    told = {portal.url: portal for portal in again.then.portals}
    portals = [
        replace(portal, checks=tuple(check.result for check in told[url].checks) if url in told else ())
        for portal in whole.portals
        for url in [portal.snapshot.portal.url]
    ]
    inputs = gather(portals, registered=whole.target.city is not None, governance=whole.governance)
    return replace(inputs, own_datasets=sum(portal.snapshot.own_datasets for portal in again.then.portals))


def changed_checks(then: Then, now: Audit) -> tuple[str, ...]:
    """Checks whose version is not that of then, that are gone, or that are new, each with what changed; where the stored
    document tells of versions."""
    before = {check.id: check.version for portal in then.portals for check in portal.checks}
    after = {check.id: check.version for portal in now.portals for check in portal.checks}
    if not then.portals or not now.portals:
        return ()
    moved = [
        f"{name} {before[name]} → {after[name]}"
        for name in sorted(before.keys() & after.keys())
        if before[name] not in (None, after[name])
    ]
    gone = [f"{name} is not installed now" for name in sorted(before.keys() - after.keys())]
    return (*moved, *gone, *(f"{name} is new" for name in sorted(after.keys() - before.keys())))


def _judged(again: Again, *, new_snapshots: bool, new_record: bool, checks: Sequence[Check] | None = None) -> Audit:
    now, row = again.now, again.stored.audit
    city = now.target.city if new_record else row.target.city
    snapshots = [portal.snapshot for portal in now.portals] if new_snapshots else list(again.before or ())
    seen = [
        Seen(snapshot, portal.digest, portal.traffic) for snapshot, portal in zip(snapshots, again.stored.portals, strict=True)
    ]
    origin = Origin(row.id, row.taken_at, Target(city, row.target.urls), row.complete)
    return judged(origin, seen, Criteria(again.checks if checks is None else tuple(checks), ()))


def _inputs(audit: Audit) -> Inputs:
    return gather(audit.portals, registered=audit.target.city is not None, governance=audit.governance)
