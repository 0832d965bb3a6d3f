"""JSON values of unknown shape, as the frames want them. Nothing here raises for what a server says."""

import re
import string
from collections.abc import Iterable
from html import unescape

import msgspec

from portalaudit.model.frames import State

LONGEST = 200_000
"""Characters of one text kept in a frame; the archive holds the whole (own choice)."""

ABSENT_STATE, NULL, EMPTY, VALUE = (int(code) for code in State)
"""The States as plain numbers: an enum's member costs a look-up, and this is asked for every value of a catalogue."""
SURE = frozenset(string.ascii_letters + string.digits)
"""A text that begins with one of these is not blank."""

_TAG = re.compile(r"<[^<>]*>")
_BLANKS = " \t\r\n\f\v\u00a0\u200b\u200c\u200d\u2060\ufeff"


class _Absent:
    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT = _Absent()
"""The source has no such key; None is a key that holds null."""


def state(value: object) -> int:
    """The State of a value: blank strings, markup without text and empty containers are EMPTY."""
    if type(value) is str:
        return VALUE if value and (value[0] in SURE or not blank(value)) else EMPTY
    if value is None:
        return NULL
    if value is ABSENT:
        return ABSENT_STATE
    if isinstance(value, list | tuple):
        if value and value[0].__class__ is dict and value[0]:
            return VALUE
        return VALUE if _any_value(value) else EMPTY
    if isinstance(value, dict):
        return VALUE if value else EMPTY
    return VALUE


def _any_value(items: Iterable[object]) -> bool:
    """True where an item, or an item of a list below it at any depth, says something. No recursion: depth is the server's."""
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, list | tuple):
                waiting.append(iter(item))
                break
            if state(item) == VALUE:
                return True
        else:
            waiting.pop()
    return False


def blank(text: str) -> bool:
    """True for text of blanks alone and for markup without text (`<br />`)."""
    text = text.strip(_BLANKS)
    if not text:
        return True
    if text[0] not in "<&" or len(text) > 2_000:
        return False
    return not unescape(_TAG.sub("", text)).strip(_BLANKS)


def text(value: object) -> str | None:
    """A value as text: strings as they are, numbers as written, lists joined with commas, objects as JSON."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else value[:LONGEST]
    if value is None or value is ABSENT:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return ", ".join(value)[:LONGEST]
    try:
        return msgspec.json.encode(value, order="sorted").decode()[:LONGEST]
    except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError, TypeError):
        return None  # nested to the end of the stack, or holding what JSON cannot spell


def texts(value: object) -> list[str] | None:
    """A value as a list of texts: a string is split at its commas, blanks are dropped; None for what holds no list."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list | tuple):
        return [part for item in value if (part := text(item)) and part.strip()]
    if value is None or value is ABSENT:
        return None
    made = text(value)
    return [made] if made else None


def integer(value: object) -> int | None:
    """A whole number that fits 64 bits, also written as text of digits; None for anything else, negatives included."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 19:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**63:
        return None
    return int(value)


def member(value: object, *path: str) -> object:
    """What stands at a path of keys below a value; ABSENT where a step is missing, also through a non-object."""
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return ABSENT
        value = value[step]
    return value


def first(*values: object) -> object:
    """The first value that says something; else the first that is not absent; else ABSENT."""
    for value in values:
        if state(value) == VALUE:
            return value
    return next((value for value in values if value is not ABSENT), ABSENT)


def escaped(step: str) -> str:
    """One step of a JSON Pointer (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")
