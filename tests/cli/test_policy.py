"""`portalaudit policy`: one document examined on the command line."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from portalaudit.documents.policy.guideline import guideline
from portalaudit.export.policy import schema
from tests.cli.commands import say, spawn
from tests.cli.policies import POLICY, policy_docx, text_file
from tests.documents.policy.made_up import positive
from tests.documents.text.pdfs import SCAN, column, pdf


def examined(path: Path | str, *more: str) -> dict[str, Any]:
    """The document of the command, which validates."""
    said = say("policy", path, "--output", "json", *more)
    assert said.code == 0, said.err
    found: dict[str, Any] = json.loads(said.out)
    jsonschema_rs.validator_for(schema()).validate(found)
    return found


def codes(found: dict[str, Any]) -> list[str]:
    """Codes of what a reader should know."""
    return [note["code"] for note in found["notes"]]


def test_a_draft_is_examined(tmp_path: Path) -> None:
    """Kind, instrument, number, date and all 31 provisions in order, in a process of its own."""
    said = spawn("policy", policy_docx(tmp_path), "--output", "json", env={"HOME": str(tmp_path)})
    found = json.loads(said.out)

    assert said.code == 0
    assert (found["kind"], found["instrument"], found["adopted"]) == ("open-data-policy", "executive-order", "2019-05-14")
    assert "2019-04" in found["number"]
    assert (found["place"], found["year"], found["language"]) == ("City of Example Harbor", 2019, "en")
    assert [(one["number"], one["code"]) for one in found["provisions"]] == [(one.number, one.code) for one in guideline()]
    present = {one["code"] for one in found["provisions"] if one["present"]}
    assert {"proactive-release", "lists-of-holdings", "open-formats", "oversight-authority"} <= present
    assert {"bulk-data", "archival-material", "citations"}.isdisjoint(present)
    assert all(bool(one["quotes"]) == one["present"] for one in found["provisions"])
    assert list(tmp_path.iterdir()) == [tmp_path / "policy.docx"]


@pytest.mark.parametrize("form", ["docx", "pdf", "md"])
def test_offsets_count_the_plain_text(tmp_path: Path, form: str) -> None:
    """What `--plain` prints holds every quote at its offsets, whatever the file; of a PDF with the page."""
    path = tmp_path / f"policy.{form}"
    if form == "pdf":
        path.write_bytes(pdf(column(*(line[:90] for line in POLICY[:6])), column(*(line[:90] for line in POLICY[6:]))))
    else:
        path = policy_docx(tmp_path) if form == "docx" else text_file(tmp_path, path.name, *POLICY)
    plain, found = say("policy", path, "--plain").out, examined(path)
    quotes = [quote for one in found["provisions"] for quote in one["quotes"]] + found["because"]

    assert quotes
    assert [plain[quote["start"] : quote["end"]] for quote in quotes] == [quote["text"] for quote in quotes]
    assert len(plain) == found["characters"]
    assert {quote["page"] for quote in quotes} == ({1, 2} if form == "pdf" else {None})


def test_the_memo_says_what_stands_in_it_and_what_is_missing(tmp_path: Path) -> None:
    """Parts of the guideline with quotes, what was not found with an aim, how sure the method is; piped without colours."""
    memo = say("policy", policy_docx(tmp_path)).out

    for part in ("What data should be public", "How to make data public", "How to implement policy"):
        assert memo.count(part) == 2
    assert re.search(r"^adopted +2019-05-14$", memo, re.MULTILINE)
    assert "“Section 2. Within 180 days each department shall complete an inventory" in memo
    assert "Aim: Each dataset can be had complete in one download" in memo
    assert "one of eight answers" in " ".join(memo.split())
    assert "\x1b" not in memo


@pytest.mark.parametrize(
    ("name", "code", "language"), [("ordenanza-de-concejo", "es", "Spanish"), ("lei-municipal", "pt", "Portuguese")]
)
def test_another_language_is_not_judged(tmp_path: Path, name: str, code: str, language: str) -> None:
    """A policy in another language is recognised; its provisions are neither found nor missing."""
    path = text_file(tmp_path, "policy.md", positive(name))
    found, memo = examined(path), say("policy", path).out

    assert (found["kind"], found["language"]) == ("open-data-policy", code)
    assert {(one["present"], one["confidence"]) for one in found["provisions"]} == {(False, 0.5)}
    assert codes(found) == ["language"]
    assert "Not found" not in memo
    assert language in memo


def test_a_document_that_is_no_policy_says_so(tmp_path: Path) -> None:
    """Provisions are listed as they were found all the same."""
    path = text_file(tmp_path, "recipe.txt", "Take two eggs and whisk them. Add flour, salt and milk, and bake for the night.")

    assert "not-a-policy" in codes(examined(path))
    assert len(examined(path)["provisions"]) == 31


def test_a_scan_is_no_text(tmp_path: Path) -> None:
    """A file with pages and no text is told from one that cannot be read."""
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(SCAN, SCAN))
    found = examined(path)

    assert (found["kind"], codes(found), found["characters"]) == ("no-text", ["no-text"], 0)
    assert "Nothing in it could be read" in " ".join(say("policy", path).out.split())
    assert say("policy", path, "--plain").out == ""


@pytest.mark.parametrize(
    ("name", "body", "code", "says"),
    [
        ("missing.pdf", None, 2, "cannot be read"),
        ("secret.pdf", pdf(column("Nothing"), secret=True), 3, "cannot be read as a document"),
        ("torn.docx", b"PK\x03\x04 torn", 3, "cannot be read as a document"),
        ("empty.txt", b"", 3, "cannot be read as a document"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100), 3, "cannot be read as a document"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, name: str, body: bytes | None, code: int, says: str) -> None:
    """Missing is wrong usage; what is no document could not be observed."""
    path = tmp_path / name
    if body is not None:
        path.write_bytes(body)
    said = say("policy", path)

    assert (said.code, said.out) == (code, "")
    assert len(said.err.splitlines()) == 1
    assert says in said.err


def test_plain_text_is_no_json(tmp_path: Path) -> None:
    assert say("policy", policy_docx(tmp_path), "--plain", "--output", "json").code == 2


def test_an_address_is_fetched_and_archived(tmp_path: Path) -> None:
    """The page answers, its capture is named, its bytes are in the archive; loopback only where allowed."""
    common = ["--db", f"sqlite:///{tmp_path}/db.sqlite", "--archive", str(tmp_path / "archive")]
    with serve(generate("dcat", 2, 1)) as server:
        refused = say(*common, "policy", server.url)
        found = examined(server.url, "--allow-private", *common)

    assert (refused.code, len(refused.err.splitlines())) == (3, 1)
    assert found["url"].rstrip("/") == server.url
    assert found["capture"]
    assert [path.name for path in (tmp_path / "archive").rglob("*.warc.gz") if "policy" in path.name]
