"""Rows as they came, page by page, within bounds."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b

import msgspec

from portalaudit.connectors.answers import DETAIL
from portalaudit.model.capture import Evidence, Exchange, Gap

PART = "inventory"
"""The part that the reasons of a refusal are made for; it is not shown."""
PAGE_ROWS = 10_000
"""Rows asked for at once of SODA and the datastore (own choice: SODA 2.0 gives 50,000 at most, CKAN 32,000)."""
MOST_PAGES = 25
"""Pages of one table (own choice: 250,000 rows where a page has 10,000)."""
MOST_BYTES = 64 * 1024 * 1024
"""Bytes of one page or file (own choice: the largest body of JSON that documents/ reads)."""
MOST_IN_ALL = 256 * 1024 * 1024
"""Bytes of all pages together, which are held at once (own choice)."""
TRUNCATED = "pages"
_SILENT = frozenset({"connect", "timeout"})
"""Errors of a host that does not answer."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What asking for rows gave: the bodies for `documents.bounded.read_table`, or why there are none."""

    url: str
    """The address that was asked first, or that refused."""
    bodies: tuple[bytes, ...] = ()
    """One a page, in order, as they came; none where it failed."""
    captures: tuple[str, ...] = ()
    """The capture of each body; of a refusal that one alone."""
    charset: str | None = None
    """What the server declares of a file."""
    stamp: datetime | None = None
    """A file's Last-Modified, or when a layer says that its rows last changed; UTC."""
    failure: str | None = None
    """`Capture.reason`, or `login waf not-json shape nesting empty export error`."""
    detail: str | None = None
    """One line for a person: what the server said, or what is missing at the end."""
    truncated: str | None = None
    """`pages` where rows are missing at the end."""
    stamp_at: Evidence | None = None
    """Where `stamp` is told."""
    broken: Gap | None = None
    """The page that was refused after others had come."""
    unreached: bool = False
    """The host did not answer at all."""


def refused(exchange: Exchange, reason: str, detail: str | None = None) -> Rows:
    """No rows, and why; what the server said, else what became of the exchange."""
    capture = exchange.capture
    silent = capture.error in _SILENT and all(step.status is None for step in (*exchange.history, capture))
    return Rows(capture.url, captures=(capture.id,), failure=reason, detail=detail or capture.detail, unreached=silent)


@dataclass(slots=True)
class Pages:
    """Collects the pages of one table."""

    url: str = ""
    stamp: datetime | None = None
    stamp_at: Evidence | None = None
    declared: int | None = None
    """Rows that the server says there are."""
    rows: int = 0
    _bodies: list[bytes] = field(default_factory=list)
    _captures: list[str] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)
    _bytes: int = 0
    _cut: str | None = None
    _broken: Gap | None = None

    def __len__(self) -> int:
        return len(self._bodies)

    def take(self, exchange: Exchange, rows: list[object], repeats: bool = False) -> bool:
        """Keep a page; False where the table ends here: it has no rows, was given before, or the bounds are reached.

        Args:
            rows: the page's rows, as parsed.
            repeats: its rows are known to have come before.
        """
        if not self._bodies:
            self.url = exchange.capture.url
        elif not rows:
            return False
        digest = _digest(rows, exchange.body)
        if repeats or digest in self._seen:
            self.cut("the server gives the same rows again")
            return False
        self._seen.add(digest)
        self._bodies.append(exchange.body)
        self._captures.append(exchange.capture.id)
        self._bytes += len(exchange.body)
        self.rows += len(rows)
        return bool(rows)

    def full(self) -> bool:
        """True where no further page may be asked for, which is then said: call it when there is more to come."""
        if len(self) >= MOST_PAGES:
            self.cut(f"no more than {MOST_PAGES} pages are asked for")
        elif self._bytes >= MOST_IN_ALL:
            self.cut(f"no more than {MOST_IN_ALL >> 20} MiB are asked for")
        return self._cut is not None

    def cut(self, why: str) -> None:
        """Rows are missing at the end; the first reason stands."""
        self._cut = self._cut or why

    def broken(self, exchange: Exchange, gap: Gap) -> Rows:
        """What came before a page that was refused; without any page its gap is the failure."""
        if not self._bodies:
            return refused(exchange, gap.reason, gap.detail)
        self._broken = gap
        self.cut(f"page {len(self) + 1} was refused: {gap.reason}" + (f": {gap.detail}" if gap.detail else ""))
        return self.done()

    def done(self) -> Rows:
        """All that came."""
        found = Rows(
            self.url, tuple(self._bodies), tuple(self._captures), stamp=self.stamp, stamp_at=self.stamp_at, broken=self._broken
        )
        if self._cut is None:
            return found
        came = f"{self.rows:,} rows came" + ("" if self.declared is None else f" of {self.declared:,} declared")
        return replace(found, truncated=TRUNCATED, detail=f"{came}; {self._cut}"[:DETAIL])


def _digest(rows: list[object], body: bytes) -> bytes:
    """A page by its rows alone, since what stands around them may differ; by its bytes where they cannot be spelt again."""
    with suppress(msgspec.MsgspecError, OverflowError, UnicodeEncodeError, RecursionError):
        body = msgspec.json.encode(rows)
    return blake2b(body, digest_size=16).digest()
