"""The registry: shipped records, records of one's own, and what a target on the command line means.

A record is TOML (docs/cities.md):

    key = "boston-ma"
    name = "Boston"
    portals = ["https://data.boston.gov"]
    publishers = ["City of Boston"]
    [[departments]]
    name = "Department of Innovation and Technology"
    aliases = ["DoIT"]
"""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec
import tomli_w

from portalaudit.connectors.detect import refuse_login
from portalaudit.errors import UsageError
from portalaudit.model.audit import Target
from portalaudit.model.portal import City


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, City]:
    """The registry's shipped records by key (data/cities.csv: cities certified by What Works Cities, public facts)."""
    text = files("portalaudit.data").joinpath("cities.csv").read_text(encoding="utf-8")
    return {city.key: city for city in _from_table(text)}


def from_csv(path: Path) -> list[City]:
    """Cities from a table with the columns of data/cities.csv.

    Raises:
        UsageError: the file cannot be read, or a column is missing.
    """
    try:
        return _from_table(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise UsageError(f"{path}: cannot be read as a table of cities: {problem}") from problem
    except (KeyError, AttributeError) as problem:
        raise UsageError(f"{path}: a table of cities has the columns {', '.join(_COLUMNS)}; {problem} is missing") from problem


_COLUMNS = ("key", "city", "region", "country", "timezone", "website", "portal_url", "policy_copy_url", "inventory_url", "source")


def _from_table(text: str) -> list[City]:
    return [_from_row(row) for row in csv.DictReader(text.splitlines())]


def _from_row(row: Mapping[str, str]) -> City:
    def told(name: str) -> str | None:
        return row[name].strip() or None

    portal = told("portal_url")
    return City(
        key=row["key"], name=row["city"], region=told("region"), country=told("country"), timezone=told("timezone"),
        website=told("website"), portals=(portal,) if portal else (), policy_copy_url=told("policy_copy_url"),
        inventory_url=told("inventory_url"), source=told("source"),
    )  # fmt: skip


def from_record(record: object, where: str) -> City:
    """A city from the values of a TOML or JSON record.

    Raises:
        UsageError: a key is unknown, missing or of another type; the text names it.
    """
    unknown = sorted(set(record) - set(City.__dataclass_fields__)) if isinstance(record, dict) else []
    if unknown:
        raise UsageError(f"{where}: unknown key {unknown[0]!r}; docs/cities.md lists the keys of a city record")
    try:
        return msgspec.convert(record, City)
    except msgspec.ValidationError as problem:
        raise UsageError(f"{where}: {problem}") from problem


def from_toml(path: Path) -> City:
    """Read one city's record.

    Raises:
        UsageError: the file cannot be read or is not a city record.
    """
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"{path}: cannot be read as a city record: {problem}") from problem
    return from_record(record, str(path))


def to_record(city: City) -> dict[str, object]:
    """A city as values for TOML or JSON; what is not known is left out."""
    return {key: value for key, value in asdict(city).items() if value not in (None, (), False)}


def to_toml(city: City) -> str:
    """A city's record as TOML that `from_toml` reads back."""
    record = msgspec.to_builtins(to_record(city))
    for department in record.get("departments", ()):
        for key in [key for key, value in department.items() if value is None]:
            del department[key]
    return tomli_w.dumps(record)


def resolve(target: str, known: Mapping[str, City], judged_as: City | None) -> Target:
    """What a target of the command line means: a city's key, or the address of a portal.

    Raises:
        UsageError: it is neither, the city has no portal on record, or an address holds a user's name or password.
    """
    refuse_login(target)
    if "://" in target:
        try:
            parts, host = (split := urlsplit(target)), split.hostname
        except ValueError as problem:
            raise UsageError(f"{target}: no address: {problem}") from problem
        if parts.scheme not in ("http", "https") or not host:
            raise UsageError(f"{target}: a portal's address begins with http:// or https://")
        url = plain_address(target)
        return Target(judged_as or owner_of(url, known), (url,))
    city = known.get(target.casefold())
    if city is None:
        near = [key for key in sorted(known) if key.startswith(target.casefold()[:4])][:3]
        hint = f"; did you mean {', '.join(near)}?" if near else "; `portalaudit cities list` shows the registry"
        raise UsageError(f"{target}: neither a city's key nor an address{hint}")
    if not city.portals:
        raise UsageError(f"{target}: the registry knows no portal of {city.name}; give its address and --city {city.key}")
    for url in city.portals:
        refuse_login(url)
    return Target(judged_as or city, tuple(url.rstrip("/") for url in city.portals))


def owner_of(url: str, known: Mapping[str, City]) -> City | None:
    """The city whose registered portal this address is; None for a portal that nobody registered."""
    host = _host(url)
    return next((city for _, city in sorted(known.items()) if host in map(_host, city.portals)), None)


@lru_cache(maxsize=4_096)
def _host(url: str) -> str:
    return urlsplit(plain_address(url)).netloc


def plain_address(url: str) -> str:
    """An address in the one spelling under which its audits are kept: scheme and host in lower case, without a dot behind the
    host, the scheme's own port, slashes at the end and what stands behind `#`, which no server is sent."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url.rstrip("/")
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != {"http": 80, "https": 443}.get(parts.scheme):
        place = f"{place}:{port}"
    return urlunsplit((parts.scheme, place, parts.path, parts.query, "")).rstrip("/")


def expand(targets: Sequence[str]) -> list[str]:
    """Targets with `@file` replaced by the lines of that file; blank lines and `#` comments are dropped.

    Raises:
        UsageError: a file cannot be read, or nothing is left.
    """
    found: list[str] = []
    for target in targets:
        if not target.startswith("@"):
            found.append(target)
            continue
        try:
            lines = Path(target[1:]).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as problem:
            raise UsageError(f"{target}: cannot be read: {problem}") from problem
        found.extend(line.strip() for line in lines if line.strip() and not line.strip().startswith("#"))
    if not found:
        raise UsageError("no target: give a city's key, a portal's address or @file")
    return found
