"""`annotate`: disputes and remarks beside findings, and what `--fail-under` leaves out."""

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portalaudit.demo.server import Server
from portalaudit.export.assessment import schema
from portalaudit.export.document import schema as audit_schema
from tests.cli.commands import Said
from tests.cli.conftest import Audited

JO = ("--by", "Jo Doe", "--text", "It is meant so")


@pytest.fixture
def desk(audited: Audited, tmp_path: Path) -> Audited:
    """An audited portal of one's own."""
    shutil.copytree(audited.folder, tmp_path / "mine")
    return Audited(tmp_path / "mine", audited.document)


def annotated(desk: Audited, *arguments: str) -> Said:
    said = desk.say("annotate", *arguments)
    assert (said.code, said.err) == (0, ""), said.err
    return said


def examples(document: dict[str, Any], check: str) -> list[dict[str, Any]]:
    found = next(one for one in document["portals"][0]["checks"] if one["id"] == check)
    return list(found["examples"])


def shown(desk: Audited, *arguments: str) -> dict[str, Any]:
    told = json.loads(desk.say("show", "last", "--output", "json", *arguments).out)
    jsonschema_rs.validator_for(audit_schema()).validate(told)
    return dict(told)


def score(document: dict[str, Any]) -> float:
    return float(next(one["score"] for one in document["rubrics"] if one["id"] == "portal-health"))


@pytest.mark.parametrize("by_id", [True, False])
def test_an_annotation_stands_beside_the_finding_as_text_and_as_json(desk: Audited, by_id: bool) -> None:
    """By the id that the text prints, or by check and subject."""
    found = examples(desk.document, "license_missing")[0]
    name = found["id"] if by_id else f"license_missing:{found['subject']}"
    assert f"[{found['id']}]" in desk.say("show", "last", "--all-findings").out
    annotated(desk, name, "--reason", "by-design", *JO, "--until", "2099-01-31")
    told = shown(desk)
    (said,) = told.pop("people")["annotations"]
    text = desk.say("show", "last").out

    assert told == desk.document
    assert {key: said[key] for key in ("finding", "check", "subject", "reason", "text", "by", "until", "waive", "holds")} == {
        "finding": found["id"], "check": "license_missing", "subject": found["subject"], "reason": "by-design",
        "text": "It is meant so", "by": "Jo Doe", "until": "2099-01-31", "waive": False, "holds": True,
    }  # fmt: skip
    assert "What people say of findings (they stand as they are)" in text
    assert "by-design until 2099-01-31 (Jo Doe" in text


def test_one_that_was_withdrawn_is_kept_and_not_shown(desk: Audited) -> None:
    name = examples(desk.document, "license_missing")[0]["id"]
    annotated(desk, name, "--reason", "not-ours", *JO, "--waive")
    annotated(desk, name, "--reason", "withdrawn", *JO)
    told = shown(desk)

    assert [(one["reason"], one["holds"]) for one in told["people"]["annotations"]] == [("withdrawn", False)]
    assert "waived" not in told["people"]
    assert "What people say" not in desk.say("show", "last").out
    assert [line.count("superseded") for line in annotated(desk, "--list").out.splitlines()] == [0, 1, 0]


def test_a_waiver_takes_findings_out_of_fail_under_and_both_scores_are_said(desk: Audited, server: Server) -> None:
    """The next audit of the portal knows it; the machine's score stands as it is."""
    before = desk.audit(server.url, "--output", "json", "--fail-under", "0")
    machine = score(json.loads(before.out))
    assert (before.code, before.err) == (0, "")
    whole = json.loads(desk.say("show", "last", "--all-findings", "--output", "json").out)
    own = next(one for one in whole["portals"][0]["checks"] if one["id"] == "columns_undescribed")["failed"]
    for one in examples(whole, "columns_undescribed"):
        annotated(desk, one["id"], "--reason", "by-design", *JO, "--waive")
    after = desk.audit(server.url, "--output", "json", "--fail-under", str(machine + 0.1))
    told = json.loads(after.out)
    waived = told["people"]["waived"]

    assert score(told) == machine
    assert (waived["rubric"], waived["findings"]) == ("portal-health", own)
    assert waived["score"] > machine
    assert after.code == 0
    line = f"scores {machine:g}, 100 % decided; {waived['score']:g} without {own} findings that people waived"
    assert line in after.err
    assert shown(desk)["people"]["waived"] == waived
    assert f"; {waived['score']:g} without {own} findings that people waived" in desk.say("show", "last").out
    below = desk.audit(server.url, "--fail-under", str(waived["score"] + 0.1))
    assert below.code == 1
    assert f"; {waived['score']:g} without" in below.err and "below --fail-under" in below.err


