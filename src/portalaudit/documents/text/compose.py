"""Plain text put together piece by piece, white space folded, with the places of what stands in it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from portalaudit.documents.text.caps import MAX_CHARACTERS
from portalaudit.documents.textual import Heading


class Gap(IntEnum):
    """What parts two pieces; of several the strongest holds."""

    NONE = 0
    SPACE = 1
    CELL = 2
    LINE = 3
    PARAGRAPH = 4


_WRITTEN = ("", " ", "\t", "\n", "\n\n")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}


def _unwanted() -> dict[int, str | None]:
    """Controls, invisible marks, direction overrides and halves of pairs, which no reader sees."""
    gone: dict[int, str | None] = dict.fromkeys((*range(9), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xAD))
    gone |= dict.fromkeys((0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
    gone |= dict.fromkeys((*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF, *range(0xFFF9, 0xFFFD)))
    gone |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    gone |= dict.fromkeys(range(0xF020, 0xF100), "•")  # Symbol and Wingdings, of which documents use the bullets
    gone |= {0x85: "\n", 0x2028: "\n", 0x2029: "\n", 0x0B: "\n", 0x0C: "\n", 0x200C: "\u200c", 0x200D: "\u200d"}
    return gone | _LIGATURES


_UNWANTED = _unwanted()


def clean(text: str) -> str:
    """Text without what nobody sees: control characters, soft hyphens, zero widths, direction overrides. Latin ligatures are
    spelt out and letters composed (NFC), so that a word is written one way; all places count characters after that."""
    if text.isascii():
        return text if text.isprintable() else text.translate(_UNWANTED)
    return unicodedata.normalize("NFC", text.translate(_UNWANTED))


def folded(text: str, most: int) -> str:
    """One line of clean text, white space folded, cut to so many characters."""
    return " ".join(clean(text[: most * 4]).split())[:most].rstrip()


@dataclass(slots=True)
class Span:
    """A stretch of the text that is being written; empty while nothing was."""

    start: int | None = None
    end: int | None = None


class Composer:
    """Gathers pieces of text. The text is cut at `most` characters; `full` says so."""

    def __init__(self, most: int = MAX_CHARACTERS) -> None:
        self.length = 0
        self.full = False
        self.headings: list[tuple[Span, int]] = []
        self.pages: list[int] = []
        self._most = most
        self._pieces: list[str] = []
        self._gap = Gap.NONE
        self._waiting: list[Span] = []
        self._turned = 0

    def part(self, gap: Gap) -> None:
        """What follows is parted from what stands, at least so far."""
        if gap > self._gap:
            self._gap = gap

    def write(self, text: str) -> bool:
        """Inline text; white space at its ends counts as a space. True where it holds more than white space."""
        words = clean(text).split()
        if not words:
            if text:
                self.part(Gap.SPACE)
            return False
        if self.full:
            return False
        if text[0].isspace():
            self.part(Gap.SPACE)
        gap = _WRITTEN[self._gap] if self.length else ""
        self._begin(len(gap))
        piece = gap + " ".join(words)
        if self.length + len(piece) > self._most:
            piece = piece[: self._most - self.length]
            self.full = True
        self._pieces.append(piece)
        self.length += len(piece)
        self._gap = Gap.SPACE if text[-1].isspace() else Gap.NONE
        return True

    def lines(self, text: str) -> None:
        """Text whose line ends are meant."""
        for line in text.splitlines():
            self.part(Gap.LINE)
            self.write(line)
        self.part(Gap.LINE)

    def paragraph(self, text: str) -> Span:
        """A paragraph of its own."""
        self.part(Gap.PARAGRAPH)
        span = self.open()
        self.write(text)
        self.close(span)
        self.part(Gap.PARAGRAPH)
        return span

    def heading(self, text: str, level: int) -> None:
        """A heading of its own."""
        self.headings.append((self.paragraph(text), level))

    def turn(self) -> None:
        """A page begins with what is written next."""
        self._turned += 1

    def open(self) -> Span:
        """A span that begins with what is written next."""
        span = Span()
        self._waiting.append(span)
        return span

    def close(self, span: Span) -> None:
        """The span ends here."""
        if span.start is None:
            if self._waiting and self._waiting[-1] is span:
                self._waiting.pop()
            else:
                self._waiting = [other for other in self._waiting if other is not span]
        else:
            span.end = self.length

    def _begin(self, gap: int) -> None:
        for span in self._waiting:
            span.start = min(self.length + gap, self._most)
        self._waiting.clear()
        while self._turned:
            # A page without text begins where the next one does.
            self.pages.append(self.length + gap)
            self._turned -= 1

    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces)

    def turned(self) -> tuple[int, ...]:
        """Where the pages begin; those that came after the last text, at its end."""
        return tuple(min(page, self.length) for page in (*self.pages, *[self.length] * self._turned))

    def outline(self) -> Iterator[Heading]:
        """The headings that hold something, each within the text."""
        for span, level in self.headings:
            end = self.length if span.end is None else span.end
            if span.start is not None and span.start < end:
                yield Heading(span.start, end, max(1, min(level, 6)))
