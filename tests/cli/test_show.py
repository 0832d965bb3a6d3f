"""`show`, `recheck` and `reread` on the command line."""

import csv
import io
import json

import jsonschema_rs
import pytest

from portalaudit.export.document import schema
from tests.cli.commands import say
from tests.cli.conftest import Audited

COLUMNS = (
    "subject", "title", "kind", "ownership", "publisher", "license", "frequency", "frequency_days", "metadata_modified",
    "data_modified", "rows_newest", "rows_oldest", "clock", "days_late", "failed",
)  # fmt: skip


@pytest.mark.parametrize("command", ["show", "recheck", "reread"])
@pytest.mark.parametrize("reference", ["last", "id"])
def test_the_document_again(audited: Audited, command: str, reference: str) -> None:
    """As JSON: one line, nothing else, the document that the audit printed."""
    name = audited.document["audit"] if reference == "id" else "last"
    said = audited.say(command, name, "--output", "json")

    assert (said.code, said.err) == (0, "")
    assert said.out.count("\n") == 1
    assert json.loads(said.out) == audited.document


@pytest.mark.parametrize("command", ["show", "recheck", "reread"])
def test_as_text(audited: Audited, command: str) -> None:
    """As text: plain when piped, at most 120 columns, with the audit, its score and what to mend."""
    said = audited.say(command, "last")

    assert (said.code, said.err) == (0, "")
    assert "\x1b" not in said.out
    assert max(map(len, said.out.splitlines())) <= 120
    assert audited.document["audit"] in said.out
    assert " of 100, " in said.out
    assert "What to mend" in said.out


@pytest.mark.parametrize("command", ["show", "recheck", "reread"])
def test_as_a_page(audited: Audited, command: str) -> None:
    """As HTML: the report."""
    said = audited.say(command, "last", "--output", "html")

    assert (said.code, said.err) == (0, "")
    assert said.out.lstrip().lower().startswith("<!doctype html>")
    assert said.out.rstrip().endswith("</html>")


@pytest.mark.parametrize("command", ["show", "recheck", "reread"])
def test_all_findings(audited: Audited, command: str) -> None:
    """With `--all-findings` each dataset check gives an example for every asset that fails it; without, five at most."""
    whole = json.loads(audited.say(command, "last", "--all-findings", "--output", "json").out)
    checks = [check for check in whole["portals"][0]["checks"] if check["outcome"] is None]

    jsonschema_rs.validator_for(schema()).validate(whole)
    assert [len(check["examples"]) for check in checks] == [check["failed"] + check["others"]["failed"] for check in checks]
    assert max(len(check["examples"]) for check in checks) > 5
    assert max(len(check["examples"]) for check in audited.document["portals"][0]["checks"]) <= 5
    without = {**whole, "portals": [{**whole["portals"][0], "checks": []}]}
    assert without == {**audited.document, "portals": [{**audited.document["portals"][0], "checks": []}]}


def test_all_findings_as_text(audited: Audited) -> None:
    short, whole = audited.say("show", "last"), audited.say("show", "last", "--all-findings")

    assert whole.code == 0
    assert len(whole.out) > len(short.out)


def test_datasets_as_json_and_csv(audited: Audited) -> None:
    """One line an asset, the same values in both forms, with what is absent null and empty."""
    rows = [json.loads(line) for line in audited.say("show", "last", "--datasets", "--output", "json").out.splitlines()]
    table = list(csv.DictReader(io.StringIO(audited.say("show", "last", "--datasets", "--output", "csv").out)))

    assert len(rows) == len(table) == audited.document["portals"][0]["snapshot"]["assets"] > 30
    assert set(COLUMNS) <= set(rows[0]) and set(COLUMNS) <= set(table[0])
    assert [row["subject"] for row in table] == [row["subject"] for row in rows]
    assert all((row["license"] is None) == (line["license"] == "") for row, line in zip(rows, table, strict=True))
    failed = sum("license_missing" in row["failed"] for row in rows)
    check = next(check for check in audited.document["portals"][0]["checks"] if check["id"] == "license_missing")
    assert failed == check["failed"] + check["others"]["failed"]
    assert audited.say("show", "last", "--datasets").out == audited.say("show", "last", "--datasets", "--output", "csv").out


def test_other_rubrics(audited: Audited) -> None:
    """`recheck --rubric` grades by that rubric alone and says that it was not used then."""
    document = json.loads(audited.say("recheck", "last", "--rubric", "dcat-us-1.1", "--output", "json").out)

    assert [rubric["id"] for rubric in document["rubrics"]] == ["dcat-us-1.1"]
    assert any("dcat-us-1.1" in cause for cause in document["causes"])


def test_another_city(audited: Audited) -> None:
    """`recheck --city` judges as a registered city's and names the record as the cause."""
    document = json.loads(audited.say("recheck", "last", "--city", "boston-ma", "--output", "json").out)

    assert document["target"]["city"] == "boston-ma"
    assert any(cause.startswith("city-record") for cause in document["causes"])
    assert json.loads(audited.say("show", "last", "--output", "json").out) == audited.document


def test_an_archive_that_is_gone(audited: Audited) -> None:
    """`show` needs the database alone; `recheck` says in one line what is missing."""
    elsewhere = ("--db", audited.db, "--archive", audited.folder / "nowhere")
    assert say(*elsewhere, "show", "last").code == 0
    for command in ("recheck", "reread"):
        said = say(*elsewhere, command, "last", "--output", "json")
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        assert "archive" in said.err
