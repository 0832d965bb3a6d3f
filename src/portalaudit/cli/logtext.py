"""A record of the log made safe and made a line.

Titles, addresses and errors in it come from portals: they are cut to a bound, secrets are taken out of them, and no character
of theirs ends a line, moves the cursor or turns the direction of what follows.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from portalaudit.archive.redact import MASK, SECRET_HEADERS, SECRET_PARAMS, redact_url

Event = MutableMapping[str, Any]

LONGEST = 4_000
"""Characters of a value that are kept (own choice: a line of a log stays below what collectors cut, 16 KB and more)."""
LONGEST_TRACE = 16_000
"""Characters of a traceback that are kept, its end: that is where the cause stands (own choice)."""
MOST = 50
"""Items of a list or mapping that are kept (own choice)."""
DEEPEST = 4
"""Lists and mappings within others that are told as such (own choice)."""
SHORTEST_SECRET = 4
"""Characters of a configured secret that is looked for in texts: a shorter one would blot out half the log (own choice)."""

_SECRET_ENDS = ("_token", "_secret", "_password", "_passphrase", "_passwd", "_cookie")
_SECRET_NAMES = {name.replace("-", "_") for name in (*SECRET_PARAMS, *SECRET_HEADERS)} | {"passphrase", "cookie"}
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s\"'<>]+")
_NAMES = "|".join(sorted(map(re.escape, {*SECRET_PARAMS, *SECRET_HEADERS, "passphrase"}), key=len, reverse=True))
_TOLD = re.compile(
    rf"(?<![\w-])({_NAMES})(\s*[=:]\s*|['\"]\s*:\s*)(?:(?:bearer|basic|token)\s+)?(\"[^\"]*\"|'[^']*'|[^\s,;&\"')\]}}]+)",
    re.IGNORECASE,
)
"""`password=…`, `X-App-Token: …` and the like in free text."""
_BEARER = re.compile(r"\b(bearer|basic)(\s+)(?=[A-Za-z0-9_\-+/=.~]*[0-9_\-+/=.~])[A-Za-z0-9_\-+/=.~]{8,}", re.IGNORECASE)
_BARE = re.compile(r"[^\s\"'=\\]+")
_HEAD = ("timestamp", "level", "event")


def bounded(logger: object, method: str, event: Event) -> Event:
    """Values as JSON knows them, none longer, wider or deeper than its bound."""
    for name, value in event.items():
        if name == "exception":
            text = str(value)
            event[name] = text if len(text) <= LONGEST_TRACE else f"… {text[-LONGEST_TRACE:]}"
        elif not name.startswith("_"):
            event[name] = _plain(value, 0)
    return event


def without_secrets(secrets: frozenset[str]) -> Callable[[object, str, Event], Event]:
    """A step that masks values of secret names, secrets in addresses and texts, and the given texts wherever they stand."""
    known = sorted((secret for secret in secrets if len(secret) >= SHORTEST_SECRET), key=len, reverse=True)

    def mask(logger: object, method: str, event: Event) -> Event:
        for name, value in event.items():
            if not name.startswith("_"):
                event[name] = _masked(name, value, known)
        return event

    return mask


def as_json(logger: object, method: str, event: Mapping[str, Any]) -> str:
    """One line of ASCII: all that could end a line or steer a terminal is escaped as JSON does."""
    return _dumped(event)


def as_text(logger: object, method: str, event: Mapping[str, Any]) -> str:
    """`MOMENT level event  name=value …`; a traceback follows, indented so that no line of it passes for ours."""
    fields = [f"{visible(name)}={_value(value)}" for name, value in event.items() if name not in (*_HEAD, "exception")]
    first = f"{event['timestamp']} {event['level']:<8} {visible(str(event['event']))}{'  ' if fields else ''}{' '.join(fields)}"
    trace = str(event.get("exception", "")).split("\n") if event.get("exception") else []
    return "\n".join([first, *(f"    {visible(line)}" for line in trace)])


def visible(text: str) -> str:
    """The text with every character that does not print (controls, line ends, marks of direction) written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape", "surrogatepass").decode("ascii") for mark in text
    )


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=True).replace("\x7f", "\\u007f")


def _value(value: object) -> str:
    if not isinstance(value, str):
        return _dumped(value)
    if value.isprintable() and _BARE.fullmatch(value):
        return value
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{visible(quoted)}"'


def _plain(value: object, depth: int) -> object:
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, Mapping) and depth < DEEPEST:
        pairs = list(value.items())
        kept = {_cut(str(name)): _plain(item, depth + 1) for name, item in pairs[:MOST]}
        return kept if len(pairs) <= MOST else {**kept, "…": f"{len(pairs) - MOST:,} more"}
    if isinstance(value, list | tuple | set | frozenset) and depth < DEEPEST:
        items = list(value)
        return [_plain(item, depth + 1) for item in items[:MOST]] + (
            [f"… {len(items) - MOST:,} more"] if len(items) > MOST else []
        )
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def _masked(name: str, value: object, known: list[str]) -> object:
    if _secret(name) and value is not None:
        return MASK
    if isinstance(value, str):
        return _masked_text(value, known)
    if isinstance(value, dict):
        return {_masked_text(key, known): _masked(key, item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(name, item, known) for item in value]
    return value


def _secret(name: str) -> bool:
    plain = name.casefold().replace("-", "_")
    return plain in _SECRET_NAMES or plain.endswith(_SECRET_ENDS)


def _masked_text(text: str, known: list[str]) -> str:
    for secret in known:
        text = text.replace(secret, MASK)
    if "://" in text:
        text = _ADDRESS.sub(lambda found: redact_url(found.group()), text)
    text = _TOLD.sub(lambda found: f"{found[1]}{found[2]}{MASK}", text)
    return _BEARER.sub(lambda found: f"{found[1]}{found[2]}{MASK}", text)
