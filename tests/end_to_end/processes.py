"""The program as a process of its own, watched from outside: the server's log says how far it is."""

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.cli.commands import Said, bare_environment, say

PATIENCE = 60.0
"""Seconds until a test gives up on a process."""


@dataclass(frozen=True)
class Desk:
    """A folder with a database and an archive, and commands on them."""

    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    @property
    def places(self) -> tuple[str, ...]:
        return ("--db", f"sqlite:///{self.folder / 'db.sqlite'}", "--archive", str(self.archive))

    def run(self, *arguments: str) -> Said:
        """A command in this process, which is quicker than one of its own."""
        return say(*self.places, *arguments)

    def audit(self, *arguments: str) -> Said:
        """An audit of loopback targets, without limits and questions about rows unless told, as JSON."""
        return self.run("audit", *_unlimited(arguments), "--output", "json")

    def start(self, *arguments: str, largest_file: int = resource.RLIM_INFINITY) -> "Running":
        """The same in a process of its own, not waited for; with `largest_file` (bytes) it meets the end of the disk."""
        line = [sys.executable, "-m", "portalaudit", *self.places, "audit", *_unlimited(arguments), "--output", "json"]
        limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (largest_file, largest_file))
        pipe = subprocess.PIPE
        return Running(subprocess.Popen(line, env=bare_environment(), stdout=pipe, stderr=pipe, text=True, preexec_fn=limit))


def _unlimited(arguments: tuple[str, ...]) -> tuple[str, ...]:
    rate = () if "--rate" in arguments else ("--rate", "0")
    data = () if "--data" in arguments else ("--data", "none")
    return (*arguments, "--allow-private", *rate, *data)


@dataclass
class Running:
    """An audit at work."""

    process: "subprocess.Popen[str]"
    begun: float = field(default_factory=time.monotonic)

    def until(self, reached: Callable[[], bool]) -> "Running":
        """Wait for a moment."""
        while not reached():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() - self.begun < PATIENCE
            time.sleep(0.005)
        return self

    def end(self, number: signal.Signals | None = None, times: int = 1) -> Said:
        """Send a signal, if any, and wait for the process to end."""
        for _ in range(times if number else 0):
            self.process.send_signal(number or signal.SIGINT)
            time.sleep(0.05 if times > 1 else 0)
        out, err = self.process.communicate(timeout=PATIENCE)
        return Said(self.process.returncode, out, err)


APART = frozenset({
    "audit", "taken_at", "traffic", "capture", "digest", "evidence", "causes", "captures", "events",
})  # fmt: skip
"""What two audits of the same portal do not share."""


def alike(value: Any) -> Any:
    """A document without what is of one run only."""
    if isinstance(value, dict):
        named = {key: sorted(item) if key == "entry_points" else item for key, item in value.items()}
        return {key: alike(item) for key, item in named.items() if key not in APART}
    return [alike(item) for item in value] if isinstance(value, list) else value


def document(said: Said) -> dict[str, Any]:
    """The one document on standard output."""
    assert said.out.count("\n") == 1, said
    return json.loads(said.out)  # type: ignore[no-any-return]
