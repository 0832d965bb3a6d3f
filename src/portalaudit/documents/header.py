"""Which row is the header. Own rules: files of cities begin with titles, logos and notes."""

import re
from collections import Counter
from collections.abc import Sequence

from portalaudit.documents.caps import HEADER_ROWS

_VALUE = re.compile(
    r"[-+$€R]{0,2}\s*\d[\d\s.,:/%-]*(?:[ap]m)?|\d{4}-\d\d-\d\d[T ].*|https?://.*|www\..*|[^@\s]+@[^@\s]+\.[a-z]{2,}|true|false|yes|no|n/a|null|sí|sim|não",
    re.IGNORECASE,
)
_LONGEST = 120
"""Characters of a header's cell: longer ones are sentences."""
_WIDE = 0.6
"""Share of the table's usual width that a header fills."""


def find_header(rows: Sequence[Sequence[str | None]]) -> int | None:
    """The place of the header among the first rows; None where no row looks like one.

    It is the first row that fills at least 0.6 of the width usual below it, and whose cells are short, mostly distinct
    names: no numbers, dates, addresses or yes and no.
    """
    filled = [sum(1 for cell in row if cell and not cell.isspace()) for row in rows]
    if not filled:
        return None
    # The width that most rows have; of several the widest, so that a title above does not win in a short table.
    counts = Counter(filled)
    usual = max(counts, key=lambda width: (counts[width] * (width > 1), width)) if max(filled) > 1 else 1
    for place, row in enumerate(rows[:HEADER_ROWS]):
        cells = [" ".join(cell.split()) for cell in row if cell and not cell.isspace()]
        if len(cells) < max(min(2, usual), _WIDE * usual):
            continue
        if is_names(cells):
            return place
        if not any(is_names([cell]) for cell in cells[:2]):
            return None
    return None


def is_names(cells: Sequence[str]) -> bool:
    """The cells are short, mostly distinct names, not values."""
    values = sum(1 for cell in cells if _VALUE.fullmatch(cell) and not re.fullmatch(r"(?:19|20)\d\d", cell))
    long = sum(1 for cell in cells if len(cell) > _LONGEST)
    distinct = len({cell.casefold() for cell in cells})
    return values + long <= 0.2 * len(cells) and distinct >= 0.5 * len(cells)


def made_up(header: Sequence[str], positions: Sequence[int]) -> list[str]:
    """Names for nameless columns: `column 3`, counted in the file from 1."""
    return [name or f"column {position + 1}" for name, position in zip(header, positions, strict=True)]


def unique_names(header: Sequence[str]) -> list[str]:
    """The header with `(2)`, `(3)` … after names that repeat."""
    taken: set[str] = set()
    names = []
    for name in header:
        unique, count = name, 1
        while unique in taken:
            count += 1
            unique = f"{name} ({count})"
        taken.add(unique)
        names.append(unique)
    return names
