"""Whose an asset is."""

import pytest

from portalaudit.audit.ownership import home_domain, is_vendor, ownership
from portalaudit.connectors.values import ABSENT
from portalaudit.model.portal import City, Department, Portal
from tests.builders import a_dataset, a_snapshot

BARE = City("springfield-xx", "Springfield", region="XX")
TOLD = City(
    "springfield-xx", "Springfield", publishers=("Springfield City",), departments=(Department("Public Works", ("DPW",)),)
)


@pytest.mark.parametrize(
    ("publisher", "city", "word"),
    [
        ("Springfield City", None, "unknown"),
        ("Neighborhood Alliance", None, "unknown"),
        ("Esri", None, "vendor"),
        ("esri_en", None, "vendor"),
        ("Esriville Parks", None, "unknown"),
        ("Springfield City", TOLD, "own"),
        ("SPRINGFIELD  CITY.", TOLD, "own"),
        ("dpw", TOLD, "own"),
        ("Neighborhood Alliance", TOLD, "federated"),
        ("Esri", TOLD, "vendor"),
        (None, TOLD, "unknown"),
        ("City of Springfield", BARE, "own"),
        ("Springfield", BARE, "own"),
        ("Neighborhood Alliance", BARE, "unknown"),
    ],
)
def test_publisher_decides(publisher: str | None, city: City | None, word: str) -> None:
    """A city's own record decides first, then the vendors; what nobody told is unknown."""
    row = a_dataset(publisher=publisher, organization=ABSENT)

    assert ownership(a_snapshot(row), city) == [word]


def test_other_domains_are_federated() -> None:
    """An asset that belongs to another domain is federated; the portal's own domain is its host or the commonest one."""
    snapshot = a_snapshot(*[a_dataset(domain="data.city.example")] * 2, a_dataset(domain="data.county.example"))

    assert home_domain(snapshot) == "data.city.example"
    assert ownership(snapshot, None) == ["unknown", "unknown", "federated"]


def test_the_domain_that_the_portal_told_goes_before_the_commonest() -> None:
    told = Portal("http://127.0.0.1", "socrata", "socrata", domain="data.small.example")
    snapshot = a_snapshot(*[a_dataset(domain="data.big.example")] * 3, a_dataset(domain="data.small.example"), portal=told)

    assert ownership(snapshot, None) == ["federated"] * 3 + ["unknown"]


def test_a_registered_portal_owns_what_its_domain_owns() -> None:
    """On a portal of the registry, the platform's word for the domain is enough where no publishers are told."""
    city = City("a-b", "Aville", portals=("http://data.example.org",))

    assert ownership(a_snapshot(a_dataset(publisher="Parks")), city) == ["own"]
    assert ownership(
        a_snapshot(a_dataset(publisher="Parks"), portal=Portal("http://other.example.org", "ckan", "ckan")), city
    ) == ["unknown"]


def test_an_organisation_id_is_enough() -> None:
    """An asset of the city's organisation on the platform is its own, whatever the publisher's name."""
    city = City("a-b", "Aville", publishers=("Aville",), org_ids=("ORG1",))

    assert ownership(a_snapshot(a_dataset(owner="ORG1", publisher="gis_admin")), city) == ["own"]


def test_a_city_may_be_its_own_vendor() -> None:
    """A publisher that the record names is the city, even with a vendor's name."""
    assert is_vendor("Esri")
    assert ownership(a_snapshot(a_dataset(publisher="Esri")), City("r-ca", "Redlands", publishers=("Esri",))) == ["own"]
