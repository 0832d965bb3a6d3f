"""The command line as tests use it: in this process with piped output, or as a process of its own."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from portalaudit.cli.main import run

COMMANDS = (
    "audit", "show", "recheck", "reread", "diff", "doctor", "demo", "inventory", "policy", "requests", "decide", "annotate",
    "evidence", "evidence add", "evidence list", "export", "verify", "status", "keys", "keys new", "keys list",
    "schedule", "schedule add", "schedule list", "schedule pause", "schedule resume", "schedule remove", "schedule due",
    "schedule now", "serve", "worker",
    "cities", "cities list", "cities show", "cities add", "cities import", "cities optout",
    "checks", "checks list", "checks show", "rubrics", "rubrics list", "rubrics show",
    "db", "db upgrade", "db current", "db check", "db stats", "db keep", "db prune", "db vacuum", "db backup",
    "alerts", "alerts list", "alerts test", "digest", "feed",
)  # fmt: skip
"""Every command."""


@dataclass(frozen=True)
class Said:
    """What a command line said and how it ended."""

    code: int
    out: str
    err: str


def say(*arguments: str | Path) -> Said:
    """Run a command line here; neither of its streams is a terminal."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    return Said(code, out.getvalue(), err.getvalue())


def spawn(*arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Said:
    """Run a command line in a process of its own, with nothing in the environment but what a shell needs and `env`."""
    done = subprocess.run(
        [sys.executable, "-m", "portalaudit", *map(str, arguments)],
        env={**bare_environment(), **(env or {})}, cwd=cwd, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


def bare_environment() -> dict[str, str]:
    """PATH, the language and where to find the program."""
    kept = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "TMPDIR", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}
