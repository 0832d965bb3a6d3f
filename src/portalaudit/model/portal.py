"""Cities and their portals."""

from dataclasses import dataclass
from typing import Literal

Platform = Literal["socrata", "ckan", "arcgis", "dkan", "opendatasoft", "udata", "junar", "jkan", "dcat", "unknown"]
Kind = Literal["dataset", "view", "map", "chart", "document", "app", "page", "link", "story", "feed"]
Ownership = Literal["own", "federated", "vendor", "unknown"]

KINDS: tuple[str, ...] = ("dataset", "view", "map", "chart", "document", "app", "page", "link", "story", "feed")
OWNERSHIPS: tuple[str, ...] = ("own", "federated", "vendor", "unknown")


@dataclass(frozen=True, slots=True)
class Department:
    name: str
    aliases: tuple[str, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class City:
    """One record of the registry. The record used is stored with the audit."""

    key: str
    """`name-region` in lower case, e.g. `boston-ma`."""
    name: str
    region: str | None = None
    country: str | None = None
    timezone: str | None = None
    website: str | None = None
    languages: tuple[str, ...] = ()
    portals: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    """Publisher names that are the city itself; compared without case and punctuation."""
    org_ids: tuple[str, ...] = ()
    """ArcGIS or CKAN organisation ids of the city."""
    domains: tuple[str, ...] = ()
    """Hosts that are the city's own."""
    departments: tuple[Department, ...] = ()
    policy_url: str | None = None
    policy_copy_url: str | None = None
    """A copy of the policy on somebody else's site: evidence that it was adopted, not that the city publishes it."""
    inventory_url: str | None = None
    opted_out: bool = False
    source: str | None = None
    """Where the record's facts were read."""


@dataclass(frozen=True, slots=True)
class Portal:
    url: str
    """The address that was audited, without trailing slash."""
    platform: Platform
    """The software recognised."""
    connector: str
    """How it was read: the connector's name."""
    title: str | None = None
    version: str | None = None
    software: str | None = None
    """What made us recognise the platform: a short reason code, e.g. `status_show`."""
    domain: str | None = None
    """The name under which the platform keeps this portal's own assets, as the portal tells it; assets of other domains are
    federated. None where the source does not tell."""
