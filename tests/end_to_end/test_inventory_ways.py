"""How a data inventory's rows were asked for decides what may be said of them: whose stamp, whose refusal, how much came."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from portalaudit import clock
from portalaudit.archive.index import MemoryIndex, rebuild_events, rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.audit.portal import PortalJournal, reread_portal
from portalaudit.connectors.registry import connectors
from portalaudit.demo.arcgis import hub_portal
from portalaudit.demo.http import Portal, Request, Response, as_html, encode
from portalaudit.demo.server import serve
from portalaudit.demo.tables import HERE, TableOptions, records_of, with_tables
from portalaudit.model.audit import Target
from tests.end_to_end.auditing import Document, Place, checks_of
from tests.end_to_end.test_inventories import CITY, ITEM, ckan, criterion, dcat, socrata
from tests.end_to_end.test_inventories import an_inventory as dated

EDITED = 1_568_000_000_000
"""September 2019, in milliseconds."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.at(tmp_path)


def undated() -> bytes:
    """An inventory whose rows tell no dates."""
    return b"\n".join(line.rpartition(b",")[0] for line in dated().splitlines())


def layers(count: int = 1, host: str = HERE) -> list[dict[str, object]]:
    """Hub's entries of inventories, each a layer, whose items were changed last month."""
    return [
        {
            "@type": "dcat:Dataset", "title": "Data Inventory" + f" as of {2020 + number}" * (number > 0),
            "modified": "2026-11-01",
            "landingPage": f"{HERE}/datasets/city::{number}",
            "identifier": f"https://www.arcgis.com/home/item.html?id={ITEM[:-1]}{number}&sublayer=0",
            "distribution": [{
                "title": "ArcGIS GeoService", "format": "ArcGIS GeoServices REST API", "mediaType": "application/json",
                "accessURL": f"{host}/arcgis/rest/services/inventory/FeatureServer/{number}",
            }],
        }
        for number in range(count)
    ]  # fmt: skip


def hub(body: bytes, entries: list[dict[str, object]] | None = None) -> Portal:
    feed = encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": entries or layers()})
    return with_tables(hub_portal(feed), {"inventory": records_of(body)}, {}, TableOptions(edited=EDITED, records=5))


class Instead:
    """A portal that gives its own answers at some addresses."""

    def __init__(self, inner: Portal, part: str, answer: Callable[[Request, Response], Response]) -> None:
        self.inner, self.part, self.made = inner, part, answer

    def answer(self, request: Request) -> Response:
        found = self.inner.answer(request)
        return self.made(request, found) if self.part in request.target else found


def status(code: int) -> Callable[[Request, Response], Response]:
    return lambda request, found: Response(code)


def audited(portal: Portal, place: Place) -> Document:
    """The document of an audit, which a recheck and a reread give again."""
    with serve(portal) as server:
        document = place.document(server.url, judged_as=CITY)
    assert len(set(place.again(document["audit"]).values())) == 1
    return document


def test_a_layer_s_own_edit_date_counts_before_its_item_s(place: Place) -> None:
    document = audited(hub(undated()), place)

    outdated = checks_of(document)["inventory_outdated"]
    (evidence,) = outdated["examples"][0]["evidence"]
    assert (outdated["outcome"], outdated["examples"][0]["reason"]) == ("fail", "old_by_stamp")
    assert (evidence["pointer"], evidence["excerpt"]) == ("/editingInfo/dataLastEditDate", str(EDITED))
    assert criterion(document, "wwc-v3", "DM2")["finding"] != "met"


def test_a_file_s_last_modified_counts_where_the_catalogue_tells_no_date(place: Place) -> None:
    modified = (clock.now() - timedelta(days=600)).strftime("%a, %d %b %Y 00:00:00 GMT")

    def old(request: Request, found: Response) -> Response:
        return Response(200, (("Content-Type", "text/csv"), ("Last-Modified", modified)), (undated(),))

    outdated = checks_of(audited(Instead(dcat(undated()), "/files/", old), place))["inventory_outdated"]

    (evidence,) = outdated["examples"][0]["evidence"]
    assert (outdated["outcome"], evidence["pointer"], evidence["excerpt"]) == ("fail", "header=Last-Modified", modified)


