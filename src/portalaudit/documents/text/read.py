"""Bytes of unknown kind, read as text. Runs in the bounded process; call `text.bounded.bounded_text` from elsewhere."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from portalaudit.documents.encoding import encoding_of
from portalaudit.documents.failure import Failure
from portalaudit.documents.text.caps import MAX_PLAIN
from portalaudit.documents.text.language import language
from portalaudit.documents.text.serial import to_bytes
from portalaudit.documents.textual import Text

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = (
    (b"{\\rtf", "an RTF file"), (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"), (b"MM\0*", "a TIFF image"), (b"BM", "a BMP image"), (b"RIFF", "an image, sound or video"),
    (b"\x1f\x8b", "a gzip file"), (b"Rar!", "a RAR file"), (b"7z\xbc\xaf", "a 7z file"), (b"BZh", "a bzip2 file"),
    (b"SQLite format 3", "an SQLite file"), (b"PAR1", "a Parquet file"), (b"%!PS", "a PostScript file"), (b"ID3", "a sound"),
    (b"\0\0\1\0", "an icon"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
)  # fmt: skip
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|frameset)[\s>]", re.IGNORECASE)
_FRAGMENT = re.compile(
    r"<(?:!--|/?(?:p|div|span|table|tr|h[1-6]|ul|ol|li|dl|section|article|main|header|nav|footer|aside|meta|title|link|script|style|center"
    r"|font|b|i|em|strong|a|br|hr|img|blockquote|form|pre|base|iframe|noscript|template|dialog|details|figure)[\s/>])",
    re.IGNORECASE,
)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I
)
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.01
"""Share of control characters from which bytes are no text. Own choice."""


def job(bodies: Sequence[bytes], declared: str | None = None, url: str | None = None) -> bytes | Failure:
    """The job of `bounded_text`."""
    found = read_text(bodies[0] if bodies else b"", declared, url)
    return found if isinstance(found, Failure) else to_bytes(found)


def read_text(body: bytes, declared: str | None = None, url: str | None = None) -> Text | Failure:
    """A document as text; each format's reader is imported when it is needed."""
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return Failure("empty", "no bytes")
    found = _packed(body) or _typed(body, declared, url)
    if isinstance(found, Failure):
        return found
    told, contradicted = language(found.language, _own(found))
    notes = {*found.notes, *(("language-not-as-declared",) if contradicted else ())}
    return replace(found, language=told, notes=tuple(sorted(notes)))


def _own(text: Text) -> str:
    start, end = text.main or (0, len(text.plain))
    return text.plain[start:end]


def _packed(body: bytes) -> Text | Failure | None:
    """Formats that their first bytes tell; None where the bytes may be text."""
    for mark, detail in _REFUSED:
        if body.startswith(mark) and not (mark == b"BM" and body[:64].isascii()):
            return Failure("unsupported-format", detail)
    if body[4:8] == b"ftyp":
        return Failure("unsupported-format", "an image or video")
    if b"%PDF-" in body[:1024] and body.lstrip()[:1] != b"<":
        from portalaudit.documents.text.pdf import read_pdf

        return read_pdf(body)
    if body.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in body
        return (
            Failure("encrypted", "the file asks for a password")
            if locked
            else Failure("unsupported-format", "a legacy Office file")
        )
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from portalaudit.documents.text.wordprocessor import read_package

        return read_package(body)
    return None


def _typed(body: bytes, declared: str | None, url: str | None) -> Text | Failure:
    """Text in whatever encoding: HTML, Markdown, or nothing but text."""
    cut = len(body) > MAX_PLAIN
    body = body[:MAX_PLAIN]
    meta = _CHARSET.search(body[:4096])
    inside = next((name.decode() for name in meta.groups() if name), None) if meta else None
    encoding = encoding_of(body, declared or inside)
    text = body.decode(encoding.name, "replace").removeprefix("\ufeff")
    sample = text[:65_536]
    if len(_CONTROLS.findall(sample)) > _MOST_CONTROLS * len(sample):
        return Failure("unsupported-format", "binary data")
    found = _of(text, sample.lstrip(), url)
    if isinstance(found, Failure):
        return found
    if not found.plain and found.format != "html":
        return Failure("empty", "nothing but marks")
    return replace(found, truncated=found.truncated or ("characters" if cut else None), notes=(*found.notes, *encoding.notes))


def _of(text: str, start: str, url: str | None) -> Text | Failure:
    if _HTML.search(start[:1024]) or (start.startswith("<") and (_HTML.search(start) or _FRAGMENT.match(start))):
        from portalaudit.documents.text.html import read_page

        return read_page(text, url)
    if start.startswith("<?") or re.match(r"<[a-zA-Z][\w:.-]*[\s/>]", start):
        return Failure("unsupported-format", "XML")
    if _is_json(text, start):
        return Failure("unsupported-format", "JSON")
    from portalaudit.documents.text.markdown import is_markdown, read_markdown

    if is_markdown(text):
        return read_markdown(text, url)
    from portalaudit.documents.text.plain import read_plain

    return read_plain(text)


def _is_json(text: str, start: str) -> bool:
    if re.match(r"\{\s*(?:\"|\})", start):
        return True
    if not start.startswith("["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return re.match(r"\[\s*[{\[]\s*[\"{\[]", start) is not None
    return True
