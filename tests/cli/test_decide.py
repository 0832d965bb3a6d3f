"""`decide`: what assessors decide stands beside the machine's result and never changes it."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portalaudit.export.assessment import schema
from portalaudit.export.document import schema as audit_schema
from tests.cli.commands import Said
from tests.cli.conftest import Audited

JO = ("--by", "Jo Doe", "--why", "I read it")


@pytest.fixture
def desk(audited: Audited, tmp_path: Path) -> Audited:
    """An audited portal of one's own."""
    shutil.copytree(audited.folder, tmp_path / "mine")
    return Audited(tmp_path / "mine", audited.document)


def decided(desk: Audited, *arguments: str) -> Said:
    said = desk.say("decide", *arguments)
    assert (said.code, said.err) == (0, ""), said.err
    return said


def test_a_decision_stands_beside_the_result_as_text_and_as_json(desk: Audited) -> None:
    found = next(one for rubric in desk.document["rubrics"] for one in rubric["criteria"] if one["id"] == "PH8")
    said = decided(desk, "last", "ph8", "reject", "--by", "Jo  Doe\n", "--why", "Terms \x1b[31m of use")
    told = json.loads(desk.say("show", "last", "--output", "json").out)
    people = told.pop("people")
    text = desk.say("show", "last").out

    assert "reject" in said.out
    assert told == desk.document
    assert {key: people["decisions"][0][key] for key in ("rubric", "criterion", "finding", "decision", "by", "why")} == {
        "rubric": "portal-health", "criterion": "PH8", "finding": found["finding"], "decision": "reject", "by": "Jo Doe",
        "why": "Terms [31m of use",
    }  # fmt: skip
    assert (people["annotations"], people["decisions"][0]["earlier"]) == ([], 0)
    jsonschema_rs.validator_for(audit_schema()).validate({**told, "people": people})
    assert "What assessors decided (people, beside the machine's findings)" in text
    assert "portal-health PH8" in text.split("What assessors decided")[1]


def test_where_nobody_said_anything_the_document_is_as_it_was(desk: Audited) -> None:
    assert "people" not in json.loads(desk.say("show", "last", "--output", "json").out)
    assert "What assessors decided" not in desk.say("show", "last").out


def test_a_replay_prints_the_machines_result_alone(desk: Audited) -> None:
    decided(desk, "last", "PH1", "accept", *JO)
    assert json.loads(desk.say("recheck", "last", "--output", "json").out) == desk.document


def test_a_later_decision_supersedes_and_the_earlier_is_kept(desk: Audited) -> None:
    decided(desk, "last", "PH1", "accept", *JO)
    decided(desk, "last", "portal-health/PH1", "more", "--by", "Ann Roe", "--why", "Which?")
    listed = decided(desk, "--list").out.splitlines()
    (stands,) = json.loads(desk.say("show", "last", "--output", "json").out)["people"]["decisions"]

    assert ("superseded" in listed[1], "superseded" in listed[2]) == (True, False)
    assert (stands["decision"], stands["by"], stands["earlier"]) == ("more", "Ann Roe", 1)


