"""A document as plain text with its structure, whatever it was written in."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, by its place in the plain text."""

    start: int
    end: int
    level: int
    """1 to 6."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page."""

    url: str
    """Absolute where the base is known, without fragment."""
    text: str
    """What is shown, white space folded, 300 characters at most; else the image's alt text or the title attribute."""
    region: str
    """`nav header footer main aside`: where on the page it stands."""
    start: int | None = None
    """Its place in the plain text, where its text stands there."""


@dataclass(frozen=True, slots=True)
class Text:
    """The plain text; all places count its characters."""

    plain: str
    """Paragraphs parted by a blank line, list items and table rows by one line end; no markup, no control characters."""
    format: str
    """`html pdf docx odt markdown plain`."""
    title: str | None
    """The document's own: title element or first heading, document property; never the file's name."""
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()
    """Where each page begins; empty where there are none."""
    links: tuple[Link, ...] = ()
    language: str | None = None
    """ISO 639-1 as the document declares it, else as its words tell; None where neither does."""
    dates: tuple[tuple[str, date], ...] = ()
    """What metadata tell: `created`, `modified`, `published`."""
    main: tuple[int, int] | None = None
    """Where the page's own content stands, without navigation and footer; None for all of it."""
    truncated: str | None = None
    """Why the end is missing: `characters pages nodes`; None where the document was read to its end."""
    notes: tuple[str, ...] = field(default=())

    def page_of(self, place: int) -> int | None:
        """The page, from 1, on which a character stands; None where the document has no pages."""
        return sum(start <= place for start in self.pages) or None
