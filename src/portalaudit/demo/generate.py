"""Generated portals, ready to be served."""

from collections.abc import Callable, Mapping
from datetime import datetime

from portalaudit.demo.catalogues import ckan as ckan_packages
from portalaudit.demo.catalogues.entries import REFERENCE, Traits
from portalaudit.demo.ckan import CkanOptions, CkanPortal
from portalaudit.demo.ckan_catalogue import Catalogue
from portalaudit.demo.http import Portal
from portalaudit.errors import UsageError


def generate(kind: str, n: int, seed: int = 0, *, traits: Traits | None = None, on: datetime = REFERENCE) -> Portal:
    """A portal of n generated assets.

    Args:
        kind: a key of `KINDS`.
        seed: the same seed, size, traits and moment give the same bytes.
        on: the moment that stamps are told from (fresh, overdue).

    Raises:
        UsageError: no such kind.
    """
    if kind not in KINDS:
        raise UsageError(f"no generated catalogue of kind {kind!r}; there are {', '.join(sorted(KINDS))}")
    return KINDS[kind](n, seed, traits or Traits(), on)


def _ckan(n: int, seed: int, traits: Traits, on: datetime) -> Portal:
    title = f"{traits.city} Open Data"
    return CkanPortal(Catalogue(ckan_packages.read_packages(n, seed, traits, on)), CkanOptions(title=title))


KINDS: Mapping[str, Callable[[int, int, Traits, datetime], Portal]] = {"ckan": _ckan}
