"""A real CKAN 2.12, loaded with Amsterdam's packages through its API and audited over HTTP.

Its search runs on a stand-in for Solr, so nothing here speaks of ranking.
"""

import gzip
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portalaudit.archive.snapshots import load as load_snapshot
from portalaudit.audit.exporting import export
from tests.bundles import differing, steps
from tests.end_to_end.auditing import Document, Place, checks_of
from tests.realckan import DATED, RealCkan, hidden_packages, recorded

pytestmark = [pytest.mark.recordings, pytest.mark.realckan, pytest.mark.slow, pytest.mark.xdist_group("realckan")]

MOST_REQUESTS = 16
"""Of an audit of one page of packages: detection and six lists, robots.txt and the home page. More would be impolite."""


@dataclass(frozen=True)
class Audited:
    """An audit of the portal, and what the portal itself saw of it."""

    document: Document
    place: Place
    log: list[str]
    everything: list[Mapping[str, Any]]
    """All packages, as their administrator sees them."""

    @property
    def public(self) -> list[Mapping[str, Any]]:
        return [package for package in self.everything if not package["private"] and package["state"] == "active"]

    @property
    def hidden(self) -> list[Mapping[str, Any]]:
        return [package for package in self.everything if package["private"] or package["state"] != "active"]


@pytest.fixture(scope="session")
def audited(real_ckan: RealCkan, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    place = Place.at(tmp_path_factory.mktemp("realckan"))
    everything = real_ckan.everything()
    before = len(real_ckan.log())
    document = place.document(real_ckan.url)
    return Audited(document, place, real_ckan.log()[before:], everything)


def test_what_was_loaded(audited: Audited, recordings: Path) -> None:
    """The test's own ground: all recorded packages and one of tables are public, eight more are not, and one is deleted."""
    names = {package["name"] for package in audited.public}

    assert names == {package["name"] for package in recorded(recordings)} | {DATED}
    assert Counter(package["private"] for package in audited.hidden) == {True: 5, False: 3}


def test_the_count_is_exact(audited: Audited) -> None:
    """Every public package is an asset, and nothing else is."""
    seen = audited.document["portals"][0]
    assets = audited.place.assets(audited.document["audit"])

    assert seen["snapshot"]["assets"] == seen["snapshot"]["declared_total"] == len(audited.public)
    assert sorted(asset["title"] or "" for asset in assets) == sorted(package["title"] for package in audited.public)
    assert seen["snapshot"]["distributions"] == sum(len(package["resources"]) for package in audited.public)
    assert seen["gaps"] == []


def test_the_platform_is_recognised(audited: Audited, real_ckan: RealCkan) -> None:
    seen = audited.document["portals"][0]

    assert (seen["platform"], seen["connector"]) == ("ckan", "ckan")
    assert seen["version"] == real_ckan.ask("status_show")["ckan_version"]
    assert seen["version"].startswith("2.12")


def test_what_is_hidden_is_neither_seen_nor_guessed(audited: Audited) -> None:
    """Names, ids and titles of private, draft and deleted packages stand nowhere: not in the document, the snapshot or the
    archive, whose requests would show a guess."""
    words = {str(package[key]) for package in audited.hidden for key in ("id", "name", "title")}
    words |= {package[key] for package in hidden_packages() for key in ("name", "title")}
    kept = [json.dumps(audited.document), audited.place.again(audited.document["audit"])["recheck"].decode()]
    snapshot = load_snapshot(audited.place.archive, audited.document["portals"][0]["snapshot"]["digest"])
    for frame in (snapshot.datasets, snapshot.distributions, snapshot.columns, snapshot.violations, snapshot.states):
        kept += [str(value) for column in frame.columns for value in frame[column]]
    kept += [repr(snapshot.documents), repr(snapshot.enumerations), repr(snapshot.entry_points), repr(snapshot.gaps)]
    segments = sorted(audited.place.archive.rglob("*.warc.gz"))
    kept += [gzip.decompress(segment.read_bytes()).decode("utf-8", "replace") for segment in segments]
    kept.append(Path(audited.place.db.removeprefix("sqlite:///")).read_bytes().decode("latin-1"))

    assert len(segments) == 1
    assert len(words) >= 8 * 3
    assert [word for word in sorted(words) for text in kept if word in text] == []


def test_requests_are_few_and_only_read(audited: Audited) -> None:
    """GET and HEAD alone by the archive, and as many requests as CKAN itself saw."""
    traffic = audited.document["portals"][0]["traffic"]
    segments = sorted(audited.place.archive.rglob("*.warc.gz"))
    text = b"".join(gzip.decompress(segment.read_bytes()) for segment in segments)
    lines = re.findall(rb"WARC-Type: request\r\n(?:[^\r\n]+\r\n)*\r\n([A-Z]+) (\S+) HTTP", text)
    answered = [line for line in audited.log if " render time " in line]

    assert {method for method, _ in lines} <= {b"GET", b"HEAD"}
    assert traffic["requests"] == len(lines) == len(answered) <= MOST_REQUESTS
    assert not [target for _, target in lines if b"package_show" in target or b"datastore" in target or b"/dump" in target]


def test_its_lists_agree(audited: Audited) -> None:
    """`package_search` and `package_list` of one CKAN list the same packages."""
    disagrees = checks_of(audited.document)["catalog_disagrees"]

    assert (disagrees["outcome"], disagrees["examples"]) == ("pass", [])


def test_no_check_broke(audited: Audited) -> None:
    checks = checks_of(audited.document)

    assert [check["id"] for check in checks.values() if check["outcome"] == "error"] == []
    assert checks["title_missing"]["tested"] == len(audited.public)
    missing = [package for package in audited.public if not package.get("license_id") or package["license_id"] == "notspecified"]
    assert checks["license_missing"]["failed"] == len(missing) > 0


def test_a_replay_is_the_same(audited: Audited) -> None:
    """`show`, `recheck` and `reread` print the document that the audit printed."""
    again = audited.place.again(audited.document["audit"])

    assert json.loads(again["show"]) == audited.document
    assert again["recheck"] == again["reread"] == again["show"]


def test_its_bundle_can_be_checked(audited: Audited, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    export(audited.place.db, audited.place.archive, str(audited.document["audit"]), path)
    print(f"real CKAN: {path.stat().st_size:,} bytes")
    assert differing(steps(path)) == []


def test_a_second_night(audited: Audited, real_ckan: RealCkan) -> None:
    """Audited again, the same datasets are found, and no finding opens or closes."""
    second = audited.place.document(real_ckan.url)

    assert second["portals"][0]["snapshot"]["assets"] == len(audited.public)
    with closing(sqlite3.connect(audited.place.db.removeprefix("sqlite:///"))) as connection:
        query = "SELECT a.id, count(*), count(f.closed_by) FROM findings f JOIN audits a ON a.number = f.opened_by GROUP BY a.id"
        ((opened_by, opened, closed),) = connection.execute(query).fetchall()
    assert (opened_by, closed) == (audited.document["audit"], 0)
    assert opened > len(audited.public)
