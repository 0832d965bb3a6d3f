"""Which characters the bytes mean."""

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BROKEN = 0.02
"""Share of the letters beyond ASCII that may be broken in a text that is otherwise UTF-8. Own choice."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """A Python codec's name, and how it is to treat what it cannot read."""

    name: str
    errors: str = "strict"
    notes: tuple[str, ...] = ()


def encoding_of(body: bytes, declared: str | None = None) -> Encoding:
    """The encoding of a text: its byte order mark, zeros in every other byte, then UTF-8, then Windows-1252.

    What is declared only breaks ties: too many servers say UTF-8 of everything. Text that declares UTF-8 and is not is
    noted. A text that is UTF-8 but for a few bytes is read as such, with replacement characters.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return Encoding(name, "replace", () if name == "utf-8-sig" else ("utf-16",))
    if wide := _wide(body[:4_096]):
        return Encoding(wide, "replace", ("utf-16",))
    if _decodes(body, "utf-8"):
        return Encoding("utf-8", "replace")
    sample = body[: 4 * 1024 * 1024]
    text = sample.decode("utf-8", "replace")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    if text.count("\ufffd") <= _BROKEN * good:
        return Encoding("utf-8", "replace", ("replacement-characters",))
    known = _known(declared)
    lied = ("encoding-not-as-declared",) if known == "utf-8" else ()
    name = known if known and known not in ("utf-8", "ascii", "iso8859-1") else "cp1252"
    if not _decodes(body, name):
        name = "latin-1"
    return Encoding(name, "replace", lied)


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: a third or more of the bytes at one parity are zero, none at the other."""
    even, odd = start[0::2], start[1::2]
    if len(start) < 8 or not even or not odd:
        return None
    zeros = (even.count(0) / len(even), odd.count(0) / len(odd))
    if zeros[1] > 0.3 and zeros[0] < 0.05:
        return "utf-16-le"
    if zeros[0] > 0.3 and zeros[1] < 0.05:
        return "utf-16-be"
    return None


def _known(declared: str | None) -> str | None:
    try:
        return codecs.lookup((declared or "").strip().strip("\"'")).name if declared else None
    except LookupError:
        return None


def _decodes(body: bytes, name: str) -> bool:
    """Every byte means something in this encoding; a letter cut off at the end does not count. Looked at piece by piece:
    one letter beyond the basic plane would make the whole text four times as large."""
    try:
        decoder = codecs.getincrementaldecoder(name)()
        for begin in range(0, len(body), _PIECE):
            decoder.decode(body[begin : begin + _PIECE])
    except (UnicodeDecodeError, LookupError):
        return False
    return True


_PIECE = 1024 * 1024
