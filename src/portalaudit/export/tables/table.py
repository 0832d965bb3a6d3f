"""A table as every format is given it: named and typed columns, a key, rows that can be gone through again."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["text", "key", "url", "word", "int", "number", "bool", "date", "moment"]
"""What a column holds: prose; a name or place that is given to the letter; an address; one of a few words; a whole number; a
number; yes or no; a day; a moment in UTC."""
Look = Literal["", "finding", "state", "decision", "warm", "late"]
"""How a workbook colours a column: by finding, by what a check says, by decision, more of it warmer, above 0."""
Value = str | int | float | bool | date | datetime | None
Row = tuple[Value, ...]

MASK = "…@"
"""What is left of a mail address before its host; the whole of other personal data."""
_MAIL = re.compile(r"(?:mailto:)?[\w.+%'-]+@(?=[\w-]+\.)", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
"""Control marks, noncharacters and halves of surrogate pairs: XML or UTF-8 cannot hold them, or a screen hides them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    """In lower case with underscores; the name of a check where the column is a check's."""
    kind: Kind = "text"
    title: str = ""
    """For people."""
    about: str = ""
    """What it holds, in a sentence."""
    width: int = 14
    """Characters."""
    wrap: bool = False
    words: str = ""
    """Of a column of words: the table of the report's words that says them to people."""
    choices: tuple[str, ...] = ()
    """Of a column of words: all that there are."""
    look: Look = ""
    ours: bool = False
    """A person's words: to the letter, nothing is masked."""
    entry: bool = False
    """To be filled in by whoever reads it."""
    nothing: str = ""
    """What a workbook shows where there is no value; a CSV file has an empty cell."""
    form: str = ""
    """Of numbers: how a workbook shows them."""
    upright: bool = False
    """Its heading stands on end: one of many narrow columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Columns that together name a row."""
    rows: Callable[[], Iterable[Row]]
    """All rows in their order, the same ones each time; texts as they were found."""
    frozen: int = 1
    """Columns at the left that stay in sight."""
    title: str = ""
    about: str = ""
    with_contacts: bool = False
    """Mail addresses stand in full."""

    def clean(self) -> Iterator[Row]:
        """The rows with texts that any file can hold, each on one line; mail addresses but for their hosts masked."""
        plain = [place for place, column in enumerate(self.columns) if column.kind in ("text", "url", "word")]
        keys = [place for place, column in enumerate(self.columns) if column.kind == "key"]
        hidden = frozenset(
            place
            for place, column in enumerate(self.columns)
            if column.kind in ("text", "url") and not column.ours and not self.with_contacts
        )
        for row in self.rows():
            made = list(row)
            for place in plain:
                text = made[place]
                if isinstance(text, str):
                    made[place] = one_line(text, masked=place in hidden)
            for place in keys:
                text = made[place]
                if isinstance(text, str) and not text.isprintable():
                    made[place] = _spelt(text)
            yield tuple(made)


def one_line(text: str, *, masked: bool = False) -> str | None:
    """A text on one line, without what a file cannot hold; None where nothing is left."""
    if not text.isprintable():
        text = _BLANKS.sub(" ", _UNWRITABLE.sub("\ufffd", text)).strip()
    if masked and "@" in text:
        text = _MAIL.sub(MASK, text)
    return text or None


def _spelt(text: str) -> str:
    """A name whose marks that a file cannot hold are spelt out, so that different names stay different."""
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text)
