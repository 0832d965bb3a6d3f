"""A city's list of departments, found on stand-in sites over a real socket."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.writer import SegmentWriter
from portalaudit.connectors.website.departments import DepartmentsFound, find_departments
from portalaudit.demo.http import Request, Response, as_html, as_text, redirect
from portalaudit.demo.server import serve
from portalaudit.errors import StopRequested
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.replay import Replay
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Capture, Exchange
from portalaudit.model.ports import Fetch
from tests.connectors.crawling import Answering, Scripted
from tests.documents.city_pages import DEPARTMENTS, NOT_THE_LIST, SECRETARIAS, page, ul

ROBOTS = "/robots.txt"
LIST = page(ul(DEPARTMENTS))
Answer = Response | Callable[[Request], Response]


def html(body: bytes, status: int = 200) -> Response:
    return as_html(body.decode(), status)


def home(*links: tuple[str, str]) -> Response:
    menu = "".join(f"<li><a href='{href}'>{text}</a></li>" for href, text in links)
    return html(page("<p>Welcome.</p>", title="City of Springfield", h1="Welcome", menu=menu))


HOME = home(("/departments", "Departments"))


@dataclass(frozen=True)
class Looked:
    found: DepartmentsFound
    again: DepartmentsFound
    """From the archive."""
    paths: list[str]
    captures: dict[str, Capture]


def look(answers: dict[str, Answer] | Callable[[Request], Response], folder: Path, path: str = "/") -> Looked:
    """Look for the list on a site, and once more in what was archived."""
    captures: dict[str, Capture] = {}
    settings = FetchSettings(rate=0.0, allow_private=True, backoff_base=0.001, max_wait=0.1, read_seconds=2.0)
    writer = SegmentWriter(folder / "archive", "a1")

    async def run(url: str) -> DepartmentsFound | None:
        async with Fetcher(settings, writer, on_capture=lambda capture: captures.update({capture.id: capture})) as fetch:
            return await find_departments(fetch, url)

    site = Scripted(answers) if isinstance(answers, dict) else Answering(answers)
    with serve(site) as server:
        found = asyncio.run(run(server.url + path))
        paths = [entry.target for entry in server.log if entry.path != ROBOTS]
    writer.close()
    replay: Fetch = Replay([*captures.values()], ArchiveReader(folder / "archive"))
    again = asyncio.run(find_departments(replay, server.url + path))
    assert found is not None
    assert again is not None
    return Looked(found, again, paths, captures)


def test_the_list_is_one_link_away(tmp_path: Path) -> None:
    """Names in the page's order, the page's capture, and the same from the archive."""
    seen = look({"/": home(("/news", "News"), ("/departments", "Departments")), "/departments": html(LIST)}, tmp_path)

    assert seen.found.names == DEPARTMENTS
    assert seen.found.records == tuple(range(1, 13))
    table = seen.found.table
    assert (table.purpose, table.header, table.way, table.page_rows, table.failure) == (
        "departments",
        ("Department",),
        "file",
        (12,),
        None,
    )
    assert table.subject == table.url
    assert table.url.endswith("/departments")
    assert seen.captures[table.captures[0]].url == table.url
    assert seen.paths == ["/", "/departments"]
    assert seen.again == seen.found


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"/": html(LIST)}, ["/"]),
        ({"/": redirect("/en/"), "/en/": home(("../a", "City Agencies")), "/a": html(LIST)}, ["/", "/en/", "/a"]),
        (
            {"/": home(("/gov", "Government")), "/gov": home(("/gov/d", "Departments")), "/gov/d": html(LIST)},
            ["/", "/gov", "/gov/d"],
        ),
        (
            {"/": home(("/d", "Departments"), ("/gov", "Government")), "/d": html(b"<p>x", 404),
             "/gov": home(("/a", "Agencies")), "/a": html(LIST)},
            ["/", "/d", "/gov", "/a"],
        ),
        # A page that leads to a fuller list is not believed before that one was read.
        (
            {"/": HOME, "/departments": html(page(f"{ul(DEPARTMENTS[:9])}<a href='/az'>All departments A-Z</a>")),
             "/az": html(LIST)},
            ["/", "/departments", "/az"],
        ),
        # The menu of every page leads to all of them: here.
        (
            {"/": home(("/d", "All Departments")), "/d": redirect("/departments"),
             "/departments": html(page(ul(DEPARTMENTS), menu="<li><a href='/d'>All Departments</a></li>"))},
            ["/", "/d", "/departments"],
        ),
    ],
)  # fmt: skip
def test_the_way_to_the_list(answers: dict[str, Answer], asked: list[str], tmp_path: Path) -> None:
    """On the page itself, behind a redirect, a step further, after a dead link, behind a selection."""
    seen = look(answers, tmp_path)

    assert seen.found.names == DEPARTMENTS
    assert seen.paths == asked
    assert seen.again == seen.found


def test_a_spanish_site(tmp_path: Path) -> None:
    """Its words are known."""
    body = page(ul(SECRETARIAS), title="Dependencias | Alcaldía", h1="Dependencias")
    seen = look({"/": home(("/tramites", "Trámites"), ("/dep", "Dependencias")), "/dep": html(body)}, tmp_path)

    assert seen.found.names == SECRETARIAS


@pytest.mark.parametrize("case", ["only in the menu", "popular ones", "services among them"])
def test_what_is_not_surely_the_list_is_not_claimed(case: str, tmp_path: Path) -> None:
    """The failure says that pages were seen without one, and which."""
    seen = look({"/": HOME, "/departments": html(NOT_THE_LIST[case])}, tmp_path)

    assert seen.found.names == ()
    assert seen.found.table.failure == "no-list"
    assert len(seen.found.looked) == 2
    assert seen.again == seen.found


def test_a_selection_whose_whole_list_is_closed_is_not_claimed(tmp_path: Path) -> None:
    """Ten departments and a link to all of them, which is refused: a refusal, not a list of ten."""
    body = page(f"{ul(DEPARTMENTS[:10])}<a href='/all'>All departments</a>")
    seen = look({"/": HOME, "/departments": html(body), "/all": as_text("no", 403)}, tmp_path)

    assert seen.found.names == ()
    assert seen.found.table.failure == "http-403"
    assert seen.found.table.url.endswith("/all")


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"/": as_text("no", 403)}, "http-403"),
        ({}, "http-404"),
        ({ROBOTS: as_text("User-agent: *\nDisallow: /")}, "robots"),
        ({ROBOTS: as_text("User-agent: *\nDisallow: /departments"), "/": HOME, "/departments": html(LIST)}, "robots"),
        ({"/": lambda request: redirect(request.path + "x")}, "http-404"),
        ({"/": redirect("/")}, "redirect-loop"),
        ({"/": HOME, "/departments": redirect("http://localhost:9/departments")}, "robots"),  # of that host; it never answers
        ({"/": as_html("<title>Just a moment...</title>")}, "waf"),
        ({"/": as_html("<form><input type=password></form>")}, "login"),
        ({"/": home()}, "no-list"),
        ({"/": as_text("plain text")}, "not-a-page"),
        ({"/": Response(200, (("Content-Type", "text/html"),), (b"%PDF-1.7",))}, "not-a-page"),
        ({"/": Response(200, (("Content-Type", "text/html"),), (b"<p>" + b"x" * 1_048_573,) * 50)}, "too-large"),
        ({"/": html(LIST + b"<div>" * 100_000)}, "damaged"),
        ({"/": home(("https://departments.invalid/", "Departments"))}, "no-list"),
    ],
)  # fmt: skip
def test_a_refusal_is_told(answers: dict[str, Answer], reason: str, tmp_path: Path) -> None:
    """With the capture that shows it, in bounded time, and the same from the archive."""
    seen = look(answers, tmp_path)

    assert seen.found.names == ()
    assert seen.found.table.failure == reason
    assert seen.found.table.captures[0] in seen.captures
    assert seen.again == seen.found


def test_another_host_s_list_is_not_the_city_s(tmp_path: Path) -> None:
    """A link that redirects to somebody else's site is not read."""

    def answer(request: Request) -> Response:
        if request.path == "/departments" and request.host.startswith("127."):
            return redirect(f"http://localhost:{request.host.rpartition(':')[2]}/departments")
        return html(LIST) if request.path == "/departments" else HOME

    seen = look(answer, tmp_path)

    assert seen.found.names == ()
    assert seen.found.table.failure == "other-host"


