"""What people schedule: cities and portals by name, read against the registry as it is now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from portalaudit.audit.cities import owner_of, plain_address, resolve
from portalaudit.audit.registry import opted_out_hosts, wished_out
from portalaudit.errors import NotFound, UsageError
from portalaudit.model.portal import City
from portalaudit.model.texts import LONGEST_KEY


@dataclass(frozen=True, slots=True)
class Named:
    """One target as it is scheduled."""

    target: str
    """A city's key, or the address of a portal without trailing slash."""
    city: City | None
    said: str | None = None
    """Where it is not what was written: why."""


def named(name: str, cities: Mapping[str, City]) -> Named:
    """A target of the command line as a schedule keeps it.

    The address of a city's only portal stands for the city, so that the two are never audited side by side.

    Raises:
        UsageError: it means nothing, see `audit.cities.resolve`.
    """
    target = resolve(name, cities, None)
    if "://" not in name:
        assert target.city is not None
        return Named(target.city.key, target.city)
    (url,) = target.urls
    if len(url) > LONGEST_KEY:
        raise UsageError(f"{url[:80]}…: an address of more than {LONGEST_KEY} characters cannot be scheduled")
    city = owner_of(url, cities)
    if city is not None and len(city.portals) == 1 and _bare(city.portals[0]) == _bare(url):
        return Named(city.key, city, f"{url} is the portal of {city.name}: scheduled as {city.key}")
    return Named(url, city)


def _bare(url: str) -> str:
    """An address without its scheme: who answers over http is not another portal."""
    return plain_address(url).partition("://")[2].casefold()


def admitted(names: Sequence[str], cities: Mapping[str, City], opted_out: Collection[str]) -> tuple[Named, ...]:
    """Targets that may be scheduled, each once.

    Args:
        opted_out: further hosts that are never asked (settings).

    Raises:
        UsageError: one of them means nothing, or asked not to be audited; the text names it.
    """
    gone = opted_out_hosts(cities) | frozenset(opted_out)
    found: dict[str, Named] = {}
    for name in names:
        one = named(name, cities)
        if (one.city is not None and one.city.opted_out) or wished_out(resolve(name, cities, None), gone):
            raise UsageError(f"{name}: is on the opt-out list: it asked not to be audited, so it is not scheduled")
        found.setdefault(one.target, one)
    return tuple(found.values())


def scheduled(names: Sequence[str], there: Collection[str], cities: Mapping[str, City]) -> tuple[str, ...]:
    """Targets that have a schedule, by whatever name they were given.

    Raises:
        NotFound: one of them has none.
    """
    return tuple(dict.fromkeys(_scheduled(name, there, cities) for name in names))


def _scheduled(name: str, there: Collection[str], cities: Mapping[str, City]) -> str:
    # A city may have left the registry, or its portals moved: what is scheduled can be named all the same.
    for known in (name, name.casefold(), name.rstrip("/"), plain_address(name) if "://" in name else name):
        if known in there:
            return known
    city = owner_of(name.rstrip("/"), cities) if "://" in name else None
    if city is not None and city.key in there and len(city.portals) == 1:
        return city.key
    raise NotFound(f"{name}: is not scheduled; `portalaudit schedule list` shows what is")


def zone_for(one: Named, told: str | None) -> tuple[str, str | None]:
    """The time zone of a schedule, and a line where nobody knew one.

    What is told goes first, then the city's record, then UTC.
    """
    if told is not None:
        return told, None
    if one.city is not None and one.city.timezone:
        return one.city.timezone, None
    return "UTC", f"{one.target}: nobody told its time zone, so its times are UTC; --zone names one"
