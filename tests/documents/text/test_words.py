"""DOCX and ODT: what their reader sees, with headings by style."""

from datetime import date

import pytest

from portalaudit.documents.textual import Link
from tests.documents.text.reading import failure, outline, read
from tests.documents.text.words import ODF, W, docx, odt, p, style, zipped

STYLES = (
    style("Title", "Title") + style("Heading1", "heading 1", '<w:outlineLvl w:val="0"/>') + style("Ttulo2", "Título 2")
    + style("Mine", "My heading", '<w:basedOn w:val="Heading1"/>') + style("Bullet", "List Bullet", "<w:numPr/>")
)  # fmt: skip
VISIBLE = '<w:vanish w:val="0"/>'
NUMBERED = '<w:numPr><w:ilvl w:val="0"/></w:numPr>'


def run(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        (p("One") + p("Two"), "One\n\nTwo"),
        (f"<w:p>{run('Split ')}{run('wo')}{run('rd')}</w:p>", "Split word"),
        (p("Before:") + p("a", "Bullet") + p("b", more=NUMBERED) + p("After"), "Before:\n\na\nb\n\nAfter"),
        ("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>", "a\nb c-d"),
        (f"<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>{run('a')}</w:p>", "a"),
        (
            f"<w:p>{run('kept ')}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins>{run('new')}</w:ins></w:p>",
            "kept new",
        ),
        (f"<w:p>{run('a ')}<w:moveFrom>{run('gone')}</w:moveFrom><w:moveTo>{run('here')}</w:moveTo></w:p>", "a here"),
        (f"<w:p>{run('a')}{run('secret', '<w:vanish/>')}{run('b', VISIBLE)}</w:p>", "ab"),
        (f"<w:p>{run('a')}<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>", "a"),
        (
            f"<w:tbl><w:tr><w:tc>{p('Role')}</w:tc><w:tc>{p('Name')}</w:tc></w:tr>"
            f"<w:tr><w:tc>{p('Lead')}{p('Data')}</w:tc><w:tc>{p('Ann')}</w:tc></w:tr></w:tbl>{p('End')}",
            "Role\tName\nLead Data\tAnn\n\nEnd",
        ),
        (f"<w:tbl><w:tr><w:tc>{p('Scope', 'Heading1')}{p('All data.')}</w:tc></w:tr></w:tbl>", "Scope\n\nAll data."),
        (
            f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>{p('in')}</w:tc></w:tr></w:tbl></w:tc><w:tc>{p('out')}</w:tc></w:tr></w:tbl>",
            "in\tout",
        ),
        (
            f"<w:p><w:r><w:t>box: </w:t><AC><Choice>{p('shown')}</Choice><Fallback>{p('again')}</Fallback></AC></w:r></w:p>",
            "shown\n\nbox:",
        ),
    ],
)
def test_text_is_what_its_reader_sees(body: str, plain: str) -> None:
    """Insertions stay, deletions and hidden text go; rows are lines, tables for layout paragraphs."""
    assert read(docx(body, styles=STYLES)).plain == plain


def test_headings_are_told_by_their_style() -> None:
    """In any language, inherited, or by the paragraph's own level."""
    body = (
        p("Open Data", "Title")
        + p("One", "Heading1")
        + p("Dos", "Ttulo2")
        + p("Mine", "Mine")
        + p("Own", more='<w:outlineLvl w:val="3"/>')
        + p("Text")
    )
    text = read(docx(body, styles=STYLES))

    assert outline(text) == [(1, "Open Data"), (1, "One"), (2, "Dos"), (1, "Mine"), (4, "Own")]
    assert text.title == "Open Data"


def test_notes_stand_at_the_end_and_a_letterhead_at_the_top() -> None:
    """Separators and page numbers are no text."""
    body = f"<w:p>{run('Body')}<w:r><w:footnoteReference w:id='1'/></w:r></w:p>"
    line = f'<w:footnote w:type="separator" w:id="0">{p("---")}</w:footnote>'
    notes = f'<w:footnotes {W}>{line}<w:footnote w:id="1">{p("A note")}</w:footnote></w:footnotes>'
    parts = {
        "word/footnotes.xml": notes,
        "word/header1.xml": f"<w:hdr {W}>{p('Page 1 of 2')}</w:hdr>",
        "word/header2.xml": f"<w:hdr {W}>{p('City of Example')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {W}>{p('Policy 4.12')}{p('7')}</w:ftr>",
    }
    related = {
        "r1": ("footnotes", "footnotes.xml"),
        "r2": ("header", "header1.xml"),
        "r3": ("header", "header2.xml"),
        "r4": ("footer", "footer1.xml"),
    }

    assert read(docx(body, related=related, parts=parts)).plain == "City of Example\n\nBody\n\nPolicy 4.12\n\nA note"


