"""`portalaudit evidence` and `requests`: what a person hands over, and what to ask for."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from tests.cli.commands import say, spawn
from tests.cli.conftest import Desk
from tests.cli.policies import NAME, policy_docx, text_file


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A small portal that says nothing of policy."""
    with serve(generate("socrata", 6, 3)) as server:
        yield server.url


@pytest.fixture
def city(desk: Desk, site: str, tmp_path: Path) -> Desk:
    """A registry with a city of that portal."""
    record = tmp_path / "a.toml"
    record.write_text(f'key = "example-ex"\nname = "{NAME}"\nportals = ["{site}"]\n', encoding="utf-8")
    assert desk.say("cities", "add", record).code == 0
    return desk


def add(desk: Desk, path: Path, criterion: str = "OD1", note: str = "by the clerk") -> str:
    said = desk.say("evidence", "add", "example-ex", "--criterion", criterion, "--file", path, "--note", note)
    assert said.code == 0, said.err
    return " ".join(said.out.split())


def audited(desk: Desk) -> dict[str, Any]:
    said = desk.audit("example-ex", "--pages", "3", "--output", "json")
    assert said.code == 0, said.err
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_a_document_that_was_handed_over_is_read_by_the_next_audit(city: Desk, tmp_path: Path) -> None:
    """It is listed as submitted, decides with that word beside it, and comes out of the archive the same."""
    add(city, policy_docx(tmp_path))
    document = audited(city)
    (found,) = [one for one in document["documents"] if one["submitted"]]
    policy = next(one for rubric in document["rubrics"] for one in rubric["criteria"] if one["id"] == "OD1")

    assert (found["kind"], found["criterion"], found["note"]) == ("open-data-policy", "OD1", "by the clerk")
    assert found["adopted"] == "2019-05-14"
    assert not found["published"]
    assert policy["finding"] == "partly"
    assert "submitted" in policy["because"]
    again = [json.loads(city.say(verb, "example-ex", "--output", "json").out) for verb in ("show", "recheck", "reread")]
    assert again == [document] * 3
    assert city.say("db", "check").out == "consistent\n"


def test_another_process_reads_it_again(city: Desk, tmp_path: Path) -> None:
    """`reread` needs nothing but the database and the archive."""
    path = policy_docx(tmp_path)
    add(city, path)
    document = audited(city)
    path.unlink()
    said = spawn("--db", city.db, "--archive", city.archive, "reread", "last", "--output", "json", env={"HOME": str(tmp_path)})

    assert json.loads(said.out) == document


def test_one_whose_segment_is_lost_is_a_document_that_could_not_be_read(city: Desk, tmp_path: Path) -> None:
    """The audit goes on and says why."""
    add(city, policy_docx(tmp_path))
    for path in city.archive.rglob("*.warc.gz"):
        path.unlink()
    (found,) = [one for one in audited(city)["documents"] if one["submitted"]]

    assert found["failure"] == "not-archived"


def test_the_same_bytes_are_added_once_for_a_criterion(city: Desk, tmp_path: Path) -> None:
    """A second time it is said and nothing is written; for another criterion it is another submission."""
    first, copy = policy_docx(tmp_path), policy_docx(tmp_path, "again.docx")
    add(city, first)
    segments = set(city.archive.rglob("*.warc.gz"))
    said = add(city, copy)

    assert "not added again" in said
    assert set(city.archive.rglob("*.warc.gz")) == segments
    assert "kept as capture" in add(city, copy, "wwc-v2/od1")
    listed = city.say("evidence", "list", "example-ex").out.splitlines()
    assert [line.split()[1:3] for line in listed[1:]] == [["OD1", "policy.docx"], ["wwc-v2/OD1", "again.docx"]]


def test_what_a_machine_cannot_read_is_kept_for_people(city: Desk, tmp_path: Path) -> None:
    """It is archived, named as unread, and listed with the reason in the audit."""
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))

    assert "cannot be read by a machine (unsupported-format)" in add(city, path)
    (found,) = [one for one in audited(city)["documents"] if one["submitted"]]
    assert found["failure"] == "unsupported-format"


