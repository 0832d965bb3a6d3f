"""Text for people: tables and colours on a terminal, plain text when piped."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 120
"""Columns of output that nobody's terminal measures (own choice)."""

_MARKS = {"met": ("✓", "green"), "partly": ("◐", "yellow"), "not_met": ("✗", "red"), "undetermined": ("?", "dim")}


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line's end what follows, where rich would exit."""
        raise BrokenPipeError


def console(stream: TextIO | None = None) -> Console:
    """A console over standard output, or another stream."""
    target = stream or sys.stdout
    width = None if target.isatty() else _piped_width()
    return _Console(file=target, width=width, highlight=False, emoji=False, soft_wrap=False)


def _piped_width() -> int:
    told = os.environ.get("COLUMNS", "")
    return int(told) if told.isdecimal() and 20 <= int(told[:6]) <= 10_000 else PIPED_WIDTH


def safe(text: object) -> str:
    """A portal's text for a terminal: control and direction marks taken out, markup disarmed."""
    shown = "".join(char if char.isprintable() else " " for char in str(text))
    return escape(" ".join(shown.split()))


def heading(text: str) -> None:
    """A heading with a blank line before it."""
    out = console()
    out.print()
    out.print(f"[bold]{safe(text)}[/bold]")


def paragraph(text: str) -> None:
    """A paragraph, wrapped."""
    console().print(safe(text))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A table without lines; columns whose numbers are in `right` are right-aligned."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for number, name in enumerate(columns):
        made.add_column(name, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(safe(cell) for cell in row))
    console().print(made)


def mark(finding: str) -> Text:
    """A criterion's finding as a sign and a word."""
    sign, style = _MARKS[finding]
    return Text(f"{sign} {finding.replace('_', ' ')}", style=style)
