"""Which asset is which: a table of pairs of entries, and of catalogues where a rule must hold back."""

from dataclasses import replace

import pytest

from portalaudit.model.capture import Gap
from tests.audit.difference.builders import CKAN, HUB, SOCRATA, Catalogue, Entry, assets, became, entry

RENAMED, BY_ID = "same-changed-identifier", "id-in-address"
UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
ITEM = "3e65b5542eb1494ba63be31f334adafa"
PAGE = "http://data.example.org/dataset/trees"


@pytest.mark.parametrize(
    ("then", "now", "state", "ground"),
    [
        pytest.param(entry("trees"), entry("trees"), "same", "identifier", id="the same id"),
        pytest.param(
            entry("http://x.org/d/1"), entry("https://x.org/d/1"), RENAMED, "identifier", id="another scheme"
        ),
        pytest.param(
            entry("http://x.org/d/1"), entry("http://x.org/d/1/"), RENAMED, "identifier", id="a mark at the end"
        ),
        pytest.param(
            entry("http://X.org/d/1"), entry("http://x.org/d/1"), RENAMED, "spelling", id="case of the host"
        ),
        pytest.param(
            entry("http://www.x.org/a:1"), entry("http://x.org/a%3A1"), RENAMED, "spelling", id="www and escapes"
        ),
        pytest.param(
            entry("trees", page=PAGE), entry("trees", page="http://open.example.org/trees"),
            "same-changed-address", "identifier", id="another page",
        ),
        pytest.param(
            entry("trees", page=PAGE), entry("trees", page=f"https{PAGE[4:]}"), "same", "identifier", id="the page's scheme"
        ),
        pytest.param(
            entry("abcd-1234"), entry("https://x.org/api/views/abcd-1234"), RENAMED, BY_ID, id="four by four"
        ),
        pytest.param(
            entry("https://x.org/api/views/abcd-1234"), entry("https://y.org/d/abcd-1234"),
            RENAMED, BY_ID, id="four by four at another host",
        ),
        pytest.param(
            entry(f"{ITEM}_0"), entry(f"https://x.org/datasets/{ITEM}_0"), RENAMED, BY_ID, id="an item's layer"
        ),
        pytest.param(
            entry(UUID), entry("trees", page=f"https://x.org/dataset/{UUID}"), RENAMED, BY_ID, id="a UUID in the page"
        ),
        pytest.param(entry("one", page=PAGE), entry("two", page=PAGE), RENAMED, "landing-page", id="one page"),
        pytest.param(
            entry("one", "A", None, "http://files.example.org/trees.csv"), entry("two", "B", None, "https://files.example.org/trees.csv"),
            RENAMED, "access-address", id="one file",
        ),
        pytest.param(entry("one", "Trees (2020)"), entry("two", "Trees (2020)"), "same-title", "title", id="one title"),
        pytest.param(entry("one", "Trees (2020)"), entry("two", "TREES 2020"), "same-title", "title", id="letters and digits"),
        pytest.param(entry("one", "Árboles"), entry("two", "ÁRBOLES!"), "same-title", "title", id="letters of any alphabet"),
    ],
)  # fmt: skip
def test_one_entry_that_is_another(then: Entry, now: Entry, state: str, ground: str) -> None:
    """Beside an entry that stays as it is."""
    stays = entry("stays")
    found = became(Catalogue.of(stays, then), Catalogue.of(stays, now))

    assert [row[:2] for row in found if "stays" not in row] == [(state, ground)]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("then", "now"),
    [
        pytest.param([entry(f"{ITEM}_0")], [entry(f"x.org/{ITEM}_1")], id="two layers of an item"),
        pytest.param([entry("x.org/years/2015-2016")], [entry("y.org/years/2015-2016")], id="years are no four by four"),
        pytest.param([entry("one", "?")], [entry("two", "!")], id="titles without a letter"),
        pytest.param([entry("one"), entry("also")], [entry("two"), entry("both")], id="one page of all"),
        pytest.param(
            [entry("one", "A", None, "http://x.org/wms"), entry("stays", "B", None, "http://x.org/wms")],
            [entry("two", "C", None, "http://x.org/wms"), entry("stays", "B", None, "http://x.org/wms")],
            id="a service behind several",
        ),
        pytest.param(
            [entry("one", "A", None, "http://x.org/1", "http://x.org/2")],
            [entry("two", "C", None, "http://x.org/1"), entry("three", "D", None, "http://x.org/2")],
            id="two addresses that lead apart",
        ),
    ],
)
def test_what_is_not_the_same(then: list[Entry], now: list[Entry]) -> None:
    """Each is gone or new."""
    found = became(Catalogue.of(*then), Catalogue.of(*now))

    assert {row[0] for row in found if "stays" not in row} == {"removed", "added"}


def test_a_title_that_is_borne_twice_joins_nothing() -> None:
    """Which of the two it is cannot be told, so neither was removed nor added."""
    then = Catalogue.of(entry("one", "Budget"), entry("two", "Budget"), entry("gone", "Trees"))
    now = Catalogue.of(entry("new", "budget"))
    found = assets(then, now)

    assert [row[:2] for row in became(then, now)] == [
        ("removed", None), ("not-found-again", "ambiguous-title"), ("not-found-again", "ambiguous-title"),
        ("not-found-before", "ambiguous-title"),
    ]  # fmt: skip
    assert (found.titles.shared, found.titles.exact, found.titles.ambiguous) == (1, 0, 1)


