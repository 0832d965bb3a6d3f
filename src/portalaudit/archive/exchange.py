"""One attempt as it went over the wire, on its way into the archive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from portalaudit.model.capture import Headers, Method

Truncation = Literal["length", "time", "disconnect"]
"""The words of WARC 1.1 section 5.13."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. Secrets may still be in it: the writer takes them out."""

    id: str
    """The capture's id: a UUID."""
    method: Method
    url: str
    at: datetime
    """UTC, when the request was sent."""
    headers: Headers = ()
    chain: str | None = None
    step: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """A response, whole or cut short."""

    status: int
    phrase: str
    version: str
    """`HTTP/1.1`."""
    headers: Headers
    """As received."""
    body: bytes = b""
    """As received: content encoding kept, transfer encoding undone."""
    address: str | None = None
    """The IP address that answered."""
    tls: str | None = None
    error: str | None = None
    detail: str | None = None
    cut: Truncation | None = None
    """Why the body is not whole."""


@dataclass(frozen=True, slots=True)
class Original:
    """The capture whose payload a revisit repeats."""

    id: str
    url: str
    at: datetime
    sha256: str
    length: int
    media_type: str | None = None
