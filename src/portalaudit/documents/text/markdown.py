"""Markdown, with whatever HTML stands in it: made into HTML, then read as a page is."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape

from portalaudit.documents.failure import Failure
from portalaudit.documents.text.html import read_page
from portalaudit.documents.text.language import code_of
from portalaudit.documents.text.outline import own_title, title_from
from portalaudit.documents.text.stamps import day_of
from portalaudit.documents.textual import Text

_FRONT = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.{0,20000}?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^([A-Za-z][\w -]{0,60})\s*[:=]\s*(.*)$")
_DATES = {
    "date": "published", "published": "published", "publish_date": "published", "pubdate": "published", "issued": "published",
    "created": "created", "modified": "modified", "updated": "modified", "lastmod": "modified", "last_modified": "modified",
}  # fmt: skip
_SIGNS = (
    re.compile(r"^ {0,3}#{1,6} +\S", re.MULTILINE),
    re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?:|mailto:|[./#\w])[^()\s]{0,500}\)"),
    re.compile(r"\*\*[^\s*][^*\n]{0,300}\*\*"),
    re.compile(r"^\S[^\n]{0,200}\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE),
    re.compile(r"^ {0,3}```", re.MULTILINE),
    re.compile(r"^\|?[ \t]*:?-{3,}:?[ \t]*\|", re.MULTILINE),
)
_TITLED = re.compile(r"\s*#{1,2} +\S[^\n]{0,300}\r?\n[ \t]*\r?\n")
_TAGS = re.compile(r"</?(?:p|span|div|li|ol|ul|br|em|strong|b|i|a|h[1-6]|table|tr|td)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK = re.compile(
    r"\s*</?(?:p|div|ul|ol|li|dl|dt|dd|h[1-6]|table|thead|tbody|tr|td|th|section|article|blockquote|pre|style|script|hr|center|!--)\b",
    re.I,
)
_REFERENCE = re.compile(r"^ {0,3}\[([^\[\]\n]{1,200})\]:[ \t]*<?([^\s<>]{1,2000})>?.*$", re.MULTILINE)
_ITEM = re.compile(r"^\s*(?:[-*+]|(\d{1,3}[.)]))[ \t]+(?=\S)")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=|-)\1{2,}[ \t]*$")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
_HARD = re.compile(r"(?: {2,}|\\)$")
_DELIMITER = re.compile(r"\|?(?:[ \t]*:?-{2,}:?[ \t]*\|?)+")
_PIPE = re.compile(r"(?<!\\)\|")
_INLINE = re.compile(
    r"(?P<code>(?<!`)(`{1,2})(?!`)(?P<said>[^`\n]{1,500})\2(?!`))"
    r"|!\[(?P<alt>[^\[\]\n]{0,300})\](?:\([^()\s]{0,2000}(?:[ \t][^()\n]{0,300})?\)|\[[^\[\]\n]{0,200}\])"
    r"|\[(?P<text>[^\[\]\n]{0,500})\](?:"
    r"\(<?(?P<to>[^()\s<>]{0,2000}(?:\([^()\s]{0,200}\))?[^()\s<>]{0,500})>?(?:[ \t]+[^()\n]{0,300})?\)"
    r"|\[(?P<ref>[^\[\]\n]{0,200})\])"
    r"|<(?P<auto>(?:https?://|mailto:)[^\s<>]{1,2000})>"
    r"|(?P<tag></?[a-zA-Z!][^<>]*>)"
    r"|\\(?P<bare>[!-/:-@\[-`{-~])"
    r"|(?P<mark>\*{1,3}|(?<![\w_])_{1,2}(?=[^\s_])|(?<=[^\s_])_{1,2}(?![\w_])|~~)"
)


def is_markdown(text: str) -> bool:
    """Front matter, a marked title in the first line, two sorts of marks or one three times, or tags in what is not a page."""
    if _front(text[:30_000].replace("\r\n", "\n"))[0]:
        return True
    sample = text[:200_000]
    if _TITLED.match(sample):
        return True
    counts = [len(sign.findall(sample)) for sign in _SIGNS]
    return sum(count > 0 for count in counts) > 1 or max(counts) > 2 or len(_TAGS.findall(sample)) > 2


def read_markdown(text: str, url: str | None = None) -> Text | Failure:
    """The text of a Markdown file. Title, dates and language are taken from its front matter where it has any."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    told, start = _front(text)
    page = read_page(_Blocks(text[start:]).html(), url)
    if isinstance(page, Failure):
        return page
    dates = {_DATES[key]: day for key in sorted(told) if key in _DATES and (day := day_of(told[key]))}
    return replace(
        page,
        format="markdown",
        title=own_title(told.get("title")) or title_from(page.plain, page.headings),
        language=code_of(told.get("lang") or told.get("language") or told.get("locale")),
        dates=tuple(sorted(dates.items())),
        main=None,
        notes=tuple(note for note in page.notes if note != "needs-script"),
    )


