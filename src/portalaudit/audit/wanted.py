"""Which captures an audit needs: those that its findings, snapshots and choices name, and those that these repeat or were made
from."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.archive.canonical import kept, meta
from portalaudit.model import frames
from portalaudit.model.audit import Audit
from portalaudit.model.bundle import Withheld
from portalaudit.model.capture import Capture, Event
from portalaudit.model.snapshot import Snapshot

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ANSWERS = ("probes", "profiles")
"""Frames that tell of answers about rows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes into a bundle beside the audit's own records."""

    others: tuple[Capture, ...]
    """Captures of other audits, by id."""
    withheld: tuple[Withheld, ...]
    missing: tuple[str, ...]
    """Named, and never on record: a replay made them up for what was not asked."""


def wanted(
    snapshots: Sequence[Snapshot],
    events: Sequence[Event],
    own: Iterable[Capture],
    find: Callable[[str], Capture | None],
) -> Wanted:
    """What an audit needs, its own captures given. `find` knows those of other audits."""
    known = {one.id: one for one in own}
    mine, missing = frozenset(known), set()
    waiting = {*named_by(snapshots, events), *(one.revisit_of for one in known.values() if one.revisit_of)}
    while waiting:
        name = waiting.pop()
        if name in known or name in missing:
            continue
        found = find(name)
        if found is None:
            missing.add(name)
            continue
        known[name] = found
        if found.revisit_of:
            waiting.add(found.revisit_of)
    others = tuple(one for name, one in sorted(known.items()) if name not in mine)
    return Wanted(others, tuple(_withheld(snapshots, known)), tuple(sorted(missing)))


def named_by(snapshots: Sequence[Snapshot], events: Sequence[Event]) -> set[str]:
    """Ids of all captures that snapshots and choices on record name."""
    found = {name for event in events for name in named(event.value)}
    for snapshot in snapshots:
        found |= set(named(meta(snapshot)))
        for frame in _telling(snapshot):
            found |= set(_in_frame(snapshot, frame))
    return found


def uses(audit: Audit) -> frozenset[str]:
    """Ids of the captures that an audit names and did not make."""
    snapshots = [portal.snapshot for portal in audit.portals]
    return frozenset(named_by(snapshots, audit.events)) - {one.id for one in audit.captures}


def _telling(snapshot: Snapshot) -> Iterator[str]:
    """Frames that tell of captures; the columns of `states` are called as the source's keys are."""
    return (frame for frame in kept(snapshot) if frame != "states")


def named(value: object, key: str = "") -> Iterator[str]:
    """Ids of captures in JSON: what stands under a key that speaks of captures, or under `text`, where a document's text is.

    What is known of a dataset that is asked anew names captures of the past that nobody reads again; they are passed over.
    """
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name == "before" and value.get("carry") is not True:
                continue
            yield from named(item, name if key not in ("entry_points", "captures") else key)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from named(item, key)
    elif isinstance(value, str) and ("capture" in key or key in ("text", "entry_points")) and _ID.fullmatch(value):
        yield value


def _in_frame(snapshot: Snapshot, frame: str) -> Iterator[str]:
    table = getattr(snapshot, frame)
    for label in map(str, table.columns):
        if label in ("capture", "captures") or label.startswith("capture_") or label.endswith("_capture"):
            yield from _distinct(frames.column(table, label))


def _distinct(column: pa.ChunkedArray) -> Iterator[str]:
    if pa.types.is_list(column.type):
        column = pc.list_flatten(column)
    return (value for value in pc.unique(column).to_pylist() if value is not None)


def _withheld(snapshots: Sequence[Snapshot], known: Mapping[str, Capture]) -> Iterator[Withheld]:
    """Whole files that were read for their newest row: bodies of a dataset's rows, but for one that is evidence of something
    else, such as the inventory, or that such evidence repeats. Other attempts at the same addresses stay behind too."""
    samples = {name for snapshot in snapshots for name in _samples(snapshot)}
    addresses = {known[name].url for name in samples if name in known}
    needed = _with_originals({name for snapshot in snapshots for name in _beside_samples(snapshot)}, known)
    for name, one in sorted(known.items()):
        sampled = name in samples or one.url in addresses
        answered = one.status is not None and 200 <= one.status < 300 and one.revisit_of is None
        if sampled and answered and name not in needed and one.sha256 is not None and one.length:
            yield Withheld(name, one.url, one.sha256, one.length)


def _samples(snapshot: Snapshot) -> Iterator[str]:
    table = frames.to_table(snapshot.probes)
    files = table.filter(pc.fill_null(pc.equal(table["way"].cast(pa.string()), "file"), False))
    yield from _distinct(files["captures"])
    yield from _distinct(files["capture"])


def _beside_samples(snapshot: Snapshot) -> Iterator[str]:
    yield from named({key: value for key, value in meta(snapshot).items() if key != "gaps"})
    for frame in _telling(snapshot):
        if frame not in _ANSWERS:
            yield from _in_frame(snapshot, frame)


def _with_originals(names: set[str], known: Mapping[str, Capture]) -> set[str]:
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        one = known.get(name)
        if one is not None and one.revisit_of is not None and one.revisit_of not in found:
            waiting.add(one.revisit_of)
    return found
