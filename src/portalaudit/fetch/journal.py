"""Choices on record: made once, archived, and made again the same way on a replay."""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from portalaudit.archive.writer import SegmentWriter
from portalaudit.errors import ArchiveError
from portalaudit.model.capture import Event

T = TypeVar("T")


class RecordingJournal:
    """Makes choices and writes each into the archive before it is used. See `model.ports.Journal`."""

    def __init__(self, writer: SegmentWriter, given: Iterable[Event] = ()) -> None:
        """`given` are choices that the same audit made before it was stopped: they stand, and are not written again."""
        self._writer = writer
        self._given = ReplayJournal(given)
        self._events: list[Event] = []

    @property
    def events(self) -> tuple[Event, ...]:
        """What was chosen so far, in order."""
        return tuple(self._events)

    def choose(self, name: str, make: Callable[[], T]) -> T:
        """Make a choice and record it. What comes back went through JSON (a tuple is a list), as it will on a replay.

        Raises:
            ArchiveError: the choice is no JSON, or the archive cannot be written.
        """
        if self._given.has(name):
            value = self._given.choose(name, make)
            self._events.append(Event(name, value))
            return value
        try:
            value = json.loads(json.dumps(make(), allow_nan=False))
        except (TypeError, ValueError) as trouble:
            raise ArchiveError(f"the choice {name!r} is no JSON: {trouble}") from trouble
        event = Event(name, value)
        self._writer.event(event)
        self._events.append(event)
        return cast(T, value)


class ReplayJournal:
    """Gives back recorded choices, by name, in order."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._events: dict[str, deque[Event]] = defaultdict(deque)
        for event in events:
            self._events[event.name].append(event)
        self._used: list[Event] = []
        self.missing: list[str] = []
        """Names that were asked for more often than recorded: newer software chooses where older did not."""

    @property
    def events(self) -> tuple[Event, ...]:
        """What was chosen so far, in order."""
        return tuple(self._used)

    def has(self, name: str) -> bool:
        """Whether a recorded choice of that name is left."""
        return bool(self._events[name])

    def choose(self, name: str, make: Callable[[], T]) -> T:
        """The recorded choice. Where there is none, it is made now and its name kept in `missing`."""
        recorded = self._events[name]
        if recorded:
            event = recorded.popleft()
        else:
            self.missing.append(name)
            event = Event(name, make())
        self._used.append(event)
        return cast(T, event.value)
