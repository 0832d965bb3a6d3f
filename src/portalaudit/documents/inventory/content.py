"""What a column's cells look like, to confirm or refute what its header says."""

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.documents.inventory.cells import says_something
from portalaudit.documents.inventory.dates import dates_among
from portalaudit.documents.inventory.names import folded, link_key
from portalaudit.documents.inventory.values import access_of, publication_of
from portalaudit.documents.inventory.vocabulary import is_frequency

_SAMPLE = 2_000
"""Rows that are looked at: evenly spread over the table."""
_MAIL = re.compile(r"(?:mailto:)?[^@\s,;]{1,64}@[^@\s,;]+\.[a-z]{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")
_AGREE = 0.8


_RISKS = frozenset({"high", "medium", "moderate", "low", "critical", "limited", "none", "shared", "open", "closed"})


@dataclass(frozen=True, slots=True)
class Shape:
    """Shares of the filled cells of a sample, 0 to 1."""

    filled: int
    """Filled cells in the sample."""
    distinct: float
    length: float
    """Mean characters."""
    links: float = 0.0
    mails: float = 0.0
    dates: float = 0.0
    numbers: float = 0.0
    frequencies: float = 0.0
    access: float = 0.0
    published: float = 0.0
    kinds: int = 0
    """Distinct texts."""


def shape_of(column: pa.ChunkedArray) -> Shape:
    """The shape of a column of text."""
    step = max(1, len(column) // _SAMPLE)
    sample = column if step == 1 else column.take(pa.array(range(0, len(column), step)))
    texts = [
        text for text in pc.drop_null(sample).to_pylist() if says_something(text) or text.strip().casefold() in ("false", "none")
    ]
    if not texts:
        return Shape(0, 0.0, 0.0)
    different = sorted(set(texts))
    number = {text: texts.count(text) for text in different} if len(different) <= 50 else dict.fromkeys(different, 0)
    if len(different) > 50:
        for text in texts:
            number[text] += 1

    def portion(chosen: set[str]) -> float:
        return sum(number[text] for text in chosen) / len(texts)

    # Numbers, yes and no, high and low answer many questions; for a shape only words of access count.
    access = {
        text: word
        for text, word in access_of(different).items()
        if not _NUMBER.fullmatch(text.strip()) and folded(text) not in _RISKS
    }
    few = len(different) <= 40
    return Shape(
        filled=len(texts),
        distinct=len(different) / len(texts),
        length=sum(map(len, texts)) / len(texts),
        links=portion({text for text in different if link_key(text)}),
        mails=portion({text for text in different if _MAIL.search(text)}),
        dates=portion(set(dates_among(different))),
        numbers=portion({text for text in different if _NUMBER.fullmatch(text.strip())}),
        frequencies=portion({text for text in different if is_frequency(text)}) if few else 0.0,
        access=portion({text for text in different if access.get(text, "unread") != "unread"}) if few else 0.0,
        published=portion({text for text in different if publication_of(text) != "unread"}) if few else 0.0,
        kinds=len(different),
    )


_FEW = 5
"""Filled cells below which the cells say nothing."""


def fits(group: str, shape: Shape) -> bool | None:
    """True where the cells are of the group's kind, False where they cannot be, None where they don't tell."""
    if shape.filled < _FEW:
        return None
    odd = max(shape.links, shape.dates, shape.mails) >= _AGREE
    if group in _WANTED:
        agreed = _WANTED[group](shape)
        return True if agreed >= _AGREE else None if agreed >= 0.2 or group not in _STRICT else False
    if group == "name":
        return (
            False
            if odd or (shape.numbers >= _AGREE) or (shape.kinds <= 3 and shape.filled > 30)
            else shape.distinct >= 0.7 or None
        )
    if group == "description":
        return False if odd or shape.numbers >= _AGREE else shape.length >= 40 or None
    if group == "department":
        return (
            False
            if odd or shape.numbers >= _AGREE or (shape.distinct > 0.95 and shape.filled > 60)
            else shape.distinct <= 0.5 or None
        )
    if group == "id":
        return False if shape.length > 120 or (shape.distinct < 0.5 and shape.filled > 30) else shape.distinct >= 0.95 or None
    if group == "category":
        return False if odd else None
    return None


_WANTED = {
    "link": lambda shape: shape.links,
    "updated": lambda shape: shape.dates,
    "added": lambda shape: shape.dates,
    "frequency": lambda shape: shape.frequencies,
    "classification": lambda shape: shape.access,
    "publication": lambda shape: shape.published,
}
_STRICT = frozenset({"link"})
"""Groups whose cells have one form; the others' words vary too much to refute a header."""


def suggests(shape: Shape) -> str | None:
    """The group that the cells alone are plain about; yes and no could answer anything, so they suggest nothing."""
    if shape.filled < _FEW:
        return None
    if shape.links >= _AGREE:
        return "link"
    if shape.mails >= _AGREE:
        return "steward"
    if shape.kinds >= 3 and shape.frequencies >= _AGREE:
        return "frequency"
    if shape.kinds >= 2 and shape.access >= 0.95 and shape.published < 0.9:
        return "classification"
    return None
