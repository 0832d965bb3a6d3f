"""PDF: paragraphs, headings and pages out of lines that only stand somewhere."""

from datetime import date

import pytest

from tests.documents.text.pdfs import SCAN, Page, Shown, column, pdf, restricted
from tests.documents.text.reading import failure, outline, read

BODY = (
    "The City shall publish its data sets in open formats and keep an inventory",
    "of them, so that residents and businesses can find what the City holds and",
    "can ask for what they need. Each department names a data coordinator.",
)


def body_text() -> str:
    """The body as one paragraph."""
    return " ".join(BODY)


def page(*lines: str, top: float = 700) -> list[Shown]:
    """A page of body text with what is told above it."""
    return [*column(*lines, top=760), *column(*BODY, "", *BODY, top=top)]


def test_lines_become_paragraphs() -> None:
    """Wrapped lines are joined, a wider gap parts."""
    assert read(pdf(page())).plain == f"{body_text()}\n\n{body_text()}"


@pytest.mark.parametrize(
    ("lines", "plain"),
    [
        (("Departments shall pub-", "lish their data in the portal."), "Departments shall publish their data in the portal."),
        (
            ("Data that is machine-readable, and machine-", "readable only."),
            "Data that is machine-readable, and machine-readable only.",
        ),
        (("A portal that is non-", "discriminatory for everyone."), "A portal that is non-discriminatory for everyone."),
        (("Written for the Smith-", "Jones Commission of the City."), "Written for the Smith-Jones Commission of the City."),
    ],
)
def test_words_broken_at_line_ends_are_whole_again(lines: tuple[str, ...], plain: str) -> None:
    """The hyphen goes, unless the document elsewhere, or the word's parts, have it."""
    assert read(pdf(column(*lines))).plain == plain


def test_items_are_lines() -> None:
    """A list's items are not joined."""
    text = read(
        pdf(
            column(
                "The inventory lists each data set with these things:",
                "(a) its title;",
                "(b) its department;",
                "(c) its license.",
            )
        )
    )

    assert text.plain.split("\n") == [
        "The inventory lists each data set with these things:",
        "(a) its title;",
        "(b) its department;",
        "(c) its license.",
    ]


def test_a_large_mark_does_not_make_an_item_a_heading() -> None:
    """The line looks as its letters do."""
    marks = [Shown("o", y=y, size=16) for y in (660, 640)]
    items = [Shown("first things come first", x=90, y=660), Shown("second things after them", x=90, y=640)]
    text = read(pdf([*column(*BODY), *(line for pair in zip(marks, items, strict=True) for line in pair)]))

    assert text.headings == ()


def test_indents_part_paragraphs_where_no_gap_does() -> None:
    """As typewriters did."""
    lines = [*column(*BODY), *column(BODY[0], x=100, top=720 - 39), *column(*BODY[1:], top=720 - 52)]

    assert read(pdf(lines)).plain == f"{body_text()}\n\n{body_text()}"


def test_larger_and_bold_lines_are_headings() -> None:
    """By size, then by weight; a heading over two lines is one."""
    lines = [
        *column("Open Data Policy of the", "City of Example", size=20, leading=24, top=760, bold=True),
        *column("1. Purpose", size=14, top=700), *column(*BODY, top=680),
        *column("Definitions", bold=True, top=620), *column(*BODY, top=600),
        *column("SECTION 3. SCOPE", top=540), *column(*BODY, top=520),
    ]  # fmt: skip
    text = read(pdf(lines))

    assert outline(text) == [
        (1, "Open Data Policy of the City of Example"),
        (2, "1. Purpose"),
        (3, "Definitions"),
        (4, "SECTION 3. SCOPE"),
    ]
    assert text.title == "Open Data Policy of the City of Example"


def test_two_columns_are_read_one_after_the_other() -> None:
    """In the order of the file, a sentence that goes on in the next column whole."""
    left = column(
        "Everything that the City",
        "collects with public money",
        "is public unless a law of",
        "the State or the Union says",
        top=700,
    )
    right = column("otherwise, and is published", "in the portal of the City", "as soon as it is complete.", x=330, top=700)

    plain = "Everything that the City collects with public money is public unless a law of the State or the Union says "
    assert (
        read(pdf([*left, *right])).plain
        == plain + "otherwise, and is published in the portal of the City as soon as it is complete."
    )


