"""`portalaudit inventory`: a file examined on the command line."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from portalaudit.cli.main import run
from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from portalaudit.export.inventory import schema
from tests.end_to_end.auditing import Place

DRAFT = (
    "Dataset Name,Department,Description,Classification,Published on portal,Update Frequency\n"
    "Street Trees,Parks,Every tree,Public,Yes,Monthly\n"
    "Payroll,Finance,Salaries,Confidential,No,Biweekly\n"
)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.csv"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def test_a_draft_is_examined(draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The document validates and says what the rows say, departments held against the list that is given."""
    listed = tmp_path / "departments.csv"
    listed.write_text("Department\nParks\nFinance\nPolice\n", encoding="utf-8")
    code = run(["inventory", str(draft), "--departments", str(listed), "--output", "json"])
    said = json.loads(capsys.readouterr().out)

    jsonschema_rs.validator_for(schema()).validate(said)
    assert code == 0
    assert (said["entries"], said["not_on_portal"], said["not_public"]) == (2, 1, 1)
    assert (said["departments"]["named"], said["departments"]["listed"], said["departments"]["matched"]) == (2, 3, 2)


def test_it_is_reconciled_with_an_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An inventory that lists a catalogue's titles finds them in an audit of that catalogue, and says which it lacks."""
    place = Place.at(tmp_path)
    with serve(generate("ckan", 12, 5)) as server:
        audit = place.document(server.url)["audit"]
    titles = [row["title"] for row in place.assets(audit) if row["title"] and row["title"].replace(" ", "").isalnum()]
    path = tmp_path / "inventory.csv"
    path.write_text(
        "Dataset Name,Published\n" + "".join(f"{title},Yes\n" for title in titles[:5]) + "Nobody's Data,Yes\n", encoding="utf-8"
    )
    common = ["--db", place.db, "--archive", str(place.archive)]
    assert run([*common, "inventory", str(path), "--against", audit, "--output", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["reconciliation"]

    assert found["matched"]["exact"] == len(set(titles[:5]))
    assert found["claimed_not_found"] == ["Nobody's Data"]
    assert found["published_not_listed"]


@pytest.mark.parametrize(("name", "body", "code"), [("none.csv", None, 2), ("page.csv", b"%PDF-1.4 no table", 3)])
def test_what_is_no_inventory_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, body: bytes | None, code: int
) -> None:
    """A file that is missing is wrong usage; one that is no table could not be read."""
    path = tmp_path / name
    if body is not None:
        path.write_bytes(body)

    assert run(["inventory", str(path)]) == code
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_city_that_opted_out_is_not_asked_for_its_inventory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The opt-out of the registry holds for an inventory's address too: nothing is asked."""
    record = tmp_path / "a.toml"
    with serve(generate("dcat", 2, 1)) as server:
        record.write_text(f'key = "a-b"\nname = "A"\nportals = ["{server.url}"]\nopted_out = true\n', encoding="utf-8")
        common = ["--db", f"sqlite:///{tmp_path}/db.sqlite", "--archive", str(tmp_path / "archive")]
        assert run([*common, "cities", "add", str(record)]) == 0
        assert run([*common, "inventory", f"{server.url}/data.json", "--allow-private"]) == 3
        asked = len(server.log)

    assert asked == 0
    assert "opted-out" in capsys.readouterr().err
