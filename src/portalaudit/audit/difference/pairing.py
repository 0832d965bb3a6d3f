"""Which portal of one audit is which portal of the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from portalaudit.audit.difference.addresses import folded
from portalaudit.audit.difference.pool import Rows
from portalaudit.model.difference import PortalPair
from portalaudit.model.portal import Portal
from portalaudit.model.snapshot import Snapshot

COMPARABLE = 0.5
"""Share of the smaller catalogue that must be recognised by identifier or address before one that is not is called gone, where
software, interface or target differ (own choice)."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Portals of both sides with a number for each pair; those of no pair have numbers of their own."""

    pairs: tuple[PortalPair, ...]
    a: Rows
    """The slot of each portal of A: the number of its pair."""
    b: Rows
    trusted: frozenset[int]
    """Pairs on which any identifier means the same: of one address, or of one city."""


def paired(before: Sequence[Snapshot], after: Sequence[Snapshot], same_target: bool) -> Slots:
    """Portals of one address first; then, where one is left on each side, these two."""
    ours, theirs = _addresses(before), _addresses(after)
    found = [(ours.index(address), theirs.index(address)) for address in dict.fromkeys(ours) if address in theirs]
    left = [n for n in range(len(ours)) if n not in {a for a, _ in found}]
    right = [n for n in range(len(theirs)) if n not in {b for _, b in found}]
    moved = len(found)
    if len(left) == len(right) == 1:
        found.append((left.pop(), right.pop()))
    pairs = [_pair(before[a].portal, after[b].portal, a, b, n >= moved) for n, (a, b) in enumerate(found)]
    pairs += [PortalPair(n, None) for n in left] + [PortalPair(None, n) for n in right]
    slots = (np.zeros(len(before), np.int64), np.zeros(len(after), np.int64))
    for number, pair in enumerate(pairs):
        if pair.a is not None:
            slots[0][pair.a] = number
        if pair.b is not None:
            slots[1][pair.b] = number
    trusted = frozenset(n for n, pair in enumerate(pairs) if not pair.moved_address or same_target)
    return Slots(tuple(pairs), *slots, trusted)


def compared(pair: PortalPair, known: int, sizes: tuple[int, int], same_target: bool) -> PortalPair:
    """The pair with the number of assets that identifiers or addresses joined, and whether one that they did not join is gone."""
    smaller = min(sizes)
    unlike = pair.moved_platform or (pair.moved_address and not same_target)
    return replace(pair, by_identifier=known, comparable=not unlike or (known > 0 and known >= COMPARABLE * smaller))


def _pair(then: Portal, now: Portal, a: int, b: int, moved: bool) -> PortalPair:
    known = "unknown" not in (then.platform, now.platform)
    versions = (then.version, now.version)
    return PortalPair(
        a, b, moved,
        moved_platform=known and then.platform != now.platform,
        other_interface=then.platform == now.platform and then.connector != now.connector,
        version=versions if None not in versions and versions[0] != versions[1] and then.platform == now.platform else None,
    )  # fmt: skip


def _addresses(snapshots: Sequence[Snapshot]) -> list[str]:
    urls = pa.array([snapshot.portal.url for snapshot in snapshots], pa.string())
    return [address or "" for address in folded(urls).to_pylist()]
