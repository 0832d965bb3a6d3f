"""Texts that everything can hold: databases, their indices, and whatever is written as UTF-8."""

from hashlib import sha256

LONGEST_KEY = 500
"""Characters of a text that an index holds."""


def plain(text: str) -> str:
    """Text that both databases hold: NUL (refused by PostgreSQL) and lone surrogates (no UTF-8) become U+FFFD."""
    if text.isascii():
        return text if "\x00" not in text else text.replace("\x00", "\ufffd")
    return "".join("\ufffd" if char == "\x00" or "\ud800" <= char <= "\udfff" else char for char in text)


def short(text: str) -> str:
    """Text for an index: `plain`, and beyond 500 characters its first 400 and the digest of the whole.

    PostgreSQL refuses index entries beyond 2,704 bytes (manual, B-Tree limits); 500 characters take 2,000 at most.
    """
    text = plain(text)
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[:400]}…{sha256(text.encode()).hexdigest()}"
