"""Pages of HTML: what a reader sees, in order, with headings, links and the page's own content."""

from datetime import date

import pytest

from portalaudit.documents.textual import Link
from tests.documents.text.reading import outline, own, read

HEAD = "<!doctype html><html><body>"
LONG = (
    "Every department shall publish its data sets in open formats and keep an inventory of them, and report on it each year. " * 3
)


@pytest.mark.parametrize(
    ("page", "plain"),
    [
        ("<p>One <b>bold</b> word,\n folded.</p><p>Two</p>", "One bold word, folded.\n\nTwo"),
        ("<div>One<div>Two</div>Three</div>", "One\n\nTwo\n\nThree"),
        ("One<br>Two", "One\nTwo"),
        ("<ul><li>One</li><li><p>Two</p></li></ul>Three", "One\nTwo\n\nThree"),
        ("<ol><li>One<ul><li>One a</ul><li>Two</ol>", "One\nOne a\nTwo"),
        ("<dl><dt>Term<dd>Meaning</dl>", "Term\nMeaning"),
        ("<table><tr><th>Role<th>Name</tr><tr><td>Lead<td><p>Ann</p></tr></table>", "Role\tName\nLead\tAnn"),
        ("<table><tr><td>Phone<td>555<br>0100</table>", "Phone\t555 0100"),
        ("<table><tr><td>Menu<br>Home<td><p>One<p>Two</table>", "Menu\nHome\n\nOne\n\nTwo"),
        ("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", "a\tb\n\nc"),
        ("<pre>a  b\nc</pre>", "a b\nc"),
        ("wo<b>r</b>d de&shy;fault&nbsp;x &#x200b;y&#8238;z", "word default x yz"),
        ("e&#x301; o&#xfb03;ce", "é office"),
        ("a<script>b</script><style>c</style><template>d</template><noscript>e</noscript><!-- f -->g", "ag"),
        ("a <svg><title>b</title></svg><select><option>c</select><textarea>d</textarea> e", "a e"),
        ("<details><summary>More</summary>Folded</details>", "More\n\nFolded"),
        ("&#0;&#1;a&#xd800;b", "\ufffda\ufffdb"),
    ],
)
def test_text_is_what_a_reader_sees(page: str, plain: str) -> None:
    """Blocks are paragraphs, items and rows lines, cells parted by tabs; nothing that is not shown."""
    assert read(HEAD + page).plain == plain


@pytest.mark.parametrize(
    ("page", "plain"),
    [
        ("a<p hidden>b</p>c", "ac"),
        ("a<p aria-hidden=true>b</p>c", "ac"),
        ("a<p style='color:red; display : none'>b</p>c", "ac"),
        ("a<p style='visibility:hidden'>b</p>c", "ac"),
        ("a<dialog>b</dialog>c", "ac"),
        ("a<p hidden=until-found>b</p>c", "a\n\nb\n\nc"),
        ("<button aria-controls=x>a</button><div id=x style='display:none'>b</div>c", "a\n\nb\n\nc"),
        ("a<div role=tabpanel hidden>b</div>c", "a\n\nb\n\nc"),
        ("<body style='visibility:hidden'>a", "a"),
        ("<button data-bs-target='#x'>a</button><div id=x role=dialog hidden>b</div>c", "ac"),
    ],
)
def test_hidden_text_is_left_out_but_folded_text_is_read(page: str, plain: str) -> None:
    """What no click shows is not on the page; what one unfolds is."""
    assert read(HEAD + page).plain == plain


def test_headings_stand_where_their_words_do() -> None:
    """Elements and roles; hollow headings are none."""
    text = read(f"{HEAD}<h1>Open <i>data</i></h1><p>{LONG}</p><h2></h2><div role=heading aria-level=3>Scope</div><h4>End</h4>")

    assert outline(text) == [(1, "Open data"), (3, "Scope"), (4, "End")]


def test_a_page_that_only_draws_headings_larger_has_them_guessed() -> None:
    """Old pages mark none."""
    text = read(f"{HEAD}<font size=5><b>SECTION 1. PURPOSE</b></font><p>{LONG}<p>{LONG}")

    assert outline(text) == [(2, "SECTION 1. PURPOSE")]
    assert text.notes == ("headings-guessed",)


