"""A PDF writer of the smallest sort: lines of Helvetica where they are told to stand, an image, or any stream."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
"""What passwords are filled up with (PDF 32000-1, 7.6.3.3)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of text on a page; points from the lower left."""

    text: str
    x: float = 72
    y: float = 720
    size: float = 11
    bold: bool = False


Page = Sequence[Shown] | bytes
"""Lines, or a content stream as it is."""
SCAN = b"q 612 0 0 792 0 0 cm /Im Do Q"
"""A page that is one image."""


def column(
    *lines: str, x: float = 72, top: float = 720, size: float = 11, leading: float = 13, bold: bool = False
) -> list[Shown]:
    """Lines below each other; an empty one leaves a gap."""
    return [Shown(line, x, top - leading * place, size, bold) for place, line in enumerate(lines) if line]


def pdf(
    *pages: Page, info: Mapping[str, str] | None = None, language: str | None = None, security: bytes = b"", secret: bool = False
) -> bytes:
    """A PDF file. `security` goes into the trailer's Encrypt dictionary; `secret` encrypts it so that no password opens it."""
    objects: list[bytes] = [b"", b"", _font(b"Helvetica"), _font(b"Helvetica-Bold"), _image()]
    kids = []
    for page in pages:
        content = zlib.compress(page if isinstance(page, bytes) else _drawn(page))
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R" % len(objects)
            + b"/Resources<</Font<</F 3 0 R/B 4 0 R>>/XObject<</Im 5 0 R>>>>>>"
        )
        kids.append(len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R%s>>" % (b"/Lang(%s)" % language.encode() if language else b"")
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    trailer = b""
    if info:
        objects.append(
            b"<<%s>>" % b"".join(b"/%s(%s)" % (name.encode(), value.encode("latin-1")) for name, value in info.items())
        )
        trailer += b"/Info %d 0 R" % len(objects)
    if secret:
        security = b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32)
    if security:
        trailer += b"/Encrypt %s/ID[<%s><%s>]" % (security, b"00" * 16, b"00" * 16)
    return _file(objects, trailer)


def restricted(page: Sequence[Shown]) -> bytes:
    """A PDF that opens without a password and asks not to be copied: 40-bit RC4 with an empty user password."""
    owner, permitted = b"o" * 32, -44
    key = hashlib.md5(_PAD + owner + permitted.to_bytes(4, "little", signed=True) + bytes(16)).digest()[:5]
    content = _rc4(hashlib.md5(key + (6).to_bytes(3, "little") + bytes(2)).digest()[:10], _drawn(page))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[7 0 R]>>",
        _font(b"Helvetica"), _font(b"Helvetica-Bold"), b"null",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 6 0 R/Resources<</Font<</F 3 0 R/B 4 0 R>>>>>>",
    ]  # fmt: skip
    security = b"<</Filter/Standard/V 1/R 2/P %d/O<%s>/U<%s>>>" % (
        permitted,
        owner.hex().encode(),
        _rc4(key, _PAD).hex().encode(),
    )
    return _file(objects, b"/Encrypt %s/ID[<%s><%s>]" % (security, b"00" * 16, b"00" * 16))


def _font(name: bytes) -> bytes:
    return b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name


def _image() -> bytes:
    head = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    return head + b"stream\n\x80\nendstream"


def _drawn(lines: Sequence[Shown]) -> bytes:
    parts = []
    for line in lines:
        text = line.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        place = f"/{'B' if line.bold else 'F'} {line.size} Tf 1 0 0 1 {line.x} {line.y} Tm ".encode()
        parts.append(b"BT " + place + b"(" + text + b") Tj ET")
    return b"\n".join(parts)


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return body + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)


def _rc4(key: bytes, body: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in body:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