def numbered(count: int, head: str = "City of Example - Policy 4.12", foot: str = "Page {} of 9") -> bytes:
    """Pages with a running header and a page number."""
    told = [f"Paragraph {'abcdefghi'[number]} of this policy stands on a page of its own here." for number in range(count)]
    return pdf(
        *[
            [Shown(head, y=770), *column(line, *BODY), Shown(foot.format(number), y=30)]
            for number, line in enumerate(told, start=1)
        ]
    )


@pytest.mark.parametrize("foot", ["Page {} of 9", "{}", "- {} -", "Página {} de 9"])
def test_running_lines_and_page_numbers_are_dropped(foot: str) -> None:
    """The header is kept once: it may be the only place that tells the policy's number."""
    text = read(numbered(5, foot=foot))

    assert text.plain.count("City of Example - Policy 4.12") == 1
    assert not any(line.strip(" -").isdigit() or line.startswith(("Page ", "Página ")) for line in text.plain.split("\n"))
    assert text.notes == ("running-lines-dropped",)


def test_a_footer_does_not_part_a_sentence() -> None:
    """What stands first on page one moves behind the last page; the sentence goes on."""
    first = ("The portal holds every data set that a department", "has published, with what is needed to understand")
    rest = ("it, and is open to everyone at all times of the day", "and of the year without any registration or any fee.")
    pages = [[*column(*first, top=80), Shown("City of Example", y=30)], [*column(*rest), Shown("City of Example", y=30)]]
    pages += [[*column(f"{word} page."), Shown("City of Example", y=30)] for word in ("Third", "Fourth")]
    text = read(pdf(*pages))

    assert text.plain.startswith(" ".join((*first, *rest)))
    assert text.plain.endswith("City of Example")
    assert [text.page_of(text.plain.index(word)) for word in ("every", "everyone", "Third", "Fourth")] == [1, 2, 3, 4]


def test_every_page_has_its_place() -> None:
    """Pages without text begin where the next one does."""
    text = read(pdf(page(), b" ", page(), b" "))

    half = len(f"{body_text()}\n\n{body_text()}")
    assert text.pages == (0, half + 2, half + 2, len(text.plain))
    assert text.page_of(half + 2) == 3


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("Inventory Policy", "Inventory Policy"),
        ("Microsoft Word - Inventory Policy", "Inventory Policy"),
        ("Microsoft Word - Inventory Policy FINAL.docx", "Open Data Order"),
        ("policy_final_v2.pdf", "Open Data Order"),
        ("untitled", "Open Data Order"),
        ("Parking Fees", "Open Data Order"),
        ("", "Open Data Order"),
    ],
)
def test_the_title_is_the_documents_own(told: str, title: str) -> None:
    """A property, unless it is a file's name or another document's; else the largest line."""
    assert read(pdf([*column("Open Data Order", size=18, top=760), *column(*BODY)], info={"Title": told})).title == title


def test_metadata_tell_language_and_dates() -> None:
    """Of the catalogue and of the information dictionary."""
    text = read(pdf(page(), info={"CreationDate": "D:20140531120000-05'00'", "ModDate": "D:20150102"}, language="en-US"))

    assert text.language == "en"
    assert text.dates == (("created", date(2014, 5, 31)), ("modified", date(2015, 1, 2)))


def test_a_file_that_only_forbids_copying_is_read() -> None:
    """It opens without a password, so everyone can read it."""
    assert read(restricted(column("Readable by everyone."))).plain == "Readable by everyone."


STAMPED = SCAN + b" BT /F 9 Tf 1 0 0 1 300 20 Tm (Page 1 of 2) Tj ET"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (pdf(column("Secret"), secret=True), "encrypted"),
        (pdf(SCAN, SCAN), "no-text"),
        (pdf(STAMPED, STAMPED), "no-text"),
        (pdf(b" "), "no-text"),
        (pdf(), "damaged"),
        (pdf(page())[:400], "damaged"),
        (pdf(page(), page())[:-300], "damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 100, "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, reason: str) -> None:
    """Locked, scanned, cut off."""
    assert failure(body) == reason


def test_a_document_with_some_scanned_pages_is_read_and_noted() -> None:
    """An appendix of pictures does not hide the policy."""
    text = read(pdf(page(), page(), SCAN))

    assert text.plain.startswith(BODY[0])
    assert "pages-without-text" in text.notes


def test_pages_beyond_the_cap_are_not_read() -> None:
    """And the text says so."""
    pages: list[Page] = [column(f"Page {word} of a register without an end.") for word in ("one", "two", "three", "four") * 500]
    text = read(pdf(*pages))

    assert (len(text.pages), text.truncated) == (500, "pages")
