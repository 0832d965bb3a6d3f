"""Stand-in web sites of the six cities of the awards of 2018 whose policies were recorded, built from those texts.

Every site has the noise of a city's: departments, services, news about the policy, a cookie policy, terms of use, an employee
privacy notice, a proposed ordinance, another city's policy as an example.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path

from portalaudit.demo.http import Response
from portalaudit.model.policy import Instrument
from portalaudit.model.portal import City
from tests.documents.policy.made_up import negatives, positive
from tests.end_to_end.city_audits import Sites, example
from tests.portals.sites import Links, Page, Site, in_docx, in_pdf, linked, noise, page, prose

NEW = re.compile(r"</(?:p|h\d|li|div|tr)>|<br ?/?>")
TAG = re.compile(r"<[^>\n]{1,200}>")
DEPARTMENTS = ("Parks and Recreation", "Police", "Finance", "Human Resources", "City Clerk")


@dataclass(frozen=True)
class Version:
    """One recorded text as it stands on the stand-in site."""

    file: str
    path: str
    shown: str
    form: str = "html"
    """`html`, `pdf` or `docx`."""


@dataclass(frozen=True)
class Told:
    """What is true of the policy in force."""

    path: str
    instrument: Instrument
    year: int | None
    adopted: date | None
    place: str
    older: tuple[str, ...] = ()
    """Paths of other versions, in any order."""
    aside: tuple[str, ...] = ()
    """Paths of recorded texts that need not be read as a policy."""


@dataclass(frozen=True)
class CitySite:
    """A city, its versions, and by which links they are reached."""

    key: str
    name: str
    region: str
    versions: tuple[Version, ...]
    told: Told
    hub: tuple[str, str]
    """Path and name of the page that links to the versions."""
    way: tuple[tuple[str, str], ...] = ()
    """Pages between the home page and that one; none where the home page links there."""
    sitemap: bool = False
    """A sitemap names the versions, for they are three clicks deep."""

    def record(self, sites: Sites) -> City:
        """The registry's record."""
        return replace(example(sites), key=self.key, name=self.name, region=self.region, country="US")


def plain_of(recordings: Path, file: str) -> str:
    """A recorded text without its front matter and without any tag: they are answers, not input."""
    _, _, body = (recordings / "data" / "policies" / "texts" / f"{file}.md").read_text("utf-8").split("---", 2)
    return TAG.sub("", NEW.sub("\n\n", body)).replace("**", "").strip()


