"""The list of a city's departments on a page of its site."""

import pytest

from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.department_page import DepartmentPage, parse, read_page
from portalaudit.documents.inventory.department_words import are_departments, look, said
from tests.documents.city_pages import DEPARTMENTS, LAYOUTS, NOT_THE_LIST, ORGAOS, SECRETARIAS, links, page, ul

URL = "https://springfield.example/departments"


def shown(body: bytes, url: str = URL) -> DepartmentPage:
    found = parse(body, url)
    assert isinstance(found, DepartmentPage), found
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_is_read_in_any_layout(layout: str) -> None:
    """Every name once, with its place in the list, and nothing else."""
    found = shown(LAYOUTS[layout]).found

    assert found is not None
    assert sorted(found.names) == sorted(DEPARTMENTS)
    assert list(found.records) == sorted(set(found.records))
    assert found.place
    assert not found.more


@pytest.mark.parametrize("case", NOT_THE_LIST)
def test_what_is_not_surely_the_list_is_none(case: str) -> None:
    """A menu, a selection, services, news, another body's parts."""
    assert shown(NOT_THE_LIST[case]).found is None


@pytest.mark.parametrize(
    ("names", "title"),
    [(SECRETARIAS, "Secretarías y dependencias"), (ORGAOS, "Órgãos municipais"), (ORGAOS, "Secretarias e Órgãos")],
)
def test_spanish_and_portuguese_lists_are_read(names: tuple[str, ...], title: str) -> None:
    """With accents, as written."""
    found = shown(page(ul(names), title=f"{title} - Prefeitura", h1=title)).found

    assert found is not None
    assert found.names == names


def test_records_count_what_was_left_out() -> None:
    """The place of a name is its place in the list as it stands on the page."""
    found = shown(page(ul(("Home", *DEPARTMENTS, "Finance")))).found

    assert found is not None
    assert (found.names[0], found.records[0]) == (DEPARTMENTS[0], 2)
    assert len(found.names) == len(DEPARTMENTS)


@pytest.mark.parametrize(
    "more",
    [
        "<a rel='next' href='?page=2'>Next</a>",
        "".join(f"<a href='/departments/{letter}'>{letter}</a>" for letter in "ABCDEFGHIJKLM"),
    ],
)
def test_a_list_that_goes_on_elsewhere_says_so(more: str) -> None:
    """A next page; a page for each letter."""
    names = [f"Department of {word}" for word in ("Police", "Fire", "Health", "Water", "Parks", "Finance", "Law", "Housing")]
    found = shown(page(ul(names) + more)).found

    assert found is not None
    assert found.more


def test_links_to_the_list_are_found_best_first() -> None:
    """By what they say, whatever they are written like; files and the page itself are left out."""
    menu = "".join(
        f"<li><a href='{href}'>{text}</a></li>"
        for href, text in (
            ("/gov", "Government"), ("/news", "News"), ("/police", "Police Department"),
            ("/departments/?a=1#list", "<img alt='x'> Departments "), ("all' title='All departments", ""),
            ("/chart.pdf", "Departments"),
            ("javascript:x", "Departments"), ("#d", "Departments"), ("http://[bad", "Departments"), ("/home", "Departments"),
            ("/s", "Springfield Departments"), ("https://elsewhere.example/agencies", "City Agencies"),
            ("/p", "Popular departments"),
        )
    )  # fmt: skip
    found = shown(page("", menu=menu), "https://springfield.example/home")

    assert [(link.url.removeprefix("https://"), link.sure) for link in found.links] == [
        ("springfield.example/all", 3),
        ("springfield.example/departments/?a=1", 2),
        ("elsewhere.example/agencies", 2),
        ("springfield.example/s", 1),
        ("springfield.example/gov", 0),
    ]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Departments A–Z", 3), ("Todas las dependencias", 3), ("Departments & Agencies", 2), ("Department Directory", 2),
        ("Secretarías", 2), ("Órgãos Municipais", 2), ("City of Austin Departments", 1), ("Police Department", 0),
        ("Fire Departments", 0), ("State Agencies", 0), ("Popular departments", 0), ("Budget by department", 0), ("", 0),
        ("Boards and Commissions", 0),
    ],
)  # fmt: skip
def test_what_says_departments(text: str, sure: int) -> None:
    """Links, headings and titles."""
    assert said(text) == sure


def test_names_and_services_are_told_apart() -> None:
    """A city's list, and a list of its topics."""
    topics = (
        "Trash",
        "Water Bill",
        "Permits",
        "Police",
        "Fire",
        "Libraries",
        "Jobs",
        "Building Permits",
        "Parks",
        "Taxes",
        "Road Closures",
    )

    assert are_departments(DEPARTMENTS)
    assert not are_departments(topics)
    assert look("Parks & Recreation (555) 123-4567 »").name == "Parks & Recreation"
    assert look("Pay a fire department bill").dropped


NESTED = {
    "divs": b"<div>" * 100_000,
    "lists": b"<ul><li>" * 50_000,
    "elements of no name": b"<x-y/>" * 100_000,
    "attributes": b"<p " + b" ".join(b"a%d=1" % i for i in range(200_000)) + b">",
    "roots": b"".join(b"<html a%d=1>" % i for i in range(50_000)),
}


@pytest.mark.parametrize("case", NESTED)
def test_a_tree_that_takes_minutes_is_not_built(case: str) -> None:
    """The parser's time grows with the square of the depth: such a page is a failure at once."""
    assert read_page(page(ul(DEPARTMENTS)) + NESTED[case], URL) == Failure("damaged", "nested too deeply")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not-a-page"), (b"{}", "not-a-page"), (b"%PDF-1.7 <<", "not-a-page"), (b"\0" * 1000, "not-a-page"),
        (b"<p>" + b"x" * (48 * 1024 * 1024), "too-large"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_a_failure(body: bytes, reason: str) -> None:
    """Through the process of its own, never an exception."""
    found = read_page(body, URL)

    assert isinstance(found, Failure)
    assert found.reason == reason


@pytest.mark.parametrize(
    "body",
    [
        b"<" * 3_000_000, b"<a" * 1_000_000, b"<p>" * 500_000, b"<a href=/departments>Departments</a>" * 100_000,
        b"<li>Police" * 100_000, b"<table><tr><td>" * 900 + b"Police " * 100_000, b"<title>" * 10_000, b"<script>" * 100_000,
        b"<h1>" * 900, b"<base href='http://[::1'><a href=x>Departments", b"<html>\xff\xfe\x00<h1>Departments\xf0\x28",
        b"<!--" + b"<div>" * 900,
    ],
)  # fmt: skip
def test_hostile_pages_are_read(body: bytes) -> None:
    """Whatever it is, an answer comes before the process is out of time."""
    assert isinstance(read_page(body, URL), DepartmentPage)


def test_the_child_says_what_the_parser_says() -> None:
    """Links, list, title and encoding come through whole; text in another character set too."""
    body = page(ul(SECRETARIAS), title="Secretarías", h1="Secretarías", menu=links(["Departments"])).decode().encode("cp1252")

    found = read_page(body, URL)

    assert found == parse(body, URL)
    assert isinstance(found, DepartmentPage)
    assert found.encoding == "cp1252"
    assert found.found is not None
    assert found.found.names == SECRETARIAS
