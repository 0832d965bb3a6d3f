"""What several checks derive from one snapshot, derived once."""

import weakref
from collections.abc import Callable
from typing import TypeVar, cast

from portalaudit.model.check import Parts

T = TypeVar("T")

_kept: dict[int, dict[str, object]] = {}


def once(parts: Parts, name: str, make: Callable[[Parts], T]) -> T:
    """The value that `make` derives, kept as long as the snapshot's frame `datasets` lives.

    A check may only name what all its callers derive from the same parts.
    """
    frame = parts.datasets
    kept = _kept.get(id(frame))
    if kept is None:
        kept = _kept[id(frame)] = {}
        weakref.finalize(frame, _kept.pop, id(frame), None)
    if name not in kept:
        kept[name] = make(parts)
    return cast(T, kept[name])
