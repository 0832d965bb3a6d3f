"""An inventory held against a catalogue."""

import csv
from hashlib import sha256
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalaudit.documents.inventory.catalogue import Catalogue, catalogue_of, catalogue_of_titles
from portalaudit.documents.inventory.entries import entries_of
from portalaudit.documents.inventory.fuzzy import compatible, nearly_same, taken_apart
from portalaudit.documents.inventory.matching import LEVELS
from portalaudit.documents.inventory.names import link_key, normalised, slug_of
from portalaudit.documents.inventory.reconcile import reconcile
from tests.builders import a_dataset, a_distribution, a_snapshot
from tests.documents.recorded import a_feed, a_file, chattanooga, washington
from tests.documents.tables import an_entry, an_inventory

SAMPLE = Path(__file__).with_name("fuzzy_sample.csv")


def an_asset(title: str, key: str = "", link: str = "") -> Catalogue:
    return Catalogue([title], [(key,) if key else ()], [(link,) if link else ()], [True], [""])


@pytest.mark.parametrize(
    ("entry", "asset", "level"),
    [
        (an_entry("Trees", dataset_id="abcd-1234"), an_asset("Urban forest", key="abcd-1234"), "id"),
        (an_entry("Trees", link="http://www.x.org/d/trees/"), an_asset("Urban forest", link="https://x.org/d/trees"), "link"),
        (an_entry("Trees", link="https://x.org/Parks/Trees/abcd-1234/data"), an_asset("Urban forest", key="abcd-1234"), "slug"),
        (an_entry("Trees"), an_asset("Trees"), "exact"),
        (an_entry("Trees (2019)"), an_asset("trees – 2019"), "normalised"),
        (an_entry("Street Trees Survey"), an_asset("Street Tree Surveys"), "fuzzy"),
        (an_entry("Trees", dataset_id="12"), an_asset("Urban forest", key="12"), None),
        (an_entry("Trees", link="https://x.org/"), an_asset("Urban forest", link="https://x.org"), None),
        (an_entry("Ward 2012"), an_asset("Ward 2022"), None),
        (an_entry("Parcel polygons"), an_asset("Parcel points"), None),
        (an_entry(""), an_asset(""), None),
    ],
    ids=[
        "id",
        "link",
        "slug",
        "title",
        "letters",
        "nearly",
        "running number",
        "home page",
        "another year",
        "another geometry",
        "nameless",
    ],
)
def test_an_entry_is_found_by_the_strictest_level(entry: dict[str, str], asset: Catalogue, level: str | None) -> None:
    """Counts grow from that level on."""
    found = reconcile(an_inventory(entry), asset)

    hit = LEVELS.index(level) if level else len(LEVELS)
    assert [found.matched[name] for name in LEVELS] == [int(place >= hit) for place in range(len(LEVELS))]
    assert [match.level for match in found.matches] == ([level] if level else [])
    assert found.published_not_listed == (() if level else (0,))


def test_both_remainders_are_listed() -> None:
    """What claims to be published and is not found; what is published and not listed; what is published though it says not."""
    inventory = an_inventory(
        an_entry("Found"), an_entry("Lost"), an_entry("Lost"), an_entry("Secret", publishing_status="Not Published"),
        an_entry("Leaked", publishing_status="Not Published", department="Police"),
    )  # fmt: skip

    found = reconcile(inventory, catalogue_of_titles(["Found", "Leaked", "Unlisted", "unlisted!"]))

    assert (found.basis, found.claims, found.distinct_names) == ("publication", 3, 2)
    assert found.claimed_not_found == ("Lost",)
    assert found.found_unclaimed == ("Leaked",)
    assert found.published_not_listed == (2, 3)
    assert [(line.department, line.entries, line.claims, line.found) for line in found.by_department] == [
        ("Department of Parks", 4, 3, 1),
        ("Police", 1, 0, 0),
    ]


def test_a_link_that_two_assets_share_finds_neither() -> None:
    """A page that lists many datasets names none of them."""
    link = "https://x.org/parks/page"
    catalogue = Catalogue(["Benches", "Fountains"], [(), ()], [(link,), (link,)], [True, True], ["", ""])

    assert reconcile(an_inventory(an_entry("Trees", link=link)), catalogue).matches == ()


