"""The demonstration's policy, charter and notice: where they are found and what they are taken for."""

from datetime import date

import pytest

from portalaudit.demo.catalogues.entries import REFERENCE
from portalaudit.demo.governance import CHARTER, NOTICE, POLICY
from portalaudit.demo.server import serve
from portalaudit.demo.stories import stories
from portalaudit.documents.policy.provisions import find_provisions
from portalaudit.documents.policy.read import read_document
from portalaudit.documents.text.read import read_text
from portalaudit.documents.textual import Text
from tests.demo.asking import ask

STORY = next(story for story in stories() if story.governance)


def text_at(path: str) -> Text:
    with serve(STORY.portal(REFERENCE)) as server:
        answer = ask(server.url, path)
    found = read_text(answer.body, url=f"http://data.example{path}")
    assert answer.status == 200 and isinstance(found, Text)
    return found


def test_the_front_page_names_them_and_is_still_the_portal_s() -> None:
    home = text_at("/")

    assert [link.url.removeprefix("http://data.example") for link in home.links][-3:] == [POLICY, CHARTER, NOTICE]
    with serve(STORY.portal(REFERENCE)) as server:
        assert b"cdn.socrata.com" in ask(server.url, "/").body
        assert ask(server.url, "/api/views", limit="1").status == 200


@pytest.mark.parametrize(
    ("path", "kind", "instrument", "adopted"),
    [
        (POLICY, "open-data-policy", "executive-order", date(2019, 5, 14)),
        (CHARTER, "data-governance-charter", "other", date(2020, 9, 9)),
        (NOTICE, "other", "unknown", None),
    ],
)
def test_each_is_taken_for_what_it_is(path: str, kind: str, instrument: str, adopted: date | None) -> None:
    found = read_document(text_at(path), f"http://data.example{path}")

    assert (found.kind, found.instrument, found.adopted, found.place) == (kind, instrument, adopted, "City of Harborview")


def test_the_policy_holds_half_of_the_provisions_and_not_all() -> None:
    present = {one.code for one in find_provisions(text_at(POLICY)) if one.present}

    assert 15 <= len(present) <= 24
    assert {"proactive-release", "lists-of-holdings", "open-formats", "license-free", "oversight-authority"} <= present
    assert not {"funding", "archival-material", "unique-identifiers"} & present


def test_the_other_stories_have_none() -> None:
    assert [story.name for story in stories() if story.governance] == ["Harborview"]
