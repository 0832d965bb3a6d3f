"""The subject of a finding: how an asset is named for as long as it lives."""

import re

_SCHEME = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_TRAILING = "/#?&"


def normalised(identifier: str) -> str:
    """An identifier without scheme and trailing marks, so that a move from http to https keeps the subject."""
    return _SCHEME.sub("", identifier.strip()).rstrip(_TRAILING)


def subject_of(key: str | None, link: str | None, title: str | None) -> str:
    """The asset's id, else its link, else its title; `unnamed` where it has none of them."""
    for value in (key, link):
        if value and (name := normalised(value)):
            return name
    return (title or "").strip() or "unnamed"
