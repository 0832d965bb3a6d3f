"""Which asset of a catalogue each name of an inventory stands for, by levels of trust."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from portalaudit.documents.inventory.catalogue import Catalogue
from portalaudit.documents.inventory.cells import coded
from portalaudit.documents.inventory.entries import Entries
from portalaudit.documents.inventory.fuzzy import Found, nearly_same, taken_apart
from portalaudit.documents.inventory.names import link_key, normalised, slug_of

LEVELS = ("id", "link", "slug", "exact", "normalised", "fuzzy")
"""From what nobody doubts to what a reader may want to check."""

Hits = dict[int, list[int]]
"""Place of a distinct name → assets."""


def by_identity(entries: Entries, catalogue: Catalogue, places: np.ndarray) -> list[tuple[str, Hits]]:
    """Levels id, link and slug: names whose rows hold an id, a link or a link's last part that is one asset's alone.

    Args:
        entries: the inventory.
        catalogue: the assets.
        places: per row, the place of its name among the distinct names, -1 without a name.
    """
    ids, links, slugs = _Unique(), _Unique(), _Unique()
    for asset in range(len(catalogue.titles)):
        for text in catalogue.ids[asset]:
            ids.add(_id_key(text), asset)
            slugs.add(slug_of(text) or _id_key(text), asset)
        for link in catalogue.links[asset]:
            links.add(_page(link), asset)
            slugs.add(slug_of(link), asset)
    levels: tuple[tuple[str, str, Callable[[str], int]], ...] = (
        ("id", "id", lambda text: ids.get(_id_key(text))),
        ("link", "link", lambda text: links.get(_page(text))),
        ("slug", "link", lambda text: slugs.get(slug_of(text))),
    )
    result = []
    for level, group, look in levels:
        hits: dict[int, dict[int, None]] = defaultdict(dict)
        for column in entries.columns_of(group):
            texts, at = coded(column)
            known = np.array([*map(look, texts), -1], dtype=np.int64)[at]
            for row in np.flatnonzero((known >= 0) & (places >= 0)):
                hits[int(places[row])].setdefault(int(known[row]))
        result.append((level, {name: list(assets) for name, assets in sorted(hits.items())}))
    return result


class _Unique:
    """Keys that name one asset; a key that two assets share names none."""

    def __init__(self) -> None:
        self._assets: dict[str, int] = {}

    def add(self, key: str | None, asset: int) -> None:
        if key is not None and self._assets.setdefault(key, asset) != asset:
            self._assets[key] = -1

    def get(self, key: str | None) -> int:
        return -1 if key is None else self._assets.get(key, -1)


def _id_key(text: str) -> str | None:
    """An id that can be nobody else's: six characters or more, not digits alone; a running number means nothing."""
    key = (link_key(text) or text).strip().lower()
    return key if len(key) >= 6 and not key.isdigit() else None


def _page(text: str) -> str | None:
    """A link below a site's home page."""
    key = link_key(text)
    return key if key and "/" in key else None


def by_key(catalogue: Catalogue) -> dict[str, list[int]]:
    """Assets by normalised title."""
    found: dict[str, list[int]] = defaultdict(list)
    for asset, title in enumerate(catalogue.titles):
        if key := normalised(title):
            found[key].append(asset)
    return found


def by_title(names: Sequence[str], catalogue: Catalogue) -> list[tuple[str, Hits]]:
    """Levels exact and normalised (NFKD, casefold, a-z and 0-9 only)."""
    exact: dict[str, list[int]] = defaultdict(list)
    for asset, title in enumerate(catalogue.titles):
        exact[title].append(asset)
    same = by_key(catalogue)
    keys = [normalised(name) for name in names]
    return [
        ("exact", {place: exact[name] for place, name in enumerate(names) if name in exact}),
        ("normalised", {place: same[key] for place, key in enumerate(keys) if key in same}),
    ]


def by_likeness(
    names: Sequence[str], open_names: Sequence[int], titles: Sequence[str], open_assets: Sequence[int], own: frozenset[str]
) -> Found:
    """Level fuzzy: names that no stricter level found, and assets that none used.

    Args:
        names: the distinct names.
        open_names: places of those still without an asset, the more important first.
        titles: the catalogue's titles.
        open_assets: places of assets still without a name, one a title.
        own: words that name departments; they don't tell datasets apart.
    """
    found = nearly_same(
        [taken_apart(names[place], own) for place in open_names], [taken_apart(titles[place], own) for place in open_assets]
    )
    pairs = tuple((open_names[name], open_assets[asset], score) for name, asset, score in found.pairs)
    return Found(pairs, found.skipped, found.compared)