def test_exported_decisions_are_imported_once(desk: Audited, audited: Audited, tmp_path: Path) -> None:
    decided(desk, "last", "PH1", "accept", *JO)
    decided(desk, "last", "PH1", "reject", *JO)
    out = decided(desk, "--export", "last").out
    file = tmp_path / "decisions.json"
    file.write_text(out, encoding="utf-8")
    jsonschema_rs.validator_for(schema("decisions")).validate(json.loads(out))
    shutil.copytree(audited.folder, tmp_path / "other")
    other = Audited(tmp_path / "other", audited.document)

    assert decided(other, "--import", str(file)).out == "2 new, 0 stood there already\n"
    assert decided(other, "--import", str(file)).out == "0 new, 2 stood there already\n"
    assert decided(other, "--export").out == out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"audit": "20200101-00000000"}, "no audit '20200101-00000000' is stored"),
        ({"finding": "undetermined"}, "the decision is on something else"),
        ({"criterion": "XX1"}, "was not graded by"),
        ({"decision": "perhaps"}, "is no JSON of portalaudit/decisions/1"),
        ({"why": " \n"}, "--why takes a text of 1 to 2,000 characters"),
        ({"by": "x" * 201}, "--by takes a text of 1 to 200 characters"),
        ({"decided_at": "2026-11-01T00:00:00"}, "no moment with a time zone"),
        ({"decided_at": 5}, "is no JSON of"),
    ],
)
def test_what_is_not_sound_is_not_imported_and_nothing_written(
    desk: Audited, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    decided(desk, "last", "PH1", "accept", *JO)
    given = json.loads(decided(desk, "--export").out)
    good = {**given["decisions"][0], "why": "Another"}
    file = tmp_path / "decisions.json"
    file.write_text(json.dumps({**given, "decisions": [good, {**good, **change}]}), encoding="utf-8")
    refused = desk.say("decide", "--import", file)

    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert said in refused.err
    assert len(decided(desk, "--list").out.splitlines()) == 2


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b'{"schema": "portalaudit/annotations/1", "decisions": []}', b"\xff", b"[" * 9999]
)
def test_what_is_no_such_file_is_one_line(desk: Audited, tmp_path: Path, text: bytes) -> None:
    (tmp_path / "x.json").write_bytes(text)
    said = desk.say("decide", "--import", tmp_path / "x.json")

    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "is no JSON of portalaudit/decisions/1" in said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["last", "PH1", "accept", "--by", "Jo"], "--why TEXT"),
        (["last", "PH1", "maybe", *JO], "maybe"),
        (["nothing", "PH1", "accept", *JO], "no audit 'nothing'"),
        (["last", "XX1", "accept", *JO], "was not graded by XX1"),
        (["last", "PH1", "accept", *JO, "--rubric", "wwc-v2"], "by wwc-v2, PH1; it was graded by wwc-v3, portal-health"),
        (["last", "PH1", "accept", "--by", " ", "--why", "x"], "--by takes a text"),
        (["--list", "--agreement"], "at a time"),
        (["--list", *JO], "without --list"),
        (["last", "PH1", "--list"], "without --list"),
        ([], "give AUDIT CRITERION"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line_and_nothing_is_written(desk: Audited, arguments: list[str], said: str) -> None:
    refused = desk.say("decide", *arguments)

    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert said in refused.err
    assert decided(desk, "--list").out == "Nothing was decided yet.\n"


def test_an_incomplete_audit_is_not_decided_on(desk: Audited) -> None:
    """It may be gone on with, and find something else."""
    import sqlite3

    with sqlite3.connect(desk.folder / "db.sqlite") as connection:
        connection.execute("UPDATE audits SET complete = 0")
    refused = desk.say("decide", desk.document["audit"], "PH1", "accept", *JO)

    assert refused.code == 2
    assert "is incomplete" in refused.err


def test_agreement_is_a_table_of_findings_and_decisions(desk: Audited) -> None:
    """Only decisions that stand are counted; what asks for more is no answer."""
    for criterion, words in {"PH1": ["reject", "accept"], "PH8": ["reject"], "PH2": ["more"]}.items():
        for word in words:
            decided(desk, "last", criterion, word, *JO)
    told = json.loads(decided(desk, "--agreement", "--period", "all", "--output", "json").out)
    rows = list(csv.DictReader(io.StringIO(decided(desk, "--agreement", "--output", "csv").out)))
    text = decided(desk, "--agreement", "--period", "year").out

    names = ("criterion", "period", "accept", "reject", "more", "agreement")
    assert [tuple(row[name] for name in names) for row in told["rows"]] == [
        ("PH1", "all", 1, 0, 0, 1.0), ("PH2", "all", 0, 0, 1, None), ("PH8", "all", 0, 1, 0, 0.0),
    ]  # fmt: skip
    assert [row["agreement"] for row in rows] == ["1.0", "", "0.0"]
    assert sum(int(value) for key, value in rows[0].items() if "_" in key) == 1
    assert "100 %" in text and "PH8" in text


def test_of_nothing_decided_agreement_says_so(desk: Audited) -> None:
    assert decided(desk, "--agreement").out == "Nothing was decided yet.\n"
    assert json.loads(decided(desk, "--agreement", "--output", "json").out)["rows"] == []
