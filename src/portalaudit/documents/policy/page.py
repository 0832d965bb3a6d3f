"""A document made ready for reading: folded text, and the places where words weigh differently."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from urllib.parse import unquote, urlsplit

from portalaudit.documents.policy.chrome import without_chrome
from portalaudit.documents.policy.folding import fold
from portalaudit.documents.textual import Text
from portalaudit.model.policy import Quote

Place = Literal["title", "head", "tail", "body", "text"]
Span = tuple[int, int]

# Own choices: what a reviewer would look at first, and how far we read on in a document of any length.
LONGEST = 300_000
HEAD = TAIL = 2_000
OPENING_LINES, OPENING_LINE, OPENING = 8, 300, 500
PARAGRAPH, PARAGRAPH_COUNTS = 200, 100
HEADINGS, HEADINGS_WITHIN, HEADING_LEVEL = 3, 1_500, 3
LONGEST_HEADING = 120
"""Characters of a line that only names what follows; a longer one says something; own choice."""
FEWEST_LINKS, LITTLE = 3, 200
"""Links, and letters beside them, of a page that only points at others; own choice."""
LONGEST_QUOTE = 300
HINT = 0.5

_ENACTING = re.compile(
    r"(?i)\W{0,4}(?:be it|whereas|section\b|sec\.|now,? therefore|article\b|art\.|visto|considerand|art[íi]culo|1\.|i\.)"
)
"""Where a title ends and the text begins."""
_SENTENCE_ENDS = re.compile(r"(?<=[.;:!?])(?<!\b[A-Z]\.)(?<!\b(?:No|Dr|Mr|Ms|St|Sr)\.)\s+|\n+")


@dataclass(frozen=True)
class Page:
    """A text with its places."""

    text: Text
    url: str | None = None
    shown: str | None = None
    scans: dict[tuple[str, str], object] = field(default_factory=dict, compare=False, repr=False)
    """What was counted already, by set and place."""

    @cached_property
    def body(self) -> Span:
        """The page's own content without menus, 300,000 characters at most."""
        start, end = self.text.main or (0, len(self.text.plain))
        start = min(max(start, 0), len(self.text.plain))
        start, end = without_chrome(self.text.plain, start, max(start, min(end, len(self.text.plain))))
        return start, min(end, start + LONGEST)

    @cached_property
    def plain(self) -> str:
        """The text up to where we read; places are those of the whole."""
        return self.text.plain[: self.body[1]]

    @cached_property
    def folded(self) -> str:
        """As long as `plain`."""
        return fold(self.plain)

    @cached_property
    def title_spans(self) -> tuple[Span, ...]:
        """First lines and first headings, without overlap, in order."""
        start, end = self.body
        spans = list(_opening(self.plain, start, end))
        near = [
            h for h in self.text.headings if start <= h.start < min(end, start + HEADINGS_WITHIN) and h.level <= HEADING_LEVEL
        ]
        spans += [(h.start, min(h.end, end, h.start + OPENING_LINE)) for h in near[:HEADINGS]]
        stands = self.plain.find(self.text.title, start, end) if self.text.title else -1
        if self.text.title and stands >= 0:
            spans.append((stands, min(end, stands + min(len(self.text.title), OPENING_LINE))))
        return _merged(spans)

    @cached_property
    def text_spans(self) -> tuple[Span, ...]:
        """The body without what only names it: short headings, a short first line, and the title element where it stands."""
        start, end = self.body
        names = [(one.start, one.end) for one in self.text.headings if one.end - one.start <= LONGEST_HEADING]
        first = _opening(self.plain, start, end)[:1]
        names += [one for one in first if one[1] - one[0] <= LONGEST_HEADING]
        stands = self.plain.find(self.text.title, start, end) if self.text.title else -1
        if self.text.title and stands >= 0 and len(self.text.title) <= LONGEST_HEADING:
            names.append((stands, stands + len(self.text.title)))
        spans, place = [], start
        for left, right in _merged([(max(left, start), min(right, end)) for left, right in names]):
            spans.append((place, left))
            place = right
        return tuple(span for span in (*spans, (place, end)) if span[0] < span[1])

    @cached_property
    def points_elsewhere(self) -> bool:
        """True where the page's own words, without those of its links, are few and fewer than those: it says nothing itself."""
        start, end = self.body
        shown = [link.text for link in self.text.links if link.start is not None and start <= link.start < end]
        linked = sum(map(len, shown))
        own = len("".join(self.plain[start:end].split())) - len("".join("".join(shown).split()))
        return len(shown) >= FEWEST_LINKS and own < max(linked, LITTLE)

    @cached_property
    def hints(self) -> tuple[tuple[str, float], ...]:
        """Texts beside the document: its title element; at half weight the link's text and the last words of the address."""
        found = []
        if self.text.title and self.text.title not in self.plain:
            found.append((fold(self.text.title[:OPENING_LINE]), 1.0))
        slug = _slug(self.url) if self.url else ""
        found += [(fold(one[:OPENING_LINE]), HINT) for one in (self.shown or "", slug) if one]
        return tuple(found)

    def spans(self, place: Place) -> tuple[Span, ...]:
        """Where a place lies in the text."""
        start, end = self.body
        if place == "title":
            return self.title_spans
        if place == "text":
            return self.text_spans
        if place == "head":
            return ((start, min(end, start + HEAD)),)
        return ((max(start, end - TAIL), end),) if place == "tail" else ((start, end),)

    def quote(self, start: int, end: int) -> Quote:
        """The passage itself."""
        return Quote(start, end, self.text.plain[start:end], self.text.page_of(start))

    def sentence(self, start: int, end: int) -> Quote:
        """The sentence or line around a passage, 300 characters at most, the passage always within."""
        room = max(0, LONGEST_QUOTE - (end - start))
        before = self.plain[max(self.body[0], start - room) : start]
        cuts = [cut.end() for cut in _SENTENCE_ENDS.finditer(before)]
        left = start - len(before) + (cuts[-1] if cuts else _next_word(before, room))
        after = self.plain[end : min(self.body[1], end + max(0, room - (start - left)))]
        cut = _SENTENCE_ENDS.search(after)
        right = end + (cut.start() if cut else len(after))
        while right > end and self.plain[right - 1].isspace():
            right -= 1
        return self.quote(left, right)


