"""The guideline's 31 provisions as a person reads them: number, code, part, what each asks for, an aim (data/provisions.toml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portalaudit.data.tables import rows, table


@dataclass(frozen=True, slots=True)
class Asked:
    """One provision of the guideline, in our own words."""

    number: int
    code: str
    title: str
    part: str
    """A key of `parts`."""
    asks: str
    aim: str
    """What a drafter may want to reach; no sentence for a policy."""


@cache
def guideline() -> tuple[Asked, ...]:
    """All 31 in order."""
    return tuple(
        Asked(int(str(row["number"])), *(str(row[key]) for key in ("code", "title", "part", "asks", "aim")))
        for row in rows("provisions", "provisions")
    )


def parts() -> Mapping[str, str]:
    """The guideline's three parts in order: key and title."""
    found = table("provisions")["parts"]
    assert isinstance(found, dict)
    return found