def test_links_and_pages_have_their_places() -> None:
    """Pages stand where they were when the file was saved."""
    link = f'<w:hyperlink r:id="r1">{run("the portal")}</w:hyperlink>'
    body = f"<w:p>{run('See ')}{link}{run('.')}</w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>next page of it</w:t></w:r></w:p>"
    text = read(docx(body, related={"r1": ("hyperlink", "https://data.example.gov/")}))

    assert text.links == (Link("https://data.example.gov/", "the portal", "main", 4),)
    assert text.pages == (0, text.plain.index("next"))
    assert text.notes == ("pages-as-last-saved",)


@pytest.mark.parametrize(
    ("told", "title"),
    [("Open Data Order", "Open Data Order"), ("order_v3.docx", "Order No. 7 of 2015"), ("Leave Request", "Order No. 7 of 2015")],
)
def test_properties_tell_title_and_dates(told: str, title: str) -> None:
    """Unless the title is a file's name or another document's."""
    stamps = "<dcterms:created>2015-01-02T00:00:00Z</dcterms:created><dcterms:modified>2016-02-03T00:00:00Z</dcterms:modified>"
    core = f"<dc:title>{told}</dc:title>{stamps}"
    text = read(docx(p("Order No. 7 of 2015") + p("All data of the City is open by default from today on."), core=core))

    assert text.title == title
    assert text.dates == (("created", date(2015, 1, 2)), ("modified", date(2016, 2, 3)))


def test_odt_is_read_the_same_way() -> None:
    """Headings, lists, tables, notes at the end; deleted text and comments are none."""
    body = """
      <text:tracked-changes><text:deletion><text:p>gone</text:p></text:deletion></text:tracked-changes>
      <text:h text:outline-level="2">Scope</text:h><text:p>One<text:s/>word<text:note><text:note-citation>1</text:note-citation>
      <text:note-body><text:p>A note</text:p></text:note-body></text:note>,<text:line-break/>next <text:a xlink:href="https://x.example/">link</text:a>
      <office:annotation><text:p>comment</text:p></office:annotation></text:p><text:list><text:list-item><text:p>a</text:p></text:list-item>
      <text:list-item><text:p>b</text:p></text:list-item></text:list>
      <table:table><table:table-row><table:table-cell><text:p>c</text:p></table:table-cell><table:table-cell><text:p>d</text:p></table:table-cell></table:table-row>
      </table:table>"""
    text = read(odt(body, "<dc:title>Scope of data</dc:title><meta:creation-date>2019-05-06T07:08:09</meta:creation-date>"))

    assert text.plain == "Scope\n\nOne word,\nnext link\n\na\nb\n\nc\td\n\nA note"
    assert (text.format, outline(text), text.title) == ("odt", [(2, "Scope")], "Scope of data")
    assert text.dates == (("created", date(2019, 5, 6)),)
    assert text.links == (Link("https://x.example/", "link", "main", text.plain.index("link")),)


ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            docx("", parts={"word/document.xml": f"{ENTITY}<w:document {W}><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:document>"}),
            "damaged",
        ),
        (
            docx("", parts={"word/document.xml": f"{LAUGHS}<w:document {W}><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>"}),
            "damaged",
        ),
        (docx(p("x"), parts={"docProps/core.xml": f"{ENTITY}<a>&x;</a>"}), "damaged"),
        (docx("<w:p>"), "damaged"),
        (docx(p("x"))[:-60], "damaged"),
        (docx(""), "no-text"),
        (zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}), "unsupported-format"),
        (
            zipped(
                {
                    "ppt/presentation.xml": "<p/>",
                    "_rels/.rels": '<R><Relationship Type="x/officeDocument" Target="ppt/presentation.xml"/></R>',
                }
            ),
            "unsupported-format",
        ),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"<a {ODF}/>"}), "no-text"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "damaged"),
        (zipped({"a.txt": "x"}), "unsupported-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0d\0" * 100, "unsupported-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, reason: str) -> None:
    """Entities are never resolved: a document type is refused."""
    assert failure(body) == reason
