"""Policies of cities, from the home page to the one in force, over loopback sockets; then again from the archive alone."""

from pathlib import Path

import pytest

from tests.end_to_end.city_audits import Audited, audited, small_portal
from tests.end_to_end.six_cities import CITIES, CitySite, site_of

BUDGET = 60


@pytest.fixture(scope="module", params=CITIES, ids=lambda city: city.key)
def seen(request: pytest.FixtureRequest, recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[CitySite, Audited]:
    city: CitySite = request.param
    site = site_of(city, recordings)
    return city, audited(tmp_path_factory.mktemp(city.key), site, small_portal(city.name), city=city.record)


@pytest.mark.recordings
def test_the_policy_in_force_is_found_from_the_home_page(seen: tuple[CitySite, Audited]) -> None:
    """Two or three clicks deep, among the noise of a city: instrument, year, day and publisher as its text tells them."""
    city, audit = seen
    policy, told = audit.governance.policy, city.told

    assert policy is not None
    reading = policy.reading
    assert (audit.path(policy), reading.instrument, reading.year, reading.adopted, reading.place) == (
        told.path, told.instrument, told.year, told.adopted, told.place,
    )  # fmt: skip
    assert (policy.whose, policy.published, policy.stands) == ("own", True, True)


@pytest.mark.recordings
def test_older_versions_are_listed_and_nothing_else(seen: tuple[CitySite, Audited]) -> None:
    """Neither a story, a notice, a bill that failed, nor another city's ordinance counts as one of this city's."""
    city, audit = seen

    assert audit.policies() - set(city.told.aside) == {city.told.path, *city.told.older}
    stranger = audit.at("/examples/valdoria")
    assert stranger is None or (stranger.whose, stranger.reading.place) == ("other", "City of Brightwater")


@pytest.mark.recordings
def test_the_look_keeps_to_its_budget_and_only_reads(seen: tuple[CitySite, Audited]) -> None:
    """By the server's own log."""
    _, audit = seen

    assert len(audit.log) <= BUDGET
    assert {entry.method for entry in (*audit.log, *audit.portal_log)} <= {"GET", "HEAD"}


@pytest.mark.recordings
def test_it_is_the_same_from_the_archive(seen: tuple[CitySite, Audited]) -> None:
    """Shown, rechecked and reread when the servers are gone."""
    city, audit = seen

    assert audit.same_again(city.record(audit.sites))