def test_links_claim_where_no_column_does() -> None:
    """An entry with an address says that it is published there."""
    rows = [{"Dataset Name": f"Set {n}", "Link": "https://x.org/d/a" if n else ""} for n in range(8)]

    found = reconcile(an_inventory(*rows), catalogue_of_titles([]))

    assert (found.basis, found.claims) == ("link", 7)


def test_assets_that_don_t_count_are_found_and_never_missed() -> None:
    """A map fulfils a claim, but no inventory has to list it."""
    snapshot = a_snapshot(
        a_dataset(key="d1", title="Trees", distributions=[a_distribution(download_url="https://x.org/trees.csv")]),
        a_dataset(key="d2", title="Map of parks", kind="map"),
        a_dataset(key="d3", title="Other map", kind="map"),
    )

    found = reconcile(an_inventory(an_entry("Map of parks")), catalogue_of(snapshot.datasets, snapshot.distributions))

    assert [match.asset for match in found.matches] == [1]
    assert found.published_not_listed == (0,)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Police Districts (MPD)", "Police Districts", True),
        ("Bridge Polygons", "Bridges Polygon", True),
        ("Floodplains - Cross Section", "Floodplain Cross Sections", True),
        ("Street car stops", "Streetcar stops", True),
        ("Reservations Polygon", "Reservations Point", False),
        ("Voting Precinct 1990", "Voting Precinct 2002", False),
        ("Elementary School Zones", "Middle School Zones", False),
        ("Building permits", "Building inspections", False),
        ("Adult arrests", "Juvenile arrests", False),
        ("Phase I report", "Phase II report", False),
        ("Open requests", "Closed requests", False),
        ("All Permit Inspector", "All Permit Inspections", False),
    ],
)
def test_a_word_exchanged_is_another_dataset(one: str, other: str, same: bool) -> None:
    """Endings and spellings are not."""
    own = frozenset({"mpd"})

    assert compatible(taken_apart(one, own), taken_apart(other, own)) is same


def test_each_title_is_given_once_and_to_the_nearest_name() -> None:
    """Two near names cannot both be it."""
    names = [taken_apart(text) for text in ("Street tree surveys of parks", "Street tree survey park")]

    found = nearly_same(names, [taken_apart("Street trees survey, park")])

    assert [(name, title) for name, title, _ in found.pairs] == [(0, 0)] or [(name, title) for name, title, _ in found.pairs] == [
        (1, 0)
    ]
    assert len(found.pairs) == 1


@pytest.mark.parametrize(
    ("url", "key", "slug"),
    [
        ("HTTPS://www.Data.example.org/Parks/Trees/abcd-1234/about_data?x=1#y",
            "data.example.org/parks/trees/abcd-1234/about_data", "abcd-1234"),
        ("http://x.org/dataset/street-trees/", "x.org/dataset/street-trees", "street-trees"),
        ("http://x.org/datasets/76a28737a6f84b3c92a421114acccca2_5", "x.org/datasets/76a28737a6f84b3c92a421114acccca2_5",
            "76a28737a6f84b3c92a421114acccca2"),
        ("http://x.org/files/trees.csv", "x.org/files/trees.csv", "trees"),
        ("https://x.org", "x.org", None),
        ("https://x.org/datasets", "x.org/datasets", None),
        ("n/a", None, None),
        ("http://[", None, None),
    ],
)  # fmt: skip
def test_links_are_compared_by_what_names_the_asset(url: str, key: str | None, slug: str | None) -> None:
    """Not by scheme, query or the platform's own endings."""
    assert (link_key(url), slug_of(url)) == (key, slug)


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_normalising_twice_changes_nothing(text: str) -> None:
    """And nothing but letters and digits is left."""
    once = normalised(text)

    assert normalised(once) == once
    assert once.isalnum() or not once


TITLES = st.lists(
    st.sampled_from(["Trees", "trees", "Tree", "Street Trees", "Signs 2019", "Signs 2020", "Sign", "Parks – old", "", "Ärger"]),
    max_size=8,
)


