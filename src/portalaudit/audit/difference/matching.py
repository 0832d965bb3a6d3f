"""Which asset of one audit is which of the other: by identifier, address, an id within an address, and last by title.

Every step joins only keys that stand once in either whole catalogue, and of these what the steps before it left: what is named
twice could be either, and an address that several assets share (a map service behind many layers) names none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.audit.difference import addresses
from portalaudit.audit.difference.pairing import Slots
from portalaudit.audit.difference.pool import Pool, Rows
from portalaudit.model.difference import GROUNDS, Ground, Titles

Codes = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]
Keys = Callable[[int], pa.Array]
"""Of a side, one key a row; null for none."""
NOBODY = -1
NOTHING = pa.scalar(None, pa.string())
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Matched:
    """Who is whom."""

    partner: Rows
    """For each asset of A the row of B that it is, or NOBODY."""
    ground: Codes
    """For each asset of A the place of the ground in GROUNDS; -1 where it has no partner."""
    titles: Titles
    ambiguous: tuple[Mask, Mask]
    """Of A and of B: assets without a partner whose title the other side has too."""

    def alone(self, of_b: int) -> Rows:
        """Rows of B without a partner, ascending."""
        taken = np.zeros(of_b, np.bool_)
        taken[self.partner[self.partner >= 0]] = True
        return np.flatnonzero(~taken)


def match(a: Pool, b: Pool, slots: Slots) -> Matched:
    """Match the assets of two audits."""
    work = _Work(a, b, slots)
    work.join("identifier", work.identifiers)
    work.join("identifier", work.identifiers_of_the_world)
    work.join("spelling", work.spellings)
    if work.repeats("key"):
        work.join("identifier", work.repeated_identifiers)
    work.join("id-in-address", work.ids_in_addresses)
    work.join("landing-page", work.landing_pages)
    work.join_addresses()
    work.join("title", work.titles_exactly)
    work.join("title", work.titles_loosely)
    ours, theirs, doubtful = work.ambiguous()
    titles = Titles(len(work.shared(work.titles_loosely)), len(work.shared(work.titles_exactly)), doubtful)
    return Matched(work.partner, work.ground, titles, (ours, theirs))


class _Work:
    """Both sides, and what was found so far."""

    def __init__(self, a: Pool, b: Pool, slots: Slots) -> None:
        self.pools, self.slots = (a, b), slots
        self.partner = np.full(len(a), NOBODY, np.int64)
        self.ground = np.full(len(a), -1, np.int8)
        self.taken = np.zeros(len(b), np.bool_)
        self._slot = tuple(of[pool.portal] if len(pool) else np.empty(0, np.int64) for of, pool in ((slots.a, a), (slots.b, b)))
        self._loose: dict[int, pa.Array] = {}

    def join(self, ground: Ground, keys: Keys) -> None:
        """Join what is left and has one key, a key that each side has once."""
        if not (self.partner < 0).any() or self.taken.all():
            return
        self._note(ground, *_once(keys(0), keys(1)))

    def _note(self, ground: Ground, ours: Rows, theirs: Rows) -> None:
        free = (self.partner[ours] < 0) & ~self.taken[theirs]
        ours, theirs = ours[free], theirs[free]
        self.partner[ours], self.ground[ours], self.taken[theirs] = theirs, GROUNDS.index(ground), True

    def column(self, name: str, side: int) -> pa.Array:
        return self.pools[side].column(name)

    def identifiers(self, side: int) -> pa.Array:
        """Subjects, within one portal. Where two portals have nothing in common but that they were compared, one that means
        nothing elsewhere needs the title beside it."""
        ids = self.column("id", side)
        trusted = self._trusted(side)
        if pc.all(trusted).as_py():
            return self._within(side, ids)
        enough = pc.or_(trusted, addresses.of_the_world(ids))
        return self._within(side, pc.if_else(enough, ids, _joined(ids, self.loose(side))))

    def identifiers_of_the_world(self, side: int) -> pa.Array:
        """Subjects that mean the same on any portal: an asset that went from one of a city's portals to another."""
        ids = self.column("id", side)
        return pc.if_else(addresses.of_the_world(ids), ids, NOTHING)

    def spellings(self, side: int) -> pa.Array:
        keys = addresses.folded(self.column("id", side))
        return self._within(side, pc.if_else(pc.or_(self._trusted(side), addresses.of_the_world(keys)), keys, NOTHING))

    def repeats(self, name: str) -> bool:
        """Whether a value stands twice on a side."""
        columns = [self.column(name, side).drop_null() for side in (0, 1)]
        return any(pc.count_distinct(column).as_py() < len(column) for column in columns)

    def repeated_identifiers(self, side: int) -> pa.Array:
        """The source's own id with the title: where a portal gives one id to several assets, their subjects tell nothing."""
        return self._within(side, _joined(addresses.folded(self.column("key", side)), self.loose(side)))

    def ids_in_addresses(self, side: int) -> pa.Array:
        return addresses.platform_ids(*(self.column(name, side) for name in ("id", "identifier", "landing_page")))

    def landing_pages(self, side: int) -> pa.Array:
        return addresses.pages(self.column("landing_page", side))

    def titles_exactly(self, side: int) -> pa.Array:
        return self._within(side, addresses.no_blanks(self.column("title", side)))

    def titles_loosely(self, side: int) -> pa.Array:
        return self._within(side, self.loose(side))

    def loose(self, side: int) -> pa.Array:
        """Titles on letters and digits."""
        if side not in self._loose:
            self._loose[side] = addresses.letters_and_digits(self.column("title", side))
        return self._loose[side]

    def join_addresses(self) -> None:
        """Join what can be got at one address: all addresses of an asset that stand once on either side must lead to one."""
        if not (self.partner < 0).any() or self.taken.all():
            return
        ours, theirs = (self._addresses(side) for side in (0, 1))
        found = _once(ours[1], theirs[1])
        pairs = np.unique(np.stack([ours[0][found[0]], theirs[0][found[1]]], axis=1), axis=0)
        if len(pairs):
            once = [np.bincount(column)[column] == 1 for column in pairs.T]
            kept = pairs[once[0] & once[1]]
            self._note("access-address", kept[:, 0], kept[:, 1])

    def _addresses(self, side: int) -> tuple[Rows, pa.Array]:
        """Addresses of what can be got, each with the row that it belongs to; one row's once."""
        owners, (access, download) = self.pools[side].hanging("distributions", "access_url", "download_url")
        known = addresses.pages(pa.concat_arrays([access, download]))
        there = pc.is_valid(known)
        rows = np.concatenate([owners, owners])[there.to_numpy(zero_copy_only=False)]
        table = pa.table({"row": rows, "at": known.filter(there)}).group_by(["row", "at"]).aggregate([])
        return table["row"].to_numpy(), _flat(table["at"])

    def shared(self, keys: Keys) -> pa.Array:
        """Keys that both sides have, each once."""
        ours, theirs = (pc.unique(keys(side).drop_null()) for side in (0, 1))
        return ours.filter(pc.is_in(ours, theirs))

    def ambiguous(self) -> tuple[Mask, Mask, int]:
        """What is left of either side though the other has its title too, and how many such titles there are."""
        shared = self.shared(self.titles_loosely)
        keys = [self.titles_loosely(side) for side in (0, 1)]
        left = (self.partner < 0, ~self.taken)
        ours, theirs = (
            _bool(pc.and_(pc.is_in(key, shared), pc.is_valid(key))) & free for key, free in zip(keys, left, strict=True)
        )
        names = [pc.unique(key.filter(pa.array(mask))) for key, mask in zip(keys, (ours, theirs), strict=True)]
        return ours, theirs, len(pc.unique(pa.concat_arrays(names)))

    def _trusted(self, side: int) -> pa.Array:
        return pa.array(np.isin(self._slot[side], list(self.slots.trusted)))

    def _within(self, side: int, keys: pa.Array) -> pa.Array:
        """Keys that stand for another thing on another pair of portals."""
        if len(self.slots.pairs) <= 1:
            return keys
        return _joined(pa.array(self._slot[side]).cast(pa.string()), keys)


def _joined(*parts: pa.Array) -> pa.Array:
    """Texts in one; null where one of them is."""
    return pc.binary_join_element_wise(*parts, _SEPARATOR)


def _once(ours: pa.Array, theirs: pa.Array) -> tuple[Rows, Rows]:
    """Places of equal keys that stand once in either array."""
    both = pa.concat_arrays([_flat(ours), _flat(theirs)]).dictionary_encode()
    codes = pc.fill_null(both.indices, -1).to_numpy().astype(np.int64)
    mine, others = codes[: len(ours)], codes[len(ours) :]
    size = len(both.dictionary)
    once = (np.bincount(mine[mine >= 0], minlength=size) == 1) & (np.bincount(others[others >= 0], minlength=size) == 1)
    place = np.full(size, NOBODY, np.int64)
    known = np.flatnonzero(others >= 0)
    place[others[known]] = known
    at = np.flatnonzero(mine >= 0)
    at = at[once[mine[at]]]
    return at, place[mine[at]]


def _flat(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _bool(array: pa.Array) -> Mask:
    return np.asarray(array.to_numpy(zero_copy_only=False), np.bool_)
