"""The labelled policies as plain text: tags are taken out (they are answers), the human passages kept apart by place.

Source: Sunlight Foundation, Open Data Policy Hub (site text CC BY 4.0; the policies are works of government). The folder is
found by PORTALAUDIT_RECORDINGS; nothing of the texts is in this repository.

`own_labels.csv` beside this file holds this project's own readings of 30 further texts of 30 places, which the reviewers marked
in part or not at all: all 31 decisions each (adopted, close_fit, absent), facts without text. They were read one after another
with the guideline's list in hand and seven of the reviewers' own texts as the standard, before the program's answers on them
were seen, but by a reader who had seen its cues. Of 14 of them the reviewers' labels are known in part: blank counted as absent,
own readings and reviewers agree there with kappa 0.66 (a blank may mean that nobody looked; reviewers differ among themselves
too). Nothing is learned from these readings.
"""

import csv
import html
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from portalaudit.documents.policy.provisions.codes import CODES
from portalaudit.documents.textual import Heading, Text

Span = tuple[int, int]
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>")
_HEADING = re.compile(r"h([1-6])$")
_MARKED = re.compile(r'class="?g-([a-z-]+)')
_PARAGRAPH = {"p", "ul", "ol", "table", "div", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
_LINE = {"br", "li", "tr"}
_PRESENT = {"adopted": True, "close_fit": True, "absent": False, "opposite": False}
_DROPPED = {"style", "script", "history", "tags", "tag"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One policy: its text, what the reviewers said of each provision (1 to 31), the passages that they marked."""

    name: str
    place: str
    text: Text
    complete: bool
    """Every provision was judged; else a blank may mean that nobody looked."""
    labels: dict[int, str]
    spans: dict[int, tuple[Span, ...]]
    own: dict[int, str]
    """This project's own reading, where there is one."""

    def answer(self, number: int) -> bool | None:
        """Present (adopted or a close fit), absent (absent or its opposite), None where not told."""
        return _PRESENT.get(self.labels.get(number, ""))

    def own_answer(self, number: int) -> bool | None:
        """The same of this project's own reading."""
        return _PRESENT.get(self.own.get(number, ""))


def load(recordings: Path) -> list[Labelled]:
    """All policies that have text, by file name."""
    folder = recordings / "data" / "policies"
    labels: dict[str, dict[int, str]] = defaultdict(dict)
    complete, places = set(), {}
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labels[row["policy_file"]][int(row["provision"])] = row["label"]
            places[row["policy_file"]] = row["place"]
            if row["complete"] == "yes":
                complete.add(row["policy_file"])
    own = _own()
    found = []
    for path in sorted((folder / "texts").glob("*.md")):
        front, body = path.read_text(encoding="utf-8").split("---", 2)[1:]
        place = re.search(r"^place: *(.+)$", front, re.MULTILINE)
        text, spans = stripped(body)
        if len(text.plain) > 200:
            found.append(Labelled(path.name, place.group(1).strip() if place else path.stem, text,
                                  path.name in complete, labels.get(path.name, {}), spans, own.get(path.name, {})))  # fmt: skip
    return found


def _own() -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = defaultdict(dict)
    with (Path(__file__).parent / "own_labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["file"]][int(row["provision"])] = row["label"]
    return dict(found)


def stripped(body: str) -> tuple[Text, dict[int, tuple[Span, ...]]]:
    """Plain text of Markdown or HTML and the marked passages; white space folded, paragraphs parted by a blank line."""
    out: list[str] = []
    length = 0
    place, dropping = 0, 0
    open_spans: list[tuple[str | None, int]] = []
    marked: dict[int, list[Span]] = defaultdict(list)
    headings: list[Heading] = []
    heading: tuple[int, int] | None = None

    def add(piece: str) -> None:
        nonlocal length
        piece = re.sub(r"[ \t\xa0]+", " ", html.unescape(piece).replace("\r", ""))
        piece = re.sub(r" *\n *", "\n", piece)
        piece = re.sub(r"\n{2,}", "\n\n", piece)
        if out:
            last = out[-1]
            if last.endswith("\n\n"):
                piece = piece.lstrip(" \n")
            elif last.endswith("\n"):
                piece = "\n" + piece.lstrip(" \n") if piece.startswith("\n") else piece.lstrip(" ")
            elif last.endswith(" "):
                piece = piece.lstrip(" ")
        else:
            piece = piece.lstrip()
        if piece:
            out.append(piece)
            length += len(piece)

    for match in _TAG.finditer(body):
        if not dropping:
            add(body[place : match.start()])
        place = match.end()
        closing, name = bool(match[1]), match[2].lower()
        if name in _DROPPED:
            dropping = max(0, dropping + (-1 if closing else 1))
        elif name == "span":
            code = _MARKED.search(match[3])
            if not closing:
                open_spans.append((code[1] if code else None, length))
            elif open_spans:
                kind, start = open_spans.pop()
                if kind in CODES and length > start:
                    marked[CODES.index(kind) + 1].append((start, length))
        elif name in _PARAGRAPH or name in _LINE:
            add("\n\n" if name in _PARAGRAPH else "\n" if not closing or name == "br" else "")
            level = _HEADING.match(name)
            if level and not closing:
                heading = (length, int(level[1]))
            elif level and heading and length > heading[0]:
                headings.append(Heading(heading[0], length, heading[1]))
                heading = None
    if not dropping:
        add(body[place:])
    plain = "".join(out).rstrip()
    return Text(plain, "html" if "<p" in body else "markdown", None, tuple(headings)), {
        number: tuple(_trimmed(plain, span) for span in spans) for number, spans in sorted(marked.items())
    }


def _trimmed(plain: str, span: Span) -> Span:
    start, end = span[0], min(span[1], len(plain))
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    return start, end