@pytest.mark.parametrize(
    ("key", "criterion", "name", "says"),
    [
        ("nowhere-xx", "OD1", "a.txt", "no city"),
        ("example-ex", "OD99", "a.txt", "no criterion"),
        ("example-ex", "nothing/OD1", "a.txt", "no criterion"),
        ("example-ex", "OD1", "missing.txt", "cannot be read"),
        ("example-ex", "OD1", "empty.txt", "empty"),
        ("example-ex", "OD1", "huge.bin", "larger than"),
    ],
)
def test_what_cannot_be_added_is_one_line(
    city: Desk, tmp_path: Path, key: str, criterion: str, name: str, says: str
) -> None:  # fmt: skip
    """Wrong usage; nothing is written."""
    text_file(tmp_path, "a.txt", "A note.")
    (tmp_path / "empty.txt").touch()
    with (tmp_path / "huge.bin").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    said = city.say("evidence", "add", key, "--criterion", criterion, "--file", tmp_path / name, "--note", "n")

    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert says in said.err
    assert not city.archive.exists()


def test_requests_of_an_audit(city: Desk, tmp_path: Path) -> None:
    """A table, a CSV and a letter of the criteria that are open; every one with what to ask for and where was looked."""
    document = audited(city)
    (rubric,) = [one for one in document["rubrics"] if not one["scored"]]
    wanted = [one["id"] for one in rubric["criteria"] if one["finding"] in ("undetermined", "partly")]
    rows = list(csv.DictReader(io.StringIO(city.say("requests", "example-ex", "--output", "csv").out)))
    text, letter = (city.say("requests", "last", *more).out for more in ([], ["--output", "md"]))

    assert [row["criterion"] for row in rows] == wanted
    assert "OD1" in wanted
    assert all(row["ask_for"] and row["looked_for"] and row["looked_in"] for row in rows)
    assert all(row["why"] for row in rows if row["finding"] == "undetermined")
    assert all(f" {name} " in text for name in wanted)
    assert all(row["ask_for"] in letter for row in rows)
    assert "portalaudit evidence add example-ex --criterion ID" in letter
    assert "the portal's home page" in letter
    assert text.count("Where was looked [1]") == 1


def test_requests_without_a_rubric_of_evidence_ask_by_one(desk: Desk, site: str) -> None:
    """An audit that was graded by a score alone is judged by `wwc-v3`; a rubric that is told is taken."""
    assert desk.audit(site, "--pages", "0", "--rubric", "portal-health").code == 0
    unless_told, told = (
        {row["rubric"] for row in csv.DictReader(io.StringIO(desk.say("requests", "last", "--output", "csv", *more).out))}
        for more in ([], ["--rubric", "wwc-v2"])
    )

    assert (unless_told, told) == ({"wwc-v3"}, {"wwc-v2"})
    assert "not looked for in this audit" in desk.say("requests", "last").out


@pytest.mark.parametrize("line", ["requests nothing", "requests last --rubric nope", "evidence list nowhere-xx"])
def test_what_is_not_there_is_one_line(line: str) -> None:
    said = say(*line.split())

    assert (said.code, len(said.err.splitlines())) == (2, 1)


def test_an_inventory_that_was_handed_over_is_judged_as_one_and_said_to_be(city: Desk, tmp_path: Path) -> None:
    """Its rows are read and count; that the public can have it was not seen."""
    rows = "".join(
        f"Register {number},About it,{name},Confidential,Yearly\n" for number, name in enumerate(("Parks", "Fire") * 6)
    )
    file = tmp_path / "inventory.csv"
    file.write_text(f"Dataset Name,Description,Department,Classification,Update Frequency\n{rows}", encoding="utf-8")
    said = city.say("evidence", "add", "example-ex", "--criterion", "DM2", "--file", str(file))
    assert (said.code, "a data inventory, 12 entries" in said.out) == (0, True), said

    document = audited(city)

    (found,) = document["inventories"]
    assert (found["title"], found["submitted"], found["chosen"], found["entries"]) == (
        "inventory.csv (submitted)",
        True,
        True,
        12,
    )
    assert [one for one in document["documents"] if one["submitted"]] == []
    checks = {check["id"]: check["outcome"] for check in document["portals"][0]["checks"]}
    assert checks["inventory_unpublished"] == "not_observed"
    assert checks["inventory_is_catalogue"] == "pass"
    again = [json.loads(city.say(verb, "example-ex", "--output", "json").out) for verb in ("show", "recheck", "reread")]
    assert again == [document] * 3


def test_a_text_for_the_inventory_s_criterion_stays_a_document(city: Desk, tmp_path: Path) -> None:
    """The written method by which an inventory is kept has lines, and is no table of data sets."""
    file = tmp_path / "method.txt"
    file.write_text(
        "How we keep the inventory\n\nEach department reviews its entries, once a year, by June.\n" * 3, encoding="utf-8"
    )
    assert city.say("evidence", "add", "example-ex", "--criterion", "DM2", "--file", str(file)).code == 0

    document = audited(city)

    assert document["inventories"] == []
    assert [one["title"] for one in document["documents"] if one["submitted"]] != []
