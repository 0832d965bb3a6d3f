"""`portalaudit inventory`: a file examined on the command line."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from portalaudit.cli.main import run
from portalaudit.demo.generate import generate
from portalaudit.demo.http import Portal
from portalaudit.demo.server import serve
from portalaudit.demo.socrata import socrata_portal
from portalaudit.demo.tables import TableOptions, records_of, with_tables
from portalaudit.export.inventory import schema
from tests.end_to_end.auditing import Place
from tests.portals.faults import with_faults

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


RESOURCE = "0d6e0c29-0a5b-4b3b-9b0a-3f2f0b1c2d3e"
LAYER = "/arcgis/rest/services/inventory/FeatureServer"


def tabled(count: int = 2_500, **options: int) -> Portal:
    """A portal with one inventory behind every interface."""
    lines = [f"Register {number},Parks,All rows of it,Public,No,Monthly" for number in range(count)]
    body = "\n".join([*DRAFT.splitlines(), *lines]).encode()
    rows = records_of(body)
    tables = {"abcd-2345": rows, RESOURCE: rows, "inventory": rows}
    return with_tables(socrata_portal([]), tables, {"/files/inventory.csv": body}, TableOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path",
    [
        "/resource/abcd-2345.json", "/api/views/abcd-2345/rows.csv?accessType=DOWNLOAD",
        f"/api/3/action/datastore_search?resource_id={RESOURCE}", f"/datastore/dump/{RESOURCE}", LAYER,
        f"{LAYER}/0/query?where=1%3D1&outFields=*&f=json", "/files/inventory.csv",
    ],
)  # fmt: skip
def test_an_address_that_pages_is_read_to_its_end(path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The platform's own page limits (1,000, 100, 2,000 rows) don't end an inventory, and no export is asked for."""
    common = ["--db", f"sqlite:///{tmp_path}/db.sqlite", "--archive", str(tmp_path / "archive")]
    with serve(tabled()) as server:
        assert run([*common, "inventory", f"{server.url}{path}", "--allow-private", "--output", "json"]) == 0
        asked = [entry.path for entry in server.log]
    said = json.loads(capsys.readouterr().out)

    assert (said["entries"], said["table"]["truncated"]) == (2_502, None)
    assert not any("rows.csv" in one or "/dump/" in one for one in asked)


def test_an_address_that_breaks_off_says_so_and_an_export_is_not_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--db", f"sqlite:///{tmp_path}/db.sqlite", "--archive", str(tmp_path / "archive")]
    with serve(with_faults(tabled(30, records=20), ["f5-200@resultOffset=20"])) as server:
        assert run([*common, "inventory", f"{server.url}{LAYER}/0", "--allow-private", "--output", "json"]) == 0
        said = json.loads(capsys.readouterr().out)
        export = f"{server.url}/api/download/v1/items/0123456789abcdef0123456789abcdef/csv?layers=0"
        before = len(server.log)
        assert run([*common, "inventory", export, "--allow-private"]) == 3
        after = len(server.log)

    assert (said["entries"], said["table"]["truncated"]) == (20, "pages")
    assert after == before
    assert "on request" in capsys.readouterr().err
