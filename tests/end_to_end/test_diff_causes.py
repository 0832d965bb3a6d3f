"""Audits of a feed of ten datasets, one after the other: by another rubric, another record, later software, of other data."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portalaudit.clock import now
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import encode
from portalaudit.demo.server import Server, serve
from portalaudit.export.difference.document import schema
from tests.audit.across.versions import LATER, SHORTER, a_feed, a_rubric, share, software
from tests.cli.commands import say, spawn
from tests.end_to_end.auditing import Place
from tests.end_to_end.nights import Calendar

RUBRIC = {
    "LENGTH": share("description_short", 0.5),
    "WORDS": share("keywords_missing", 0.9),
    "BOTH": share("keywords_missing", 0.95),
}
"""4 of 10 descriptions are long enough, 7 by the later threshold; 5 of 10 datasets have keywords."""
CITY = 'key = "example-ex"\nname = "Example"\npublishers = ["City of Example"]\n'
NINE = encode(json.loads(re.sub(rb'"keyword":\s*\[\]', b'"keyword": ["trees"]', a_feed(), count=4)))
"""The same feed with four more entries' keywords."""


@dataclass(frozen=True)
class Desk:
    """A portal whose feed can be changed, and audits of it."""

    place: Place
    folder: Path
    server: Server

    def audit(
        self, *more: str, feed: bytes | None = None, rubric: str | None = None, env: Mapping[str, str] | None = None
    ) -> str:
        """The id of an audit."""
        self.server.portals[""] = DcatPortal(feed or a_feed())
        file = self.folder / "rubric.toml"
        file.write_text(rubric or a_rubric("1", **RUBRIC), encoding="utf-8")
        line = [
            "--db",
            self.place.db,
            "--archive",
            self.place.archive,
            "audit",
            self.server.url,
            "--allow-private",
            "--rate",
            "0",
        ]
        line += ["--pages", "0", "--data", "none", "--output", "json", "--rubric", file, *more]
        said = spawn(*line, env=env) if env else say(*line)
        assert said.code == 0, said.err
        return str(json.loads(said.out)["audit"])

    def diff(self, *audits: str) -> Mapping[str, Any]:
        """The document."""
        said = say("--db", self.place.db, "--archive", self.place.archive, "diff", *audits, "--output", "json")
        assert said.code == 0, said.err
        found = json.loads(said.out)
        jsonschema_rs.validator_for(schema()).validate(found)
        return found  # type: ignore[no-any-return]

    def moved(self, *audits: str) -> dict[str, tuple[tuple[str, ...], bool]]:
        """What moved each criterion, and whether only together."""
        (rubric,) = self.diff(*audits)["rubrics"]
        return {one["id"]: (tuple(one["by"]), one["together"]) for one in rubric["moved"]}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all."""
    folder = tmp_path_factory.mktemp("causes")
    with serve(DcatPortal(a_feed())) as server:
        yield Desk(Place.at(folder), folder, server)


@pytest.fixture(scope="module")
def first(desk: Desk) -> str:
    """The audit beside which others are laid."""
    return desk.audit()


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Later software, which lets shorter descriptions pass."""
    return software(tmp_path_factory.mktemp("later"), LATER, SHORTER)


def test_nothing_is_new(desk: Desk, first: str) -> None:
    """Two audits of one feed differ in nothing."""
    found = desk.diff(first, desk.audit())

    assert found["assets"]["counts"]["same"] == found["assets"]["then"] == found["assets"]["now"] == 10
    assert found["assets"]["fields"] == found["assets"]["listed"] == found["remarks"] == []
    assert set(found["findings"]["closed"].values()) == set(found["findings"]["opened"].values()) == {0}
    assert found["rubrics"][0]["moved"] == []