@given(TITLES, TITLES, st.lists(st.booleans(), min_size=8, max_size=8))
@settings(max_examples=150, deadline=None)
def test_counts_grow_and_remainders_add_up(names: list[str], titles: list[str], claims: list[bool]) -> None:
    """Whatever the names."""
    rows = [an_entry(name, publishing_status="Published" if claim else "No") for name, claim in zip(names, claims, strict=False)]
    found = reconcile(an_inventory(an_entry("Anchor"), *rows), catalogue_of_titles(titles))

    counts = list(found.matched.values())
    assert counts == sorted(counts)
    assert counts[-1] + len(found.claimed_not_found) == found.distinct_names
    assert len({match.name for match in found.matches}) == len(found.matches)
    assert {match.asset for match in found.matches}.isdisjoint(found.published_not_listed)


@pytest.mark.recordings
def test_washington_2019_against_its_catalogue(recordings: Path) -> None:
    """574 distinct names claim to be on the portal; 376 match a title after normalising, 338 as written."""
    found = reconcile(entries_of(a_file(recordings / "portals/washington-dc/inventory-fy19.csv")), washington(recordings))

    assert (found.claims, found.distinct_names) == (577, 574)
    assert {name: found.matched[name] for name in LEVELS[:5]} == {"id": 0, "link": 0, "slug": 0, "exact": 338, "normalised": 376}
    assert found.matched["fuzzy"] == 443
    assert len(found.claimed_not_found) == 574 - 443


@pytest.mark.recordings
def test_what_fuzzy_matching_adds_is_right(recordings: Path) -> None:
    """A sample of 50, checked by hand: titles, agencies and the catalogue's descriptions were read side by side.

    fuzzy_sample.csv holds the SHA-256 of name, line feed and title, and the verdict; the sample is the 50 pairs with the
    smallest digests of the 70 that FY19 and the catalogue of 2019-09 give. A pair that is not in it was not checked: when
    matching changes, check the new ones by hand and add them.
    """
    catalogue = washington(recordings)
    found = reconcile(entries_of(a_file(recordings / "portals/washington-dc/inventory-fy19.csv")), catalogue)
    pairs = (f"{match.name}\n{catalogue.titles[match.asset]}" for match in found.matches if match.level == "fuzzy")
    sample = sorted(sha256(pair.encode()).hexdigest() for pair in pairs)[:50]
    verdicts = dict(list(csv.reader(SAMPLE.read_text(encoding="utf-8").splitlines()))[1:])
    right = sum(verdicts[pair] == "right" for pair in sample)
    low = (right / 50 + 1.96**2 / 100 - 1.96 * sqrt(right / 50 * (1 - right / 50) / 50 + 1.96**2 / 40_000)) / (1 + 1.96**2 / 50)

    assert right == 49
    assert low > 0.89  # Wilson's lower bound at 95 %


@pytest.mark.recordings
def test_another_city_s_inventory_finds_by_link_what_titles_hide(recordings: Path) -> None:
    """Chattanooga's links carry Socrata ids of another host."""
    snapshot = chattanooga(recordings)
    catalogue = catalogue_of(snapshot.datasets, snapshot.distributions, city="Chattanooga")

    found = reconcile(entries_of(a_file(recordings / "portals/chattanooga/rows/wuph-stbt.csv.gz")), catalogue)

    assert (found.basis, found.claims) == ("publication", 43)
    assert (found.matched["slug"], found.matched["normalised"], found.matched["fuzzy"]) == (6, 10, 13)


@pytest.mark.recordings
def test_an_inventory_of_2018_is_mapped_alike(recordings: Path) -> None:
    """The columns of both years have the same groups, but for those that one year lacks."""
    folder = recordings / "portals/washington-dc"
    old, new = (entries_of(a_file(folder / f"inventory-{year}.csv")) for year in ("fy18", "fy19"))
    groups = [{column.group for column in entries.map.columns} for entries in (old, new)]

    assert groups[1] < groups[0]
    assert groups[0] - groups[1] == {"description", "link", "updated", "added", "system"}
    assert a_feed.cache_info() is not None