def test_an_annotation_that_has_run_out_waives_nothing(desk: Audited, server: Server) -> None:
    """It ended on the day before the next audit."""
    import sqlite3

    name = examples(desk.document, "license_missing")[0]["id"]
    annotated(desk, name, "--reason", "in-progress", *JO, "--waive", "--until", "2099-01-31")
    with sqlite3.connect(desk.folder / "db.sqlite") as connection:
        connection.execute("UPDATE annotations SET until = '2001-01-01'")
    told = json.loads(desk.audit(server.url, "--output", "json").out)

    assert "waived" not in told["people"]
    assert told["people"]["annotations"][0]["holds"] is False
    assert "has run out" in annotated(desk, "--list").out


def test_without_the_archive_the_stored_score_stands_alone(desk: Audited) -> None:
    annotated(desk, examples(desk.document, "license_missing")[0]["id"], "--reason", "by-design", *JO, "--waive")
    shutil.rmtree(desk.archive)
    people = shown(desk)["people"]

    assert len(people["annotations"]) == 1
    assert "waived" not in people


def test_exported_annotations_are_imported_once(desk: Audited, audited: Audited, tmp_path: Path) -> None:
    name = examples(desk.document, "license_missing")[0]["id"]
    annotated(desk, name, "--reason", "by-design", *JO)
    annotated(desk, name, "--reason", "fixed-since", *JO, "--waive", "--until", "2099-01-31")
    out = annotated(desk, "--export", "--audit", "last").out
    file = tmp_path / "annotations.json"
    file.write_text(out, encoding="utf-8")
    jsonschema_rs.validator_for(schema("annotations")).validate(json.loads(out))
    shutil.copytree(audited.folder, tmp_path / "other")
    other = Audited(tmp_path / "other", audited.document)

    assert annotated(other, "--import", str(file)).out == "2 new, 0 stood there already\n"
    assert annotated(other, "--import", str(file)).out == "0 new, 2 stood there already\n"
    assert annotated(other, "--export").out == out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"portal": "https://nowhere.example"}, "no audit of https://nowhere.example is stored"),
        ({"reason": "because"}, "no reason 'because': it is one of wrong-dataset, not-ours"),
        ({"check": "x; DROP TABLE"}, "is no check"),
        ({"until": "2001-01-01"}, "before it begins"),
        ({"until": "soon"}, "is no JSON of portalaudit/annotations/1"),
        ({"reason": "in-progress", "waive": True}, "wants an end"),
        ({"reason": "note", "waive": True}, "it waives nothing"),
    ],
)
def test_what_is_not_sound_is_not_imported(desk: Audited, tmp_path: Path, change: dict[str, Any], said: str) -> None:
    annotated(desk, examples(desk.document, "license_missing")[0]["id"], "--reason", "by-design", *JO)
    given = json.loads(annotated(desk, "--export").out)
    good = {**given["annotations"][0], "text": "Another"}
    file = tmp_path / "annotations.json"
    file.write_text(json.dumps({**given, "annotations": [good, {**good, **change}]}), encoding="utf-8")
    refused = desk.say("annotate", "--import", file)

    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert said in refused.err
    assert len(annotated(desk, "--list").out.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["license_missing:nothing", "--reason", "note", *JO], "no finding 'license_missing:nothing' is on record"),
        (["000000000000", "--reason", "note", *JO], "no finding"),
        (["x", "--reason", "note", "--by", "Jo"], "--text TEXT"),
        (["x", "--reason", "note", *JO, "--until", "31.1.2027"], "--until"),
        (["x", "--reason", "note", *JO, "--audit", "nothing"], "no audit 'nothing'"),
        (["--list", "--export"], "at a time"),
        (["--list", "--waive"], "without --list"),
        (["--import", "x", "--audit", "last"], "--audit goes with"),
        ([], "give FINDING"),
    ],
)
def test_wrong_usage_is_one_line_and_nothing_is_written(desk: Audited, arguments: list[str], said: str) -> None:
    refused = desk.say("annotate", *arguments)

    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert said in refused.err
    assert annotated(desk, "--list").out == "Nothing was annotated yet.\n"


def test_the_reasons_are_listed(desk: Audited) -> None:
    told = annotated(desk, "--reasons").out
    assert all(
        code in told for code in ("wrong-dataset", "not-ours", "fixed-since", "by-design", "in-progress", "measured-wrongly")
    )
