"""The subject of a finding: how an asset is named for as long as it lives, and how a finding is named."""

import re
from functools import cache
from hashlib import sha256

from portalaudit.model.texts import short

_SCHEME = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_TRAILING = "/#?&"

PORTAL = "portal"
"""The subject of a portal check."""

OF_SUBJECT, OF_CHECK = 8, 4
"""Hexadecimal digits of a finding's id that are its subject's, and those behind them that are its check's (own choice: two of
a hundred portals' 300,000 subjects are alike about ten times, and then only where they fail the same check)."""


def normalised(identifier: str) -> str:
    """An identifier without scheme and trailing marks, so that a move from http to https keeps the subject."""
    return _SCHEME.sub("", identifier.strip()).rstrip(_TRAILING)


def subject_of(key: str | None, link: str | None, title: str | None) -> str:
    """The asset's id, else its link, else its title; `unnamed` where it has none of them."""
    for value in (key, link):
        if value and (name := normalised(value)):
            return name
    return (title or "").strip() or "unnamed"


FindingKey = tuple[str, str, str]
"""Portal, check, subject; long names as databases keep them."""


def finding_key(portal: str, check: str, subject: str) -> FindingKey:
    """What makes a finding the same one in every audit of its portal. Its reason may change."""
    return short(portal), check, short(subject)


def finding_id(portal: str, check: str, subject: str) -> str:
    """12 hexadecimal digits that name a finding for people, in every audit of its portal."""
    return subject_digits(portal, subject) + check_digits(check)


def subject_digits(portal: str, subject: str) -> str:
    """The part of a finding's id that all findings of one subject share."""
    return sha256(f"{short(portal)}\n{short(subject)}".encode()).hexdigest()[:OF_SUBJECT]


@cache
def check_digits(check: str) -> str:
    """The part that all findings of one check share."""
    return sha256(check.encode("utf-8", "replace")).hexdigest()[:OF_CHECK]
