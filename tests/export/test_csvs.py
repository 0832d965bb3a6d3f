"""The CSV files and their data package: valid by Frictionless, the same each time, without formulas and persons."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from frictionless import Package, validate

from portalaudit.export.csvs import csvs
from portalaudit.export.tables import tables
from portalaudit.model.assessment import Assessment
from portalaudit.model.audit import Audit
from tests.builders import a_dataset
from tests.export.everything import HOSTILE, MAIL, PERSON, SAID, URL, an_audit, beside_it, hostile

NAMES = [
    "criteria", "requests", "findings", "datasets", "departments", "documents", "inventories", "checks", "evidence", "portals",
    "traffic", "gaps", "captures", "decisions", "annotations",
]  # fmt: skip


def files(audit: Audit | None = None, said: Assessment = SAID, **changes: object) -> dict[str, bytes]:
    given = audit or an_audit()
    return dict(csvs(given, beside_it(given, said, **changes)))


def written(made: Mapping[str, bytes], folder: Path) -> Path:
    for name, body in made.items():
        (folder / name).write_bytes(body)
    return folder / "datapackage.json"


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8"), newline="")))


NOTHING = replace(an_audit(), portals=(), rubrics=(), captures=())


@pytest.mark.parametrize("audit", [an_audit(), hostile(), NOTHING], ids=["everything", "hostile", "nothing"])
def test_the_package_is_valid(tmp_path: Path, audit: Audit) -> None:
    """By Frictionless: the description, sizes and digests, types, constraints, keys of every row."""
    report = validate(str(written(files(audit), tmp_path)))

    assert report.flatten(["type", "title", "note"]) == []
    assert [task.name for task in report.tasks] == NAMES
    assert {task.name: task.stats.get("rows", 0) for task in report.tasks} == {
        name: len(rows(files(audit)[f"{name}.csv"])) for name in NAMES
    }


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("findings.csv", b",true,", b",maybe,"),
        ("criteria.csv", b",undetermined,", b",unknown,"),
        ("traffic.csv", b",12,", b",twelve,"),
        ("captures.csv", b"2026-11-01T02:00:00Z", b"1 November 2026"),
    ],
)
def test_frictionless_sees_what_is_wrong(tmp_path: Path, name: str, before: bytes, after: bytes) -> None:
    """The test above can fail: types, words and moments are looked at, and digests."""
    made = files()
    assert before in made[name]
    report = validate(str(written({**made, name: made[name].replace(before, after)}, tmp_path)))
    found = {kind for (kind,) in report.flatten(["type"])}

    assert {"type-error", "constraint-error"} & found or "hash-count" in found
    assert not report.valid


def test_two_rows_of_one_key_are_seen(tmp_path: Path) -> None:
    made = files()
    head, first, *rest = made["datasets.csv"].split(b"\r\n")
    doubled = b"\r\n".join([head, first, first, *rest])
    report = validate(str(written({**made, "datasets.csv": doubled}, tmp_path)))

    assert "primary-key" in {kind for (kind,) in report.flatten(["type"])}


def test_the_description_tells_what_is_known_and_nothing_else() -> None:
    made = files()
    told = json.loads(made["datapackage.json"])

    assert list(made) == [*(f"{name}.csv" for name in NAMES), "datapackage.json"]
    assert (told["profile"], told["name"], told["created"]) == (
        "tabular-data-package", "portalaudit-20261101-0badcafe", "2026-11-01T02:00:00Z",
    )  # fmt: skip
    assert "licenses" not in told and "contributors" not in told
    assert [source["path"] for source in told["sources"]] == [URL, "http://maps.example.org"]
    for resource in told["resources"]:
        body = made[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (len(body), f"sha256:{sha256(body).hexdigest()}")
        assert resource["schema"]["primaryKey"] and resource["schema"]["missingValues"] == [""]
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert len(names) == len(set(names))
        assert next(csv.reader(io.StringIO(body.decode()))) == names


def test_files_are_csv_by_the_book() -> None:
    """RFC 4180: CRLF at the end of every line and nowhere else, as many cells in every line; UTF-8 without a mark at its head."""
    for name, body in files(hostile()).items():
        if name.endswith(".csv"):
            text = body.decode("utf-8")
            assert text.endswith("\r\n") and not text.startswith("\ufeff")
            assert "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", "")
            assert len({len(line) for line in csv.reader(io.StringIO(text, newline=""))}) == 1


def test_the_values_are_those_of_the_tables() -> None:
    audit = an_audit()
    made = files(audit)
    for table in tables(audit, beside_it(audit)):
        for line, row in zip(rows(made[f"{table.name}.csv"]), table.clean(), strict=True):
            for column, value in zip(table.columns, row, strict=True):
                assert line[column.name].removeprefix("'") == said(value).removeprefix("'"), (table.name, column.name)


def said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else str(value)


def test_the_same_audit_gives_the_same_bytes() -> None:
    assert files() == files()


def test_cells_that_start_a_formula_are_neutralised() -> None:
    for name, body in files(hostile()).items():
        if name.endswith(".csv"):
            cells = [cell for line in rows(body) for cell in line.values()]
            assert not [cell for cell in cells if cell.lstrip("\u00a0 ").startswith(("=", "+", "@", "＝", "\t", "\r"))], name
            assert not [cell for cell in cells if cell.startswith("-") and not cell[1:].replace(".", "").isdigit()], name


def test_different_names_stay_different() -> None:
    """Keys whose marks a file cannot hold are spelt out; prose loses them."""
    found = rows(files(hostile())["datasets.csv"])
    assert len({row["subject"] for row in found if row["portal"] == URL}) == len(HOSTILE)
    assert "ka\\x00b" in {row["subject"] for row in found}


def test_contacts_are_left_out_unless_they_are_asked_for() -> None:
    made, asked = files(), files(with_contacts=True)
    for text in (PERSON, MAIL, "q.contact", "noreply@city", "jane.doe@"):
        assert [name for name, body in made.items() if text.encode() in body] == []
    assert rows(asked["datasets.csv"])[0]["contact_email"] == f"mailto:{MAIL}"
    assert "contact_email" not in rows(made["datasets.csv"])[0]
    assert b"noreply@city.example" in asked["findings.csv"]


def test_persons_in_excerpts_of_contact_points_are_left_out() -> None:
    """A check of the schema quotes what stands at a contact; that is a person's name all the same."""
    entry = {"schema": "dcat-us-1.1", "rule": "type", "field": "contactPoint", "at": "/contactPoint/fn", "message": "is no text"}
    audit = an_audit(a_dataset(violations=[entry]))
    portal = audit.portals[0]
    check = next(one for one in portal.checks if one.findings)
    from portalaudit.export.tables.persons import HIDDEN, impersonal
    from portalaudit.model.capture import Evidence

    quoted = replace(check.findings[0], check="dcat_us_invalid", evidence=(Evidence("c", "/dataset/0/contactPoint/fn", PERSON),))
    assert impersonal(quoted).evidence[0].excerpt == HIDDEN
    other = replace(quoted, evidence=(Evidence("c", "/dataset/0/title", "Trees"),))
    assert impersonal(other) == other