@pytest.mark.parametrize(
    ("answer", "outcome", "failure"),
    [
        (status(503), "not_observed", "http-503"),
        (
            lambda request, found: Response(200, (("Content-Type", "text/csv"),), (b"PK\x03\x04broken",)),
            "not_observed",
            "unsupported-format",
        ),
        (status(403), "fail", "http-403"),
        (status(404), "fail", "http-404"),
    ],
)
def test_what_became_of_a_file_is_not_masked_by_the_datastore_that_lacks_it(
    answer: Callable[[Request, Response], Response], outcome: str, failure: str, place: Place
) -> None:
    document = audited(Instead(ckan(dated(), datastore=False), "/files/", answer), place)

    assert checks_of(document)["inventory_unpublished"]["outcome"] == outcome
    assert [entry["failure"] for entry in document["inventories"]] == [failure]


def test_a_datastore_s_refusal_alone_is_no_refusal(place: Place) -> None:
    bare = ckan(dated(), datastore=False)

    class WithoutFile:
        def answer(self, request: Request) -> Response:
            found = bare.answer(request)
            body = b"".join(bytes(part) for part in found.body)
            return Response(found.status, found.headers, (body.replace(b'"url":"', b'"url":"ftp://x/'),))

    document = audited(WithoutFile(), place)

    assert checks_of(document)["inventory_unpublished"]["outcome"] == "not_observed"


BOX = "<header><form action='/login'><input type='password' name='p'></form></header>"


@pytest.mark.parametrize(
    ("page", "outcome", "failure"),
    [
        (f"<html><body>{BOX}<h1>Data inventory</h1><a href='x.csv'>csv</a></body></html>", "not_observed", "not-a-table"),
        (f"<html><body>{BOX.replace('header', 'div')}<p>{'About this inventory. ' * 60}</p></body></html>", "not_observed",
         "not-a-table"),
        ("<html><title>Sign in</title><body><form><input type='password'></form></body></html>", "fail", "login"),
    ],
)  # fmt: skip
def test_a_sign_in_box_on_a_page_is_no_login(page: str, outcome: str, failure: str, place: Place) -> None:
    document = audited(Instead(dcat(dated()), "/files/", lambda request, found: as_html(page)), place)

    assert [entry["failure"] for entry in document["inventories"]] == [failure]
    assert checks_of(document)["inventory_unpublished"]["outcome"] == outcome


def test_a_page_that_is_refused_leaves_a_gap_and_the_sentence_says_that_rows_are_missing(place: Place) -> None:
    document = audited(Instead(hub(dated()), "resultOffset=5", status(500)), place)

    (gap,) = [gap for gap in document["portals"][0]["gaps"] if gap["part"] == "inventory"]
    (entry,) = document["inventories"]
    assert (gap["reason"], entry["entries"], entry["table"]["truncated"]) == ("http-500", 5, "pages")
    assert "rows are missing at the end" in json.dumps(criterion(document, "wwc-v3", "DM2"))


@pytest.fixture
def dead() -> Iterator[str]:
    """The address of a port that refuses connections."""
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def test_a_host_that_does_not_answer_is_asked_for_one_table_alone(dead: str, place: Place) -> None:
    document = audited(hub(dated(), layers(4, dead)), place)

    entries = document["inventories"]
    assert [entry["failure"] for entry in entries] == ["connect"] * 4
    assert [entry["detail"] == "host not reached before" for entry in entries] == [False, True, True, True]
    assert len({entry["capture"] for entry in entries}) == 1


def test_the_first_row_of_an_answer_is_the_header_s_evidence(place: Place) -> None:
    (entry,) = audited(socrata(dated()), place)["inventories"]

    assert (entry["evidence"]["header"]["pointer"], entry["evidence"]["header"]["excerpt"]) == ("/0", None)


def test_an_audit_that_was_stopped_between_two_pages_leaves_a_gap(place: Place) -> None:
    """The archive without the second page, read as that of a stopped audit."""
    with serve(hub(dated())) as server:
        audit, url = place.document(server.url, judged_as=CITY)["audit"], server.url
    captures = [one for one in rebuild_index(place.archive, audit) if "resultOffset=5" not in one.url]
    events = PortalJournal.of(rebuild_events(place.archive, audit), url)
    reader = ArchiveReader(place.archive, MemoryIndex(captures))

    snapshot = asyncio.run(
        reread_portal(url, clock.now(), captures, events, reader, connectors(), None, Target(CITY, (url,)), complete=False)
    )

    (gap,) = [gap for gap in snapshot.gaps if gap.part == "inventory"]
    assert (gap.reason, gap.capture, len(snapshot.rows)) == ("budget", None, 5)
    assert "5 rows came" in str(gap.detail)
