"""Where a city's documents are looked for: its site, what the registry knows, somebody else's site, the portal alone."""

from dataclasses import replace
from pathlib import Path

from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import Portal, Request, Response
from portalaudit.model.portal import City
from tests.end_to_end.city_audits import Audited, Sites, audited, example, small_portal
from tests.portals.sites import POLICY, Page, Site, in_pdf, linked, noise, page, prose

BUDGET = 60
GOVERNANCE = ("OD1", "OD2", "OD4", "DM1", "DM3", "DM4", "DM5", "DM6", "DM7", "DM9", "LC5")
"""Criteria of wwc-v3 that documents decide."""


def a_city(extra: dict[str, Page] | None = None, links: list[tuple[str, str]] | None = None) -> Site:
    """A site with nothing about data but what is told."""
    services = noise(3)
    home = page("City of Springfield", "<p>Welcome.</p>", links=[*(links or []), *linked(services)])
    return Site({"/": home, **services, **(extra or {})})


def criteria(audit: Audited, rubric: str = "wwc-v3") -> dict[str, tuple[str, str | None]]:
    """Finding and why of each criterion."""
    graded = next(one for one in audit.document["rubrics"] if one["id"] == rubric)
    return {one["id"]: (one["finding"], one["why"]) for one in graded["criteria"]}


def test_a_policy_is_found_on_a_site_of_hundreds_of_pages(tmp_path: Path) -> None:
    """Before the budget is spent, which holds by the servers' own logs."""
    services = noise(150)
    parts = [list(services)[start : start + 50] for start in range(0, 150, 50)]
    pages: dict[str, Page] = {
        **services,
        **{f"/services-{part}": page(f"Services {part}", links=linked(paths)) for part, paths in enumerate(parts)},
        "/": page("City of Springfield", links=[*linked(f"/services-{part}" for part in range(3)), ("/it", "Technology")]),
        "/it": page("Information Technology", links=[*linked(parts[0][:20]), ("/it/data", "Open Data Program")]),
        "/it/data": page("Open Data Program", links=[*linked(parts[1][:20]), ("/files/od.pdf", "Open Data Policy")]),
        "/files/od.pdf": in_pdf(POLICY),
    }  # fmt: skip
    audit = audited(tmp_path, Site(pages))

    assert audit.path(audit.governance.policy) == "/files/od.pdf"
    assert audit.asked().index("/files/od.pdf") < 20
    assert len(audit.log) <= BUDGET


def test_a_city_with_nothing_on_its_site_is_undetermined_throughout(tmp_path: Path) -> None:
    """No document counts; every place where we looked is listed, with the reason."""
    audit = audited(tmp_path, a_city())

    governance = audit.governance
    assert (governance.policy, governance.older) == (None, ())
    assert [one.reading.kind for one in governance.documents if one.reading.kind != "other"] == []
    assert {looked.place: looked.reason for looked in governance.looked} == {
        "registry": "none", "registry-copy": "none", "home": None, "city-site": None, "navigation": "none", "footer": "none",
        "links": None, "sitemap": "none", "portal-page": "none", "catalogue": "none", "elsewhere": "none",
    }  # fmt: skip
    found = criteria(audit)
    assert {name: found[name][0] for name in GOVERNANCE} == dict.fromkeys(GOVERNANCE, "undetermined")
    # OD2 also asks whether columns are described, and this portal shows none.
    assert {found[name][1] for name in GOVERNANCE if name != "OD2"} <= {"not_found", "internal_practice"}
    assert audit.same_again(example(audit.sites))


def test_a_copy_elsewhere_shows_that_it_was_adopted_not_that_the_city_publishes_it(tmp_path: Path) -> None:
    """The registry knows a copy on somebody else's site, and the city's own has none."""
    hub = Site({"/collection/springfield": page("Springfield", prose(POLICY))})

    def city(sites: Sites) -> City:
        return replace(example(sites), policy_copy_url=f"{sites.elsewhere[0]}/collection/springfield")

    audit = audited(tmp_path, a_city(), small_portal(), hub, city=city)

    policy = audit.governance.policy
    assert policy is not None
    assert (policy.document.source, policy.published, policy.stands, policy.reading.year) == ("registry-copy", False, True, 2018)
    assert audit.looked("registry-copy").reason is None
    assert criteria(audit)["OD1"][0] != "met"
    assert audit.same_again(city(audit.sites))


def test_the_city_s_own_page_counts_before_the_copy(tmp_path: Path) -> None:
    """The same policy on the city's site and on somebody else's."""
    hub = Site({"/collection/springfield": page("Springfield", prose(POLICY))})
    site = a_city({"/policy": page("Open Data Policy", prose(POLICY))}, [("/policy", "Open Data Policy")])

    def city(sites: Sites) -> City:
        return replace(example(sites), policy_copy_url=f"{sites.elsewhere[0]}/collection/springfield")

    audit = audited(tmp_path, site, small_portal(), hub, city=city)

    policy = audit.governance.policy
    assert policy is not None
    assert (audit.path(policy), policy.published) == ("/policy", True)


def test_a_copy_elsewhere_that_the_city_s_own_page_points_at_is_published(tmp_path: Path) -> None:
    hub = Site({"/open-data-policy": page("Open Data Policy", prose(POLICY))})
    site = a_city(links=[("@elsewhere0@/open-data-policy", "Open Data Policy")])
    audit = audited(tmp_path, site, small_portal(), hub)

    policy = audit.governance.policy
    assert policy is not None
    assert (policy.document.same_site, policy.document.linked, policy.published) == (False, True, True)


def test_the_registered_address_is_asked_first(tmp_path: Path) -> None:
    """No page links to it."""
    site = a_city({"/x7": page("Document 7", prose(POLICY))})
    audit = audited(tmp_path, site, city=lambda sites: replace(example(sites), policy_url=f"{sites.website}/x7"))

    policy = audit.governance.policy
    assert policy is not None
    assert (audit.path(policy), policy.document.source, policy.published) == ("/x7", "registry", True)
    assert audit.asked()[:2] == ["/robots.txt", "/x7"]


def test_a_registered_address_that_is_gone_is_said(tmp_path: Path) -> None:
    audit = audited(tmp_path, a_city(), city=lambda sites: replace(example(sites), policy_url=f"{sites.website}/gone"))

    gone = audit.at("/gone")
    assert gone is not None
    assert (gone.document.failure, gone.reading.kind, audit.looked("registry").reason) == ("http-404", "other", "http-404")
    assert audit.governance.policy is None


class WithPages:
    """A portal with pages of its own, and links to them on its home page."""

    def __init__(self, inner: Portal, pages: Site) -> None:
        self.inner, self.pages = inner, pages

    def answer(self, request: Request) -> Response:
        """A page where there is one."""
        return self.pages.answer(request) if request.path in self.pages.pages else self.inner.answer(request)


def test_a_portal_that_nobody_registered_is_looked_at_alone(tmp_path: Path) -> None:
    """Its own pages are read, nobody's site is guessed."""
    portal = small_portal()
    assert isinstance(portal, DcatPortal)
    home = page("Open data", links=[("/about/policy", "Open Data Policy"), ("/data.json", "All our data")])
    pages = Site({"/": home, "/about/policy": page("Open Data Policy", prose(POLICY))})
    audit = audited(tmp_path, a_city(), WithPages(portal, pages), city=lambda _: None)

    assert audit.path(audit.governance.policy) == "/about/policy"
    assert (audit.governance.registered, audit.looked("city-site").reason, audit.log) == (False, "unregistered", ())
    assert audit.same_again(None)
