"""What health and metrics look at: the database, the archive and the process, each read no more often than it bears."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Engine

from portalaudit import clock, migrations
from portalaudit.archive.usage import Disk, Usage, disk, probe, usage
from portalaudit.schedule.pulse import Pulse
from portalaudit.schedule.sampled import Sample, Sampled
from portalaudit.store.operating import Figures, figures

FRESH = 10.0
"""Seconds for which the database's figures and the disk's free space count (own choice: scrapes come every 15 to 60)."""
PATIENCE = 3.0
"""Seconds that a scrape or a question of health waits for one of them (own choice: below the usual 10 of a scrape)."""
WALK = 900.0
"""Seconds between two walks through the archive, which looks at each of its files (own choice)."""
SILENT_TICKS = 4
"""Ticks that may fail to come before the process counts as stuck (own choice) …"""
SILENT = 60.0
"""… and the seconds that it has in any case (own choice: longer than a database that hangs takes to say so)."""


@dataclass(frozen=True, slots=True)
class Part:
    """How one part is; what is said names no path, host or secret, as anybody may read it who reaches the address."""

    good: bool
    said: str


class Watched:
    """The sources, each with its cache; shared by all who ask."""

    def __init__(self, engine: Engine, archive: Path, pulse: Callable[[], Pulse]) -> None:
        self.pulse = pulse
        self.database = Sampled(lambda: figures(engine, clock.now()), keep=FRESH, patience=PATIENCE)
        self.disk: Sampled[Disk] = Sampled(partial(disk, archive), keep=FRESH, patience=PATIENCE)
        self.written: Sampled[bool] = Sampled(partial(_written, archive), keep=FRESH, patience=PATIENCE)
        self.archive: Sampled[Usage] = Sampled(partial(usage, archive), keep=WALK, patience=PATIENCE, stale=True)

    def health(self) -> Mapping[str, Part]:
        """Whether the process is alive: whoever finds it is not should start it again."""
        return {"clock": _ticking(self.pulse())}

    def readiness(self) -> Mapping[str, Part]:
        """Whether it can do its work."""
        pulse = self.pulse()
        return {
            "clock": _ticking(pulse),
            "database": _database(self.database.get()),
            "archive": Part(True, "writable") if self.written.get().value else Part(False, "cannot be written"),
            "runner": Part(pulse.runner is None, pulse.runner or "works"),
        }


def _written(archive: Path) -> bool:
    probe(archive)
    return True


def _ticking(pulse: Pulse) -> Part:
    silent, most = pulse.silent(), max(SILENT, SILENT_TICKS * pulse.every)
    if silent is None:
        return Part(False, "has not ticked yet")
    if silent > most:
        return Part(False, f"has not ticked for {silent:.0f} s")
    return Part(True, "leads" if pulse.leader else "stands by")


def _database(sample: Sample[Figures]) -> Part:
    if sample.value is None:
        return Part(False, "cannot be used")
    have, wanted = sample.value.schema, migrations.head()
    return Part(have == wanted, f"schema {have}" if have == wanted else f"schema {have}, this software wants {wanted}")
