"""What several checks derive from one snapshot, derived once."""

import weakref
from collections.abc import Callable
from typing import TypeVar, cast

from portalaudit.model.check import Parts

T = TypeVar("T")

_kept: dict[int, dict[str, tuple[tuple[object, ...], object]]] = {}


def once(parts: Parts, name: str, make: Callable[[Parts], T], *sources: object) -> T:
    """The value that `make` derives, kept as long as the snapshot's frame `datasets` lives.

    `sources` are what it is derived from beside that frame, such as another frame or `taken_at`: where one of them is
    another object than before, the value is derived anew.
    """
    frame = parts.datasets
    kept = _kept.get(id(frame))
    if kept is None:
        kept = _kept[id(frame)] = {}
        weakref.finalize(frame, _kept.pop, id(frame), None)
    if name in kept and all(now is before for now, before in zip(sources, kept[name][0], strict=True)):
        return cast(T, kept[name][1])
    value = make(parts)
    kept[name] = (sources, value)
    return value
