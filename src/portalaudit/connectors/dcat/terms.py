"""JSON-LD spellings of DCAT made plain: prefixes and IRIs off the keys, values out of their wrappers.

Nothing is ever fetched: a `@context` is not read, the usual prefixes and namespaces are known here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from portalaudit.connectors.values import escaped

Json = dict[str, object]

_USUAL = """
    adms cnt csvw cv dc dcat dcat-us dcatap dcterms dct eli foaf geodcat geodcatap gsp hydra lcnaf locn mobilitydcatap odrl odrs
    org owl pav prov rdf rdfs schema sdo skos spdx stat time usg vann vcard void xsd
"""
_PREFIXES = frozenset(_USUAL.split())
_SPELLINGS = {"accessUrl": "accessURL", "downloadUrl": "downloadURL", "endpointUrl": "endpointURL", "hasUrl": "hasURL"}
_TAGS = """
    af am ar az be bg bn br bs ca co cs cy da de el en eo es et eu fa fi fo fr fy ga gd gl gu ha he hi hr ht hu hy id is it ja
    jv ka kk km kn ko ku la lb lo lt lv mi mk ml mn mr ms mt my nb ne nl nn no oc pa pl ps pt qu rm ro ru rw se sk sl so sq sr
    st sv sw ta te tg th tk tl tr uk ur uz vi wo xh yi yo zh zu und eng fra fre deu ger spa ita por nld swe fin dan nor pol
"""
_LANGUAGES = frozenset(_TAGS.split())
_SINGLE = frozenset({"title", "description", "name", "fn", "prefLabel", "label", "abstract", "notation", "statement"})
"""Properties of which one language is enough; of the others (keywords) all are kept."""
_DEPTH = 8
"""Nested nodes followed (own choice; DCAT-AP needs four)."""


def bare(key: str) -> str:
    """A key without prefix or namespace: `dct:title` and `http://purl.org/dc/terms/title` are `title`."""
    if ":" in key:
        if key.startswith(("http://", "https://")):
            key = re.split(r"[/#]", key.rstrip("/#"))[-1]
        else:
            prefix, _, rest = key.partition(":")
            if prefix.lower() in _PREFIXES and rest:
                key = rest
    return _SPELLINGS.get(key, key)


def types_of(node: Mapping[str, object]) -> frozenset[str]:
    """The bare types of a node."""
    value = node.get("@type", node.get("type"))
    values = value if isinstance(value, list) else [value]
    return frozenset(bare(item) for item in values if isinstance(item, str))


class Graph:
    """Nodes of a JSON-LD document by their `@id`, to follow references within it."""

    def __init__(self, nodes: Iterable[object] = ()) -> None:
        self._nodes: dict[str, Json] = {}
        for node in nodes:
            if isinstance(node, dict) and isinstance(name := node.get("@id"), str):
                self._nodes.setdefault(name, node)

    def node(self, name: object) -> Json | None:
        """The node of that name; None where the document has none."""
        return self._nodes.get(name) if isinstance(name, str) else None

    def plain(self, node: Mapping[str, object], depth: int = 0) -> Json:
        """A node with bare keys and plain values; references are replaced by what they name."""
        made: Json = {}
        for key, value in node.items():
            name = bare(key)
            if name not in made:
                made[name] = self._value(value, name in _SINGLE, depth)
        return made

    def _value(self, value: object, single: bool, depth: int) -> object:
        if depth > _DEPTH:
            return None
        if isinstance(value, list):
            if single and (chosen := _in_one_language(value)) is not None:
                return chosen
            return [self._value(item, single, depth + 1) for item in value]
        if not isinstance(value, dict):
            return value
        if "@value" in value:
            return value["@value"]
        if "@list" in value or "@set" in value:
            return self._value(value.get("@list", value.get("@set")), single, depth + 1)
        if value.keys() == {"@id"}:
            node = self.node(value["@id"])
            return self.plain(node, depth + 2) if node is not None and len(node) > 1 else value["@id"]
        if _is_language_map(value):
            return _of_languages(value, single)
        return self.plain(value, depth + 1)


def _is_language_map(value: Mapping[str, object]) -> bool:
    if not value or value.keys() == {"id"}:
        return False
    tags = all(re.split(r"[-_]", key, maxsplit=1)[0].lower() in _LANGUAGES for key in value)
    return tags and all(isinstance(item, str | list) for item in value.values())


def _in_one_language(values: list[object]) -> object:
    """One of several texts that differ by language: English first, else the first tag by name; None where they do not."""
    tagged = [item for item in values if isinstance(item, dict) and "@value" in item]
    if not tagged or len(tagged) != len(values):
        return None
    return min(tagged, key=lambda item: _rank(str(item.get("@language") or "")))["@value"]


def _of_languages(value: Mapping[str, object], single: bool) -> object:
    """A language map: one text, or for lists the texts of all languages in the map's order."""
    if single or all(isinstance(item, str) for item in value.values()):
        return value[min(value, key=_rank)]
    return [text for item in value.values() for text in (item if isinstance(item, list) else [item])]


def _rank(tag: str) -> tuple[bool, str]:
    return not tag.lower().startswith("en"), tag


def raw_pointer(node: Mapping[str, object], steps: Sequence[str]) -> str:
    """The JSON Pointer, below a raw node, of a path of bare keys: as deep as the node itself holds it."""
    pointer = ""
    here: object = node
    for step in steps:
        while isinstance(here, list) and here:
            here, pointer = here[0], f"{pointer}/0"
        if not isinstance(here, dict):
            break
        found = next((key for key in here if bare(key) == step), None)
        if found is None:
            break
        pointer += "/" + escaped(found)
        here = here[found]
    return pointer
