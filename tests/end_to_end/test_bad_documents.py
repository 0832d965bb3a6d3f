"""Documents and sites made to hurt, through whole audits: each is bounded, has its reason, and the policy beside it is found."""

import pytest

from portalaudit.demo.http import Response, as_html, redirect
from portalaudit.fetch.settings import FetchSettings
from tests.documents.text.pdfs import Shown, column, pdf
from tests.documents.text.test_bad_input import LAUGHS, nested
from tests.documents.text.words import W, docx
from tests.end_to_end.city_audits import Audited, audited, example
from tests.patience import ends
from tests.portals.sites import POLICY, Page, Site, in_pdf, page

BUDGET = 60
PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PATIENCE = FetchSettings(read_seconds=1.0, total_seconds=3.0, attempts=1, backoff_base=0.01, max_wait=1.0)
BOMB = b"BT /F 11 Tf 72 720 Td " + b"(bomb)Tj 0 -1 Td " * 3_000_000 + b"ET"
EXTERNAL = '<!DOCTYPE d [<!ENTITY a SYSTEM "@site@/secret.txt"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


def a_file(kind: str, *body: bytes) -> Response:
    """A file of this media type."""
    return Response(200, (("Content-Type", kind),), body)


DOCUMENTS: dict[str, tuple[Response, set[str | None]]] = {
    "encrypted": (a_file(PDF, pdf(column("Open data policy"), secret=True)), {"encrypted"}),
    "truncated": (a_file(PDF, pdf(*[column("Open data policy") for _ in range(50)])[:5_000]), {"damaged"}),
    "bomb": (a_file(PDF, pdf(BOMB)), {"crashed", "memory", "timeout", None}),
    "two-thousand-pages": (a_file(PDF, pdf(*[[Shown(f"Open data, page {number}")] for number in range(2_000)])), {None}),
    "fifty-megabytes": (a_file("text/html", *(b"<p>open data policy</p>" * 45_000,) * 50), {"too-large"}),
    "nested": (a_file("text/html", nested(b"<div>", b"</div>")), {None}),
    "external": (a_file(DOCX, docx("", parts={"word/document.xml": f"{EXTERNAL}<w:document {W}>&a;&b;</w:document>"})),
                 {"damaged", "no-text"}),
    "laughs": (a_file(DOCX, docx("", parts={"word/document.xml": f"{LAUGHS}<w:document {W}>&b;</w:document>"})), {"damaged"}),
    "scanned": (a_file(PDF, pdf(b"q 612 0 0 792 0 0 cm /Im Do Q")), {"no-text"}),
    "behind-a-door": (redirect("/account/signin?return=/login"), {"login"}),
    "forbidden": (as_html("<h1>Sign in to read the open data policy</h1>", 403), {"http-403"}),
}  # fmt: skip
"""What is served, and how it may end; None where it can be read."""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    links = [(f"/documents/{name}", f"Open Data Policy, {name}") for name in DOCUMENTS]
    pages: dict[str, Page] = {
        "/": page("City of Springfield", links=[("/it", "Open data")]),
        "/it": page("Open data", links=[*links, ("/policy.pdf", "Our policy for data that are open")]),
        "/policy.pdf": in_pdf(POLICY),
        "/account/signin": as_html('<title>Sign in</title><h1>Sign in</h1><form><input type="password" name="p"></form>'),
        **{f"/documents/{name}": response for name, (response, _) in DOCUMENTS.items()},
    }
    with ends(waits=True):
        return audited(tmp_path_factory.mktemp("documents"), Site(pages), patience=PATIENCE)


def test_the_audit_goes_on(documents: Audited) -> None:
    """To the end, and to the policy that stands beside them."""
    assert documents.code == 0
    assert documents.path(documents.governance.policy) == "/policy.pdf"
    assert len(documents.log) <= BUDGET


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_has_its_reason(name: str, documents: Audited) -> None:
    """In the snapshot, whatever counts for the city."""
    found = next(one for one in documents.read if one.url.endswith(f"/documents/{name}"))

    assert found.failure in DOCUMENTS[name][1], found.detail
    assert (found.reading is None) == (found.failure is not None)


def test_nothing_that_a_document_names_is_asked_for(documents: Audited) -> None:
    """No external entity, no form, nothing but GET."""
    assert "/secret.txt" not in documents.asked()
    assert {entry.method for entry in documents.log} <= {"GET", "HEAD"}


def test_it_is_the_same_from_the_archive(documents: Audited) -> None:
    assert documents.same_again(example(documents.sites))
