"""Processor time and memory of processes, read from Linux' `/proc` while they run."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
EVERY = 0.1
"""Seconds between two looks (own choice: an audit's last tenth of a second adds nothing to its peak)."""
_FORKS = b"multiprocessing.forkserver"


@dataclass(frozen=True, slots=True)
class Seen:
    """A process at its last look."""

    parent: int
    own: float
    """Processor seconds of its own …"""
    waited: float
    """… and of its children that ended."""
    peak: float
    """Largest resident set, MiB; what it shares with the process that it was forked from counts too."""
    forks: bool
    """It is the one that audits are forked from."""


@dataclass(slots=True)
class Tree:
    """A process and all that descend from it, dead ones too."""

    seen: dict[int, Seen] = field(default_factory=dict)
    together: float = 0.0
    """Largest sum of what they held of memory at one moment, MiB; shared pages count once."""

    @property
    def _audits(self) -> set[int]:
        """Those that were forked, and what they started in turn."""
        forks, found = {pid for pid, one in self.seen.items() if one.forks}, set[int]()
        while more := {pid for pid, one in self.seen.items() if one.parent in forks | found} - found:
            found |= more
        return found

    @property
    def audits(self) -> float:
        """Processor seconds of the audits."""
        return sum(one.waited for one in self.seen.values() if one.forks)

    @property
    def others(self) -> float:
        """Processor seconds of the runner, and of loading what is forked."""
        return sum(one.own for pid, one in self.seen.items() if pid not in self._audits)

    @property
    def peak(self) -> float:
        """Peak of the largest of their processes, MiB."""
        return max((self.seen[pid].peak for pid in self._audits), default=0.0)


@contextmanager
def watched(root: int) -> Iterator[Tree]:
    """Look at a process' descendants until the block ends."""
    tree, stop = Tree(), threading.Event()

    def look() -> None:
        rounds = 0
        while not stop.wait(EVERY):
            _look(tree, root, with_memory=rounds % 10 == 0)
            rounds += 1

    thread = threading.Thread(target=look, name="look")
    thread.start()
    try:
        yield tree
    finally:
        stop.set()
        thread.join()


def _look(tree: Tree, root: int, with_memory: bool) -> None:
    here = {pid: one for pid in _pids() if (one := _seen(pid)) is not None}
    mine, before = {root} & here.keys(), set[int]()
    while mine != before:
        before = mine
        mine = mine | {pid for pid, one in here.items() if one.parent in mine}
    tree.seen.update((pid, here[pid]) for pid in mine)
    if with_memory:
        tree.together = max(tree.together, sum(map(_share, mine)))


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _seen(pid: int) -> Seen | None:
    with suppress(OSError, IndexError, ValueError):
        parent, own, waited = _stat(pid)
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        rows = Path(f"/proc/{pid}/status").read_text().splitlines()
        peak = next((row.split()[1] for row in rows if row.startswith("VmHWM")), "0")  # a process that ended has none
        # A forked audit keeps the command line of the process that it was forked from, which is its parent.
        forks = _FORKS in line and _FORKS not in Path(f"/proc/{parent}/cmdline").read_bytes()
        return Seen(parent, own, waited, int(peak) / 1024, forks)
    return None


def _stat(pid: int) -> tuple[int, float, float]:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(words[1]), (int(words[11]) + int(words[12])) / TICK, (int(words[13]) + int(words[14])) / TICK


def _share(pid: int) -> float:
    with suppress(OSError, StopIteration):
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(row.split()[1] for row in rows if row.startswith("Pss:"))) / 1024
    return 0.0


def spent(pid: int) -> float:
    """Processor seconds of a running process, with those of its children that ended."""
    _, own, waited = _stat(pid)
    return own + waited


def machine() -> Mapping[str, float]:
    """Seconds of all cores since the machine began: `busy`, and `idle`."""
    values = [int(word) / TICK for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = values[3] + values[4]
    return {"busy": sum(values) - idle, "idle": idle}
