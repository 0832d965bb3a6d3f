"""The lines of a PDF's page with their places, in the order in which PDFium gives them."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

HYPHEN = "\ufffe"
"""What PDFium writes for a hyphen at the end of a line, instead of the line's end."""
_END = re.compile(f"\r\n|\r|\n|{HYPHEN}")
_BOLD = 600
"""Font weight from which letters are bold (ISO 14289 and CSS count 700; semibold counts here)."""
_NAMED_BOLD = re.compile(rb"bold|black|heavy|semib", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on its page; points, the origin at the lower left."""

    text: str
    page: int
    """From 0."""
    left: float
    right: float
    bottom: float
    size: float
    """Height of the letters' box, to half a point."""
    bold: bool
    hyphen: bool
    """It ends within a word."""


def lines_of(page: PdfTextPage, number: int) -> Iterator[Line]:
    """The lines of a page that hold something."""
    text = _text(page)
    start = 0
    while start < len(text):
        found = _END.search(text, start)
        stop, after = found.span() if found else (len(text), len(text))
        line = text[start:stop]
        if shown := line.strip():
            first = start + line.index(shown[0])
            last = first + len(shown) - 1
            yield _line(page, number, shown, first, last, hyphen=found is not None and found[0] == HYPHEN)
        start = after


def _text(page: PdfTextPage) -> str:
    """One character for each of PDFium's, so that their places can be asked for."""
    count = page.count_chars()
    text: str = page.get_text_range() if count > 0 else ""
    if len(text) == count:
        return text
    codes = (pdfium.FPDFText_GetUnicode(page, place) for place in range(count))
    return "".join(HYPHEN if code == 2 else chr(code) if 0 < code < 0x110000 else " " for code in codes)


def _line(page: PdfTextPage, number: int, text: str, first: int, last: int, *, hyphen: bool) -> Line:
    begin, end = _box(page, first), _box(page, last)
    # A list's mark is often of another font: the line looks as the letters inside it do.
    inside = [first + place for place in _inside(text)]
    boxes = [_box(page, place) for place in inside]
    return Line(
        text=text,
        page=number,
        left=round(begin.left, 1),
        right=round(end.right, 1),
        bottom=round(boxes[-1].bottom, 1),
        size=sorted(round(2 * abs(box.top - box.bottom)) / 2 for box in boxes)[len(boxes) // 2],
        bold=all(_bold(page, place) for place in inside),
        hyphen=hyphen,
    )


def _inside(text: str) -> list[int]:
    """Three letters of a line: after a quarter, a half, three quarters."""
    places = (len(text) * quarter // 4 for quarter in (1, 2, 3))
    return [next((at for at in range(place, len(text)) if not text[at].isspace()), 0) for place in places]


def _box(page: PdfTextPage, place: int) -> pdfium.FS_RECTF:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(page, place, box)
    return box


def _bold(page: PdfTextPage, place: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(page, place) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(page, place, name, 128, ctypes.c_int())
    return _NAMED_BOLD.search(name.value) is not None
