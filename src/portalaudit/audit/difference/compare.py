"""Two audits compared: the use case behind `portalaudit diff`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from portalaudit.audit.across.attribution import NOTHING, News
from portalaudit.audit.across.then import Then, parse_then
from portalaudit.audit.difference.assets import Codes, states_of, summed, table_of, unsure
from portalaudit.audit.difference.causes import Circumstances
from portalaudit.audit.difference.criteria import DATA, RECORD, Worlds, checks_differ, differs, rubrics_moved
from portalaudit.audit.difference.fields import Changed, changed
from portalaudit.audit.difference.findings import Judgement, findings_moved
from portalaudit.audit.difference.matching import Matched, match
from portalaudit.audit.difference.pairing import Slots, compared, paired
from portalaudit.audit.difference.pool import Pool
from portalaudit.audit.difference.sides import Loaded, load_both
from portalaudit.audit.judgement import Criteria, Origin, Seen, judged
from portalaudit.checks.run import discover
from portalaudit.clock import timed
from portalaudit.export.difference.wording import PLATFORMS
from portalaudit.model.audit import Audit, Target
from portalaudit.model.difference import GROUNDS, Assets, Difference, PortalPair, Side
from portalaudit.model.portal import City
from portalaudit.model.rubric import Rule
from portalaudit.model.snapshot import Snapshot
from portalaudit.rubrics.inputs import Inputs, gather
from portalaudit.rubrics.load import available, load

Names = Sequence[Sequence[str]]
EXAMPLES = 5
"""Findings of a kind that a check gives (as many as in an audit's document)."""


def diff(db: str, archive: Path, a: str, b: str | None = None, *, whole: bool = False) -> Difference:
    """What changed between two audits; `a` alone: between it, or its newest audit, and the complete one before (`load_both`).

    Args:
        whole: every finding that opened or closed, not five of a kind.

    Raises:
        NotFound, UsageError, ArchiveError, BundleError: as `load_both`.
    """
    with timed("load"):
        before, after = load_both(db, archive, a, b)
    return compare(before, after, whole=whole)


def compare(a: Loaded, b: Loaded, *, whole: bool = False) -> Difference:
    """Compare two audits that are at hand.

    Raises:
        StoreError: a stored document is no audit's.
    """
    then, now = parse_then(a.document), parse_then(b.document)
    sides = (a.told, b.told)
    with timed("match"):
        both = joined(sides, a.snapshots, b.snapshots)
    judgements = (_judged(a, a.snapshots, a.stored.audit.target.city), _judged(b, b.snapshots, b.stored.audit.target.city))
    with timed("findings"):
        gave = (
            Judgement(both.pools[0], judgements[0], then, both.doubts[0] < 0),
            Judgement(both.pools[1], judgements[1], now, both.doubts[1] < 0),
        )
        moved = findings_moved(*gave, discover(), both.matched, both.slots, None if whole else EXAMPLES)
    pairs = both.slots.pairs
    around = Circumstances(*sides, pairs, checks_differ(then, now), _on_documents(then, now))
    with timed("criteria"):
        worlds = _worlds(a, b, judgements) if differs(then, now) else Worlds({})
        rubrics = rubrics_moved(a, b, then, now, worlds, around)
    assets = both.assets(moved.opened, moved.closed)
    return Difference(*sides, pairs, assets, moved.checks, rubrics, tuple(_remarks(*sides, pairs, around)))


@dataclass(frozen=True, slots=True)
class Joined:
    """The assets of two audits, matched."""

    pools: tuple[Pool, Pool]
    slots: Slots
    matched: Matched
    doubts: tuple[Codes, Codes]
    """What `unsure` says of either side."""
    changed: Changed

    def assets(self, opened: tuple[Names, Names], closed: Names) -> Assets:
        """The table of all assets, with the checks that opened and closed of each."""
        states = states_of(*self.pools, self.matched, self.slots)
        lists = self.changed.lists(len(states))
        table = table_of(*self.pools, self.matched, states, self.doubts, lists, opened, closed)
        return summed(table, self.matched, self.changed)


def joined(sides: tuple[Side, Side], before: Sequence[Snapshot], after: Sequence[Snapshot]) -> Joined:
    """Match what two audits saw."""
    pools = (Pool(tuple(before)), Pool(tuple(after)))
    same_target = sides[0].target == sides[1].target
    slots = paired(before, after, same_target)
    matched = match(*pools, slots)
    slots = _compared(slots, pools, matched, same_target)
    doubts = (
        unsure(pools[0], slots.a, slots, sides[1], matched.ambiguous[0], forward=True),
        unsure(pools[1], slots.b, slots, sides[0], matched.ambiguous[1], forward=False),
    )
    ours = np.flatnonzero(matched.partner >= 0)
    return Joined(pools, slots, matched, doubts, changed(*pools, ours, matched.partner[ours]))


def _compared(slots: Slots, pools: tuple[Pool, Pool], matched: Matched, same_target: bool) -> Slots:
    known = (matched.partner >= 0) & (matched.ground != GROUNDS.index("title"))
    mine = slots.a[pools[0].portal] if len(pools[0]) else np.empty(0, np.int64)
    pairs = []
    for number, pair in enumerate(slots.pairs):
        if pair.a is None or pair.b is None:
            pairs.append(pair)
            continue
        sizes = (pools[0].sizes[pair.a], pools[1].sizes[pair.b])
        pairs.append(compared(pair, int((known & (mine == number)).sum()), sizes, same_target))
    return replace(slots, pairs=tuple(pairs))


def _judged(side: Loaded, snapshots: Sequence[Snapshot], city: City | None, at: datetime | None = None) -> Audit:
    """A side's snapshots, or other ones, judged by today's checks."""
    row = side.stored.audit
    told = [replace(one, taken_at=at) if at else one for one in snapshots]
    seen = [Seen(one, portal.digest, portal.traffic) for one, portal in zip(told, side.stored.portals, strict=True)]
    origin = Origin(row.id, at or row.taken_at, Target(city, row.target.urls), row.complete)
    return judged(origin, seen, Criteria(discover(), ()))


def _worlds(a: Loaded, b: Loaded, judgements: tuple[Audit, Audit]) -> Worlds:
    """Both catalogues by both records, and A's on the day of B."""
    cities = (a.stored.audit.target.city, b.stored.audit.target.city)
    seen = [[portal.digest for portal in side.stored.portals] for side in (a, b)]
    data: News = DATA if seen[0] != seen[1] or a.stored.audit.taken_at != b.stored.audit.taken_at else NOTHING
    record: News = RECORD if cities[0] != cities[1] else NOTHING
    found: dict[News, Inputs] = {NOTHING: _inputs(judgements[0])}
    if record and data:
        found[record] = _inputs(_judged(a, a.snapshots, cities[1]))
        found[data] = _inputs(_judged(b, b.snapshots, cities[0]))
    found[data | record] = _inputs(judgements[1])
    later = None
    if b.stored.audit.taken_at.date() != a.stored.audit.taken_at.date():
        later = _inputs(_judged(a, a.snapshots, cities[1], b.stored.audit.taken_at))
    return Worlds(found, later)


def _inputs(audit: Audit) -> Inputs:
    return gather(audit.portals, registered=audit.target.city is not None, governance=audit.governance)


def _on_documents(then: Then, now: Then) -> frozenset[str]:
    """Ids of criteria that rest on documents by a shipped rubric."""
    names = {rubric.id for said in (then, now) for rubric in said.rubrics} & set(available())
    return frozenset(one.id for name in names for one in load(name).criteria if _documentary(one.rule))


def _documentary(rule: Rule) -> bool:
    return rule.kind == "document" or any(map(_documentary, rule.rules))


def _remarks(a: Side, b: Side, pairs: Sequence[PortalPair], around: Circumstances) -> list[str]:
    """What a reader must know first."""
    found = []
    if a.target != b.target:
        found.append(f"two audits of different targets: {a.target} and {b.target}")
    if a.taken_at > b.taken_at:
        found.append("the first of the two audits is the later one: what is called removed came, what is called added went")
    for pair in pairs:
        if pair.a is None or pair.b is None:
            continue
        then, now = a.portals[pair.a].portal, b.portals[pair.b].portal
        if pair.moved_platform:
            found.append(f"the portal moved from {PLATFORMS[then.platform]} to {PLATFORMS[now.platform]}")
        if pair.moved_address and a.target == b.target:
            found.append(f"the portal's address was {then.url}, it is {now.url}")
        if pair.other_interface:
            found.append(f"{now.url} was read by {then.connector} then and by {now.connector} now, which may list other things")
        if pair.version:
            found.append(f"{PLATFORMS[now.platform]} of {now.url}: {pair.version[0]} → {pair.version[1]}")
    for name, side in (("first", a), ("second", b)):
        if not side.complete:
            found.append(f"the {name} audit, {side.audit}, was stopped before its end")
        for portal in side.portals:
            if side.complete and not portal.whole:
                why = ", ".join(f"{gap.part}: {gap.reason}" for gap in portal.gaps if gap.part in ("catalogue", "feed", "search"))
                found.append(f"the {name} audit did not see {portal.portal.url} whole{f' ({why})' if why else ''}")
    if around.checks:
        found.append(
            f"our software: {a.software} → {b.software}" if a.software != b.software else "some checks are of another version"
        )
    return found
