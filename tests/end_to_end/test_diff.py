"""Recorded catalogues of two days, served at one address after each other and audited over HTTP: what `diff` says of them."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portalaudit.audit.difference.compare import diff
from portalaudit.demo.server import serve
from portalaudit.export.difference.document import document, schema
from tests.cli.commands import Said, say
from tests.end_to_end.auditing import Place
from tests.portals import recordings as stand_ins

pytestmark = [pytest.mark.recordings]

WASHINGTON = ("arcgis", "washington-dc/dcat-us-20200804.json", "washington-dc/dcat-us-20200918.json")
CHICAGO = ("dcat", "chicago/dcat-us-20200414.json", "chicago/dcat-us-20200722.json")
DETROIT = ("dcat", "detroit/socrata-dcat-us-20190426.json", "detroit/arcgis-dcat-us-20200414.json")
BALTIMORE = ("dcat", "baltimore/socrata-dcat-us-20200722.json", "baltimore/dcat-us-20220916.json")


@dataclass(frozen=True)
class Nights:
    """Two audits of one address."""

    place: Place
    address: str
    then: str
    now: str

    def document(self, **options: bool) -> Mapping[str, Any]:
        """The difference as JSON, held against its schema."""
        found = json.loads(
            json.dumps(document(diff(self.place.db, self.place.archive, self.then, self.now, **options), **options))
        )
        jsonschema_rs.validator_for(schema()).validate(found)
        return found  # type: ignore[no-any-return]

    def say(self, *arguments: str) -> Said:
        """`diff` on the command line."""
        return say("--db", self.place.db, "--archive", self.place.archive, "diff", *arguments)


def nights(recordings: Path, folder: Path, kind: str, then: str, now: str) -> Nights:
    """Audit one address on which one recording gives way to another."""
    place, audits = Place.at(folder), []
    portals = [getattr(stand_ins, kind)(recordings / "portals" / name) for name in (then, now)]
    with serve(portals[0]) as server:
        for portal in portals:
            server.portals[""] = portal
            audits.append(place.document(server.url)["audit"])
        return Nights(place, server.url, *audits)


@pytest.fixture(scope="module")
def washington(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """Washington's two days, which tests look at and leave as they are."""
    return nights(recordings, tmp_path_factory.mktemp("washington"), *WASHINGTON)


def counts(found: Mapping[str, Any]) -> dict[str, int]:
    """How many assets are what, without what there is none of."""
    return {state: number for state, number in found["assets"]["counts"].items() if number}


def test_washington_goes_from_http_to_https(washington: Nights) -> None:
    """1,308 are the same under another scheme, 33 removed, 16 added; every asset has a line, and the text says so."""
    found = washington.document()

    assert counts(found) == {"same-changed-identifier": 1308, "removed": 33, "added": 16}
    assert found["assets"]["same"] == 1308
    assert found["assets"]["spellings"] == [{"way": "http → https", "count": 1308}]
    assert [one["state"] for one in found["assets"]["listed"]] == ["removed"] * 33 + ["added"] * 16
    assert found["remarks"] == []
    lines = list(csv.DictReader(io.StringIO(washington.say(washington.then, washington.now, "--output", "csv").out)))
    assert len(lines) == 1308 + 33 + 16
    text = washington.say(washington.address).out
    assert [
        line for line in text.splitlines() if line.endswith(("the same", " removed", " added")) and line.strip()[0].isdigit()
    ] == ["1,308  the same", "   33  removed", "   16  added"]
    assert "1,308 under another identifier: http → https" in text


def test_every_finding_is_accounted_for(washington: Nights) -> None:
    """Then, less what closed, with what opened, is now, for each check; the counts are those that the audits stored."""
    found = washington.document(whole=True)

    for check in found["findings"]["checks"]:
        assert check["then"] - sum(check["closed"].values()) + sum(check["opened"].values()) == check["now"], check["id"]
        assert (check["stored"], check["check_changed"]) == ({"then": check["then"], "now": check["now"]}, False)
        assert [len(check["examples"][key]) for key in ("closed", "opened")] == [
            sum(check[key].values()) for key in ("closed", "opened")
        ]
    assert sum(found["findings"]["closed"].values()) > 0
    assert len(found["assets"]["listed"]) == 1308 + 33 + 16


