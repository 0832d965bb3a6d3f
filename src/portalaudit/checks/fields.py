"""Fields and their states: what the source says of a field, and the verdict that it must say something."""

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from portalaudit.checks.arrays import Mask, answers, chosen, quoted, within
from portalaudit.data.phrases import nothing
from portalaudit.model import frames
from portalaudit.model.check import Parts, Verdict
from portalaudit.model.frames import State

UNSEEN = 255
"""Stands for a state that is null: the field was not observed."""
REASONS = ("absent", "null", "empty", "says_nothing")
"""Reason codes by State; the last for a value such as `n/a`."""
_SAYS_NOTHING = 3

States = npt.NDArray[np.uint8]


def states(parts: Parts, field: str) -> States:
    """The state of a field in every row, UNSEEN where it was not observed."""
    return np.asarray(pc.fill_null(parts.column(f"{field}_state"), UNSEEN), np.uint8)


def stated(parts: Parts, field: str) -> Mask:
    """Where a field holds a value."""
    result: Mask = states(parts, field) == State.VALUE
    return result


def of_kind(parts: Parts, *kinds: str) -> Mask:
    """The rows of these kinds."""
    from_kind = frames.column(parts.datasets, "kind").unify_dictionaries()
    found = np.zeros(len(from_kind), np.bool_)
    start = 0
    for chunk in from_kind.chunks:
        wanted = np.array([word in kinds for word in (*chunk.dictionary.to_pylist(), None)], np.bool_)
        found[start : start + len(chunk)] = wanted[np.asarray(chunk.indices.fill_null(-1), np.int32)]
        start += len(chunk)
    return found


def missing(parts: Parts, field: str, *, words: bool = True) -> Verdict:
    """The verdict of a check that a field holds something: `absent null empty`, or a word such as `n/a` in its place. The measure
    `stated` is 1 where it does, 0 where not."""
    codes = states(parts, field).astype(np.int16)
    unseen = codes == UNSEEN
    column = parts.column(field)
    empty_word = (codes == State.VALUE) & within(column, nothing()) if words else np.zeros(len(codes), np.bool_)
    passed = (codes == State.VALUE) & ~empty_word
    reasons = np.where(passed | unseen, -1, np.where(empty_word, _SAYS_NOTHING, codes))
    params = {"stated": quoted(column, np.flatnonzero(empty_word))} if words else {}
    told = np.where(unseen, np.nan, passed.astype(np.float64))
    return Verdict(answers(passed, unseen), reason=chosen(reasons, REASONS), params=params, measures={"stated": told})
