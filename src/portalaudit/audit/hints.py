"""What a city's record tells the second phase: where an inventory may be, and what its departments are called."""

from dataclasses import dataclass

from portalaudit.documents.inventory.names import words
from portalaudit.model.audit import Target
from portalaudit.model.portal import City


@dataclass(frozen=True, slots=True)
class Hints:
    """Nothing of it is known of a portal that is audited alone."""

    departments: tuple[str, ...] = ()
    """Names and aliases."""
    own_words: frozenset[str] = frozenset()
    """Words that name the city."""
    inventory_url: str | None = None
    """Where the record says that the inventory is; asked once, with the city's first portal."""
    website: str | None = None
    """Where a list of departments may be found, if the record has none; asked once as well."""


def hints_for(target: Target, url: str) -> Hints:
    """The hints for one portal of a target."""
    return hints_of(target.city, first=url == target.urls[0])


def hints_of(city: City | None, *, first: bool = True) -> Hints:
    """The hints for one of a city's portals; `first` where it is the one that the city's own addresses are asked with."""
    if city is None:
        return Hints()
    names = tuple(name for department in city.departments for name in (department.name, *department.aliases))
    return Hints(
        departments=names,
        own_words=frozenset(words(city.name)) | frozenset(words(city.region or "")),
        inventory_url=city.inventory_url if first else None,
        website=city.website if first and not city.departments else None,
    )