def test_a_maze_takes_four_requests(tmp_path: Path) -> None:
    """A site that is different each time and always leads further."""
    count = 0

    def answer(request: Request) -> Response:
        nonlocal count
        count += 1
        return as_text("") if request.path == ROBOTS else home(*((f"/{count}/{n}", "All departments") for n in range(50)))

    seen = look(answer, tmp_path)

    assert len(seen.paths) == 4
    assert seen.found.table.failure == "no-list"
    assert seen.again == seen.found


@pytest.mark.parametrize("website", ["", "springfield", "ftp://city.example/", "http://[bad", "mailto:a@b"])
def test_what_is_no_address_is_not_asked(website: str) -> None:
    """None, and no request."""

    class Nobody:
        async def get(self, url: str, **_: object) -> Exchange:
            raise AssertionError(url)

        def resolve(self, exchange: Exchange) -> str:
            raise AssertionError(exchange)

    assert asyncio.run(find_departments(Nobody(), website)) is None


def test_a_stop_ends_the_search() -> None:
    """The budget is spent: nothing is made up."""

    class Spent:
        async def get(self, url: str, **_: object) -> Exchange:
            raise StopRequested(url)

        def resolve(self, exchange: Exchange) -> str:
            raise AssertionError(exchange)

    with pytest.raises(StopRequested):
        asyncio.run(find_departments(Spent(), "https://springfield.example"))