def test_one_identifier_for_several_assets() -> None:
    """Their titles tell which is which, though their subjects changed with what else the entries say."""
    then = [entry("d1", "Trees"), entry("d1", "Benches", description="As it was")]
    now = [entry("d1", "Trees"), entry("d1", "Benches", description="As it is")]

    assert [row[:2] for row in became(Catalogue.of(*then), Catalogue.of(*now))] == [("same", "identifier")] * 2


@pytest.mark.parametrize(
    ("then", "now", "doubt"),
    [
        pytest.param({}, {"complete": False}, "not-seen-whole", id="stopped before its end"),
        pytest.param({}, {"gaps": (Gap("catalogue", "http-503"),)}, "not-seen-whole", id="a gap in the catalogue"),
        pytest.param({}, {"portal": replace(CKAN, connector="dcat")}, "other-interface", id="another interface"),
        pytest.param({}, {"portal": HUB}, "moved-platform", id="another platform"),
        pytest.param(
            {"target": "http://one.org", "portal": replace(CKAN, url="http://one.org")},
            {"target": "http://two.org", "portal": replace(CKAN, url="http://two.org")}, "other-target", id="another target",
        ),
    ],
)  # fmt: skip
def test_what_is_not_found_is_not_always_gone(then: dict, now: dict, doubt: str) -> None:  # type: ignore[type-arg]
    """Where the other side cannot be trusted to show it, it was neither removed nor added."""
    gone, new = entry("gone"), entry("new")
    found = became(Catalogue.of(gone, **then), Catalogue.of(new, **now))

    assert ("not-found-again", doubt, "gone", None) in found
    if doubt != "not-seen-whole":
        assert ("not-found-before", doubt, None, "new") in found


def test_a_platform_whose_identifiers_stay_is_comparable() -> None:
    """Half of the smaller catalogue must be recognised by identifier or address."""
    stays = [entry(f"http://x.org/{number}") for number in range(4)]
    found = became(Catalogue.of(*stays, entry("gone"), portal=SOCRATA), Catalogue.of(*stays, entry("new"), portal=HUB))

    assert [row[0] for row in found] == ["removed", *["same"] * 4, "added"]


def test_a_plain_name_means_nothing_on_a_stranger_s_portal() -> None:
    """`budget` of one city is not `budget` of another, unless the title says so too; of one city it is."""
    one, two = replace(CKAN, url="http://one.org"), replace(CKAN, url="http://two.org")
    then, now = entry("budget", "Budget of One", "http://one.org/b"), entry("budget", "Budget of Two", "http://two.org/b")
    told = entry("budget", "Budget of One", "http://two.org/b")
    strangers = {"portal": two, "target": "http://two.org"}

    assert became(Catalogue.of(then, portal=one), Catalogue.of(now, **strangers))[0][0] == "not-found-again"
    assert became(Catalogue.of(then, portal=one), Catalogue.of(told, **strangers))[0][:2] == (
        "same-changed-address",
        "identifier",
    )
    assert became(Catalogue.of(then, portal=one), Catalogue.of(now, portal=two))[0][:2] == ("same-changed-address", "identifier")


def test_portals_of_a_city_are_paired_by_address_and_by_what_is_left() -> None:
    """Equal names on two portals are two things; the portal that is left went to the address that is left; one that the other
    audit does not have says nothing."""
    one, two, moved = (replace(CKAN, url=f"http://{name}.org") for name in ("one", "two", "moved"))
    then = Catalogue(
        (*Catalogue.of(entry("a", "A1"), portal=one).snapshots, *Catalogue.of(entry("a", "A2"), portal=two).snapshots)
    )
    now = Catalogue(
        (*Catalogue.of(entry("a", "A2"), portal=moved).snapshots, *Catalogue.of(entry("a", "A1"), portal=one).snapshots)
    )
    alone = Catalogue.of(entry("a", "A1"), portal=one)

    rows = assets(then, now).table.to_pylist()
    assert [(row["state"], row["title_a"], row["title_b"]) for row in rows] == [
        ("same", "A1", "A1"), ("same", "A2", "A2"),
    ]  # fmt: skip
    assert [row[:2] for row in became(then, alone)] == [("same", "identifier"), ("not-found-again", "portal-not-audited")]


def test_an_asset_that_goes_to_another_portal_of_the_city() -> None:
    """Its id means the same everywhere."""
    one, two = (replace(CKAN, url=f"http://{name}.org") for name in ("one", "two"))
    tree, bench = entry(UUID, page="http://one.org/trees"), entry("bench")
    then = Catalogue((*Catalogue.of(tree, portal=one).snapshots, *Catalogue.of(bench, portal=two).snapshots))
    now = Catalogue(
        (
            *Catalogue.of(portal=one).snapshots,
            *Catalogue.of(bench, entry(UUID, page="http://two.org/trees"), portal=two).snapshots,
        )
    )

    assert became(then, now)[0][:3] == ("same-changed-address", "identifier", UUID)


def test_nothing_on_either_side() -> None:
    """Empty catalogues are compared as others are."""
    assert became(Catalogue.of(), Catalogue.of()) == []
    assert [row[0] for row in became(Catalogue.of(), Catalogue.of(entry("new")))] == ["added"]
    assert [row[0] for row in became(Catalogue.of(entry("gone")), Catalogue.of())] == ["removed"]
    assert became(Catalogue(()), Catalogue(())) == []
