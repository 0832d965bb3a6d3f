"""The platform behind a file."""

import pytest

from portalaudit.connectors.dcat.document import Entry
from portalaudit.connectors.dcat.platforms import platform_of, platform_of_page

HEX = "47c2822181514dcdbd5a8bc7316736b2"


def entries(*plains: dict[str, object]) -> list[Entry]:
    return [Entry(f"/dataset/{number}", plain, plain) for number, plain in enumerate(plains)]


def named(url: str) -> dict[str, object]:
    return {"identifier": url}


def served(url: str) -> dict[str, object]:
    return {"identifier": "x", "distribution": [{"accessURL": url}]}


@pytest.mark.parametrize(
    ("entry", "platform"),
    [
        (named("https://data.example.org/api/views/ydr8-5enu"), "socrata"),
        (named("ydr8-5enu"), "socrata"),
        (named(f"http://data.example.org/datasets/{HEX}_0"), "arcgis"),
        (named(f"https://www.arcgis.com/home/item.html?id={HEX}&sublayer=9"), "arcgis"),
        ({"identifier": "x", "landingPage": "https://data.example.org/maps/city::trees"}, "arcgis"),
        (served(f"https://d.example/dataset/trees/resource/{HEX[:8]}-0000-4000-8000-{HEX[:12]}/download/x.csv"), "ckan"),
        (served("https://d.example/sites/default/files/x.csv"), "dkan"),
        (served("https://d.example/fr/datasets/r/b1b2"), "udata"),
        ({"identifier": "x", "landingPage": "https://d.example/explore/dataset/trees/"}, "opendatasoft"),
        (named("https://data.example.org/trees"), None),
        (served(f"https://opendata.arcgis.com/datasets/{HEX}_0.csv"), None),
        ({"identifier": 7, "landingPage": None, "distribution": {"accessURL": []}}, None),
    ],
)
def test_a_platform_is_told_by_how_it_names_and_serves(entry: dict[str, object], platform: str | None) -> None:
    told = platform_of(entries(entry))
    assert (told and told[0]) == platform


def test_a_catalogue_of_other_portals_datasets_is_none_of_them() -> None:
    others = [named(f"https://data.{name}.example/api/views/abcd-123{n}") for name in "ab" for n in range(4)]
    assert platform_of(entries(*others, *[named(f"own-{n}") for n in range(3)])) is None


def test_one_stray_entry_does_not_change_the_platform() -> None:
    own = [named(f"https://data.example.org/api/views/abcd-123{n}") for n in range(5)]
    assert platform_of(entries(*own, named(f"http://x.opendata.arcgis.com/datasets/{HEX}_0"))) == ("socrata", "entry-addresses")


@pytest.mark.parametrize(
    ("html", "generator", "platform"),
    [
        ('<a href="https://github.com/timwis/jkan">JKAN</a>', "Jekyll v4.2.2", "jkan"),
        ("<p>We moved away from JKAN", None, None),
        ("", "Drupal 7 (http://drupal.org) DKAN", "dkan"),
        ("", "udata", "udata"),
        ("", None, None),
    ],
)
def test_a_home_page_tells_what_a_file_does_not(html: str, generator: str | None, platform: str | None) -> None:
    told = platform_of_page(html, generator, None)
    assert (told and told[0]) == platform
