"""Timing shared by the benchmarks."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent
"""Where the commands of this environment are."""


def median_seconds(run: Callable[[], object], times: int = 5) -> float:
    """Median wall time of several runs, seconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def command(arguments: Sequence[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; its output is shown when it fails."""
    # ckanapi starts workers of its own by name.
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(list(arguments), capture_output=True, text=True, check=False, env=environment, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.stderr.write(done.stdout[-2_000:] + done.stderr[-4_000:])
        raise SystemExit(f"{arguments[0]} ended with {done.returncode}")
    return done  # type: ignore[no-any-return]


def peak_of_children() -> float:
    """Largest resident set of any child that ended so far, MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


@contextmanager
def stand_in(*arguments: str) -> Iterator[str]:
    """A stand-in portal in a process of its own; yields its URL."""
    server = subprocess.Popen([sys.executable, "-m", "tests.portals", *arguments], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait(10)


def closing_line(name: str, ratio: float, ours: float, peer: float, unit: str) -> None:
    """The line that every benchmark ends in."""
    print(f"{name}: ratio {ratio:.2f} (ours {ours:.3g}, peer {peer:.3g}, {unit})")


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
