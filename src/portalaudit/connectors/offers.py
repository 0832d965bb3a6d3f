"""What keys beyond a platform's own say of the fields, and which of them to believe."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from portalaudit.connectors.values import VALUE, escaped, state


class Offer(NamedTuple):
    """What one key says of a field."""

    rank: int
    """Of the key's name among those of the field; 0 is best."""
    place: str
    value: object
    key: str


Found = dict[str, Offer]
"""Field → the best key that says something of it."""

STRUCTURED = frozenset({"publisher", "organization", "contact_name", "contact_email", "contact_url"})
"""Fields that may come as an object of name, e-mail and address."""

_PARTS = (
    ("name", ("name", "fn", "title", "label")),
    ("email", ("email", "hasEmail", "mbox")),
    ("url", ("url", "uri", "homepage")),
)
_NAMED = {"publisher": {"name": "publisher"}, "organization": {"name": "organization"}}
_CONTACT = {"name": "contact_name", "email": "contact_email", "url": "contact_url"}


def take(found: Found, name: str, rank: int, place: str, value: object, key: str) -> None:
    """Note what a key says of a field; people and organisations may say several things at once."""
    if name not in STRUCTURED:
        offer(found, name, Offer(rank, place, value, key))
        return
    for target, step, part in structured(name, value):
        offer(found, target, Offer(rank, place + step, part, key))


def offer(found: Found, name: str, new: Offer) -> None:
    """Keep the best: a value before a blank, then the lower rank, then the earlier place."""
    before = found.get(name)
    if before is None:
        found[name] = new
        return
    said, told = state(new.value) == VALUE, state(before.value) == VALUE
    if (not said, new.rank, new.place) < (not told, before.rank, before.place):
        found[name] = new


def structured(name: str, value: object) -> Iterator[tuple[str, str, object]]:
    """Field, step below the key and value of a publisher or contact: text, an object, or a list of objects.

    A contact that is an e-mail address or a link is told as such.
    """
    targets = _NAMED.get(name, _CONTACT)
    step = ""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value, step = value[0], "/0"
    if isinstance(value, dict):
        for part, keys in _PARTS:
            for key in keys:
                if part in targets and state(value.get(key)) == VALUE:
                    yield targets[part], f"{step}/{escaped(key)}", value[key]
                    break
        return
    if name == "contact_name" and isinstance(value, str):
        text = value.strip()
        if "@" in text and " " not in text:
            yield "contact_email", "", value
            return
        if text.startswith(("http://", "https://")):
            yield "contact_url", "", value
            return
    yield name, "", value


def decoded(value: str) -> object:
    """A text that is a JSON list or object as what it spells; any other text as it is."""
    if value[:1] not in ("[", "{"):
        return value
    try:
        made: object = msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return value
    return made