LINKS = """
<head><base href="/gov/"></head><header><a href="/"><img alt="Home page" src=x></a>
<nav><a href="../a?x=1#top">A</a><ul hidden><li><a href=folded>Folded</a></ul></nav></header>
<div class="breadcrumbs"><a href="b">B</a></div>
<main><header><a href="own">Own</a></header><a href="doc.pdf" title="PDF"></a><a href="mailto:data@example.gov">Write</a>
<nav role=navigation><a href=toc>Contents</a></nav><iframe src="//embed.example/v" title="Viewer"></iframe>
<a href="javascript:void(0)">no</a><a href="#x">no</a><a href="data:,x">no</a>
<a href="http://[bad">no</a><a href="">no</a><a>no</a></main>
<aside><a href=side>Side</a></aside><div id=sidebar-first><a href=side2>Side 2</a></div>
<footer><nav><a href="/privacy">Privacy</a></nav></footer><div style="display:none"><a href=trap>Trap</a></div>"""


def test_links_are_absolute_and_know_their_region() -> None:
    """Against the base element; scripts, places on the page and hidden traps are none; folded menus are."""
    text = read(HEAD + LINKS, url="https://www.example.gov/index.html?lang=en")

    assert [(link.url, link.text, link.region) for link in text.links] == [
        ("https://www.example.gov/", "Home page", "header"),
        ("https://www.example.gov/a?x=1", "A", "nav"),
        ("https://www.example.gov/gov/folded", "Folded", "nav"),
        ("https://www.example.gov/gov/b", "B", "nav"),
        ("https://www.example.gov/gov/own", "Own", "main"),
        ("https://www.example.gov/gov/doc.pdf", "PDF", "main"),
        ("mailto:data@example.gov", "Write", "main"),
        ("https://www.example.gov/gov/toc", "Contents", "nav"),
        ("https://embed.example/v", "Viewer", "main"),
        ("https://www.example.gov/gov/side", "Side", "aside"),
        ("https://www.example.gov/gov/side2", "Side 2", "aside"),
        ("https://www.example.gov/privacy", "Privacy", "footer"),
    ]
    for link in text.links:
        assert link.start is None or text.plain[link.start :].startswith(link.text)
    assert [link.start is None for link in text.links[:3]] == [True, False, True]


def test_links_of_a_page_without_an_address_stay_as_written() -> None:
    """Nothing is made up."""
    assert read(f"{HEAD}<a href='x/y.pdf'>Y</a>").links == (Link("x/y.pdf", "Y", "main", 0),)


MENU = "<a href=1>Home</a> <a href=2>Departments</a> <a href=3>Council</a>"


@pytest.mark.parametrize(
    "page",
    [
        f"<nav>{MENU}</nav><main><p>{LONG}</p></main><footer>©</footer>",
        f"<div id=header>{MENU}</div><div id=content><p>{LONG}</p></div><div class='site-footer'>©</div>",
        f"<div class='navbar'>{MENU}</div><article><p>{LONG}</p></article><aside>News</aside>",
        f"<div class='cookie-banner'>We use cookies</div><p>{LONG}</p><footer>©</footer>",
        f"<p>{MENU}</p><p>{LONG}</p><p>{MENU}</p>",
        f"<table><tr><td>{MENU.replace('</a> ', '</a><br>')}<td><p>{LONG}<p></table><center>{MENU}</center>",
        f"<main></main><nav>{MENU}</nav><p>{LONG}</p><footer>©</footer>",
    ],
)
def test_the_pages_own_content_is_told_from_what_stands_around(page: str) -> None:
    """By landmarks, by names, by menus at its ends; an empty main element is not believed."""
    assert own(read(HEAD + page)) == LONG.strip()


