"""What an audit is called: the same in the document and in the report."""

from dataclasses import replace

import pytest

from portalaudit.export.document import document
from portalaudit.export.names import hosts_of, name_of
from portalaudit.export.report import render
from portalaudit.model.audit import Audit, PortalAudit, Target
from portalaudit.model.portal import Portal
from tests.export.audits import a_portal, an_audit
from tests.export.report.markup import read


def titled(title: str | None, url: str = "http://data.example.org:8080/open") -> PortalAudit:
    """A portal of this title."""
    portal = a_portal()
    return replace(portal, snapshot=replace(portal.snapshot, portal=Portal(url, "ckan", "ckan", title)))


@pytest.mark.parametrize(
    ("audit", "name", "hosts"),
    [
        (an_audit(), "Example", ""),
        (an_audit(titled("Open Data Hub"), city=None), "Open Data Hub", "data.example.org:8080"),
        (an_audit(titled(None), city=None), "data.example.org:8080", ""),
        (an_audit(titled("  "), city=None), "data.example.org:8080", ""),
        (an_audit(titled("A"), titled("A", "http://b.example"), city=None), "A", "data.example.org:8080, b.example"),
        (an_audit(titled("A"), titled(None, "http://b.example"), city=None), "A, b.example", "data.example.org:8080, b.example"),
        (an_audit(portals=(), rubrics=(), target=Target(None, ("http://b.example/x",))), "b.example", ""),
        (an_audit(portals=(), rubrics=(), target=Target(None, ())), "", ""),
    ],
)
def test_one_name_everywhere(audit: Audit, name: str, hosts: str) -> None:
    assert (name_of(audit), hosts_of(audit)) == (name, hosts)
    assert document(audit)["target"]["name"] == name  # type: ignore[index]
    page = read(render(audit))
    heading = next(place for place, element in enumerate(page.elements) if element.name == "h1")
    assert page.elements[heading + 1].text == name
    assert page.elements[heading + 3].text == hosts or not hosts
