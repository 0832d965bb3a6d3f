"""Hostile and broken bodies: pages that stand where a catalogue should, and JSON made wrong."""

import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import cycle

from portalaudit.demo.http import Manner, Response, as_html, encode

MEGABYTE = 1 << 20
VERBATIM = Manner(verbatim=True)

MAINTENANCE = as_html(
    "<html><head><title>Down for maintenance</title></head><body><h1>We will be back soon</h1></body></html>", 503
)
CLOUDFLARE = as_html(
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><div id='challenge-error-text'>Enable JavaScript and "
    "cookies to continue</div></body></html>",
    403,
    (("Server", "cloudflare"), ("cf-mitigated", "challenge"), ("CF-RAY", "8a1b2c3d4e5f6789-IAD")),
)
F5 = as_html(
    "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
    "Please consult with your administrator.<br><br>Your support ID is: 1234567890123456789</body></html>"
)
LOGIN = as_html(
    "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action='/login' method='post'><input name='username'>"
    "<input type='password' name='password'><button>Log in</button></form></body></html>"
)
PARKING = as_html(
    "<!DOCTYPE html><html><head><title>This domain is for sale</title></head><body><h1>Buy this domain</h1><p>"
    "Related searches: data, city, maps</p></body></html>"
)
SOFT_404 = as_html(
    "<!DOCTYPE html><html><head><title>Page not found</title></head><body><h1>Sorry, nothing is here.</h1></body></html>"
)


def is_json(response: Response) -> bool:
    """A 200 whose type is JSON of any kind."""
    return response.status == 200 and "json" in (response.header("Content-Type") or "")


def text_of(response: Response) -> bytes:
    return b"".join(response.body)


def with_body(response: Response, body: bytes) -> Response:
    """The same answer around another payload, without the validators of the first."""
    headers = tuple(pair for pair in response.headers if pair[0].lower() not in ("etag", "last-modified"))
    return replace(response, headers=headers, body=(body,))


def huge(megabytes: float) -> Response:
    """A JSON string that goes on for that many megabytes."""
    return Response(200, (("Content-Type", "application/json"),), (b'{"result":"', *[b"x" * MEGABYTE] * int(megabytes)), VERBATIM)


def nested(megabytes: float) -> Response:
    """Nothing but opening brackets."""
    return Response(200, (("Content-Type", "application/json"),), (b"[" * MEGABYTE,) * int(megabytes), VERBATIM)


def bomb(megabytes: float) -> Response:
    """A small gzip body that grows a thousandfold."""
    headers = (("Content-Type", "application/json"), ("Content-Encoding", "gzip"))
    return Response(200, headers, (_bomb(int(megabytes)),), VERBATIM)


@cache
def _bomb(megabytes: int) -> bytes:
    # after a full flush a block of deflate can stand any number of times, so that the bomb is made as fast as it is checked
    packer, block = zlib.compressobj(9, zlib.DEFLATED, -15), b" " * MEGABYTE
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(megabytes):
        crc = zlib.crc32(block, crc)
    tail = packer.flush() + struct.pack("<II", crc, megabytes * MEGABYTE & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\0\0\0\0\0\x02\x03" + packed * megabytes + tail


def not_gzip(response: Response) -> Response:
    """Says gzip and is none."""
    return replace(response.with_headers(("Content-Encoding", "gzip")), manner=VERBATIM)


def truncated(response: Response) -> Response:
    """Seven tenths of a JSON answer, complete as far as HTTP is concerned."""
    body = text_of(response)
    return with_body(response, body[: len(body) * 7 // 10])


def latin(response: Response) -> Response:
    """JSON in Latin-1 that claims to be UTF-8; a word with accents makes sure that it shows."""
    changed = _changed(response, lambda value: f"{value} – Überblick é" if isinstance(value, str) and " " in value else value)
    text = json.dumps(json.loads(text_of(changed)), ensure_ascii=False) if is_json(changed) else ""
    return with_body(response, text.encode("cp1252", "replace")) if text else response


def with_bom(response: Response) -> Response:
    return with_body(response, b"\xef\xbb\xbf" + text_of(response))


def with_nan(response: Response) -> Response:
    """Every fifth number is one that JSON does not have or no machine holds."""
    wrong = cycle((b"NaN", b"1e999", b"-Infinity", b"9" * 400, b"-0.0e-999"))
    places = cycle(range(5))
    pattern = re.compile(rb"(?<=[:\[,])-?\d+(?:\.\d+)?(?=[,\]}])")
    return with_body(response, pattern.sub(lambda found: next(wrong) if next(places) == 4 else found[0], text_of(response)))


def with_nulls(response: Response) -> Response:
    """Every third string holds a null byte, escaped as JSON wants it."""
    places = cycle(range(3))
    return _changed(
        response, lambda value: f"{value[:3]}\0{value[3:]}" if isinstance(value, str) and next(places) == 2 else value
    )


def with_odd_types(response: Response) -> Response:
    """Every seventh value within a list of records has another type than the platform says."""
    odd: Iterator[object] = cycle(
        (None, 7, -1.5, True, [], {}, ["x", None, {"y": 1}], {"a": {"b": [1]}}, "x" * 70_000, 10**30, "")
    )
    places = cycle(range(7))
    return _changed(response, lambda value: next(odd) if next(places) == 6 else value, from_depth=3)


def _changed(response: Response, change: Callable[[object], object], from_depth: int = 0) -> Response:
    try:
        document = json.loads(text_of(response))
    except ValueError:
        return response
    return with_body(response, encode(_walk(document, change, from_depth)))


def _walk(value: object, change: Callable[[object], object], depth: int) -> object:
    if isinstance(value, dict):
        return {key: _walk(item, change, depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, change, depth - 1) for item in value]
    return change(value) if depth <= 0 else value
