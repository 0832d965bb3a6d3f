"""The registry of cities, as it is in the database."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound
from portalaudit.model.portal import City
from portalaudit.store import tables
from portalaudit.store.bulk import upsert
from portalaudit.store.captures import host_of
from portalaudit.store.engine import reading, writing


def list_cities(engine: Engine) -> tuple[City, ...]:
    """All cities, by key."""
    with reading(engine) as connection:
        records = connection.scalars(sa.select(tables.cities.c.record).order_by(tables.cities.c.key)).all()
    return tuple(city_of(record) for record in records)


def find_city(engine: Engine, key: str) -> City | None:
    """A city's record, None where the database has none."""
    with reading(engine) as connection:
        record = connection.scalar(sa.select(tables.cities.c.record).where(tables.cities.c.key == key))
    return None if record is None else city_of(record)


def save_cities(engine: Engine, cities: Sequence[City]) -> None:
    """Add cities, or put each in the place of the one that has its key; all of them or none."""
    if not cities:
        return
    rows = {
        city.key: {
            "key": city.key, "name": city.name, "region": city.region, "country": city.country,
            "opted_out": city.opted_out, "record": city,
        }
        for city in cities
    }  # fmt: skip
    with writing(engine) as connection:
        insert = upsert(connection, tables.cities)
        fresh = {name: insert.excluded[name] for name in ("name", "region", "country", "opted_out", "record")}
        connection.execute(insert.on_conflict_do_update(index_elements=["key"], set_=fresh), list(rows.values()))


def opt_out(engine: Engine, key: str, opted_out: bool = True) -> City:
    """Take a city out, or in again.

    Raises:
        NotFound: the database holds no such city.
    """
    city = find_city(engine, key)
    if city is None:
        raise NotFound(f"no city {key!r} in the database")
    changed = replace(city, opted_out=opted_out)
    save_cities(engine, [changed])
    return changed


def hosts_of(cities: Iterable[City]) -> frozenset[str]:
    """The hosts of cities: their portals, websites and own domains, in lower case."""
    hosts: set[str] = set()
    for city in cities:
        hosts |= {host_of(address) for address in (*city.portals, city.website or "")}
        hosts |= {domain.lower() for domain in city.domains}
    return frozenset(hosts - {""})


def opted_out_hosts(engine: Engine) -> frozenset[str]:
    """The hosts that are never asked, because their city wished so."""
    return hosts_of(city for city in list_cities(engine) if city.opted_out)


def city_of(record: object) -> City:
    """A stored record as a city; keys that a newer version wrote are left out."""
    return msgspec.convert(record, City)
