"""Four invented cities for the demonstration, one a platform, each with a story of its own."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portalaudit import clock
from portalaudit.demo import inventory
from portalaudit.demo.catalogues import words
from portalaudit.demo.catalogues.entries import Traits
from portalaudit.demo.generate import generate
from portalaudit.demo.governance import with_governance
from portalaudit.demo.http import Portal
from portalaudit.demo.server import serve

CLEAN = Traits(
    license=0.97, weak_license=0.02, description=0.98, templates=0.0, frequency=0.95, fresh=0.9, contact=1.0,
    placeholder_mail=0.0, keywords=1.0, category=1.0, columns=0.9, department=1.0, variants=0.1, others=0.0, kinds=0.15,
    odd=0.0, duplicates=0.0, machine_readable=0.97, missing_urls=0.0, readable=0.97,
)  # fmt: skip
"""A city that keeps its catalogue well; the stories differ from it."""


@dataclass(frozen=True, slots=True)
class Story:
    key: str
    """The city's key in the registry."""
    name: str
    platform: str
    blurb: str
    """What is to be seen here, in a sentence or two."""
    size: int
    """Assets, without the inventory and what lies beside it."""
    seed: int
    traits: Traits
    city: Mapping[str, object]
    """The city's record but for its portals; field names as in the registry."""
    inventory: bool = False
    """Its portal, a CKAN, holds the city's data inventory."""
    governance: bool = False
    """Its portal has pages with the city's policy and the charter of its data governance."""

    def record(self, url: str) -> dict[str, object]:
        """The city's record with its portal at this address."""
        return {**self.city, "portals": [url]}

    def portal(self, on: datetime) -> Portal:
        """The city's portal, stamped relative to a moment."""
        if self.inventory:
            return inventory.portal(self.size, self.seed, self.traits, on)
        made = generate(self.platform, self.size, self.seed, traits=self.traits, on=on)
        return with_governance(made) if self.governance else made


def stories() -> tuple[Story, ...]:
    """The four cities, in the order in which they are told."""
    return (
        _story(
            "harborview", "Harborview", "socrata", 240, 11,
            "Diligent people: descriptions, contacts and frequencies are there and kept. The open-data policy of 2019 asks for "
            "open licences, but nobody ever chose one.",
            governance=True, license=0.0, weak_license=0.04, columns=0.6, kinds=0.3,
        ),
        _story(
            "millbrook", "Millbrook", "ckan", 320, 12,
            "A catalogue in good order, with one harvested neighbour and a few late data sets. Its data inventory claims more "
            "than can be found.",
            inventory=True, others=0.06, fresh=0.88,
        ),
        _story(
            "port-alder", "Port Alder", "arcgis", 280, 13,
            "Half of the descriptions were never written, templates show through, and a third of the items are a vendor's.",
            license=0.2, description=0.7, templates=0.25, others=0.33, kinds=0.3, contact=0.6, placeholder_mail=0.5,
        ),
        _story(
            "sutton", "Sutton", "dcat", 150, 14,
            "A data.json that was made with care and then left alone: nothing in it has moved since 2023.",
            stopped=datetime(2023, 6, 30, tzinfo=UTC), duplicates=0.05, machine_readable=0.5,
        ),
    )  # fmt: skip


def _story(
    key: str, name: str, platform: str, size: int, seed: int, blurb: str, *, inventory: bool = False, governance: bool = False,
    **traits: object,
) -> Story:  # fmt: skip
    domain = f"data.{key}.example"
    values = {field: getattr(CLEAN, field) for field in CLEAN.__slots__} | {"city": name, "domain": domain} | traits
    city: dict[str, object] = {
        "key": f"{key}-xx", "name": name, "region": "XX", "country": "US", "timezone": "America/Chicago", "languages": ["en"],
        "publishers": [name, f"City of {name}", domain, *(alias for names in words.DEPARTMENTS for alias in names)],
        "domains": [domain, f"{key}.example"],
        "org_ids": ["aBcDeFgHiJkLmNoP"] if platform == "arcgis" else [],
        "departments": [{"name": names[0], "aliases": list(names[1:])} for names in words.DEPARTMENTS],
        "source": "portalaudit's demonstration; the city is invented",
    }  # fmt: skip
    return Story(f"{key}-xx", name, platform, blurb, size, seed, Traits(**values), city, inventory, governance)


@contextlib.contextmanager
def serve_stories(on: datetime | None = None) -> Iterator[tuple[tuple[Story, str], ...]]:
    """Serve the four portals on loopback until the block ends; yields each story with its address.

    Args:
        on: the moment that stamps are told from; None for the start of today, so that what is fresh stays so.
    """
    moment = on or clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=1)
    with contextlib.ExitStack() as stack:
        yield tuple((story, stack.enter_context(serve(story.portal(moment))).url) for story in stories())
