"""Title and headings of texts that mark none: by how their lines look."""

import re
from collections.abc import Iterator
from functools import cache

from portalaudit.data.tables import table, words
from portalaudit.documents.text.caps import MAX_TITLE
from portalaudit.documents.textual import Heading

_LONGEST = 100
"""Characters that a heading has at most. Own choice, as all figures here."""
_NAME = 6
"""Words of a numbered part's heading that ends like a sentence; a longer one is a sentence."""
_LEAD, _LEAD_LINES, _LEAD_LINE = 1_500, 8, 160
"""Characters and lines at the top among which the title is looked for, and characters that such a line has at most."""
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z]\.)\s+(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\w+")
_PART = re.compile(r"[^\W\d_]+\.?\s+(?:\d|[IVXLC]+\b|[A-Z]\b)")
_LABEL = re.compile(r"(?:subject|title|re|policy title|asunto|assunto|objet|oggetto|betreff)\s*:\s*", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:docx?|pdf|odt|rtf|txt|md|html?|xlsx?|pptx?|indd|pub|wpd|tmp|qxp|p65|ai|psd|cdr|tif|jpg)$", re.IGNORECASE
)


@cache
def _table(key: str) -> frozenset[str]:
    return frozenset(words(table("document_titles"), key))


def guessed(plain: str) -> tuple[Heading, ...]:
    """Lines that stand alone and look like headings: capitals, a numbered part, or capital first letters and no full stop."""
    found = []
    for start, block in _blocks(plain):
        if "\n" in block or (level := heading_level(block)) is None:
            continue
        found.append(Heading(start, start + len(block), level))
    # Where every second paragraph looks like one, they are a list or a table, not an outline.
    return tuple(found) if 3 * len(found) <= 2 * sum(1 for _ in _blocks(plain)) else ()


def heading_level(line: str) -> int | None:
    """2 for capitals and named parts, 3 for capital first letters; None for what is no heading."""
    line = line.strip()
    letters = _WORD.findall(line)
    if not letters or len(line) > _LONGEST or "\t" in line or sum(map(len, letters)) < 3:
        return None
    if letters[0].lower() in _table("parts") and _PART.match(line):
        return None if line[-1] in ".;," and len(letters) > _NAME else 2
    if line[-1] in ".;,?!" or (line[-1] == ":" and len(letters) > 6):
        return None
    if line.upper() == line and len(letters) <= 14:
        return 2
    long = [word for word in _WORD.findall(_NUMBERED.sub("", line, count=1)) if len(word) > 3] or letters
    capital = sum(word[0].isupper() for word in long)
    return 3 if len(letters) <= 10 and long[0][0].isupper() and 4 * capital >= 3 * len(long) else None


def _blocks(plain: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(plain):
        end = plain.find("\n\n", start)
        end = len(plain) if end < 0 else end
        if end > start:
            yield start, plain[start:end]
        start = end + 2


def title_from(plain: str, headings: tuple[Heading, ...]) -> str | None:
    """The first heading of the first level; else among the short lines at the top the one that says what the document is,
    else the first heading up there, else the first of those lines. Names and numbers of parts that any document has are none."""
    first = next((heading for heading in headings if heading.level == 1 and heading.start <= _LEAD), None)
    if first is not None and not _is_part(shown := _shown(plain[first.start : first.end])):
        return shown
    lead = [line for line in _lead(plain) if not _is_part(line)]
    named = [line for line in lead if _says_kind(line)]
    # "EXECUTIVE ORDER" alone says less than "Executive Order No. 7" or "Open Data Policy".
    full = [line for line in named if len(_TOKEN.findall(line)) > 2]
    placed = [_shown(plain[heading.start : heading.end]) for heading in headings if heading.start <= _LEAD]
    return next(iter((*full, *named, *[text for text in placed if not _is_part(text)], *lead)), None)


def _lead(plain: str) -> Iterator[str]:
    for count, line in enumerate(plain[:_LEAD].split("\n")):
        line = _LABEL.sub("", _shown(line))
        if len(line) > _LEAD_LINE or count >= 2 * _LEAD_LINES:
            return
        if len(_WORD.findall(line)) > 1 and line[0] not in "([" and line[-1] not in ",;" and not line[0].islower():
            yield line.rstrip(" :")


def _is_part(line: str) -> bool:
    return (
        is_general(line)
        or _NUMBERED.match(line) is not None
        or (_PART.match(line) is not None and line.split()[0].strip(".").lower() in _table("parts"))
    )


def believable(title: str | None, plain: str) -> str | None:
    """A title that some word of the document's start bears out; properties are often those of the file it was copied from."""
    start = plain[:20_000].lower()
    long = [word for word in _WORD.findall((title or "").lower()) if len(word) > 3]
    return title if title and (not long or any(word in start for word in long)) else None


def _shown(text: str) -> str:
    return " ".join(text.split())[:MAX_TITLE].rstrip(" :")


def _says_kind(line: str) -> bool:
    return line[-1:] not in ".;," and not _table("kinds").isdisjoint(_WORD.findall(line.lower()))


def is_general(text: str) -> bool:
    """A name that says nothing of this document: of a part that any has, or one that a program gave."""
    key = " ".join(text.lower().split()).strip(" .:-–—")
    return (
        not _WORD.search(key)
        or key in _table("general")
        or _NUMBERED.sub("", text, count=1).lower().strip(" .:") in _table("general")
    )


def own_title(told: str | None) -> str | None:
    """A title as a document's properties tell it; None where it is a file's name or was never given."""
    text = _shown(told or "")
    text = re.sub(r"^(?:microsoft (?:word|powerpoint|office word)|word)\s*-\s*", "", text, flags=re.IGNORECASE)
    if (
        _FILE.search(text)
        or is_general(text)
        or (" " not in text and re.search(r"[\d_]|-.*-", text))
        or re.match(r"[a-z]:\\|/|\\\\", text, re.I)
    ):
        return None
    return text if len(text) > 2 else None
