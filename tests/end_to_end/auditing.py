"""Whole audits over loopback sockets, for tests."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portalaudit.audit.options import Options
from portalaudit.audit.replay import datasets_of, recheck, reread, stored
from portalaudit.audit.results import Result
from portalaudit.audit.run import run_all
from portalaudit.model.portal import City

Document = Mapping[str, Any]


class Unwatched:
    """Nobody watches."""

    def assets(self, seen: int, declared: int | None) -> None:
        """Say nothing."""

    def traffic(self, requests: int, received: int) -> None:
        """Say nothing."""

    def say(self, line: str) -> None:
        """Say nothing."""


@contextmanager
def unwatched(name: str) -> Iterator[Unwatched]:
    """A run without progress."""
    yield Unwatched()


@dataclass(frozen=True)
class Place:
    """A database and an archive of one's own."""

    db: str
    archive: Path

    @classmethod
    def at(cls, folder: Path) -> "Place":
        """In a folder."""
        return cls(f"sqlite:///{folder / 'db.sqlite'}", folder / "archive")

    def options(self, **changes: Any) -> Options:
        """Options for loopback targets without limits: the catalogue alone, unless told."""
        return replace(Options(self.db, self.archive, rate=0, allow_private=True, pages=0, data="none"), **changes)

    def audit(self, url: str, **changes: Any) -> Result:
        """Audit one address."""
        ((_, result),) = run_all(self.options(**changes), [url], unwatched)
        return result

    def document(self, url: str, **changes: Any) -> Document:
        """The document of an audit of one address."""
        result = self.audit(url, **changes)
        assert result.code == 0, result.line
        return json.loads(result.document)  # type: ignore[no-any-return]

    def again(self, audit: str, city: City | None = None) -> dict[str, bytes]:
        """The document as stored, rechecked and reread."""
        return {
            "show": stored(self.db, audit).document,
            "recheck": recheck(self.db, self.archive, audit, city=city).document,
            "reread": reread(self.db, self.archive, audit).document,
        }

    def assets(self, audit: str) -> list[dict[str, Any]]:
        """The rows of `show --datasets`."""
        return [json.loads(line) for line in datasets_of(self.db, self.archive, audit, "json").splitlines()]


def checks_of(document: Document) -> dict[str, Document]:
    """The first portal's checks by id."""
    return {check["id"]: check for check in document["portals"][0]["checks"]}
