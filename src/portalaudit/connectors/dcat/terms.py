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
_CODES = """
    eng=en fra=fr fre=fr deu=de ger=de spa=es ita=it por=pt nld=nl dut=nl swe=sv fin=fi dan=da nor=no pol=pl bul=bg ces=cs cze=cs
    ell=el gre=el est=et gle=ga hrv=hr hun=hu isl=is lav=lv lit=lt mlt=mt ron=ro rum=ro slk=sk slo=sk slv=sl cat=ca eus=eu glg=gl
    rus=ru ukr=uk tur=tr jpn=ja zho=zh kor=ko ara=ar heb=he
"""
_TWO_LETTERS = dict(pair.split("=") for pair in _CODES.split())
"""ISO 639-2 codes, as the EU's language authority spells them, and their ISO 639-1 twins."""
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
    """Nodes of a JSON-LD document by their `@id`, to follow references within it.

    Of texts in several languages English is chosen, else `language` (the catalogue's), else the first by tag.
    """

    def __init__(self, nodes: Iterable[object] = (), language: str | None = None) -> None:
        self._language = language
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
            if single and (chosen := _in_one_language(value, self._language)) is not None:
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
        if is_language_map(value):
            return of_languages(value, single, self._language)
        return self.plain(value, depth + 1)


def language_of(value: object) -> str | None:
    """The tag of a catalogue's `language`: `nl`, `["nl-BE"]`, the IRI of the EU's language authority; None where none is told."""
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@id", value.get("@value"))
    if not isinstance(value, str):
        return None
    tag = re.split(r"[-_]", re.split(r"[/#:]", value.rstrip("/#"))[-1])[0].lower()
    return _TWO_LETTERS.get(tag, tag) or None


def in_one_language(value: object, language: str | None = None) -> object:
    """A title or name that may be a language map or a list of tagged texts, as one text; other values as they are."""
    if isinstance(value, dict) and is_language_map(value):
        return of_languages(value, True, language)
    if isinstance(value, list) and (chosen := _in_one_language(value, language)) is not None:
        return chosen
    return value


def is_language_map(value: Mapping[str, object]) -> bool:
    """True for an object whose keys are language tags: `{"en": "Trees", "nl": "Bomen"}`."""
    if not value or value.keys() == {"id"}:
        return False
    tags = all(re.split(r"[-_]", key, maxsplit=1)[0].lower() in _LANGUAGES for key in value)
    return tags and all(isinstance(item, str | list) for item in value.values())


def _in_one_language(values: list[object], language: str | None) -> object:
    """One of several texts that differ by language; None where they do not."""
    tagged = [item for item in values if isinstance(item, dict) and "@value" in item]
    if not tagged or len(tagged) != len(values):
        return None
    return min(tagged, key=lambda item: _rank(str(item.get("@language") or ""), language))["@value"]


def of_languages(value: Mapping[str, object], single: bool, language: str | None = None) -> object:
    """A language map: one text, or for lists the texts of all languages in the map's order."""
    if single or all(isinstance(item, str) for item in value.values()):
        return value[min(value, key=lambda tag: _rank(tag, language))]
    return [text for item in value.values() for text in (item if isinstance(item, list) else [item])]


def _rank(tag: str, language: str | None) -> tuple[int, str]:
    """English, the catalogue's own language, then by name."""
    spoken = re.split(r"[-_]", tag)[0].lower()
    spoken = _TWO_LETTERS.get(spoken, spoken)
    return 0 if spoken == "en" else 1 if spoken == language else 2, tag


def raw_pointer(node: Mapping[str, object], steps: Sequence[str], value: object = None, *, into: bool = False) -> str:
    """The JSON Pointer, below a raw node, of a path of bare keys: as deep as the node itself holds it.

    Args:
        node: the source's object.
        steps: bare keys; a list on the way is entered at its first object.
        value: the text or number that was taken from there; where it stands in a wrapper, a language map or a list, the pointer
            leads to the very value.
        into: end at the first object of a list, not at the list.
    """
    pointer = ""
    here: object = node
    for step in steps:
        here, pointer = _entered(here, pointer)
        if not isinstance(here, dict):
            break
        found = step if step in here else next((key for key in here if bare(key) == step), None)
        if found is None:
            break
        pointer += "/" + escaped(found)
        here = here[found]
    if into:
        return _entered(here, pointer)[1]
    return pointer + _inside(here, value, 3) if isinstance(value, str | int | float) else pointer


def _entered(here: object, pointer: str) -> tuple[object, str]:
    for _ in range(_DEPTH):
        if not isinstance(here, list) or not here:
            break
        number = next((number for number, item in enumerate(here) if isinstance(item, dict)), 0)
        here, pointer = here[number], f"{pointer}/{number}"
    return here, pointer


def _inside(here: object, value: object, levels: int) -> str:
    """The rest of the pointer to a plain value that stands somewhere in here; empty where it does not."""
    items: Iterable[tuple[str, object]] = ()
    if isinstance(here, list):
        items = ((str(number), item) for number, item in enumerate(here[:50]))
    elif isinstance(here, dict):
        items = here.items()
    for step, item in items:
        if type(item) is type(value) and item == value:
            return "/" + escaped(step)
        if levels and isinstance(item, dict | list) and (deeper := _inside(item, value, levels - 1)):
            return f"/{escaped(step)}{deeper}"
    return ""
