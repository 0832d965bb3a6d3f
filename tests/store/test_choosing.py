"""Which job goes first: portals of different services before two of one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from portalaudit.model.audit import Target
from portalaudit.model.schedule import Wishes
from portalaudit.store import choosing
from portalaudit.store.audits import begin_audit, save_audit
from portalaudit.store.jobs import Jobs
from tests.store.examples import PORTAL, a_part, an_audit, some_city
from tests.store.waiting import HOUR, NOW, a_night


@pytest.fixture
def queue(engine: Engine) -> Jobs:
    return Jobs(engine)


def audited(engine: Engine, target: str, *platforms: str, ago: int = 1) -> None:
    """Save an audit of so many nights ago."""
    parts = [
        a_part(["d1"], portal=replace(PORTAL, url=target if "/" in target else f"https://{number}.org", platform=platform))  # type: ignore[arg-type]
        for number, platform in enumerate(platforms)
    ]
    urls = tuple(part.snapshot.portal.url for part in parts)
    city = None if "/" in target else some_city(target)
    audit = an_audit(f"{target}-{ago}", *parts, target=Target(city, urls), captures=())
    save_audit(engine, replace(audit, taken_at=NOW - timedelta(days=ago)), b"{}")


def waiting(engine: Engine, *targets: str) -> None:
    """Nights of these, a minute apart."""
    for minute, target in enumerate(targets):
        a_night(engine, target, NOW - HOUR + timedelta(minutes=minute))


def taken(queue: Jobs, count: int) -> list[str]:
    jobs = [queue.claim("r", NOW, 120.0) for _ in range(count)]
    return [job.target for job in jobs if job is not None]


def test_a_service_that_somebody_is_at_work_on_comes_later(engine: Engine, queue: Jobs) -> None:
    """Four Hubs don't hold up the CKAN behind them; where all are busy the longest due goes on; who was never seen is alone."""
    for name in ("hub-a", "hub-b", "hub-c"):
        audited(engine, f"https://{name}.org", "arcgis")
    audited(engine, "https://soda-a.org", "socrata")
    audited(engine, "https://soda-b.org", "socrata")
    audited(engine, "https://ckan.org", "ckan")
    hosts = ("hub-a", "hub-b", "hub-c", "soda-a", "soda-b", "ckan", "new")
    waiting(engine, *(f"https://{name}.org" for name in hosts))

    order = ("hub-a", "soda-a", "ckan", "new", "hub-b", "soda-b", "hub-c")
    assert taken(queue, 8) == [f"https://{name}.org" for name in order]


def test_portals_of_their_own_are_taken_in_their_order(engine: Engine, queue: Jobs) -> None:
    """CKANs share nothing."""
    for name in "abc":
        audited(engine, f"https://{name}.org", "ckan")
    audited(engine, "https://hub.org", "arcgis")
    waiting(engine, "https://a.org", "https://b.org", "https://hub.org", "https://c.org")

    assert taken(queue, 4) == ["https://a.org", "https://b.org", "https://hub.org", "https://c.org"]


def test_what_people_ask_for_goes_first_whatever_runs(engine: Engine, queue: Jobs) -> None:
    for name in "ab":
        audited(engine, f"https://{name}.org", "arcgis")
    waiting(engine, "https://a.org", "https://new.org")
    assert taken(queue, 1) == ["https://a.org"]
    queue.demand("https://b.org", Wishes(), NOW, NOW + HOUR)

    assert taken(queue, 2) == ["https://b.org", "https://new.org"]


def test_the_newest_audit_tells(engine: Engine, queue: Jobs) -> None:
    """Of a city that left the service; one that is being made tells nothing yet. The first portal stands for a city's."""
    audited(engine, "https://a.org", "arcgis", ago=9)
    audited(engine, "moved-xx", "arcgis", ago=9)
    audited(engine, "moved-xx", "ckan", "arcgis", ago=1)
    begin_audit(engine, "begun", NOW, "x", Target(some_city("moved-xx"), ("https://0.org",)), {})
    audited(engine, "https://b.org", "arcgis", ago=1)
    waiting(engine, "https://a.org", "https://b.org", "moved-xx")

    assert taken(queue, 3) == ["https://a.org", "moved-xx", "https://b.org"]


def test_only_the_longest_due_are_looked_at(engine: Engine, queue: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim costs the same, however many wait."""
    monkeypatch.setattr(choosing, "LOOKED", 2)
    for name in "abcd":
        audited(engine, f"https://{name}.org", "arcgis")
    waiting(engine, *(f"https://{name}.org" for name in ("a", "b", "c", "d", "new")))

    assert taken(queue, 5) == [f"https://{name}.org" for name in ("a", "b", "c", "new", "d")]
