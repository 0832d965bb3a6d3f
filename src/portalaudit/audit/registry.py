"""The registry and the database as the command line needs them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portalaudit import migrations
from portalaudit.audit.cities import from_toml, shipped
from portalaudit.errors import ArchiveError, StoreError, UsageError
from portalaudit.model.audit import Target
from portalaudit.model.portal import City
from portalaudit.store import cities as stored
from portalaudit.store import engine as engines

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def open_database(url: str) -> "Engine":
    """Open a database; an empty one gets its tables.

    Raises:
        StoreError: it cannot be used, or its schema is not that of this software.
    """
    have, newest = migrations.current(url), migrations.head()
    if have is None:
        migrations.create(url)
    elif have != newest:
        raise StoreError(f"the database's schema is {have}, this software's {newest}: run `portalaudit db upgrade`")
    return engines.open(url)


def known_cities(db: str) -> Mapping[str, City]:
    """All records by key: one's own, in the place of the shipped ones that have their keys."""
    return dict(shipped()) if migrations.current(db) is None else all_cities(open_database(db))


def all_cities(engine: "Engine") -> Mapping[str, City]:
    """The same of a database that is open."""
    return {**shipped(), **{city.key: city for city in stored.list_cities(engine)}}


def find_city(db: str, key: str) -> City:
    """One city's record.

    Raises:
        UsageError: the registry has no such city.
    """
    city = known_cities(db).get(key.casefold())
    if city is None:
        raise UsageError(f"no city {key!r}; `portalaudit cities list` shows the registry")
    return city


def city_from(db: str, key_or_file: str) -> City:
    """A city by its key, or from a TOML file.

    Raises:
        UsageError: there is neither.
    """
    path = Path(key_or_file)
    return from_toml(path) if path.suffix == ".toml" or path.is_file() else find_city(db, key_or_file)


def save_cities(db: str, cities: Sequence[City]) -> None:
    """Save records of one's own."""
    stored.save_cities(open_database(db), cities)


def opted_out_hosts(cities: Mapping[str, City]) -> frozenset[str]:
    """Hosts that are never asked, because their city wished so: its portals, its website and its own domains."""
    gone = [city for city in cities.values() if city.opted_out]
    hosts = {urlsplit(url).hostname for city in gone for url in (*city.portals, city.website or "")}
    return frozenset(host for host in hosts if host) | {domain.casefold() for city in gone for domain in city.domains}


def wished_out(target: Target, hosts: frozenset[str]) -> bool:
    """True where every portal of a target asked never to be audited; `hosts` stand for their subdomains too."""

    def asked(url: str) -> bool:
        host = (urlsplit(url).hostname or "").rstrip(".")
        return any(host == name or host.endswith(f".{name}") for name in hosts)

    return all(map(asked, target.urls))


def database_state(url: str) -> str:
    """The schema's revision in words.

    Raises:
        StoreError: it is behind, or the database cannot be used.
    """
    have, newest = migrations.current(url), migrations.head()
    if have is None:
        return "empty; the first audit makes its tables"
    if have != newest:
        raise StoreError(f"schema {have}, newest {newest}: run `portalaudit db upgrade`")
    return f"schema {have}"


def archive_state(archive: Path) -> str:
    """Whether the archive can be written.

    Raises:
        ArchiveError: it cannot.
    """
    try:
        archive.mkdir(parents=True, exist_ok=True)
        probe = archive / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        raise ArchiveError(f"{archive} cannot be written: {problem.strerror}") from problem
    return str(archive)
