"""The list of captures, rebuilt from the segments alone."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from portalaudit.archive.members import Member, walk
from portalaudit.archive.parse import Entry, entry
from portalaudit.archive.segments import all_segments, locate
from portalaudit.model.capture import Capture, Event


def scan(archive: Path, audit: str | None = None) -> Iterator[Entry]:
    """Every capture, conversion and event of the archive, in the order written segment by segment; of one audit where given.

    Half-written tails are passed over; nothing else is read of a payload than what it takes to find the next record.
    """
    for name, path in all_segments(archive, audit):
        for member in walk_segment(archive, name, path):
            found = entry(member, name)
            if found is not None and audit in (None, found.audit):
                yield found


def walk_segment(archive: Path, name: str, path: Path) -> Iterator[Member]:
    """A segment's members, also where another process sealed it after our look into the spool; none where it was pruned then."""
    try:
        yield from walk(path)
    except FileNotFoundError:  # raised before the first of them: a file that is open may be moved
        sealed = locate(archive, name)
        if sealed is not None:
            yield from walk(sealed)


def rebuild_index(archive: Path, audit: str | None = None) -> Iterator[Capture]:
    """Every capture, conversions among them (they name what they were made from in `revisit_of` and have no status)."""
    return (found.item for found in scan(archive, audit) if isinstance(found.item, Capture))


def rebuild_events(archive: Path, audit: str | None = None) -> Iterator[Event]:
    """Every recorded choice, in the order written."""
    return (found.item for found in scan(archive, audit) if isinstance(found.item, Event))


class MemoryIndex:
    """A CaptureIndex over captures at hand."""

    def __init__(self, captures: Iterable[Capture] = ()) -> None:
        self._captures = {capture.id: capture for capture in captures}

    def add(self, capture: Capture) -> None:
        self._captures[capture.id] = capture

    def find(self, capture_id: str) -> Capture | None:
        return self._captures.get(capture_id)