def _front(text: str) -> tuple[Mapping[str, str], int]:
    """What the front matter says, by keys in lower case, and where it ends."""
    found = _FRONT.match(text)
    if found is None:
        return {}, 0
    lines = [line for line in found[2].split("\n") if line.strip()]
    keyed = [match for line in lines if (match := _KEY.match(line))]
    if not keyed or 3 * len(keyed) < len(lines):
        return {}, 0
    return {match[1].strip().lower(): match[2].strip().strip("\"'") for match in keyed}, found.end()


class _Blocks:
    """Markdown as HTML, for a reader of text: emphasis is dropped, numbers of lists stay."""

    def __init__(self, text: str) -> None:
        self._references = {found[1].lower(): found[2] for found in _REFERENCE.finditer(text)}
        self._made: list[str] = []
        self._block: list[str] = []
        self._tag = "p"
        fence = ""
        for line in _REFERENCE.sub("", text).split("\n"):
            mark = _FENCE.match(line)
            if fence:
                closed = mark is not None and mark[1].startswith(fence)
                self._made.append("</pre>" if closed else escape(line) + "\n")
                fence = "" if closed else fence
            elif mark:
                self._flush()
                self._made.append("<pre>")
                fence = mark[1]
            else:
                self._line(line)
        self._flush()

    def html(self) -> str:
        """All of it."""
        return "".join(self._made)

    def _line(self, line: str) -> None:
        if not line.strip():
            self._flush()
            self._made.append("\n")
        elif heading := _HEADING.match(line):
            self._flush()
            self._add(f"h{len(heading[1])}", heading[2])
        elif (rule := _UNDERLINE.match(line)) and self._block and self._tag == "p" and len(self._block) < 4:
            self._tag = "h1" if rule[1] == "=" else "h2"
            self._flush()
        elif _RULE.match(line):
            self._flush()
            self._made.append("<hr>")
        elif item := _ITEM.match(line):
            self._flush()
            self._tag = "li"
            self._block.append(f"{item[1] or ''} {line[item.end() :]}")
        elif line.lstrip().startswith("|"):
            self._flush()
            self._row(line)
        else:
            self._block.append(_HARD.sub("<br>", _QUOTE.sub("", line)))

    def _row(self, line: str) -> None:
        if _DELIMITER.fullmatch(line.strip()):
            return
        cells = _PIPE.split(line.strip().strip("|"))
        inside = "".join(f"<td>{_inline(cell, self._references)}</td>" for cell in cells)
        self._made.append(f"<table><tr>{inside}</tr></table>" if not self._in_table() else f"<tr>{inside}</tr></table>")

    def _in_table(self) -> bool:
        """The row before belongs to the same table, which is then opened again."""
        if self._made and self._made[-1].endswith("</table>"):
            self._made[-1] = self._made[-1].removesuffix("</table>")
            return True
        return False

    def _add(self, tag: str, text: str) -> None:
        self._made.append(f"<{tag}>{_inline(text, self._references)}</{tag}>")

    def _flush(self) -> None:
        if self._block:
            if self._tag == "p" and _BLOCK.match(self._block[0]):
                self._made.append(_inline("\n".join(self._block), self._references) + "\n")
            else:
                self._add(self._tag, "\n".join(self._block))
            self._block.clear()
        self._tag = "p"


def _inline(text: str, references: Mapping[str, str]) -> str:
    def made(found: re.Match[str]) -> str:
        if found["code"]:
            return escape(found["said"])
        if found["alt"] is not None:
            return f'<img alt="{escape(found["alt"])}">'
        if found["text"] is not None:
            to = found["to"] if found["to"] is not None else references.get((found["ref"] or found["text"]).lower())
            shown = _inline(found["text"], references)
            return f'<a href="{escape(to)}">{shown}</a>' if to else shown
        if found["auto"]:
            return f'<a href="{escape(found["auto"])}">{escape(found["auto"])}</a>'
        if found["tag"]:
            return found["tag"]
        if found["bare"]:
            return escape(found["bare"])
        return _kept_mark(found)

    return _INLINE.sub(made, text)


def _kept_mark(found: re.Match[str]) -> str:
    """A star with white space on both sides is a star."""
    text, (start, end) = found.string, found.span()
    lonely = (start == 0 or text[start - 1].isspace()) and (end == len(text) or text[end].isspace())
    return found[0] if lonely else ""
