"""Whose an asset is, decided at judge from the raw publisher, the organisation and the domain.

A city's own record decides first: its publishers, departments and organisation ids. A vendor's samples are known by
name (data/vendors.toml). A domain that is not the portal's own is federated. All else is unknown, and is said so.
"""

import tomllib
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

import pandas as pd

from portalaudit.model import frames
from portalaudit.model.portal import City, Ownership
from portalaudit.model.snapshot import Snapshot


def letters(name: str) -> str:
    """A name as letters and digits alone, without case, for comparing publishers."""
    return "".join(char for char in name.casefold() if char.isalnum())


@lru_cache(maxsize=1)
def _vendors() -> tuple[frozenset[str], tuple[str, ...]]:
    table = tomllib.loads(files("portalaudit.data").joinpath("vendors.toml").read_text(encoding="utf-8"))
    return frozenset(letters(name) for name in table["names"]), tuple(table["account_prefixes"])


def is_vendor(publisher: str) -> bool:
    """True for a publisher that is a software vendor, by name or by the vendor's account names (`esri_en`)."""
    names, prefixes = _vendors()
    return letters(publisher) in names or publisher.strip().casefold().startswith(prefixes)


def ownership(snapshot: Snapshot, city: City | None) -> list[Ownership]:
    """One word a row of `datasets`: own, federated, vendor or unknown."""
    table = snapshot.datasets
    judge = _judge_for(city, home_domain(snapshot), city is not None and _registered(snapshot, city))
    rows = zip(*(_labels(table, name) for name in ("publisher", "organization", "owner", "domain")), strict=True)
    known: dict[tuple[str | None, ...], Ownership] = {}
    words: list[Ownership] = []
    for row in rows:
        word = known.get(row)
        if word is None:
            word = known[row] = judge(*row)
        words.append(word)
    return words


def home_domain(snapshot: Snapshot) -> str | None:
    """The domain that the portal's own assets carry: what the portal told, its host, else the commonest one."""
    if snapshot.portal.domain is not None:
        return snapshot.portal.domain
    domains = Counter(domain for domain in _labels(snapshot.datasets, "domain") if domain)
    host = urlsplit(snapshot.portal.url).hostname
    if not domains or host in domains:
        return host
    return min(domains, key=lambda domain: (-domains[domain], domain))


def _judge_for(
    city: City | None, home: str | None, registered: bool
) -> Callable[[str | None, str | None, str | None, str | None], Ownership]:
    told = _told_names(city) if city else frozenset()
    guessed = _name_forms(city) if city and not city.publishers else frozenset()
    own_domains = {home, *(city.domains if city else ())}
    org_ids = frozenset(city.org_ids) if city else frozenset()

    def judge(publisher: str | None, organization: str | None, owner: str | None, domain: str | None) -> Ownership:
        names = {letters(name) for name in (publisher, organization) if name}
        if names & told or (owner is not None and owner in org_ids):
            return "own"
        if publisher and is_vendor(publisher):
            return "vendor"
        if domain is not None and domain not in own_domains:
            return "federated"
        if names & guessed:
            return "own"
        if told and city is not None and city.publishers and publisher:
            return "federated"
        return "own" if registered and domain is not None else "unknown"

    return judge


def _told_names(city: City) -> frozenset[str]:
    names = [*city.publishers, *(n for department in city.departments for n in (department.name, *department.aliases))]
    return frozenset(filter(None, map(letters, names)))


def _name_forms(city: City) -> frozenset[str]:
    """How a city signs itself where its record names no publishers."""
    forms = (city.name, f"City of {city.name}", f"{city.name} City", f"City and County of {city.name}")
    with_region = [f"{form} {city.region}" for form in forms] if city.region else []
    return frozenset(map(letters, [*forms, *with_region]))


def _registered(snapshot: Snapshot, city: City) -> bool:
    host = urlsplit(snapshot.portal.url).netloc.casefold()
    return host in {urlsplit(url).netloc.casefold() for url in city.portals}


def _labels(table: pd.DataFrame, name: str) -> list[str | None]:
    return frames.column(table, name).to_pylist()  # type: ignore[no-any-return]