def test_chicago_only_adds(recordings: Path, tmp_path: Path) -> None:
    """19 added, none removed, 782 the same under the identifiers that they had."""
    found = nights(recordings, tmp_path, *CHICAGO).document()

    assert counts(found) == {"same": 782, "added": 19}
    moved = {one["field"]: one["changed"] for one in found["assets"]["fields"]}
    assert moved["modified"] == 131


def test_detroit_moves_from_socrata_to_arcgis(recordings: Path, tmp_path: Path) -> None:
    """193 and 140 entries share 53 titles on letters and digits, 46 exactly: one is known by the item's id, 51 are probably the
    same by their title, one title is borne twice. Nothing is called removed or added."""
    seen = nights(recordings, tmp_path, *DETROIT)
    found = seen.document()

    assert (found["assets"]["then"], found["assets"]["now"]) == (193, 140)
    assert found["assets"]["titles"] == {"shared": 53, "exact": 46, "ambiguous": 1}
    assert counts(found) == {
        "same-changed-identifier": 1, "same-title": 51, "not-found-again": 141, "not-found-before": 88,
    }  # fmt: skip
    assert found["assets"]["grounds"] == {"id-in-address": 1, "title": 51}
    assert found["assets"]["unsure"] == {"moved-platform": 226, "ambiguous-title": 3}
    assert found["portals"][0]["moved_platform"] and not found["portals"][0]["moved_address"]
    assert found["remarks"] == ["the portal moved from Socrata to ArcGIS Hub"]
    assert {tuple(one["by"]) for rubric in found["rubrics"] for one in rubric["moved"]} == {("platform", "data")}
    text = seen.say(seen.then, seen.now).out
    assert "193 entries then, 140 now." in text
    assert "53 titles are shared on letters and digits, 46 of them exactly" in " ".join(text.split())
    assert " 51  probably the same: only the title says so" in text
    assert "removed\n" not in text


def test_baltimore_moves_too(recordings: Path, tmp_path: Path) -> None:
    """Another move, that nothing was made to fit: 295 and 681 entries, 49 titles shared, 41 exactly, five of them ambiguous."""
    found = nights(recordings, tmp_path, *BALTIMORE).document()

    assert found["assets"]["titles"] == {"shared": 49, "exact": 41, "ambiguous": 5}
    assert found["assets"]["counts"]["removed"] == found["assets"]["counts"]["added"] == 0
    assert found["assets"]["counts"]["same-title"] == 43


def test_a_feed_that_breaks_off_removes_nothing(recordings: Path, tmp_path: Path) -> None:
    """Where the second night's feed is cut and the search fails, what is missing was not seen; backwards nothing was added."""
    whole = stand_ins.arcgis(recordings / "portals" / WASHINGTON[1])
    place, audits = Place.at(tmp_path), []
    with serve(whole) as server:
        for portal in (whole, whole.with_options(feed="truncated", search="error")):
            server.portals[""] = portal
            audits.append(json.loads(place.audit(server.url).document)["audit"])
    forwards = Nights(place, "", *audits).document()
    backwards = Nights(place, "", *reversed(audits)).document()

    missing = forwards["assets"]["counts"]["not-found-again"]
    assert missing > 0
    assert forwards["assets"]["unsure"] == {"not-seen-whole": missing}
    assert forwards["assets"]["counts"]["removed"] == 0
    assert (backwards["assets"]["counts"]["not-found-before"], backwards["assets"]["counts"]["added"]) == (missing, 0)
    assert forwards["findings"]["closed"]["removed"] == 0
    reasons = {cause for rubric in forwards["rubrics"] for one in rubric["moved"] for cause in one["by"]}
    assert "noise" in reasons
    assert any("did not see" in remark for remark in forwards["remarks"])
