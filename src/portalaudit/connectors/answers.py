"""Answers read once, where they arrive: JSON out of an exchange, or the gap that says why there is none."""

import codecs
import json
import re

import msgspec

from portalaudit.model.capture import Capture, Exchange, Gap

Json = dict[str, object]

DETAIL = 200
"""Characters of a server's message that a gap quotes (own choice)."""

NO_HOST = frozenset({"timeout", "connect", "tls", "address-refused", "opted-out", "redirect-loop"})
"""Errors after which a host is not asked on: the next address of it would end the same way."""

_LONE = re.compile(r"\\u[dD][89a-fA-F]")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_PASSWORD = re.compile(rb"<input[^>]{0,400}type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_URL = re.compile(r"/(?:log[-_]?in|sign[-_]?in|user/login|sso|saml2?|adfs|oauth2?|authorize)(?:[/?#.]|$)", re.IGNORECASE)
_WAF_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-sucuri-block", "x-datadome")
_WAF_MARKS = (
    b"just a moment...", b"attention required! | cloudflare", b"cf-browser-verification", b"challenge-platform",  # Cloudflare
    b"<title>request rejected</title>", b"the requested url was rejected",  # F5
    b"_incapsula_resource", b"incapsula incident id",  # Imperva
    b"errors.edgesuite.net", b"akamai-error",  # Akamai
    b"awswafintegration", b"aws-waf-token",  # AWS
    b"sucuri website firewall",
)  # fmt: skip


class UnreadableError(ValueError):
    """The body is no JSON that we read; the text is the gap's reason: `not-json`, `nesting`, `empty`."""


def json_value(exchange: Exchange, part: str) -> object | Gap:
    """The JSON value of an answer, or the gap that explains its absence. The body decides, not the media type.

    Args:
        exchange: an exchange as the fetcher gave it.
        part: the name of the gap where there is nothing to read.
    """
    if not exchange.ok:
        return gap_of(exchange, part)
    try:
        return decode(exchange.body, charset_of(exchange.capture))
    except UnreadableError as broken:
        reason = page_reason(exchange) if str(broken) == "not-json" else str(broken)
        return Gap(part, reason, exchange.capture.id)


def json_object(exchange: Exchange, part: str) -> Json | Gap:
    """The JSON object of an answer; a gap `shape` where the answer is JSON of another type."""
    value = json_value(exchange, part)
    if isinstance(value, dict | Gap):
        return value
    return Gap(part, "shape", exchange.capture.id, "an object was expected")


def json_list(exchange: Exchange, part: str) -> list[object] | Gap:
    """The JSON array of an answer; a gap `shape` where the answer is JSON of another type."""
    value = json_value(exchange, part)
    if isinstance(value, list | Gap):
        return value
    return Gap(part, "shape", exchange.capture.id, "a list was expected")


def gap_of(exchange: Exchange, part: str) -> Gap:
    """The gap that an exchange without a usable answer leaves: its error, a firewall, a login page, else `http-STATUS`."""
    capture = exchange.capture
    reason = capture.reason
    if capture.error is None:
        told = page_reason(exchange)
        reason = told if told in ("waf", "login") else reason
    return Gap(part, reason, capture.id, message(exchange.body))


def page_reason(exchange: Exchange) -> str:
    """What a page stands there instead of JSON: `waf`, `login` or `not-json`.

    Marks of firewalls are those of their public block pages (Cloudflare, F5, Imperva, Akamai, AWS, Sucuri); a login is
    told by a password field in the first 64 KB or by the address that the answer came from.
    """
    capture = exchange.capture
    if any(capture.header(name) for name in _WAF_HEADERS):
        return "waf"
    head = exchange.body[:65_536]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"<", b""):
        return "not-json"
    lowered = head.lower()
    if any(mark in lowered for mark in _WAF_MARKS):
        return "waf"
    if _PASSWORD.search(head) or (exchange.history and _LOGIN_URL.search(capture.url)):
        return "login"
    return "not-json"


def message(body: bytes) -> str | None:
    """The short message of a JSON error answer, in one line; None where the body has none."""
    if not body or len(body) > 65_536:
        return None
    try:
        value = decode(body)
    except UnreadableError:
        return None
    for _ in range(3):
        if isinstance(value, dict):
            value = next((value[key] for key in ("message", "error", "errors", "detail", "errorMessage") if key in value), None)
        elif isinstance(value, list) and value:
            value = value[0]
    return " ".join(value.split())[:DETAIL] or None if isinstance(value, str) else None


def charset_of(capture: Capture) -> str | None:
    """The character set that the Content-Type names, None where it names none."""
    found = _CHARSET.search(capture.header("content-type") or "")
    return found[1] if found else None


def decode(body: bytes, charset: str | None = None) -> object:
    """A body as a JSON value, read with msgspec; spellings that JSON forbids are read by a slower second try.

    The second try takes a byte order mark, UTF-16, another character set (the named one, else windows-1252), NaN and
    Infinity, numbers of any length and lone surrogates (which become question marks).

    Raises:
        UnreadableError: the body is empty, no JSON, or nested deeper than the interpreter's stack.
    """
    try:
        return msgspec.json.decode(body)
    except RecursionError:
        raise UnreadableError("nesting") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    text = _text(body, charset).strip(" \t\r\n\0")
    if not text:
        raise UnreadableError("empty")
    if text[0] not in '{["-0123456789tfnNI':
        raise UnreadableError("not-json")
    try:
        value: object = json.loads(text, parse_int=_number, strict=False)
        if _LONE.search(text):
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise UnreadableError("nesting") from None
    except ValueError:
        raise UnreadableError("not-json") from None
    return value


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) < 1_000 else float(digits)


def _text(body: bytes, charset: str | None) -> str:
    """Bytes as text: by their byte order mark, as UTF-8, by the named character set, else as windows-1252."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    for name in ("utf-8-sig", charset, "cp1252"):
        if name is None:
            continue
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("utf-8", "replace")
