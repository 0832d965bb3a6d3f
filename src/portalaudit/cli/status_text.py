"""All targets by criteria on a terminal of 100 columns: a sign a criterion, beside it how it moved."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from rich.cells import cell_len, set_cell_size

from portalaudit.cli.text import heading, line, paragraph, report, safe, table
from portalaudit.model.history import CAUSES, Cell, Moved, Stand, Status, TargetStatus, direction

WIDTH = 100
"""Columns that the table takes at most; fewer where names are short."""
SHORTEST = 12
"""Columns of a name at least."""

SIGNS: Mapping[str, tuple[str, str]] = {
    "met": ("✓", "green"), "partly": ("◐", "yellow"), "not_met": ("✗", "red"), "undetermined": ("?", "dim"),
    "unseen": ("·", "dim"),
}  # fmt: skip
MARKS = {"rose": "▲", "fell": "▼", "moved": "~", "gap": "…"}
WORDS: Mapping[Moved, str] = {
    "rubric": "the rubric", "software": "our version", "city-record": "the city's record", "platform": "the portal's software",
    "data": "data", "documents": "documents", "noise": "what could be reached", "unknown": "unknown",
}  # fmt: skip
"""How causes are called."""
assert tuple(WORDS) == CAUSES


@dataclass(frozen=True, slots=True)
class Column:
    """A criterion's place in the table."""

    criterion: str
    number: str
    width: int
    """Of sign, mark and blanks."""


def print_status(status: Status) -> None:
    """The table, then what moved, then what could not be seen whole since, and the legend."""
    targets = status.targets
    title = f"{safe(status.title)} ({safe(status.rubric)})"
    line(f"[bold]{_counted(len(targets), 'target')}[/bold] by {title}, {status.at:%Y-%m-%d %H:%M} UTC")
    if not targets:
        paragraph("Nothing was audited yet, and nothing is scheduled: `portalaudit audit TARGET`.")
        return
    line()
    groups = _groups(list(status.criteria))
    used = sum(column.width for _, columns in groups for column in columns) + len(groups) + _RIGHT
    name = max(SHORTEST, min(WIDTH - used, max(cell_len(_plain(one.name)) for one in targets)))
    _head(groups, name)
    for one in targets:
        _target(one, groups, name, status.at)
    _legend()
    _moved(status)
    _tried(targets)


_RIGHT = 1 + 6 + 6 + 6 + 6 + 6 + 12
"""Columns of what stands behind the criteria."""


def _head(groups: Sequence[tuple[str, Sequence[Column]]], name: int) -> None:
    above = "".join(f"{prefix:<{sum(column.width for column in columns)}} " for prefix, columns in groups)
    below = "".join("".join(f"{column.number:<{column.width}}" for column in columns) + " " for _, columns in groups)
    right = f"{'seen':>6}{'gaps':>6}{'evid.':>6}{'score':>6}{'of':>6}  next, UTC"
    line(f"{'':<{name}} [bold]{safe_spaces(above)}[/bold]".rstrip())
    line(f"{'':<{name}} [bold]{safe_spaces(below)}{right}[/bold]")


def _target(one: TargetStatus, groups: Sequence[tuple[str, Sequence[Column]]], name: int, at: datetime) -> None:
    shown = set_cell_size(_cut(_plain(one.name), name), name)
    cells = "".join(
        "".join(_cell(one.cells.get(column.criterion), column.width) for column in columns) + " " for _, columns in groups
    )
    evidence = sum(cell.evidence or 0 for cell in one.cells.values())
    score = "" if one.score is None else f"{one.score:.0f}"
    decided = "" if one.score is None or one.decided is None else f"{one.decided:.0%}".replace("%", " %")
    seen = "never" if one.seen_at is None else age(at - one.seen_at)
    late = f"[yellow]{seen + '!':>6}[/yellow]" if one.tried is not None else f"{seen:>6}"
    gaps = sum(one.gaps.values())
    line(f"{safe_spaces(shown)} {cells}{late}{gaps or '':>6}{evidence or '':>6}{score:>6}{decided:>6}  {_next(one)}".rstrip())


def _cell(cell: Cell | None, width: int) -> str:
    if cell is None:
        return " " * width
    sign, style = SIGNS[kind(cell.stand)]
    found = mark_of(cell)
    return f"[{style}]{sign}{found or ' '}[/{style}]" + " " * (width - 2)


