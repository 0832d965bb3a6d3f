"""What became of every asset."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.audit.difference.addresses import folded, hosts, schemes
from portalaudit.audit.difference.fields import Changed
from portalaudit.audit.difference.matching import Matched
from portalaudit.audit.difference.pairing import Slots
from portalaudit.audit.difference.pool import Pool, Rows
from portalaudit.model.difference import ASSET_COLUMNS, GROUNDS, STATES, UNSURE, Assets, Side, State, Unsure

Codes = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]
OTHERWISE = "spelt otherwise"
_SURE = -1


def states_of(a: Pool, b: Pool, matched: Matched, slots: Slots) -> Codes:
    """For each asset of A that has a partner, the place of its state in STATES."""
    ours = np.flatnonzero(matched.partner >= 0)
    theirs = matched.partner[ours]
    ground = matched.ground[ours]
    renamed = _identifier_changed(a, b, ours, theirs) | ~np.isin(ground, [GROUNDS.index("identifier")])
    moved = _address_moved(a, b, ours, theirs, slots)
    state = np.where(moved, _state("same-changed-address"), _state("same"))
    state = np.where(renamed, _state("same-changed-identifier"), state)
    return np.where(ground == GROUNDS.index("title"), _state("same-title"), state).astype(np.int8)


def unsure(pool: Pool, slot: Rows, slots: Slots, others: Side, ambiguous: Mask, *, forward: bool) -> Codes:
    """For each asset, were it without a partner, the place in UNSURE of why that says little; -1 where it says that it came or
    went.

    Args:
        slot: of each portal of this side.
        others: the side that does not have it.
        ambiguous: assets whose title the other side has more than once, or has once for several here.
        forward: whether this side is A.
    """
    found = np.full(len(pool), _SURE, np.int8)
    of_portal = slot[pool.portal] if len(pool) else np.empty(0, np.int64)
    for number, pair in enumerate(slots.pairs):
        mine = of_portal == number
        there = pair.b if forward else pair.a
        if there is None:
            found[mine] = _why("portal-not-audited")
        elif not others.portals[there].whole:
            found[mine] = _why("not-seen-whole")
        elif pair.other_interface:
            found[mine] = _why("other-interface")
        else:
            if not pair.comparable:
                found[mine] = _why("moved-platform" if pair.moved_platform else "other-target")
            found[mine & ambiguous] = _why("ambiguous-title")
    return found


def table_of(
    a: Pool,
    b: Pool,
    matched: Matched,
    states: Codes,
    doubts: tuple[Codes, Codes],
    changed: Sequence[Sequence[str]],
    opened: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]],
    closed: Sequence[Sequence[str]],
) -> pa.Table:
    """One line an asset.

    Args:
        states: of the assets of A that have a partner.
        doubts: what `unsure` says of either side.
        changed: fields, of the same assets.
        opened: checks that fail in B and did not in A, of all assets of A and of all of B.
        closed: checks that failed in A and do not in B, of all assets of A.
    """
    alone = matched.alone(len(b))
    here = np.concatenate([np.arange(len(a)), np.full(len(alone), -1)])
    there = np.concatenate([matched.partner, alone])
    with_partner = np.flatnonzero(matched.partner >= 0)
    left = np.flatnonzero(matched.partner < 0)
    code = np.empty(len(here), np.int64)
    code[with_partner] = states
    code[left] = np.where(doubts[0][left] == _SURE, _state("removed"), _state("not-found-again"))
    code[len(a) :] = np.where(doubts[1][alone] == _SURE, _state("added"), _state("not-found-before"))
    reason = np.full(len(here), -1, np.int64)
    reason[left], reason[len(a) :] = doubts[0][left], doubts[1][alone]
    ground = np.concatenate([matched.ground.astype(np.int64), np.full(len(alone), -1)])
    lists = {
        "changed": _spread(changed, with_partner, len(here)),
        "opened": [*opened[0], *(opened[1][row] for row in alone.tolist())],
        "closed": [*closed, *([()] * len(alone))],
    }
    columns: dict[str, pa.Array] = {
        "state": _words(STATES, code), "ground": _words(GROUNDS, ground), "reason": _words(UNSURE, reason),
    }  # fmt: skip
    sources = {"subject": "id", "title": "title", "kind": "kind", "identifier": "key", "address": "landing_page"}
    for name, source in sources.items():
        columns[f"{name}_a"], columns[f"{name}_b"] = _taken(a.column(source), here), _taken(b.column(source), there)
    columns["portal_a"], columns["portal_b"] = _taken(a.urls(), here), _taken(b.urls(), there)
    columns |= {name: pa.array(values, pa.list_(pa.string())) for name, values in lists.items()}
    return pa.table({name: columns[name] for name in ASSET_COLUMNS})


def summed(table: pa.Table, matched: Matched, changed: Changed) -> Assets:
    """The table with its counts."""
    counts, reasons, grounds = (_counted(table[name]) for name in ("state", "reason", "ground"))
    named = table.filter(pc.equal(table["state"], "same-changed-identifier"))
    return Assets(
        table,
        counts={state: counts.get(state, 0) for state in STATES},
        unsure={why: reasons[why] for why in UNSURE if why in reasons},
        grounds={ground: grounds[ground] for ground in GROUNDS if ground in grounds},
        spellings=_spellings(named["identifier_a"].combine_chunks(), named["identifier_b"].combine_chunks()),
        titles=matched.titles,
        fields=changed.moved,
    )


def _identifier_changed(a: Pool, b: Pool, ours: Rows, theirs: Rows) -> Mask:
    """Pairs whose source's own ids differ by a letter; where a source gives none, there is nothing to compare."""
    then, now = a.column("key").take(pa.array(ours)), b.column("key").take(pa.array(theirs))
    differs = pc.not_equal(pc.utf8_trim_whitespace(then), pc.utf8_trim_whitespace(now))
    return _bool(pc.fill_null(differs, False))


