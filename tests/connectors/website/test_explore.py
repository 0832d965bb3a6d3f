"""Which pages a look asks for, on stand-in sites."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from portalaudit.connectors.website.visit import Seed
from portalaudit.demo.http import Response, redirect
from portalaudit.documents.text.bounded import bounded_text
from tests.connectors.website.looking import look
from tests.portals.sites import POLICY, Page, Site, in_docx, in_pdf, linked, noise, page, plain, prose


def city(extra: dict[str, Page], *, links: Sequence[tuple[str, str]] = (), count: int = 300) -> Site:
    """A home page that links to 300 pages of noise, the city's departments somewhere among them."""
    others = noise(count)
    middle = linked(others)
    front = page(
        "City of Springfield", "<p>Welcome.</p>", links=[*middle[: count // 2], *links, *middle[count // 2 :]],
        nav=[("/", "Home"), ("/departments", "Departments")], footer=[("/privacy", "Privacy Policy"), ("/contact", "Contact Us")],
    )  # fmt: skip
    return Site({"/": front, **others, **extra})


def test_a_policy_two_clicks_away_is_found_among_300_links_of_noise(tmp_path: Path) -> None:
    """The page that leads there goes first, its documents next."""
    site = city(
        {
            "/departments": page(
                "Departments", links=[("/departments/it", "Information Technology"), ("/departments/fire", "Fire")]
            ),
            "/departments/it": page("IT", links=[("/files/2018-14.pdf", "Open Data Policy (Ordinance 2018-14)")]),
            "/files/2018-14.pdf": in_pdf(POLICY),
        },
        links=[("/departments/it", "Department of Innovation and Technology")],
    )
    found = look(tmp_path, site)

    policy = found.visit("/files/2018-14.pdf")
    assert policy is not None
    assert policy.status == "read"
    assert policy.text is not None
    assert "open by default" in " ".join(policy.text.plain.split())
    assert (policy.depth, policy.same_site, policy.linked) == (2, True, True)
    assert policy.via_url == f"{found.url}/departments/it"
    assert found.asked().index("/files/2018-14.pdf") < 12
    assert found.requests() <= 60


@pytest.mark.parametrize(
    ("name", "document"),
    [("pdf", in_pdf(POLICY)), ("docx", in_docx(POLICY)), ("txt", plain(POLICY)), ("html", page("Policy", prose(POLICY)))],
)
def test_documents_of_every_format_are_read_in_the_bounded_process(tmp_path: Path, name: str, document: Response) -> None:
    """The default reader is the bounded one."""
    site = Site(
        {"/": page("City", links=[(f"/open-data-policy.{name}", "Open Data Policy")]), f"/open-data-policy.{name}": document}
    )
    visit = look(tmp_path, site, read=bounded_text).visit(f"policy.{name}")

    assert visit is not None
    assert visit.text is not None, (visit.failure, visit.detail)
    assert "Chief Data Officer" in visit.text.plain


def test_the_budget_holds_by_the_servers_log(tmp_path: Path) -> None:
    """With redirects and robots.txt counted."""
    pages: dict[str, Page] = {f"/data/open-data-{number}": redirect(f"/data/target-{number}") for number in range(40)}
    pages |= {f"/data/target-{number}": page(f"Open data {number}") for number in range(40)}
    site = city(pages, links=[(path, "Open data") for path in pages])
    for budget in (1, 2, 7, 20, 60):
        found = look(tmp_path / str(budget), site, budget=budget)
        assert found.requests() <= budget
        assert found.found.requests == found.requests()
        assert found.found.left > 0 or budget == 60


def test_two_looks_ask_the_same_in_the_same_order(tmp_path: Path) -> None:
    """Nothing depends on sets, dictionaries or time."""
    site = city(
        {"/it": page("IT", links=[("/a", "Open data policy"), ("/b", "Open data policy")])}, links=[("/it", "Technology")]
    )
    first, second = look(tmp_path / "1", site), look(tmp_path / "2", site)

    assert first.asked() == second.asked()
    assert [visit.status for visit in first.found.visits] == [visit.status for visit in second.found.visits]


def test_a_city_with_nothing_says_where_it_looked(tmp_path: Path) -> None:
    """Every place with its requests, and why it could not be seen."""
    found = look(tmp_path, city({"/contact": page("Contact")}, count=30))

    assert {looked.place: looked.reason for looked in found.found.looked} == {
        "registry": "none", "registry-copy": "none", "home": None, "city-site": "unregistered", "navigation": "http-404",
        "footer": None, "links": None, "sitemap": "none", "portal-page": "none", "catalogue": "none", "elsewhere": "none",
    }  # fmt: skip
    assert sum(looked.requests for looked in found.found.looked) == found.requests()


def test_a_copy_elsewhere_is_told_from_the_citys_own(tmp_path: Path) -> None:
    """Links elsewhere are followed where they name the document, and no further."""
    ours = page(
        "City", links=[("@site1@/codes/open-data-policy", "Open Data Policy, municipal code"), ("@site1@/shop", "Our sponsor")]
    )
    theirs = {
        "/codes/open-data-policy": page("Code", prose(POLICY), links=[("/more", "Open data policy, more")]),
        "/copy": page("Springfield", prose(POLICY + "\n\nCollected by a foundation.")),
    }
    found = look(
        tmp_path, Site({"/": ours}), Site(theirs),
        seeds=lambda urls: (Seed(f"{urls[0]}/", "", "home"), Seed(f"{urls[1]}/copy", "", "registry-copy")),
    )  # fmt: skip

    linked_copy, copy = found.visit("/codes/open-data-policy"), found.visit("/copy")
    assert linked_copy is not None
    assert copy is not None
    assert (linked_copy.same_site, linked_copy.linked) == (False, True)
    assert (copy.same_site, copy.linked, copy.source) == (False, False, "registry-copy")
    assert found.asked(1) == ["/robots.txt", "/copy", "/codes/open-data-policy"]


def test_the_citys_own_copy_counts_although_the_foreign_one_was_read_first(tmp_path: Path) -> None:
    """Same bytes on both: the second is not parsed again, but it stands on the city's own host."""
    same = page("Policy", prose(POLICY))
    found = look(
        tmp_path, Site({"/": page("City", links=[("/open-data-policy", "Open Data Policy")]), "/open-data-policy": same}),
        Site({"/copy": same}), seeds=lambda urls: (Seed(f"{urls[1]}/copy", "", "registry"), Seed(f"{urls[0]}/", "", "home")),
    )  # fmt: skip

    own = found.visit("/open-data-policy")
    assert own is not None
    assert (own.status, own.same_site) == ("read", True)


def test_what_robots_bars_is_not_asked_and_said(tmp_path: Path) -> None:
    site = Site({
        "/": page("City", links=[("/docs/open-data-policy.pdf", "Open Data Policy"), ("/about", "About open data")]),
        "/robots.txt": plain("User-agent: *\nDisallow: /docs/\n"),
        "/docs/open-data-policy.pdf": in_pdf(POLICY),
        "/about": page("About"),
    })  # fmt: skip
    found = look(tmp_path, site)

    barred = found.visit("/docs/open-data-policy.pdf")
    assert barred is not None
    assert (barred.status, barred.failure) == ("failed", "robots")
    assert "/docs/open-data-policy.pdf" not in found.asked()
    assert "/about" in found.asked()


def test_a_robots_file_of_10_mb_bars_all_and_ends_soon(tmp_path: Path) -> None:
    huge = Response(200, (("Content-Type", "text/plain"),), (b"Disallow: /x\n" * 1_000,) * 800)
    found = look(tmp_path, Site({"/": page("City"), "/robots.txt": huge}))

    assert found.looked("home").reason == "robots"
    assert found.requests() <= 3


def test_a_site_that_answers_nothing_is_left_alone(tmp_path: Path) -> None:
    """Three refusals, and the host is asked no more."""
    pages: dict[str, Page] = {}
    site = Site(pages, otherwise=lambda _: page("Forbidden", status=403))
    found = look(
        tmp_path,
        site,
        seeds=lambda urls: [Seed(f"{urls[0]}/open-data-{number}", "Open data", "catalogue") for number in range(15)],
    )

    assert len(found.asked()) == 1 + 3
    assert found.looked("catalogue").reason == "http-403"


def test_a_moved_city_is_followed_to_its_new_address(tmp_path: Path) -> None:
    """What the registered address leads to is the city's own, its pages are followed."""
    new = Site(
        {"/": page("City", links=[("/open-data-policy", "Open Data Policy")]), "/open-data-policy": page("P", prose(POLICY))}
    )
    found = look(tmp_path, Site({"/": lambda _: redirect(new.places["site1"] + "/")}), new)

    visit = found.visit("/open-data-policy")
    assert visit is not None
    assert visit.same_site


def test_spanish_and_portuguese_links_are_understood(tmp_path: Path) -> None:
    for number, text in enumerate(("Política de datos abiertos", "Decreto de Dados Abertos")):
        site = city({"/n/7": page(text, lang="es")}, links=[("/n/7", text)])
        found = look(tmp_path / str(number), site)
        assert found.asked().index("/n/7") <= 3


def test_pages_beyond_the_depth_are_not_asked(tmp_path: Path) -> None:
    pages: dict[str, Page] = {f"/{number}": page("Data", links=[(f"/{number + 1}", "Open data")]) for number in range(9)}
    site = Site({"/": page("Home", links=[("/1", "Open data")]), **pages})

    assert look(tmp_path / "2", site).asked() == ["/robots.txt", "/", "/1", "/2"]
    assert look(tmp_path / "4", site, depth=4).asked() == ["/robots.txt", "/", "/1", "/2", "/3", "/4"]


def test_a_document_that_the_last_page_names_is_read_and_its_links_are_not(tmp_path: Path) -> None:
    """Home, department, program, policy: a document stands below the page that lead to it; a menu names none."""
    policy = page("Open Data Policy", prose(POLICY), links=[("/older-policy", "Open Data Policy of 2012")])
    program = page("Open Data", links=[("/policy", "Open Data Policy"), ("/team", "Our team")], nav=[("/x", "Data governance")])
    site = Site({"/": page("City", links=[("/it", "Technology")]), "/it": page("IT", links=[("/program", "Open Data Program")]),
                 "/program": program, "/policy": policy, "/older-policy": policy})  # fmt: skip

    assert look(tmp_path, site).asked() == ["/robots.txt", "/", "/it", "/program", "/policy"]
