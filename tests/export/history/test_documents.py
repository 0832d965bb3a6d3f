"""JSON that its schema describes, and CSV that no spreadsheet program runs."""

import csv
import io
import json
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from portalaudit.export.history.csvs import STATUS_COLUMNS, TREND_COLUMNS, as_csv
from portalaudit.export.history.document import document, schema
from portalaudit.model.history import Status, Tallies, Trend
from tests.export.history.samples import BARE, CRITERIA, RICH, STRANGE, STRANGE_TREND, TALLIES, a_status, a_target, a_trend

Found = Status | Trend | Tallies
EVERY = {
    "status": RICH, "no targets": a_status(), "strange": STRANGE, "trend": a_trend(), "bare trend": BARE,
    "strange trend": STRANGE_TREND, "tallies": TALLIES,
}  # fmt: skip
every = pytest.mark.parametrize("found", EVERY.values(), ids=[name.replace(" ", "-") for name in EVERY])


def told(found: Found) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(msgspec.json.encode(document(found)))
    return made


def lines(found: Found) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(found).decode(), newline="")))


@every
def test_documents_satisfy_their_schema(found: Found) -> None:
    name = "status" if isinstance(found, Status) else "trend"
    made = told(found)
    assert made["schema"] == f"portalaudit/{name}/1"
    jsonschema_rs.validator_for(schema(name), validate_formats=True).validate(made)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["status", "trend"])
def test_the_schema_refuses_what_is_not_so(name: str) -> None:
    made = told(RICH if name == "status" else a_trend())
    one = made["targets"][0] if name == "status" else made["target"]
    one["criteria"][1]["moved"]["causes"] = ["magic"]
    assert not jsonschema_rs.is_valid(schema(name), made)  # type: ignore[arg-type]


def test_a_status_tells_how_each_criterion_stands() -> None:
    boston, new, _ = told(RICH)["targets"]
    cells = {cell["id"]: cell for cell in boston["criteria"]}
    assert cells["DM2"]["moved"] == {
        "at": "2026-11-20T06:00:00Z", "from": {"finding": "met", "strength": "verified", "why": None}, "direction": "fell",
        "causes": ["data"],
    }  # fmt: skip
    directions = {name: cell["moved"]["direction"] for name, cell in cells.items() if cell["moved"]}
    assert directions == {"DM2": "fell", "DM3": "rose", "DM4": "moved", "OD1": "moved"}
    assert [name for name, cell in cells.items() if cell["gap"]] == ["DM5", "DM6"]
    assert (cells["DM5"]["seen_at"], cells["DM6"]["seen_at"]) == ("2026-11-17T06:00:00Z", None)
    assert boston["gaps"] == [{"what": "feed: http-403", "count": 2}, {"what": "documents: timeout", "count": 1}]
    assert (new["seen_at"], new["tried"]["state"], new["next"], new["criteria"]) == (
        None, "unavailable", {"due_at": None, "paused": True}, [],
    )  # fmt: skip


def test_a_status_has_one_line_a_target_and_criterion() -> None:
    found = lines(RICH)
    assert list(found[0]) == list(STATUS_COLUMNS)
    assert len(found) == 3 * len(CRITERIA)
    line = found[1]
    assert (line["target"], line["criterion"], line["finding"], line["strength"]) == ("boston-ma", "DM2", "partly", "indicated")
    assert (line["moved_from"], line["direction"], line["causes"], line["gap"]) == ("met", "fell", "data", "false")
    assert (line["gaps"], line["next_due"], line["paused"], line["score"]) == (
        "feed: http-403 × 2; documents: timeout × 1", "2026-11-23T06:00:00Z", "false", "72.4",
    )  # fmt: skip
    never = found[len(CRITERIA)]
    assert {never[name] for name in STATUS_COLUMNS[5:18]} == {""}
    assert (never["tried_state"], never["paused"]) == ("unavailable", "true")


def test_a_trend_has_one_line_an_interval() -> None:
    found = lines(a_trend())
    assert list(found[0]) == list(TREND_COLUMNS)
    assert [(line["criterion"], line["finding"], line["causes"]) for line in found] == [
        ("DM1", "not_met", ""), ("DM1", "met", "rubric data"), ("DM2", "met", ""), ("DM3", "undetermined", ""),
    ]  # fmt: skip
    assert lines(TALLIES)[1]["undetermined"] == "4"


@every
def test_no_cell_starts_a_formula(found: Found) -> None:
    assert [cell for line in lines(found) for cell in line.values() if cell[:1] in ("=", "+", "-", "@")] == []


def test_a_hostile_key_is_neutralised_and_kept() -> None:
    assert lines(STRANGE)[0]["target"] == "'=key"
    assert lines(a_status(a_target("@x")))[0]["target"] == "'@x"
