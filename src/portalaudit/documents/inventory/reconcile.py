"""An inventory held against a catalogue: what claims to be published and is not found, and what is published and not listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portalaudit.documents.inventory.catalogue import Catalogue
from portalaudit.documents.inventory.cells import coded
from portalaudit.documents.inventory.entries import Entries
from portalaudit.documents.inventory.fuzzy import Found
from portalaudit.documents.inventory.matching import LEVELS, by_identity, by_key, by_likeness, by_title
from portalaudit.documents.inventory.names import normalised
from portalaudit.documents.inventory.shown import masked
from portalaudit.model.inventory import DepartmentLine, Match, Reconciliation


@dataclass(frozen=True, slots=True)
class _Hit:
    level: str
    asset: int
    score: float = 100.0


def reconcile(entries: Entries, catalogue: Catalogue) -> Reconciliation:
    """Match every distinct name by id, link, slug, exact title, normalised title and nearly the same title."""
    names, places = coded(entries.column("name"))
    claimed = _any(places, entries.claims, len(names))
    denied = _any(places, entries.denials, len(names)) & ~claimed
    hits: dict[int, _Hit] = {}
    used: set[int] = set()
    for level, found in (*by_identity(entries, catalogue, places), *by_title(names, catalogue)):
        for name, assets in found.items():
            used.update(assets)
            hits.setdefault(name, _Hit(level, assets[0]))
    near = _likeness(names, claimed, hits, used, catalogue, entries.own_words | catalogue.own_words)
    for name, asset, score in near.pairs:
        hits[name] = _Hit("fuzzy", asset, score)
        used.add(asset)
    hit = np.zeros(len(names) + 1, dtype=bool)
    hit[list(hits)] = True
    return Reconciliation(
        basis=entries.basis,
        claims=int(entries.claims.sum()),
        distinct_names=int(claimed.sum()),
        matched=_running(hits, claimed),
        matches=_matches(names, hits, claimed, places),
        claimed_not_found=tuple(sorted(names[name] for name in np.flatnonzero(claimed & ~hit[:-1]))),
        published_not_listed=_not_listed(catalogue, used),
        found_unclaimed=tuple(sorted(names[name] for name in np.flatnonzero(denied & hit[:-1]))),
        by_department=by_department(entries, hit[places]),
        compared=near.compared,
        skipped=near.skipped,
    )


def _likeness(
    names: Sequence[str], claimed: np.ndarray, hits: Mapping[int, _Hit], used: set[int], catalogue: Catalogue, own: frozenset[str]
) -> Found:
    # Entries that claim publication come first, so that at equal likeness they win.
    open_names = sorted((name for name in range(len(names)) if name not in hits), key=lambda name: (not claimed[name], name))
    taken = {normalised(catalogue.titles[asset]) for asset in used}
    open_assets = [assets[0] for key, assets in by_key(catalogue).items() if key not in taken and not used.intersection(assets)]
    return by_likeness(names, open_names, catalogue.titles, open_assets, own)


def _running(hits: Mapping[int, _Hit], claimed: np.ndarray) -> dict[str, int]:
    tally = dict.fromkeys(LEVELS, 0)
    for name, hit in hits.items():
        tally[hit.level] += bool(claimed[name])
    return {level: int(count) for level, count in zip(LEVELS, np.cumsum(list(tally.values())), strict=True)}


def _matches(names: Sequence[str], hits: Mapping[int, _Hit], claimed: np.ndarray, places: np.ndarray) -> tuple[Match, ...]:
    first = np.full(len(names) + 1, -1)
    first[places[::-1]] = np.arange(len(places))[::-1]
    found = [
        Match(names[name], int(first[name]), hit.level, hit.asset, hit.score, bool(claimed[name])) for name, hit in hits.items()
    ]
    return tuple(sorted(found, key=lambda match: match.row))


def _not_listed(catalogue: Catalogue, used: set[int]) -> tuple[int, ...]:
    """Assets that count and that nothing was matched with; an asset whose twin in title was matched is listed."""
    same = by_key(catalogue)
    listed = used | {twin for asset in used for twin in same.get(normalised(catalogue.titles[asset]), ())}
    return tuple(asset for asset in range(len(catalogue.titles)) if catalogue.counts[asset] and asset not in listed)


def _any(places: np.ndarray, rows: np.ndarray, size: int) -> np.ndarray:
    """Of each distinct name, whether any of the rows told has it."""
    found = np.zeros(size + 1, dtype=bool)
    found[places[rows]] = True
    return found[:size]  # what stands last belongs to rows without a name


def by_department(entries: Entries, found: np.ndarray) -> tuple[DepartmentLine, ...]:
    """One line a department of the inventory, by name; entries without a department come last as an empty name.

    Args:
        entries: the inventory.
        found: per row, whether its name is found in the catalogue.
    """
    names, places = coded(entries.column("department"))
    # Spellings that differ in case and white space are one department.
    labels: dict[str, str] = {}
    keys = [" ".join(name.split()).casefold() for name in names]
    for key, name in zip(keys, names, strict=True):
        labels.setdefault(key, " ".join(name.split()))
    order = sorted(labels, key=lambda key: (labels[key].casefold(), key))
    number = {key: place for place, key in enumerate(order)}
    row = np.array([*(number[key] for key in keys), len(order)], dtype=np.int64)[places]
    size = len(order) + 1

    def tally(flags: np.ndarray) -> list[int]:
        return [int(count) for count in np.bincount(row[flags], minlength=size)]

    every = np.ones(entries.rows, dtype=bool)
    kept = entries.not_public & ~entries.claims
    columns = (tally(every), tally(entries.claims), tally(entries.claims & found), tally(entries.not_public), tally(kept))
    titles = [labels[key] for key in order] + [""]
    # A name that is shown may be a person's; the lines are counted by the names as they stand.
    lines = (DepartmentLine(masked(title), *numbers) for title, *numbers in zip(titles, *columns, strict=True))
    return tuple(line for line in lines if line.entries)
