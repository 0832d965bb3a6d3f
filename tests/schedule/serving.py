"""`portalaudit serve` as a process of its own, its log in a file, its clock set from outside (libfaketime) where wanted."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.commands import Said, bare_environment

PATIENCE = 60.0
"""Seconds until a test gives up on a process."""


@dataclass(frozen=True)
class Serve:
    """One process."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def says(self, words: str, times: int = 1) -> "Serve":
        """Wait until its log holds these words so many times."""
        until(lambda: self.said().count(words) >= times, lambda: f"{words!r} not in {self.said()!r}", self.process)
        return self

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def end(self, number: signal.Signals = signal.SIGTERM) -> Said:
        """Send it a signal and wait until it ended."""
        self.process.send_signal(number)
        return Said(self.process.wait(PATIENCE), "", self.said())


def until(reached: Callable[[], bool], what: Callable[[], str], process: "subprocess.Popen[bytes] | None" = None) -> None:
    """Wait for something that a process does."""
    begun = time.monotonic()
    while not reached():
        assert process is None or process.poll() is None, f"ended: {what()}"
        assert time.monotonic() - begun < PATIENCE, what()
        time.sleep(0.02)


@dataclass
class Desk:
    """Starts clocks of one database and ends those that are left."""

    folder: Path
    db: str

    def __post_init__(self) -> None:
        self._started: list[Serve] = []

    def serve(self, *arguments: str, wall: "Wall | None" = None) -> Serve:
        """A clock that looks five times a second and runs no audits."""
        log = self.folder / f"serve-{len(self._started)}.log"
        places = ("--db", self.db, "--archive", str(self.folder / "archive"))
        line = [sys.executable, "-m", "portalaudit", *places, "serve", "--no-runner", "--tick", "0.2", *arguments]
        environment = {**bare_environment(), **(wall.environment() if wall else {})}
        with log.open("wb") as err:
            process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=err)
        self._started.append(Serve(process, log))
        return self._started[-1]

    def close(self) -> None:
        for one in self._started:
            if one.process.poll() is None:
                one.process.kill()
                one.process.wait()


@dataclass(frozen=True)
class Wall:
    """The wall clock of processes, as a file that they read again and again."""

    file: Path

    def set(self, moment: datetime) -> None:
        """Let it run on from here (UTC)."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"@{moment:%Y-%m-%d %H:%M:%S}\n", encoding="ascii")
        fresh.replace(self.file)

    def environment(self) -> dict[str, str]:
        """What `faketime` would set, and that the file is read again within a second."""
        program = shutil.which("faketime")
        if program is None:
            pytest.skip("faketime is not installed (tests/needs.sh)")
        told = subprocess.run([program, "-f", "+0s", "env"], capture_output=True, text=True, check=True).stdout
        library = next(line.partition("=")[2] for line in told.splitlines() if line.startswith("LD_PRELOAD="))
        return {
            "LD_PRELOAD": library.replace("libfaketime.so", "libfaketimeMT.so"), "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "UTC", "PATH": os.environ["PATH"],
        }  # fmt: skip
