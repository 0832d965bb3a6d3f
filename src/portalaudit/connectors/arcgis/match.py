"""Which entry of the feed is which item of the search, by item id whatever the shape of the identifier."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portalaudit.connectors.arcgis.search import Item
from portalaudit.connectors.dcat.document import Entry
from portalaudit.connectors.dcat.kind import item_id, slug_of

ITEM_PAGE = "https://www.arcgis.com/home/item.html?id="
"""Hub's usual identifier (reference: portal-apis 3.1)."""


@dataclass(frozen=True, slots=True)
class Matched:
    items: tuple[Item | None, ...]
    """One for each entry of the feed, None where the search does not list it."""
    left: tuple[Item, ...]
    """Items that the feed does not list, by key."""


def id_of_entry(entry: Entry) -> str | None:
    """The item id of a feed's entry: from its identifier, else its landing page, else its distributions."""
    plain = entry.plain
    for value in (plain.get("identifier"), plain.get("landingPage"), plain.get("@id")):
        if (found := item_id(value)) is not None:
            return found
    listed = plain.get("distribution")
    for item in listed if isinstance(listed, list) else []:
        for key in ("accessURL", "downloadURL"):
            if isinstance(item, dict) and "/items/" in str(item.get(key)) and (found := item_id(item.get(key))) is not None:
                return found
    return None


def match(entries: Sequence[Entry], items: Mapping[str, Item]) -> Matched:
    """Match entries and items: by the whole id, by the page's name, then by the item where only one side names a layer."""
    slugs: dict[str, Item] = {}
    layers: dict[str, list[Item]] = {}
    for item in items.values():
        if item.slug:
            slugs.setdefault(item.slug, item)
        layers.setdefault(item.key.partition("_")[0], []).append(item)
    found: list[Item | None] = []
    for entry in entries:
        key = id_of_entry(entry)
        page = slug_of(entry.plain.get("landingPage")) or slug_of(entry.plain.get("@id"))
        chosen = items.get(key) if key else None
        if chosen is None and page:
            chosen = slugs.get(page)
        if chosen is None and key:
            chosen = _of_item(key, layers)
        found.append(chosen)
    used = {item.key for item in found if item is not None}
    return Matched(tuple(found), tuple(items[key] for key in sorted(items) if key not in used))


def _of_item(key: str, layers: Mapping[str, list[Item]]) -> Item | None:
    base, _, layer = key.partition("_")
    same = layers.get(base, [])
    if layer:
        return next((item for item in same if item.key == base), None)
    return same[0] if len(same) == 1 else None


def spelling(entries: Iterable[Entry]) -> str:
    """How this site's feed writes identifiers, up to the id, so that an item keeps its subject when the feed breaks off."""
    counted: Counter[str] = Counter()
    for entry in entries:
        value = entry.plain.get("identifier")
        key = item_id(value)
        if isinstance(value, str) and key is not None:
            counted[value[: value.lower().index(key.partition("_")[0])]] += 1
    return min(counted, key=lambda start: (-counted[start], start)) if counted else ITEM_PAGE


def spelt(start: str, key: str) -> str:
    """An item's identifier in that spelling."""
    base, _, layer = key.partition("_")
    if not layer or item_id(key) is None:
        return start + key
    return f"{start}{base}&sublayer={layer}" if start.endswith("?id=") else f"{start}{base}_{layer}"
