"""PDF: the text that its pages hold, as PDFium reads them. Pictures of text are no text."""

import ctypes
from collections.abc import Sequence

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from portalaudit.documents.failure import Failure
from portalaudit.documents.text.caps import MAX_CHARACTERS, MAX_PAGES, MAX_PDF
from portalaudit.documents.text.compose import Composer, Gap, clean
from portalaudit.documents.text.language import code_of
from portalaudit.documents.text.outline import believable, heading_level, own_title, title_from
from portalaudit.documents.text.paragraphs import LARGER, Joiner, Paragraph, usual_size
from portalaudit.documents.text.pdflines import Line, lines_of
from portalaudit.documents.text.running import without_running
from portalaudit.documents.text.stamps import day_of
from portalaudit.documents.textual import Heading, Text

_LONGEST = 160
"""Characters that a heading has at most. Own choice, as all figures here."""
_PICTURES = 25
"""Letters a page below which pages with images are pictures of text with a stamp on them."""
_UNREADABLE = 0.3
"""Share of characters without a meaning from which the text is none."""
_OBJECTS = 200
"""Objects of a page that are looked at for an image."""


def read_pdf(body: bytes) -> Text | Failure:
    """A PDF's text, or why it has none."""
    if len(body) > MAX_PDF:
        return Failure("too-large", f"{len(body):,} bytes of PDF; at most {MAX_PDF:,} are read")
    try:
        document = PdfDocument(body)
    except PdfiumError as problem:
        locked = b"/Encrypt" in body and problem.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        return Failure("encrypted", "the file asks for a password") if locked else Failure("damaged", str(problem)[:200])
    with document:
        return _read(document, whole=b"%%EOF" in body[-2048:])


def _read(document: PdfDocument, *, whole: bool) -> Text | Failure:
    count = len(document)
    pages: list[list[Line]] = []
    pictures = unread = length = 0
    for number in range(min(count, MAX_PAGES)):
        try:
            page = document[number]
        except PdfiumError:
            pages.append([])
            unread += 1
            continue
        lines = list(lines_of(page.get_textpage(), number))
        pictures += _stamped(lines) and _has_image(page)
        pages.append(lines)
        length += sum(len(line.text) for line in lines)
        page.close()
        if length > MAX_CHARACTERS:
            break
    if failed := _failure(pages, pictures, unread):
        return failed
    kept, ran = without_running(pages)
    odd = (
        ("running-lines-dropped", ran),
        ("pages-without-text", pictures > 0),
        ("pages-unreadable", unread > 0),
        ("no-end-mark", not whole),
    )
    return _text(document, kept, "pages" if count > len(pages) else None, tuple(sorted(name for name, holds in odd if holds)))


def _stamped(lines: Sequence[Line]) -> bool:
    return sum(character.isalpha() for line in lines for character in line.text) < _PICTURES


def _failure(pages: Sequence[Sequence[Line]], pictures: int, unread: int) -> Failure | None:
    if unread == len(pages):
        return Failure("damaged", "no page can be read" if pages else "the document has no page")
    text = "".join(line.text for lines in pages for line in lines)
    letters = sum(character.isalpha() for character in text)
    if letters == 0 and not pictures:
        return Failure("no-text", "the pages hold neither text nor images")
    if letters < _PICTURES * len(pages) and 2 * pictures >= len(pages):
        return Failure("no-text", f"{pictures} of {len(pages)} pages are images")
    strange = sum(character == "\ufffd" or "\ue000" <= character < "\uf000" or character < "\x09" for character in text)
    if strange > _UNREADABLE * len(text.replace(" ", "")):
        return Failure("no-text", "the fonts do not say which letters they draw")
    return None


def _has_image(page: PdfPage) -> bool:
    for place in range(min(pdfium.FPDFPage_CountObjects(page), _OBJECTS)):
        kind = pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, place))
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            return True
    return False


def _text(document: PdfDocument, pages: list[list[Line]], truncated: str | None, notes: tuple[str, ...]) -> Text:
    composer = Composer()
    joiner = Joiner(pages)
    levels = _levels([line for lines in pages for line in lines])
    turned = 0
    for paragraph in joiner.paragraphs():
        composer.part(paragraph.gap)
        span = composer.open()
        for place, line in enumerate(paragraph.lines):
            while turned <= line.page:
                composer.turn()
                turned += 1
            following = paragraph.lines[place + 1] if place + 1 < len(paragraph.lines) else None
            text, gap = joiner.joint(line, following) if following else (line.text, Gap.NONE)
            composer.write(text)
            if following:
                composer.part(gap)
        composer.close(span)
        if level := _level(paragraph, levels):
            composer.headings.append((span, level))
    for _ in range(turned, len(pages)):
        composer.turn()
    plain = composer.text()
    headings = tuple(composer.outline())
    told = {name: document.get_metadata_value(name) for name in ("Title", "CreationDate", "ModDate")}
    dates = {name: day for name, key in (("created", "CreationDate"), ("modified", "ModDate")) if (day := day_of(told[key]))}
    # The largest letters may be the letterhead's: what says which document it is comes first.
    below = tuple(Heading(heading.start, heading.end, max(2, heading.level)) for heading in headings)
    return Text(
        plain=plain,
        format="pdf",
        title=believable(own_title(clean(told["Title"])), plain) or title_from(plain, below),
        headings=headings,
        pages=composer.turned(),
        language=code_of(_language(document)),
        dates=tuple(sorted(dates.items())),
        truncated="characters" if composer.full else truncated,
        notes=notes,
    )


def _language(document: PdfDocument) -> str:
    buffer = (ctypes.c_ushort * 64)()
    size = pdfium.FPDFCatalog_GetLanguage(document, buffer, 128)
    return bytes(buffer)[: max(0, min(size, 128) - 2)].decode("utf-16-le", "ignore")


def _levels(lines: Sequence[Line]) -> dict[tuple[float, bool], int]:
    """Levels of headings by size and weight of their letters: larger than most text, or bold where most is not."""
    usual = usual_size(lines)
    bold = sum(len(line.text) for line in lines if line.bold)
    larger = sorted({line.size for line in lines if line.size >= LARGER * usual}, reverse=True)
    found = {(size, weight): min(rank, 4) for rank, size in enumerate(larger, start=1) for weight in (True, False)}
    if 3 * bold <= sum(len(line.text) for line in lines):
        rank = min(len(larger), 4) + 1
        found |= {(size, True): rank for size in {line.size for line in lines} if size not in larger and size >= 0.95 * usual}
    return found


def _level(paragraph: Paragraph, levels: dict[tuple[float, bool], int]) -> int | None:
    text = " ".join(line.text for line in paragraph.lines)
    if len(text) > _LONGEST or sum(character.isalpha() for character in text) < 3:
        return None
    looks = {levels.get((line.size, line.bold)) for line in paragraph.lines}
    marked = min((level for level in looks if level), default=None) if None not in looks else None
    if marked is None:
        # Letters as all others: only what is set apart and looks like a heading is one.
        return min(6, max(levels.values(), default=1) + 1) if heading_level(text) == 2 and len(paragraph.lines) < 3 else None
    return None if text[-1] in ",;" or (text[-1] == "." and len(text.split()) > 12) else marked
