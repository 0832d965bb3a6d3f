"""What a catalogue file holds: its dialect, its header and its entries, each with the pointer to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portalaudit.connectors.dcat.dialect import Dialect, dialect_of
from portalaudit.connectors.dcat.terms import (
    Graph,
    Json,
    bare,
    in_one_language,
    is_language_map,
    language_of,
    of_languages,
    types_of,
)
from portalaudit.connectors.values import escaped, integer

DEEPEST_CATALOGUE = 20
"""Catalogues within catalogues that are followed (own choice)."""

_LIKELY = (
    "identifier",
    "accessLevel",
    "accessURL",
    "distribution",
    "keyword",
    "description",
    "contactPoint",
    "publisher",
    "modified",
)


@dataclass(frozen=True, slots=True)
class Entry:
    pointer: str
    """JSON Pointer into the document."""
    raw: Json
    """The source's object."""
    plain: Json
    """The same with bare keys; the very object where the source writes them so."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    dialect: Dialect
    header: Json
    """The catalogue's own properties, plain, without its datasets."""
    entries: tuple[Entry, ...]
    oddities: tuple[str, ...] = ()
    """Pointers to members of the dataset list that are no objects."""
    records: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """DCAT 3 catalogue records: what one speaks of → when that entry was changed, raw, and the pointer to the record."""
    declared: int | None = None
    """`hydra:totalItems`: entries on all pages."""
    following: str | None = None
    """Address of the next page, as given (hydra)."""
    source: Mapping[str, object] = field(default_factory=dict)
    """The header as the source spells it, for validation."""
    listed: bool = True
    """False where nothing lists datasets, so that no entries does not mean that there are none."""
    single: bool = False
    """`dataset` holds one object in place of a list."""

    @property
    def title(self) -> object:
        """The catalogue's title or name, raw, in one language; None where it has neither."""
        language = language_of(self.header.get("language"))
        named = (in_one_language(self.header.get(key), language) for key in ("title", "name"))
        return next((name for name in named if name), None)


def read(value: object) -> Catalogue | None:
    """The catalogue in a JSON value; None where the value is something else."""
    if isinstance(value, list):
        return _of_list(value)
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("@graph"), list):
        return _of_nodes(value["@graph"], "/@graph")
    listing = _list_key(value)
    if listing is None and not _is_catalogue(value):
        return None
    if listing is not None and ":" in listing:
        return _linked(value, listing)
    return _plain(value)


def _list_key(value: Mapping[str, object]) -> str | None:
    """The key under which a catalogue lists its datasets."""
    listed = value.get("dataset")
    if isinstance(listed, list) or (isinstance(listed, dict) and (_is_catalogue(value) or _is_entry(listed))):
        return "dataset"
    return next((key for key in value if bare(key) == "dataset" and isinstance(value[key], list | dict) and ":" in key), None)


def _is_entry(value: Mapping[str, object]) -> bool:
    return "title" in value and any(key in value for key in _LIKELY)


def _is_catalogue(value: Mapping[str, object]) -> bool:
    held = any(isinstance(value.get(key), list) for key in ("catalog", "datasetSeries", "service", "record"))
    return "Catalog" in types_of(value) and (held or "conformsTo" in value or "dataset" in value)


def _plain(value: Json) -> Catalogue:
    """A catalogue with plain keys: DCAT-US 1.1 or 3.0, or DCAT-AP without prefixes."""
    listed = value.get("dataset")
    entries, oddities = _members(listed if isinstance(listed, list) else [], "/dataset")
    if isinstance(listed, dict):
        entries = [Entry("/dataset", listed, listed)]
    dialect = dialect_of(value, [entry.raw for entry in entries[:20]])
    graph = Graph(language=language_of(value.get("language")))
    if dialect == "dcat-ap":
        entries = [Entry(e.pointer, e.raw, graph.plain(e.raw)) for e in entries]
    else:
        entries = [_spoken(e, language_of(value.get("language"))) for e in entries]
    seen = {_name(entry.plain) for entry in entries}
    for entry in _embedded(value):
        if (name := _name(entry.plain)) not in seen or name is None:
            seen.add(name)
            entries.append(entry)
    header = {key: item for key, item in value.items() if key != "dataset"}
    plain = graph.plain(header) if dialect == "dcat-ap" else header
    return Catalogue(
        dialect, plain, tuple(entries), tuple(oddities), _records(value.get("record")), source=header,
        listed=isinstance(listed, list | dict), single=isinstance(listed, dict),
    )  # fmt: skip


def _spoken(entry: Entry, language: str | None) -> Entry:
    """An entry of DCAT-US whose texts are language maps, which that does not allow but some write, with one text of each."""
    plain = entry.plain
    maps = {key: plain[key] for key in ("title", "description", "keyword") if isinstance(plain.get(key), dict)}
    found = {
        key: of_languages(held, key != "keyword", language)
        for key, held in maps.items()
        if isinstance(held, dict) and is_language_map(held)
    }
    return Entry(entry.pointer, entry.raw, {**plain, **found}) if found else entry


def _members(listed: list[object], at: str) -> tuple[list[Entry], list[str]]:
    entries, oddities = [], []
    for number, item in enumerate(listed):
        if isinstance(item, dict):
            entries.append(Entry(f"{at}/{number}", item, item))
        else:
            oddities.append(f"{at}/{number}")
    return entries, oddities


