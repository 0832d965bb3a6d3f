"""The pages of an invented city that governs its data: an open-data policy, a charter, and the notice that every site has."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from portalaudit.demo.http import Portal, Request, Response
from portalaudit.demo.pages import page

POLICY, CHARTER, NOTICE = "/stories/open-data-policy", "/stories/data-governance", "/privacy"
_SHOWN = {POLICY: "Open Data Policy", CHARTER: "Data Governance", NOTICE: "Privacy notice"}

_POLICY = """
# Executive Order No. 2019-04: Open Data Policy

WHEREAS, the residents of Harborview pay for the information that their government gathers, and are entitled to its use; and

WHEREAS, open data makes city government more transparent, holds it to account, invites civic engagement and supports local
businesses; and

WHEREAS, the State Public Records Act guarantees access to public records, and this order builds on it and takes nothing away;

NOW, THEREFORE, I, the Mayor of the City of Harborview, hereby order:

## Section 1. Open by default

Every department shall publish the data that it holds proactively, before anyone asks for it. Data of the city are open by
default, unless a law or Section 3 of this order says otherwise.

## Section 2. Inventory and order of release

Within 180 days each department shall complete an inventory of all datasets that it holds, published or not. The inventory is
public. Datasets are prioritized for release by public demand, by their value for accountability, and by the effort that
publication takes.

## Section 3. Sensitive information

Before release, every dataset shall be reviewed for privacy, confidentiality and security. Personally identifiable information
shall not be published. Where a part of a dataset is exempt from disclosure, the remainder shall be published.

## Section 4. How data are published

Datasets shall be published on the city's open data portal, a single web site, in open, machine-readable and non-proprietary
formats, with metadata and a data dictionary. Anyone may use them without registration, without a fee and without restrictions
on their use. Data shall carry an open license or be dedicated to the public domain. The portal shall offer bulk downloads and
an application programming interface (API). Published data shall be updated as often as the underlying records change, and
datasets shall remain available permanently.

## Section 5. Who is responsible

The Chief Data Officer, appointed by the Mayor, oversees this order. An Open Data Advisory Board of five members meets quarterly
and invites public comment on the order of release; residents may request datasets through a form on the portal. Each department
head shall designate a data coordinator within 60 days.

## Section 6. Standards

The Chief Data Officer shall issue technical standards and a handbook for publishing within one year, and shall help departments
to check the accuracy and completeness of data before it is published.

## Section 7. Reporting and review

By July 1 of each year the Chief Data Officer shall publish a report on the progress of every department. This order shall be
reviewed every two years and revised where experience asks for it.

## Section 8. Effective date

This order takes effect immediately.

Signed and ordered by the Mayor of the City of Harborview on May 14, 2019.
"""
_CHARTER = """
# Data Governance Charter of the City of Harborview

## Purpose

The purpose of this charter is to make somebody answer for every dataset that the city keeps, from its collection to its
deletion, and to let departments share data safely.

## The Data Governance Committee

The Data Governance Committee is chaired by the Chief Data Officer. Its members are the data stewards of all departments, the
City Clerk and the Information Security Officer. The committee meets monthly; agendas and minutes are posted on this page.

## Roles and responsibilities

The Chief Data Officer sets standards for data, keeps the data inventory and reports to the Mayor. Data stewards are responsible
for the quality of the data of their department and for its classification as public, internal or confidential. The Information
Security Officer decides how confidential data are protected.

## Quality

Data stewards audit the quality of their three most used datasets each year and publish what they mended.

## Questions

Write to opendata@harborview.example, or send a request for data with the form on the portal.

Approved by the Data Governance Committee of the City of Harborview on September 9, 2020.
"""
_NOTICE = """
# Privacy notice

This notice is about the web site of the City of Harborview. We use cookies to remember which language you chose and to count
visits. Your browser lets you refuse cookies. We do not sell the addresses of visitors.

When you fill in a form on this web site, we use what you enter to answer you and for nothing else. Web server logs are deleted
after thirty days. By using this web site you accept this notice.
"""


@dataclass(frozen=True, slots=True)
class WithPages:
    """A portal with pages of its own, which its front page names at the foot."""

    inner: Portal
    pages: Mapping[str, str]
    """Markup by path."""
    shown: Mapping[str, str]
    """What a link to each is called."""

    def answer(self, request: Request) -> Response:
        if request.path in self.pages and request.method in ("GET", "HEAD"):
            return page(self.shown[request.path], f"<main>\n{self.pages[request.path]}</main>\n{self.footer()}")
        response = self.inner.answer(request)
        if request.path != "/" or response.status != 200:
            return response
        body = b"".join(bytes(part) for part in response.body).replace(b"</body>", f"{self.footer()}\n</body>".encode())
        return Response(200, response.headers, (body,), response.manner)

    def footer(self) -> str:
        items = "".join(f'<li><a href="{path}">{escape(text)}</a></li>' for path, text in self.shown.items())
        return f"<footer><ul>{items}</ul></footer>"


def with_governance(portal: Portal) -> Portal:
    """The portal of Harborview with its policy, its charter and the notice of its web site."""
    texts = {POLICY: _POLICY, CHARTER: _CHARTER, NOTICE: _NOTICE}
    return WithPages(portal, {path: _markup(text) for path, text in texts.items()}, _SHOWN)


def _markup(text: str) -> str:
    """Paragraphs, parted by blank lines; `#` begins a heading."""
    made = []
    for part in text.strip().split("\n\n"):
        mark, _, rest = part.partition(" ")
        name, words = (f"h{len(mark)}", rest) if mark in ("#", "##") else ("p", " ".join(part.split()))
        made.append(f"<{name}>{escape(words)}</{name}>\n")
    return "".join(made)
