"""Documents made to hurt, through the process of its own: each ends soon, with what could be read or with the reason."""

import random
from collections.abc import Callable

import pytest

from portalaudit.documents.bounded import Limits
from portalaudit.documents.failure import Failure
from portalaudit.documents.text.bounded import bounded_text
from portalaudit.documents.text.serial import from_bytes, to_bytes
from portalaudit.documents.text.tool import TOOL
from portalaudit.documents.textual import Text
from tests.documents.text.pdfs import Shown, column, pdf
from tests.documents.text.words import W, docx, p

SECONDS = 60.0
"""Each ends within two or three; the test's machine may be busy."""
HTML = b"<!doctype html><html><body>"


def shown(body: bytes, memory: int = 1024) -> Text | Failure:
    """What the process says, in time; with so many MiB."""
    return bounded_text([body], limits=Limits(seconds=SECONDS, memory=memory * 1024**2, output=64 * 1024**2))


def a_page_of_50_mb() -> bytes:
    """Of paragraphs with links."""
    return HTML + b"<p>Some text of a page that does not end, <a href='/x'>with a link</a>.</p>\n" * 690_000


def nested(opened: bytes, closed: bytes = b"") -> bytes:
    """100,000 tags inside each other."""
    return HTML + opened * 100_000 + b"deep" + closed * 100_000


@pytest.mark.parametrize(
    ("make", "truncated", "note"),
    [
        (a_page_of_50_mb, "characters", "links-cut"),
        (lambda: HTML + b"<i></i>" * 7_000_000, "nodes", None),
        (lambda: HTML + b"<!--" * 12_000_000, "characters", None),
        (lambda: nested(b"<div>", b"</div>"), None, "nesting-cut"),
        (lambda: nested(b"<b>"), None, "nesting-cut"),
        (lambda: nested(b"<x-y>"), None, "nesting-cut"),
        (lambda: nested(b"<table><tr><td>"), None, "nesting-cut"),
        (lambda: nested(b"<span><div></span>"), None, "nesting-cut"),
        (lambda: nested(b"<ul><li>"), None, "nesting-cut"),
        (lambda: HTML + b"<p " + b" ".join(b"a%d=b" % number for number in range(100_000)) + b">x", None, "nesting-cut"),
        (lambda: b"---\ntitle: A\n---\n" + b"[a](" * 250_000, None, None),
        (lambda: b"---\ntitle: A\n---\n" + b"*_`a" * 250_000, None, None),
        (lambda: b"word\n" * 3_000_000, "characters", None),
        (lambda: docx(p("Hello world, and all who live in it.") * 200_000), "characters", None),
        (lambda: docx("<w:tbl><w:tr><w:tc>" * 50_000 + p("x") + "</w:tc></w:tr></w:tbl>" * 50_000), None, None),
        (lambda: pdf(*[[Shown(f"Page {number} of a very long register")] for number in range(2_000)]), "pages", None),
    ],
)  # fmt: skip
def test_what_can_be_read_of_it_is(make: Callable[[], bytes], truncated: str | None, note: str | None) -> None:
    """And the text says what is missing."""
    found = shown(make())

    assert isinstance(found, Text), found
    assert found.truncated == truncated
    assert len(found.plain) <= 2_000_000
    if note:
        assert note in found.notes


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("make", "reasons"),
    [
        (lambda: pdf(b"BT /F 11 Tf 72 720 Td (bomb) Tj ET " + b" " * (300 * 1024**2)), {"crashed", "memory"}),
        (lambda: pdf(b"BT /F 11 Tf 72 720 Td " + b"(bomb)Tj 0 -1 Td " * 2_000_000 + b"ET"), {"crashed", "memory", "timeout"}),
        (lambda: pdf(column("Secret"), secret=True), {"encrypted"}),
        (lambda: pdf(*[column("Some text") for _ in range(50)])[:5_000], {"damaged"}),
        (lambda: b"%PDF-1.7\n" + random.Random(1).randbytes(1_000_000), {"damaged"}),
        (lambda: b"%PDF-1.4\n1 0 obj\n" + b"[" * 3_000_000, {"damaged", "crashed", "memory"}),
        (lambda: docx("", parts={"word/document.xml": f"<w:document {W}>" + " " * 300_000_000 + "</w:document>"}), {"zip-bomb"}),
        (lambda: docx("", parts={"word/document.xml": f"{LAUGHS}<w:document {W}>&b;</w:document>"}), {"damaged"}),
        (lambda: random.Random(2).randbytes(1_000_000), {"unsupported-format"}),
        (lambda: b"[" * 1_000_000, {"unsupported-format"}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_failure(make: Callable[[], bytes], reasons: set[str]) -> None:
    """With its reason, whatever the process did."""
    found = shown(make(), 256)

    assert isinstance(found, Failure), found
    assert found.reason in reasons
    assert found.detail


def test_the_process_gives_what_reading_gives() -> None:
    """Bytes and back, the same each time; the address of the page and the charset reach it."""
    body = "<html lang=es><title>Política</title><body><h1>Política</h1><a href='x#y'>Más</a><time datetime=2014-05-31>".encode(
        "cp1252"
    )
    first = bounded_text([body], declared="windows-1252", url="https://x.example/a/")

    assert isinstance(first, Text)
    assert (first.plain, first.language, first.links[0].url) == ("Política\n\nMás", "es", "https://x.example/a/x")
    assert from_bytes(to_bytes(first)) == first
    again = bounded_text([body], declared="windows-1252", url="https://x.example/a/")
    assert isinstance(again, Text)
    assert to_bytes(again) == to_bytes(first)


def test_the_tool_names_what_can_change_a_text() -> None:
    """For the archive."""
    assert TOOL.startswith("portalaudit ")
    assert "text/1" in TOOL
    assert "selectolax" in TOOL
    assert "pypdfium2" in TOOL
