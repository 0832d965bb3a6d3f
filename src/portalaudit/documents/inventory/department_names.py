"""The names of a page's list of departments: which of its lists, tables and rows of cards they are. Own rules."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from portalaudit.documents.inventory.department_words import (
    Look,
    are_departments,
    heads_names,
    is_noise,
    look,
    of_other_things,
    said,
    threshold,
)
from portalaudit.documents.inventory.names import normalised, words
from portalaudit.documents.inventory.page_items import HEADINGS, Item, Seen, groups

_PARTS = re.compile(r"\s[|–—:·•»-]\s|\||::")
_LETTER = re.compile(r"[a-z0-9]|[a-z]\s*(?:-|–|to|a)\s*[a-z]", re.IGNORECASE)
_ORDER = ("li", "td", "th", "dt", "h2", "h3", "h4", "h1", "h5", "h6", "summary", "button", "a", "div", "p", "span", "strong", "b")
"""Of two lists of the same names the one that says more of its structure."""


@dataclass(frozen=True, slots=True)
class Names:
    """The list."""

    names: tuple[str, ...]
    """In the page's order, each once."""
    records: tuple[int, ...]
    """The place of each among the list's entries, from 1, entries that are left out counted."""
    place: str
    """Where it stands: the elements around an entry, `main ul li`."""
    more: bool = False
    """The page says that the list goes on elsewhere (a next page, a page a letter)."""


@dataclass(frozen=True, slots=True)
class _List:
    group: int
    items: tuple[Item, ...]
    kept: tuple[tuple[int, Look], ...]
    """Record and look of each name, once."""
    good: bool

    @property
    def likes(self) -> int:
        return sum(1 for _, found in self.kept if found.like)

    @property
    def linked(self) -> float:
        return sum(1 for item in self.items if item.linked) / max(1, len(self.items))


def names_of(seen: Seen) -> Names | None:
    """The list of departments that a page shows in its main part, under a title or heading that says so; None where two readings
    are possible or nothing is surely one."""
    titled = any(said(part) for text in (seen.title, *seen.heads) for part in (text, *_PARTS.split(text)))
    lists = [_judged(group, items, titled) for group, items in _columns_joined(seen)]
    good = sorted((found for found in lists if found.good), key=lambda found: (-found.likes, _rank(found)))
    if not good:
        return None
    best = _outermost(good, seen)
    if best is None:
        return None
    names = tuple(found.name for _, found in best.kept)
    return Names(
        names, tuple(record for record, _ in best.kept), _path(best.group, seen), seen.next_page or _by_letter(seen, names)
    )


def _rank(found: _List) -> tuple[int, int]:
    kind = found.items[0].kind
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), found.group)


def _judged(group: int, items: Sequence[Item], titled: bool) -> _List:
    """A list without furniture and the parts under other headings, and whether it is one of departments."""
    counted = [
        (record, item.text)
        for record, item in enumerate(items, start=1)
        if not is_noise(item.text)
        and not any(of_other_things(heading) for heading in item.headings)
        and (titled or any(said(heading) for heading in item.headings))
        and not (said(item.text) and len(words(item.text)) < 5)
    ]
    kept: dict[str, tuple[int, Look]] = {}
    for record, text in counted:
        found = look(text)
        if found.name and not found.dropped:
            kept.setdefault(normalised(found.name), (record, found))
    return _List(group, tuple(items), tuple(kept.values()), are_departments([text for _, text in counted]))


def _columns_joined(seen: Seen) -> list[tuple[int, list[Item]]]:
    """The page's groups. Of a table with a header only the column headed so is a list of names; without a header its columns
    may be one list, set side by side."""
    found: list[tuple[int, list[Item]]] = []
    loose: dict[tuple[int, str, str], list[Item]] = {}
    for group, items in groups(seen):
        column = items[0].column
        if column is None or items[0].kind not in ("td", "th", "a"):
            found.append((group, items))
        elif items[0].kind != "a" and (heads_names(items[0].text) or said(items[0].text)):
            found.append((group, items[1:]))
        else:
            loose.setdefault((column[0], items[0].kind, seen.paths[seen.parents[group]]), []).extend(items)
            found.append((group, items))
    order = {id(item): place for place, item in enumerate(seen.items)}
    found.extend(
        (items[0].group, sorted(items, key=lambda item: order[id(item)]))
        for items in loose.values()
        if len({item.group for item in items}) > 1 and _all_alike(items)
    )
    return [(group, items) for group, items in found if items]


def _all_alike(items: Sequence[Item]) -> bool:
    """Every column looks like names of departments."""
    columns: dict[int, list[bool]] = {}
    for item in items:
        columns.setdefault(item.group, []).append(look(item.text).like)
    return all(sum(flags) >= threshold("like") * len(flags) for flags in columns.values())


def _outermost(good: Sequence[_List], seen: Seen) -> _List | None:
    """Of the lists that could be it the fullest, unless it is what stands under the entries of another: the divisions of
    departments that are links themselves. Under entries that are no links both are possible."""
    best = good[0]
    for other in good[1:]:
        if {normalised(look(item.text).name) for item in other.items} >= {normalised(found.name) for _, found in best.kept}:
            continue
        if _under(best, other, seen):
            if other.linked < threshold("like"):
                return None
            best = other
    return best


def _under(inner: _List, outer: _List, seen: Seen) -> bool:
    """One list's items stand inside the other's, or under headings that are the other's items."""
    place = seen.parents.get(inner.group, 0)
    while place:
        if place == outer.group:
            return True
        place = seen.parents.get(place, 0)
    if outer.items[0].kind not in HEADINGS:
        return False
    heads = {item.text for item in outer.items}
    return sum(1 for item in inner.items if item.headings and item.headings[-1] in heads) >= threshold("chain") * len(inner.items)


def _by_letter(seen: Seen, names: Sequence[str]) -> bool:
    """The page is one letter of several: links of single letters lead away, and the names begin with few letters."""
    letters = [
        text for href, text in seen.links if _LETTER.fullmatch(text.strip()) and not href.startswith("#") and "#" not in href
    ]
    initials = Counter(name[:1].casefold() for name in names)
    return len(letters) >= 10 and len(initials) <= 3


def _path(group: int, seen: Seen) -> str:
    steps: list[str] = []
    while group and len(steps) < 5:
        steps.append(seen.paths[group])
        group = seen.parents.get(group, 0)
    return " ".join(reversed(steps))
