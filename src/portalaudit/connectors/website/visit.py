"""What a look at a city's pages starts from, and what it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from portalaudit.documents.failure import Failure
from portalaudit.documents.textual import Text
from portalaudit.model.capture import Capture
from portalaudit.model.policy import Looked

Source = Literal["registry", "registry-copy", "home", "sitemap", "portal-page", "catalogue", "city-site"]
Place = Literal[
    "registry", "registry-copy", "home", "city-site", "navigation", "footer", "links", "sitemap", "portal-page", "catalogue",
    "elsewhere",
]  # fmt: skip
PLACES: tuple[Place, ...] = (
    "registry", "registry-copy", "home", "city-site", "navigation", "footer", "links", "sitemap", "portal-page", "catalogue",
    "elsewhere",
)  # fmt: skip
"""Where documents are looked for, in the order in which a report names them."""


@dataclass(frozen=True, slots=True)
class Seed:
    """An address to begin with."""

    url: str
    text: str
    """What it is called where it was found; may be empty."""
    source: Source
    ask: str | None = None
    """The address that answers in its place, where scripts draw the page itself (the item behind a page of ArcGIS Hub)."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page or document that was asked for."""

    url: str
    """The address as it was found, for a person to open."""
    resolved: str
    """The address that answered, after redirects."""
    capture: Capture | None
    depth: int
    """Clicks from a seed."""
    source: Source
    """Of the seed that led here."""
    via_text: str
    """The text of the link, or the title in the catalogue."""
    via_url: str | None
    """The page that links here; None for a seed."""
    status: Literal["read", "failed", "skipped"]
    failure: str | None
    """Why it was not read: the capture's reason, the reader's, `waf`, `media-type`, `duplicate`."""
    detail: str | None
    """One short line; of a duplicate the address that was read."""
    text: Text | None
    same_site: bool
    """It stands on the portal's or the city's own hosts. A copy on somebody else's site is evidence that a policy was
    adopted, not that the city publishes it."""
    linked: bool = False
    """The city's own pages or catalogue point at it."""


@dataclass(frozen=True, slots=True)
class Exploration:
    """All that was seen."""

    visits: tuple[Visit, ...]
    """In the order in which they were asked."""
    looked: tuple[Looked, ...]
    left: int
    """Candidates that were known and worth asking when the budget was spent."""
    requests: int = 0
    """Requests that were spent, redirects, attempts and robots.txt files included."""


class Read(Protocol):
    """Bytes in, text out; called in a thread, so it may block. Never raises for what the bytes are."""

    def __call__(self, bodies: Sequence[bytes], *, declared: str | None = None, url: str | None = None) -> Text | Failure: ...
