"""What the text of an audit says of rows."""

import json
from typing import Any

import pytest

from portalaudit.cli.rows import MOST, print_rows
from portalaudit.cli.summary import print_audit
from portalaudit.export.document import document, encode
from portalaudit.model.audit import Audit
from tests.export.probed import a_probe, own_rows, probed, refused
from tests.export.report.sample import an_audit


def said(audit: Audit, capsys: pytest.CaptureFixture[str]) -> str:
    print_rows(json.loads(encode(document(audit)))["portals"][0])
    return capsys.readouterr().out


def test_how_many_were_chosen_what_they_told_and_why_others_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    audit = an_audit({"Parks": 9})
    a, b, c, d, e, f, *_ = own_rows(audit)
    probes = [
        a_probe(a), a_probe(b, newest="2020-01-01", carried=True), a_probe(c, newest=None), refused(d, "http-403"),
        refused(e, "no-date-column"), refused(f, "no-date-column"),
    ]  # fmt: skip
    out = said(probed(audit, probes, declared=[1.0] * 9), capsys)
    assert out.splitlines() == [
        "",
        "Rows",
        "6 of 9 datasets were chosen to be asked for their newest row; answers of an earlier night: 1",
        "  2 told its date; older than promised: 1 of the 2 that promise a period",
        "  4 could not be asked or did not tell it (a gap is not a failure)",
        "    3: no column that we could ask tells when something was entered or happened",
        "    1: the server refused (403)",
    ]


def test_where_nothing_is_promised_nothing_is_held_against_it(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(probed(an_audit({"Parks": 1}), [a_probe(0)]), capsys)
    assert "  1 told its date; none of these has a period that it promises and we can read\n" in out and "did not tell" not in out


def test_many_reasons_are_counted_together(capsys: pytest.CaptureFixture[str]) -> None:
    audit = an_audit({"Parks": MOST + 3})
    probes = [refused(row, f"http-{432 + place}") for place, row in enumerate(own_rows(audit))]
    out = said(probed(audit, probes), capsys)
    assert out.count("1: the server answered with code 43") == MOST and "    3: for 3 other reasons\n" in out


def test_where_nobody_asked_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    audit = an_audit({"Parks": 1})
    assert said(audit, capsys) == "\nRows\nNot asked: this audit asked no rows how new they are.\n"
    print_audit(json.loads(encode(document(audit))))
    assert "\nRows\nNot asked" in capsys.readouterr().out


def test_of_a_document_of_a_version_that_did_not_ask_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    old: dict[str, Any] = json.loads(encode(document(an_audit({"Parks": 1}))))
    del old["portals"][0]["rows"]
    print_rows(old["portals"][0])
    assert capsys.readouterr().out == ""
