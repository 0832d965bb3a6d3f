"""Whether a value says what an excerpt quotes, and lacks what is said to be absent. Pure.

An excerpt is what a connector made of a value: a text as it stands, a list joined or as JSON, a stamp as an ISO date, cut at 300
characters. Blanks are passed over, for JSON and excerpts set them differently.
"""

import json
import re
from collections.abc import Iterator

from portalaudit.model.stamps import epoch_micros, iso_micros, moment_of

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|\\?$)')
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?")
MOST = 100_000
"""Values below a pointer that are looked at (own choice: an entry of a catalogue has some hundreds)."""


def holds(value: object, excerpt: str) -> bool:
    """The value, or something below it, says the excerpt."""
    if excerpt == "null" and value is None:
        return True
    wanted = squeezed(excerpt)
    leaves = list(_leaves(value))
    spelt = [squeezed(text) for text in _spellings(value, leaves)]
    return (
        any(wanted in text for text in spelt)
        or _lists(leaves, spelt, excerpt)
        or (_DATE.fullmatch(excerpt) is not None and any(excerpt in _moments(leaf) for leaf in leaves))
    )


def lacks(value: object, key: str) -> bool:
    """The value is an object without that key, a list of pairs none of which has it, or a text or number, which has no keys."""
    if isinstance(value, dict):
        return key not in value
    if not isinstance(value, list):
        return True
    names = (_plain(str(pair.get("key", pair.get("name")))) for pair in value if isinstance(pair, dict))
    return _plain(key) not in names


def at(value: object, pointer: str) -> object:
    """What stands at a JSON Pointer (RFC 6901).

    Raises:
        LookupError: nothing does.
    """
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and re.fullmatch(r"0|[1-9]\d{0,8}", name) and int(name) < len(value):
            value = value[int(name)]
        else:
            raise LookupError(name)
    return value


def squeezed(text: str) -> str:
    """A text without blanks."""
    return "".join(text.split())


def _spellings(value: object, leaves: list[object]) -> Iterator[str]:
    """A value as text, in the ways in which it may have been quoted."""
    if isinstance(value, str):
        yield value
        return
    yield ", ".join(leaf if isinstance(leaf, str) else json.dumps(leaf) for leaf in leaves)
    for in_order in (False, True):
        try:
            yield json.dumps(value, ensure_ascii=False, sort_keys=in_order)
        except (TypeError, ValueError, RecursionError):
            return


def _lists(leaves: list[object], spelt: list[str], excerpt: str) -> bool:
    """The excerpt is a list as JSON, perhaps cut, each of whose items stands in the value."""
    if not excerpt.startswith("["):
        return False
    if excerpt == "[]":  # a list of nothing, or of blanks
        return all(leaf is None or not str(leaf).strip() for leaf in leaves)
    items = [squeezed(_unescaped(found[1])) for found in _TOKEN.finditer(excerpt)]
    return bool(items) and all(any(item in text for text in spelt) for item in items)


def _unescaped(token: str) -> str:
    try:
        return str(json.loads(f'"{token}"'))
    except ValueError:  # cut within an escape
        return token.rpartition("\\")[0]


def _moments(leaf: object) -> str:
    """A leaf as the moments that it may tell, ISO 8601."""
    found = [iso_micros(leaf)] if isinstance(leaf, str) else [epoch_micros(leaf, unit) for unit in (1, 1_000)]
    if isinstance(leaf, str) and leaf.isdecimal() and len(leaf) < 16:
        found += [epoch_micros(int(leaf), unit) for unit in (1, 1_000)]
    return " ".join(moment_of(one).isoformat() for one in found if one is not None)


def _leaves(value: object) -> Iterator[object]:
    """Scalars below a value, in order; no recursion, for depth is a stranger's."""
    waiting, seen = [value], 0
    while waiting and seen < MOST:
        one = waiting.pop()
        seen += 1
        if isinstance(one, dict):
            waiting.extend(reversed(list(one.values())))
        elif isinstance(one, list):
            waiting.extend(reversed(one))
        else:
            yield one


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
