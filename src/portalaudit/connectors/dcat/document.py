"""What a catalogue file holds: its dialect, its header and its entries, each with the pointer to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from portalaudit.connectors.dcat.terms import Graph, Json, bare, types_of
from portalaudit.connectors.values import escaped, integer

Dialect = Literal["dcat-us-1.0", "dcat-us-1.1", "dcat-us-3.0", "dcat-ap"]

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
    records: Mapping[str, str] = field(default_factory=dict)
    """DCAT 3 catalogue records: what one speaks of → when that entry was changed, raw."""
    declared: int | None = None
    """`hydra:totalItems`: entries on all pages."""
    following: str | None = None
    """Address of the next page, as given (hydra)."""
    source: Mapping[str, object] = field(default_factory=dict)
    """The header as the source spells it, for validation."""


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
    if isinstance(value.get("dataset"), list):
        return "dataset"
    return next((key for key in value if bare(key) == "dataset" and isinstance(value[key], list | dict) and ":" in key), None)


def _is_catalogue(value: Mapping[str, object]) -> bool:
    held = any(isinstance(value.get(key), list) for key in ("catalog", "datasetSeries", "service", "record"))
    return "Catalog" in types_of(value) and (held or "conformsTo" in value or "dataset" in value)


def _plain(value: Json) -> Catalogue:
    """A catalogue with plain keys: DCAT-US 1.1 or 3.0, or DCAT-AP without prefixes."""
    listed = value.get("dataset")
    entries, oddities = _members(listed if isinstance(listed, list) else [], "/dataset")
    dialect = _dialect(value, entries)
    if dialect == "dcat-ap":
        graph = Graph()
        entries = [Entry(e.pointer, e.raw, graph.plain(e.raw)) for e in entries]
    seen = {_name(entry.plain) for entry in entries}
    for entry in _embedded(value):
        if (name := _name(entry.plain)) not in seen or name is None:
            seen.add(name)
            entries.append(entry)
    header = {key: item for key, item in value.items() if key != "dataset"}
    return Catalogue(dialect, header, tuple(entries), tuple(oddities), _records(value.get("record")), source=header)


def _members(listed: list[object], at: str) -> tuple[list[Entry], list[str]]:
    entries, oddities = [], []
    for number, item in enumerate(listed):
        if isinstance(item, dict):
            entries.append(Entry(f"{at}/{number}", item, item))
        else:
            oddities.append(f"{at}/{number}")
    return entries, oddities


def _dialect(header: Mapping[str, object], entries: list[Entry]) -> Dialect:
    """By `conformsTo`; without it by what only one of the versions has (reference: DCAT-US 3.0 has no `@context`)."""
    said = str(header.get("conformsTo") or "").lower()
    if "dcat-us/3" in said or "dcat-us 3" in said or "dcat-us/v3" in said:
        return "dcat-us-3.0"
    if "project-open-data" in said or "v1.1" in said:
        return "dcat-us-1.1"
    if "dcat-ap" in said or "w3.org/ns/dcat" in said:
        return "dcat-ap"
    if any(key in header for key in ("datasetSeries", "record", "service", "catalog")):
        return "dcat-us-3.0"
    first = [entry.raw for entry in entries[:20]]
    if (
        "@context" not in header
        and any("accessRights" in raw for raw in first)
        and not any("accessLevel" in raw for raw in first)
    ):
        return "dcat-us-3.0"
    return "dcat-us-1.1"


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


def _records(value: object) -> dict[str, str]:
    made = {}
    for record in _objects(value, ""):
        topic, moment = record.raw.get("primaryTopic"), record.raw.get("modified")
        topic = topic.get("@id") if isinstance(topic, dict) else topic
        if isinstance(topic, str) and isinstance(moment, str):
            made[topic] = moment
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
    graph = Graph()
    step = escaped(listing)
    found, oddities = _members(listed, f"/{step}") if isinstance(listed, list) else (list(_objects(listed, f"/{step}")), [])
    entries = tuple(Entry(e.pointer, e.raw, graph.plain(e.raw)) for e in found)
    header = graph.plain({key: item for key, item in value.items() if key != listing})
    return Catalogue("dcat-ap", header, entries, tuple(oddities))


def _of_nodes(nodes: list[object], at: str) -> Catalogue | None:
    """A list of JSON-LD nodes: `@graph` (udata, CKAN, piveau) or the expanded form."""
    graph = Graph(nodes)
    entries: list[Entry] = []
    header: Json = {}
    paging: Json = {}
    for number, node in enumerate(nodes):
        if not isinstance(node, dict):
            continue
        kinds = types_of(node)
        if "Dataset" in kinds:
            entries.append(Entry(f"{at}/{number}", node, graph.plain(node)))
        elif "Catalog" in kinds and not header:
            header = Graph().plain({key: item for key, item in node.items() if bare(key) not in ("dataset", "record", "service")})
            for key, held in node.items():
                if bare(key) == "dataset":
                    whole = (e for e in _objects(held, f"{at}/{number}/{escaped(key)}") if len(e.raw) > 1)
                    entries.extend(Entry(e.pointer, e.raw, graph.plain(e.raw)) for e in whole)
        elif kinds & {"PagedCollection", "PartialCollectionView", "Collection"}:
            paging |= Graph().plain(node)
    if not entries and not header:
        return None
    declared = next((n for key in ("totalItems", "itemsTotal") if (n := integer(_single(paging.get(key)))) is not None), None)
    following = _single(paging.get("nextPage") or paging.get("next"))
    return Catalogue(
        "dcat-ap", header, tuple(entries), declared=declared, following=following if isinstance(following, str) else None
    )


def _single(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value