def test_other_data(desk: Desk, first: str) -> None:
    """Nine of ten have keywords."""
    found = desk.diff(first, desk.audit(feed=NINE))
    (one,) = found["rubrics"][0]["moved"]

    assert (one["id"], one["by"], one["then"]["finding"], one["now"]["finding"]) == ("WORDS", ["data"], "not_met", "met")
    assert one["ground"] == "keywords_missing: 5 of 10 passed then, 9 of 10 now"
    check = next(one for one in found["findings"]["checks"] if one["id"] == "keywords_missing")
    assert (check["then"], check["closed"]["fixed"], check["now"]) == (5, 4, 1)
    assert {example["reason"] for example in check["examples"]["closed"]} == {"fixed"}


def test_another_rubric(desk: Desk, first: str) -> None:
    """The same feed, a lower bar."""
    rubric = a_rubric("2", **{**RUBRIC, "LENGTH": share("description_short", 0.3)})

    assert desk.moved(first, desk.audit(rubric=rubric)) == {"LENGTH": (("rubric",), False)}


def test_a_rubric_and_data_that_only_together_move(desk: Desk, first: str) -> None:
    """Nine of ten is not 95 %, five of ten not 80 %; a criterion that is new is told as the rubric's."""
    rubric = a_rubric("3", **{**RUBRIC, "BOTH": share("keywords_missing", 0.8), "NEW": share("title_missing", 0.9)})

    assert desk.moved(first, desk.audit(feed=NINE, rubric=rubric)) == {
        "WORDS": (("data",), False), "BOTH": (("data", "rubric"), True), "NEW": (("rubric",), False),
    }  # fmt: skip


def test_another_record(desk: Desk, first: str, tmp_path: Path) -> None:
    """The city's own five all have keywords; what the others lack is counted no more."""
    file = tmp_path / "city.toml"
    file.write_text(CITY, encoding="utf-8")
    audit = desk.audit("--city", str(file))
    found = desk.diff(first, audit)

    assert desk.moved(first, audit) == {"WORDS": (("city-record",), False), "BOTH": (("city-record",), False)}
    check = next(one for one in found["findings"]["checks"] if one["id"] == "keywords_missing")
    assert (check["then"], check["closed"]["not_counted_now"], check["now"]) == (5, 5, 0)


def test_later_software(desk: Desk, first: str, later: Mapping[str, str]) -> None:
    """What moved it is our version, whichever of the two audits today's software made; no finding closed for it."""
    audit = desk.audit(env=later)
    found = desk.diff(first, audit)
    check = next(one for one in found["findings"]["checks"] if one["id"] == "description_short")

    assert desk.moved(first, audit) == desk.moved(audit, first) == {"LENGTH": (("software",), False)}
    assert (check["then"], check["now"], check["stored"], check["check_changed"]) == (6, 6, {"then": 6, "now": 3}, True)
    assert any(remark.startswith("our software: ") for remark in found["remarks"])


def test_later_software_and_other_data(desk: Desk, first: str, later: Mapping[str, str]) -> None:
    """Each criterion is told its own reason."""
    audit = desk.audit(feed=NINE, env=later)

    assert desk.moved(first, audit) == {"LENGTH": (("software",), False), "WORDS": (("data",), False)}


def test_time_that_passed(tmp_path: Path) -> None:
    """Nobody touched the feed for 400 days: what it says of itself is late now, and the ground says that nothing was done."""
    calendar = Calendar.at(tmp_path)
    day = (now() - timedelta(days=3)).date().isoformat()
    entries = [
        {"title": f"Table {number}", "identifier": f"t{number}", "modified": day, "accrualPeriodicity": "R/P1M"}
        for number in range(4)
    ]
    feed = encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": entries})
    file = tmp_path / "rubric.toml"
    file.write_text(a_rubric("1", FRESH=share("dataset_overdue", 0.9)), encoding="utf-8")
    with serve(DcatPortal(feed)) as server:
        audits = [calendar.audit(server.url, at, "--rubric", str(file))["audit"] for at in (0, 400)]
    said = say("--db", calendar.place.db, "--archive", calendar.place.archive, "diff", *audits, "--output", "json")
    ((one,),) = (rubric["moved"] for rubric in json.loads(said.out)["rubrics"])

    assert (one["id"], one["by"], one["now"]["finding"]) == ("FRESH", ["data"], "not_met")
    assert one["ground"].startswith("nothing was published or mended")