def test_a_page_that_is_all_content_has_no_span() -> None:
    """None for all of it."""
    assert read(f"{HEAD}<p>{LONG}").main is None


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Policy | City</title><meta property='og:title' content='The Policy'>", "The Policy"),
        ("<title>\n Policy |\tCity </title>", "Policy | City"),
        ("<meta property=og:title content=''>", "Heading"),
    ],
)
def test_the_title_is_the_pages_own(head: str, title: str) -> None:
    """What it gives to those who link to it, its title element, its first heading; the site's name stays."""
    assert read(f"<html><head>{head}</head><body><svg><title>no</title></svg><h1>Heading</h1>").title == title


@pytest.mark.parametrize(
    ("head", "dates"),
    [
        ("<meta property=article:published_time content=2019-06-01T23:00:00-05:00>", {"published": date(2019, 6, 1)}),
        ("<meta name=DCTERMS.modified content=2020-02-03>", {"modified": date(2020, 2, 3)}),
        ("<meta http-equiv=last-modified content='Tue, 03 Mar 2015 10:00:00 GMT'>", {"modified": date(2015, 3, 3)}),
        (
            '<script type="application/ld+json">{"@graph":[{"datePublished":"2018-01-02","x":[]}]}</script>',
            {"published": date(2018, 1, 2)},
        ),
        (
            '<script type="application/ld+json">[{"datePublished":7},{"dateModified":"20180305"}]</script>',
            {"modified": date(2018, 3, 5)},
        ),
        ('<script type="application/ld+json">{broken</script><meta name=date content="0001-01-01">', {}),
        ("<meta name=pubdate content=04/25/2016><meta name=lastmod content=03/04/2016>", {"published": date(2016, 4, 25)}),
        ("</head><time datetime=2014-05-31>May</time>", {"published": date(2014, 5, 31)}),
        (
            "</head><time datetime=2014-05-31>May</time><time datetime=2015-05-31 class=updated>x</time>",
            {"modified": date(2015, 5, 31)},
        ),
        ("</head><time datetime=2014-13-41>May</time>", {}),
    ],
)
def test_dates_are_what_metadata_tell(head: str, dates: dict[str, date]) -> None:
    """Meta elements, JSON-LD, time elements; what is read two ways in the world, or is no day, is none."""
    assert dict(read(f"<html><head>{head}<p>x").dates) == dates


@pytest.mark.parametrize(
    ("body", "declared", "plain"),
    [
        ("<html><meta charset=windows-1251><p>Привет".encode("cp1251"), None, "Привет"),
        ("<html><p>Política".encode("cp1252"), None, "Política"),
        ("<html><p>Política".encode("cp1252"), "utf-8", "Política"),
        ("<html><p>Política".encode("utf-16"), None, "Política"),
        ("\ufeff<html><p>Política".encode(), "latin-1", "Política"),
        ('<?xml version="1.0" encoding="shift_jis"?><html><p>日本'.encode("shift_jis"), None, "日本"),
    ],
)
def test_letters_are_read_as_they_were_written(body: bytes, declared: str | None, plain: str) -> None:
    """The bytes decide, then what the page or the server declares."""
    assert read(body, declared).plain == plain


@pytest.mark.parametrize(
    ("page", "note"),
    [
        (f"{HEAD}<script src=app.js></script><div id=root></div>", "needs-script"),
        (f"{HEAD}<p>Log in<input type=password>", "asks-for-password"),
        (HEAD + "<div>" * 600 + "deep", "nesting-cut"),
        (HEAD + "<a href=x>y</a> " * 5_001, "links-cut"),
    ],
)
def test_odd_pages_are_noted(page: str, note: str) -> None:
    """A page that shows nothing without its scripts is not an empty page."""
    assert note in read(page).notes


def test_text_of_tags_nested_too_deeply_stays() -> None:
    """Only the tags go."""
    assert read(f"{HEAD}{'<div>' * 5_000}deep{'</div>' * 5_000}<p>after").plain == "deep\n\nafter"


def test_sloppy_pages_are_not_nested_deeply() -> None:
    """Unclosed paragraphs, items and crossed formatting, as pages of twenty years ago have them."""
    text = read(HEAD + "<ul>" + "<li><b><i>x</b></i><p>y<font>z</font>" * 2_000 + "<h2>End</h2>")

    assert "nesting-cut" not in text.notes
    assert outline(text)[-1] == (2, "End")