def _next_word(before: str, room: int) -> int:
    """Where a clipped left context may begin without cutting a word."""
    return 0 if len(before) < room or not before else min(len(before), before.find(" ") + 1)


def _opening(plain: str, start: int, end: int) -> list[Span]:
    """The first lines that hold anything, up to where the text itself begins; of a paragraph only its first words."""
    spans: list[Span] = []
    place, used = start, 0
    while place < end and len(spans) < OPENING_LINES and used < OPENING:
        stop = plain.find("\n", place, end)
        stop = end if stop < 0 else stop
        if spans and _ENACTING.match(plain, place, min(stop, place + OPENING_LINE)):
            break
        line = plain[place : min(stop, place + OPENING_LINE)]
        if line.strip():
            paragraph = len(line) > PARAGRAPH and not _mostly_capitals(line)
            spans.append((place, place + (PARAGRAPH_COUNTS if paragraph else len(line))))
            used += len(line)
        place = stop + 1
    return spans


def _mostly_capitals(line: str) -> bool:
    """An act's title often runs over several lines in capitals."""
    return sum(letter.isupper() for letter in line) > sum(letter.islower() for letter in line)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _slug(url: str) -> str:
    """The words of an address's last two parts."""
    try:
        path = unquote(urlsplit(url[:2000]).path)
    except ValueError:
        return ""
    return re.sub(r"[^\w]+|_+", " ", " ".join(path.strip("/").split("/")[-2:])).strip()
