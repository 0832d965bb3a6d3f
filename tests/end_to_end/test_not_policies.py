"""Documents that are no adopted policy, each behind a link that promises one: none is taken for the city's policy."""

from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

from portalaudit.demo.http import Response
from portalaudit.model.portal import City
from tests.documents.policy.made_up import MadeUp, negatives
from tests.end_to_end.city_audits import Audited, Sites, audited, example
from tests.portals.sites import Page, Site, in_docx, in_pdf, page, prose

NEGATIVES = negatives()
CITIES = (
    "Grantham Falls",
    "Vista Morena",
    "Ashford",
    "Port Lenner",
    "Villa Serrana",
    "Porto das Flores",
    "Tillbrook",
    "San Ardo Heights",
)
"""That the texts name, as their own city or as one of many."""  # fmt: skip
FORMS = ("", ".pdf", ".docx")


def published(one: MadeUp, form: str) -> Response:
    """The text as a page or a file."""
    if form == ".pdf":
        return in_pdf(one.body)
    return in_docx(one.body) if form == ".docx" else page(one.body.splitlines()[0][:80], prose(one.body))


def named(one: MadeUp) -> str:
    """A path without numbers, as they would fold into one template."""
    name, _, number = one.name.rpartition("-")
    return f"/documents/{'first' if number == '0' else 'second'}/{name}"


def of_all(sites: Sites) -> City:
    """A city of all these names, so that a text's own city is always this one."""
    return replace(example(sites), name=CITIES[0], publishers=CITIES)


@pytest.fixture(scope="module", params=[0, 1], ids=["first", "second"])
def batch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, MadeUp], Audited]:
    """Half of the texts, as pages, PDF and Word files in turn, all linked as `Open Data Policy` from one page."""
    forms = cycle(FORMS)
    texts = {named(one) + next(forms): one for one in NEGATIVES[request.param :: 2]}
    pages: dict[str, Page] = {path: published(one, Path(path).suffix) for path, one in texts.items()}
    listed = page("Open data policies", links=[(path, f"Open Data Policy {one.name[:-2]}") for path, one in texts.items()])
    home = page("City of Grantham Falls", links=[("/policies", "Open data policies")])
    site = Site({"/": home, "/policies": listed, **pages})
    return texts, audited(tmp_path_factory.mktemp("batch"), site, city=of_all, pages=90)


def test_all_were_read(batch: tuple[dict[str, MadeUp], Audited]) -> None:
    """At least sixty over both halves; those of which nothing is said were asked for all the same."""
    texts, audit = batch

    assert len(NEGATIVES) >= 60
    assert set(texts) <= set(audit.asked())
    assert audit.governance.pages >= len(texts)
    assert not [one.document.url for one in audit.governance.documents if one.document.failure]


def test_none_is_the_city_s_policy(batch: tuple[dict[str, MadeUp], Audited]) -> None:
    """Neither in force nor an older version, and none of the kind stands as the city's own."""
    _, audit = batch
    governance = audit.governance

    assert governance.policy is None
    assert audit.policies() == set()
    standing = [one for one in governance.documents if one.reading.kind == "open-data-policy" and one.own and one.stands]
    assert [audit.path(one) for one in standing] == []


def test_no_criterion_takes_one_for_the_policy(batch: tuple[dict[str, MadeUp], Audited]) -> None:
    _, audit = batch
    found = {(rubric["id"], one["id"]): one["finding"] for rubric in audit.document["rubrics"] for one in rubric["criteria"]}

    assert found["wwc-v3", "OD1"] not in ("met", "partly")
