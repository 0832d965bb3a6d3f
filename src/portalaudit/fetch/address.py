"""Addresses: one spelling for what is asked, archived and replayed."""

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

import idna

from portalaudit.archive.redact import MAX_LENGTH

_PATH_SAFE = "/%:@!$&'()*+,;=~-._[]"
_QUERY_SAFE = "/%:@!$&'()*+,;=~-._[]?"
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROLS = re.compile(r"[\x00-\x20\x7f]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""The statuses whose Location is followed (RFC 9110 section 15.4)."""


class BadAddress(ValueError):
    """The address cannot be asked; the text says why."""


def with_params(url: str, params: Mapping[str, str | int] | None) -> str:
    """The address with query parameters added behind those that it has, in order, percent-encoded (a space is %20)."""
    if not params:
        return url
    base, mark, fragment = url.partition("#")
    joiner = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    return f"{base}{joiner}{urlencode(dict(params), quote_via=quote, errors='replace')}{mark}{fragment}"


def normalise(url: str) -> str:
    """The address in the spelling that goes over the wire: scheme and host lower case, host in IDNA, no default port, no dot
    segments, no fragment, everything outside RFC 3986 percent-encoded. Encoded characters stay as they are.

    Raises:
        BadAddress: it is not an absolute address with a host.
    """
    text = url.strip().encode("utf-8", "replace").decode()
    if len(text) > MAX_LENGTH:
        raise BadAddress(f"the address has {len(text)} characters")
    text = _CONTROLS.sub(lambda found: f"%{ord(found.group()):02X}", text)
    try:
        parts = urlsplit(text)
        port = parts.port
        host = parts.hostname
    except ValueError as trouble:
        raise BadAddress(f"not an address: {trouble}") from trouble
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise BadAddress(f"scheme {scheme[:20] or 'missing'!r} is not http or https")
    if not host:
        raise BadAddress("the address has no host")
    netloc = _host(host) + ("" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}")
    if "@" in parts.netloc:
        netloc = f"{parts.netloc.rpartition('@')[0]}@{netloc}"
    path = quote(_percent(_dots(parts.path) or "/"), safe=_PATH_SAFE)
    whole = urlunsplit((scheme, netloc, path, quote(_percent(parts.query), safe=_QUERY_SAFE), ""))
    if len(whole) > MAX_LENGTH:
        raise BadAddress(f"the address has {len(whole)} characters")
    return whole


def _percent(text: str) -> str:
    return _BAD_PERCENT.sub("%25", text)


def _host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        if re.fullmatch(r"[a-z0-9._-]+", host):
            return host
        raise BadAddress("the host has characters that no host has")
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as trouble:
        raise BadAddress(f"the host is no internet name: {trouble}") from trouble


def _dots(path: str) -> str:
    """RFC 3986 section 5.2.4."""
    if "/." not in path:
        return path
    out: list[str] = []
    pieces = path.split("/")
    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1
        if piece == ".":
            out += [""] if last else []
        elif piece == "..":
            if len(out) > 1:
                out.pop()
            out += [""] if last else []
        else:
            out.append(piece)
    return "/".join(out)


def redirected(url: str, location: str) -> str:
    """The address that a Location header names, resolved and normalised.

    Raises:
        BadAddress: it cannot be asked.
    """
    text = location.strip()
    with suppress(UnicodeError):  # header values arrive as Latin-1, but what is not ASCII in them is nearly always UTF-8
        text = text.encode("latin-1").decode("utf-8")
    try:
        return normalise(urljoin(url, text))
    except ValueError as trouble:
        raise BadAddress(str(trouble)) from trouble


def host_of(url: str) -> str:
    """The host, lower case, without port; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Scheme, host and port of a normalised address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
