"""Generated portals, ready to be served."""

from collections.abc import Callable, Mapping
from datetime import datetime

from portalaudit.demo.arcgis import HubOptions, HubPortal
from portalaudit.demo.catalogues import ckan as ckan_packages
from portalaudit.demo.catalogues import dcat as dcat_entries
from portalaudit.demo.catalogues import rows
from portalaudit.demo.catalogues import socrata as socrata_views
from portalaudit.demo.catalogues.entries import REFERENCE, Traits
from portalaudit.demo.catalogues.socrata_rows import rows_of
from portalaudit.demo.ckan import CkanOptions, CkanPortal
from portalaudit.demo.ckan_catalogue import Catalogue
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import Portal
from portalaudit.demo.socrata import SocrataOptions, SocrataPortal
from portalaudit.demo.socrata_rows import Rows
from portalaudit.demo.stored import Tables
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
    catalogue = Catalogue(ckan_packages.read_packages(n, seed, traits, on))
    return CkanPortal(catalogue, CkanOptions(title=title), Tables(make=rows.of_ckan(catalogue)))


def _socrata(n: int, seed: int, traits: Traits, on: datetime) -> Portal:
    options = SocrataOptions(title=f"{traits.city} Open Data")
    return SocrataPortal(socrata_views.views(n, seed, traits, on), options, Rows(make=lambda view: rows_of(view, seed)))


def _arcgis(n: int, seed: int, traits: Traits, on: datetime) -> Portal:
    found = list(dcat_entries.hub_entries(n, seed, traits, on))
    options = HubOptions(title=f"{traits.city} Hub", org_name=f"City of {traits.city}")
    return HubPortal(dcat_entries.feed(found), found, options=options, tables=Tables(make=rows.of_hub(found)))


def _dcat(n: int, seed: int, traits: Traits, on: datetime) -> Portal:
    return DcatPortal(dcat_entries.feed(dcat_entries.plain_entries(n, seed, traits, on)), title=f"{traits.city} Data")


KINDS: Mapping[str, Callable[[int, int, Traits, datetime], Portal]] = {
    "arcgis": _arcgis,
    "ckan": _ckan,
    "dcat": _dcat,
    "socrata": _socrata,
}