def _embedded(value: Json) -> Iterator[Entry]:
    """Datasets of DCAT-US 3.0 that stand elsewhere: in catalogues within, as members of series, behind services."""
    waiting: list[tuple[str, Json, int]] = [("", value, 0)]
    while waiting:
        at, node, depth = waiting.pop(0)
        if depth:
            yield from _objects(node.get("dataset"), f"{at}/dataset")
        for key, inner in (("datasetSeries", ("seriesMember", "first", "last")), ("service", ("servesDataset",))):
            for holder in _objects(node.get(key), f"{at}/{key}"):
                for step in inner:
                    yield from _objects(holder.raw.get(step), f"{holder.pointer}/{step}")
        if depth < DEEPEST_CATALOGUE:
            waiting.extend((e.pointer, e.raw, depth + 1) for e in _objects(node.get("catalog"), f"{at}/catalog"))


def _objects(value: object, at: str) -> Iterator[Entry]:
    if isinstance(value, dict):
        yield Entry(at, value, value)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, dict):
                yield Entry(f"{at}/{number}", item, item)


def _name(plain: Mapping[str, object]) -> str | None:
    """What tells whether two objects are one dataset; None where nothing does."""
    identifier = plain.get("identifier")
    if isinstance(identifier, dict):
        identifier = identifier.get("@id") or identifier.get("notation")
    name = identifier or plain.get("@id")
    return name if isinstance(name, str) else None


def _records(value: object) -> dict[str, tuple[str, str]]:
    made = {}
    for record in _objects(value, "/record"):
        topic, moment = record.raw.get("primaryTopic"), record.raw.get("modified")
        topic = topic.get("@id") if isinstance(topic, dict) else topic
        if isinstance(topic, str) and isinstance(moment, str):
            made[topic] = (moment, record.pointer)
    return made


def _of_list(value: list[object]) -> Catalogue | None:
    """An array: expanded JSON-LD, or the datasets themselves (DCAT-US 1.0)."""
    objects = [item for item in value[:50] if isinstance(item, dict)]
    if any("@id" in item and any(":" in key for key in item) for item in objects):
        return _of_nodes(value, "")
    if not any("title" in item and any(key in item for key in _LIKELY) for item in objects):
        return None
    entries, oddities = _members(value, "")
    newer = any(isinstance(item.get("publisher"), dict) or isinstance(item.get("contactPoint"), dict) for item in objects)
    return Catalogue("dcat-us-1.1" if newer else "dcat-us-1.0", {}, tuple(entries), tuple(oddities))


def _linked(value: Json, listing: str) -> Catalogue:
    """A catalogue with prefixed keys that holds its datasets (the DCAT-AP feed of ArcGIS Hub)."""
    listed = value[listing]
    graph = Graph(language=_language_in(value))
    step = escaped(listing)
    found, oddities = _members(listed, f"/{step}") if isinstance(listed, list) else (list(_objects(listed, f"/{step}")), [])
    entries = tuple(Entry(e.pointer, e.raw, graph.plain(e.raw)) for e in found)
    header = graph.plain({key: item for key, item in value.items() if key != listing})
    return Catalogue("dcat-ap", header, entries, tuple(oddities))


def _of_nodes(nodes: list[object], at: str) -> Catalogue | None:
    """A list of JSON-LD nodes: `@graph` (udata, CKAN, piveau) or the expanded form."""
    catalogues = (node for node in nodes if isinstance(node, dict) and "Catalog" in types_of(node))
    language = next((tag for node in catalogues if (tag := _language_in(node))), None)
    graph = Graph(nodes, language)
    entries: list[Entry] = []
    listed = False
    header: Json = {}
    paging: Json = {}
    for number, node in enumerate(nodes):
        if not isinstance(node, dict):
            continue
        kinds = types_of(node)
        if "Dataset" in kinds:
            entries.append(Entry(f"{at}/{number}", node, graph.plain(node)))
        elif "Catalog" in kinds and not header:
            header = Graph(language=language).plain(
                {key: item for key, item in node.items() if bare(key) not in ("dataset", "record", "service")}
            )
            for key, held in node.items():
                if bare(key) == "dataset":
                    listed = True
                    whole = (e for e in _objects(held, f"{at}/{number}/{escaped(key)}") if len(e.raw) > 1)
                    entries.extend(Entry(e.pointer, e.raw, graph.plain(e.raw)) for e in whole)
        elif kinds & {"PagedCollection", "PartialCollectionView", "Collection"}:
            paging |= Graph().plain(node)
    if not entries and not header:
        return None
    declared = next((n for key in ("totalItems", "itemsTotal") if (n := integer(_single(paging.get(key)))) is not None), None)
    following = _single(paging.get("nextPage") or paging.get("next"))
    return Catalogue(
        "dcat-ap", header, tuple(entries), declared=declared, following=following if isinstance(following, str) else None,
        listed=listed or declared is not None,
    )  # fmt: skip


def _language_in(node: Mapping[str, object]) -> str | None:
    return next((tag for key, held in node.items() if bare(key) == "language" and (tag := language_of(held))), None)


def _single(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value
