"""Items, types and matching, as values."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portalaudit.connectors.arcgis.items import stamps_of
from portalaudit.connectors.arcgis.match import id_of_entry, match, spelling, spelt
from portalaudit.connectors.arcgis.search import Listing, datasets_of, features_of
from portalaudit.connectors.arcgis.sharing import sharing_root
from portalaudit.connectors.arcgis.snapshot import Site, join
from portalaudit.connectors.arcgis.types import kind_of_both, kind_of_item
from portalaudit.connectors.dcat.document import Entry
from portalaudit.connectors.dcat.feed import Feed, parse
from tests.connectors.arcgis.hubs import SERVICE, SITE, a_feature, an_item, hex_of
from tests.connectors.dcat.test_hostile import JSON
from tests.connectors.exchanges import an_answer

DATA = [{"access_url": SERVICE, "format": "Esri REST"}]
BARE = [{"access_url": f"{SITE}/x", "media_type": "text/html"}]


@pytest.mark.parametrize(
    ("item_type", "url", "kind"),
    [
        ("Feature Service", SERVICE, "dataset"), ("Map Service", None, "dataset"), ("CSV", None, "dataset"),
        ("Microsoft Excel", None, "dataset"),
        ("Table", None, "dataset"), ("Web Map", None, "map"), ("Web Mapping Application", "https://a.example", "app"),
        ("Dashboard", None, "app"),
        ("StoryMap", None, "story"), ("PDF", None, "document"), ("Microsoft Word", None, "document"),
        ("Document Link", "https://a", "link"),
        ("Hub Page", None, "page"), ("Hub Site Application", None, "page"), ("Some Future Service", None, "dataset"),
        ("Novelty", None, "dataset"),
        ("Web Map", SERVICE, "dataset"), (None, None, "dataset"), (7, [], "dataset"), ("web_map", None, "map"),
    ],
)  # fmt: skip
def test_an_item_is_what_its_type_says(item_type: object, url: object, kind: str) -> None:
    assert kind_of_item(item_type, url) == kind


@pytest.mark.parametrize(
    ("item_type", "section", "distributions", "kind"),
    [
        ("Web Map", "maps", DATA, "dataset"), ("Feature Service", "documents", BARE, "document"),
        ("Feature Service", "maps", BARE, "map"),
        ("StoryMap", "apps", BARE, "story"), ("Document Link", "documents", BARE, "document"),
        ("Feature Service", "datasets", BARE, "dataset"),
        ("Web Mapping Application", "datasets", BARE, "app"), (None, "apps", BARE, "app"), ("Novelty", "pages", BARE, "page"),
        ("Hub Site Application", "content", BARE, "page"), ("PDF", "datasets", BARE, "document"),
    ],
)  # fmt: skip
def test_where_type_and_page_disagree_the_distributions_decide(
    item_type: object, section: str, distributions: list[dict[str, object]], kind: str
) -> None:
    assert kind_of_both(item_type, f"{SITE}/{section}/city::x", distributions) == kind


@pytest.mark.parametrize(
    ("told", "metadata", "data"),
    [
        ({"modified": 2_000}, 2, None), ({"modified": 2_000, "itemModified": 1_000}, 1, 2),
        ({"modified": 2_000, "itemModified": 2_000}, 2, None),
        ({"modified": 2_000, "itemModified": 1_000, "modifiedProvenance": "layer.editingInfo.lastEditDate"}, 1, 2),
        ({"modified": 2_000, "itemModified": 1_000, "modifiedProvenance": "item.modified"}, 1, None),
        ({"modified": -1}, None, None), ({"modified": "2020"}, None, None), ({}, None, None),
    ],
)  # fmt: skip
def test_the_items_edit_and_the_layers_edit_are_kept_apart(
    told: dict[str, object], metadata: int | None, data: int | None
) -> None:
    seconds = tuple(stamp and stamp // 1_000_000 for stamp in stamps_of(told))
    assert seconds == (metadata, data)


def entry(**plain: object) -> Entry:
    return Entry("/dataset/0", plain, plain)


def items(*features: object) -> Listing:
    listing = Listing("search", capture="c")
    listing.take(features_of({"features": list(features)}, "c"))
    return listing


@pytest.mark.parametrize(
    ("plain", "feature", "matched"),
    [
        ({"identifier": f"{SITE}/datasets/{hex_of(1)}_0"}, a_feature(1, 0), True),
        ({"identifier": f"https://www.arcgis.com/home/item.html?id={hex_of(1)}&sublayer=0"}, a_feature(1, 0), True),
        ({"identifier": f"{SITE}/datasets/{hex_of(1)}_0"}, a_feature(1, None), True),
        ({"identifier": f"{SITE}/datasets/{hex_of(1)}"}, a_feature(1, 0), True),
        ({"identifier": f"{SITE}/datasets/{hex_of(1)}_0"}, a_feature(1, 3), False),
        ({"identifier": "x", "landingPage": f"{SITE}/datasets/City::Trees"}, a_feature(1, 0, slug="city::trees"), True),
        (
            {"identifier": "x", "distribution": [{"accessURL": f"{SITE}/api/download/v1/items/{hex_of(1)}/csv?layers=0"}]},
            a_feature(1, 0),
            True,
        ),
        ({"identifier": f"{SITE}/datasets/{hex_of(2)}"}, a_feature(1, 0), False),
        ({}, a_feature(1, 0), False),
    ],
)
def test_entries_and_items_are_matched_by_id_in_any_shape(plain: dict[str, object], feature: object, matched: bool) -> None:
    found = match([entry(**plain)], items(feature).items)
    assert (found.items[0] is not None) is matched
    assert len(found.left) == (0 if matched else 1)


@pytest.mark.parametrize("shape", [f"{SITE}/datasets/{{}}_4", "https://www.arcgis.com/home/item.html?id={}&sublayer=4"])
def test_an_item_is_spelt_as_the_feed_would_spell_it(shape: str) -> None:
    start = spelling([entry(identifier=shape.format(hex_of(n))) for n in range(3)])
    assert spelt(start, f"{hex_of(9)}_4") == shape.format(hex_of(9))


def test_where_no_feed_shows_a_spelling_it_is_the_item_page() -> None:
    assert spelt(spelling([]), hex_of(9)) == f"https://www.arcgis.com/home/item.html?id={hex_of(9)}"


@pytest.mark.parametrize(
    ("root", "base"),
    [
        ("https://data.example.org", "https://www.arcgis.com/sharing/rest"),
        ("http://127.0.0.1:80", "http://127.0.0.1:80/sharing/rest"),
        ("http://localhost", "http://localhost/sharing/rest"), ("http://[::1]:8", "http://[::1]:8/sharing/rest"),
    ],
)  # fmt: skip
def test_a_portal_without_a_public_name_is_never_left_for_arcgis_online(root: str, base: str) -> None:
    assert sharing_root(root) == base


NAMES = """
    id itemId title name type hubType owner orgid orgId source orgName created modified itemModified modifiedProvenance tags url
    slug licenseInfo license structuredLicense numViews contentStatus categories access culture fields description snippet
"""
PROPERTIES = st.dictionaries(
    st.sampled_from(NAMES.split()),
    JSON | st.sampled_from([hex_of(1), f"{hex_of(1)}_0", SERVICE, "http://["]),
    max_size=12,
)
MEMBERS = st.lists(
    JSON | st.fixed_dictionaries({"id": JSON | st.just(hex_of(1)), "properties": PROPERTIES, "attributes": PROPERTIES}),
    max_size=4,
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON | st.fixed_dictionaries({"features": MEMBERS, "data": MEMBERS}), st.lists(st.just(an_item(1)) | JSON, max_size=3))
def test_any_page_beside_any_feed_becomes_frames(page: object, entries: list[object]) -> None:
    feed = parse(an_answer({"dataset": entries}), "feed")
    listing = Listing("search", capture="c")
    listing.take(features_of(page, "c"))
    listing.take(datasets_of(page, "c"))
    site = Site(feed if isinstance(feed, Feed) else None, listing)
    site.without_owner()
    frames = join(site).builder.frames()
    assert frames["datasets"]["id"].is_unique


def test_an_entrys_id_is_lower_case() -> None:
    assert id_of_entry(entry(identifier=f"{SITE}/datasets/{hex_of(171).upper()}")) == hex_of(171)
