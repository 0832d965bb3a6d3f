"""Whole objects out of a catalogue that breaks off, as feeds do that are made while they are sent."""

import io
import re
from dataclasses import dataclass

import ijson

from portalaudit.connectors.answers import UnreadableError, decode
from portalaudit.connectors.dcat.terms import Json

_LISTS = re.compile(rb'"(dataset|dcat:dataset|http://www\.w3\.org/ns/dcat#dataset|@graph|data|features)"\s*:\s*\[')
_STEP = 4_096
"""Bytes parsed at a time: an error takes the objects of its own step with it."""
_HEAD = 4_000_000
"""Bytes in which the list is looked for (own choice: a header is shorter)."""


@dataclass(frozen=True, slots=True)
class Salvage:
    key: str
    """The key of the list, empty for an array at the root."""
    header: Json
    """What stands whole before the list."""
    items: list[object]
    """The members of the list that are whole."""
    reason: str
    """`truncated` where the document ends too early, `malformed` where something in it is no JSON."""

    def document(self) -> object:
        """A document of what was salvaged, of the shape that the whole one would have had."""
        return {**self.header, self.key: self.items} if self.key else self.items


def salvage(body: bytes) -> Salvage | None:
    """What is whole in a broken JSON document that holds a list of objects; None where nothing is."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    if body.lstrip()[:1] == b"[":
        key = ""
    else:
        found = _LISTS.search(body[:_HEAD])
        if found is None:
            return None
        key = found[1].decode()
    items, reason = _items(body, f"{key}.item" if key else "item")
    if not items:
        return None
    return Salvage(key, _header(body, key) if key else {}, items, reason)


def _items(body: bytes, prefix: str) -> tuple[list[object], str]:
    items: list[object] = []
    try:
        for item in ijson.items(io.BytesIO(body), prefix, use_float=True, buf_size=_STEP):
            items.append(item)  # noqa: PERF402 - what came before the break is to stay
    except ijson.IncompleteJSONError as broken:
        return items, "truncated" if "premature EOF" in str(broken) else "malformed"
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError):
        return items, "malformed"
    return items, "malformed"


def _header(body: bytes, key: str) -> Json:
    """The members of the root object before the list."""
    end = body.find(b'"' + key.encode() + b'"')
    try:
        header: object = decode(body[:end].rstrip(b" \t\r\n,") + b"}")
    except UnreadableError:
        return {}
    return header if isinstance(header, dict) else {}