def kind(stand: Stand) -> str:
    """The finding, or `unseen` where nobody could ever look."""
    return "unseen" if stand.why == "gap" else stand.finding


def mark_of(cell: Cell) -> str:
    """How it moved, or that it could not be observed this time; empty for neither."""
    if cell.gap and kind(cell.stand) != "unseen":
        return MARKS["gap"]
    return "" if cell.moved_at is None or cell.before is None else MARKS[direction(cell.before, cell.stand)]


def age(passed: timedelta) -> str:
    """Hours under two days, then days: `3 h`, `12 d`."""
    hours = max(int(passed.total_seconds() // 3600), 0)
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


def _next(one: TargetStatus) -> str:
    if one.next is None:
        return "–"
    return "paused" if one.next.paused or one.next.due_at is None else f"{one.next.due_at:%m-%d %H:%M}"


def _legend() -> None:
    line()
    signs = "  ".join(f"[{style}]{sign}[/{style}] {word}" for word, (sign, style) in zip(_LEGEND, SIGNS.values(), strict=True))
    line(f"{signs}  (blank) never asked")
    marks = "  ".join(f"{MARKS[name]} {word}" for name, word in _MARKED.items())
    line(f"{marks}  ! tried since, see below")


_MARKED = {
    "rose": "rose", "fell": "fell", "moved": "moved otherwise", "gap": "not observed this time: as last seen",
}  # fmt: skip
_LEGEND = ("met", "partly", "not met", "undetermined", "never observed")


def _moved(status: Status) -> None:
    rows = [
        (cell.moved_at, one, name, cell)
        for one in status.targets
        for name, cell in one.cells.items()
        if cell.moved_at is not None and cell.before is not None
    ]
    heading(f"Moved since {status.since:%Y-%m-%d}: {len(rows) or 'nothing'}")
    rows.sort(key=lambda row: row[0], reverse=True)
    report((), [(f"{at:%m-%d}", safe(one.name), name, f"{moved(cell)}: {by(cell.causes)}") for at, one, name, cell in rows])


def moved(cell: Cell) -> str:
    """`✓ → ✗`, with words."""
    before = cell.before or cell.stand
    return f"{stood(before)} → {stood(cell.stand)}"


def stood(stand: Stand) -> str:
    """A standing as a sign and words."""
    sign, style = SIGNS[kind(stand)]
    more = f" ({stand.strength})" if stand.strength == "indicated" else f" ({_WHY[stand.why]})" if stand.why in _WHY else ""
    return f"[{style}]{sign} {stand.finding.replace('_', ' ')}[/{style}]{more}"


_WHY = {
    "not_found": "not found", "gap": "could not be seen", "internal_practice": "inner practice", "unregistered": "no city record",
}  # fmt: skip


def by(causes: Sequence[Moved]) -> str:
    """Causes as words."""
    return " or ".join(WORDS[cause] for cause in causes) or "unknown"


def _tried(targets: Sequence[TargetStatus]) -> None:
    rows = [
        (f"{one.tried.at:%m-%d %H:%M}", one.name, one.tried.state, one.tried.line or "")
        for one in targets
        if one.tried is not None
    ]
    if rows:
        heading(f"Tried since they were last seen whole: {len(rows)}")
        table(("UTC", "target", "ended", ""), rows)


def _groups(criteria: Sequence[str]) -> list[tuple[str, list[Column]]]:
    """Criteria that begin with the same letters stand together, each under the rest of its id."""
    found = []
    for prefix, names in groupby(criteria, key=lambda name: re.split(r"(?=\d)", name, maxsplit=1)[0]):
        rests = [(name, name[len(prefix) :]) for name in names]
        width = max(2, *(len(rest) + 1 for _, rest in rests))
        columns = [Column(name, rest, width) for name, rest in rests]
        short = len(prefix) - sum(column.width for column in columns)
        if short > 0:
            columns[-1] = Column(columns[-1].criterion, columns[-1].number, columns[-1].width + short)
        found.append((prefix, columns))
    return found


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _plain(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def safe_spaces(text: str) -> str:
    """A text of one line with its blanks kept, markup disarmed."""
    from rich.markup import escape

    return escape(text)
