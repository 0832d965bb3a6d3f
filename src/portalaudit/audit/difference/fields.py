"""Fields that changed of the assets that are on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.audit.difference.pool import Pool, Rows
from portalaudit.model.difference import FieldMoved
from portalaudit.model.frames import FIELDS, State

Mask = npt.NDArray[np.bool_]

COMPARED = (
    "title", "description", "kind", "publisher", "organization", "contact_name", "contact_email", "license", "rights",
    "access_level", "keywords", "categories", "frequency", "language", "spatial", "temporal", "landing_page", "issued",
    "modified", "data_modified", "metadata_modified",
)  # fmt: skip
"""Fields in the order in which they are told (own choice: what people look for first)."""
LISTS = ("keywords", "categories")
_SEPARATOR = "\x1f"
COUNTED = ("distributions", "columns")
"""Frames of which only the number of rows is compared."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed between rows and their partners."""

    moved: tuple[FieldMoved, ...]
    names: tuple[str, ...]
    masks: Sequence[Mask]
    """One a name: which of the pairs it changed of."""

    def lists(self, size: int) -> list[list[str]]:
        """The names of what changed, for each pair."""
        found: list[list[str]] = [[] for _ in range(size)]
        for name, mask in zip(self.names, self.masks, strict=True):
            for place in np.flatnonzero(mask).tolist():
                found[place].append(name)
        return found


def changed(a: Pool, b: Pool, ours: Rows, theirs: Rows) -> Changed:
    """Compare each row of `ours` with the one of `theirs` at its place. What one of the two could not observe is not compared."""
    moved: list[FieldMoved] = []
    names: list[str] = []
    masks: list[Mask] = []
    for name in COMPARED:
        told = _field(a, b, name, ours, theirs)
        _add(moved, names, masks, name, *told)
    for name in COUNTED:
        then, now = a.counted(name)[ours], b.counted(name)[theirs]
        seen = (then >= 0) & (now >= 0)
        filled, emptied = seen & (then == 0) & (now > 0), seen & (then > 0) & (now == 0)
        _add(moved, names, masks, name, seen, filled, emptied, seen & (then != now) & ~filled & ~emptied)
    return Changed(tuple(moved), tuple(names), masks)


def _add(
    moved: list[FieldMoved], names: list[str], masks: list[Mask], name: str, seen: Mask, filled: Mask, emptied: Mask, other: Mask
) -> None:
    one = FieldMoved(name, int(seen.sum()), int(filled.sum()), int(emptied.sum()), int(other.sum()))
    if one.filled or one.emptied or one.changed:
        moved.append(one)
        names.append(name)
        masks.append(filled | emptied | other)


def _field(a: Pool, b: Pool, name: str, ours: Rows, theirs: Rows) -> tuple[Mask, Mask, Mask, Mask]:
    then, now = (_plain(pool.column(name).take(pa.array(rows))) for pool, rows in ((a, ours), (b, theirs)))
    (seen_then, has_then), (seen_now, has_now) = (
        _states(pool, name, rows, texts) for pool, rows, texts in ((a, ours, then), (b, theirs, now))
    )
    seen = seen_then & seen_now
    differs = _bool(pc.fill_null(pc.not_equal(then, now), False)) & has_then & has_now & seen
    at = np.flatnonzero(differs)
    if len(at):  # few differ as they stand, and of these some by nothing but their spelling
        places = pa.array(at)
        differs[at] = _really(name, then.take(places), now.take(places))
    return seen, seen & ~has_then & has_now, seen & has_then & ~has_now, differs


def _plain(column: pa.Array) -> pa.Array:
    """Values as texts: lists in one, moments to the second."""
    if pa.types.is_list(column.type):
        return pc.binary_join(column, _SEPARATOR)
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("s", tz="UTC"), safe=False).cast(pa.int64()).cast(pa.string())
    return column


def _really(name: str, then: pa.Array, now: pa.Array) -> Mask:
    """Which of these differ by more than scheme and marks at the end of an address, blanks around, or the order of a list."""
    if name in LISTS:
        texts = zip(then.to_pylist(), now.to_pylist(), strict=True)
        return np.array([sorted(one.split(_SEPARATOR)) != sorted(other.split(_SEPARATOR)) for one, other in texts], np.bool_)
    return _bool(pc.not_equal(_spelt(then), _spelt(now)))


def _spelt(texts: pa.Array) -> pa.Array:
    plain = pc.replace_substring_regex(pc.utf8_trim_whitespace(texts), r"^(?i:https?)://", "")
    return pc.replace_substring_regex(plain, r"^([^\s/]+/[^\s]*?)/+$", r"\1")


def _states(pool: Pool, name: str, rows: Rows, texts: pa.Array) -> tuple[Mask, Mask]:
    """Whether the field was observed, and whether it holds something."""
    if name not in FIELDS:
        known = _bool(pc.is_valid(texts))
        everywhere = np.ones(len(rows), np.bool_) if name == "kind" else known
        return everywhere, known
    state = pool.column(f"{name}_state").take(pa.array(rows))
    has = _bool(pc.fill_null(pc.equal(state, int(State.VALUE)), False)) & _bool(pc.is_valid(texts))
    return _bool(pc.is_valid(state)), has


def _bool(array: pa.Array) -> Mask:
    return np.asarray(array.to_numpy(zero_copy_only=False), np.bool_)
