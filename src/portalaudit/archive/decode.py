"""Undoing a payload's content encoding, under caps."""

from dataclasses import dataclass
from typing import Literal, cast

from isal import isal_zlib

from portalaudit.model.capture import Headers

SMALL = 32 * 1024 * 1024
"""A payload may always decode to this many bytes; the ratio only bites beyond it (own choice)."""
MAX_LAYERS = 3
"""Encodings one above the other; real servers send one, a misconfigured proxy two (own choice)."""

BROKEN = cast("type[Exception]", isal_zlib.error)
"""What isal raises for a damaged stream; its stub has it as a value."""

_GZIP, _ZLIB, _RAW = 31, 15, -15


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded payload, or why there is none."""

    body: bytes
    error: Literal["encoding", "too-large", "truncated"] | None = None
    """`truncated`: the encoded stream broke off; `body` holds what came before. Otherwise an error leaves it empty."""
    detail: str | None = None


def content_encoding(headers: Headers) -> str | None:
    """The values of all Content-Encoding headers, joined in order (RFC 9110 section 5.3)."""
    values = [value for name, value in headers if name.lower() == "content-encoding"]
    return ", ".join(values) if values else None


def decode(payload: bytes, encoding: str | None, *, max_bytes: int, max_ratio: float = 200.0) -> Decoded:
    """Undo Content-Encoding.

    Args:
        payload: bytes as received; with no encoding they are handed on without a copy.
        encoding: the header's value, layers separated by commas, None for none.
        max_bytes: cap of the decoded body.
        max_ratio: decoded bytes for one encoded byte, beyond 32 MiB; gzip of catalogue JSON reaches about 30, a bomb 1,000.
    """
    layers = [layer.strip().lower() for layer in (encoding or "").split(",")]
    layers = [layer for layer in layers if layer not in ("", "identity")]
    if len(layers) > MAX_LAYERS:
        return Decoded(b"", "encoding", f"{len(layers)} content encodings")
    limit = min(max_bytes, max(SMALL, int(max_ratio * len(payload))))
    body, error = payload, None
    for layer in reversed(layers):
        if not body:
            break
        if layer not in ("gzip", "x-gzip", "deflate"):
            return Decoded(b"", "encoding", f"content encoding {layer[:40]!r} was not asked for")
        step = _inflate(body, _window(body, layer), limit)
        if step.error not in (None, "truncated"):
            return step
        body, error = step.body, step.error or error
    if len(body) > max_bytes:
        return Decoded(b"", "too-large", f"more than {max_bytes} bytes")
    return Decoded(body, error, "the encoded stream broke off" if error else None)


def _window(body: bytes, layer: str) -> int:
    """`deflate` means zlib (RFC 9110), but old servers send the raw stream."""
    if layer != "deflate":
        return _GZIP
    zlib_head = len(body) >= 2 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _ZLIB if zlib_head else _RAW


def _inflate(body: bytes, window: int, limit: int) -> Decoded:
    if window == _GZIP and body[:2] != b"\x1f\x8b"[: len(body)]:
        return Decoded(b"", "encoding", "not a gzip stream")
    out: list[bytes] = []
    size = 0
    rest = body
    while rest:
        stream = isal_zlib.decompressobj(wbits=window)
        try:
            piece = stream.decompress(rest, limit + 1 - size)
        except BROKEN as trouble:
            if out:  # a whole member, then rubbish: what browsers ignore
                break
            return Decoded(b"", "encoding", str(trouble)[:120])
        size += len(piece)
        if size > limit:
            return Decoded(b"", "too-large", f"decodes to more than {limit} bytes")
        if out and not piece and not stream.eof:  # a few stray bytes after a whole member
            break
        out.append(piece)
        if not stream.eof:
            return Decoded(_join(out), "truncated")
        rest = stream.unused_data if window == _GZIP else b""
    return Decoded(_join(out))


def _join(pieces: list[bytes]) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
