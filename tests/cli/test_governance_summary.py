"""What the text of an audit says of policy and governance, and a criterion's best quote."""

import json
from typing import Any

import pytest

from portalaudit.cli.governance import MOST, print_governance
from portalaudit.cli.summary import print_audit
from portalaudit.export.document import document, encode
from portalaudit.model.audit import Audit
from portalaudit.model.capture import Evidence
from portalaudit.model.policy import Document, Looked
from tests.export.audits import an_audit
from tests.export.governed import (
    CHARTER,
    FOREIGN,
    HANDED,
    NOWHERE,
    OLDER,
    a_document,
    a_reading,
    unread,
    with_criterion,
)  # fmt: skip
from tests.export.test_documents import audited


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "500")


def said(capsys: pytest.CaptureFixture[str], *documents: Document, all_findings: bool = False, **options: object) -> str:
    print_governance(json.loads(encode(document(audited(*documents, **options)))), all_findings)
    return capsys.readouterr().out


def test_the_policy_in_force_with_what_it_is_and_how_many_provisions_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, a_document())

    assert "Title of policy  https://www.example.org/policy  (in force, published by the city)" in out
    assert "  executive order, Executive Order No. 7, City of Exampleville, adopted 2019-05-14\n" in out
    assert "  12 of 31 provisions of the guideline were recognised" in out
    assert "Where we looked" not in out and "pages and documents read: 1" in out


def test_a_copy_elsewhere_is_not_said_to_be_published(capsys: pytest.CaptureFixture[str]) -> None:
    copy = a_document(source="registry-copy", same_site=False, linked=False)

    assert "a copy elsewhere: adopted, but not shown to be published" in said(capsys, copy)


def test_in_another_language_provisions_are_not_judged(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, a_document(reading=a_reading(language="es")))

    assert "its provisions were not judged: the text is in Spanish" in out and "of 31" not in out


def test_versions_other_documents_and_what_was_handed_over(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, a_document(), OLDER, CHARTER, HANDED, FOREIGN)

    assert "  older version: Title of older, adopted 2014-01-02  https://www.example.org/older\n" in out
    assert "  charter of data governance: Title of charter, adopted 2021  https://www.example.org/charter\n" in out
    assert "  data strategy: Title of handed, adopted 2019-05-14, a draft, handed over by a person  capture bytes-handed\n" in out
    assert "1 of other places, or of nobody named, count for nothing" in out and "foreign" not in out


def test_what_could_not_be_read_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, a_document(), unread())

    assert "could not be read: Title of scan  https://www.example.org/scan: it is a scan: pages without text" in out


def test_where_nothing_was_found_it_says_where_we_looked_and_claims_no_absence(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, looked=NOWHERE)

    assert "No open-data policy in force was found. That is no proof of absence" in out
    assert "  The portal's home page: the server did not answer in time (requests: 3)\n" in out
    assert "  The city's own site: no city record tells its address\n" in out
    assert "  Links in the text of pages: the budget of requests was spent before\n" in out


def test_places_where_nothing_was_named_stand_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    looked = (Looked("home", None, 1), Looked("navigation", "none", 0), Looked("footer", "none", 0))

    assert "  nothing to look at was named in: Navigation; Footers\n" in said(capsys, looked=looked)


def test_where_nobody_looked_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Not looked at: this audit asked for no pages" in said(capsys, looked=())


def test_a_few_are_named_or_all(capsys: pytest.CaptureFixture[str]) -> None:
    many = [a_document(f"d{number}", a_reading("data-standard")) for number in range(MOST + 4)]

    out = said(capsys, *many)
    assert out.count("data standard:") == MOST and "and 4 more documents: portalaudit show a1 --all-findings" in out
    assert said(capsys, *many, all_findings=True).count("data standard:") == MOST + 4


def test_of_a_document_of_a_version_that_did_not_look_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    old: dict[str, Any] = json.loads(encode(document(an_audit())))
    del old["looked"]
    old["documents"] = [{"kind": "other", "title": None, "url": "http://x", "capture": None}]
    print_governance(old)

    assert capsys.readouterr().out == ""


def test_hostile_titles_cannot_draw_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, a_document(title="[red]x[/red]\x1b[31m\u202e" + "W" * 4_000), OLDER)

    assert "[red]x[/red]" in out and "\x1b" not in out and "\u202e" not in out and "W" * 200 not in out


def printed(audit: Audit, capsys: pytest.CaptureFixture[str]) -> str:
    print_audit(json.loads(encode(document(audit))))
    return capsys.readouterr().out


HEADING = Evidence("text-policy", "char=0,11", "Open policy")
SENTENCE = Evidence("text-policy", "char=10,62", "The Chief Data Officer shall publish data proactively.")
CELL = Evidence("c1", "/result/count", "300")


@pytest.mark.parametrize(
    ("evidence", "line"),
    [
        ((CELL, HEADING, SENTENCE), f"“{SENTENCE.excerpt}” https://www.example.org/policy capture text-policy\n"),
        ((CELL, HEADING), "“Open policy” https://www.example.org/policy capture text-policy\n"),
        ((CELL,), "“300” at /result/count capture c1\n"),
    ],
    ids=["sentence", "heading", "value"],
)
def test_a_decided_criterion_shows_one_quote_its_page_and_its_capture(
    evidence: tuple[Evidence, ...], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(with_criterion(audited(a_document()), *evidence), capsys)

    assert "Open data policy (indicated): A policy was found" in out
    assert line in out and out.count("“") == 1


def test_a_long_quote_is_cut_and_an_undetermined_criterion_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    long = Evidence("text-policy", "char=0,9000", "word " * 60)

    assert max(map(len, printed(with_criterion(audited(a_document()), long), capsys).splitlines())) < 300
    out = printed(with_criterion(audited(a_document()), SENTENCE, finding="undetermined"), capsys)
    assert "“" not in out and "Ask for: The policy" in out
