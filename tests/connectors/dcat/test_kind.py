"""What kind of asset a feed entry is."""

import pytest

from portalaudit.connectors.dcat.kind import item_id, kind_of_entry, slug_of

HEX = "47c2822181514dcdbd5a8bc7316736b2"
HUB = "https://data.example.org"
OLD = f"{HUB}/datasets/{HEX}"
SERVICE = "https://services.arcgis.com/abc/arcgis/rest/services/Trees/FeatureServer/0"


def service(url: str | None) -> dict[str, object]:
    return {"access_url": url, "format": "Esri REST", "media_type": "application/json"}


def page(url: str) -> dict[str, object]:
    return {"access_url": url, "format": "Web Page", "media_type": "text/html"}


@pytest.mark.parametrize(
    ("landing", "distributions", "kind"),
    [
        (f"{HUB}/maps/city::trees", [service(SERVICE)], "dataset"),
        (f"{HUB}/maps/city::trees", [{"access_url": f"{HUB}/x.csv", "format": "CSV"}], "dataset"),
        (f"{HUB}/maps/city::basemap", [service(None)], "map"),
        (f"{HUB}/datasets/city::trees/about", [service(None)], "dataset"),
        (f"{HUB}/documents/city::report", [service(None)], "document"),
        (f"{HUB}/documents/city::report", [service(SERVICE)], "dataset"),
        (f"{HUB}/apps/city::viewer", [service("https://app.example/x?appid=" + HEX)], "app"),
        (f"{HUB}/pages/city::blog", [], "page"),
        (f"{HUB}/content/city::site", [service("https://x.hub.arcgis.com")], "page"),
        (f"{HUB}/content/city::story", [service("https://storymaps.arcgis.com/stories/" + HEX)], "story"),
        (OLD, [page(OLD), service(None)], "dataset"),
        (OLD, [page(OLD), service(f"https://x.maps.arcgis.com/apps/webappviewer/index.html?id={HEX}")], "app"),
        (OLD, [page(OLD), service(f"https://x.maps.arcgis.com/apps/MapJournal/index.html?appid={HEX}")], "story"),
        (OLD, [page(OLD), service("https://city.example/report.pdf")], "document"),
        (OLD, [page(OLD), service("https://city.example/gtfs.zip")], "dataset"),
        (OLD, [page(OLD), service("https://city.example/node/41")], "link"),
        (OLD, [page(OLD), service("https://maps.example/arcgis/rest/services/X/MapServer/3")], "dataset"),
        (f"https://city.example/portal/apps/sites/#/open/datasets/{HEX}", [], "dataset"),
        ("http://[", [], "dataset"),
        (None, [], "dataset"),
    ],
)
def test_distributions_decide_then_the_section_then_the_address(
    landing: str | None, distributions: list[dict[str, object]], kind: str
) -> None:
    assert kind_of_entry(f"https://www.arcgis.com/home/item.html?id={HEX}", landing, distributions) == kind


def test_an_entry_that_is_not_of_a_hub_is_a_dataset() -> None:
    assert kind_of_entry("trees", "https://data.example.org/apps/trees", []) == "dataset"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (HEX, HEX), (HEX.upper(), HEX), (f"{HEX}_12", f"{HEX}_12"), (f"{OLD}_4.csv?outSR=1", f"{HEX}_4"),
        (f"https://www.arcgis.com/home/item.html?id={HEX}&sublayer=9", f"{HEX}_9"),
        (f"{HUB}/api/download/v1/items/{HEX}/csv?layers=0", f"{HEX}_0"),
        (f"{HEX}0", None), ("x", None), (None, None), (7, None),
    ],
)  # fmt: skip
def test_an_item_id_is_found_in_every_shape(text: object, key: str | None) -> None:
    assert item_id(text) == key


def test_the_name_in_a_landing_page() -> None:
    assert slug_of(f"{HUB}/datasets/City::Trees/about?x=1") == "city::trees"
    assert slug_of("https://data.example.org/d/abcd-1234") is None