def _address_moved(a: Pool, b: Pool, ours: Rows, theirs: Rows, slots: Slots) -> Mask:
    """Pairs whose pages have another address; where a page is not told, pairs whose portal has another one."""
    then = folded(a.column("landing_page").take(pa.array(ours)))
    now = folded(b.column("landing_page").take(pa.array(theirs)))
    differs = pc.not_equal(then, now)
    moved = np.array([pair.moved_address for pair in slots.pairs], np.bool_)
    if not len(ours):
        return np.zeros(0, np.bool_)
    before, after = slots.a[a.portal[ours]], slots.b[b.portal[theirs]]
    elsewhere = (before != after) | moved[before]
    return np.where(_bool(pc.is_valid(differs)), _bool(pc.fill_null(differs, False)), elsewhere)


def _spellings(then: pa.Array, now: pa.Array) -> dict[str, int]:
    """How identifiers changed, each way with how often."""
    arrow = pa.scalar(" → ")
    ways = [
        pc.if_else(pc.not_equal(one(then), one(now)), pc.binary_join_element_wise(one(then), arrow, one(now), ""), None)
        for one in (hosts, schemes)
    ]
    told = pc.fill_null(pc.coalesce(*ways), OTHERWISE)
    return dict(sorted(_counted(told).items(), key=lambda item: (-item[1], item[0])))


def _counted(column: pa.Array | pa.ChunkedArray) -> dict[str, int]:
    found = pc.value_counts(column.drop_null())
    return {str(item["values"]): int(item["counts"]) for item in found.to_pylist()}


def _spread(lists: Sequence[Sequence[str]], at: Rows, size: int) -> list[Sequence[str]]:
    found: list[Sequence[str]] = [()] * size
    for row, names in zip(at.tolist(), lists, strict=True):
        found[row] = names
    return found


def _words(order: Sequence[str], codes: Rows) -> pa.Array:
    known = pa.array(codes, mask=codes < 0)
    return pa.array(list(order), pa.string()).take(known)


def _taken(column: pa.Array, rows: Rows) -> pa.Array:
    return column.take(pa.array(rows, mask=rows < 0))


def _bool(array: pa.Array) -> Mask:
    return np.asarray(array.to_numpy(zero_copy_only=False), np.bool_)


def _state(word: State) -> int:
    return STATES.index(word)


def _why(word: Unsure) -> int:
    return UNSURE.index(word)
