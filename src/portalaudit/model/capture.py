"""One exchange with a server, what it showed, and what could not be seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Method = Literal["GET", "HEAD"]
Headers = tuple[tuple[str, str], ...]
Scalar = str | int | float | bool | None

EXCERPT = 300
"""Characters of an excerpt (own choice: what fits a table cell)."""
CATALOGUE = frozenset({"catalogue", "search", "feed"})
"""Parts whose gap means that assets may be missing from what was read."""
WITHHELD = "withheld"
"""The error of a capture whose body a bundle leaves out: a sample of a dataset's rows, of which digest and length are told."""
REFUSALS = frozenset({"http-401", "http-403", "http-404", "http-410", "login"})
"""Reasons that tell that the public cannot get a thing; every other hides it from us alone (own choice)."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One exchange, kept. A refusal, a 404, a robots block or a timeout is a Capture too, never an exception."""

    id: str
    """UUID in hexadecimal with dashes; the WARC-Record-ID is `<urn:uuid:ID>`."""
    method: Method
    url: str
    """The address asked, secrets redacted."""
    fetched_at: datetime
    """UTC."""
    status: int | None = None
    """The HTTP status, None where no answer came."""
    error: str | None = None
    """Why no usable answer came: `timeout connect tls robots address-refused too-large redirect-loop budget
    opted-out truncated encoding`, on a replay `not-archived`, in a bundle `withheld`; None where an answer came whole,
    whatever its status."""
    headers: Headers = ()
    """Response headers as received, names as sent, secrets redacted."""
    media_type: str | None = None
    """Lower-cased type/subtype of Content-Type."""
    length: int = 0
    """Bytes of the payload as archived (content encoding kept)."""
    sha256: str | None = None
    """Hexadecimal digest of those bytes; None where there was no payload."""
    tls: str | None = None
    """Hexadecimal sha256 over the certificate chain as DER; None without TLS."""
    segment: str | None = None
    """The WARC file that holds the record, relative to the archive."""
    offset: int | None = None
    """Where the response record's gzip member begins in that file."""
    revisit_of: str | None = None
    """The capture whose payload this one repeats (304, or the same bytes again)."""
    kind: Literal["crawled", "submitted"] = "crawled"
    detail: str | None = None
    """One short line on the error, for a person; never a body."""
    chain: str | None = None
    """The captures of one `Fetch.get` share it: redirects and failed attempts, then the answer. A replay needs it."""
    step: int = 0
    """The place in that chain, from 0."""

    @property
    def ok(self) -> bool:
        """True where a 2xx or 304 answer came whole."""
        return self.error is None and self.status is not None and (200 <= self.status < 300 or self.status == 304)

    @property
    def reason(self) -> str:
        """The reason of a gap that this capture explains: its error, else `http-STATUS`."""
        return self.error or f"http-{self.status}"

    def header(self, name: str) -> str | None:
        """The first value of a response header, by name without case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a fetch hands to its caller: the capture, and the decoded body that was archived before."""

    capture: Capture
    body: bytes = b""
    """The payload with its content encoding undone; empty where there was none or it broke a cap."""
    history: tuple[Capture, ...] = ()
    """The redirects and failed attempts before this answer, in order."""

    @property
    def ok(self) -> bool:
        return self.capture.ok


@dataclass(frozen=True, slots=True)
class Gap:
    """A part that we tried to see and could not. Never a failure, never a zero."""

    part: str
    """What could not be seen: `catalogue feed search columns views licences organisations site …`."""
    reason: str
    """`http-403`, `timeout`, `robots`, `not-json`, `shape`, `truncated`, `budget`, `waf`, `login`, …"""
    capture: str | None = None
    """The capture that shows it."""
    detail: str | None = None
    """One short line for a person; never a body."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a reader finds what a finding says."""

    capture: str | None
    pointer: str | None
    """JSON Pointer (RFC 6901) into the captured body; for what is missing, the nearest ancestor that is there.

    Of a body that breaks off (a gap `truncated` or `malformed` names its capture) whole objects were salvaged: the pointer
    counts from the body's beginning, though no JSON parser takes the body as a whole.
    """
    excerpt: str | None = None
    """The value at the pointer, cut at 300 characters."""
    absent: str | None = None
    """The key that is missing below the pointer."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """The ledger of one portal's audit."""

    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    not_modified: int = 0
    by_host: tuple["HostTraffic", ...] = ()


@dataclass(frozen=True, slots=True)
class HostTraffic:
    host: str
    requests: int
    bytes: int
    max_per_second: float
    """The most requests that began within one second, counted as they went out."""


@dataclass(frozen=True, slots=True)
class Event:
    """A choice that time, chance or a budget made, recorded so that a replay makes it again."""

    name: str
    value: object
    """JSON: scalars, lists and objects with string keys."""
    detail: Mapping[str, Scalar] = field(default_factory=dict)
