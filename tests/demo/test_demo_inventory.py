"""The demonstration's data inventory: its shares, its departments, and that a seed and a moment make one."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from portalaudit.demo import inventory
from portalaudit.demo.catalogues import ckan, words
from portalaudit.demo.catalogues.entries import REFERENCE
from portalaudit.demo.server import serve
from portalaudit.demo.stories import stories
from tests.demo.asking import ask

STORY = next(story for story in stories() if story.inventory)
PACKAGES = tuple(ckan.packages(STORY.size, STORY.seed, STORY.traits, REFERENCE))
ROWS = inventory.entries(PACKAGES, "https://data.example", Random(1), REFERENCE)


def test_a_seed_and_a_moment_make_one_inventory() -> None:
    again = inventory.entries(PACKAGES, "https://data.example", Random(1), REFERENCE)
    other = inventory.entries(PACKAGES, "https://data.example", Random(2), REFERENCE)

    assert again == ROWS
    assert other != ROWS


def test_a_quarter_is_not_public_and_six_in_ten_claims_bear_a_title_of_the_catalogue() -> None:
    titles = {package["title"] for package in PACKAGES}
    claims = [row for row in ROWS if row["On Portal"] == "Yes"]
    found = [row for row in claims if row["Dataset Name"] in titles]

    assert (len(ROWS), sum(row["Classification"] != "Public" for row in ROWS)) == (300, 75)
    assert len(found) == pytest.approx(0.6 * len(claims), abs=1)
    assert all(row["Dataset Name"] not in titles for row in ROWS if row["On Portal"] == "No")
    assert len({row["Dataset Name"] for row in ROWS}) == len(ROWS)


def test_one_department_never_takes_part_one_goes_by_its_alias_and_one_is_not_listed() -> None:
    named = Counter(row["Department"] for row in ROWS)
    listed = {names[0] for names in words.DEPARTMENTS}

    assert listed - set(named) == {inventory.NEVER_NAMED, *inventory.ALIAS}
    assert set(named) - listed == {inventory.NOT_LISTED, *inventory.ALIAS.values()}
    assert {department["name"] for department in STORY.city["departments"]} == listed  # type: ignore[attr-defined]


def test_its_dates_are_told_from_the_moment_given() -> None:
    moment = datetime(2030, 5, 1, tzinfo=UTC)
    days = [row["Last Updated"] or "" for row in inventory.entries(PACKAGES, "https://data.example", Random(1), moment)]

    assert (moment - timedelta(days=30)).date().isoformat() < max(days) < moment.date().isoformat()


def test_the_portal_gives_its_rows_and_its_files() -> None:
    with serve(STORY.portal(REFERENCE)) as server:
        found = ask(server.url, "/api/3/action/package_search", q="", rows="1000").json()["result"]["results"]
        resources = {package["title"]: package["resources"][0] for package in found if "nventory" in package["title"]}
        rows = ask(
            server.url, "/api/3/action/datastore_search", resource_id=resources["Data Inventory"]["id"], limit="1000"
        ).json()
        file = ask(server.url, resources["Data Inventory"]["url"].removeprefix(server.url))

    assert sorted(resources) == ["Data Inventory", "Data Inventory: Retired Datasets", "Tree Inventory"]
    assert rows["result"]["total"] == len(rows["result"]["records"]) == 300
    assert file.body.count(b"\r\n") == 301


def test_the_other_stories_have_none() -> None:
    assert [story.name for story in stories() if story.inventory] == ["Millbrook"]
