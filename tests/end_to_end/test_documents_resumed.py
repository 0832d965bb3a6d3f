"""A stop in the middle of the look for documents: what was gathered is kept, and going on gives what a whole run gives."""

import json
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portalaudit.archive.index import rebuild_index
from portalaudit.demo.http import Request, Response
from tests.end_to_end.auditing import Document, Place
from tests.end_to_end.city_audits import example, serving, small_portal
from tests.portals.sites import POLICY, Page, Site, in_pdf, linked, noise, page, prose


def a_site(on: Callable[[], None]) -> Site:
    """Pages, and a document that calls `on` whenever it is asked for."""
    services = noise(6)

    def strategy(request: Request) -> Response:
        on()
        return page("Data strategy", prose(STRATEGY))

    pages: dict[str, Page] = {
        "/": page("City of Springfield", links=[("/data", "Open data"), *linked(services)]),
        "/data": page("Open data", links=[("/policy.pdf", "Open Data Policy"), ("/strategy", "Data Strategy"),
                                          ("/privacy", "Citywide privacy program")]),
        "/policy.pdf": in_pdf(POLICY), "/strategy": strategy,
        "/privacy": page("Privacy", "<p>The city has a privacy program.</p>"),
        **services,
    }  # fmt: skip
    return Site(pages)


STRATEGY = """CITY OF SPRINGFIELD DATA STRATEGY 2019-2022

Our vision is a city that makes its decisions with data. The strategy has four goals, each with actions and measures.

Goal 1. Govern data as an asset. The Chief Data Officer leads the data governance committee, which meets every quarter.

Goal 2. Open data by default. Goal 3. Train our staff. Goal 4. Protect privacy in all we publish.
"""


def plain(document: Document, url: str) -> Any:
    """What an audit says of documents and criteria, without what differs from run to run."""
    documents = [
        {
            key: value
            for key, value in one.items()
            if key in ("kind", "title", "instrument", "adopted", "published", "in_force", "failure")
        }
        | {"path": one["url"].removeprefix(url)}
        for one in document["documents"]
    ]
    criteria = [
        (rubric["id"], one["id"], one["finding"], one["why"]) for rubric in document["rubrics"] for one in rubric["criteria"]
    ]
    return documents, criteria


def whole(tmp_path: Path, name: str, on: Callable[[], None], resumed: bool) -> tuple[Any, Counter[str], Counter[str]]:
    """An audit, gone on with where it was stopped: what it says, how often each capture and text stands in the archive, and
    how often each page of the site was asked for."""
    with serving(a_site(on), small_portal()) as (sites, logs):
        place = Place.at(tmp_path / name)
        city = example(sites)
        first = place.audit(sites.portal, pages=60, judged_as=city)
        assert first.code == (4 if resumed else 0), first.line
        result, audit = first, first.whole()
        if resumed:
            assert not audit.complete
            result = place.audit(sites.portal, pages=60, judged_as=city, resume=audit.id)
            assert result.code == 0, result.line
            audit = result.whole()
            assert len(set(place.again(audit.id, city).values())) == 1
        held = Counter(capture.id for capture in rebuild_index(place.archive, audit.id))
        assert {one.document.text for one in audit.governance.documents if one.document.text} <= set(held)
        return plain(json.loads(result.document), sites.website), held, Counter(entry.target for entry in logs[0])


def test_going_on_gives_what_a_run_without_a_stop_gives(tmp_path: Path) -> None:
    """The stop comes with a document under way; none of the texts is kept twice, no page is asked for twice."""
    stops = iter([True])

    def stop() -> None:
        if next(stops, False):
            os.kill(os.getpid(), signal.SIGINT)

    expected, _, _ = whole(tmp_path, "whole", lambda: None, resumed=False)
    found, held, asked = whole(tmp_path, "stopped", stop, resumed=True)

    assert found == expected
    assert [name for name, times in held.items() if times > 1] == []
    assert [path for path, times in asked.items() if times > 1 and path not in ("/robots.txt", "/strategy")] == []
    assert asked["/strategy"] <= 2
