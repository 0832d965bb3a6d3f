"""A user without settings, and one small portal audited from the command line."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import Server, serve
from tests.cli.commands import Said, say


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home and no settings in the environment."""
    for name in [name for name in os.environ if name.startswith("PORTALAUDIT_") and name != "PORTALAUDIT_RECORDINGS"]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "share"))


@dataclass(frozen=True)
class Desk:
    """A database and an archive of one's own, and the options that name them."""

    folder: Path

    @property
    def db(self) -> str:
        return f"sqlite:///{self.folder / 'db.sqlite'}"

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    @property
    def options(self) -> tuple[str | Path, ...]:
        return "--db", self.db, "--archive", self.archive

    def say(self, *arguments: str | Path) -> Said:
        """Run a command on them."""
        return say(*self.options, *arguments)

    def audit(self, url: str, *more: str) -> Said:
        """Audit a portal on loopback without limits."""
        return self.say("audit", url, "--allow-private", "--rate", "0", *more)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A Socrata portal of 40 assets."""
    with serve(generate("socrata", 40, 3)) as served:
        yield served


@dataclass(frozen=True)
class Audited(Desk):
    """The desk after one audit."""

    document: dict[str, Any]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Audited:
    """One audit that tests look at and leave as it is."""
    folder = tmp_path_factory.mktemp("audited")
    said = Desk(folder).audit(server.url, "--output", "json")
    assert said.code == 0, said.err
    return Audited(folder, json.loads(said.out))
