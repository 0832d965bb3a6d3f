"""Requests and answers of a stand-in server, and how an answer is sent."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qs, unquote

Part = bytes | memoryview
Headers = tuple[tuple[str, str], ...]
Json = Mapping[str, object] | list[object] | str | int | float | bool | None
"""What a JSON document may be."""

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    """Path and query as sent."""
    headers: Mapping[str, str]
    """Names in lower case; of a repeated header the last value."""
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, decoded, without the query."""
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> dict[str, list[str]]:
        """Query parameters, blank ones kept, in the order sent."""
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def host(self) -> str:
        """The Host header in lower case, with its port."""
        return self.headers.get("host", "").lower()

    @property
    def base(self) -> str:
        """The address of this site as the client wrote it, without trailing slash."""
        return f"http://{self.host}"

    def one(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return self.query.get(name, [default])[-1]


@dataclass(frozen=True, slots=True)
class Manner:
    """How an answer is sent. The defaults are a well-behaved server; the rest is for faults."""

    head_delay: float = 0.0
    """Seconds before the first byte."""
    part_delay: float = 0.0
    """Seconds between pieces of `part_size` bytes."""
    part_size: int = 262_144
    cut_after: int | None = None
    """Bytes of the body after which the connection is reset."""
    silent: bool = False
    """Never answer; the connection stays open."""
    refuse: bool = False
    """Close the connection without an answer."""
    chunked: bool = False
    """Transfer-Encoding: chunked instead of a Content-Length."""
    verbatim: bool = False
    """No gzip and no validators of the server's own: headers and body go out as they are."""


PLAIN = Manner()


@dataclass(frozen=True, slots=True)
class Response:
    status: int = 200
    headers: Headers = ()
    body: tuple[Part, ...] = ()
    """The payload in parts; one object may stand in it many times, which keeps huge bodies cheap."""
    manner: Manner = field(default=PLAIN)

    @property
    def length(self) -> int:
        return sum(map(len, self.body))

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def with_headers(self, *headers: tuple[str, str]) -> "Response":
        """A copy with these headers in the place of any of the same name."""
        names = {name.lower() for name, _ in headers}
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in names)
        return replace(self, headers=kept + headers)


class Portal(Protocol):
    """A site: a pure function from request to response, but for what it counts on purpose."""

    def answer(self, request: Request) -> Response: ...


Wrap = Callable[[Portal], Portal]


_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)


def encode(value: object) -> bytes:
    """JSON as bytes, compact, in ASCII as Python's and CKAN's encoders write it."""
    return _ENCODER.encode(value).encode("ascii")


def as_json(value: object, status: int = 200, headers: Iterable[tuple[str, str]] = (), kind: str = JSON_TYPE) -> Response:
    """A JSON answer."""
    return Response(status, (("Content-Type", kind), *headers), (encode(value),))


def as_html(page: str, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """An HTML page."""
    return Response(status, (("Content-Type", HTML_TYPE), *headers), (page.encode(),))


def as_text(text: str, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """Plain text."""
    return Response(status, (("Content-Type", "text/plain; charset=utf-8"), *headers), (text.encode(),))


def redirect(target: str, status: int = 302) -> Response:
    """A redirect with an empty body."""
    return Response(status, (("Location", target),))


def phrase(status: int) -> str:
    """The reason phrase of a status; empty for one that nobody registered."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
