"""Nights apart, without waiting for them: the program in a process whose clock stands some days ahead (libfaketime)."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portalaudit.audit.replay import recheck
from tests.cli.commands import bare_environment
from tests.end_to_end.auditing import Place


@dataclass(frozen=True)
class Calendar:
    """A database and an archive, looked at on several days."""

    place: Place

    @classmethod
    def at(cls, folder: Path) -> "Calendar":
        """In a folder."""
        return cls(Place.at(folder))

    def audit(self, url: str, day: float = 0, *arguments: str) -> dict[str, Any]:
        """The document of an audit on some day from today on, of all datasets' rows."""
        told = self.say(day, "audit", url, "--allow-private", "--rate", "0", "--pages", "0", "--data", "all", *arguments)
        return json.loads(told)  # type: ignore[no-any-return]

    def failing(self, document: dict[str, Any], check: str) -> set[str]:
        """The subjects that fail a check."""
        (portal,) = json.loads(recheck(self.place.db, self.place.archive, document["audit"], all_findings=True).document)[
            "portals"
        ]
        found = next(one for one in portal["checks"] if one["id"] == check)
        return {example["subject"] for example in found["examples"]}

    def say(self, day: float, *arguments: str) -> str:
        """What a command prints on that day."""
        program = shutil.which("faketime")
        if program is None:
            pytest.skip("faketime is not installed (tests/needs.sh)")
        line = [program, "-f", f"{day * 86_400:+.0f}s", sys.executable, "-m", "portalaudit"]
        line += ["--db", self.place.db, "--archive", str(self.place.archive), *arguments, "--output", "json"]
        environment = {**bare_environment(), "PATH": os.environ["PATH"], "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout
