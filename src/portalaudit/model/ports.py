"""Protocols through which a layer is given what it may not import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypedDict, TypeVar

from portalaudit.model.capture import Capture, Exchange, Gap, Method
from portalaudit.model.snapshot import Snapshot

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Validator:
    """What a server gave us to ask "has it changed?" with."""

    etag: str | None
    last_modified: str | None
    capture: str
    """The capture that holds the payload."""


class Validators(Protocol):
    """Stored validators of earlier audits, by address."""

    def get(self, url: str) -> Validator | None: ...


class CaptureIndex(Protocol):
    """Captures of the archive, by id."""

    def find(self, capture_id: str) -> Capture | None: ...


class Asking(TypedDict, total=False):
    """How an address is asked: the keywords of `Fetch.get`, for those who hand them on."""

    params: Mapping[str, str | int] | None
    accept: str | None
    headers: Mapping[str, str] | None
    invited: bool
    revalidate: bool
    method: Method
    timeout: float | None
    max_bytes: int | None


class Fetch(Protocol):
    """The one way to ask a server. Never raises for what a server does; see `Capture`."""

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str | None = None,
        headers: Mapping[str, str] | None = None,
        invited: bool = False,
        revalidate: bool = False,
        method: Method = "GET",
        timeout: float | None = None,
        max_bytes: int | None = None,
    ) -> Exchange:
        """Ask once, politely, following redirects, retrying what may pass, archiving every attempt.

        Args:
            url: absolute http or https address.
            params: query parameters to add, in order, encoded here.
            invited: the address belongs to the portal's documented public API, so robots.txt does not bar it.
            revalidate: send stored validators; a 304 gives the stored body back.
            timeout: seconds to wait for each read; None for the default.
            max_bytes: cap of the decoded body; None for the default.

        Raises:
            StopRequested: the run's budget is spent or a signal came; nothing was asked.
        """
        ...

    def resolve(self, exchange: Exchange) -> str:
        """The address that answered, after redirects."""
        ...


class Journal(Protocol):
    """Choices on record."""

    def choose(self, name: str, make: Callable[[], T]) -> T:
        """Make a choice and record it, or on a replay give back the recorded one. `T` is JSON.

        A choice of single items is named `items …` and is a list of asset keys, or maps them to ISO stamps: the next audit's
        `Past` is made of it.
        """
        ...


class Progress(Protocol):
    """Told as a crawl goes on."""

    def assets(self, seen: int, declared: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Past:
    """What an earlier audit knows of this portal, for the request plan."""

    stamps: Mapping[str, datetime]
    """Asset key → the stamp that it had when an item of its own was last asked for."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a request plan."""

    what: str
    url: str
    requests: int | None
    """How many, None where the first answer tells."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Detection:
    """A platform recognised."""

    connector: str
    platform: str
    root: str
    """The address that the connector's paths are relative to, without trailing slash."""
    proof: str
    """Reason code of the proof, e.g. `status_show`."""
    capture: str
    weight: int = 0
    """Assets that the interface says it has, to choose between two platforms on one host."""
    answer: Exchange | None = field(default=None, repr=False, compare=False)
    """The answer that the crawl would ask for again: the catalogue itself, or what the portal says of itself."""
    learnt: object = field(default=None, repr=False, compare=False)
    """What the connector found out on the way, of a type of its own, so that its crawl need not ask again."""


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """All that a connector is given."""

    fetch: Fetch
    journal: Journal
    progress: Progress
    taken_at: datetime
    detection: Detection
    url: str
    """The address that the user gave, without trailing slash."""
    past: Past
    gaps: tuple[Gap, ...] = ()
    """What detection could not see."""


class Connector(Protocol):
    """One platform. Entry point group `portalaudit.connectors`; the entry's name is the connector's name."""

    name: str
    order: int
    """Detection order, lowest first."""

    async def detect(self, fetch: Fetch, url: str) -> tuple[Detection | None, tuple[Gap, ...]]: ...

    def plan(self, detection: Detection) -> tuple[PlanLine, ...]: ...

    async def crawl(self, context: CrawlContext) -> Snapshot: ...