def test_persons_in_evidence_of_criteria_are_left_out() -> None:
    """Quotes of contact points, whatever they look like; mail addresses also within web addresses."""
    from portalaudit.model.capture import Evidence

    audit = an_audit(a_dataset(landing_page=f"https://x.example/?contact={MAIL}"))
    rubric = audit.rubrics[0]
    quotes = (
        Evidence("c", "/dataset/0/contactPoint/hasEmail", f"mailto:{PERSON} at city"),
        Evidence("c", "/dataset/0/title", "Trees"),
    )
    criteria = (replace(rubric.criteria[0], evidence=quotes), *rubric.criteria[1:])
    audit = replace(audit, rubrics=(replace(rubric, criteria=criteria), *audit.rubrics[1:]))
    made, asked = files(audit), files(audit, with_contacts=True)

    assert [name for name, body in made.items() if PERSON.encode() in body or MAIL.encode() in body] == []
    assert [row["excerpt"] for row in rows(made["evidence.csv"])][:2] == ["•••", "Trees"]
    assert PERSON.encode() in asked["evidence.csv"] and MAIL.encode() in asked["datasets.csv"]


def test_a_package_can_be_read_by_its_description(tmp_path: Path) -> None:
    """Typed rows by Frictionless."""
    package = Package(str(written(files(), tmp_path)))
    found = package.get_resource("datasets").read_rows()

    assert found[0]["metadata_modified"].year == 2026
    assert found[0]["counted"] is True and found[1]["license_missing"] == "fail"
