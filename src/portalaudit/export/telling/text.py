"""Messages as plain text, wrapped for a terminal and for mail."""

import textwrap
from collections.abc import Iterator

from portalaudit.export.telling.page import Item, Page, Part

WIDTH = 76
"""Columns (RFC 5322 recommends lines of 78 characters at most)."""


def text(page: Page) -> str:
    """The message; ends with a line's end."""
    return "\n".join(_lines(page)).rstrip() + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield page.title
    yield "=" * min(len(page.title), WIDTH)
    yield from _wrapped(page.lead)
    for part in page.parts:
        yield ""
        yield from _part(part)
    if page.foot:
        yield ""
        yield "-" * 8
        for each in page.foot:
            yield from _wrapped(each)


def _part(part: Part) -> Iterator[str]:
    heading = f"{part.title} ({part.count})"
    yield heading
    yield "-" * min(len(heading), WIDTH)
    if part.intro:
        yield from _wrapped(part.intro)
        yield ""
    before = None
    for each in part.items:
        if (each.who, each.link) != before:
            yield from _wrapped(f"{each.who}  {each.link}" if each.link else each.who)
        before = (each.who, each.link)
        yield from _item(each)
    if part.more:
        yield part.more


def _item(item: Item) -> Iterator[str]:
    mark = {"better": "+", "worse": "!"}.get(item.tone, "·")
    yield from _wrapped(item.what, f"  {mark} ", "    ")
    if item.note:
        yield from _wrapped(item.note, "    ", "    ")


def _wrapped(line: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        line, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    ) or [""]  # fmt: skip