def as_html(text: str) -> str:
    """Headings and paragraphs."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "\n".join(
        f"<h{len(met[1])}>{escape(met[2])}</h{len(met[1])}>" if (met := re.fullmatch(r"(#{2,5}) +(.+)", part)) else prose(part)
        for part in parts
    )


def published(recordings: Path, version: Version, nav: Links) -> Response:
    """A version as its page or file."""
    text = plain_of(recordings, version.file)
    if version.form == "pdf":
        return in_pdf(re.sub(r"(?m)^#+ +", "", text))
    if version.form == "docx":
        return in_docx(re.sub(r"(?m)^#+ +", "", text))
    return page(version.shown, as_html(text), nav=nav)


def _negative(name: str, city: CitySite) -> str:
    """A made-up text that is no policy, moved to this city."""
    one = next(one for one in negatives() if one.name == f"{name}-0")
    return prose(re.sub(r"\b(?:Ashford|Grantham Falls|Tillbrook)\b", city.name, one.body))


def site_of(city: CitySite, recordings: Path) -> Site:
    """The city's site."""
    nav: Sequence[tuple[str, str]] = (
        ("/", "Home"), ("/departments", "Departments"), ("/services", "Services"), ("/news", "News"), ("/visit", "Visit"),
    )  # fmt: skip
    footer = (
        ("/privacy", "Privacy policy"),
        ("/cookies", "Cookie policy"),
        ("/terms", "Terms of use"),
        ("/contact", "Contact us"),
    )

    def a_page(title: str, body: str = "", links: Links = ()) -> Response:
        return page(title, body, links=links, nav=nav, footer=footer)

    services = noise(4)
    offices = {f"/departments/{name.lower().replace(' ', '-')}": a_page(name, f"<p>{name} of {city.name}. " + "Call us. " * 40)
               for name in DEPARTMENTS}  # fmt: skip
    steps = [*city.way, city.hub]
    aside = (
        ("/news/open-data-policy-announced", "Mayor announces new open data policy"),
        ("/legislation/proposed-open-data-amendment", "Proposed ordinance: open data amendments (failed)"),
        ("/documents/employee-privacy-notice.pdf", "Employee privacy notice"),
        ("/examples/valdoria", "Example: open data ordinance of another city"),
    )
    versions = [(one.path, one.shown) for one in city.versions]
    pages: dict[str, Page] = {
        "/": a_page(f"City of {city.name}", "<p>Welcome to the city's web site.</p>", [steps[0], *linked(list(services)[:3])]),
        "/departments": a_page("Departments", "", [*linked(offices)]),
        "/services": a_page("Services", "", linked(services)),
        "/visit": a_page("Visit", "<p>Museums, rivers and a zoo.</p>"),
        "/news": a_page("News", "", [aside[0], *[(f"/news/{number}", f"Story {number}") for number in range(3)]]),
        "/privacy": a_page("Privacy policy", _negative("privacy-notice", city)),
        "/cookies": a_page("Cookie policy", _negative("cookie-policy", city)),
        "/terms": a_page("Terms of use", _negative("portal-terms-of-use", city)),
        "/contact": a_page("Contact us", "<p>Call 311 or visit City Hall.</p>"),
        aside[0][0]: a_page("Mayor announces new open data policy", _negative("press-release", city)),
        aside[1][0]: a_page("Proposed ordinance", _negative("bill-that-died", city)),
        aside[2][0]: in_pdf(EMPLOYEES.replace("@city@", city.name)),
        aside[3][0]: a_page("An example", prose(positive("ordinance-of-elsewhere"))),
        **offices, **services,
    }  # fmt: skip
    for here, below in zip(city.way, steps[1:], strict=True):
        pages[here[0]] = a_page(here[1], "<p>What we do, and for whom. Find our programs below.</p>", [below])
    pages[city.hub[0]] = a_page(city.hub[1], "<p>How the city opens its data.</p>", [*aside, *versions])
    for one in city.versions:
        pages[one.path] = published(recordings, one, nav)
    if city.sitemap:
        named = "".join(f"<url><loc>@site@{path}</loc></url>" for path in [*services, *offices, *dict(versions)])
        pages["/sitemap.xml"] = Response(200, (("Content-Type", "application/xml"),), (f"<urlset>{named}</urlset>".encode(),))
    return Site(pages)


EMPLOYEES = """EMPLOYEE PRIVACY NOTICE

The Human Resources Department of the City of @city@ collects personal information of employees and applicants: names, home
addresses, Social Security numbers, bank accounts for payroll and emergency contacts.

We use this information to administer pay, benefits and leave. We share it with our benefits carriers and as law requires.

Employees may ask to see and to correct their records. Questions: Human Resources, third floor.
"""


