"""Words and texts that fill a field without saying anything."""

from functools import cache

from portalaudit.data.tables import table, words


@cache
def nothing() -> frozenset[str]:
    """Words in the place of a value (`n/a`), in lower case."""
    return frozenset(words(table("phrases"), "nothing"))


@cache
def fillers() -> frozenset[str]:
    """Whole texts that were to be replaced, in lower case, without a full stop at their end."""
    return frozenset(words(table("phrases"), "fillers"))


@cache
def openings() -> tuple[str, ...]:
    """Beginnings of texts that were left behind, in lower case."""
    return words(table("phrases"), "openings")


@cache
def templates() -> str:
    """One regular expression (RE2 and Python) for templates that were never rendered."""
    return "|".join(words(table("phrases"), "templates"))


@cache
def unread() -> frozenset[str]:
    """Mailboxes that nobody reads, the part before the @."""
    return frozenset(words(table("phrases"), "unread"))


def nowhere(host: str) -> bool:
    """True for a host that cannot be a contact's: reserved names and placeholders."""
    shipped = table("phrases")
    return host in words(shipped, "nowhere") or ("." + host).endswith(words(shipped, "nowhere_endings"))


@cache
def nowhere_words() -> tuple[str, ...]:
    """The names and endings of such hosts, to find addresses worth a closer look."""
    shipped = table("phrases")
    return (*words(shipped, "nowhere"), *words(shipped, "nowhere_endings"))
