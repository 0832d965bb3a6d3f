"""What an inventory tells of itself: completeness, age, and whether it lists what is not public."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from portalaudit.documents.inventory.cells import coded, counts, filled, judged, says_something, share
from portalaudit.documents.inventory.dates import Dates, dates_of
from portalaudit.documents.inventory.entries import Entries
from portalaudit.documents.inventory.likeness import likeness, platform_list
from portalaudit.documents.inventory.shown import vocabulary
from portalaudit.documents.inventory.vocabulary import columns, is_frequency, threshold
from portalaudit.model.inventory import Disguise, Judgement, Kind


def judge(entries: Entries, today: date) -> Judgement:
    """Judge one inventory.

    Args:
        entries: the inventory.
        today: the day of the audit; dates after it are plans.
    """
    known = columns()
    completeness = {
        group: _rounded(share(_filled(entries, group)))
        for group in known.groups
        if group in known.core or (entries.has(group) and group not in ("system", "department_code"))
    }
    dates, column = _newest(entries, today)
    tells = entries.basis == "publication" or bool(entries.denials.any())
    classified = bool(entries.public.any() or entries.not_public.any())
    departments = _departments(entries)
    levels, hidden = _levels(entries)
    disguise = _disguise(entries)
    kind, why = _kind(entries, departments, disguise)
    complete = [_filled(entries, group) for group in known.core if entries.has(group) and group != "link"]
    every = complete[0].copy() if complete else entries.claims[:0]
    for flags in complete[1:]:
        every &= flags
    return Judgement(
        entries=entries.rows,
        kind=kind,
        why=why,
        completeness=completeness,
        core=entries.map.core,
        core_of=len(known.core),
        filled_rows=_rounded(share(every)),
        newest=dates.newest,
        oldest=dates.oldest,
        newest_from=column,
        newest_text=dates.text,
        date_note=dates.note,
        not_on_portal=int(entries.denials.sum()) if tells else None,
        not_public=int(entries.not_public.sum()) if classified else None,
        public=int(entries.public.sum()) if classified else None,
        unclassified=int((~entries.public & ~entries.not_public).sum()) if classified else None,
        readable_frequency=_rounded(share(judged(entries.column("frequency"), is_frequency))),
        disguise=disguise,
        departments=departments,
        levels=levels,
        unread=entries.unread,
        levels_hidden=hidden,
        unread_hidden=entries.unread_hidden,
    )


def _filled(entries: Entries, group: str) -> np.ndarray:
    # In these columns `False` and `None` are answers, not words in the place of one.
    return filled(entries.column(group), words_count=group in ("publication", "privacy", "classification"))


def _rounded(value: float) -> float:
    return round(value, 4)


def _departments(entries: Entries) -> int:
    group = "department" if entries.has("department") else "department_code"
    texts, _ = coded(entries.column(group))
    return len({" ".join(text.split()).casefold() for text in texts if says_something(text)})


def _newest(entries: Entries, today: date) -> tuple[Dates, str | None]:
    """The newest date and its column: of the rows' updates, else of when they were added."""
    noted = None
    for group in ("updated", "added"):
        found: list[tuple[date, str, Dates]] = []
        for column in entries.map.columns:
            if column.group != group:
                continue
            dates = dates_of(coded(entries.table.data.column(column.index))[0], today)
            noted = noted or dates.note
            if dates.newest is not None:
                found.append((dates.newest, column.header, dates))
        if found:
            _, header, dates = max(found, key=lambda one: one[:2])
            return replace(dates, note=noted), header
    return Dates(note=noted), None


def _levels(entries: Entries) -> tuple[Mapping[str, int], int]:
    """How often each classification occurs, and how many distinct cells are no words of a list (`shown.vocabulary`)."""
    column = entries.column("classification")
    kept, hidden = vocabulary(counts(column), known=frozenset(counts(column, entries.public | entries.not_public)))
    return dict(list(kept.items())[:_LEVELS]), hidden


_LEVELS = 20
"""Levels that are shown."""


def _disguise(entries: Entries) -> Disguise:
    """Whether it is the catalogue under another name, where enough rows say so (thresholds of the table `inventory_values`).

    Rows that say that they are not public, or not on the portal, prove an inventory; that none does proves a catalogue only
    where nearly all rows say that they are published, or public where no column tells of publication. Blank cells and those
    that are not understood are neither, nor do rows that are missing at the end tell.
    """
    kept = share(entries.not_public | entries.denials)
    if kept:
        return "no" if kept >= threshold("more") else "undetermined"
    opened = entries.claims if entries.basis == "publication" else entries.public
    # What a blank row says nobody knows; one that is closed would have been seen above.
    if entries.table.truncated is None and opened.any() and share(opened) >= threshold("open"):
        return "yes"
    return "undetermined"


def _kind(entries: Entries, departments: int, disguise: Disguise) -> tuple[Kind, str]:
    if not entries.has("name") or not likeness(entries.table.header, entries.map).enough:
        return "other", "not-inventory-columns"
    if platform_list(entries.table.header):
        return "catalogue", "platform-list"
    several: tuple[Kind, str] = ("whole", "many-departments") if departments > 1 else ("whole", "no-department-column")
    if entries.table.truncated is not None:  # what is missing at the end may be of other departments and levels
        return several if departments > 1 else ("whole", "cut")
    if entries.rows and share(entries.retired) > threshold("retired"):
        return "retired", "all-retired"
    if disguise == "yes":
        return "catalogue", "lists-only-public"
    if departments == 1 and entries.has("department") and share(_filled(entries, "department")) >= threshold("one"):
        return "part", "one-department"
    # A city that begins with what is open has one level too, published or not; a list of what is closed alone is a part.
    if entries.rows > 1 and entries.not_public.all() and len(counts(entries.column("classification"))) == 1:
        return "part", "one-level"
    return several
