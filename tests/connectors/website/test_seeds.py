"""Where a look begins."""

import pytest

from portalaudit.connectors.website.address import own_hosts_of
from portalaudit.connectors.website.seeds import catalogue_seeds, seeds_of
from portalaudit.model.portal import City, Portal
from tests.builders import a_dataset, a_distribution, a_snapshot

CITY = City(
    "springfield-il", "Springfield", website="https://www.springfield.example", portals=("https://data.springfield.example",),
    policy_url="https://law.example/springfield", policy_copy_url="https://hub.example/springfield", domains=("sgf.example",),
)  # fmt: skip
ITEM = "0123456789abcdef0123456789abcdef"


def test_all_that_is_known_is_a_seed_in_a_fixed_order() -> None:
    found = seeds_of(a_snapshot(a_dataset()), CITY, "https://data.springfield.example")

    assert [(seed.source, seed.url) for seed in found] == [
        ("registry", "https://law.example/springfield"),
        ("registry-copy", "https://hub.example/springfield"),
        ("home", "https://data.springfield.example/"),
        ("city-site", "https://www.springfield.example/"),
        ("sitemap", "https://data.springfield.example/sitemap.xml"),
        ("sitemap", "https://www.springfield.example/sitemap.xml"),
        ("portal-page", "https://data.springfield.example/about"),
    ]


@pytest.mark.parametrize(
    ("title", "kind", "taken"),
    [
        ("Open Data Policy", "document", True), ("Open Data Policy", "dataset", True),
        ("Data Governance Committee Charter", "document", True),
        ("Política de Datos Abiertos", "document", True), ("Plano de Dados Abertos 2024", "dataset", True),
        ("Metadata Standard", "page", True),
        ("User Guide", "document", True), ("User Guide", "dataset", False), ("Request a Dataset", "page", True),
        ("Open Data Policy", "map", False),
        ("311 Service Requests", "dataset", False), ("Police Stations", "document", False),
        ("Budget Ordinance 2018", "document", False),
        ("Affordable Housing Policy", "document", False), ("FOIA Request Log", "document", False),
        ("Legislation in Committee", "dataset", False),
        ("Ten Year Capital Strategy", "document", False), ("", "document", False), ("x" * 100_000, "document", False),
    ],
)  # fmt: skip
def test_titles_that_name_a_document_of_governance(title: str, kind: str, taken: bool) -> None:
    assert bool(catalogue_seeds(a_snapshot(a_dataset(title=title, kind=kind)))) == taken


def test_a_document_is_asked_for_by_its_file() -> None:
    """Its page is drawn by scripts on most platforms; generated exports are never asked for."""
    files = [
        a_distribution(title="Text", download_url="https://data.example.org/policy.pdf", format="PDF", media_type=None),
        a_distribution(title="Made", download_url="https://data.example.org/export.pdf", format="PDF", generated=True),
        a_distribution(title="Data", download_url="https://data.example.org/policy.csv"),
    ]
    found = catalogue_seeds(a_snapshot(a_dataset(title="Open Data Policy", distributions=files)))

    assert [(seed.url, seed.ask) for seed in found] == [("https://data.example.org/policy.pdf", None)]


def test_a_file_may_be_named_better_than_its_dataset() -> None:
    files = [
        a_distribution(title="Executive Order 23 on open data", download_url="https://data.example.org/eo.pdf", format="pdf")
    ]

    assert [seed.url for seed in catalogue_seeds(a_snapshot(a_dataset(title="Downloads", distributions=files)))] == [
        "https://data.example.org/eo.pdf"
    ]


def test_pages_of_a_hub_are_asked_for_by_their_items() -> None:
    portal = Portal("https://data.example.org", "arcgis", "arcgis")
    rows = [
        a_dataset(title="Open Data Policy", kind=kind, key=ITEM, landing_page=f"https://data.example.org/{kind}s/x")
        for kind in ("page", "document")
    ]
    asks = [seed.ask for row in rows for seed in catalogue_seeds(a_snapshot(row, portal=portal))]

    root = f"https://www.arcgis.com/sharing/rest/content/items/{ITEM}/data"
    assert asks == [f"{root}?f=json", root]


def test_assets_of_others_that_the_portal_shows_are_left_out() -> None:
    portal = Portal("https://data.example.org", "socrata", "socrata", domain="data.example.org")
    rows = [
        a_dataset(title="Open Data Policy", domain=domain, landing_page=f"https://{domain}/x", distributions=[])
        for domain in ("data.example.org", "data.state.example")
    ]

    assert [seed.url for seed in catalogue_seeds(a_snapshot(*rows, portal=portal))] == ["https://data.example.org/x"]


def test_the_catalogue_gives_fifteen_seeds_at_most_the_best_first() -> None:
    rows = [
        a_dataset(
            title=f"User Guide {number}", kind="document", landing_page=f"https://data.example.org/{number}", distributions=[]
        )
        for number in range(60)
    ]
    rows.append(a_dataset(title="Open Data Policy", kind="document", landing_page="https://data.example.org/z", distributions=[]))
    found = catalogue_seeds(a_snapshot(*rows))

    assert len(found) == 15
    assert found[0].url == "https://data.example.org/z"


@pytest.mark.parametrize(
    ("city", "portal", "own"),
    [
        (CITY, "https://data.springfield.example", {"data.springfield.example", "springfield.example", "sgf.example"}),
        (None, "https://data.springfield.gov", {"data.springfield.gov", "springfield.gov"}),
        (None, "https://springfield.opendata.arcgis.com", {"springfield.opendata.arcgis.com"}),
        (None, "https://data.socrata.com", {"data.socrata.com"}),
        (None, "https://dados.gov.br", {"dados.gov.br"}),
        (None, "https://data.gov", {"data.gov"}),
        (None, "http://127.0.0.1:8080", {"127.0.0.1:8080"}),
        (None, "https://city.example/open/data", {"city.example"}),
    ],
)  # fmt: skip
def test_hosts_of_the_city(city: City | None, portal: str, own: set[str]) -> None:
    assert own_hosts_of(city, portal) == own