CITIES = (
    CitySite(
        "los-angeles-ca", "Los Angeles", "CA",
        (Version("los-angeles-ca-2013-12-18", "/mayor/executive-directives/ed3.pdf", "Executive Directive No. 3: Open Data",
                 "pdf"),),
        Told("/mayor/executive-directives/ed3.pdf", "executive-order", 2013, date(2013, 12, 18), "City of Los Angeles"),
        hub=("/mayor/executive-directives", "Executive Directives"),
    ),
    CitySite(
        "boston-ma", "Boston", "MA",
        (Version("boston-ma-2014-04-07", "/mayor/executive-order-open-data", "Executive Order: An Order Relative to Open Data"),
         Version("boston-ma-2015-07-30", "/doit/open-and-protected-data-policy.docx",
                 "City of Boston Open and Protected Data Policy", "docx")),
        # The text of 2015 tells no date of its own, only that the order of April 7, 2014 called for it.
        Told("/doit/open-and-protected-data-policy.docx", "administrative-policy", None, None, "City of Boston",
             older=("/mayor/executive-order-open-data",)),
        hub=("/doit/analytics", "Analytics and open data"), way=(("/doit", "Innovation and Technology"),),
    ),
    CitySite(
        "san-diego-ca", "San Diego", "CA",
        (Version("san-diego-ca-2014-01-02", "/council/r-308684.pdf", "Resolution R-308684", "pdf"),
         Version("san-diego-ca-2014-10-29", "/pandata/opendataimpplan.pdf", "Open Data Policy Implementation Plan", "pdf"),
         Version("san-diego-ca-2014-11-24", "/pandata/open-data-policy", "Open Data Policy"),
         Version("san-diego-ca-2014-12-23", "/council/r-309441.pdf", "Resolution R-309441", "pdf")),
        # Recorded as of November 24, 2014, when it was on the council's docket; the text says: adopted xx/xx/2014, effective
        # January 1, 2015. The resolutions before and after support that there be one; the plan tells how to go about it.
        Told("/pandata/open-data-policy", "administrative-policy", 2014, None, "City of San Diego",
             older=("/council/r-308684.pdf", "/council/r-309441.pdf"), aside=("/pandata/opendataimpplan.pdf",)),
        hub=("/pandata/open-data", "Open data program"), way=(("/pandata", "Performance and Analytics"),),
        sitemap=True,
    ),
    CitySite(
        "san-francisco-ca", "San Francisco", "CA",
        (Version("san-francisco-ca-2009-10-21", "/mayor/ed-09-06.docx", "Executive Directive 09-06: Open Data", "docx"),
         Version("san-francisco-ca-2010-10-29", "/code/chapter22d", "Administrative Code, Chapter 22D: Open Data Policy"),
         Version("san-francisco-ca-2013-03-28", "/bos/o0063-13.pdf", "Ordinance 63-13, open data standards (2013)", "pdf")),
        # The text of 2013 tells no day; the list that links to it tells the year.
        Told("/bos/o0063-13.pdf", "ordinance", 2013, None, "City and County of San Francisco",
             older=("/mayor/ed-09-06.docx", "/code/chapter22d")),
        hub=("/datasf/policy", "Open data policy and legislation"), way=(("/datasf", "DataSF"),),
    ),
    CitySite(
        "seattle-wa", "Seattle", "WA",
        (Version("seattle-wa-2016-02-01", "/documents/opendatapolicyv1.pdf", "Open Data Policy V1.0", "pdf"),
         Version("seattle-wa-2016-02-26", "/mayor/eo-2016-01", "Executive Order 2016-01")),
        # The order of February 26, 2016 directs departments to comply with the policy of February 1, which is the policy.
        Told("/documents/opendatapolicyv1.pdf", "administrative-policy", 2016, date(2016, 2, 1), "City of Seattle",
             older=("/mayor/eo-2016-01",)),
        hub=("/tech/open-data", "Open Data Program"), way=(("/tech", "Seattle Information Technology"),),
    ),
    CitySite(
        "washington-dc", "Washington", "DC",
        (Version("washington-dc-2006-06-12", "/oca/streaming-dcstat-data.docx", "Memorandum: Streaming of DCStat Data (2006)",
                 "docx"),
         Version("washington-dc-2011-01-03", "/mayor/memorandum-2011-01.pdf",
                 "Mayor's Memorandum 2011-01: Transparency and Open Government", "pdf"),
         Version("washington-dc-2014-07-21", "/page/open-government-and-open-data-directive",
                 "Transparency, Open Government and Open Data Directive")),
        Told("/page/open-government-and-open-data-directive", "executive-order", 2014, date(2014, 7, 21),
             "District of Columbia", older=("/mayor/memorandum-2011-01.pdf",), aside=("/oca/streaming-dcstat-data.docx",)),
        hub=("/open-government", "Open government"),
    ),
)  # fmt: skip
