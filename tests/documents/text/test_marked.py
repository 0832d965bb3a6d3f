"""Markdown and plain text."""

from datetime import date

import pytest

from tests.documents.text.reading import failure, outline, read

FRONT = "---\ntitle: Open Data Policy\ndate: 2014-05-31\nlang: en\nurls:\n  PDF: http://x.example/a.pdf\n---\n\n"


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        ("# One\n\ntwo\nthree", "One\n\ntwo three"),
        ("One\n===\n\nTwo\n---\n\n**three**", "One\n\nTwo\n\nthree"),
        ("## One ##\n\n- a\n- b *c*\n  d\n\n1. e\n2. f", "One\n\na\nb c d\n1. e\n2. f"),
        (
            "# A\n\n**bold** __bold__ _em_ snake_case_name 2 * 3 ~~gone~~ `co*d*e`",
            "A\n\nbold bold em snake_case_name 2 * 3 gone co*d*e",
        ),
        ("# A\n\n\\*no\\* \\# a & b < c", "A\n\n*no* # a & b < c"),
        ("# A\n\nb  \nc\\\nd", "A\n\nb\nc\nd"),
        ("# A\n\n> quoted\n> more\n\n---\n\nb", "A\n\nquoted more\n\nb"),
        ("# A\n\n| Role | Name |\n|---|---|\n| Lead | Ann |\n\nb", "A\n\nRole\tName\nLead\tAnn\n\nb"),
        ("# A\n\n```\n# not <b>a</b> heading\n\nx\n```\nb", "A\n\n# not <b>a</b> heading\nx\n\nb"),
        ("# A\n\n![logo](x.png) b<br>c <span class='g-x'>d <b>e</b></span>", "A\n\nb\nc d e"),
        (FRONT + "<p>One <span class='g-x'>two</span></p>\n<ul><li>a</li><li>b</li></ul><style>p{}</style>", "One two\n\na\nb"),
        (FRONT + "SECTION 1. **Name**\n\n(a) text", "SECTION 1. Name\n\n(a) text"),
    ],
)
def test_markdown_is_read_without_its_marks(body: str, plain: str) -> None:
    """Nor the tags inside it; numbers of lists stay, as the text may refer to them."""
    text = read(body)

    assert (text.format, text.plain) == ("markdown", plain)


def test_front_matter_tells_title_date_and_language() -> None:
    """And is no text."""
    text = read(FRONT + "Body\n\n## Scope\n\nMore")

    assert (text.title, text.dates, text.language) == ("Open Data Policy", (("published", date(2014, 5, 31)),), "en")
    assert outline(text) == [(2, "Scope")]


def test_links_of_markdown_are_absolute() -> None:
    """Inline, by reference, and bare in brackets."""
    text = read("# A\n\n[b](c.pdf 'T') [d][1] <https://e.example/>\n\n[1]: https://d.example/", url="https://x.example/y/z")

    assert [(link.url, link.text) for link in text.links] == [
        ("https://x.example/y/c.pdf", "b"), ("https://d.example/", "d"), ("https://e.example/", "https://e.example/"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        (b"One line\r\nof text\r\n\r\nTwo", "One line\nof text\n\nTwo"),
        (b"a\tb\nc\td", "a\tb\nc\td"),
        ("Política".encode("cp1252"), "Política"),
        ("Política".encode("utf-16"), "Política"),
        ("cafe\u0301".encode(), "café"),
        (b"5 * 3 = 15 and # is no heading", "5 * 3 = 15 and # is no heading"),
        (
            b"Every department of the City shall publish the data sets that\nit holds in the portal of the City, "
            b"and keep an inventory\nof them up to date.\n- a list\n- of two things\n",
            "Every department of the City shall publish the data sets that it holds in the portal of the City, "
            "and keep an inventory of them up to date.\n- a list\n- of two things",
        ),
    ],
)
def test_plain_text_keeps_its_lines_unless_they_were_wrapped(body: bytes, plain: str) -> None:
    """A line was wrapped where its next word no longer fitted."""
    text = read(body)

    assert (text.format, text.plain) == ("plain", plain)


def test_form_feeds_are_pages() -> None:
    """As in text made from PDF."""
    assert read("One\n\fTwo\n\f").pages == (0, 5, 8)


def test_headings_and_title_are_guessed_from_lines_that_stand_alone() -> None:
    """The line that says what the document is comes before the letterhead; names of parts are no title."""
    body = (
        "CITY OF EXAMPLE\n\nExecutive Order No. 7\n\nPURPOSE\n\nAll data is open, from today on.\n\n"
        "Section 2. Scope\n\nIt holds for all departments."
    )
    text = read(body)

    assert text.title == "Executive Order No. 7"
    assert outline(text) == [(2, "CITY OF EXAMPLE"), (3, "Executive Order No. 7"), (2, "PURPOSE"), (2, "Section 2. Scope")]
    assert text.notes == ("headings-guessed",)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\0", "empty"),
        (b"---\ntitle: x\n---\n", "empty"),
        (b'{"a": 1}', "unsupported-format"),
        (b"[1, 2]", "unsupported-format"),
        (b'[{"a', "unsupported-format"),
        (b"\x89PNG\r\n\x1a\n", "unsupported-format"),
        (b"\xff\xd8\xff\xe0", "unsupported-format"),
        (b"\0\0\0\x18ftypheic", "unsupported-format"),
        (b"<?xml version='1.0'?><rss/>", "unsupported-format"),
        (b"<svg xmlns='x'/>", "unsupported-format"),
        (b"{\\rtf1 x}", "unsupported-format"),
        (bytes(range(256)) * 50, "unsupported-format"),
    ],
)
def test_what_is_no_document_says_so(body: bytes, reason: str) -> None:
    """What the bytes are decides."""
    assert failure(body) == reason


@pytest.mark.parametrize(
    "body",
    ["[link](http://x.example/) and **bold** text", "[x] a task\n[y] another", "{curly} text", "BMI is a figure of weight"],
)
def test_text_that_only_begins_like_something_else_is_text(body: str) -> None:
    """Brackets do not make JSON, two letters no image."""
    assert read(body).plain
